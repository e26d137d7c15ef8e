"""Lists, requests and replies of time tokens: the queue and the order of writes (section 8).

A list without a reply is the queue; nothing else is kept of what waits.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from evidencekit.evidence.custody import CustodyLine
from evidencekit.evidence.timestamp import Reason, make_request
from evidencekit.foundation.clock import Clock
from evidencekit.vault.book import Book, CaptureEntry, fold, read_logs
from evidencekit.vault.layout import Layout
from evidencekit.vault.staged import free_name, put, told_as_ours
from evidencekit.vault.stamp_files import Kept, Told, Waiting, crl_path, sha256_hex
from evidencekit.vault.stamp_renewal import ends_to_renew, files_to_renew
from evidencekit.vault.tree import list_paths, listed_in, read_list, read_small
from evidencekit.vault.vault import VaultWriter

MAX_LISTED = 1000
_READ_ONLY = 0o444


class StampFilesChanged(ValueError):
    """A list or request is no longer what was sent: it must not be sent again."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class StampQueue:
    """What waits in a vault, as it was at one moment; nothing is written."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._look()

    def _look(self) -> None:
        logs = read_logs(self._layout, signatures=False)
        self._last = {log.key_id: log.report.lines[-1] for log in logs if log.report.lines}
        self._book = fold(logs)
        self._told = Told.of(self._book)

    def waiting(self, authorities: Iterable[str]) -> list[Waiting]:
        """Return the lists that lack the token of one of these, oldest first."""
        lists = list_paths(self._layout)
        queue = [Waiting(path, name) for name in authorities for path in lists]
        return [one for one in queue if one not in self._told.received]

    def renewals(self, now: datetime) -> list[datetime]:
        """Return when the tokens that are due for renewal (8.5) end, the first first."""
        return ends_to_renew(self._layout, self._told, now)

    def unlisted(self) -> list[CaptureEntry]:
        """Return the captures that stand in no list and whose file is here, oldest first."""
        return _unlisted(self._layout, self._book)


class StampLists(StampQueue):
    """The `stamps/` folder of a vault open for writing.

    The log is read when this is made and before lists are; what is written here is added to it.
    """

    def __init__(self, vault: VaultWriter, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock
        super().__init__(vault.layout)

    def make_lists(self) -> list[str]:
        """List all captures that stand in no list, 1,000 a list; return the lists' paths.

        A capture whose file is gone is left out. Raises DiskFull, VaultNotWritable.
        """
        self._look_again()
        lines = [f"{entry.sha256}  {entry.file}\n" for entry in self.unlisted()]
        starts = range(0, len(lines), MAX_LISTED)
        return [self._make_list(lines[at : at + MAX_LISTED]) for at in starts]

    def make_head_list(self) -> str:
        """List the heads of all logs and no capture; return the list's path (8.6).

        Raises DiskFull, VaultNotWritable.
        """
        self._look_again()
        return self._make_list(())

    def make_renewals(self, now: datetime) -> list[str]:
        """List the files of each token that is due for renewal (8.5); return the lists' paths.

        Raises DiskFull, VaultNotWritable.
        """
        self._look_again()
        due = files_to_renew(self._layout, self._told, now)
        return [self._make_list([f"{one.sha256}  {one.path}\n" for one in part]) for part in due]

    def request(self, waiting: Waiting) -> bytes:
        """Return the request to send; its file and its line are on the disk.

        What was sent before is sent again, byte for byte, nonce included. Raises
        StampFilesChanged, DiskFull, VaultNotWritable.
        """
        data = read_small(self._layout, waiting.list)
        if data is None or read_list(data) is None:
            raise StampFilesChanged(waiting.list)
        if self._told.hashes.get(waiting.list, set()) - {sha256_hex(data)}:
            raise StampFilesChanged(waiting.list)
        sent = self._told.requested.get(waiting)
        return self._sent(waiting, sent) if sent else self._fresh(waiting, data)

    def keep(self, waiting: Waiting, kept: Kept) -> None:
        """Store an accepted reply: `.chain.pem`, `.<n>.crl`, `.tsr`, then its line.

        Raises DiskFull, VaultNotWritable.
        """
        self._put(f"{waiting.stem}.chain.pem", kept.token.chain_pem)
        for place, crl in kept.crls.items():
            self._put(crl_path(waiting.stem, place), crl)
        self._put(f"{waiting.stem}.tsr", kept.reply)
        digest = str(self._told.requested[waiting]["list_sha256"])
        self._record("stamp.received", kept.body(waiting, digest))

    def refuse(self, waiting: Waiting, reason: Reason, reply: bytes) -> None:
        """Log a refusal, `unreachable` once only; what came goes to quarantine.

        Raises DiskFull, VaultNotWritable.
        """
        if reply:
            name = f"{waiting.stem.removeprefix('stamps/')}.tsr"
            target = free_name(self._layout.quarantine, name)
            self._put(f"quarantine/{target.name}", reply)
        if reason is Reason.UNREACHABLE and (waiting, reason.value) in self._told.refused:
            return
        digest = self._told.requested[waiting]["list_sha256"]
        body = {"authority": waiting.authority, "list": waiting.list, "reason": reason.value}
        self._record("stamp.failed", body | {"list_sha256": digest})

    def _look_again(self) -> None:
        # Reading a long log takes seconds: only if another than this wrote a line since.
        if self._vault.head != self._last[self._vault.key.key_id].head:
            self._look()

    def _record(self, kind: str, body: dict[str, object]) -> None:
        line, own = self._vault.record(kind, body), self._vault.key.key_id
        self._told.take(kind, body)
        if line.prev == self._last[own].hash:
            self._last[own] = line

    def _make_list(self, lines: Sequence[str]) -> str:
        heads = [self._keep_head(key_id, line) for key_id, line in self._last.items()]
        path = self._free_list()
        # Last, so that a list never names a head that is not there.
        self._put(path, "".join((*heads, *lines)).encode("ascii"))
        return path

    def _keep_head(self, key_id: str, last: CustodyLine) -> str:
        path = f"stamps/heads/{key_id}-{last.seq}.json"
        if read_small(self._layout, path) != last.raw:
            self._put(path, last.raw)
        return f"{last.hash}  {path}\n"

    def _free_list(self) -> str:
        begin = f"stamps/{self._clock.now():%Y%m%dT%H%M%SZ}"
        number = 1
        while self._layout.at(f"{begin}-{number}.sha256").exists():
            number += 1
        return f"{begin}-{number}.sha256"

    def _sent(self, waiting: Waiting, body: dict[str, object]) -> bytes:
        path = f"{waiting.stem}.tsq"
        request = read_small(self._layout, path)
        if request is None or sha256_hex(request) != body["tsq_sha256"]:
            raise StampFilesChanged(path)
        return request

    def _fresh(self, waiting: Waiting, data: bytes) -> bytes:
        request = make_request(data)
        self._put(f"{waiting.stem}.tsq", request)
        body: dict[str, object] = {
            "authority": waiting.authority,
            "list": waiting.list,
            "list_sha256": sha256_hex(data),
            "tsq_sha256": sha256_hex(request),
        }
        self._record("stamp.requested", body)
        return request

    def _put(self, path: str, data: bytes) -> None:
        with told_as_ours(self._layout.at(path)):
            put(self._layout, path, data, _READ_ONLY)


def _unlisted(layout: Layout, book: Book) -> list[CaptureEntry]:
    listed = {one.sha256 for path in list_paths(layout) for one in listed_in(layout, path)}
    entries = sorted(book.sealed.values(), key=lambda entry: entry.id[2:])
    entries = [entry for entry in entries if entry.sha256 not in listed]
    return [entry for entry in entries if layout.plain_file(entry.file)]
