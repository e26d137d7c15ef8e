"""Who does it: what people say and decide is kept with a name, or not at all."""

from evidencekit.domain.errors import OperatorMissing


def named(by: str | None, action: str) -> str:
    """Return the name of who does `action`, a command. Raises OperatorMissing without one."""
    if by is None or not by.strip():
        raise OperatorMissing(action=action)
    return by.strip()
