"""Checks of lists, requests and replies as far as hashes go, and of derived files."""

import hashlib
import re
from collections.abc import Iterator

from evidencekit.evidence.report import Check, failed, not_checked, passed, passed_if
from evidencekit.vault.sight import Sight
from evidencekit.vault.tree import Listed, list_paths, read_list, read_small

_HEAD = re.compile(r"stamps/heads/([0-9a-f]{16})-([0-9]{1,15})\.json")
_REPLY = (
    (".tsr", "tsr_sha256", "stamp.token"),
    (".chain.pem", "chain_sha256", "stamp.chain"),
)
_PIECE = 1 << 20


def check_stamps(sight: Sight) -> list[Check]:
    """Check each list, what it lists, and what the log says was sent and received over it."""
    checks: list[Check] = []
    for path in list_paths(sight.layout):
        checks += _check_list(sight, path)
    for body in sight.book.requested:
        checks += _check_logged(sight, body, ((".tsq", "tsq_sha256", "stamp.request"),))
    for body in sight.book.received:
        parts = (
            (".tsr", "tsr_sha256", "stamp.token"),
            (".chain.pem", "chain_sha256", "stamp.chain"),
        )
        checks += _check_logged(sight, body, parts)
        checks.append(not_checked("stamp.revocation", f"{_stem(body)}.tsr"))
    return checks


def check_derived(sight: Sight) -> Iterator[Check]:
    """Check the hash of each derived file that is there."""
    for path, line in sight.book.derived.items():
        found = _sha256(sight, path)
        if found is not None:
            expected = str(line.body["sha256"])
            yield passed_if(found == expected, "derived.hash", path, expected, found)


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
    found = _sha256(sight, one.path)
    if found == one.sha256:
        return None
    return failed("stamp.list", path, one.sha256, f"{one.path}: {found or 'missing'}")


def _check_head(sight: Sight, one: Listed) -> Check:
    named = _HEAD.fullmatch(one.path)
    logged = sight.book.heads.get((named[1], int(named[2]))) if named else None
    good = logged == one.sha256 == _sha256(sight, one.path)
    return passed_if(good, "custody.witness", one.path, one.sha256, logged)


def _check_logged(
    sight: Sight, body: dict[str, object], parts: tuple[tuple[str, str, str], ...]
) -> Iterator[Check]:
    if sight.layout.plain_file(str(body["list"])) is None:
        yield failed("custody.file_missing", str(body["list"]))
    for suffix, member, check in parts:
        path = f"{_stem(body)}{suffix}"
        found, expected = _sha256(sight, path), str(body[member])
        if found is None:
            continue
        if found != expected:
            yield failed(check, path, expected, found)
        elif check == "stamp.request":
            yield passed(check, path)
        else:
            # The hash fits; what the token itself says is not looked at yet.
            yield not_checked(check, path)


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
