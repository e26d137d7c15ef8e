"""Objects that reportlab has not: text as it stands, streams that are never whole in memory."""

from collections.abc import Callable, Iterator
from typing import Any

from reportlab.pdfbase import pdfdoc


class Plain(pdfdoc.PDFObject):  # type: ignore[misc]  # reportlab has no types
    """A PDF object whose text is given as it stands."""

    def __init__(self, text: str = "") -> None:
        self.text = text

    def format(self, _document: object) -> bytes:
        """Return the object."""
        return self.text.encode("ascii")


class Streamed(pdfdoc.PDFObject):  # type: ignore[misc]  # reportlab has no types
    """A stream whose data is asked for, in pieces, when it is written."""

    __RefOnly__ = 1

    def __init__(self, dictionary: str, data: Callable[[], Iterator[bytes]]) -> None:
        self.dictionary, self.data = dictionary, data

    def pieces(self) -> Iterator[bytes]:
        """Give the object's bytes."""
        yield self.dictionary.encode("ascii") + b"\nstream\n"
        yield from self.data()
        yield b"\nendstream"


def reference(document: Any, thing: Any) -> str:  # noqa: ANN401  # reportlab has no types
    """Return `n 0 R` of a thing in a reportlab document; it is added if it is new."""
    place: bytes = document.Reference(thing).format(document)
    return place.decode("ascii")


def text_string(text: str) -> str:
    """Return a PDF text string in hexadecimal: whatever stands in `text`, it ends nothing."""
    return f"<FEFF{text.encode('utf-16-be', 'replace').hex().upper()}>"
