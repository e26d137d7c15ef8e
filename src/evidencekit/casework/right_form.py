"""A right as a form: all its fields as `right_edit` takes them, and what puts an edit back."""

from typing import Any

from evidencekit.casework.document import document
from evidencekit.casework.forms import Form
from evidencekit.casework.model import Right
from evidencekit.casework.rights import FIELDS

# Papers come by a way of their own; a form of `right_edit` has none.
FORM_FIELDS = tuple(name for name in FIELDS if name != "certificate")


def form_of(right: Right) -> Form:
    """Return the fields of a right that are known, as a form says them: every scalar is text."""
    said: dict[str, Any] = document(right)
    known = [name for name in FORM_FIELDS if said[name] not in (None, "", [])]
    form: Form = {name: _said(said[name]) for name in known}
    if right.class_goods:
        # A class is named with its goods, also where nothing is known of them.
        form["class_goods"] = [
            {"number": str(one.number), "goods": one.goods} for one in right.class_goods
        ]
    return form


def undoing(before: Right, after: Right) -> Form:
    """Return the form that makes of `after` what `before` was; empty where they say the same."""
    stood, stands = form_of(before), form_of(after)
    changed = [name for name in FORM_FIELDS if stood.get(name) != stands.get(name)]
    form: Form = {name: stood[name] for name in changed if name in stood}
    unknown = [name for name in changed if name not in stood]
    return form | ({"clear": unknown} if unknown else {})


def _said(value: object) -> object:
    if isinstance(value, list):
        return [_said(one) for one in value]
    if isinstance(value, dict):
        return {name: _said(one) for name, one in value.items() if one not in (None, "")}
    return str(value)
