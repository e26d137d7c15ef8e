"""What persons pointed at: pictures of exhibits with marks over them, each mark in words too.

The exhibits themselves stand without marks; this is what is said of them, not evidence.
"""

from collections.abc import Iterator, Sequence

from evidencekit.foundation.catalogue import N_
from evidencekit.packet.marked import MarkedLayer, MarkedPart, MarkedPicture, WhyLeft
from evidencekit.packet.marking import extent
from evidencekit.packet.marks import POINTS, Drawn, Shape
from evidencekit.packet.model import ATTACHMENTS, Exhibit
from evidencekit.packet.parts.blocks import (
    Block,
    Break,
    Pairs,
    Panel,
    Shot,
    Sub,
    Table,
    Text,
    Title,
    Wide,
)
from evidencekit.packet.parts.telling import Telling
from evidencekit.packet.slices import cut

TITLE = N_("Pictures with marks")
_INTRO = N_(
    "Persons drew arrows, boxes, numbers and words on copies of pictures, to point at something. "
    "The marks are what they say, and no part of the page. The exhibits show the pages without "
    "them."
)
_NAMED = N_("{exhibit}: marks {number}")
_ENCLOSED = N_(
    "Marks by {by}, of {day} (UTC), drawn over {exhibit}, whose original is unchanged: it is shown "
    "in full as the exhibit, and is in the capture that is enclosed."
)
_KEPT = N_(
    "Marks of {day} (UTC), drawn over {exhibit}, whose original is unchanged: it is in the capture "
    "that the sender keeps."
)
_COVERED = N_(
    "They are drawn over the redacted copy: what is redacted in the exhibit is redacted here."
)
_NUMBER, _MARK, _WORDS, _PLACE = N_("No."), N_("Kind"), N_("Words"), N_("Place in pixels")
_SHAPES = {
    Shape.BOX: N_("Box"),
    Shape.ARROW: N_("Arrow"),
    Shape.NUMBER: N_("Circled number"),
    Shape.TEXT: N_("Words"),
}
_AT = N_("at {x}, {y}")
_FROM = N_("from {x}, {y} to {to_x}, {to_y}")
_SIZE = N_("{width} x {height} at {x}, {y}")
_SAID, _BARE = N_("{mark} “{words}” {place}"), N_("{mark} {place}")
_FILE, _HASH, _SOURCE = (
    N_("Picture with marks"),
    N_("Its SHA-256"),
    N_("SHA-256 of the original picture in the capture"),
)
_KEPT_HASH = N_("SHA-256 of the picture with marks that the sender keeps")
_CAPTION = N_(
    "With marks. Screenshot {tile} of {tiles}, part {part} of {parts}: pixel rows {first} to {last}"
)
_ALT = N_("{exhibit} with marks, pixel rows {first} to {last}. {marks}")
_ROWS = N_("Pixel rows {first} to {last}, made smaller. {marks}")
_MORE = N_("{count} more parts of pictures with marks have no place here; the sender has them.")
_LEFT = N_("Marks {number} of {exhibit} are not shown: {why}.")
_WHY = {
    WhyLeft.UNREADABLE: N_("their log can't be read"),
    WhyLeft.CHANGED: N_("a file of them is not the one that the custody log names"),
    WhyLeft.OTHER_ORIGINAL: N_("they were drawn over a picture that is not the exhibit's"),
    WhyLeft.NOT_REDACTED: N_("nobody made a redacted copy of the picture that is under them"),
}
MOST = 6
"""How many parts of pictures with marks a short packet shows: three pages of them."""


def marked(tell: Telling) -> list[Block]:
    """Return the pictures with marks, exhibit by exhibit; nothing where nobody drew any."""
    exhibits = [one for one in tell.content.exhibits if one.marked or one.marks_left]
    if not exhibits:
        return []
    flow: list[Block] = [Title(tell.say(TITLE))]
    if any(one.marked for one in exhibits):
        flow.append(Text(tell.say(_INTRO)))
    shape = tell.content.plan.shape
    for place, one in enumerate(exhibits):
        flow += [Break()] if place and shape.archive and one.marked else []
        flow += [block for layer in one.marked for block in _layer(tell, one, layer)]
        flow += [Text(_left(tell, one, left.number, left.why)) for left in one.marks_left]
    return flow if shape.archive else _within(tell, flow)


def _layer(tell: Telling, exhibit: Exhibit, layer: MarkedLayer) -> Iterator[Block]:
    say, named = tell.say, tell.named(exhibit.number)
    yield Sub(say(_NAMED).format(exhibit=named, number=layer.number))
    words = _ENCLOSED if tell.content.plan.archive else _KEPT
    told = [say(words).format(by=layer.by, day=layer.made[:10], exhibit=named)]
    if any(one.covered for one in layer.pictures):
        told.append(say(_COVERED))
    yield Text(" ".join(told))
    if not tell.content.plan.shape.archive:
        yield from (_part(tell, exhibit, each) for one in layer.pictures for each in one.parts)
        yield Pairs([row for one in layer.pictures for row in _hashes(tell, one)])
        return
    head = tell.head(_NUMBER, _MARK, _WORDS, _PLACE)
    rows = [
        (str(number), say(_SHAPES[one.shape]), one.words, _place(tell, one))
        for number, one in enumerate(layer.marks, 1)
    ]
    yield Table(head, rows, (30, 70, 250, 150))
    yield Pairs([row for one in layer.pictures for row in _hashes(tell, one)])
    for one in layer.pictures:
        yield from _shots(tell, exhibit, one, layer.marks)


def _hashes(tell: Telling, picture: MarkedPicture) -> list[tuple[str, str]]:
    source = (tell.say(_SOURCE), picture.source_sha256)
    if not tell.content.plan.archive:
        return [(tell.say(_KEPT_HASH), picture.sha256), source]
    file = f"{ATTACHMENTS}/{picture.file}"
    return [(tell.say(_FILE), file), (tell.say(_HASH), picture.sha256), source]


def _shots(
    tell: Telling, exhibit: Exhibit, picture: MarkedPicture, marks: Sequence[Drawn]
) -> Iterator[Block]:
    """Give the parts that a mark reaches into, cut as the exhibit's own picture is."""
    png = tell.pictures[str(picture.path)]
    how = cut(png)
    for part, (top, rows) in enumerate(how.parts):
        first, last = picture.y + top, picture.y + top + rows
        here = [mark for mark in marks if extent(mark)[1] < last and extent(mark)[3] > first]
        if here:
            known = {"first": first, "last": last}
            told = {"tile": picture.order, "tiles": picture.of, "parts": len(how.parts)}
            caption = tell.say(_CAPTION).format(part=part + 1, **told, **known)
            words = exhibit.text_boxes
            yield Shot(png, how, part, caption, _alt(tell, exhibit, here, known), picture.y, words)


def _part(tell: Telling, exhibit: Exhibit, part: MarkedPart) -> Block:
    known = {"first": part.rows[0], "last": part.rows[1]}
    line = tell.say(_ROWS).format(marks=_list(tell, part.marks), **known)
    return Wide(Panel(tell.named(exhibit.number), part.path, (line,)))


def _alt(tell: Telling, exhibit: Exhibit, marks: Sequence[Drawn], known: dict[str, int]) -> str:
    named = tell.named(exhibit.number)
    return tell.say(_ALT).format(exhibit=named, marks=_list(tell, marks), **known)


def _list(tell: Telling, marks: Sequence[Drawn]) -> str:
    return "; ".join(_said(tell, one) for one in marks)


def _said(tell: Telling, mark: Drawn) -> str:
    words = _SAID if mark.shape in POINTS else _BARE
    name = tell.say(_SHAPES[mark.shape])
    return tell.say(words).format(mark=name, words=mark.words, place=_place(tell, mark))


def _place(tell: Telling, mark: Drawn) -> str:
    x, y, wide, high = mark.place
    if mark.shape in POINTS:
        return tell.say(_AT).format(x=x, y=y)
    if mark.shape is Shape.ARROW:
        return tell.say(_FROM).format(x=x, y=y, to_x=wide, to_y=high)
    return tell.say(_SIZE).format(width=wide, height=high, x=x, y=y)


def _left(tell: Telling, exhibit: Exhibit, number: int, why: WhyLeft) -> str:
    named = tell.named(exhibit.number)
    return tell.say(_LEFT).format(number=number, exhibit=named, why=tell.say(_WHY[why]))


def _within(tell: Telling, flow: Sequence[Block]) -> list[Block]:
    """Return what a short packet has room for, and how much is left out."""
    places = [place for place, block in enumerate(flow) if isinstance(block, Wide)]
    more = len(places) - MOST
    if more <= 0:
        return list(flow)
    kept, rest = list(flow[: places[MOST]]), flow[places[MOST] :]
    # The hashes of a layer that is shown in part; no heading of one that is not.
    hashes = [one for one in rest if isinstance(one, Pairs)][: isinstance(kept[-1], Wide)]
    while isinstance(kept[-1], Sub | Text):
        kept.pop()
    return [*kept, *hashes, Text(tell.say(_MORE).format(count=more))]
