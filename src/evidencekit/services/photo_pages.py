"""The pictures of a listing and their hashes: decoded once, in a child, kept beside the capture."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin

from evidencekit.casework.photo_child import hash_in_child
from evidencekit.domain.errors import ArchiveRefused, FileMissing
from evidencekit.domain.times import utc_text
from evidencekit.evidence.canonical import JsonFault, indented, read_json
from evidencekit.evidence.wacz_file import WaczFile
from evidencekit.foundation.clock import Clock
from evidencekit.services.facts_kept import kept_facts
from evidencekit.services.reappearing import fact_value
from evidencekit.vault.book import CaptureEntry
from evidencekit.vault.vault import Vault, VaultWriter

VERSION = "1"
_FILE = f"pictures-{VERSION}.json"
_MOST_JSON = 4 << 20
_MOST_PICTURES, _MOST_BYTES = 60, 32 << 20
_ORIGINAL = "import"


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """A picture of a listing: its address, the SHA-256 of its bytes, its hashes or its fault."""

    url: str
    sha256: str
    width: int
    height: int
    views: tuple[int, ...]
    mirrored: tuple[int, ...]
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class _Gallery:
    """The pictures of a capture: (address, bytes) of each."""

    entry: CaptureEntry
    pictures: tuple[tuple[str, bytes], ...]

    @property
    def size(self) -> int:
        """Return how many bytes they are."""
        return sum(len(data) for _url, data in self.pictures)


def hash_galleries(
    vault: VaultWriter, clock: Clock, told: Callable[[int], None] = lambda _done: None
) -> None:
    """Hash the pictures of each capture whose were not hashed yet, and keep that beside it.

    `told` hears, after each lot, of how many captures that is done; what it raises ends the work,
    and what was hashed stays. A capture that can't be read is left to `verify`. Raises DiskFull,
    VaultNotWritable.
    """
    done = 0
    for lot in _lots(_unhashed(vault)):
        _hash(vault, clock, lot)
        done += len(lot)
        told(done)


def count_unhashed(vault: Vault) -> int:
    """Return of how many captures the pictures were not hashed yet."""
    return sum(_kept(vault, entry) is None for entry in vault.captures())


def kept_pictures(vault: Vault, entry: CaptureEntry) -> list[KeptPicture]:
    """Return what was hashed of a capture before; none if nobody did."""
    return _kept(vault, entry) or []


def picture_bytes(vault: Vault, entry: CaptureEntry, sha256: str) -> bytes | None:
    """Return the bytes of a picture of a capture, by their hash. Raises as `open_capture`."""
    with vault.open_capture(entry) as capture:
        found = (data for _url, data in _gallery(capture, _wanted(vault, entry, capture)))
        return next((one for one in found if hashlib.sha256(one).hexdigest() == sha256), None)


def _unhashed(vault: Vault) -> Iterator[_Gallery]:
    for entry in vault.captures():
        if _kept(vault, entry) is not None:
            continue
        try:
            with vault.open_capture(entry) as capture:
                pictures = tuple(_gallery(capture, _wanted(vault, entry, capture)))
        except (ArchiveRefused, FileMissing):
            continue
        yield _Gallery(entry, pictures)


def _lots(galleries: Iterable[_Gallery]) -> Iterator[list[_Gallery]]:
    """Give them in lots that one child takes: to start it costs as much as to hash many."""
    lot: list[_Gallery] = []
    pictures = size = 0
    for one in galleries:
        pictures += len(one.pictures)
        size += one.size
        if lot and (pictures > _MOST_PICTURES or size > _MOST_BYTES):
            yield lot
            lot, pictures, size = [], len(one.pictures), one.size
        lot.append(one)
    if lot:
        yield lot


def _hash(vault: VaultWriter, clock: Clock, galleries: list[_Gallery]) -> None:
    answers = iter(hash_in_child([data for one in galleries for _url, data in one.pictures]))
    for one in galleries:
        document: dict[str, object] = {
            "format": "1.0",
            "kind": "pictures",
            "source": {"capture_id": one.entry.id, "sha256": one.entry.sha256},
            "made": utc_text(clock.now()),
            "by": f"evidencekit pictures {VERSION}",
            "pictures": [
                {"url": url, "sha256": hashlib.sha256(data).hexdigest(), **next(answers)}
                for url, data in one.pictures
            ],
        }
        vault.add_derived(one.entry.sha256, _FILE, "pictures", indented(document))


def _wanted(vault: Vault, entry: CaptureEntry, capture: WaczFile) -> set[str]:
    facts = (kept_facts(vault, entry.sha256) or {}).get("facts")
    named = fact_value(facts, "image_urls") if isinstance(facts, dict) else None
    base = str(capture.evidencekit.get("final_url") or "")
    return set(_absolute(map(str, named), base)) if isinstance(named, list) else set()


def _absolute(addresses: Iterable[str], base: str) -> Iterator[str]:
    for address in addresses:
        with suppress(ValueError):  # A page may call anything an address.
            yield urldefrag(urljoin(base, address)).url


def _gallery(capture: WaczFile, wanted: set[str]) -> Iterator[tuple[str, bytes]]:
    """Give the pictures with these addresses, or the one that was imported, each bytes once."""
    seen: set[bytes] = set()
    for url, data in _bodies(capture, wanted):
        if data and data not in seen and len(seen) < _MOST_PICTURES:
            seen.add(data)
            yield url, data


def _bodies(capture: WaczFile, wanted: set[str]) -> Iterator[tuple[str, bytes]]:
    for one in capture.artefacts():
        if one.kind == _ORIGINAL and one.content_type.startswith("image/"):
            with suppress(ArchiveRefused):  # Too large, or not what was sealed: `verify` says so.
                yield one.urn, capture.artefact_body(one, _MOST_BYTES)
    if wanted:
        for response in capture.responses(_MOST_BYTES):
            if response.url in wanted and response.status == 200 and not response.cut:  # noqa: PLR2004
                yield response.url, response.body


def _kept(vault: Vault, entry: CaptureEntry) -> list[KeptPicture] | None:
    path = vault.layout.plain_file(f"derived/{entry.sha256}/{_FILE}")
    if path is None:
        return None
    try:
        listed = read_json(path.read_bytes(), _MOST_JSON)["pictures"]
        return [_picture(one) for one in listed] if isinstance(listed, list) else None
    except (OSError, JsonFault, KeyError, TypeError, ValueError):
        return None


def _picture(said: dict[str, object]) -> KeptPicture:
    views, mirrored = (
        [int(str(h), 16) for h in _list(said, name)] for name in ("hashes", "mirrored")
    )
    fault = said.get("fault")
    return KeptPicture(
        str(said["url"]),
        str(said["sha256"]),
        int(str(said.get("width", 0))),
        int(str(said.get("height", 0))),
        tuple(views),
        tuple(mirrored),
        None if fault is None else str(fault),
    )


def _list(said: dict[str, object], name: str) -> list[object]:
    listed = said.get(name, [])
    return listed if isinstance(listed, list) else []
