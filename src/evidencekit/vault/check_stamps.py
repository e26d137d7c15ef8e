"""Checks of lists, requests and replies against the log, of tokens, and of derived files."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from evidencekit.domain.times import utc_seconds
from evidencekit.evidence.check_stamp import Roots, StampFiles, StampFindings, check_stamp
from evidencekit.evidence.report import (
    Check,
    Outcome,
    TimeTrust,
    failed,
    indeterminate,
    not_checked,
    passed,
    passed_if,
)
from evidencekit.vault.layout import id_time
from evidencekit.vault.sight import Sight
from evidencekit.vault.tree import Listed, list_paths, listed_in, read_list, read_small

_HEAD = re.compile(r"stamps/heads/([0-9a-f]{16})-([0-9]{1,15})\.json")
_REQUEST = ((".tsq", "tsq_sha256", "stamp.request"),)
_REPLY = (
    (".tsr", "tsr_sha256", "stamp.token"),
    (".chain.pem", "chain_sha256", "stamp.chain"),
)
# A computer's clock may be this far from the authority's (section 12).
_TOLERANCE = timedelta(minutes=5)
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class StampReport:
    """The checks of all lists and tokens, and the trust of each token that proves a time."""

    checks: tuple[Check, ...]
    trusts: tuple[TimeTrust, ...]


def check_stamps(sight: Sight, roots: Roots, only: str | None = None) -> StampReport:
    """Check each list, what it lists, and what the log says was sent and received over it.

    `only` leaves out the lists that do not name this file.
    """
    checks: list[Check] = []
    trusts: list[TimeTrust] = []
    paths = [path for path in list_paths(sight.layout) if only is None or _names(sight, path, only)]
    for path in paths:
        checks += _check_list(sight, path)
    for body in sight.book.requested:
        if not _is_answered(sight, body) and (only is None or body["list"] in paths):
            checks += _check_hashes(sight, body, _REQUEST)
    for body in sight.book.received:
        if only is not None and body["list"] not in paths:
            continue
        findings = _check_stamp(sight, body, roots)
        checks += findings.checks
        if findings.trust:
            trusts.append(findings.trust)
    return StampReport(tuple(checks), tuple(trusts))


def check_derived(sight: Sight) -> Iterator[Check]:
    """Check the hash of each derived file that is there."""
    for path, line in sight.book.derived.items():
        found = None if path in sight.book.gone else _sha256(sight, path)
        if found is not None:
            expected = str(line.body["sha256"])
            yield passed_if(found == expected, "derived.hash", path, expected, found)


def _names(sight: Sight, path: str, file: str) -> bool:
    return any(one.path == file for one in listed_in(sight.layout, path))


def _check_list(sight: Sight, path: str) -> list[Check]:
    data = read_small(sight.layout, path)
    listed = read_list(data) if data is not None else None
    if data is None or listed is None:
        return [failed("stamp.list", path, None, "form")]
    checks = [_check_listed(sight, path, one) for one in listed]
    wrong = [check for check in checks if check is not None]
    found = hashlib.sha256(data).hexdigest()
    for body in (*sight.book.requested, *sight.book.received):
        if body["list"] == path and body["list_sha256"] != found:
            wrong.append(failed("stamp.list", path, str(body["list_sha256"]), found))
            break
    heads = [_check_head(sight, one) for one in listed if one.path.startswith("stamps/heads/")]
    return [*(wrong or [passed("stamp.list", path)]), *heads]


def _check_listed(sight: Sight, path: str, one: Listed) -> Check | None:
    # What went on purpose is not there to be compared; its hash is still what was stamped.
    found = _sha256(sight, one.path) or sight.book.gone.get(one.path)
    if found == one.sha256:
        return None
    return failed("stamp.list", path, one.sha256, f"{one.path}: {found or 'missing'}")


def _check_head(sight: Sight, one: Listed) -> Check:
    named = _HEAD.fullmatch(one.path)
    logged = sight.book.heads.get((named[1], int(named[2]))) if named else None
    good = logged == one.sha256 == _sha256(sight, one.path)
    return passed_if(good, "custody.witness", one.path, one.sha256, logged)


def _is_answered(sight: Sight, request: dict[str, object]) -> bool:
    return any(_stem(body) == _stem(request) for body in sight.book.received)


def _check_stamp(sight: Sight, body: dict[str, object], roots: Roots) -> StampFindings:
    """Check one reply. What the token says is looked at only if every byte is the logged one."""
    stem = _stem(body)
    asked = [one for one in sight.book.requested if _stem(one) == stem]
    wrong = [check for one in asked for check in _check_hashes(sight, one, _REQUEST)]
    wrong += _check_hashes(sight, body, _REPLY)
    files = _files(sight, body)
    revocation = not_checked("stamp.revocation", f"{stem}.tsr")
    if files is None or any(check.outcome is Outcome.FAILED for check in wrong):
        return StampFindings((*wrong, revocation))
    findings = check_stamp(files, roots, demo=sight.demo)
    checks = [*findings.checks, revocation]
    if findings.token is None:
        return StampFindings(tuple(checks))
    gen_time = utc_seconds(findings.token.gen_time)
    if gen_time != body["gen_time"]:
        checks.append(failed("stamp.token", f"{stem}.tsr", str(body["gen_time"]), gen_time))
    checks.append(_check_order(sight, body, findings.token.gen_time))
    return StampFindings(tuple(checks), findings.token, findings.trust)


def _files(sight: Sight, body: dict[str, object]) -> StampFiles | None:
    stem = _stem(body)
    parts = [
        read_small(sight.layout, f"{stem}{suffix}") for suffix in (".tsq", ".tsr", ".chain.pem")
    ]
    request, reply, chain = parts
    if request is None or reply is None or chain is None:
        return None
    digest = bytes.fromhex(str(body["list_sha256"]))
    return StampFiles(stem, digest, request, reply, chain)


def _check_order(sight: Sight, body: dict[str, object], gen_time: datetime) -> Check:
    """Compare with the begin of each listed capture, which is in its id."""
    path = f"{_stem(body)}.tsr"
    listed = {one.sha256 for one in listed_in(sight.layout, str(body["list"]))}
    begun = [id_time(one.id) for one in sight.book.sealed.values() if one.sha256 in listed]
    latest = max(begun, default=gen_time)
    if gen_time + _TOLERANCE < latest:
        found = utc_seconds(gen_time)
        return indeterminate("stamp.order", path, utc_seconds(latest), found)
    return passed("stamp.order", path)


def _check_hashes(
    sight: Sight, body: dict[str, object], parts: tuple[tuple[str, str, str], ...]
) -> Iterator[Check]:
    if sight.layout.plain_file(str(body["list"])) is None:
        yield failed("custody.file_missing", str(body["list"]))
    for suffix, member, check in parts:
        path = f"{_stem(body)}{suffix}"
        found, expected = _sha256(sight, path), str(body[member])
        if found is not None:
            yield passed_if(found == expected, check, path, expected, found)


def _sha256(sight: Sight, path: str) -> str | None:
    """Return the hash of a plain file, taken once; None if it is not there."""
    if path in sight.hashes:
        return sight.hashes[path]
    place = sight.layout.plain_file(path)
    if place is None:
        return None
    digest = hashlib.sha256()
    try:
        with place.open("rb") as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
                sight.bytes_read += len(piece)
    except OSError:
        return None
    sight.hashes[path] = digest.hexdigest()
    return sight.hashes[path]


def _stem(body: dict[str, object]) -> str:
    return f"{str(body['list']).removesuffix('.sha256')}.{body['authority']}"
