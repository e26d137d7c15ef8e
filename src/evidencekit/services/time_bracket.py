"""Between which tokens a capture's record was put together (`docs/vault-format.md` 8.6).

Reads log, lists and the capture's own witness; checks no token: `verify` does.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evidencekit.evidence.check_stamp import Roots, StampFiles, check_stamp
from evidencekit.evidence.clock_steps import STEP
from evidencekit.evidence.custody import CustodyLine
from evidencekit.evidence.report import Check, failed
from evidencekit.packet.model import TokenFiles
from evidencekit.vault.book import CaptureEntry, fold, read_logs
from evidencekit.vault.imported import ImportedKind, imported_for
from evidencekit.vault.kinds import body_is_sound
from evidencekit.vault.stamp_files import sha256_hex
from evidencekit.vault.tree import listed_in, read_small
from evidencekit.vault.vault import Vault

# Who gave an imported token is written nowhere but in the token.
IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class TimeBracket:
    """Seconds of authorities, UTC text; None where no token says anything.

    The record was put together after `not_before`, and existed before `not_after`. It bounds the
    record, not the visit.
    """

    not_before: str | None = None
    not_before_authority: str | None = None
    not_after: str | None = None
    not_after_authority: str | None = None

    def to_json(self) -> dict[str, str | None]:
        """Return the object `time` of `show --json`."""
        return {
            "not_before": self.not_before,
            "not_before_authority": self.not_before_authority,
            "not_after": self.not_after,
            "not_after_authority": self.not_after_authority,
        }


def time_bracket(vault: Vault, entry: CaptureEntry, about: Mapping[str, object]) -> TimeBracket:
    """Return the bracket of a capture; `about` is what its sealed file says of itself (6.7)."""
    earlier = earlier_token(vault, entry, about)
    marks = [(one.gen_time, one.authority) for one in tokens_of(vault, entry)]
    marks += [
        (str(body["gen_time"]), IMPORTED)
        for body in imported_for(vault.layout, entry)
        if body["kind"] == ImportedKind.TOKEN
    ]
    upper, by = min(marks, default=(None, None))
    return TimeBracket(
        earlier.gen_time if earlier else None, earlier.authority if earlier else None, upper, by
    )


def tokens_of(vault: Vault, entry: CaptureEntry) -> tuple[TokenFiles, ...]:
    """Return the tokens that the log has over lists that name the capture; nothing is checked."""
    book = fold(read_logs(vault.layout, signatures=False))
    return tuple(
        _token(body)
        for body in book.received
        if any(
            (one.sha256, one.path) == (entry.sha256, entry.file)
            for one in listed_in(vault.layout, str(body["list"]))
        )
    )


def earlier_token(
    vault: Vault, entry: CaptureEntry, about: Mapping[str, object]
) -> TokenFiles | None:
    """Return the latest token that stood in the log when the capture was put together.

    The sealed file names the last line of the log at that moment. A token over an old head that
    came later bounds nothing: its own line must be there.
    """
    seen = about.get("custody")
    head = seen.get("seq") if isinstance(seen, dict) else None
    if not isinstance(head, int) or about.get("key_id") != entry.key_id:
        return None
    before = [
        _token(line.body)
        for line in _lines(vault, entry)
        if line.seq <= min(head, entry.seq) and line.kind == "stamp.received"
    ]
    return max(before, key=lambda one: one.gen_time, default=None)


def check_earlier(vault: Vault, token: TokenFiles, roots: Roots) -> tuple[Check, ...]:
    """Check a token that came before a capture: its files against the log, then what it says."""
    parts = {end: read_small(vault.layout, token.stem + end) for end in _PARTS}
    body = _received(vault, token)
    if body is None:
        return ()
    wrong = [
        failed("stamp.token", token.stem + end, str(body[member]), None)
        for end, member in _PARTS.items()
        if member in body and sha256_hex(parts[end] or b"") != body[member]
    ]
    if wrong:
        return tuple(wrong)
    digest = bytes.fromhex(str(body["list_sha256"]))
    request, reply, chain = (part or b"" for part in parts.values())
    files = StampFiles(token.stem, digest, request, reply, chain)
    return check_stamp(files, roots, demo=vault.marker.demo).checks


def clock_steps(vault: Vault, entry: CaptureEntry) -> list[dict[str, object]]:
    """Return `[{at, step_ms}]`: when the clock was moved in the boot in which it was sealed."""
    lines = list(_lines(vault, entry))
    boots = {line.boot for line in lines if line.seq == entry.seq}
    return [
        {"at": line.at, "step_ms": line.body["step_ms"]}
        for line in lines
        if line.kind == STEP and line.boot in boots
    ]


_PARTS = {".tsq": "tsq_sha256", ".tsr": "tsr_sha256", ".chain.pem": "chain_sha256"}


def _lines(vault: Vault, entry: CaptureEntry) -> Iterator[CustodyLine]:
    for log in read_logs(vault.layout, signatures=False):
        if log.key_id == entry.key_id:
            lines = log.report.lines
            yield from (line for line in lines if body_is_sound(line.kind, line.body))


def _received(vault: Vault, token: TokenFiles) -> dict[str, object] | None:
    book = fold(read_logs(vault.layout, signatures=False))
    return next((body for body in book.received if _token(body) == token), None)


def _token(body: Mapping[str, object]) -> TokenFiles:
    return TokenFiles(str(body["list"]), str(body["authority"]), str(body["gen_time"]))
