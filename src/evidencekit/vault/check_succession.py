"""Checks of keys that follow each other, and of what a revoked key signed (5.3)."""

import base64
import hashlib
from collections.abc import Iterator

from evidencekit.evidence.report import Check, failed, indeterminate, passed
from evidencekit.vault.book import After, Book, LogFile
from evidencekit.vault.public_keys import key_of


def check_succession(logs: list[LogFile], book: Book) -> Iterator[Check]:
    """Check that each log goes on where another ended, and that the old key named the new one."""
    for log in logs:
        if log.after is not None:
            yield _check_begin(log, log.after, book)
    here = {log.key_id for log in logs}
    for _seq, spki in book.succeeded.values():
        key = key_of(spki)
        name = key.key_id if key else hashlib.sha256(spki.encode()).hexdigest()[:16]
        if name not in here:
            code = "custody.next_log_missing"
            item = f"custody/{name}.jsonl"
            yield indeterminate("custody.succession", item, meaning_code=code)


def check_revoked(logs: list[LogFile], book: Book) -> Iterator[Check]:
    """Check that a revoked key signed nothing behind the line where its successor took over."""
    by_id = {log.key_id: log for log in logs}
    for key_id, speaker in book.revoked.items():
        log, limit = by_id.get(key_id), _covered(by_id, key_id, speaker)
        if log is None or limit is None:
            # Only a key that came after it may speak of it.
            yield failed("key.revoked", f"custody/{speaker}.jsonl", key_id, "stranger")
            continue
        late = [line.seq + 1 for line in log.report.lines if line.seq > limit]
        yield from (failed("key.revoked", f"{log.item}:{number}", key_id) for number in late)
        if not late:
            yield passed("key.revoked", f"keys/{key_id}.pem")


def trusted_with(logs: list[LogFile], book: Book, given: set[str]) -> set[str]:
    """Return the fingerprints that can be trusted with those `given`.

    A new key speaks for the log that it names. An old key speaks for the new one only if it named
    it: else anybody could have made it.
    """
    prints = {log.key_id: log.key.fingerprint for log in logs if log.key}
    links = set()
    for log in logs:
        after = log.after
        if after is None or not {after.key_id, log.key_id} <= prints.keys():
            continue
        if book.heads.get((after.key_id, after.seq)) != after.head:
            continue
        old, new = prints[after.key_id], prints[log.key_id]
        links |= {(new, old), (old, new)} if _is_named(log, after, book) else {(new, old)}
    trusted = set(given)
    while more := {to for start, to in links if start in trusted} - trusted:
        trusted |= more
    return trusted


def _check_begin(log: LogFile, after: After, book: Book) -> Check:
    item = f"{log.item}:1"
    found = book.heads.get((after.key_id, after.seq))
    if found != after.head:
        return failed("custody.succession", item, after.head, found)
    if _is_named(log, after, book):
        return passed("custody.succession", item)
    return indeterminate("custody.succession", item)


def _is_named(log: LogFile, after: After, book: Book) -> bool:
    spki = base64.b64encode(log.key.spki).decode("ascii") if log.key else None
    return book.succeeded.get(after.key_id) == (after.seq, spki)


def _covered(by_id: dict[str, LogFile], key_id: str, speaker: str) -> int | None:
    """Return the last line of a key that the logs before `speaker` stand on; None if none do."""
    seen: set[str] = set()
    log = by_id.get(speaker)
    while log is not None and log.after is not None and log.key_id not in seen:
        seen.add(log.key_id)
        if log.after.key_id == key_id:
            return log.after.seq
        log = by_id.get(log.after.key_id)
    return None
