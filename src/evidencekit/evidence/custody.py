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
from typing import NoReturn

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


@dataclass(frozen=True, slots=True)
class CustodyLine:
    """One line as it stands in the file. `raw` is without the line feed; `sig` is DER.

    `hash` is the SHA-256 of `raw`.
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


@dataclass(frozen=True, slots=True)
class LogReport:
    """A whole log: the lines that could be read, every problem, the bytes after the last LF.

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
    if len(raw) > MAX_READ:
        raise LineFault("too_long")
    return _usual_line(raw) or _any_line(raw)


def _usual_line(raw: bytes) -> CustodyLine | None:
    """Read a line as nearly all are, quickly; None where `_any_line` must say what it is.

    In ASCII, without floats and large integers, the C encoder writes RFC 8785. A body that it
    writes again just as it stood is therefore canonical, and had no member twice, no blank, no
    control character. The pattern fixes every byte outside the body.
    """
    try:
        text = raw.decode("ascii")
        found = _USUAL.fullmatch(text)
        if found is None:
            return None
        at, written, boot, kind, mono, prev, seq, sig, v = found.groups()
        if written.count("{") + written.count("[") > _SHALLOW:
            return None
        body = _READER.decode(written)
        signature = base64.b64decode(sig)
        parse_utc(at)
    except ValueError:
        return None
    if _WRITER.encode(body) != written or base64.b64encode(signature).decode("ascii") != sig:
        return None
    return CustodyLine(
        raw=raw,
        hash=hashlib.sha256(raw).hexdigest(),
        seq=int(seq),
        prev=prev,
        kind=kind,
        body=body,
        at=at,
        mono=int(mono),
        boot=boot,
        sig=signature,
        v=int(v),
    )


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


def _any_line(raw: bytes) -> CustodyLine:
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
    if base64.b64encode(signature).decode("ascii") != text:
        raise LineFault("base64")
    return signature


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
    for number, raw in enumerate(raws, 1):
        try:
            line = parse_line(raw)
        except LineFault as fault:
            form.append(LogProblem("custody.form", number, fault.code))
            before = hashlib.sha256(raw).hexdigest()
            continue
        lines.append(line)
        form += _line_problems(line, number, key)
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


def _line_problems(line: CustodyLine, number: int, key: PublicKey | None) -> Iterator[LogProblem]:
    if (line.kind == "log.begun") != (line.seq == 0):
        yield LogProblem("custody.form", number, "begun")
    if key is not None and not line.is_signed_by(key):
        yield LogProblem("custody.signatures", number, "signature")


def _chain_problem(line: CustodyLine, number: int, before: str | None) -> LogProblem:
    if before is None:
        return LogProblem("custody.chain", number, "begin")
    code = "seq" if line.prev == before else "prev"
    return LogProblem("custody.chain", number, code)
