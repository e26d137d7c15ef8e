"""One key follows another: in order, or on a computer that no longer has the old one (5.3)."""

import base64
from dataclasses import dataclass
from pathlib import Path

from evidencekit.domain.errors import KeyMissing, PassphraseMissing, PassphraseWrong, WrongUse
from evidencekit.evidence.custody import Head
from evidencekit.evidence.keys import VaultKey, make_key
from evidencekit.foundation.clock import Clock
from evidencekit.vault.book import LogFile, read_logs
from evidencekit.vault.create import PROGRAM, begin_log
from evidencekit.vault.heads import KnownVaults
from evidencekit.vault.key_store import KeyStore, find_key, keep_key
from evidencekit.vault.layout import Layout, is_key_id
from evidencekit.vault.lock import WriterLock
from evidencekit.vault.log import CustodyLog
from evidencekit.vault.marker import VaultMarker, read_marker
from evidencekit.vault.place import require_local, require_writable
from evidencekit.vault.public_keys import key_of
from evidencekit.vault.recovery import Recovery, mend_tail, require_sound
from evidencekit.vault.staged import set_aside, told_as_ours


@dataclass(frozen=True, slots=True)
class ChangedKey:
    """A key that took over. `fingerprint` is the one to hand out from now on."""

    before: str
    key_id: str
    fingerprint: str
    key_store: KeyStore


def hand_over(
    layout: Layout, marker: VaultMarker, log: CustodyLog, by: str, passphrase: str | None
) -> tuple[VaultKey, KeyStore]:
    """Keep a new key, then end `log` with the line that names it.

    The line is the turning point: before it nothing has changed but a key that nobody uses; after
    it opening finishes what is missing. Raises PassphraseMissing, DiskFull, VaultNotWritable.
    """
    key = make_key(demo=marker.demo)
    store = keep_key(layout, marker.vault_id, key, passphrase)
    log.append("key.succeeded", {"by": by, "spki": _spki(key)})
    return key, store


def begin_next(
    layout: Layout, marker: VaultMarker, key: VaultKey, clock: Clock, last: tuple[str, Head]
) -> CustodyLog:
    """Begin the log of the key that follows; `last` is the id and the head of the one before."""
    before, head = last
    after: dict[str, object] = {"head": head.hash, "key_id": before, "seq": head.seq}
    with told_as_ours(layout.root):
        begun = begin_log(layout, marker, key, clock, after)
    path = layout.log(key.key_id)
    return CustodyLog(path, marker.vault_id, key, clock, begun, path.stat().st_size)


def predecessor(logs: list[LogFile], key: VaultKey) -> tuple[str, Head]:
    """Return id and head of the log whose last line names `key`, which has none: there is one."""
    named = {log.report.lines[-1].body.get("spki"): log for log in logs}
    before = named[_spki(key)]
    return before.key_id, before.report.head


def forebears(logs: list[LogFile], key_id: str) -> dict[str, bool]:
    """Return the keys that `key_id` follows, each with whether its own log named the next.

    Where it did not, the key was lost, or is on another computer.
    """
    by_id = {log.key_id: log for log in logs}
    found: dict[str, bool] = {}
    log = by_id[key_id]
    while log.after is not None and log.after.key_id not in {key_id, *found}:
        old = by_id.get(log.after.key_id)
        if old is None:
            break
        found[old.key_id] = old.report.lines[-1].kind == "key.succeeded"
        log = old
    return found


def clear_orphans(layout: Layout, logs: list[LogFile], done: Recovery) -> None:
    """Set aside key files without a log: a change of keys was interrupted before it counted.

    A key that a log names as its next is none. Raises OSError.
    """
    known = {log.key_id for log in logs}
    for log in logs:
        for line in log.report.lines[-1:]:
            named = key_of(str(line.body.get("spki"))) if line.kind == "key.succeeded" else None
            known |= {named.key_id} if named else set()
    for path in sorted((layout.root / "keys").iterdir()):
        key_id = path.name.partition(".")[0]
        if is_key_id(key_id) and key_id not in known:
            done.set_aside.append(set_aside(layout, path))


def start_anew(
    path: Path, known: KnownVaults, clock: Clock, by: str, passphrase: str | None
) -> ChangedKey:
    """Make a key and a log in a vault whose key is lost or is on another computer.

    The old log is named as it stands here; that the old key agrees can't be shown, and `verify`
    says so. The old key is revoked as lost. Raises WrongUse if the old key is here, and as
    `Vault.open_writing`, but for KeyMissing.
    """
    marker = read_marker(path)
    require_local(path)
    root = path.resolve()
    layout = Layout(root)
    lock = WriterLock(layout).take(PROGRAM, clock)
    try:
        _require_lost(layout, marker, passphrase)
        with told_as_ours(root):
            return _started(layout, marker, known, clock, (by, passphrase))
    finally:
        lock.release()


def _require_lost(layout: Layout, marker: VaultMarker, passphrase: str | None) -> None:
    try:
        key = find_key(layout, marker, passphrase)
    except (KeyMissing, PassphraseMissing, PassphraseWrong):
        return
    raise WrongUse(detail=f"--lost: the key {key.key_id} is on this computer")


def _started(
    layout: Layout,
    marker: VaultMarker,
    known: KnownVaults,
    clock: Clock,
    who: tuple[str, str | None],
) -> ChangedKey:
    by, passphrase = who
    require_writable(layout.staging)
    remembered = known.of(marker.vault_id)
    for torn in read_logs(layout, signatures=False):
        if torn.key is not None:
            mend_tail(layout, torn.key, remembered, Recovery())
    logs = read_logs(layout, signatures=False)
    require_sound(layout.root, marker, logs, remembered)
    clear_orphans(layout, logs, Recovery())
    old = logs[-1]
    key = make_key(demo=marker.demo)
    store = keep_key(layout, marker.vault_id, key, passphrase)
    log = begin_next(layout, marker, key, clock, (old.key_id, old.report.head))
    try:
        log.append("key.revoked", {"by": by, "key_id": old.key_id, "reason": "lost"})
        known.remember(marker.vault_id, key.public.fingerprint, log.head)
    finally:
        log.close()
    return ChangedKey(old.key_id, key.key_id, key.public.fingerprint, store)


def _spki(key: VaultKey) -> str:
    return base64.b64encode(key.public.spki).decode("ascii")
