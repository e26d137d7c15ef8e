"""Words for marks: what each is, where it lies, what is still to be said of it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from evidencekit.evidence.text_boxes import Box
from evidencekit.foundation.catalogue import _, ngettext, pgettext
from evidencekit.foundation.display_text import one_line
from evidencekit.gui.words import local_time
from evidencekit.packet.marks import POINTS, REASONS, Drawn, LayerMark, Shape

if TYPE_CHECKING:
    from evidencekit.services.layers import Layer

_MOST = 60


def shape_words(shape: Shape) -> str:
    """Return what a mark is called."""
    return {
        Shape.REDACT: pgettext("mark", "Redaction"),
        Shape.BOX: pgettext("mark", "Box"),
        Shape.ARROW: pgettext("mark", "Arrow"),
        Shape.NUMBER: pgettext("mark", "Number"),
        Shape.TEXT: pgettext("mark", "Text"),
    }[shape]


def place_words(drawn: Drawn) -> str:
    """Return where a mark lies, in pixels of the picture."""
    x, y, wide, high = drawn.place
    if drawn.shape in POINTS:
        return _("at {x}, {y}").format(x=x, y=y)
    if drawn.shape is Shape.ARROW:
        return _("from {x}, {y} to {to_x}, {to_y}").format(x=x, y=y, to_x=wide, to_y=high)
    return _("{width} x {height} at {x}, {y}").format(x=x, y=y, width=wide, height=high)


def mark_words(mark: LayerMark) -> str:
    """Return a mark in one line for a list."""
    drawn = mark.drawn
    name = shape_words(drawn.shape)
    if drawn.shape is Shape.REDACT:
        said = _(REASONS[mark.why]) if mark.why else _("no reason yet")
    elif drawn.shape in POINTS:
        said = one_line(drawn.words, _MOST) if drawn.words.strip() else _("no words yet")
    else:
        return _("{mark}, {place}").format(mark=name, place=place_words(drawn))
    return _("{mark}: {said}, {place}").format(mark=name, said=said, place=place_words(drawn))


def words_under(drawn: Drawn, boxes: Sequence[Box], scale: float) -> list[str]:
    """Return the lines of text that a box touches; `scale` is pixels of the picture a CSS pixel."""
    x, y, wide, high = (one / scale for one in drawn.place)
    return [
        box.text
        for box in boxes
        if box.x < x + wide
        and x < box.x + box.width
        and box.y < y + high
        and y < box.y + box.height
        and box.text.strip()
    ]


def layer_name(kind: str, number: int) -> str:
    """Return what a layer is called."""
    if kind == "redaction":
        return _("Redaction {number}").format(number=number)
    return _("Annotation {number}").format(number=number)


def layer_words(layer: "Layer") -> str:
    """Return a layer for a list: what it is, below it by whom and when."""
    name = layer_name(layer.kind, layer.number)
    if not layer.readable:
        return _("{name}: its log can't be read").format(name=name)
    marks = ngettext("{count} mark", "{count} marks", len(layer.marks)).format(
        count=len(layer.marks)
    )
    words = _("{name}: {marks}").format(name=name, marks=marks)
    if not layer.counts:
        words = _("{layer}; no longer counts").format(layer=words)
    return f"{words}\n{one_line(layer.by, _MOST)} · {local_time(layer.made)}"
