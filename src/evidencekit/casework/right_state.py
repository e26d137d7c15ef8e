"""How the papers of a right stand on a day: what holds, what ends soon, what is missing."""

from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from enum import StrEnum

from evidencekit.casework.model import Right, RightStatus
from evidencekit.casework.right_parts import PowerOfAttorney

# Our own figure: what a renewal takes at most offices, with some to spare.
SOON = timedelta(days=60)


class PaperState(StrEnum):
    """How a paper or a right stands. All but the first two stop a complaint, or may."""

    HOLDS = "holds"
    ENDS_SOON = "ends_soon"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    NOT_REGISTERED = "not_registered"
    MISSING = "missing"
    NOT_WHOLE = "not_whole"
    UNKNOWN_END = "unknown_end"


def certificate_state(right: Right, unusable: AbstractSet[str]) -> PaperState:
    """Return whether the certificate is here with the bytes that were kept."""
    if right.certificate is None:
        return PaperState.MISSING
    return PaperState.NOT_WHOLE if right.certificate in unusable else PaperState.HOLDS


def power_state(power: PowerOfAttorney, unusable: AbstractSet[str], today: date) -> PaperState:
    """Return how a power of attorney stands."""
    if power.file in unusable:
        return PaperState.NOT_WHOLE
    if power.ended_on is not None and power.ended_on <= today:
        return PaperState.WITHDRAWN
    if power.valid_from is not None and power.valid_from > today:
        return PaperState.NOT_YET
    return _ending(power.valid_to, today)


def right_state(right: Right, unusable: AbstractSet[str], today: date) -> PaperState:
    """Return the first thing that keeps a right from being complained with, else how it holds."""
    if right.status is not RightStatus.REGISTERED:
        return PaperState.NOT_REGISTERED
    term = _ending(right.expiry, today)
    if term is PaperState.EXPIRED:
        return term
    paper = certificate_state(right, unusable)
    return term if paper is PaperState.HOLDS else paper


def _ending(last: date | None, today: date) -> PaperState:
    if last is None:
        return PaperState.UNKNOWN_END
    if last < today:
        return PaperState.EXPIRED
    return PaperState.ENDS_SOON if last - today <= SOON else PaperState.HOLDS
