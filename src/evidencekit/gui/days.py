"""Days that a person types, as 2027-01-31."""

from datetime import date

from evidencekit.foundation.catalogue import _


def day_in(text: str) -> date | None:
    """Return the day that is typed, None for nothing. Raises ValueError for what is no day."""
    return date.fromisoformat(text.strip()) if text.strip() else None


def is_day(text: str) -> bool:
    """Say whether a day is typed, or nothing."""
    try:
        day_in(text)
    except ValueError:
        return False
    return True


def day_fault() -> str:
    """Return what is said of anything else."""
    return _("A day is written 2027-01-31.")
