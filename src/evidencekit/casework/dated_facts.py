"""Dated facts of recipients and of the law: a value with its status, sources and days."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

import yaml

from evidencekit.casework.strict_yaml import Strict
from evidencekit.domain.times import utc_text
from evidencekit.evidence.canonical import canonical
from evidencekit.foundation.catalogue import N_, _
from evidencekit.foundation.own_yaml import OwnLoader
from evidencekit.foundation.schemas import validator


class FactStatus(StrEnum):
    """How well a fact is known, the best first."""

    PRIMARY = "primary"
    OFFICIAL = "official"
    SECONDARY = "secondary"
    CONFLICT = "conflict"
    MEMORY = "memory"

    @property
    def is_doubtful(self) -> bool:
        """Say whether the user is to be told: nobody read it at the recipient or in the law."""
        return self not in {FactStatus.PRIMARY, FactStatus.OFFICIAL}

    @property
    def words(self) -> str:
        """Return it for a person, in the current language."""
        return _(_STATUSES[self])


_STATUSES = {
    FactStatus.PRIMARY: N_("read in the law"),
    FactStatus.OFFICIAL: N_("read at the recipient"),
    FactStatus.SECONDARY: N_("told by others"),
    FactStatus.CONFLICT: N_("sources disagree"),
    FactStatus.MEMORY: N_("from memory"),
}


class Origin(StrEnum):
    """Who gives a rule: this program, a newer data pack, or the firm itself."""

    SHIPPED = "shipped"
    PACK = "pack"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class SourceReading:
    """A named person read where a fact stands: on which day, where (an address, an edition)."""

    by: str
    on: date
    where: str
    at: datetime

    def to_json(self) -> dict[str, str]:
        """Return `read` of a fact."""
        day, at = self.on.isoformat(), utc_text(self.at)
        return {"by": self.by, "on": day, "where": self.where, "at": at}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was read."""

    id: str
    title: str
    url: str | None


@dataclass(frozen=True, slots=True)
class RuleFact:
    """One dated fact. `value` None is unknown, never "no limit". Days are inclusive.

    `file` is the id of its rule file; `read` the last word of a person who read its source.
    """

    name: str
    value: object
    status: FactStatus
    sources: tuple[Source, ...]
    checked_on: date
    valid_from: date | None
    valid_to: date | None
    note: str | None
    file: str = ""
    origin: Origin = Origin.SHIPPED
    read: SourceReading | None = None

    @property
    def is_open(self) -> bool:
        """Say whether it is doubtful and nobody at work here has read its source."""
        return self.status.is_doubtful and self.read is None

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of what it says and of when: who reads a source stands by this."""
        said = [self.value, _iso(self.valid_from), _iso(self.valid_to)]
        return hashlib.sha256(canonical(said)).hexdigest()

    def holds_on(self, day: date) -> bool:
        """Say whether the fact is in force on `day`."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)

    def to_json(self) -> dict[str, object]:
        """Return the fact as `complaint check --json` gives it."""
        return {
            "name": self.name,
            "value": self.value,
            "status": self.status.value,
            "sources": [{"title": one.title, "url": one.url} for one in self.sources],
            "checked_on": self.checked_on.isoformat(),
            "valid_from": _iso(self.valid_from),
            "valid_to": _iso(self.valid_to),
            "note": self.note,
            "file": self.file,
            "origin": self.origin.value,
            "read": self.read.to_json() if self.read else None,
        }


@dataclass(frozen=True, slots=True)
class FactFile:
    """A file of dated facts: what its head says, its facts in order, the SHA-256 of its bytes."""

    head: Mapping[str, object]
    facts: tuple[RuleFact, ...]
    sha256: str

    @property
    def id(self) -> str:
        """Return its id."""
        return str(self.head["id"])

    @property
    def newest(self) -> date:
        """Return the day on which something of it was last looked up."""
        return max(fact.checked_on for fact in self.facts)

    @property
    def name(self) -> str:
        """Return its English name."""
        return str(self.head["name"])

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """Return pairs of a language and the name in it."""
        given = self.head.get("names", {})
        assert isinstance(given, dict)  # noqa: S101  # the schema has said so
        return tuple(given.items())

    def fact(self, name: str, day: date) -> RuleFact | None:
        """Return the fact in force on `day`, None when nothing is known for that day."""
        return fact_on(self.facts, name, day)


def fact_on(facts: tuple[RuleFact, ...], name: str, day: date) -> RuleFact | None:
    """Return the fact of this name in force on `day` whose value is known, else None."""
    held = (fact for fact in facts if fact.name == name and fact.holds_on(day))
    return next((fact for fact in held if fact.value is not None), None)


def laid_over(file: FactFile, above: FactFile) -> FactFile:
    """Return a file with the facts of another laid over its own, which stay to be seen.

    What heads it is said by the one below; of `preflight` the rules of both are due.
    """
    head = dict(file.head)
    rules = [one.head.get("preflight", []) for one in (file, above)]
    if any(rules):
        head["preflight"] = list(dict.fromkeys(rule for some in rules for rule in _list(some)))
    both = hashlib.sha256(f"{file.sha256}\n{above.sha256}\n".encode()).hexdigest()
    return replace(file, head=head, facts=(*above.facts, *file.facts), sha256=both)


def read_facts(data: bytes, schema: Mapping[str, object], origin: Origin) -> FactFile:
    """Read a file. Raises yaml.YAMLError, jsonschema.ValidationError, KeyError (a source)."""
    # Dates stay text here: YAML's own would pass no schema.
    loader = _OwnDatesAsText if origin is Origin.SHIPPED else _DatesAsText
    document = yaml.load(data, Loader=loader)  # noqa: S506  # SafeLoaders
    validator(schema).validate(document)
    sources = {
        name: Source(name, one["title"], one["url"]) for name, one in document["sources"].items()
    }
    facts = tuple(
        replace(_fact(name, version, sources), file=document["id"], origin=origin)
        for name, versions in document["facts"].items()
        for version in versions
    )
    head = {name: value for name, value in document.items() if name not in {"facts", "sources"}}
    return FactFile(head, facts, hashlib.sha256(data).hexdigest())


class _DatesAsText(Strict, yaml.SafeLoader):
    """Makes plain values; a day stays text."""


class _OwnDatesAsText(OwnLoader):  # type: ignore[misc, valid-type]  # one of two
    """The same, quicker and less strict: of files that came with this program."""


_DatesAsText.yaml_implicit_resolvers = _OwnDatesAsText.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:timestamp"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _fact(name: str, given: dict[str, object], sources: dict[str, Source]) -> RuleFact:
    named, note = _list(given["source"]), given.get("note")
    return RuleFact(
        name,
        given["value"],
        FactStatus(str(given["status"])),
        tuple(sources[str(one)] for one in named),
        date.fromisoformat(str(given["checked_on"])),
        _day(given["valid_from"]),
        _day(given["valid_to"]),
        None if note is None else str(note),
    )


def _list(given: object) -> list[object]:
    assert isinstance(given, list)  # noqa: S101  # the schema has said so
    return given


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: object) -> date | None:
    return None if text is None else date.fromisoformat(str(text))
