"""All rules that hold for one vault: as shipped, by a newer data pack, by the firm itself."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache

import yaml

from evidencekit.casework.dated_facts import (
    FactFile,
    Origin,
    RuleFact,
    SourceReading,
    laid_over,
    read_facts,
)
from evidencekit.casework.declarations import Declaration, declaration_in
from evidencekit.casework.recipients import Recipient, recipient_of
from evidencekit.domain.errors import NotFound, RuleFileRefused
from evidencekit.foundation.display_text import one_line
from evidencekit.foundation.resources import resource

FOLDERS = ("recipients", "law")
MOST_BYTES = 1 << 20
Files = Mapping[str, tuple[FactFile, ...]]
# By file, fact and what it said when its source was read.
Readings = Mapping[tuple[str, str, str], SourceReading]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Every recipient and every file of the law, by id; each fact knows who read its source."""

    recipients: tuple[Recipient, ...]
    laws: tuple[FactFile, ...]

    def recipient(self, recipient_id: str) -> Recipient:
        """Return the recipient with this id. Raises NotFound."""
        found = next((one for one in self.recipients if one.id == recipient_id), None)
        if found is None:
            raise NotFound(what="recipient", id=recipient_id)
        return found

    def law(self, law_id: str) -> FactFile:
        """Return the file of the law with this id. Raises NotFound."""
        found = next((one for one in self.laws if one.id == law_id), None)
        if found is None:
            raise NotFound(what="law", id=law_id)
        return found

    def declaration(self, declaration_id: str, day: date) -> Declaration:
        """Return a declaration as it stands on `day`. Raises NotFound."""
        return declaration_in(self.law("declarations"), declaration_id, day)


@cache
def shipped_files() -> Files:
    """Return the files of this program by folder. Raises RuleFileRefused: broken installation."""
    return {
        folder: tuple(
            read_rule_file(folder, file.read_bytes(), Origin.SHIPPED)
            for file in sorted(resource(folder).glob("*.yaml"))
        )
        for folder in FOLDERS
    }


@cache
def shipped() -> Rulebook:
    """Return the rules of this program alone."""
    return bound(shipped_files(), {})


def bound(files: Files, readings: Readings) -> Rulebook:
    """Return the rulebook of these files, with who read which source."""
    known = {
        folder: [replace(one, facts=tuple(_with_reading(one.facts, readings))) for one in some]
        for folder, some in files.items()
    }
    return Rulebook(tuple(map(recipient_of, known["recipients"])), tuple(known["law"]))


def with_added(files: Files, folder: str, added: FactFile) -> Files:
    """Return the files with one more.

    A firm's own lies over the others; a newer one of a pack stands in the place of an older one.
    """
    by_id = {one.id: one for one in files[folder]}
    there = by_id.get(added.id)
    if there is None:
        by_id[added.id] = added
    elif any(fact.origin is Origin.OWN for fact in added.facts):
        by_id[added.id] = laid_over(there, added)
    elif added.newest >= there.newest:
        by_id[added.id] = added
    return {**files, folder: tuple(by_id[one] for one in sorted(by_id))}


@lru_cache(maxsize=256)
def read_rule_file(folder: str, data: bytes, origin: Origin) -> FactFile:
    """Read a rule file and hold it against the schema of its folder. Raises RuleFileRefused."""
    from jsonschema import ValidationError  # noqa: PLC0415  # as in `foundation.schemas`

    try:
        read = read_facts(data, _schema(folder), origin)
        for fact in read.facts:
            # What can't be written as canonical JSON can't be stood by.
            _ = fact.sha256
    except ValidationError as error:
        raise _refused(folder, f"{error.json_path}: {error.message}") from error
    except (yaml.YAMLError, ValueError, KeyError, RecursionError) as error:
        raise _refused(folder, str(error) or type(error).__name__) from error
    return read


@cache
def _schema(folder: str) -> dict[str, object]:
    found = json.loads(resource(folder, "schema.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)  # noqa: S101  # it is ours
    return found


def require_whole(files: Files, names: Iterable[tuple[str, str]]) -> None:
    """Raise RuleFileRefused where a file of these (folder, id) names what is not there."""
    book = bound(files, {})
    wanted: dict[str, Callable[[str, date], object]] = {
        "declarations": book.declaration,
        "thresholds": lambda law_id, _day: book.law(law_id),
    }
    for folder, rule_id in names:
        if folder != "recipients":
            continue
        for fact in book.recipient(rule_id).facts:
            named = fact.value if isinstance(fact.value, list) else [fact.value]
            for one in named if fact.name in wanted and fact.value is not None else ():
                try:
                    wanted[fact.name](str(one), fact.checked_on)
                except NotFound as error:
                    raise _refused(f"{folder}/{rule_id}", f"{fact.name}: {one}") from error


def _with_reading(facts: Iterable[RuleFact], readings: Readings) -> Iterable[RuleFact]:
    for fact in facts:
        read = readings.get((fact.file, fact.name, fact.sha256)) if readings else None
        yield replace(fact, read=read) if read else fact


def _refused(file: str, detail: str) -> RuleFileRefused:
    return RuleFileRefused(file=file, detail=one_line(detail, 300))
