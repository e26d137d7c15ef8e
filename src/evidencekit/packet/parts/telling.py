"""What each part is given: the content, the reader's words, and where things stand."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from evidencekit.foundation.catalogue import catalogue
from evidencekit.packet import wording
from evidencekit.packet.model import Exhibit, PacketContent, PacketFile
from evidencekit.packet.png import Picture

_JOINED = {"en": ", ", "zh_CN": "、"}


class Places(Protocol):
    """Where exhibits stand: counted by the first pass over the pages, printed by the second."""

    first: dict[int, int]
    last: dict[int, int]
    total: int

    def of(self, exhibit: int) -> str:
        """Return the pages of an exhibit, `5-9`."""
        ...


@dataclass(frozen=True, slots=True)
class Telling:
    """One packet as its parts see it. `say` is the catalogue of the packet's language.

    `pictures` are the whole pictures on disk, by their path.
    """

    content: PacketContent
    files: Sequence[PacketFile]
    manifest_sha256: str
    say: Callable[[str], str]
    places: Places
    pictures: Mapping[str, Picture] = field(default_factory=dict)

    def named(self, number: int) -> str:
        """Return the name of an exhibit in running text: `Exhibit A`."""
        label = self.content.labels.get(number, str(number))
        return self.say(wording.EXHIBIT).format(number=label)

    def listed(self, numbers: Iterable[int]) -> str:
        """Return the labels of exhibits in a row, a dash when there are none."""
        labels = [self.content.labels.get(number, str(number)) for number in numbers]
        return _JOINED[self.content.plan.language].join(labels) or "-"

    def number_of(self, capture_id: str) -> int | None:
        """Return the exhibit that is this capture, None if none is."""
        found = (one.number for one in self.content.exhibits if one.capture_id == capture_id)
        return next(found, None)

    def head(self, *names: str) -> tuple[str, ...]:
        """Return heads of columns; for a reader of both languages Chinese and English."""
        if not self.content.plan.shape.both_languages:
            return tuple(self.say(name) for name in names)
        other = "en" if self.content.plan.language == "zh_CN" else "zh_CN"
        both = ((self.say(name), catalogue(other).gettext(name)) for name in names)
        return tuple("\n".join(dict.fromkeys(pair)) for pair in both)

    def bates(self, exhibit: Exhibit) -> str:
        """Return the range of page numbers of an exhibit, empty where pages are not numbered."""
        numbers, first = self.content.bates, self.places.first.get(exhibit.number, 0)
        if numbers is None:
            return ""
        last = self.places.last.get(exhibit.number, first)
        return "\n".join(dict.fromkeys((numbers.on(first), numbers.on(last))))


class _Nowhere:
    """No page is counted: what is told here stands in no PDF."""

    def __init__(self) -> None:
        self.first: dict[int, int] = {}
        self.last: dict[int, int] = {}
        self.total = 0

    def of(self, _exhibit: int) -> str:
        return ""


def unplaced(content: PacketContent, say: Callable[[str], str]) -> Telling:
    """Return the telling of a packet for a text that has no pages."""
    return Telling(content, (), "", say, _Nowhere())
