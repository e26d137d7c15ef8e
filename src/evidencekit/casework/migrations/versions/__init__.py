"""One module a step; none is ever changed once released."""
