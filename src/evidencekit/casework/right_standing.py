"""Standing: on which papers a complaint rests, and what a power of attorney lacks for it.

A right is complained with only with its certificate and, by who is not the owner, with a power of
attorney in force that names the right and the recipient.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date
from pathlib import PurePosixPath

from evidencekit.casework.finding import Finding, Level, Speaker
from evidencekit.casework.model import Capacity, Complaint, Right
from evidencekit.casework.right_parts import PaperKind, PowerOfAttorney
from evidencekit.foundation.catalogue import N_


@dataclass(frozen=True, slots=True)
class StandingPaper:
    """A paper that a complaint rests on: `file` in the vault, and the SHA-256 of its bytes."""

    right: str
    kind: PaperKind
    file: str
    sha256: str


def standing_papers(complaint: Complaint, rights: tuple[Right, ...]) -> list[StandingPaper]:
    """Return the papers that a complaint's packet names, in the order of its rights.

    Of a confirmed complaint they are those it was confirmed with.
    """
    filed = {one.right: one for one in complaint.filed}
    found = []
    for right in rights:
        kept = filed.get(right.id)
        power = power_for(right, complaint)
        certificate = kept.certificate if kept else right.certificate
        by_power = kept.power if kept else (power.file if power else None)
        for kind, file in ((PaperKind.CERTIFICATE, certificate), (PaperKind.POWER, by_power)):
            if file is not None:
                found.append(StandingPaper(right.id, kind, file, sha256_of(file)))
    return found


def sha256_of(file: str) -> str:
    """Return the hash that an attachment is named by."""
    return PurePosixPath(file).stem


def power_for(right: Right, complaint: Complaint, on: date | None = None) -> PowerOfAttorney | None:
    """Return the power by which the filer may use a right; None for an owner, or without one.

    Of several the one that lacks least, the newest first. `on` is the day, that of the confirmation
    when it is None; a complaint that nobody confirmed is looked at without days.
    """
    if complaint.filer.capacity is Capacity.OWNER:
        return None
    day = on or (complaint.confirmed_at.astimezone(UTC).date() if complaint.confirmed_at else None)

    def lacks(power: PowerOfAttorney) -> tuple[int, int]:
        found = [
            one.level for one in power_faults(right, power, complaint, day, complaint.recipient)
        ]
        return found.count(Level.BLOCK), len(found)

    return min(reversed(right.powers), key=lacks, default=None)


def power_faults(
    right: Right,
    power: PowerOfAttorney,
    complaint: Complaint,
    today: date | None,
    recipient: str,
) -> Iterator[Finding]:
    """Give what a power of attorney lacks for a complaint; `recipient` as a person reads it.

    `today` None leaves its days out.
    """
    filer = complaint.filer.name
    say = Speaker("filer_authority", right.id, right=right.reg_no or right.id, filer=filer)
    if power.agent.casefold() != filer.casefold():
        text = N_("The power of attorney for {right} names {agent}, not {filer}.")
        yield say.block(text, agent=power.agent)
    if today is not None:
        yield from _days(power, today, say)
    if not power.names(right.id, right.reg_no):
        yield say.block(N_("The power of attorney does not name {right}."))
    if complaint.recipient not in power.recipients:
        text = N_("The power of attorney for {right} does not name {recipient}.")
        yield say.block(text, recipient=recipient)


def _days(power: PowerOfAttorney, today: date, say: Speaker) -> Iterator[Finding]:
    if power.valid_to is None:
        yield say.unknown(N_("When the power of attorney for {right} ends is not recorded."))
    elif power.valid_to < today:
        text = N_("The power of attorney for {right} expired on {day}.")
        yield say.block(text, day=power.valid_to.isoformat())
    if power.valid_from and power.valid_from > today:
        text = N_("The power of attorney for {right} begins only on {day}.")
        yield say.block(text, day=power.valid_from.isoformat())
    if power.ended_on and power.ended_on <= today:
        text = N_("The power of attorney for {right} was withdrawn on {day}.")
        yield say.block(text, day=power.ended_on.isoformat())
