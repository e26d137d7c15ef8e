"""Marks on a picture and why something is taken out: words and places, nothing is drawn here.

What draws them, on paper (`marking`) or on a screen, takes sizes and colour from here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from evidencekit.foundation.catalogue import N_

RED = (190, 20, 20)
LINE = 4
LETTERS = 26
POINT = 22


class Reason(StrEnum):
    """Why something is taken out: the list that every redaction starts from."""

    PERSONAL_CONTACT = "personal_contact"
    ID_NUMBER = "id_number"
    TEST_BUYER_ACCOUNT = "test_buyer_account"
    SECURITY_FEATURE = "security_feature"
    REVIEWER = "reviewer"
    CHAT = "chat"
    DELIVERY_ADDRESS = "delivery_address"
    OTHER = "other"


REASONS = {
    Reason.PERSONAL_CONTACT: N_("personal contact"),
    Reason.ID_NUMBER: N_("identity number"),
    Reason.TEST_BUYER_ACCOUNT: N_("account of the test buyer"),
    Reason.SECURITY_FEATURE: N_("security feature"),
    Reason.REVIEWER: N_("name or picture of a reviewer"),
    Reason.CHAT: N_("chat"),
    Reason.DELIVERY_ADDRESS: N_("delivery address"),
    Reason.OTHER: N_("another reason"),
}


class Shape(StrEnum):
    """What is drawn."""

    REDACT = "redact"
    BOX = "box"
    ARROW = "arrow"
    NUMBER = "number"
    TEXT = "text"


# Shapes that stand at a point and show words.
POINTS = frozenset({Shape.NUMBER, Shape.TEXT})


@dataclass(frozen=True, slots=True)
class Drawn:
    """One mark, in pixels of the whole picture.

    `place` is x, y, width, height of a redaction or box; x, y of tail and head of an arrow; x, y
    and two zeros of a number or text. `words` are what a number or text shows.
    """

    shape: Shape
    place: tuple[int, int, int, int]
    words: str = ""

    @property
    def rows(self) -> tuple[int, int]:
        """Return the first row it touches, and the first behind it."""
        if self.shape is Shape.ARROW:
            return min(self.place[1], self.place[3]) - POINT, max(self.place[1::2]) + POINT
        if self.shape in POINTS:
            return self.place[1] - LETTERS, self.place[1] + 2 * LETTERS
        return self.place[1], self.place[1] + self.place[3]


@dataclass(frozen=True, slots=True)
class LayerMark:
    """A mark with what is said of it: of a redaction why, and what was taken out."""

    drawn: Drawn
    why: Reason | None = None
    what: str = ""


def touches(mark: Drawn, top: int, height: int) -> bool:
    """Say whether a mark reaches into the tile that begins at row `top`."""
    first, behind = mark.rows
    return first < top + height and behind > top


def marks_of(kind: str, form: Mapping[str, Any]) -> list[LayerMark]:
    """Return the marks in the fields of a `redaction` or `annotation` (`casework/forms.json`)."""
    if kind == "redaction":
        return [
            LayerMark(
                Drawn(Shape.REDACT, _four(one["box"])), Reason(one["why"]), one.get("what", "")
            )
            for one in form["redact"]
        ]
    return [LayerMark(_drawn(one)) for one in form["annotate"]]


def form_of(kind: str, marks: Sequence[LayerMark], struck: Sequence[str] = ()) -> dict[str, Any]:
    """Return marks of one kind as the fields of that form, in which every scalar is text."""
    if kind == "annotation":
        return {"annotate": [_annotation(one.drawn) for one in marks]}
    rows = [
        {
            "box": _texts(one.drawn.place),
            "why": one.why.value if one.why else "",
            **({"what": one.what} if one.what else {}),
        }
        for one in marks
    ]
    return {"redact": rows, **({"strike": list(struck)} if struck else {})}


def _drawn(one: Mapping[str, Any]) -> Drawn:
    shape = Shape(one["shape"])
    if shape in POINTS:
        x, y = map(int, one["at"])
        return Drawn(shape, (x, y, 0, 0), one["words"])
    return Drawn(shape, _four(one["box"]))


def _annotation(drawn: Drawn) -> dict[str, Any]:
    if drawn.shape in POINTS:
        return {"shape": drawn.shape.value, "at": _texts(drawn.place[:2]), "words": drawn.words}
    return {"shape": drawn.shape.value, "box": _texts(drawn.place)}


def _four(box: Sequence[str]) -> tuple[int, int, int, int]:
    x, y, wide, high = map(int, box)
    return x, y, wide, high


def _texts(numbers: Sequence[int]) -> list[str]:
    return [str(one) for one in numbers]
