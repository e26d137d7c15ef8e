"""A submission in parts: each within what the recipient takes, no exhibit in two of them.

How large a part is, is known when it is written. So parts are planned by what their pictures weigh,
written, and where one is too large its last exhibit goes to the next, until all fit.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evidencekit.domain.errors import ExhibitTooLarge
from evidencekit.packet.model import Exhibit, Limits, PartOf

# What a signature adds, with the stamp of an authority and what its check needs.
SIGNATURE_ROOM = 128 << 10
_FRAME, _PAGE = 300 << 10, 6 << 10


@dataclass(frozen=True, slots=True)
class Size:
    """What a written part is: bytes of the unsigned PDF, and its pages."""

    bytes: int
    pages: int


Group = tuple[Exhibit, ...]
Write = Callable[[tuple[Group, ...], int], Size]


def parts_of(groups: Sequence[Group]) -> tuple[PartOf, ...]:
    """Return what each part says of all of them: its exhibits, and a hash over their pictures."""
    return tuple(
        PartOf(number, len(groups), tuple(one.number for one in group), pictures_sha256(group))
        for number, group in enumerate(groups, 1)
    )


def pictures_sha256(group: Sequence[Exhibit]) -> str:
    """Return the SHA-256 of a list, `<sha256 of the PNG>  <exhibit>-<tile>` a line, line feeds."""
    lines = [
        f"{shot.sha256}  {exhibit.number}-{shot.order}\n"
        for exhibit in group
        for shot in exhibit.screenshots
    ]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def split(exhibits: Sequence[Exhibit], limits: Limits, write: Write) -> tuple[Group, ...]:
    """Return the exhibits of each part, in their order; one part where no limit is known.

    `write(groups, place)` writes the part at `place` and says what it became; it is called until
    all fit. Raises ExhibitTooLarge for exhibits that fit into no part, by number, and what `write`
    raises.
    """
    groups = list(_planned(exhibits, limits))
    place = 0
    while place < len(groups):
        size = write(tuple(groups), place)
        if _fits(size, limits):
            place += 1
            continue
        if len(groups[place]) == 1:
            raise _too_large(groups[place][0], size, limits)
        # The number of parts may change with it, which each of them says: all are written again.
        _move_last(groups, place, limits)
        place = 0
    return tuple(groups)


def _planned(exhibits: Sequence[Exhibit], limits: Limits) -> list[Group]:
    groups: list[Group] = []
    weight = 0
    for one in exhibits:
        own = _weight(one)
        most = limits.max_bytes
        if groups and (most is None or weight + own <= most - SIGNATURE_ROOM):
            groups[-1], weight = (*groups[-1], one), weight + own
        else:
            groups.append((one,))
            weight = _FRAME + own
    return groups


def _weight(exhibit: Exhibit) -> int:
    words = exhibit.text_boxes.stat().st_size if exhibit.text_boxes else 0
    pictures = [one for layer in exhibit.marked for one in layer.pictures]
    paths = [shot.path for shot in exhibit.screenshots]
    paths += [one.path for one in pictures if one.path is not None]
    paths += [part.path for one in pictures for part in one.parts]
    return sum(path.stat().st_size for path in paths) + words + _PAGE


def _fits(size: Size, limits: Limits) -> bool:
    most, pages = limits.max_bytes, limits.max_pages
    small = most is None or size.bytes + SIGNATURE_ROOM <= most
    return small and (pages is None or size.pages <= pages)


def _move_last(groups: list[Group], place: int, limits: Limits) -> None:
    *kept, last = groups[place]
    groups[place] = tuple(kept)
    rest = [last, *(one for group in groups[place + 1 :] for one in group)]
    groups[place + 1 :] = _planned(rest, limits)


def _too_large(exhibit: Exhibit, size: Size, limits: Limits) -> ExhibitTooLarge:
    return ExhibitTooLarge(
        exhibit=exhibit.number,
        title=exhibit.text("title"),
        bytes=size.bytes + SIGNATURE_ROOM,
        pages=size.pages,
        max_bytes=limits.max_bytes,
        max_pages=limits.max_pages,
    )
