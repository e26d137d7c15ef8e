"""Checks of what was looked at: pictures of the page against its layout, beside the last wait."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from evidencekit.capture.actions import Result
from evidencekit.capture.bands import Band, plain_bands, without_their_text
from evidencekit.capture.looking import Looks
from evidencekit.capture.visit import Visit

_MOST = 20


@contextmanager
def looking_for_blank_bands(visit: Visit, looks: Looks, ratio: float) -> Iterator[None]:
    """Search the tiles while the page is waited for; a band without its text is a warning.

    Pages have empty parts: only one in which the layout has text is a fault of the picture.
    """
    with ThreadPoolExecutor(1, "bands") as pool:
        found = pool.submit(_blank, looks, ratio)
        yield
        visit.step("blank_bands", 5, lambda limit: _told(visit, found, limit))


def _blank(looks: Looks, ratio: float) -> list[Band]:
    boxes = looks.boxes["boxes"] if looks.boxes else []
    lines = [(box[1], box[3]) for box in boxes] if isinstance(boxes, list) else []
    found: list[Band] = []
    for shot in looks.shots:
        if shot.tile is not None:
            bands = without_their_text(plain_bands(shot.body), lines, shot.tile.y, ratio)
            found += [Band(shot.y + band.y, band.height) for band in bands]
    return found


def _told(visit: Visit, found: "Future[list[Band]]", limit: float) -> Result:
    bands = found.result(limit)
    if not bands:
        return {"end": "done", "bands": 0}
    visit.warnings.add("blank_bands")
    places = " ".join(f"{band.y}+{band.height}" for band in bands[:_MOST])
    return {"end": "done", "bands": len(bands), "rows": places}
