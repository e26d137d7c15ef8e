"""Codes of the product as words and tones for the eye; times by this computer's clock."""

from collections.abc import Iterable
from datetime import date, datetime

from evidencekit.domain.times import parse_utc
from evidencekit.foundation.catalogue import N_, _, current_language, ngettext, pgettext
from evidencekit.foundation.fact_text import fact_label

SOON_DAYS = 14
_YEAR, _YEARS_FROM = 365, 730
# Each in its own words: who reads no English looks for them.
LANGUAGE_NAMES = {"en": "English", "zh_CN": "\u7b80\u4f53\u4e2d\u6587"}
_STATES = {
    "complete": (N_("complete"), "good"),
    "complete_with_gaps": (N_("with gaps"), "warn"),
    "wall": (N_("wall"), "warn"),
    "failed": (N_("failed"), "bad"),
}
_ORIGINS = {"import": N_("imported"), "requests": N_("no browser")}
_STAMPED = {
    "stamped": (N_("time-stamped"), "good"),
    "waiting": (N_("stamp waiting"), "warn"),
    "none": (N_("not stamped"), "warn"),
    "demo": (N_("DEMO stamp"), "demo"),
}
_KINDS = {
    "listing": N_("listing"),
    "shop": N_("shop"),
    "search": N_("search result"),
    "captcha": N_("captcha"),
    "login": N_("log-in page"),
    "gone": N_("page gone"),
    "error": N_("error page"),
    "other": N_("other page"),
}
_UNITS = ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "kB"))


def sentences(*parts: str | None) -> str:
    """Put sentences one behind the other: in Chinese nothing stands between them."""
    between = "" if current_language().startswith("zh") else " "
    return between.join(filter(None, parts))


def state_words(state: object, engine: object = None) -> tuple[str, str]:
    """Return words and tone of a capture's end state; unknown is said as unknown.

    `engine` is its kind: what no browser of ours captured is said to be that before all else.
    """
    if str(engine) in _ORIGINS and state == "complete":
        return _(_ORIGINS[str(engine)]), "warn"
    text, tone = _STATES.get(str(state), (N_("unknown"), "warn"))
    return _(text), tone


def stamp_words(stamped: object) -> tuple[str, str]:
    """Return words and tone of a capture's time stamp."""
    text, tone = _STAMPED.get(str(stamped), (N_("unknown"), "warn"))
    return _(text), tone


def kind_words(kind: object) -> str:
    """Return the words of a page kind."""
    return _(_KINDS.get(str(kind), N_("unknown")))


def fact_name(name: str) -> str:
    """Return the label of a fact; a name without one is shown as it is."""
    return _(fact_label(name))


def fact_value(fact: dict[str, object]) -> str:
    """Return a fact's value for reading: a bucket keeps its open end, unknown stays unknown."""
    value = fact.get("value")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if value is None:
        return f"{fact['low']}+" if fact.get("low") is not None else _("unknown")
    return str(value)


def paired(name: str, value: str) -> str:
    """Return a name and what stands for it in one line, with the colon of the language."""
    return _("{name}: {value}").format(name=name, value=value)


def in_a_row(parts: Iterable[str]) -> str:
    """Return parts of one line, kept apart as the language does."""
    return pgettext("between parts of a line", "; ").join(parts)


def price_text(row: dict[str, object]) -> str:
    """Return price and currency of a row of `list`; empty when the page showed none."""
    parts = (row.get("currency"), row.get("price"))
    return " ".join(str(part) for part in parts if part) if row.get("price") else ""


def local_time(utc: object) -> str:
    """Return a UTC text as this computer's local time, to the minute, with its offset."""
    at = _read(utc)
    if at is None:
        return _("unknown")
    there = at.astimezone()
    offset = there.strftime("%z")
    return f"{there:%Y-%m-%d %H:%M} {offset[:3]}:{offset[3:]}"


def utc_time(utc: object) -> str:
    """Return a UTC text for a tooltip: to the second, with `UTC`."""
    at = _read(utc)
    return f"{at:%Y-%m-%d %H:%M:%S} UTC" if at else _("unknown")


def due_words(due: date | None, today: date) -> tuple[str, str]:
    """Return how far off a day is, and its tone; a day that is not known is to be looked up."""
    if due is None:
        return _("look it up"), "warn"
    left = (due - today).days
    if left < 0:
        told = ngettext("overdue by {count} day", "overdue by {count} days", -left)
        return told.format(count=-left), "bad"
    if left == 0:
        return _("today"), "bad"
    if left > _YEARS_FROM:
        years = left // _YEAR
        told = ngettext("in {count} year", "in {count} years", years).format(count=years)
        return told, "plain"
    told = ngettext("in {count} day", "in {count} days", left).format(count=left)
    return told, "warn" if left <= SOON_DAYS else "plain"


def size_words(size: int) -> str:
    """Return a size for reading, in kB, MB or GB of 1,024."""
    for unit, name in _UNITS:
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size} B"


def _read(utc: object) -> datetime | None:
    try:
        return parse_utc(str(utc))
    except ValueError:
        return None
