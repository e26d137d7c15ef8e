"""Hashing beside reading: hashlib lets go of the interpreter, so other cores can do it."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

_WORTH = 32 << 10  # bytes below which handing over costs more than it gains


class Lane:
    """Does one thing after the other, the large ones on a thread that starts when first needed."""

    def __init__(self, *, threaded: bool) -> None:
        self._threaded = threaded
        self._thread: ThreadPoolExecutor | None = None
        self._pending: Future[object] | None = None

    def do(self, what: Callable[[bytes], object], data: bytes) -> None:
        """Call `what` with `data`, after what was given before; at most one piece waits."""
        self.wait()
        if not self._threaded or len(data) < _WORTH:
            what(data)
            return
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1)
        self._pending = self._thread.submit(what, data)

    def wait(self) -> None:
        """Return when everything given was done; raises what it raised."""
        if self._pending is not None:
            pending, self._pending = self._pending, None
            pending.result()

    def close(self) -> None:
        """End the thread."""
        if self._thread is not None:
            self._thread.shutdown()


class Lanes:
    """Lanes for the hashes of one file; without threads everything is done at once, in place."""

    def __init__(self, *, threaded: bool = False) -> None:
        self.member = Lane(threaded=threaded)
        self.crc = Lane(threaded=threaded)
        self.packed = Lane(threaded=threaded)
        self.block = Lane(threaded=threaded)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        for lane in (self.member, self.crc, self.packed, self.block):
            lane.close()
