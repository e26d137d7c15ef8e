"""What `recheck --json` says of a listing, in words."""

from collections import Counter
from collections.abc import Mapping, Sequence

from evidencekit.foundation.catalogue import N_, _, ngettext
from evidencekit.gui.bring.result_table import Outcome
from evidencekit.gui.parts import page_text
from evidencekit.gui.words import fact_name, fact_value, in_a_row, paired

_RESULTS = {
    "gone": (N_("gone: the page says so"), "good"),
    "there": (N_("still there"), "bad"),
    "changed": (N_("there, and changed"), "bad"),
    "unknown": (N_("not known"), "warn"),
}
_REASONS = {
    "no_answer": N_("the server did not answer"),
    "host_refuses": N_("not visited: its host refuses"),
    "wall": N_("a captcha or a log-in stood in front of it"),
    "one_sign": N_("one sign alone says that it is gone"),
    "error": N_("an error page came, or the capture failed"),
    "another_listing": N_("another listing is shown at that address"),
    "another_page": N_("another kind of page is shown at that address"),
}
_COUNTED = ("gone", "there", "changed", "unknown")
Row = Mapping[str, object]


def outcome_of(row: Row) -> Outcome:
    """Return the line of a listing."""
    words, tone = _RESULTS.get(str(row.get("result")), _RESULTS["unknown"])
    before, now = _part(row, "before"), _part(row, "now")
    name = str(before.get("title") or _part(row, "listing").get("url") or "")
    return Outcome(name, _(words), tone, in_a_row(_remarks(row, before, now)))


def summary(rows: Sequence[Row]) -> str:
    """Return how many listings ended how; what is known comes first."""
    count = Counter(str(row.get("result")) for row in rows)
    texts = {
        "gone": ngettext("{n} gone", "{n} gone", count["gone"]),
        "there": ngettext("{n} still there", "{n} still there", count["there"]),
        "changed": ngettext("{n} changed", "{n} changed", count["changed"]),
        "unknown": ngettext("{n} not known", "{n} not known", count["unknown"]),
    }
    return in_a_row(texts[one].format(n=count[one]) for one in _COUNTED if count[one])


def _remarks(row: Row, before: Row, now: Row) -> list[str]:
    told = []
    reason = row.get("reason")
    if reason is not None:
        told.append(_(_REASONS.get(str(reason), N_("unknown"))))
    if row.get("not_comparable") is not None:
        told.append(_("captured with other settings: not compared"))
    changed = row.get("changed")
    for name in changed if isinstance(changed, list) else []:
        change = f"{_value(before.get(name))} \u2192 {_value(now.get(name))}"
        told.append(paired(fact_name(name), change))
    again = row.get("candidates")
    if isinstance(again, list) and again:
        text = ngettext(
            "{n} other listing may be the same goods, back again: a person decides",
            "{n} other listings may be the same goods, back again: a person decides",
            len(again),
        )
        told.append(text.format(n=len(again)))
    return told


def _value(said: object) -> str:
    return page_text(fact_value(said if isinstance(said, dict) else {"value": said}), 80)


def _part(row: Row, name: str) -> Row:
    part = row.get(name)
    return part if isinstance(part, dict) else {}
