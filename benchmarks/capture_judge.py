"""Judges a sealed capture against what the test site says it served. Reads the WACZ, nothing else.

Everything here is arithmetic over the site's own log (`/__log`), the case (`/__case/...`) and the
bytes of the file: no code of the product takes part, so that it can't agree with itself.
"""

import hashlib
import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from PIL import Image
from warcio.archiveiterator import ArchiveIterator

REDIRECTS = {301, 302, 303, 307, 308}
_NEAR = 14
_TEXTS = ("urn:dom:", "urn:text:")


@dataclass
class Sealed:
    """A capture as read: responses by path, artefacts by kind, what the manifest says."""

    size: int
    about: dict[str, Any]
    responses: list[tuple[str, int, dict[str, str], str]] = field(default_factory=list)
    artefacts: dict[str, bytes] = field(default_factory=dict)
    bodies: int = 0

    @classmethod
    def read(cls, path: Path) -> "Sealed":
        with zipfile.ZipFile(path) as file:
            about = json.loads(file.read("datapackage.json"))["evidencekit"]
            warc = file.read("archive/data.warc.gz")
        sealed = cls(path.stat().st_size, about)
        for record in ArchiveIterator(io.BytesIO(warc)):
            address = record.rec_headers.get_header("WARC-Target-URI") or ""
            if record.rec_type == "response":
                body = record.raw_stream.read()
                sealed.bodies += len(body)
                # The handshake of a socket has an address that warcio reads no head of.
                head = record.http_headers.headers if record.http_headers else ()
                headers = {name.lower(): value for name, value in head}
                status = int(record.http_headers.get_statuscode()) if head else 101
                parts = urlsplit(address)
                asked = parts.path + (f"?{parts.query}" if parts.query else "")
                sealed.responses.append((asked, status, headers, hashlib.sha256(body).hexdigest()))
            elif record.rec_type == "resource":
                sealed.artefacts[address] = record.raw_stream.read()
        return sealed

    def text(self, *starts: str) -> bytes:
        return b"\n".join(
            data for address, data in self.artefacts.items() if address.startswith(starts)
        )

    def tiles(self) -> Iterator[tuple[int, bytes]]:
        for one in self.about["artefacts"]:
            if one["kind"].startswith("fullpage") and "before" not in one["kind"]:
                yield int(one["y"]), self.artefacts[one["urn"]]


@dataclass
class Verdict:
    """Figures of one capture: pairs are (kept, due)."""

    bodies: tuple[int, int]
    missing: list[str]
    served: tuple[int, int]
    redirects: tuple[int, int]
    frames: tuple[int, int]
    tokens: tuple[int, int]
    lazy: tuple[int, int]
    picture: str
    refetched: int
    strangers: int
    state: str
    stopped_by: str | None
    gaps: int
    size_ratio: float

    @property
    def whole(self) -> bool:
        pairs = (self.bodies, self.redirects, self.frames, self.tokens, self.lazy)
        return all(kept >= due for kept, due in pairs) and self.picture in {"-", "right"}

    @property
    def picture_right(self) -> bool:
        return self.picture == "right"


def judge(
    path: Path, case: dict[str, Any], log: list[dict[str, Any]], due: list[str] | None
) -> Verdict:
    """Compare a sealed file with the site's log of the very visit; `due` are addresses."""
    sealed = Sealed.read(path)
    counted = [one for one in log if not one["url"].startswith("/__")]
    asked = [one for one in counted if not one.get("never") and one["method"] != "HEAD"]
    kept = {(address, digest) for address, _status, _headers, digest in sealed.responses}
    sent: dict[str, set[str]] = {}
    for one in asked:
        if one["complete"]:
            sent.setdefault(one["url"], set()).add(one["sha"])
    missing = [a for a in due or () if not any((a, sha) in kept for sha in sent.get(a, ()))]
    whole = [
        one for one in asked if one["complete"] and one["len"] and one["status"] not in REDIRECTS
    ]
    hops = [one for one in asked if one["status"] in REDIRECTS]
    heads = Counter((a, s) for a, s, headers, _d in sealed.responses if headers.get("location"))
    fields = case["extra"].get("wsfields", [])
    frames, texts = sealed.text("urn:ws"), sealed.text(*_TEXTS)
    gets = Counter(one["url"] for one in counted if one["method"] == "GET")
    pictures = {one["url"] for one in whole if one["url"].startswith("/i/")}
    lazy = sum(any((a, sha) in kept for sha in sent[a]) for a in pictures)
    agent = sealed.about["engine"]["user_agent"][-60:]
    shot = _picture(sealed, case)
    drawn = sum(len(data) for a, data in sealed.artefacts.items() if a.startswith(_DRAWN))
    return Verdict(
        bodies=(len(due or ()) - len(missing), len(due or ())),
        missing=missing,
        served=(sum((one["url"], one["sha"]) in kept for one in whole), len(whole)),
        redirects=(sum(heads[one["url"], one["status"]] > 0 for one in hops), len(hops)),
        frames=(sum(word.encode() in frames for word in fields), len(fields)),
        tokens=(sum(word.encode() in texts for word in case["tokens"]), len(case["tokens"])),
        lazy=(min(lazy, case["lazy"]), case["lazy"]),
        picture=shot,
        refetched=sum(many - 1 for many in gets.values() if many > 1),
        strangers=sum(one["status"] == 200 and one["ua"] != agent for one in counted),  # noqa: PLR2004
        state=sealed.about["state"],
        stopped_by=sealed.about["limits"]["stopped_by"],
        gaps=len(sealed.about["gaps"]),
        size_ratio=round(sealed.size / max(1, sealed.bodies + drawn), 2),
    )


_DRAWN = ("urn:view", "urn:fullpage")


def _picture(sealed: Sealed, case: dict[str, Any]) -> str:
    """Say whether the tiles, put under each other, show every row and picture in its place."""
    height = case["height"] or case["extra"].get("height") or 0
    once = case["extra"].get("once", [])
    if not (height or case["squares"]):
        return "-"
    page = _stitched(sealed)
    if page is None:
        return "none"
    rows = height // 100
    wrong_rows = sum(not _is(page, 8, row * 100 + 50, _row_colour(row)) for row in range(rows))
    wrong = sum(not _is(page, x, y, _square_colour(n)) for x, y, n in case["squares"])
    often = [_runs(page, x, tuple(colour)) for x, colour, _height in once]
    if not wrong_rows and not wrong and all(runs == 1 for runs in often):
        return "right"
    return f"rows {rows - wrong_rows}/{rows} squares -{wrong} once {often}"


def _stitched(sealed: Sealed) -> Image.Image | None:
    tiles = [(y, Image.open(io.BytesIO(png)).convert("RGB")) for y, png in sealed.tiles()]
    if not tiles:
        return None
    below = 0
    for y, tile in tiles:
        if y != below:
            return None
        below += tile.height
    page = Image.new("RGB", (tiles[0][1].width, below))
    for y, tile in tiles:
        page.paste(tile, (0, y))
    return page


def _row_colour(row: int) -> tuple[int, ...]:
    return 40 + row % 8 * 25, 40 + row // 8 % 8 * 25, 40 + row // 64 % 8 * 25


def _square_colour(number: int) -> tuple[int, ...]:
    return 30 + number * 53 % 200, 30 + number * 97 % 200, 30 + number * 151 % 200


def _is(page: Image.Image, x: int, y: int, colour: tuple[int, ...]) -> bool:
    if x >= page.width or y >= page.height:
        return False
    seen = page.getpixel((x, y))
    pairs = zip(seen, colour, strict=True) if isinstance(seen, tuple) else ()
    return all(abs(one - other) <= _NEAR for one, other in pairs)


def _runs(page: Image.Image, x: int, colour: tuple[int, ...]) -> int:
    inside, runs = False, 0
    for y in range(page.height):
        here = _is(page, x, y, colour)
        runs += here and not inside
        inside = here
    return runs
