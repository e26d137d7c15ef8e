"""Checks of lists, requests and replies against the log, and of tokens."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from evidencekit.domain.times import utc_seconds
from evidencekit.evidence.check_stamp import (
    StampFiles,
    StampFindings,
    check_revocation,
    check_stamp,
)
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
from evidencekit.evidence.revocation import MAX_CRL
from evidencekit.evidence.roots import Roots
from evidencekit.vault.check_renewal import Proven, check_renewals
from evidencekit.vault.layout import id_time
from evidencekit.vault.sight import Sight
from evidencekit.vault.stamp_files import Waiting, crl_path, waiting_of
from evidencekit.vault.tree import (
    Listed,
    list_paths,
    listed_in,
    read_list,
    read_small,
    revocation_of,
)

_HEAD = re.compile(r"stamps/heads/([0-9a-f]{16})-([0-9]{1,15})\.json")
_REQUEST = ((".tsq", "tsq_sha256", "stamp.request"),)
_REPLY = (
    (".tsr", "tsr_sha256", "stamp.token"),
    (".chain.pem", "chain_sha256", "stamp.chain"),
)
# A computer's clock may be this far from the authority's (section 12).
_TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class StampReport:
    """The checks of all lists and tokens, and the trust of each token that proves a time."""

    checks: tuple[Check, ...]
    trusts: tuple[TimeTrust, ...]


def check_stamps(sight: Sight, roots: Roots, now: datetime, only: str | None = None) -> StampReport:
    """Check each list, what it lists, and what the log says was sent and received over it.

    `now` tells which certificates have ended. `only` leaves out the lists that neither name this
    file nor renew a token over one that does.
    """
    lists = {path: listed_in(sight.layout, path) for path in list_paths(sight.layout)}
    paths = set(lists) if only is None else _concerning(lists, only)
    told = _Told.of(sight)
    checks = [check for path in sorted(paths) for check in _check_list(sight, path, told)]
    for waiting, bodies in told.requested.items():
        if waiting not in told.received and (only is None or waiting.list in paths):
            checks += [one for body in bodies for one in _check_hashes(sight, body, _REQUEST)]
    proven: dict[Waiting, Proven] = {}
    trusts: list[TimeTrust] = []
    for body in sight.book.received:
        waiting = waiting_of(body)
        if only is not None and waiting.list not in paths:
            continue
        findings = _check_stamp(sight, body, roots, told)
        checks += findings.checks
        if findings.token and findings.trust:
            trusts.append(findings.trust)
            proven[waiting] = Proven(body, findings.token)
    checks += check_renewals(lists, proven, now)
    return StampReport(tuple(checks), tuple(trusts))


@dataclass(slots=True)
class _Told:
    """The bodies of the log by what they speak of, so that each is found at once."""

    requested: dict[Waiting, list[dict[str, object]]]
    received: set[Waiting]
    by_list: dict[str, list[dict[str, object]]]
    begun: dict[str, datetime]

    @classmethod
    def of(cls, sight: Sight) -> "_Told":
        requested, by_list = defaultdict(list), defaultdict(list)
        for body in sight.book.requested:
            requested[waiting_of(body)].append(body)
        for body in (*sight.book.requested, *sight.book.received):
            by_list[str(body["list"])].append(body)
        begun = {one.sha256: id_time(one.id) for one in sight.book.sealed.values()}
        return cls(requested, {waiting_of(body) for body in sight.book.received}, by_list, begun)


def _concerning(lists: dict[str, list[Listed]], file: str) -> set[str]:
    """Return the lists that name the file, and those that name one of these, and so on."""
    found: set[str] = set()
    wanted = {file}
    while new := {
        path
        for path, lines in lists.items()
        if path not in found and any(line.path in wanted for line in lines)
    }:
        found |= new
        wanted = new
    return found


def _check_list(sight: Sight, path: str, told: _Told) -> list[Check]:
    data = read_small(sight.layout, path)
    listed = read_list(data) if data is not None else None
    if data is None or listed is None:
        return [failed("stamp.list", path, None, "form")]
    checks = [_check_listed(sight, path, one) for one in listed]
    wrong = [check for check in checks if check is not None]
    found = hashlib.sha256(data).hexdigest()
    for body in told.by_list.get(path, ()):
        if body["list_sha256"] != found:
            wrong.append(failed("stamp.list", path, str(body["list_sha256"]), found))
            break
    heads = [_check_head(sight, one) for one in listed if one.path.startswith("stamps/heads/")]
    return [*(wrong or [passed("stamp.list", path)]), *heads]


def _check_listed(sight: Sight, path: str, one: Listed) -> Check | None:
    # What went on purpose is not there to be compared; its hash is still what was stamped.
    found = sight.hash_of(one.path) or sight.book.gone.get(one.path)
    if found == one.sha256 or (found is None and _left_out(sight, one)):
        return None
    return failed("stamp.list", path, one.sha256, f"{one.path}: {found or 'missing'}")


def _left_out(sight: Sight, one: Listed) -> bool:
    """Say whether an export does not hold this capture, and its hash is the one in the log."""
    sealed = (entry.sha256 for entry in sight.book.sealed.values() if entry.file == one.path)
    return one.path in sight.left_out and one.sha256 in sealed


def _check_head(sight: Sight, one: Listed) -> Check:
    named = _HEAD.fullmatch(one.path)
    logged = sight.book.heads.get((named[1], int(named[2]))) if named else None
    good = logged == one.sha256 == sight.hash_of(one.path)
    return passed_if(good, "custody.witness", one.path, one.sha256, logged)


def _check_stamp(sight: Sight, body: dict[str, object], roots: Roots, told: _Told) -> StampFindings:
    """Check one reply. What the token says is looked at only if every byte is the logged one."""
    waiting = waiting_of(body)
    reply = f"{waiting.stem}.tsr"
    asked = told.requested.get(waiting, ())
    wrong = [check for one in asked for check in _check_hashes(sight, one, _REQUEST)]
    wrong += _check_hashes(sight, body, _REPLY)
    wrong += _check_crls(sight, body)
    files = _files(sight, body)
    if files is None or any(check.outcome is Outcome.FAILED for check in wrong):
        return StampFindings((*wrong, not_checked("stamp.revocation", reply)))
    findings = check_stamp(files, roots, demo=sight.demo)
    if findings.token is None:
        return replace(findings, checks=(*findings.checks, not_checked("stamp.revocation", reply)))
    checks = [*findings.checks, *check_revocation(findings.token, _crls(sight, body), waiting.stem)]
    gen_time = utc_seconds(findings.token.gen_time)
    if gen_time != body["gen_time"]:
        checks.append(failed("stamp.token", reply, str(body["gen_time"]), gen_time))
    checks.append(_check_order(sight, body, findings.token.gen_time, told))
    return StampFindings(tuple(checks), findings.token, findings.trust)


def _check_crls(sight: Sight, body: dict[str, object]) -> Iterator[Check]:
    """Hold the kept revocation lists against the log; right ones are judged with the token."""
    for one in revocation_of(body):
        path, expected = one["file"], one["sha256"]
        found = sight.hash_of(path)
        if found not in {None, expected}:
            yield failed("stamp.revocation", path, expected, found)


def _crls(sight: Sight, body: dict[str, object]) -> dict[int, bytes]:
    stem, named = waiting_of(body).stem, {one["file"] for one in revocation_of(body)}
    stored = {}
    for place in range(1, 10):
        path = crl_path(stem, place)
        data = read_small(sight.layout, path, MAX_CRL) if path in named else None
        if data is not None:
            stored[place] = data
    return stored


def _files(sight: Sight, body: dict[str, object]) -> StampFiles | None:
    stem = waiting_of(body).stem
    parts = [
        read_small(sight.layout, f"{stem}{suffix}") for suffix in (".tsq", ".tsr", ".chain.pem")
    ]
    request, reply, chain = parts
    if request is None or reply is None or chain is None:
        return None
    digest = bytes.fromhex(str(body["list_sha256"]))
    return StampFiles(stem, digest, request, reply, chain)


def _check_order(sight: Sight, body: dict[str, object], gen_time: datetime, told: _Told) -> Check:
    """Compare with the begin of each listed capture, which is in its id."""
    path = f"{waiting_of(body).stem}.tsr"
    listed = {one.sha256 for one in listed_in(sight.layout, str(body["list"]))}
    latest = max((told.begun[one] for one in listed & told.begun.keys()), default=gen_time)
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
        path = f"{waiting_of(body).stem}{suffix}"
        found, expected = sight.hash_of(path), str(body[member])
        if found is not None:
            yield passed_if(found == expected, check, path, expected, found)
