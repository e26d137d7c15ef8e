"""What one notice can't hold: several rights where one is wanted, more addresses than it takes."""

from dataclasses import replace
from datetime import date

from evidencekit.casework.dossier import Dossier
from evidencekit.casework.model import Batch, Complaint


def batches(captures: tuple[str, ...], limit: int) -> tuple[tuple[str, ...], ...]:
    """Split captures into batches of at most `limit`, in their order; none is dropped."""
    return tuple(captures[start : start + limit] for start in range(0, len(captures), limit))


def split_complaint(dossier: Dossier, today: date) -> tuple[Complaint, ...]:
    """Return the complaint as the notices that its recipient takes, all captures for each right.

    One, unchanged, where nothing is to be split; a limit that is not known splits nothing. The
    parts still have the id of the whole.
    """
    complaint = dossier.complaint
    one_right = dossier.recipient.fact("one_right_per_notice", today)
    most = dossier.recipient.fact("max_urls", today)
    rights = [complaint.rights]
    if one_right is not None and one_right.value is True:
        rights = [(right,) for right in complaint.rights]
    captures: tuple[tuple[str, ...], ...] = (complaint.captures,)
    if most is not None and isinstance(most.value, int):
        captures = batches(complaint.captures, most.value)
    parts = [(named, these) for named in rights for these in captures]
    if len(parts) == 1:
        return (complaint,)
    return tuple(
        replace(complaint, rights=named, captures=these, batch=Batch(number, len(parts)))
        for number, (named, these) in enumerate(parts, 1)
    )
