"""What was got elsewhere for a capture, as a packet takes it along: each token with its chain."""

from pathlib import Path

from evidencekit.evidence.imported_token import file_digest, read_imported
from evidencekit.evidence.timestamp import MAX_REPLY, ReplyFault, read_certificates
from evidencekit.packet.model import ImportedFile
from evidencekit.vault.book import CaptureEntry
from evidencekit.vault.imported import ImportedKind, imported_for
from evidencekit.vault.tree import read_small
from evidencekit.vault.vault import Vault


def imported_of(vault: Vault, entry: CaptureEntry) -> tuple[ImportedFile, ...]:
    """Return the tokens and certificates kept for a capture, in their order. Raises FileMissing."""
    bodies = imported_for(vault.layout, entry)
    chains = [str(one["file"]) for one in bodies if one["kind"] == ImportedKind.CHAIN]
    found = []
    for body in bodies:
        file, kind = str(body["file"]), str(body["kind"])
        if kind == ImportedKind.TOKEN:
            chain = _chain_of(vault, file, vault.path_of(entry), chains)
            found.append(ImportedFile(file, kind, str(body["gen_time"]), chain))
        elif kind == ImportedKind.CERTIFICATE:
            found.append(ImportedFile(file, kind))
    return tuple(found)


def _chain_of(vault: Vault, file: str, capture: Path, chains: list[str]) -> str | None:
    """Return the chain that the token leads to: a capture may have tokens of several authorities.

    A token that does not hold has none; that it does not, is for `verify` to say.
    """
    for chain in chains:
        try:
            read = read_imported(read_small(vault.layout, file, MAX_REPLY) or b"")
            roots = read_certificates(read_small(vault.layout, chain) or b"")[-1:]
            read.check(file_digest(capture, read.hash_name), roots)
        except (ReplyFault, ValueError, OSError):
            continue
        return chain
    return None
