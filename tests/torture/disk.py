"""A disk that fails at the n-th call of one seal, is full at the n-th byte, or loses power."""

import contextlib
import resource
import shutil
import signal

from common import Authority, Tally, checked, failures, own_keyring, trouble_after

from evidencekit.domain.errors import DiskFull, VaultNewer, VaultNotWritable
from evidencekit.services.stamping import Stamping
from evidencekit.vault.vault import Vault
from fakes.disks import FAULTS, FailingDisk, RememberingDisk
from fakes.vaults import VaultRoom

# Shares of what was not flushed that are on the disk all the same.
SHARES, LONG_SHARES = (0.0, 0.5), (0.0, 1.0, *(n / 20 for n in range(1, 20)))
# A vault that only grew would make each check longer than the last.
CALLS_A_VAULT = 12
FULL_STEPS, LONG_FULL_STEPS = 20, 400


def faults(run):
    """Fail each call of one seal in each way: nothing half-sealed, told right, and it goes on."""
    own_keyring()
    return [_failing(run, name, code) for name, code in FAULTS.items()]


def _failing(run, name, code):
    row, room, number = Tally(f"{name} at the n-th call of a seal"), None, 0
    while True:
        if number % CALLS_A_VAULT == 0:
            room = run.room(f"{name}-{number}")
            room.seal()
        number += 1
        draft = room.draft()
        disk, sealed = FailingDisk(number, code), None
        with room.writing() as vault, contextlib.suppress(DiskFull, VaultNotWritable), disk:
            sealed = vault.seal(draft)
        if disk.calls < number:
            return row
        told = [draft.capture_id] if sealed else []
        short = "a short write is no failure" if code is None and not sealed else None
        row.add(_at(number, short or trouble_after(room, told)))


def _at(number, trouble):
    return f"call {number}: {trouble}" if trouble else None


def full(run):
    """Seal with too little room for a file to grow in: written to the last byte, or not at all."""
    own_keyring()
    row, room = Tally("full disk in the middle of a write"), run.room("full")
    (sample,) = room.seal()
    size = max(sample.bytes, room.log.stat().st_size) + 2000
    chance, before = run.chance("full"), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        for _each in range(LONG_FULL_STEPS if run.long else FULL_STEPS):
            limit = chance.randrange(size)
            row.add(_at(limit, _too_full(room, limit)))
    finally:
        signal.signal(signal.SIGXFSZ, before)
    return [row]


def _too_full(room, limit):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    draft, sealed = room.draft(), None
    with room.writing() as vault:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
        try:
            with contextlib.suppress(DiskFull, VaultNotWritable):
                sealed = vault.seal(draft)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    return trouble_after(room, [draft.capture_id] if sealed else [])


def power(run):
    """Take the power away before each call of two seals, a derived file and a token."""
    own_keyring()
    row = Tally("un-fsynced data lost or reordered")
    room = run.room("power")
    room.seal()
    authority = Authority(run.folder / "power-pki", room.clock)
    disk = RememberingDisk(room.path.parent)
    acknowledged = _work(room, authority, disk)
    for number, moment in enumerate(disk.moments):
        told = {word for word, when in acknowledged if when <= number}
        for share in LONG_SHARES if run.long else SHARES:
            row.add(_at(number, _after(run, room, authority, (number, moment, share, told))))
    row.note = f"{len(disk.moments)} moments"
    disk.close()
    return [row]


def _work(room, authority, disk):
    acknowledged = []

    def done(word):
        acknowledged.append((word, len(disk.moments)))

    with disk:
        with room.writing() as vault:
            sealed = vault.seal(room.draft())
            done(sealed.id)
            vault.add_derived(sealed.sha256, "facts-1.json", "facts", b'{"format": "1.0"}')
            done("derived")
            done(vault.seal(room.draft()).id)
            Stamping(vault, room.clock).stamp([authority])
            done("stamp")
        done("closed")
    return acknowledged


def _after(run, room, authority, state):
    number, moment, share, told = state
    target = run.folder / "after"
    target.mkdir()
    moment.put_down(target, run.chance("power", number, share), share)
    copy = object.__new__(VaultRoom)
    copy.__dict__ |= room.__dict__ | {
        "path": target / "vault",
        "log": target / "vault" / "custody" / room.log.name,
        "known": type(room.known)(target / "known.json"),
    }
    try:
        captures = {word for word in told if word.startswith("c-")}
        return trouble_after(copy, captures, authority.roots) or _rest(copy, told)
    finally:
        shutil.rmtree(target)


def _rest(room, told):
    if "derived" in told and not list(room.path.glob("derived/*/facts-1.json")):
        return "the derived file is lost"
    if "stamp" in told and not list(room.path.glob("stamps/*.tsr")):
        return "the token is lost"
    return None


def newer(run):
    """A vault of a newer format is refused for reading and writing, and changed by neither."""
    own_keyring()
    row, room = Tally("newer format refused"), run.room("newer")
    room.seal()
    marker = room.path / "vault.json"
    good = marker.read_bytes()
    # A newer minor may be read, never written.
    for version, readable in ((b"2.0", False), (b"10.3", False), (b"1.1", True)):
        marker.write_bytes(good.replace(b'"1.0"', b'"' + version + b'"'))
        row.add(_newer(room, readable))
    marker.write_bytes(good)
    row.add(failures(checked(room)))
    return [row]


def _newer(room, readable):
    before = {path: path.read_bytes() for path in room.path.rglob("*") if path.is_file()}
    with contextlib.suppress(VaultNewer):
        with room.writing():
            pass
        return "opened for writing"
    try:
        Vault.open_reading(room.path)
        opened = True
    except VaultNewer:
        opened = False
    named = any(one.startswith("vault.format") for one in failures(checked(room)))
    if (opened, named) != (readable, not readable):
        return f"opened for reading: {opened}; named by verify: {named}"
    after = {path: path.read_bytes() for path in room.path.rglob("*") if path.is_file()}
    lock = {room.path / "vault.lock", room.path / "vault.lock.json"}
    return "changed" if {p for p in after if after[p] != before.get(p)} - lock else None
