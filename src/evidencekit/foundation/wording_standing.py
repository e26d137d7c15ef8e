"""Who wrote and who reviewed a text of ours that has a meaning in law."""

from collections.abc import Callable
from datetime import date

from evidencekit.foundation.catalogue import N_

_STATUS = {
    "not_reviewed": N_("Draft wording by {author}, {day}; not reviewed by a lawyer."),
    "reviewed": N_("Wording by {author}, {day}; reviewed by {reviewer}."),
}


def standing_words(
    status: str, author: str, day: date, reviewer: str, say: Callable[[str], str]
) -> str:
    """Return it as one sentence; `status` is `not_reviewed` or `reviewed`, as in the text's file.

    Raises KeyError for another.
    """
    said = say(_STATUS[status])
    return said.format(author=author, day=day.isoformat(), reviewer=reviewer)
