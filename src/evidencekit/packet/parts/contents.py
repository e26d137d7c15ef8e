"""The table of exhibits, and the list of evidence as Chinese courts want it (Evidence 2019, 19)."""

from datetime import timedelta

from evidencekit.domain.times import parse_utc
from evidencekit.foundation.catalogue import N_
from evidencekit.packet.layout import exhibit_mark
from evidencekit.packet.model import Exhibit
from evidencekit.packet.parts.blocks import Block, Table, Text, Title
from evidencekit.packet.parts.telling import Telling

_TITLE, _LIST = N_("Table of exhibits"), N_("List of evidence")
_NUMBER, _LISTING, _CAPTURED = N_("No."), N_("Listing and address"), N_("Captured (UTC)")
_PAGES, _SHOWS = N_("Pages"), N_("What it goes to show")
_NAME, _SOURCE = N_("Name of the evidence"), N_("Source")
_NOTE = N_("Full SHA-256 values and how to check them: see the appendix.")
_SHORT_NOTE = N_("The full SHA-256 values stand in manifest.json.")
_OFFERED = N_(
    "that the page at this address showed this offer at this time; goods suspected of infringing "
    "the right named on the cover"
)
_WALLED = N_("that the page at this address was asked for at this time, and was not shown")
_PROGRAM = N_("Captured from the web by this program, {when}; {address}")
_IMPORTED = N_("A file of others, imported and not captured by us; it says of itself: {address}")
_MORE = N_("{count} more exhibits are named in manifest.json and urls.txt.")
_MOST_ROWS = 36


def contents(tell: Telling) -> list[Block]:
    """Return the table: what, where from, when, on which pages, which hash, to show what."""
    most = None if tell.content.plan.archive else _MOST_ROWS
    shown = tell.content.exhibits[:most]
    if not tell.content.plan.shape.archive:
        return [Title(tell.say(_TITLE)), *_short(tell, shown)]
    head = tell.head(_NUMBER, _LISTING, _CAPTURED, _PAGES)
    rows = [
        (
            one.called,
            f"{one.text('title')}\n{one.text('final_url')}",
            local_and_utc(one),
            "\n".join(part for part in (tell.places.of(one.number), tell.bates(one)) if part),
            f"{one.sha256[:16]}…",
            tell.say(purpose(one)),
        )
        for one in shown
    ]
    columns = (*head, "SHA-256", tell.say(_SHOWS))
    table = Table(columns, rows, (30, 140, 82, 84, 74, 98), links=_links(shown))
    return [Title(tell.say(_TITLE)), table, Text(tell.say(_NOTE), small=True), *_rest(tell, most)]


def evidence_list(tell: Telling) -> list[Block]:
    """Return the list: number, name, source, purpose and content, pages, first of the hash."""
    head = tell.head(_NUMBER, _NAME, _SOURCE, _SHOWS, _PAGES)
    rows = [
        (
            one.called,
            one.text("title") or one.text("final_url"),
            tell.say(source(one)).format(when=local_and_utc(one), address=one.text("final_url")),
            tell.say(purpose(one)),
            "\n".join(part for part in (tell.places.of(one.number), tell.bates(one)) if part),
            f"{one.sha256[:16]}…",
        )
        for one in tell.content.exhibits
    ]
    links = _links(tell.content.exhibits)
    table = Table((*head, "SHA-256"), rows, (30, 98, 128, 98, 88, 74), links=links)
    return [Title(tell.say(_LIST)), table, Text(tell.say(_NOTE), small=True)]


def purpose(exhibit: Exhibit) -> str:
    """Return what the exhibit goes to show, to be translated: suspected, never found."""
    return _WALLED if exhibit.text("state") in {"wall", "failed"} else _OFFERED


def source(exhibit: Exhibit) -> str:
    """Return where the exhibit is from, to be translated."""
    return _IMPORTED if "origin" in exhibit.about else _PROGRAM


def local_and_utc(exhibit: Exhibit) -> str:
    """Return when the capture began: UTC, and what the capturing computer's clock showed."""
    started = exhibit.text("started")
    clock = exhibit.about.get("clock")
    minutes = clock.get("utc_offset_minutes") if isinstance(clock, dict) else None
    if not started or not isinstance(minutes, int) or isinstance(minutes, bool) or not minutes:
        return f"{started[:19].replace('T', ' ')} UTC" if started else ""
    local = parse_utc(started) + timedelta(minutes=minutes)
    offset = f"{'+' if minutes > 0 else '-'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
    return f"{started[:19].replace('T', ' ')} UTC\n{local:%Y-%m-%d %H:%M:%S} {offset}"


def _links(shown: tuple[Exhibit, ...]) -> tuple[str, ...]:
    return tuple(exhibit_mark(one.number) for one in shown)


def _short(tell: Telling, shown: tuple[Exhibit, ...]) -> list[Block]:
    head = tell.head(_NUMBER, _LISTING, _CAPTURED)
    rows = [
        (
            one.called,
            f"{one.text('title')[:60]}\n{one.text('final_url')}",
            f"{one.text('started')[:19].replace('T', ' ')} UTC",
            f"{one.sha256[:16]}…",
        )
        for one in shown
    ]
    table = Table((*head, "SHA-256"), rows, (30, 250, 96, 90))
    return [table, Text(tell.say(_SHORT_NOTE), small=True), *_rest(tell, _MOST_ROWS)]


def _rest(tell: Telling, most: int | None) -> list[Block]:
    more = len(tell.content.exhibits) - most if most else 0
    return [Text(tell.say(_MORE).format(count=more))] if more > 0 else []
