"""Writers killed (SIGKILL) at random moments of seal, stamp, import and packet."""

import os
import select
import shutil
import signal
import time

from common import Authority, Tally, own_keyring, trouble_after

from evidencekit.evidence.report import Outcome
from evidencekit.evidence.roots import Roots
from evidencekit.evidence.timestamp import make_request
from evidencekit.packet.model import PacketPlan
from evidencekit.packet.verify import check_packet
from evidencekit.services.packets import Packets
from evidencekit.services.stamp_import import import_stamp
from evidencekit.services.stamping import Stamping
from evidencekit.vault.imported import imported_for
from evidencekit.vault.vault import Vault
from fakes.pictures import a_page, png

ROUNDS, LONG_ROUNDS = 50, 1000
# A vault that only grew would make each check longer than the last.
ROUNDS_A_VAULT = 30


class Writers:
    """What is killed. Each tells on `tell` what it has acknowledged."""

    def __init__(self, room, authority):
        self.room, self.authority = room, authority

    def seal(self, tell, drafts, _out):
        with self.room.writing() as vault:
            for draft in drafts:
                tell(vault.seal(draft).id)

    def stamp(self, tell, drafts, _out):
        with self.room.writing() as vault:
            tell(vault.seal(drafts[0]).id)
            Stamping(vault, self.room.clock).stamp([self.authority])

    def import_(self, tell, drafts, out):
        with self.room.writing() as vault:
            sealed = vault.seal(drafts[0])
            tell(sealed.id)
            source = out.with_suffix(".tsr")
            source.write_bytes(self.authority.ask(make_request(vault.path_of(sealed).read_bytes())))
            import_stamp(vault, source, sealed.id, self.authority.roots, "ana")
            tell("import")

    def packet(self, tell, drafts, out):
        with self.room.writing() as vault:
            sealed = vault.seal(drafts[0])
            tell(sealed.id)
            plan = PacketPlan(title="t", captures=(sealed.id,), operator="ana")
            Packets(vault, self.room.clock).make(plan, out)
            tell("packet")


KINDS = ("seal", "stamp", "import_", "packet")


def _run(writer, drafts, out, wait):
    """Run a writer in a child and kill it after `wait` seconds: what it told, and if it died."""
    told, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            writer(lambda word: os.write(tell, f"{word}\n".encode()), drafts, out)
            os._exit(0)
        finally:
            os._exit(70)
    os.close(tell)
    with os.fdopen(told) as pipe:
        died = wait is not None and not _ended(pid, wait)
        if died:
            os.kill(pid, signal.SIGKILL)
        words = pipe.read().split()
    _pid, status = os.waitpid(pid, 0)
    if not os.WIFSIGNALED(status) and os.WEXITSTATUS(status):
        raise RuntimeError(f"the writer ended with {status}")
    return words, os.WIFSIGNALED(status)


def _ended(pid, wait):
    handle = os.pidfd_open(pid)
    try:
        return bool(select.select([handle], [], [], wait)[0])
    finally:
        os.close(handle)


def kills(run):
    """Kill and look, until so many have died in the middle of something."""
    own_keyring()
    rows = {kind: Tally(f"kill -9 in {kind.rstrip('_')}") for kind in KINDS}
    wanted = LONG_ROUNDS if run.long else ROUNDS
    room = authority = writers = lengths = None
    done = number = 0
    while done < wanted:
        if number % ROUNDS_A_VAULT == 0:
            if room:
                shutil.rmtree(room.path.parent)
            room = run.room(f"kills-{number}")
            authority = authority or Authority(run.folder / "kills-pki", room.clock)
            writers, lengths = Writers(room, authority), lengths or {}
        kind = KINDS[number % len(KINDS)]
        chance = run.chance("kills", number)
        writer = getattr(writers, kind)
        if kind not in lengths:
            begun = time.monotonic()
            _run(writer, _drafts(room), run.folder / f"out-{kind}-whole", None)
            lengths[kind] = time.monotonic() - begun
        out = run.folder / f"out-{number}"
        words, died = _run(writer, _drafts(room), out, chance.uniform(0, lengths[kind]))
        number += 1
        if died:
            done += 1
            rows[kind].add(_trouble(room, authority, words, out))
    return list(rows.values())


def _is_kept(room, capture_id):
    vault = Vault.open_reading(room.path)
    kinds = {body["kind"] for body in imported_for(vault.layout, vault.find(capture_id))}
    return kinds == {"token", "chain"}


def _drafts(room):
    made = []
    for _each in range(3):
        id_ = room.draft().capture_id
        made.append(a_page(id_, png(40, 60)))
    return made


def _trouble(room, authority, words, out):
    if trouble := trouble_after(room, set(words) - {"packet", "import"}, authority.roots):
        return trouble
    if "import" in words and not _is_kept(room, words[0]):
        return "acknowledged import is not there"
    if not out.exists():
        return "acknowledged packet is not there" if "packet" in words else None
    # A folder that has its name is a whole packet, told of or not.
    wrong = [one for one in check_packet(out, Roots(authority.roots)).checks
             if one.outcome is Outcome.FAILED]  # fmt: skip
    return f"half a packet: {wrong[0].id} {wrong[0].item}" if wrong else None
