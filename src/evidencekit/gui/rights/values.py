"""What a field of a right says, in words: for its page, its history, a form held against it."""

from collections.abc import Callable
from pathlib import PurePosixPath

from evidencekit.foundation.catalogue import _
from evidencekit.gui.cases.says import kind_of_right, status_of_right
from evidencekit.gui.parts import page_text
from evidencekit.gui.rights.says import field_words, part_words, value_words
from evidencekit.gui.words import in_a_row, paired

_CAP, _HASH = 2000, 12
# What tells whose power of attorney it is, also where it did not change.
_NAMING = frozenset({"agent"})


def _paper(path: object) -> str:
    """Return a paper of the vault by the beginning of its hash; texts that are none stay whole."""
    kept = PurePosixPath(str(path))
    return f"{kept.stem[:_HASH]}…{kept.suffix}" if len(kept.stem) > _HASH else page_text(path)


_CODES: dict[str, Callable[[object], str]] = {
    "kind": kind_of_right,
    "status": lambda value: status_of_right(value)[0],
    **dict.fromkeys(("file", "certificate", "translation"), _paper),
    **dict.fromkeys(("mark_type", "register_kind", "type"), value_words),
}


def told(field: str, value: object) -> str:
    """Return a value as `right history --json` has it, in words; empty where nothing is known."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        between = ", ".join if field in {"classes", "territories"} else in_a_row
        return between([told(field, one) for one in value])
    if isinstance(value, dict) and field == "class_goods":
        return paired(str(value["number"]), page_text(value["goods"], _CAP))
    if isinstance(value, dict):
        parts = ((part_words(name), told(name, one)) for name, one in value.items())
        return " · ".join(paired(name, text) for name, text in parts if text)
    if value is None or value == "":
        return ""
    return _CODES[field](value) if field in _CODES else page_text(value, _CAP)


def change_rows(fields: dict[str, list[object]]) -> list[tuple[str, str, str]]:
    """Return name, what stood, what stands, for each field of a change.

    Of a work, a holder, a power of attorney only the parts that changed are told.
    """
    rows = []
    for field, (before, after) in fields.items():
        old, new = _narrowed(before, after)
        rows.append((field_words(field), told(field, old) or "-", told(field, new) or "-"))
    return rows


def change_headings() -> list[str]:
    """Return the headings of what `change_rows` returns."""
    return [_("Field"), _("Before the change"), _("After the change")]


def _narrowed(before: object, after: object) -> tuple[object, object]:
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return before, after
    names = [
        name
        for name in {**before, **after}
        if name in _NAMING or before.get(name) != after.get(name)
    ]
    return {one: before.get(one) for one in names}, {one: after.get(one) for one in names}
