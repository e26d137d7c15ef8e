"""The one accessor of `resources/`, in a wheel and in a checkout alike."""

from importlib.resources import files
from pathlib import Path


def resource(*parts: str) -> Path:
    """Return the path of a resource, given as its parts below `resources/`.

    Raises FileNotFoundError: a resource of ours that is absent is a broken installation.
    """
    package = Path(str(files("evidencekit")))
    for root in (package / "_resources", package.parent.parent / "resources"):
        path = root.joinpath(*parts)
        if path.exists():
            return path
    raise FileNotFoundError("/".join(parts))
