"""What became of captures whose facts were read again, in words."""

from collections.abc import Mapping, Sequence

from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.gui.parts import page_text
from evidencekit.gui.words import fact_name, fact_value, in_a_row, paired

Row = Mapping[str, object]


def what_became(row: Row) -> tuple[str, str, str]:
    """Return what became of a capture, the tone of that, and what is different, or why.

    `row` is one of `read_facts_again`.
    """
    return (*_became(row), str(row.get("error") or in_a_row(_changes(row))))


def is_news(row: Row) -> bool:
    """Say whether something is to be told of a capture that was not known before."""
    fresh = not row.get("read")
    return "error" in row or (fresh and (bool(_changed(row)) or row.get("before") is None))


def summary(rows: Sequence[Row]) -> str:
    """Return how many were read, and how many of them say something else than before."""
    broken = sum("error" in row for row in rows)
    changed = sum(bool(_changed(row)) and not row.get("read") for row in rows)
    read = len(rows) - broken
    parts = [ngettext("{n} capture read", "{n} captures read", read).format(n=read)]
    if changed:
        text = ngettext("{n} with other facts", "{n} with other facts", changed)
        parts.append(text.format(n=changed))
    if broken:
        parts.append(ngettext("{n} can't be read", "{n} can't be read", broken).format(n=broken))
    return in_a_row(parts)


def sentence(row: Row) -> str:
    """Return what became of one capture alone."""
    words, _tone, told = what_became(row)
    return paired(words, told) if told else words


def _became(row: Row) -> tuple[str, str]:
    if "error" in row:
        return _("not readable"), "bad"
    if row.get("read"):
        return _("these readers had read it"), ""
    if row.get("before") is None:
        facts = row.get("facts")
        number = facts if isinstance(facts, int) else 0
        text = ngettext("read first: {n} fact", "read first: {n} facts", number)
        return text.format(n=number), "good"
    count = len(_changed(row))
    text = ngettext("{n} fact is read otherwise", "{n} facts are read otherwise", count)
    return (text.format(n=count), "warn") if count else (_("the same as before"), "")


def _changed(row: Row) -> Sequence[Row]:
    changed = row.get("changed")
    return changed if isinstance(changed, list) else []


def _changes(row: Row) -> list[str]:
    return [
        paired(
            fact_name(str(one.get("name"))),
            f"{_value(one.get('before'))} \u2192 {_value(one.get('after'))}",
        )
        for one in _changed(row)
    ]


def _value(fact: object) -> str:
    return page_text(fact_value(fact), 60) if isinstance(fact, dict) else "-"
