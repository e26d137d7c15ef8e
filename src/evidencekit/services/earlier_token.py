"""A token over the log as it stands, asked for beside the work: the lower bound of what follows."""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from cryptography import x509

from evidencekit.domain.errors import EvidenceKitError
from evidencekit.evidence.timestamp import ReplyFault
from evidencekit.foundation.clock import Clock
from evidencekit.services.stamping import Authority, Stamping, StampResult
from evidencekit.vault.stamp_files import Waiting
from evidencekit.vault.stamps import StampFilesChanged, StampLists
from evidencekit.vault.tree import listed_in
from evidencekit.vault.vault import VaultWriter

_log = logging.getLogger(__name__)
_HEADS = "stamps/heads/"


class EarlierToken:
    """Asks once, in a thread that nobody waits for; use as a context manager around the work.

    What came by `close` is kept, at once, so that captures sealed after it have it in their log.
    The rest is dropped: its list waits in the queue, and the next run asks with it.
    """

    def __init__(self, vault: VaultWriter, clock: Clock, authorities: Sequence[Authority]) -> None:
        self.result = StampResult()
        self._vault = vault
        self._clock = clock
        self._lists = StampLists(vault, clock)
        self._authorities = tuple(authorities)
        self._gate = threading.Lock()
        self._closed = False
        # A daemon: an authority that never answers must not keep the program from ending.
        self._thread = threading.Thread(target=self._run, name="earlier token", daemon=True)

    def __enter__(self) -> Self:
        if self._authorities:
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let nothing more be written; a reply that is being kept is kept."""
        with self._gate:
            self._closed = True

    def wait(self, seconds: float) -> bool:
        """Wait for the thread's end; say whether it has ended."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            asked = self._list()
            for authority in self._authorities:
                self._ask(authority, asked)
        except (EvidenceKitError, StampFilesChanged) as error:
            # The work goes on without; whatever troubles the vault, it meets too.
            _log.info("No token before the captures: %s", error)

    def _list(self) -> str | None:
        """Return a list of heads alone: one that waits, else a new one."""
        with self._gate:
            if self._closed:
                return None
            names = [authority.name for authority in self._authorities]
            waiting = (one.list for one in self._lists.waiting(names))
            return next(filter(self._is_of_heads, waiting), None) or self._lists.make_head_list()

    def _is_of_heads(self, path: str) -> bool:
        listed = listed_in(self._vault.layout, path)
        return bool(listed) and all(one.path.startswith(_HEADS) for one in listed)

    def _ask(self, authority: Authority, path: str | None) -> None:
        with self._gate:
            if self._closed or path is None:
                return
            waiting = Waiting(path, authority.name)
            if waiting not in self._lists.waiting([authority.name]):
                return
            request = self._lists.request(waiting)
        answer = _Answer.of(authority, request)
        with self._gate:
            if not self._closed:
                Stamping(self._vault, self._clock).stamp_one(answer, waiting, self.result)


@dataclass(frozen=True, slots=True)
class _Answer:
    """An authority that has answered already."""

    name: str
    roots: tuple[x509.Certificate, ...]
    reply: bytes
    fault: ReplyFault | None

    @classmethod
    def of(cls, authority: Authority, request: bytes) -> "_Answer":
        try:
            return cls(authority.name, authority.roots, authority.ask(request), None)
        except ReplyFault as fault:
            return cls(authority.name, authority.roots, b"", fault)

    def ask(self, request: bytes) -> bytes:  # noqa: ARG002  # the same that was sent
        if self.fault is not None:
            raise self.fault
        return self.reply
