"""Rules of a vault: a data pack taken in, the firm's own added, who read which source."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, date
from pathlib import Path, PurePosixPath

import sqlalchemy as sa

from evidencekit.casework import complaints, database, rule_rows
from evidencekit.casework.dated_facts import FactFile, Origin, RuleFact, SourceReading
from evidencekit.casework.rulebook import (
    FOLDERS,
    MOST_BYTES,
    Files,
    Rulebook,
    read_rule_file,
    require_whole,
    with_added,
)
from evidencekit.domain.errors import (
    FileMissing,
    NotFound,
    OperatorMissing,
    RuleFileRefused,
    WrongUse,
)
from evidencekit.evidence.zip_strict import StrictZip
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.clock import Clock
from evidencekit.services.rule_files import find_rule_file
from evidencekit.vault.vault import Vault, VaultWriter

_MOST_FILES = 500
_MOST_PLACE = 500


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact before and after; None where it was not there or is no more."""

    name: str
    old: RuleFact | None
    new: RuleFact | None

    @property
    def kind(self) -> str:
        """Return added, removed or changed."""
        if self.old is None:
            return "added"
        return "changed" if self.new else "removed"

    def to_json(self) -> dict[str, object]:
        """Return an element of `facts`."""
        sides = {"old": self.old, "new": self.new}
        told = {side: fact.to_json() if fact else None for side, fact in sides.items()}
        return {"name": self.name, "change": self.kind, **told}


@dataclass(frozen=True, slots=True)
class FileChange:
    """What a rule file brings. `kind`: added, changed, same, older (it was left out).

    `rules_gone` are pre-flight rules that the file before it named and it does not; they stay due
    all the same (`casework.preflight.due_rules`) where this program or the kind asks for them.
    """

    folder: str
    id: str
    kind: str
    sha256: str
    facts: tuple[FactChange, ...]
    rules_new: tuple[str, ...] = ()
    rules_gone: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return an element of `recipients import --json`."""
        return {
            "folder": self.folder,
            "id": self.id,
            "change": self.kind,
            "sha256": self.sha256,
            "facts": [one.to_json() for one in self.facts],
            "rules_new": list(self.rules_new),
            "rules_gone": list(self.rules_gone),
        }


class Ruling:
    """Rules changed by a named person, on a vault open for writing.

    Every method raises OperatorMissing without a name, VaultNewer, VaultDamaged, DiskFull,
    VaultNotWritable; on any error nothing is changed.
    """

    def __init__(self, vault: VaultWriter, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock

    def take_pack(self, path: Path, by: str | None) -> tuple[FileChange, ...]:
        """Take in a ZIP of `recipients/*.yaml` and `law/*.yaml`; files older than ours are left.

        Raises FileMissing, ArchiveRefused, RuleFileRefused: then nothing of it is taken.
        """
        name = _named(by, "recipients import")
        given = _unpacked(path)
        with self._writing() as connection:
            changes = _pack_changes(connection, given)
            for (_folder, body), change in zip(given, changes, strict=True):
                if change.kind in {"added", "changed"}:
                    self._keep(connection, change, Origin.PACK, body, name)
        return changes

    def add_own(self, path: Path, by: str | None) -> FileChange:
        """Take a rule file of the firm itself: a new one, or facts laid over those that are here.

        Raises FileMissing, RuleFileRefused.
        """
        name = _named(by, "recipients add")
        body = _read(path)
        with self._writing() as connection:
            change = _own_change(connection, path, body)
            self._keep(connection, change, Origin.OWN, body, name)
        return change

    def remove_own(self, rule_id: str, by: str | None) -> None:
        """Have the firm's own file hold no more.

        Raises NotFound, WrongUse where a complaint goes to it, RuleFileRefused where own rules
        that stay name it.
        """
        name = _named(by, "recipients remove")
        with self._writing() as connection:
            if not rule_rows.take_own_away(connection, rule_id, name, self._clock.now()):
                raise NotFound(what="recipient", id=rule_id)
            files = rule_rows.files_of(connection)
            require_whole(files, [("recipients", one.id) for one in files["recipients"]])
            known = {one.id for one in files["recipients"]}
            used = (one.recipient for one in complaints.list_complaints(connection))
            if rule_id not in known and rule_id in used:
                told = _("a complaint goes to {id}: its rules must stay")
                raise WrongUse(detail=told.format(id=rule_id))
            self._note(rule_id, name, "Own rules taken away")

    def read_source(
        self, rule_id: str, facts: Sequence[str], on: date | None, where: str, by: str | None
    ) -> tuple[RuleFact, ...]:
        """Record that `by` read where facts stand; return their versions of that day and later.

        Raises NotFound (file or fact), WrongUse (no place, a day to come).
        """
        name = _named(by, f"recipients read {rule_id} {' '.join(facts)}")
        now = self._clock.now()
        day = on or now.astimezone(UTC).date()
        if not where.strip() or len(where) > _MOST_PLACE:
            raise WrongUse(detail=_("say where it was read: an address, or a book and its edition"))
        if day > now.astimezone(UTC).date():
            raise WrongUse(detail=_("{day} is still to come").format(day=day))
        with self._writing() as connection:
            read = SourceReading(name, day, where.strip(), now)
            for one in _facts_named(rule_rows.rulebook_of(connection), rule_id, facts, day):
                rule_rows.add_reading(connection, one, read)
                self._note(f"{rule_id} {one.name}", name, f"Source read on {day}: {one.sha256}")
            return _facts_named(rule_rows.rulebook_of(connection), rule_id, facts, day)

    def _keep(
        self, connection: sa.Connection, change: FileChange, origin: Origin, body: bytes, by: str
    ) -> None:
        place, at = (change.folder, change.id), self._clock.now()
        rule_rows.add_rule_file(connection, place, origin, body.decode(), by, at)
        self._note(change.id, by, f"Rules taken in ({origin.value}): {change.sha256}")

    def _note(self, about: str, by: str, text: str) -> None:
        self._vault.record("note", {"about": about, "by": by, "text": text})

    def _writing(self) -> AbstractContextManager[sa.Connection]:
        return database.writing(self._vault, self._clock)


def rules_of(vault: Vault) -> Rulebook:
    """Return the rules that hold for a vault. Raises VaultNewer, VaultDamaged, RuleFileRefused."""
    with database.reading(vault) as connection:
        return rule_rows.rulebook_of(connection)


def look_at_pack(vault: Vault, path: Path) -> tuple[FileChange, ...]:
    """Return what `Ruling.take_pack` would change; nothing is written. Raises as that."""
    given = _unpacked(path)
    with database.reading(vault) as connection:
        return _pack_changes(connection, given)


def look_at_own(vault: Vault, path: Path) -> FileChange:
    """Return what `Ruling.add_own` would change; nothing is written. Raises as that."""
    body = _read(path)
    with database.reading(vault) as connection:
        return _own_change(connection, path, body)


def _pack_changes(
    connection: sa.Connection, given: Sequence[tuple[str, bytes]]
) -> tuple[FileChange, ...]:
    before = rule_rows.files_of(connection, own=False)
    changes, after = [], before
    for folder, body in given:
        added = read_rule_file(folder, body, Origin.PACK)
        change = _change(before, folder, added)
        changes.append(change)
        if change.kind in {"added", "changed"}:
            after = with_added(after, folder, added)
    require_whole(after, [(one.folder, one.id) for one in changes])
    return tuple(changes)


def _own_change(connection: sa.Connection, path: Path, body: bytes) -> FileChange:
    files = rule_rows.files_of(connection, own=False)
    folder, added = _own_file(path, body)
    change = _change(files, folder, added)
    require_whole(with_added(files, folder, added), [(folder, added.id)])
    kind = "changed" if change.kind in {"same", "older"} else change.kind
    # What it does not name stays as it is: laid over, nothing is removed.
    facts = tuple(one for one in change.facts if one.new is not None)
    return replace(change, kind=kind, facts=facts, rules_gone=())


def _unpacked(path: Path) -> list[tuple[str, bytes]]:
    """Return folder and bytes of each file of a pack; what else lies in it refuses the whole."""
    found: list[tuple[str, bytes]] = []
    with StrictZip.open(path) as archive:
        if len(archive.entries) > _MOST_FILES:
            raise RuleFileRefused(file=path.name, detail=f"more than {_MOST_FILES} files")
        for name in sorted(archive.entries):
            parts = PurePosixPath(name).parts
            if len(parts) != 2 or parts[0] not in FOLDERS or not name.endswith(".yaml"):  # noqa: PLR2004
                detail = _("{name} is no rule file of recipients/ or law/").format(name=name)
                raise RuleFileRefused(file=path.name, detail=detail)
            body = archive.read(name, MOST_BYTES)
            if read_rule_file(parts[0], body, Origin.PACK).id != name.rpartition("/")[2][:-5]:
                detail = _("the id in {name} is not its name").format(name=name)
                raise RuleFileRefused(file=path.name, detail=detail)
            found.append((parts[0], body))
    if not found:
        raise RuleFileRefused(file=path.name, detail=_("it holds no rules"))
    return found


def _own_file(path: Path, body: bytes) -> tuple[str, FactFile]:
    """Read a file of the firm as what it is: a recipient names a kind, a law does not."""
    faults: list[RuleFileRefused] = []
    for folder in FOLDERS:
        try:
            return folder, read_rule_file(folder, body, Origin.OWN)
        except RuleFileRefused as error:
            faults.append(error)
    fault = faults[0 if b"\nkind:" in body else 1]
    raise RuleFileRefused(file=path.name, detail=fault.facts["detail"]) from fault


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise FileMissing(path=path, detail=error.strerror) from error
    if len(data) > MOST_BYTES:
        raise RuleFileRefused(file=path.name, detail=f"larger than {MOST_BYTES} bytes")
    return data


def _change(files: Files, folder: str, added: FactFile) -> FileChange:
    there = next((one for one in files[folder] if one.id == added.id), None)
    facts = tuple(_fact_changes(there.facts if there else (), added.facts))
    before, after = (_rules(there) if there else (), _rules(added))
    new = tuple(rule for rule in after if rule not in before)
    gone = tuple(rule for rule in before if rule not in after)
    if there is None:
        kind = "added"
    elif added.newest < there.newest:
        kind = "older"
    else:
        kind = "changed" if facts or new or gone else "same"
    return FileChange(folder, added.id, kind, added.sha256, facts, new, gone)


def _rules(file: FactFile) -> tuple[str, ...]:
    named = file.head.get("preflight", ())
    return tuple(map(str, named)) if isinstance(named, list) else ()


def _fact_changes(old: Sequence[RuleFact], new: Sequence[RuleFact]) -> Iterator[FactChange]:
    before, after = ({(one.name, one.valid_from): one for one in some} for some in (old, new))
    for key in dict.fromkeys((*before, *after)):
        was, now = before.get(key), after.get(key)
        if was is None or now is None or _said(was) != _said(now):
            yield FactChange(key[0], was, now)


def _said(fact: RuleFact) -> dict[str, object]:
    told = fact.to_json()
    return {name: told[name] for name in told if name not in {"origin", "read"}}


def _facts_named(
    rules: Rulebook, rule_id: str, names: Sequence[str], day: date
) -> tuple[RuleFact, ...]:
    known = [
        one
        for one in find_rule_file(rules, rule_id).facts
        if one.valid_to is None or one.valid_to >= day
    ]
    missing = set(names) - {one.name for one in known}
    if missing or not names:
        raise NotFound(what="rule", id=f"{rule_id} {min(missing, default='')}")
    return tuple(one for one in known if one.name in names)


def _named(by: str | None, action: str) -> str:
    if by is None or not by.strip():
        raise OperatorMissing(action=action)
    return by.strip()
