"""A vault opened: for reading by anybody at any time, for writing by one program with the key."""

import hashlib
import json
import logging
import re
from pathlib import Path
from types import TracebackType
from typing import Self

from evidencekit.domain.capture import Stamped
from evidencekit.domain.errors import (
    CaptureRemoved,
    FileMissing,
    NotFound,
    VaultNewer,
    VaultPartial,
)
from evidencekit.evidence.custody import CustodyLine, Head
from evidencekit.evidence.keys import VaultKey
from evidencekit.evidence.records import CaptureDraft
from evidencekit.evidence.wacz_file import WaczFile
from evidencekit.foundation.clock import Clock
from evidencekit.foundation.files import fsync_folder
from evidencekit.vault.book import (
    Book,
    CaptureEntry,
    LogFile,
    Removal,
    fold,
    known_book,
    read_logs,
)
from evidencekit.vault.create import PROGRAM, add_companions
from evidencekit.vault.heads import KnownVaults
from evidencekit.vault.key_store import erase_key, find_key, writing_keys
from evidencekit.vault.kinds import KINDS, OWN_KINDS
from evidencekit.vault.layout import FOLDERS, Layout, id_time
from evidencekit.vault.lock import WriterLock
from evidencekit.vault.log import CustodyLog
from evidencekit.vault.marker import FORMAT, VaultMarker, read_marker
from evidencekit.vault.place import require_local, require_writable
from evidencekit.vault.recovery import Recovery, mend_tail, recover, require_sound, take_away
from evidencekit.vault.scope import is_export
from evidencekit.vault.staged import make_folder, put, told_as_ours
from evidencekit.vault.stamp_files import adopt_replies
from evidencekit.vault.store import SealedCapture, Store
from evidencekit.vault.succession import (
    ChangedKey,
    begin_next,
    clear_orphans,
    forebears,
    hand_over,
    predecessor,
)
from evidencekit.vault.tree import stamped_in

_log = logging.getLogger(__name__)
_DERIVED_NAME = re.compile(r"[a-z0-9_-][a-z0-9._-]{0,79}")


class Vault:
    """A vault open for reading: no lock, no key, nothing written. Each call reads what is there."""

    def __init__(self, root: Path, marker: VaultMarker) -> None:
        self.layout = Layout(root)
        self.marker = marker

    @classmethod
    def open_reading(cls, path: Path) -> "Vault":
        """Open the vault at `path`. Raises VaultMissing, VaultNewer, VaultDamaged."""
        return Vault(path.resolve(), read_marker(path))

    @staticmethod
    def open_writing(
        path: Path,
        known: KnownVaults,
        clock: Clock,
        passphrase: str | None = None,
        held: VaultKey | None = None,
    ) -> "VaultWriter":
        """Open for writing: lock, key, recovery. Use as a context manager.

        `held` is the key that this program has from an earlier writing: as long as it is the one
        that writes, it is not looked for and not decrypted again. Raises VaultMissing, VaultNewer,
        VaultDamaged, VaultNotLocal, VaultNotWritable, VaultLocked, VaultPartial, VaultRolledBack,
        KeyMissing, PassphraseMissing, PassphraseWrong, DemoMixed, DiskFull.
        """
        read_marker(path)
        require_local(path)
        root = path.resolve()
        if is_export(Layout(root)):
            raise VaultPartial(path=path)
        lock = WriterLock(Layout(root)).take(PROGRAM, clock)
        try:
            return _opened(root, lock, (known, clock), passphrase, held)
        except BaseException:
            lock.release()
            raise

    @property
    def root(self) -> Path:
        """Return the vault's folder."""
        return self.layout.root

    def captures(self, *, hidden: bool = False) -> list[CaptureEntry]:
        """Return the sealed captures, newest first, with `hidden` those too that were hidden.

        What was removed on purpose is not among them. Raises VaultDamaged for an unreadable log.
        """
        return self._book().listed(hidden=hidden)

    def removed(self) -> dict[str, Removal]:
        """Return by id the captures that were removed on purpose. Raises VaultDamaged."""
        return dict(self._book().removed)

    def hidden(self) -> set[str]:
        """Return the ids of the captures that are hidden from lists. Raises VaultDamaged."""
        return set(self._book().hidden)

    def find(self, capture_id: str) -> CaptureEntry:
        """Return a sealed capture. Raises NotFound, CaptureRemoved."""
        book = self._book()
        gone = book.removed.get(capture_id)
        if gone is not None:
            raise CaptureRemoved(id=capture_id, at=gone.at, by=gone.by, reason=gone.reason)
        entry = book.sealed.get(capture_id)
        if entry is None:
            raise NotFound(what="capture", id=capture_id)
        return entry

    def logs(self) -> list[LogFile]:
        """Return the custody logs as they stand, oldest first. Raises VaultDamaged."""
        return self._logs()

    def packet_folders(self) -> list[str]:
        """Return the paths in the vault of the packets that were made. Raises VaultDamaged."""
        lines = [line for log in self._logs() for line in log.report.lines]
        made = [str(line.body["folder"]) for line in lines if line.kind == "packet.made"]
        return list(dict.fromkeys(made))

    def path_of(self, entry: CaptureEntry) -> Path:
        """Return where the sealed file lies. Raises FileMissing if it does not, or is a link."""
        place = self.layout.plain_file(entry.file)
        if place is None:
            raise FileMissing(path=self.layout.at(entry.file), detail="missing")
        return place

    def open_capture(self, entry: CaptureEntry) -> WaczFile:
        """Open the sealed file for reading. Raises FileMissing, ArchiveRefused."""
        return WaczFile.open(self.path_of(entry))

    def custody_of(self, entry: CaptureEntry) -> list[CustodyLine]:
        """Return the custody lines that name a capture, by id or by hash, in their order."""
        wanted = {entry.id, entry.sha256}
        lines = [line for log in self._logs() for line in log.report.lines]
        return [line for line in lines if wanted & {v for v in line.body.values() if _is_text(v)}]

    def derived_of(self, source_sha256: str) -> dict[str, str]:
        """Return the SHA-256 of each derived file of a capture, by path, as the log has it."""
        lines = self._book().derived.items()
        return {
            path: str(line.body["sha256"])
            for path, line in lines
            if line.body["source"] == source_sha256
        }

    def derived_json(self, source_sha256: str, name: str) -> dict[str, object] | None:
        """Return what a derived file of a capture holds; None if it is absent or no JSON object."""
        path = self.layout.plain_file(f"derived/{source_sha256}/{name}")
        if path is None:
            return None
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return document if isinstance(document, dict) else None

    def stamped(self) -> dict[str, Stamped]:
        """Return by SHA-256 the captures that stand in a list; whoever is absent has `none`."""
        return stamped_in(self.layout, self._book(), demo=self.marker.demo)

    def _logs(self) -> list[LogFile]:
        return read_logs(self.layout, signatures=False)

    def _book(self) -> Book:
        return known_book(self._logs())


class VaultWriter(Vault):
    """A vault open for writing, until `close` or the end of the `with` block."""

    def __init__(  # what was opened, handed over
        self,
        vault: Vault,
        lock: WriterLock,
        key: VaultKey,
        log: CustodyLog,
        known: KnownVaults,
        clock: Clock,
    ) -> None:
        super().__init__(vault.root, vault.marker)
        self.recovery = Recovery()
        self._lock = lock
        self._clock = clock
        self._known = known
        self._write_with(key, log)

    def _write_with(self, key: VaultKey, log: CustodyLog) -> None:
        self._key = key
        self._custody = log
        self._store = Store(self.layout, self.marker.vault_id, key, self._clock, log)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def key(self) -> VaultKey:
        """Return the vault's key, a `Signer`."""
        return self._key

    @property
    def head(self) -> Head:
        """Return the last line of the log."""
        return self._custody.head

    def spool_folder(self, capture_id: str) -> Path:
        """Make and return `staging/<id>.part`, for what a capture gathers; the caller removes it.

        Raises ValueError for anything but a capture id, DiskFull, VaultNotWritable.
        """
        id_time(capture_id)
        folder = self.layout.staged(capture_id)
        with told_as_ours(folder):
            folder.mkdir()
        return folder

    def seal(self, draft: CaptureDraft) -> SealedCapture:
        """Seal a capture (section 9): when this returns it is evidence and stays so.

        Threads may call it. Raises CaptureTooLarge, BodyDamaged, DiskFull, VaultNotWritable.
        """
        sealed = self._store.seal(draft)
        self._remember()
        return sealed

    def record(self, kind: str, body: dict[str, object]) -> CustodyLine:
        """Append a line of a kind that is not the vault's own; it is on the disk on return.

        Raises ValueError for another kind or body, DiskFull, VaultNotWritable.
        """
        if kind in OWN_KINDS or kind not in KINDS:
            raise ValueError(f"{kind} is not recorded from outside")
        return self._custody.append(kind, body)

    def add_derived(self, source_sha256: str, name: str, kind: str, data: bytes) -> str:
        """Write a derived file and its line (section 7); return its path in the vault.

        Raises ValueError for a bad name or one that stands, DiskFull, VaultNotWritable.
        """
        path = f"derived/{source_sha256}/{name}"
        if not _DERIVED_NAME.fullmatch(name) or self.layout.at(path).exists():
            raise ValueError(path)
        with told_as_ours(self.layout.at(path)):
            put(self.layout, path, data, 0o444)
        digest = hashlib.sha256(data).hexdigest()
        body = {"file": path, "kind": kind, "sha256": digest, "source": source_sha256}
        self.record("derived.made", dict(body))
        return path

    def remove(self, capture_id: str, by: str, reason: str) -> list[str]:
        """Remove a capture on purpose, and what was derived from it; return the paths that went.

        The signed line first, then the files: what a kill leaves, the next opening takes away.
        Raises NotFound, CaptureRemoved, ValueError for a reason that is empty or too long,
        DiskFull, VaultNotWritable.
        """
        entry = self.find(capture_id)
        body: dict[str, object] = {"id": entry.id, "sha256": entry.sha256}
        self._custody.append("capture.removed", body | {"by": by, "reason": reason})
        self._remember()
        with told_as_ours(self.root):
            return take_away(self.layout, self._book().gone)

    def rotate(self, by: str, passphrase: str | None = None) -> ChangedKey:
        """Change the key in order: the old log ends by naming the new key, which writes from now.

        The new key is kept as by `create_vault`; the private half of the old one is erased. Nothing
        else may be writing meanwhile. Raises PassphraseMissing, DiskFull, VaultNotWritable.
        """
        before = self._key.key_id
        key, store = hand_over(self.layout, self.marker, self._custody, by, passphrase)
        self._remember()
        last = (before, self._custody.head)
        self._custody.close()
        log = begin_next(self.layout, self.marker, key, self._clock, last)
        self._write_with(key, log)
        self._remember()
        with told_as_ours(self.root):
            erase_key(self.layout, self.marker, before)
        return ChangedKey(before, key.key_id, key.public.fingerprint, store)

    def close(self) -> None:
        """Remember the head and let the next writer in."""
        self._remember()
        self._custody.close()
        self._lock.release()

    def _remember(self) -> None:
        try:
            self._known.remember(
                self.marker.vault_id, self._key.public.fingerprint, self._custody.head
            )
        except OSError as error:
            # The capture is sealed all the same; only a rollback would go unseen from here.
            _log.warning("The head of the vault could not be remembered: %s", error.strerror)


def _opened(
    root: Path,
    lock: WriterLock,
    around: tuple[KnownVaults, Clock],
    passphrase: str | None,
    held: VaultKey | None,
) -> VaultWriter:
    known, clock = around
    vault = Vault(root, read_marker(root))
    layout, marker = vault.layout, vault.marker
    if marker.is_newer_minor:
        raise VaultNewer(path=root, format=marker.format, known=FORMAT)
    writes = held is not None and writing_keys(layout) == [held.key_id]
    key = held if held is not None and writes else find_key(layout, marker, passphrase)
    done = Recovery()
    with told_as_ours(root):
        for folder in FOLDERS:
            make_folder(layout, layout.at(folder))
        require_writable(layout.staging)
        remembered = known.of(marker.vault_id)
        mend_tail(layout, key.public, remembered, done)
        if key.key_id not in writing_keys(layout):
            # The line that lacked its end was the one that names the next key.
            key = find_key(layout, marker, passphrase)
        logs = read_logs(layout, signatures=False)
        require_sound(root, marker, logs, remembered)
        clear_orphans(layout, logs, done)
        log = _appendable(layout, marker, logs, key, clock)
        try:
            if all(one.key_id != key.key_id for one in logs):
                # A change of keys that was interrupted: its log begins only now.
                logs = read_logs(layout, signatures=False)
            book, before = fold(logs), forebears(logs, key.key_id)
            # Before the rest is cleared away: a good reply is not to be asked for again.
            done.stamped += adopt_replies(layout, book, log, demo=marker.demo)
            recover(layout, book, log, key.public, before, done)
            for key_id in (one for one, in_order in before.items() if in_order):
                erase_key(layout, marker, key_id)
            add_companions(layout)
            fsync_folder(root)
        except BaseException:
            log.close()
            raise
    writer = VaultWriter(vault, lock, key, log, known, clock)
    writer.recovery = done
    return writer


def _appendable(
    layout: Layout, marker: VaultMarker, logs: list[LogFile], key: VaultKey, clock: Clock
) -> CustodyLog:
    own = next((one.report for one in logs if one.key_id == key.key_id), None)
    if own is None:
        return begin_next(layout, marker, key, clock, predecessor(logs, key))
    path = layout.log(key.key_id)
    return CustodyLog(path, marker.vault_id, key, clock, own.lines[-1], own.size)


def _is_text(value: object) -> bool:
    return isinstance(value, str)
