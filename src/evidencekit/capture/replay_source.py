"""An archive made ready to be replayed: its responses in a store, its page, its measures."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from evidencekit.capture.importing import Examined, ImportKind, examine
from evidencekit.capture.importing_draft import ORIGINAL, save_original
from evidencekit.capture.importing_records import ArchiveReading, ImportFault, StoredResponse
from evidencekit.capture.replay_store import ReplayStore
from evidencekit.capture.spool import Spool
from evidencekit.domain.errors import ArchiveRefused, NothingToReplay
from evidencekit.domain.times import parse_utc
from evidencekit.evidence.canonical import JsonFault, read_json
from evidencekit.evidence.wacz_file import MAX_BODY, ArtefactEntry, WaczFile

NOWHERE = "http://imported.invalid/"
"""The address of a saved page that names none."""

_DEFAULT_VIEW = (1280, 900)
_LARGEST_VIEW = 8_000
_MAX_FRAMES = 4 << 20


@dataclass(frozen=True, slots=True)
class ReplaySource:
    """What is replayed. `page` is the address that is opened; `fault` why not all could be read.

    `viewport` in CSS px, `scale` in percent; `at` the time that the page is told. `ours`: a capture
    of ours, made by a browser, whose `text` and `tiles` (PNG files, top to bottom) can be compared.
    `sockets`: by the address of a WebSocket the frames that came in, each `text` or `base64`.
    """

    store: ReplayStore
    page: str
    fault: str | None = None
    viewport: tuple[int, int] = _DEFAULT_VIEW
    scale: int = 100
    at: datetime | None = None
    ours: bool = False
    capture_id: str | None = None
    text: str | None = None
    tiles: tuple[Path, ...] = ()
    sockets: dict[str, list[dict[str, str]]] = field(default_factory=dict)


def open_source(file: Path, scratch: Path, page: str | None = None) -> ReplaySource:
    """Read an archive or a sealed capture; bodies go to `scratch`, which the caller removes.

    `page` is the address to open when it is not the main one. Raises FileMissing, ArchiveRefused,
    NothingToReplay, DiskFull, OSError.
    """
    found = _examined(file)
    about = _about(file) if found.kind is ImportKind.WACZ else {}
    if _object(about.get("engine")).get("kind") == ORIGINAL:
        original = scratch / "original"
        with WaczFile.open(file) as capture:
            save_original(capture, original)
        said = str(about.get("final_url"))
        if page is None and said.startswith("http"):
            page = said
        file, found, about = original, _examined(original), {}
    store = ReplayStore(Spool(_folder(scratch / "bodies")))
    start = page or str(about.get("url") or found.url or NOWHERE)
    fault = _fill(store, file, found, start)
    if not len(store):
        raise NothingToReplay(path=file.name, kind=found.kind.value)
    if about:
        return _ours(store, file, scratch, about, fault)
    return ReplaySource(store, start, fault, at=_time(found.time))


def _examined(file: Path) -> Examined:
    with file.open("rb") as opened:
        return examine(opened)


def _fill(store: ReplayStore, file: Path, found: Examined, start: str) -> str | None:
    """Put everything that the file holds into the store; return why that is not all of it."""
    if found.page_is_file:
        headers = (("Content-Type", found.page_type or "text/html"),)
        store.add(StoredResponse(start, "GET", 200, headers, found.page or b""))
        return None
    reading = ArchiveReading(MAX_BODY)
    read = {
        ImportKind.WACZ: reading.wacz,
        ImportKind.WARC: reading.warc,
        ImportKind.MHTML: reading.mhtml,
    }.get(found.kind)
    if read is None:
        return found.fault
    try:
        with file.open("rb") as opened:
            for response in read(opened):
                store.add(response)
    except ImportFault as fault:
        return fault.code
    finally:
        store.finish()
    return found.fault


def _ours(
    store: ReplayStore, file: Path, scratch: Path, about: dict[str, object], fault: str | None
) -> ReplaySource:
    failed = about.get("failed_requests")
    for one in map(_object, failed if isinstance(failed, list) else ()):
        store.add_failed(str(one.get("method")), str(one.get("url")))
    view = _object(_object(about.get("environment")).get("viewport"))
    width, height, scale = (_whole(view.get(n)) for n in ("width", "height", "scale_percent"))
    folder = _folder(scratch / "stored")
    with WaczFile.open(file) as capture:
        text = capture.artefact("text")
        tiles = [_saved(capture, tile, folder / tile.sha256) for tile in capture.tiles()]
        sockets = _sockets(capture)
    return ReplaySource(
        store,
        str(about.get("url")),
        fault,
        (min(width, _LARGEST_VIEW), min(height, _LARGEST_VIEW))
        if width and height
        else _DEFAULT_VIEW,
        scale or 100,
        _time(about.get("started")),
        ours=True,
        capture_id=str(about.get("capture_id")),
        text=None if text is None else text.decode("utf-8", "replace"),
        tiles=tuple(tiles),
        sockets=sockets,
    )


def _saved(capture: WaczFile, tile: ArtefactEntry, path: Path) -> Path:
    path.write_bytes(capture.artefact_body(tile))
    return path


def _sockets(capture: WaczFile) -> dict[str, list[dict[str, str]]]:
    """Return the frames that came in, while they are not too many to be carried into a page."""
    found: dict[str, list[dict[str, str]]] = {}
    left = _MAX_FRAMES
    for entry in capture.artefacts():
        if entry.kind != "ws" or entry.size > left:
            continue
        left -= entry.size
        frames = found.setdefault(entry.urn.removeprefix("urn:ws:"), [])
        for line in capture.artefact_body(entry).splitlines():
            with suppress(JsonFault):
                said = read_json(line)
                frames += [{n: str(said[n])} for n in ("text", "base64") if n in said]
    return found


def _about(file: Path) -> dict[str, object]:
    try:
        with WaczFile.open(file) as capture:
            return capture.evidencekit
    except ArchiveRefused:
        return {}


def _folder(path: Path) -> Path:
    path.mkdir(parents=True)
    return path


def _time(text: object) -> datetime | None:
    try:
        return parse_utc(str(text))
    except ValueError:
        return None


def _whole(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0


def _object(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}
