"""What the parts of the torture share: chance by a seed, rooms, and what is demanded of a vault."""

import random  # noqa: TID251  # seeded: a run can be repeated
import sys
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import keyring

from evidencekit.evidence.report import Outcome, Verdict
from evidencekit.evidence.roots import Roots
from evidencekit.evidence.timestamp import read_certificates
from evidencekit.vault.check import check_vault
from evidencekit.vault.heads import KnownVaults
from evidencekit.vault.vault import Vault
from fakes.held_clock import HeldClock
from fakes.memory_keyring import MemoryKeyring
from fakes.vaults import VaultRoom, sha256
from pki.authority import Pki

# What may look wrong only until the next opening: a line cut short or with a hole (its middle was
# not on the disk when the power went), a file before its line.
UNFINISHED = {("custody.tail", "torn"), ("custody.form", "control"), ("custody.file_unknown", None)}


@dataclass
class Tally:
    """One row of the table: how often something was done, and each time it went wrong."""

    name: str
    done: int = 0
    misses: list[str] = field(default_factory=list)
    note: str = ""

    def add(self, trouble):
        """Count one round; `trouble` is what is wrong, or nothing."""
        self.done += 1
        if trouble:
            self.misses.append(str(trouble))


@dataclass(frozen=True)
class Run:
    """What a part is told: the seed, the size, and a folder of its own."""

    seed: int
    long: bool
    folder: Path

    def chance(self, *what):
        """Return the chance of one round: the same for the same seed."""
        return random.Random("/".join(map(str, (self.seed, *what))))  # noqa: S311

    def room(self, name):
        """Make a vault of its own below the folder."""
        folder = self.folder / name
        folder.mkdir()
        return VaultRoom(folder, HeldClock())


class Authority:
    """A certomancer time authority in this process."""

    name = "local"

    def __init__(self, folder, clock):
        folder.mkdir()
        pki = Pki(folder)
        # It is asked in this process, by no address.
        pki.close()
        self._stamper, self._clock = pki.stamper, clock
        self.roots = tuple(read_certificates(pki.roots.read_bytes()))

    def ask(self, request):
        from asn1crypto import tsp

        at = self._clock.now().replace(microsecond=0)
        reply = self._stamper("tsa", at).request_tsa_response(tsp.TimeStampReq.load(request))
        return reply.dump()


def own_keyring():
    """Keep keys in this process only; a child that is forked has them too."""
    keyring.set_keyring(MemoryKeyring())


def checked(room, roots=(), **how):
    """Check a vault as `verify` does, without the wait for a writer at work."""
    known = KnownVaults(room.path.parent / "known.json")
    return check_vault(room.path, known, roots=Roots(tuple(roots)), pause=lambda _s: None, **how)


def failures(report):
    """Return check and item of what failed."""
    return [f"{one.id} {one.item} {one.found}" for one in report.with_outcome(Outcome.FAILED)]


def trouble_after(room, told, roots=()):
    """Say what is wrong with a vault after a crash, before, during and after it is opened again.

    `told` are the ids that were acknowledged.
    """
    return _alarm(room, roots) or _recovery(room) or _rest(room, told, roots)


def _alarm(room, roots):
    before = checked(room, roots).with_outcome(Outcome.FAILED)
    alarms = [one for one in before if (one.id, one.found) not in UNFINISHED]
    return alarms and f"false alarm before recovery: {alarms[0]}"


def _recovery(room):
    with room.writing() as vault:
        if vault.recovery.lost:
            return f"lost: {vault.recovery.lost}"
    with room.writing() as vault:
        if vault.recovery.happened:
            return f"recovery did something twice: {vault.recovery}"
    left = list((room.path / "staging").iterdir())
    return left and f"left in staging: {left}"


def _rest(room, told, roots):
    report = checked(room, roots, deep=True)
    if report.verdict is not Verdict.PASSED:
        return f"false alarm: {[(one.id, one.item, one.found) for one in report.problems][:3]}"
    entries = {one.id: one for one in Vault.open_reading(room.path).captures()}
    if missing := set(told) - entries.keys():
        return f"acknowledged and lost: {missing}"
    hashes = {one.file: sha256(room.path / one.file) for one in entries.values()}
    wrong = [one.file for one in entries.values() if hashes[one.file] != one.sha256]
    return wrong and f"wrong hash: {wrong}"


__all__ = ["Authority", "Run", "Tally", "checked", "failures", "own_keyring",
           "trouble_after"]  # fmt: skip
