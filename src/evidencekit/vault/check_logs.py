"""Checks of keys, custody logs and the memory outside the vault (section 12)."""

import base64
from collections.abc import Iterator

from evidencekit.evidence.clock_steps import untold_steps
from evidencekit.evidence.report import (
    Check,
    Outcome,
    failed,
    indeterminate,
    not_checked,
    passed,
    passed_if,
)
from evidencekit.vault.book import Book, LogFile, badly_signed
from evidencekit.vault.check_succession import check_revoked, check_succession, trusted_with
from evidencekit.vault.heads import Remembered
from evidencekit.vault.layout import Layout, is_key_id
from evidencekit.vault.marker import VaultMarker

_LOG_CHECKS = ("custody.form", "custody.tail", "custody.chain")


def check_identity(layout: Layout, marker: VaultMarker | None, logs: list[LogFile]) -> list[Check]:
    """Check `vault.identity` and `key.file`: marker, logs and key files speak of one vault."""
    checks = [_check_begun(marker, log) for log in logs]
    checks += [_check_key_file(log) for log in logs]
    pems = {path.stem for path in layout.root.glob("keys/*.pem") if is_key_id(path.stem)}
    logged = {log.key_id for log in logs}
    # A key whose log was taken away, or that was never finished: then others have theirs.
    for name in sorted(pems - logged):
        item = f"custody/{name}.jsonl"
        if logs:
            code = "custody.key_without_log"
            checks.append(indeterminate("custody.unfinished", item, meaning_code=code))
        else:
            checks.append(failed("custody.form", item, None, "missing"))
    if not logs and not pems:
        checks.append(failed("custody.form", "custody", None, "missing"))
    return checks


def _check_begun(marker: VaultMarker | None, log: LogFile) -> Check:
    item, begun = f"{log.item}:1", log.begun
    if marker is None:
        return not_checked("vault.identity", item)
    expected = f"{marker.vault_id} demo={marker.demo}"
    found = f"{begun.get('vault_id')} demo={begun.get('demo')}"
    return passed_if(expected == found, "vault.identity", item, expected, found)


def _check_key_file(log: LogFile) -> Check:
    item = f"keys/{log.key_id}.pem"
    if log.key is None:
        return failed("key.file", item, log.key_id, "missing or not this key")
    spki = base64.b64encode(log.key.spki).decode("ascii")
    good = log.begun.get("spki") == spki and log.begun.get("key_id") == log.key_id
    return passed_if(good, "key.file", item, log.key.fingerprint, "another key in log.begun")


def check_keys(
    logs: list[LogFile], book: Book, remembered: Remembered, fingerprint: str | None, *, demo: bool
) -> list[Check]:
    """Check `key.known`: against the fingerprint given, and against what is remembered or trusted.

    Keys that are bound to one of these by their logs are known with it.
    """
    known = {found for key, found in _prints(logs).items() if remembered.keys.get(key) == found}
    known |= remembered.trusted
    trusted = trusted_with(logs, book, known | ({fingerprint} if fingerprint else set()))
    prints = _prints(logs)
    given_fits = fingerprint in prints.values()
    replaced = bool(remembered.keys) and not remembered.keys.keys() & prints.keys()
    checks = []
    for key_id, found in prints.items():
        item = f"keys/{key_id}.pem"
        if fingerprint is not None and not given_fits:
            checks.append(failed("key.known", item, fingerprint, found))
        elif demo:
            checks.append(not_checked("key.known", item))
        elif found in trusted:
            checks.append(passed("key.known", item))
        elif replaced and fingerprint is None:
            expected = ", ".join(sorted(remembered.keys.values()))
            checks.append(failed("key.known", item, expected, found))
        else:
            checks.append(indeterminate("key.known", item, None, found))
    return checks


def _prints(logs: list[LogFile]) -> dict[str, str]:
    return {log.key_id: log.key.fingerprint for log in logs if log.key}


def check_log_files(
    logs: list[LogFile],
    book: Book,
    remembered: Remembered,
    *,
    seen_later: Outcome = Outcome.FAILED,
) -> list[Check]:
    """Check form, tail, chain, signatures, events and the remembered heads of all logs.

    `seen_later` is how it ends that this computer remembers entries after the last one here: of a
    backup or an export that is no fault.
    """
    checks: list[Check] = []
    for log in logs:
        checks += _check_lines(log)
        checks += _check_signatures(log)
        checks += _check_events(log, book)
        checks += _check_clock(log)
    checks += check_succession(logs, book)
    checks += check_revoked(logs, book)
    checks += _check_remembered(logs, book, remembered, seen_later)
    return checks


def _check_lines(log: LogFile) -> Iterator[Check]:
    wrong = {problem.check for problem in log.report.problems}
    for problem in log.report.problems:
        yield failed(problem.check, f"{log.item}:{problem.line}", None, problem.code)
    for check in _LOG_CHECKS:
        if check not in wrong:
            yield passed(check, log.item)


def _check_signatures(log: LogFile) -> list[Check]:
    key = log.key
    if key is None:
        return [not_checked("custody.signatures", log.item)]
    wrong = [
        failed("custody.signatures", f"{log.item}:{line}", key.key_id)
        for line in badly_signed(log.report, key)
    ]
    return wrong or [passed("custody.signatures", log.item)]


def _check_events(log: LogFile, book: Book) -> list[Check]:
    mine = [problem for problem in book.problems if problem.key_id == log.key_id]
    wrong = [
        failed("custody.events", f"{log.item}:{problem.seq + 1}", None, problem.code)
        for problem in mine
    ]
    return wrong or [passed("custody.events", log.item)]


def _check_clock(log: LogFile) -> list[Check]:
    """Check `custody.clock`: wall and monotonic clock move together, or a line says they did not.

    A step that is told of is no trouble: clocks are set, and computers sleep.
    """
    found = [
        indeterminate(
            "custody.clock",
            f"{log.item}:{step.seq + 1}",
            f"{step.step_ms} ms",
            None if step.told is None else f"{step.told} ms",
        )
        for step in untold_steps(log.report.lines)
    ]
    return found or [passed("custody.clock", log.item)]


def _check_remembered(
    logs: list[LogFile], book: Book, remembered: Remembered, seen_later: Outcome
) -> Iterator[Check]:
    for key_id, head in remembered.heads.items():
        found = book.heads.get((key_id, head.seq))
        item = f"custody/{key_id}.jsonl:{head.seq + 1}"
        if found is None:
            yield Check("custody.remembered", item, seen_later, head.hash)
        else:
            yield passed_if(found == head.hash, "custody.remembered", item, head.hash, found)
    for log in logs:
        if log.key_id not in remembered.heads:
            yield not_checked("custody.remembered", log.item)
