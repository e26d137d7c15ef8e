"""Custody lines: made, read strictly, checked as a chain (`docs/vault-format.md` 5).

Bytes in, lines and problems out. The file, its lock and the meaning of the kinds are `vault`'s.
"""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, NoReturn

from evidencekit.domain.times import parse_utc, utc_text
from evidencekit.evidence.canonical import JsonFault, canonical, read_json
from evidencekit.evidence.signature import PublicKey, Signer
from evidencekit.foundation.clock import Clock

NO_HASH = "0" * 64
MAX_WRITTEN = 64 << 10
MAX_READ = 1 << 20
VERSION = 1

_MEMBERS = {"at", "body", "boot", "kind", "mono", "prev", "seq", "sig", "v"}
_KIND = re.compile(r"[a-z]+\.[a-z_]+")
# `note` stands in the table of 5.1 without a dot.
_PLAIN_KIND = "note"
_HASH = re.compile(r"[0-9a-f]{64}")
_BOOT = re.compile(r"[0-9a-f]{16}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_FORBIDDEN = re.compile(rb"[\x00-\x09\x0b-\x1f]")
# All of a line but the inside of its body, in the order of RFC 8785.
_NUMBER = "(0|[1-9][0-9]{0,14})"
_USUAL = re.compile(
    r'\{"at":"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z)"'
    r',"body":(\{.*\}),"boot":"([0-9a-f]{16})","kind":"([a-z]+\.[a-z_]+|note)"'
    rf',"mono":{_NUMBER},"prev":"([0-9a-f]{{64}})","seq":{_NUMBER}'
    rf',"sig":"([A-Za-z0-9+/]+={{0,2}})","v":{_NUMBER}\}}'
)
# Fifteen digits stay below 2^53, and so few brackets below the depth that is allowed.
_SHORT, _SHALLOW = 15, 60
# Lines whose bodies are written again at once.
_RUN = 64


class LineFault(ValueError):
    """The bytes are not a custody line; `code` says why, in one word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Head:
    """The last line of a log: its number and hash. Of an empty log: -1 and 64 zeros."""

    seq: int
    hash: str


EMPTY = Head(-1, NO_HASH)


@dataclass(frozen=True, slots=True)
class Moment:
    """When something is logged: wall clock, monotonic milliseconds, mark of the boot."""

    at: datetime
    mono: int
    boot: str


class CustodyLine(NamedTuple):
    """One line as it stands in the file. `raw` is without the line feed; `sig` is DER.

    `hash` is the SHA-256 of `raw`. A tuple, for a log has 100,000 of them: a frozen dataclass
    takes four times as long to make.
    """

    raw: bytes
    hash: str
    seq: int
    prev: str
    kind: str
    body: dict[str, object]
    at: str
    mono: int
    boot: str
    sig: bytes
    v: int

    @property
    def head(self) -> Head:
        """Return the head of a log that ends here."""
        return Head(self.seq, self.hash)

    def signed_bytes(self) -> bytes:
        """Return what the signature is over: the line with its member `sig` taken out."""
        encoded = base64.b64encode(self.sig)
        before, _sig, after = self.raw.rpartition(b'"sig":"' + encoded + b'",')
        return before + after

    def is_signed_by(self, key: PublicKey) -> bool:
        """Say whether the signature is this key's."""
        return key.verifies(self.signed_bytes(), self.sig)


@dataclass(frozen=True, slots=True)
class LogProblem:
    """One thing wrong with a log. `check` is a check id; `line` counts from 1; `code` one word."""

    check: str
    line: int
    code: str


@dataclass(frozen=True, slots=True, eq=False)
class LogReport:
    """A whole log: the lines that could be read, every problem, the bytes after the last LF.

    A report equals itself alone: to compare two line by line would take as long as to make one.
    `head` is the hash of the last line, read or not; `size` the bytes of whole lines.
    """

    lines: tuple[CustodyLine, ...]
    problems: tuple[LogProblem, ...]
    head: Head
    torn: bytes
    size: int


def boot_mark(vault_id: str, boot_id: str) -> str:
    """Return the mark of a boot in the logs of one vault: tells restarts, not computers."""
    return hashlib.sha256(f"{vault_id}:{boot_id}".encode()).hexdigest()[:16]


def moment(clock: Clock, vault_id: str) -> Moment:
    """Return the present moment for a log of this vault."""
    mono = clock.monotonic_ns() // 1_000_000
    return Moment(clock.now(), mono, boot_mark(vault_id, clock.boot()))


def make_line(
    after: Head, kind: str, body: dict[str, object], at: Moment, signer: Signer
) -> CustodyLine:
    """Return the signed line that follows `after`. Raises ValueError if it exceeds 64 KiB."""
    members: dict[str, object] = {
        "at": utc_text(at.at),
        "body": body,
        "boot": at.boot,
        "kind": kind,
        "mono": at.mono,
        "prev": after.hash,
        "seq": after.seq + 1,
        "v": VERSION,
    }
    signature = signer.sign(canonical(members))
    raw = canonical(members | {"sig": base64.b64encode(signature).decode("ascii")})
    if len(raw) >= MAX_WRITTEN:
        raise ValueError("custody line too long")
    return parse_line(raw)


def parse_line(raw: bytes) -> CustodyLine:
    """Read one line without its line feed, strictly.

    Raises LineFault with code too_long, control, member, value, base64, not_canonical or one of
    JsonFault's. A newer `v` is read if it has the same members.
    """
    line = next(_read_lines([raw]))
    if isinstance(line, LineFault):
        raise line
    return line


def _read_lines(raws: list[bytes]) -> Iterator[CustodyLine | LineFault]:
    """Read nearly all lines quickly, and let `_any_line` say what every other one is."""
    for begin in range(0, len(raws), _RUN):
        run = raws[begin : begin + _RUN]
        for raw, line in zip(run, _usual_lines(run), strict=True):
            yield line or _any_line_or_fault(raw)


def _usual_lines(raws: list[bytes]) -> list[CustodyLine | None]:
    """Read lines as nearly all are; None where `_any_line` must say what one is.

    In ASCII, without floats and large integers, the C encoder writes RFC 8785. A body that it
    writes again just as it stood is therefore canonical, and had no member twice, no blank, no
    control character. Many are written at once: each is one whole JSON object, whose end is
    fixed by its brackets, so if all together are as they stood, each is.
    """
    usual = [_usual_line(raw) for raw in raws]
    found = [one for one in usual if one]
    again = _WRITER.encode([one.line.body for one in found])
    if again != f"[{','.join([one.written for one in found])}]":
        return [None] * len(raws)
    return [one and one.line for one in usual]


class _Usual(NamedTuple):
    """A line that holds if its body is written canonically, and that body as it stood."""

    line: CustodyLine
    written: str


def _usual_line(raw: bytes) -> _Usual | None:
    """Read a line that the pattern fits, which fixes every byte outside the body."""
    try:
        found = _USUAL.fullmatch(raw.decode("ascii"))
        if found is None or len(raw) > MAX_READ:
            return None
        at, written, boot, kind, mono, prev, seq, sig, v = found.groups()
        if written.count("{") + written.count("[") > _SHALLOW:
            return None
        body, end = _READER.raw_decode(written)
        signature = binascii.a2b_base64(sig)
        parse_utc(at)
    except ValueError:
        return None
    if end != len(written) or _base64(signature) != sig:
        return None
    hashed = hashlib.sha256(raw).hexdigest()
    line = CustodyLine(
        raw, hashed, int(seq), prev, kind, body, at, int(mono), boot, signature, int(v)
    )
    return _Usual(line, written)


def _short_number(digits: str) -> int:
    if len(digits) > _SHORT:
        raise ValueError(digits)
    return int(digits)


def _unusual(literal: str) -> NoReturn:
    raise ValueError(literal)


_READER = json.JSONDecoder(parse_float=_unusual, parse_int=_short_number, parse_constant=_unusual)
_WRITER = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, allow_nan=False, sort_keys=True, separators=(",", ":")
)


def _any_line_or_fault(raw: bytes) -> CustodyLine | LineFault:
    try:
        return _any_line(raw)
    except LineFault as fault:
        return fault


def _any_line(raw: bytes) -> CustodyLine:
    if len(raw) > MAX_READ:
        raise LineFault("too_long")
    if _FORBIDDEN.search(raw):
        raise LineFault("control")
    try:
        members = read_json(raw)
    except JsonFault as fault:
        raise LineFault(fault.code) from None
    line = _line(raw, members)
    if _canonical_or_none(members) != raw:
        raise LineFault("not_canonical")
    return line


def _canonical_or_none(members: dict[str, object]) -> bytes | None:
    try:
        return canonical(members)
    except ValueError:
        return None


def _line(raw: bytes, members: dict[str, object]) -> CustodyLine:
    if set(members) != _MEMBERS:
        raise LineFault("member")
    body = members["body"]
    if not isinstance(body, dict) or _has_float(body):
        raise LineFault("value")
    kind = _text(members, "kind")
    if kind != _PLAIN_KIND and not _KIND.fullmatch(kind):
        raise LineFault("value")
    return CustodyLine(
        raw=raw,
        hash=hashlib.sha256(raw).hexdigest(),
        seq=_number(members, "seq"),
        prev=_match(members, "prev", _HASH),
        kind=kind,
        body=body,
        at=_time(members),
        mono=_number(members, "mono"),
        boot=_match(members, "boot", _BOOT),
        sig=_signature(members),
        v=_number(members, "v"),
    )


def _has_float(value: object) -> bool:
    if isinstance(value, dict):
        return any(_has_float(member) for member in value.values())
    if isinstance(value, list):
        return any(_has_float(element) for element in value)
    return isinstance(value, float)


def _text(members: dict[str, object], name: str) -> str:
    value = members[name]
    if not isinstance(value, str):
        raise LineFault("value")
    return value


def _match(members: dict[str, object], name: str, pattern: re.Pattern[str]) -> str:
    value = _text(members, name)
    if not pattern.fullmatch(value):
        raise LineFault("value")
    return value


def _time(members: dict[str, object]) -> str:
    text = _match(members, "at", _TIME)
    try:
        parse_utc(text)
    except ValueError:
        raise LineFault("value") from None
    return text


def _number(members: dict[str, object], name: str) -> int:
    value = members[name]
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise LineFault("value")
    return value


def _signature(members: dict[str, object]) -> bytes:
    text = _text(members, "sig")
    try:
        signature = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise LineFault("base64") from None
    if _base64(signature) != text:
        raise LineFault("base64")
    return signature


def _base64(data: bytes) -> str:
    return binascii.b2a_base64(data, newline=False).decode("ascii")


def check_log(data: bytes, key: PublicKey | None) -> LogReport:
    """Check a whole log: form, tail, chain, and with a `key` each signature; all problems.

    Check ids are custody.form, .tail, .chain, .signatures. A line that can't be read still counts
    in the chain by its bytes, so that one bad line is not reported as many.
    """
    size = data.rfind(b"\n") + 1
    raws = data[:size].split(b"\n")[:-1]
    lines: list[CustodyLine] = []
    form: list[LogProblem] = []
    chain: list[LogProblem] = []
    before = None
    for number, line in enumerate(_read_lines(raws), 1):
        if isinstance(line, LineFault):
            form.append(LogProblem("custody.form", number, line.code))
            before = hashlib.sha256(raws[number - 1]).hexdigest()
            continue
        lines.append(line)
        if (line.kind == "log.begun") != (line.seq == 0):
            form.append(LogProblem("custody.form", number, "begun"))
        if key is not None and not line.is_signed_by(key):
            form.append(LogProblem("custody.signatures", number, "signature"))
        if (line.prev, line.seq) != (before or NO_HASH, number - 1):
            chain.append(_chain_problem(line, number, before))
        before = line.hash
    problems = form + chain
    if size < len(data):
        problems.append(LogProblem("custody.tail", len(raws) + 1, "torn"))
    if not data:
        problems.append(LogProblem("custody.form", 1, "empty"))
    head = Head(len(raws) - 1, before) if before else EMPTY
    return LogReport(tuple(lines), tuple(problems), head, data[size:], size)


def _chain_problem(line: CustodyLine, number: int, before: str | None) -> LogProblem:
    if before is None:
        return LogProblem("custody.chain", number, "begin")
    code = "seq" if line.prev == before else "prev"
    return LogProblem("custody.chain", number, code)
