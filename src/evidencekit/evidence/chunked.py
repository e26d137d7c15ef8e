"""The chunked transfer coding (RFC 9112, 7.1), undone piece by piece."""

import re

_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r\n")
_MAX_LINE = 4096


class Dechunker:
    """Takes a body as it was sent. `plain` is False once it shows that it is not chunked at all.

    Some writers keep the header `Transfer-Encoding: chunked` over a body that they decoded.
    """

    def __init__(self) -> None:
        self._waiting = b""
        self._left = 0
        self._begun = False
        self._last = False
        self.plain = False
        self.broken = False

    def feed(self, data: bytes) -> bytes:
        """Return what `data` adds to the decoded body."""
        self._waiting += data
        decoded = []
        while not (self.plain or self.broken) and self._waiting:
            if self._left:
                decoded.append(self._waiting[: self._left])
                self._waiting = self._waiting[self._left :]
                self._left -= len(decoded[-1])
            elif not self._line():
                break
        if self.plain or self.broken:
            self._waiting = b""
        return b"".join(decoded)

    @property
    def whole(self) -> bool:
        """Say whether the body was chunked and ended where it says it does."""
        return self._last and not self._waiting and not self.broken

    def _line(self) -> bool:
        """Read the line between two chunks; False when it is not yet all there."""
        start = 2 if self._begun and not self._last else 0
        end = self._waiting.find(b"\n", start)
        if end < 0:
            self.broken = len(self._waiting) > _MAX_LINE
            self.plain = self.broken and not self._begun
            return False
        line, rest = self._waiting[start : end + 1], self._waiting[end + 1 :]
        if self._last:  # trailer fields, then a blank line: taken as they are
            self._waiting = rest
            return True
        size = _SIZE.fullmatch(line)
        if size is None or (start and self._waiting[:2] != b"\r\n"):
            self.plain, self.broken = not self._begun, self._begun
            return True
        self._begun, self._waiting = True, rest
        self._left = int(size[1], 16)
        self._last = self._left == 0
        return True
