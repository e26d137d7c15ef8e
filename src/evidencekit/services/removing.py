"""Captures taken out of the vault, or out of sight; both leave a signed line."""

from collections.abc import Iterator
from dataclasses import dataclass

from evidencekit.domain.errors import CaptureInPacket, OperatorMissing, WrongUse
from evidencekit.evidence.canonical import JsonFault, read_json
from evidencekit.vault.kinds import MAX_REASON
from evidencekit.vault.tree import read_small
from evidencekit.vault.vault import Vault, VaultWriter

_MAX_MANIFEST = 16 << 20


@dataclass(frozen=True, slots=True)
class RemovedCapture:
    """What a removal did: `files` went; `packets` are folders in the vault that still hold it."""

    id: str
    sha256: str
    files: tuple[str, ...]
    packets: tuple[str, ...]
    by: str
    reason: str

    def to_json(self) -> dict[str, object]:
        """Return the object of `remove --json`."""
        return {
            "id": self.id,
            "sha256": self.sha256,
            "files": list(self.files),
            "packets": list(self.packets),
            "by": self.by,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Removing:
    """The use cases: remove a capture for good, hide one, show it again."""

    vault: VaultWriter

    def remove(
        self, capture_id: str, by: str | None, reason: str, *, although_in_packet: bool = False
    ) -> RemovedCapture:
        """Delete a sealed capture and what was read from it; the signed line stays.

        Frozen packets are not touched. Raises NotFound, CaptureRemoved, OperatorMissing, WrongUse
        (no reason), CaptureInPacket (a packet holds it and nobody said `although_in_packet`),
        DiskFull, VaultNotWritable.
        """
        if not by:
            raise OperatorMissing(action="remove")
        words = _reason(reason)
        entry = self.vault.find(capture_id)
        packets = tuple(packets_with(self.vault, entry.sha256))
        if packets and not although_in_packet:
            raise CaptureInPacket(id=entry.id, packets=", ".join(packets))
        files = tuple(self.vault.remove(entry.id, by, words))
        return RemovedCapture(entry.id, entry.sha256, files, packets, by, words)

    def hide(self, capture_id: str, by: str, reason: str, *, hidden: bool = True) -> None:
        """Leave a capture out of lists, or with `hidden` False show it again; the file stays.

        Raises NotFound, CaptureRemoved, WrongUse (no reason), DiskFull, VaultNotWritable.
        """
        entry = self.vault.find(capture_id)
        body = {"by": by, "hidden": hidden, "id": entry.id, "reason": _reason(reason)}
        if (entry.id in self.vault.hidden()) != hidden:
            self.vault.record("capture.hidden", body)


def packets_with(vault: Vault, sha256: str) -> Iterator[str]:
    """Yield the folders of the frozen packets that hold the capture with this hash.

    A packet whose manifest can't be read counts: it may hold it.
    """
    for folder in vault.packet_folders():
        data = read_small(vault.layout, f"{folder}/manifest.json", _MAX_MANIFEST)
        try:
            exhibits = read_json(data, _MAX_MANIFEST).get("exhibits") if data else None
        except JsonFault:
            exhibits = None
        if not isinstance(exhibits, list) or sha256 in map(_hash_of, exhibits):
            yield folder


def _hash_of(exhibit: object) -> object:
    return exhibit.get("sha256") if isinstance(exhibit, dict) else None


def _reason(text: str) -> str:
    words = text.strip()
    if not 0 < len(words) <= MAX_REASON:
        raise WrongUse(detail=f"--reason takes 1 to {MAX_REASON} characters")
    return words
