"""Which captures a batch began, so that the same list goes on after a kill.

A file in the user's folders, outside the vault: an id is written before its capture begins, and
whether it became evidence only the vault says. Thrown away, the list begins anew.
"""

import hashlib
import logging
import os
import re
from collections.abc import Sequence
from pathlib import Path

from evidencekit.domain.ids import IdKind, is_id
from evidencekit.foundation.files import flush

_log = logging.getLogger(__name__)

_LINE = re.compile(r"([0-9]{1,6}) (\S{1,40})")
_MAX = 64 << 20


class BatchJournal:
    """The journal of one list in one vault. Only who holds the vault's lock writes."""

    def __init__(self, folder: Path, vault_id: str, addresses: Sequence[str]) -> None:
        digest = hashlib.sha256("\n".join(addresses).encode("utf-8", "surrogatepass")).hexdigest()
        self._path = folder / f"{vault_id}-{digest}.txt"

    def begun(self) -> dict[int, list[str]]:
        """Return the ids of the captures begun, by place in the list; oldest first."""
        try:
            with self._path.open("rb") as file:
                text = file.read(_MAX).decode("ascii", "replace")
        except OSError:
            return {}
        found: dict[int, list[str]] = {}
        # A last line without its end was cut by a kill, before its capture began.
        for line in text.split("\n")[:-1]:
            match = _LINE.fullmatch(line)
            if match and is_id(match[2], IdKind.CAPTURE):
                found.setdefault(int(match[1]), []).append(match[2])
        return found

    def begin(self, number: int, capture_id: str) -> None:
        """Write, durably, that a capture begins now."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("ab") as file:
                file.write(self._mended(file.tell()) + f"{number} {capture_id}\n".encode("ascii"))
                file.flush()
                flush(file.fileno())
        except OSError as error:
            # The capture is evidence all the same; only a batch that is killed begins anew.
            _log.warning("The batch can't be resumed after a kill: %s", error.strerror)

    def forget(self) -> None:
        """Begin anew the next time."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            _log.warning("The journal of the batch stays: %s", error.strerror)

    def _mended(self, size: int) -> bytes:
        """Return the line end that a kill cut off, if it did."""
        if not size:
            return b""
        with self._path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return b"" if file.read(1) == b"\n" else b"\n"
