"""Nouns of casework as JSON objects, with what belongs to them in other tables."""

from typing import TYPE_CHECKING

import sqlalchemy as sa

from evidencekit.casework import complaints
from evidencekit.casework.case_work import notes_of, tasks_of
from evidencekit.casework.document import document
from evidencekit.casework.model import Case, Right
from evidencekit.casework.purchase_model import Purchase
from evidencekit.casework.purchases import purchases_of_cases

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def noun_document(noun: "DataclassInstance") -> dict[str, object]:
    """Return a noun as a JSON object (`docs/cli-json.md`)."""
    shown = document(noun)
    if isinstance(noun, Right):
        # The name of the field in earlier versions: the power that was added last.
        shown["poa"] = document(noun.powers[-1]) if noun.powers else None
    if isinstance(noun, Purchase):
        shown["entries"] = _entries(noun)
    return shown


def case_document(connection: sa.Connection, case: Case) -> dict[str, object]:
    """Return a case with notes, tasks, and the ids of complaints and purchases about it."""
    members = (case.id, *case.merged)
    wanted = set(case.captures)
    about = [one.id for one in complaints.list_complaints(connection) if wanted & set(one.captures)]
    return document(case) | {
        "notes": [document(one) for one in notes_of(connection, members)],
        "tasks": [document(one) for one in tasks_of(connection, members)],
        "complaints": about,
        "purchases": [one.id for one in purchases_of_cases(connection, members)],
    }


def _entries(purchase: Purchase) -> list[dict[str, object]]:
    undone = purchase.undone
    return [
        document(one) | {"record_sha256": one.record_sha256, "undone": one.number in undone}
        for one in purchase.entries
    ]
