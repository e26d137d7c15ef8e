"""Lists, requests and replies of time tokens: the queue and the order of writes (section 8).

A list without a reply is the queue; nothing else is kept of what waits.
"""

from collections.abc import Iterable, Sequence

from evidencekit.evidence.timestamp import Reason, TimeToken, make_request
from evidencekit.foundation.clock import Clock
from evidencekit.vault.book import Book, CaptureEntry, LogFile, fold, read_logs
from evidencekit.vault.staged import free_name, put, told_as_ours
from evidencekit.vault.stamp_files import Waiting, received_body, sha256_hex
from evidencekit.vault.tree import list_paths, listed_in, read_list, read_small
from evidencekit.vault.vault import VaultWriter

MAX_LISTED = 1000
_READ_ONLY = 0o444


class StampFilesChanged(ValueError):
    """A list or request is no longer what was sent: it must not be sent again."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class StampLists:
    """The `stamps/` folder of a vault open for writing."""

    def __init__(self, vault: VaultWriter, clock: Clock) -> None:
        self._vault = vault
        self._layout = vault.layout
        self._clock = clock

    def make_lists(self) -> list[str]:
        """List all captures that stand in no list, 1,000 a list; return the lists' paths.

        A capture whose file is gone is left out. Raises DiskFull, VaultNotWritable.
        """
        logs = self._logs()
        unlisted = self._unlisted(fold(logs))
        starts = range(0, len(unlisted), MAX_LISTED)
        return [self._make_list(logs, unlisted[at : at + MAX_LISTED]) for at in starts]

    def make_head_list(self) -> str:
        """List the heads of all logs and no capture; return the list's path (8.6).

        Raises DiskFull, VaultNotWritable.
        """
        return self._make_list(self._logs(), ())

    def waiting(self, authorities: Iterable[str]) -> list[Waiting]:
        """Return the lists that lack the token of one of these, oldest first."""
        received = self._book().received
        queue = [Waiting(path, name) for name in authorities for path in list_paths(self._layout)]
        return [one for one in queue if not any(map(one.is_of, received))]

    def request(self, waiting: Waiting) -> bytes:
        """Return the request to send; its file and its line are on the disk.

        What was sent before is sent again, byte for byte, nonce included. Raises
        StampFilesChanged, DiskFull, VaultNotWritable.
        """
        data = read_small(self._layout, waiting.list)
        if data is None or read_list(data) is None:
            raise StampFilesChanged(waiting.list)
        requested = self._book().requested
        for body in requested:
            if body["list"] == waiting.list and body["list_sha256"] != sha256_hex(data):
                raise StampFilesChanged(waiting.list)
        sent = next((body for body in requested if waiting.is_of(body)), None)
        return self._sent(waiting, sent) if sent else self._fresh(waiting, data)

    def keep(self, waiting: Waiting, reply: bytes, token: TimeToken) -> None:
        """Store an accepted reply: `.chain.pem`, `.tsr`, then its line.

        Raises DiskFull, VaultNotWritable.
        """
        sent = next(body for body in self._book().requested if waiting.is_of(body))
        self._put(f"{waiting.stem}.chain.pem", token.chain_pem)
        self._put(f"{waiting.stem}.tsr", reply)
        digest = str(sent["list_sha256"])
        body = received_body(waiting, digest, reply, token, recovered=False)
        self._vault.record("stamp.received", body)

    def refuse(self, waiting: Waiting, reason: Reason, reply: bytes) -> None:
        """Log a refusal, `unreachable` once only; what came goes to quarantine.

        Raises DiskFull, VaultNotWritable.
        """
        book = self._book()
        if reply:
            name = f"{waiting.stem.removeprefix('stamps/')}.tsr"
            target = free_name(self._layout.quarantine, name)
            self._put(f"quarantine/{target.name}", reply)
        said = any(waiting.is_of(body) and body["reason"] == reason for body in book.refused)
        if said and reason is Reason.UNREACHABLE:
            return
        sent = next(body for body in book.requested if waiting.is_of(body))
        body = {"authority": waiting.authority, "list": waiting.list, "reason": reason.value}
        self._vault.record("stamp.failed", body | {"list_sha256": sent["list_sha256"]})

    def _unlisted(self, book: Book) -> list[CaptureEntry]:
        lists = list_paths(self._layout)
        listed = {one.sha256 for path in lists for one in listed_in(self._layout, path)}
        entries = sorted(book.sealed.values(), key=lambda entry: entry.id[2:])
        entries = [entry for entry in entries if entry.sha256 not in listed]
        return [entry for entry in entries if self._layout.plain_file(entry.file)]

    def _make_list(self, logs: Sequence[LogFile], entries: Iterable[CaptureEntry]) -> str:
        lines = [self._keep_head(log) for log in logs]
        lines += [f"{entry.sha256}  {entry.file}\n" for entry in entries]
        path = self._free_list()
        # Last, so that a list never names a head that is not there.
        self._put(path, "".join(lines).encode("ascii"))
        return path

    def _keep_head(self, log: LogFile) -> str:
        last = log.report.lines[-1]
        path = f"stamps/heads/{log.key_id}-{last.seq}.json"
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
        self._vault.record("stamp.requested", body)
        return request

    def _put(self, path: str, data: bytes) -> None:
        with told_as_ours(self._layout.at(path)):
            put(self._layout, path, data, _READ_ONLY)

    def _logs(self) -> list[LogFile]:
        return read_logs(self._layout, signatures=False)

    def _book(self) -> Book:
        return fold(self._logs())
