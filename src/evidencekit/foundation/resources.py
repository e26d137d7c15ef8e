"""The one accessor of `resources/`, in a wheel and in a checkout alike."""

from pathlib import Path

# Not importlib.resources: it loads zipfile and more, at each start of the app and each command.
_PACKAGE = Path(__file__).parents[1]
_ROOTS = (_PACKAGE / "_resources", _PACKAGE.parents[1] / "resources")


def resource(*parts: str) -> Path:
    """Return the path of a resource, given as its parts below `resources/`.

    Raises FileNotFoundError: a resource of ours that is absent is a broken installation.
    """
    for root in _ROOTS:
        path = root.joinpath(*parts)
        if path.exists():
            return path
    raise FileNotFoundError("/".join(parts))
