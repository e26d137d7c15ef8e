"""Between which tokens a capture's record was put together (`docs/vault-format.md` 8.6).

Reads log, lists and the capture's own witness; checks no token: `verify` does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evidencekit.evidence.check_stamp import StampFiles, check_stamp
from evidencekit.evidence.clock_steps import STEP
from evidencekit.evidence.custody import CustodyLine
from evidencekit.evidence.report import Check, failed
from evidencekit.evidence.roots import Roots
from evidencekit.packet.token_files import TokenFiles
from evidencekit.vault.book import Book, CaptureEntry, known_book, read_logs
from evidencekit.vault.imported import ImportedKind
from evidencekit.vault.kinds import body_is_sound
from evidencekit.vault.stamp_files import sha256_hex
from evidencekit.vault.tree import listed_in, read_small, revocation_of
from evidencekit.vault.vault import Vault

# Who gave an imported token is written nowhere but in the token.
IMPORTED = "imported"
_PARTS = {".tsq": "tsq_sha256", ".tsr": "tsr_sha256", ".chain.pem": "chain_sha256"}


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


@dataclass(frozen=True, slots=True)
class TimeReading:
    """What log and lists say of a capture's time; nothing is checked.

    `tokens` are over lists that name it, `earlier` came before it. `imported` are the bodies of its
    `stamp.imported` lines, `steps` the moves of the clock in the boot in which it was sealed.
    """

    tokens: tuple[TokenFiles, ...]
    earlier: TokenFiles | None
    imported: tuple[dict[str, object], ...]
    steps: tuple[dict[str, object], ...]

    @property
    def bracket(self) -> TimeBracket:
        """Return the earliest upper and the latest lower bound."""
        marks = [(one.gen_time, one.authority) for one in self.tokens]
        kept = [body for body in self.imported if body["kind"] == ImportedKind.TOKEN]
        marks += [(str(body["gen_time"]), IMPORTED) for body in kept]
        upper, by = min(marks, default=(None, None))
        lower = self.earlier
        return TimeBracket(
            lower.gen_time if lower else None, lower.authority if lower else None, upper, by
        )


def read_times(vault: Vault, entry: CaptureEntry, about: Mapping[str, object]) -> TimeReading:
    """Read the log once. `about` is what the sealed file says of itself (6.7)."""
    logs = read_logs(vault.layout, signatures=False)
    book = known_book(logs)
    own = [line for log in logs if log.key_id == entry.key_id for line in log.report.lines]
    sound = [line for line in own if body_is_sound(line.kind, line.body)]
    return TimeReading(
        _tokens(vault, book, entry),
        _earlier(entry, about, sound),
        tuple(body for body in book.imported if body["capture_sha256"] == entry.sha256),
        _steps(entry, sound),
    )


def tokens_of(vault: Vault, entry: CaptureEntry) -> tuple[TokenFiles, ...]:
    """Return the tokens that the log has over lists that name the capture; nothing is checked."""
    return _tokens(vault, known_book(read_logs(vault.layout, signatures=False)), entry)


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


def _tokens(vault: Vault, book: Book, entry: CaptureEntry) -> tuple[TokenFiles, ...]:
    return tuple(
        _token(body)
        for body in book.received
        if any(
            (one.sha256, one.path) == (entry.sha256, entry.file)
            for one in listed_in(vault.layout, str(body["list"]))
        )
    )


def _earlier(
    entry: CaptureEntry, about: Mapping[str, object], lines: Sequence[CustodyLine]
) -> TokenFiles | None:
    """Return the latest token that stood in the log when the capture was put together.

    The sealed file names the last line of the log at that moment. A token over an old head that
    came later bounds nothing: its own line must be there.
    """
    seen = about.get("custody")
    head = seen.get("seq") if isinstance(seen, dict) else None
    if not isinstance(head, int) or about.get("key_id") != entry.key_id:
        return None
    last = min(head, entry.seq)
    before = [
        _token(line.body) for line in lines if line.seq <= last and line.kind == "stamp.received"
    ]
    return max(before, key=lambda one: one.gen_time, default=None)


def _steps(entry: CaptureEntry, lines: Sequence[CustodyLine]) -> tuple[dict[str, object], ...]:
    boots = {line.boot for line in lines if line.seq == entry.seq}
    return tuple(
        {"at": line.at, "step_ms": line.body["step_ms"]}
        for line in lines
        if line.kind == STEP and line.boot in boots
    )


def _received(vault: Vault, token: TokenFiles) -> dict[str, object] | None:
    book = known_book(read_logs(vault.layout, signatures=False))
    return next((body for body in book.received if _token(body) == token), None)


def _token(body: Mapping[str, object]) -> TokenFiles:
    lists = tuple(one["file"] for one in revocation_of(dict(body)))
    return TokenFiles(str(body["list"]), str(body["authority"]), str(body["gen_time"]), lists)
