"""What the app does with the rules of its vault: looked at, taken in, taken away, read at source.

All functions block; for a worker's thread.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.desk import Desk
from evidencekit.foundation.clock import SystemClock
from evidencekit.vault.vault import Vault

if TYPE_CHECKING:
    from evidencekit.services.rule_files import RuleFile
    from evidencekit.services.ruling import FileChange

_PACKS = ".zip"


@dataclass(frozen=True, slots=True)
class RuleList:
    """All rule files of a vault, recipients first, and the UTC day on which they are looked at."""

    files: "tuple[RuleFile, ...]"
    today: date


@dataclass(frozen=True, slots=True)
class GivenRules:
    """A file that a person brings: what it would change. `pack` is a data pack, else own rules."""

    path: Path
    pack: bool
    changes: "tuple[FileChange, ...]"

    @property
    def is_new(self) -> bool:
        """Say whether taking it in would change anything."""
        return any(one.kind in {"added", "changed"} for one in self.changes)


def rule_list(desk: Desk) -> RuleList:
    """Return the rules that hold here. Raises VaultNewer, VaultDamaged, RuleFileRefused."""
    from evidencekit.services.rule_files import rule_files

    return RuleList(rule_files(desk.rules()), desk.now().astimezone(UTC).date())


def look_at_rules(desk: Desk, path: Path) -> GivenRules:
    """Return what a file would change: a ZIP is a data pack, all else own rules.

    Raises as `look_at_pack` and `look_at_own`.
    """
    from evidencekit.services.ruling import look_at_own, look_at_pack

    vault = Vault.open_reading(desk.folder)
    if path.suffix.lower() == _PACKS:
        return GivenRules(path, True, look_at_pack(vault, path))
    return GivenRules(path, False, (look_at_own(vault, path),))


def take_in(desk: Desk, given: GivenRules, by: str) -> None:
    """Take in what was looked at. Raises as `Ruling.take_pack` and `Ruling.add_own`."""
    from evidencekit.services.ruling import Ruling

    with desk.writing() as writer:
        ruling = Ruling(writer, SystemClock())
        if given.pack:
            ruling.take_pack(given.path, by)
        else:
            ruling.add_own(given.path, by)


def take_own_away(desk: Desk, rule_id: str, by: str) -> None:
    """Have the firm's own rules hold no more. Raises as `Ruling.remove_own`."""
    from evidencekit.services.ruling import Ruling

    with desk.writing() as writer:
        Ruling(writer, SystemClock()).remove_own(rule_id, by)


@dataclass(frozen=True, slots=True)
class ReadAt:
    """Where, on which day and by whom the source of some facts was read."""

    facts: Sequence[str]
    where: str
    on: date
    by: str


def read_source(desk: Desk, rule_id: str, read: ReadAt) -> None:
    """Record that a person read where facts stand. Raises as `Ruling.read_source`."""
    from evidencekit.services.ruling import Ruling

    with desk.writing() as writer:
        ruling = Ruling(writer, SystemClock())
        ruling.read_source(rule_id, read.facts, read.on, read.where, read.by)
