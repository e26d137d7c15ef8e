"""The use cases, one call each; no Qt."""
