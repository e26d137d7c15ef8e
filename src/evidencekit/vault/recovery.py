"""What opening for writing puts right (`docs/vault-format.md` 5.2 and 9). Needs lock and key."""

import hashlib
import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from evidencekit.domain.errors import DemoMixed, VaultDamaged, VaultRolledBack
from evidencekit.evidence.custody import EMPTY, Head, LineFault, check_log, parse_line
from evidencekit.evidence.signature import PublicKey
from evidencekit.foundation.files import flush, fsync_folder, write_all
from evidencekit.vault.book import Book, CaptureEntry, LogFile
from evidencekit.vault.heads import Remembered
from evidencekit.vault.layout import IGNORED, Layout
from evidencekit.vault.log import CustodyLog
from evidencekit.vault.marker import VaultMarker
from evidencekit.vault.staged import make_folder, put, set_aside
from evidencekit.vault.store import move_in
from evidencekit.vault.tree import known_files, tree

_PIECE = 1 << 20
_MAX_SIGNATURE = 256
_WRITABLE = 0o644


@dataclass(slots=True)
class Recovery:
    """What was put right: ids finished and lost, replies logged, names set in `quarantine/`.

    `removed` are the paths of what a removal that was interrupted had left.
    """

    finished: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    set_aside: list[str] = field(default_factory=list)
    stamped: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    @property
    def happened(self) -> bool:
        """Say whether there was anything to put right."""
        ends = (self.finished, self.lost, self.set_aside, self.stamped, self.removed)
        return any(ends)


def mend_tail(layout: Layout, key: PublicKey, remembered: Remembered, done: Recovery) -> None:
    """Complete or cut a torn last line (5.2); what is cut is kept aside first. Raises OSError."""
    path = layout.log(key.key_id)
    if not path.exists():
        # A key that is named as the next one and has no log yet.
        return
    data = path.read_bytes()
    size = _whole_size(data, remembered.heads.get(key.key_id, EMPTY))
    torn = data[size:]
    if not torn:
        return
    if _only_lacks_its_end(torn, check_log(data[:size], None).head, key):
        _change(path, b"\n", None)
        return
    name = f"custody-{key.key_id}-{size}.torn"
    make_folder(layout, layout.quarantine)
    put(layout, f"quarantine/{name}", torn)
    done.set_aside.append(name)
    _change(path, b"", size)


def _whole_size(data: bytes, remembered: Head) -> int:
    """Return how many bytes of the log are whole lines.

    A power cut may keep the end of a line and lose its middle, which is then NUL. A line up to the
    head that is remembered was on the disk: such a one is damage, not a torn tail.
    """
    size = data.rfind(b"\n") + 1
    begin = data.rfind(b"\n", 0, max(size - 1, 0)) + 1
    holed = b"\0" in data[begin:size] and data.count(b"\n", 0, begin) > remembered.seq
    return begin if holed else size


def _only_lacks_its_end(torn: bytes, head: Head, key: PublicKey) -> bool:
    try:
        line = parse_line(torn)
    except LineFault:
        return False
    return (line.seq, line.prev) == (head.seq + 1, head.hash) and line.is_signed_by(key)


def _change(path: Path, added: bytes, size: int | None) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0))
    try:
        if size is not None:
            os.ftruncate(handle, size)
        write_all(handle, added)
        flush(handle)
    finally:
        os.close(handle)


def require_sound(
    root: Path, marker: VaultMarker, logs: list[LogFile], remembered: Remembered
) -> None:
    """Refuse a log that must not be written on.

    Raises VaultDamaged (form, chain, last signature, another vault), VaultRolledBack, DemoMixed.
    """
    for log in logs:
        for problem in log.report.problems:
            detail = f"{log.item}:{problem.line}: {problem.check}"
            raise VaultDamaged(path=root, detail=detail)
        last = log.report.lines[-1]
        if log.key is None or not last.is_signed_by(log.key):
            raise VaultDamaged(path=root, detail=f"{log.item}:{last.seq + 1}: signature")
        if any(line.v != 1 for line in log.report.lines):
            raise VaultDamaged(path=root, detail=f"{log.item}: newer lines")
        if log.begun.get("demo") is not marker.demo:
            raise DemoMixed(what=log.item)
        if log.begun.get("vault_id") != marker.vault_id or log.begun["key_id"] != log.key_id:
            raise VaultDamaged(path=root, detail=f"{log.item}: another vault")
    heads = {(log.key_id, line.seq): line.hash for log in logs for line in log.report.lines}
    for key_id, head in remembered.heads.items():
        if heads.get((key_id, head.seq)) != head.hash:
            raise VaultRolledBack(path=root, seq=head.seq)


def recover(  # what there is, who goes on, what became of it
    layout: Layout,
    book: Book,
    log: CustodyLog,
    key: PublicKey,
    forebears: Collection[str],
    done: Recovery,
) -> None:
    """Finish or give up what was being sealed, then clear `staging`. Raises OSError and ours.

    Done twice it does nothing the second time. What a key began that `key` follows is given up:
    that key writes no more, and no other may finish it. Of any other key it stays as it is.
    """
    for entry in book.unfinished:
        if entry.key_id == key.key_id:
            _end(layout, entry, log, key, done)
        elif entry.key_id in forebears:
            _give_up(layout, entry, log, "key_gone", done)
    done.removed += take_away(layout, book.gone)
    for path in sorted(layout.staging.iterdir()):
        if path.name not in IGNORED:
            done.set_aside.append(set_aside(layout, path))
    known = known_files(layout, book)
    for name in sorted(tree(layout, "stamps", "derived") - known):
        done.set_aside.append(set_aside(layout, layout.root / name, name.replace("/", "_")))


def take_away(layout: Layout, gone: Iterable[str]) -> list[str]:
    """Delete the files of removed captures that are there, durably; return their paths.

    Only after the line of the removal is on the disk. Raises OSError.
    """
    taken = []
    for path in sorted(gone):
        place = layout.plain_file(path)
        if place is None:
            continue
        # A read-only file is not deleted on every system.
        place.chmod(_WRITABLE)
        place.unlink()
        fsync_folder(place.parent)
        taken.append(path)
    return taken


def _end(
    layout: Layout, entry: CaptureEntry, log: CustodyLog, key: PublicKey, done: Recovery
) -> None:
    body: dict[str, object] = {"id": entry.id, "sha256": entry.sha256}
    reason = _why_not(layout, entry, key)
    if reason is None:
        move_in(layout, entry.id, entry.file)
        rest: dict[str, object] = {"bytes": entry.bytes, "file": entry.file, "recovered": True}
        log.append("capture.sealed", body | rest)
        done.finished.append(entry.id)
        return
    _give_up(layout, entry, log, reason, done)


def _give_up(
    layout: Layout, entry: CaptureEntry, log: CustodyLog, reason: str, done: Recovery
) -> None:
    # Before the line, not after it: a kill in between must not leave a file that nobody knows.
    for suffix in ("", ".sig"):
        for path in _remains(layout, entry, suffix):
            done.set_aside.append(set_aside(layout, path))
    log.append("capture.lost", {"id": entry.id, "reason": reason, "sha256": entry.sha256})
    done.lost.append(entry.id)


def _why_not(layout: Layout, entry: CaptureEntry, key: PublicKey) -> str | None:
    waczs, signatures = _remains(layout, entry, ""), _remains(layout, entry, ".sig")
    if not waczs or not signatures:
        return "missing"
    digest = _sha256(waczs[0])
    with signatures[0].open("rb") as file:
        der = file.read(_MAX_SIGNATURE)
    good = digest.hex() == entry.sha256 and key.verifies_digest(digest, der)
    return None if good else "changed"


def _remains(layout: Layout, entry: CaptureEntry, suffix: str) -> list[Path]:
    """Return what there is of a file: under its name, as a part, or neither."""
    part = layout.staged(f"{entry.id}.wacz{suffix}")
    places = [layout.plain_file(f"{entry.file}{suffix}"), layout.plain_file(f"staging/{part.name}")]
    return [place for place in places if place is not None]


def _sha256(path: Path) -> bytes:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.digest()
