"""Checks of what was looked at: pictures of the page against its layout, beside the last wait."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from math import floor

from evidencekit.capture.actions import Result
from evidencekit.capture.bands import Band, plain_bands, without_their_text
from evidencekit.capture.looking import Looks, Shot
from evidencekit.capture.page_view import Clip
from evidencekit.capture.visit import Visit
from evidencekit.evidence.records import BytesBody

_MOST = 5


@dataclass(frozen=True, slots=True)
class _Suspect:
    """A band without the text that the layout has there, and the picture it is in."""

    shot: Shot
    band: Band


@contextmanager
def looking_for_blank_bands(visit: Visit, looks: Looks, ratio: float) -> Iterator[None]:
    """Search the tiles beside what else is asked of the page.

    Pages have empty parts, and text that nobody sees: only a band that has more on it when it is
    photographed again is a fault of the picture, and a warning.
    """
    with ThreadPoolExecutor(1, "bands") as pool:
        found = pool.submit(_suspects, looks, ratio)
        yield
        visit.step("blank_bands", 5, lambda limit: _checked(visit, found, ratio, limit))


def _suspects(looks: Looks, ratio: float) -> list[_Suspect]:
    boxes = looks.boxes["boxes"] if looks.boxes else []
    lines = [(box[1], box[3]) for box in boxes] if isinstance(boxes, list) else []
    found: list[_Suspect] = []
    for shot in looks.shots:
        if shot.tile is not None:
            bands = without_their_text(plain_bands(shot.body), lines, shot.tile.y, ratio)
            found += [_Suspect(shot, band) for band in bands]
    return found


def _checked(visit: Visit, found: "Future[list[_Suspect]]", ratio: float, limit: float) -> Result:
    suspects = found.result(limit)
    wrong = [one for one in suspects[:_MOST] if _has_more(visit, one, ratio, limit)]
    if wrong:
        visit.warnings.add("blank_bands")
    rows = " ".join(f"{one.shot.y + one.band.y}+{one.band.height}" for one in wrong)
    looked = min(len(suspects), _MOST)
    return {"end": "done", "suspect": len(suspects), "looked_again": looked, "blank": rows}


def _has_more(visit: Visit, one: _Suspect, ratio: float, limit: float) -> bool:
    """Photograph the place of a band again; say whether something is seen there now."""
    top = one.shot.tile.y if one.shot.tile else 0
    clip = Clip(
        top + floor(one.band.y / ratio),
        floor(one.shot.width / ratio),
        floor(one.band.height / ratio),
    )
    again = visit.view.picture(limit, clip)
    # A row may fall to the other side of an edge.
    return not plain_bands(BytesBody(again.png), max(again.height - 4, 1))
