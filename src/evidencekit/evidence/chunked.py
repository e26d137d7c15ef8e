"""The chunked transfer coding (RFC 9112, 7.1), undone piece by piece."""

import re

_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r\n")
_MAX_LINE = 4096


class Dechunker:
    """Takes a body as it was sent, in pieces of any size.

    Some writers keep the header `Transfer-Encoding: chunked` over a body that they decoded.
    """

    def __init__(self) -> None:
        self._waiting = b""
        self._left = 0
        self._begun = False
        self._last = False
        self._over = False

    def feed(self, data: bytes) -> bytes:
        """Return what `data` adds to the decoded body."""
        self._waiting += data
        decoded = []
        while not self._over and self._waiting:
            if self._left:
                decoded.append(self._waiting[: self._left])
                self._waiting = self._waiting[self._left :]
                self._left -= len(decoded[-1])
            elif not self._line():
                break
        if self._over:
            self._waiting = b""
        return b"".join(decoded)

    @property
    def plain(self) -> bool:
        """Say whether nothing of a chunk was seen: the body is not chunked at all."""
        return not self._begun

    @property
    def whole(self) -> bool:
        """Say whether the body was chunked and ended where it says it does."""
        return self._last and not self._waiting and not self._over

    def _line(self) -> bool:
        """Read the line between two chunks; False when it is not yet all there."""
        start = 2 if self._begun and not self._last else 0
        end = self._waiting.find(b"\n", start)
        if end < 0:
            self._over = len(self._waiting) > _MAX_LINE
            return False
        line, rest = self._waiting[start : end + 1], self._waiting[end + 1 :]
        if self._last:  # trailer fields, then a blank line: taken as they are
            self._waiting = rest
            return True
        size = _SIZE.fullmatch(line)
        if size is None or (start and self._waiting[:2] != b"\r\n"):
            self._over = True
            return True
        self._begun, self._waiting = True, rest
        self._left = int(size[1], 16)
        self._last = self._left == 0
        return True
