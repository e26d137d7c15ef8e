"""Dated facts of recipients and of the law: a value with its status, sources and days."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator


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


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was read."""

    id: str
    title: str
    url: str | None


@dataclass(frozen=True, slots=True)
class RuleFact:
    """One dated fact. `value` None is unknown, never "no limit". Days are inclusive."""

    name: str
    value: object
    status: FactStatus
    sources: tuple[Source, ...]
    checked_on: date
    valid_from: date | None
    valid_to: date | None
    note: str | None

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
            "valid_from": self.valid_from.isoformat() if self.valid_from else None,
            "valid_to": self.valid_to.isoformat() if self.valid_to else None,
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class FactFile:
    """A file of dated facts: what its head says, its facts in order, the SHA-256 of its bytes."""

    head: Mapping[str, object]
    facts: tuple[RuleFact, ...]
    sha256: str

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


def read_facts(data: bytes, schema: Mapping[str, object]) -> FactFile:
    """Read a file. Raises yaml.YAMLError, jsonschema.ValidationError, KeyError (a source)."""
    # Dates stay text here: YAML's own would pass no schema.
    document = yaml.load(data, Loader=_DatesAsText)  # noqa: S506  # a SafeLoader
    Draft202012Validator(schema).validate(document)
    sources = {
        name: Source(name, one["title"], one["url"]) for name, one in document["sources"].items()
    }
    facts = tuple(
        _fact(name, version, sources)
        for name, versions in document["facts"].items()
        for version in versions
    )
    head = {name: value for name, value in document.items() if name not in {"facts", "sources"}}
    return FactFile(head, facts, hashlib.sha256(data).hexdigest())


def read_folder(folder: Path) -> tuple[FactFile, ...]:
    """Return the files of a folder by name; `schema.json` is theirs. Raises as `read_facts`."""
    schema = json.loads((folder / "schema.json").read_text(encoding="utf-8"))
    return tuple(read_facts(file.read_bytes(), schema) for file in sorted(folder.glob("*.yaml")))


class _DatesAsText(yaml.SafeLoader):
    pass


_DatesAsText.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:timestamp"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _fact(name: str, given: dict[str, object], sources: dict[str, Source]) -> RuleFact:
    named, note = given["source"], given.get("note")
    assert isinstance(named, list)  # noqa: S101  # the schema has said so
    return RuleFact(
        name,
        given["value"],
        FactStatus(str(given["status"])),
        tuple(sources[one] for one in named),
        date.fromisoformat(str(given["checked_on"])),
        _day(given["valid_from"]),
        _day(given["valid_to"]),
        None if note is None else str(note),
    )


def _day(text: object) -> date | None:
    return None if text is None else date.fromisoformat(str(text))
