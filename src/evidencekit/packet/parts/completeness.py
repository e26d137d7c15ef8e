"""How whole each capture is: its state, every gap, and what screen and wire say of each other."""

from evidencekit.foundation.catalogue import N_
from evidencekit.packet.matter import Visit, WireValue
from evidencekit.packet.model import Exhibit
from evidencekit.packet.parts.blocks import Block, Sub, Table, Text, Title
from evidencekit.packet.parts.telling import Telling

_TITLE = N_("Completeness, and the screen held against the wire")
_INTRO = N_(
    "A capture ends in one state, which is never rounded up. A gap is an answer of a server that "
    "the program knows of and could not keep."
)
_EXHIBIT, _STATE, _RECORDED, _GAPS, _FAILED = (
    N_("Exhibit"),
    N_("State of the capture"),
    N_("Responses recorded"),
    N_("Gaps"),
    N_("Failed requests of the page"),
)
_STATES = {
    "complete": N_("complete"),
    "complete_with_gaps": N_("complete with gaps"),
    "wall": N_("wall: the page was not shown"),
    "failed": N_("failed"),
}
_ADDRESS, _REASON = N_("Address"), N_("Reason")
_NO_GAPS = N_("No gap is known in any of these captures.")
_LISTED = N_("Every gap, by exhibit")
_MOST = 200
_MORE = N_("… and {count} more: all stand in the capture itself.")
_WIRE = N_("Does what the screen showed occur in the bytes that the server sent?")
_VALUE, _SHOWN, _RESULT = N_("Value"), N_("As shown"), N_("Result")
_NAMES = {
    "title": N_("Title"),
    "price": N_("Price"),
    "seller": N_("Seller"),
    "main_picture": N_("Main picture"),
}
_RESULTS = {
    "found": N_("found in what the server sent"),
    "not_found": N_("not found in what the server sent"),
    "not_checked": N_("not checked"),
}
_WIRE_NOTE = N_(
    "Compared without white space, case, full width and escapes. Not found is no proof of a "
    "change: a page may put its words together by a script."
)
_REASONS = {
    "not_seen": N_("not seen by the recorder"),
    "body_gone": N_("the browser had dropped it"),
    "too_large": N_("larger than is kept"),
    "cut": N_("cut off"),
    "open_at_end": N_("still loading at the end"),
    "channel_lost": N_("the recorder was cut off"),
}


def completeness(tell: Telling) -> list[Block]:
    """Return states, gaps and the screen-versus-wire results."""
    say, exhibits = tell.say, tell.content.exhibits
    head = tell.head(_EXHIBIT, _STATE, _RECORDED, _GAPS, _FAILED)
    rows = [
        (
            one.called,
            say(_STATES.get(one.text("state"), N_("unknown"))),
            *(_count(one, name) for name in ("responses", "gaps", "failed")),
        )
        for one in exhibits
    ]
    flow: list[Block] = [Title(say(_TITLE)), Text(say(_INTRO)), Table(head, rows, (5, 12, 7, 6, 8))]
    return [*flow, *_gaps(tell), *_wire(tell)]


def _gaps(tell: Telling) -> list[Block]:
    say = tell.say
    gaps = [(one.called, gap) for one in tell.content.exhibits for gap in _list(one, "gaps")]
    if not gaps:
        return [Text(say(_NO_GAPS))]
    rows = [(label, _url(gap), say(_reason(gap))) for label, gap in gaps[:_MOST]]
    more = len(gaps) - _MOST
    rest = [Text(say(_MORE).format(count=more))] if more > 0 else []
    head = tell.head(_EXHIBIT, _ADDRESS, _REASON)
    return [Sub(say(_LISTED)), Table(head, rows, (5, 28, 12)), *rest]


def _wire(tell: Telling) -> list[Block]:
    say = tell.say
    visits = tell.content.matter.visits
    rows = [
        (one.called, say(_NAMES.get(value.name, value.name)), value.shown, _found(tell, value))
        for one in tell.content.exhibits
        for value in visits.get(one.number, Visit()).wire
    ]
    if not rows:
        return []
    head = tell.head(_EXHIBIT, _VALUE, _SHOWN, _RESULT)
    table = Table(head, rows, (5, 8, 18, 20))
    return [Sub(say(_WIRE)), table, Text(say(_WIRE_NOTE), small=True)]


def _found(tell: Telling, value: WireValue) -> str:
    words = tell.say(_RESULTS.get(value.result, _RESULTS["not_checked"]))
    return f"{words}\n{value.record}" if value.record else words


def _count(exhibit: Exhibit, name: str) -> str:
    counts = exhibit.about.get("counts")
    value = counts.get(name) if isinstance(counts, dict) else None
    return "-" if value is None else str(value)


def _list(exhibit: Exhibit, name: str) -> list[dict[str, object]]:
    given = exhibit.about.get(name)
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []


def _url(gap: dict[str, object]) -> str:
    return " ".join(str(gap.get(part) or "") for part in ("method", "url")).strip()


def _reason(gap: dict[str, object]) -> str:
    code = str(gap.get("reason") or "")
    return _REASONS.get(code, code)
