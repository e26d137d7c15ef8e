"""The rules of recipients and of the law, for the command line."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.places import passphrase, vault_folder
from evidencekit.foundation.clock import SystemClock
from evidencekit.foundation.paths import user_folders

if TYPE_CHECKING:
    from evidencekit.services.rule_files import RuleFile
    from evidencekit.services.ruling import FileChange, Ruling


def list_rules(vault: Path | None, rule_id: str | None) -> "tuple[RuleFile, ...]":
    """Return all rule files, or the one with this id; with a vault its own rules and readings too.

    Raises NotFound and, with a vault, as opening for reading.
    """
    from evidencekit.casework.rulebook import shipped
    from evidencekit.services.rule_files import find_rule_file, rule_files
    from evidencekit.services.ruling import rules_of
    from evidencekit.vault.vault import Vault

    rules = shipped() if vault is None else rules_of(Vault.open_reading(vault))
    return rule_files(rules) if rule_id is None else (find_rule_file(rules, rule_id),)


def take_rules(vault: Path | None, pack: Path, by: str | None) -> "tuple[FileChange, ...]":
    """Take in a data pack. Raises as `Ruling.take_pack` and opening for writing."""
    with _open_writing(vault) as ruling:
        return ruling.take_pack(pack, by)


def add_rules(vault: Path | None, file: Path, by: str | None) -> "FileChange":
    """Add rules of the firm itself. Raises as `Ruling.add_own` and opening for writing."""
    with _open_writing(vault) as ruling:
        return ruling.add_own(file, by)


def remove_rules(vault: Path | None, rule_id: str, by: str | None) -> None:
    """Take the firm's own rules away. Raises as `Ruling.remove_own` and opening for writing."""
    with _open_writing(vault) as ruling:
        ruling.remove_own(rule_id, by)


@dataclass(frozen=True, slots=True)
class SourceRead:
    """When (None: today), where and by whom a source was read."""

    on: date | None
    where: str
    by: str | None


def read_rule_source(
    vault: Path | None, rule_id: str, facts: Sequence[str], read: SourceRead
) -> list[dict[str, object]]:
    """Record that the source of facts was read. Raises as `Ruling.read_source`."""
    with _open_writing(vault) as ruling:
        done = ruling.read_source(rule_id, facts, read.on, read.where, read.by)
        return [one.to_json() for one in done]


def today() -> date:
    """Return the UTC day that decides which rules hold."""
    return SystemClock().now().astimezone(UTC).date()


@contextmanager
def _open_writing(vault: Path | None) -> Iterator["Ruling"]:
    from evidencekit.services.ruling import Ruling
    from evidencekit.vault.heads import KnownVaults
    from evidencekit.vault.vault import Vault

    clock, known = SystemClock(), KnownVaults(user_folders().data / "known.json")
    with Vault.open_writing(vault_folder(vault), known, clock, passphrase()) as writer:
        yield Ruling(writer, clock)
