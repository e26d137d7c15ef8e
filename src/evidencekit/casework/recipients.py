"""Recipients as dated data: `resources/recipients/*.yaml`, checked by a schema when loaded."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

import yaml
from jsonschema import Draft202012Validator

from evidencekit.domain.errors import NotFound
from evidencekit.foundation.resources import resource


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
class Recipient:
    """Who takes complaints. `preflight` names the rules due here; `sha256` is of the rule file.

    `name` is English, `names` pairs of a language and the name in it.
    """

    id: str
    name: str
    names: tuple[tuple[str, str], ...]
    kind: str
    preflight: tuple[str, ...]
    facts: tuple[RuleFact, ...]
    sha256: str

    def called(self, language: str) -> str:
        """Return the name in a language, in English where there is none."""
        return dict(self.names).get(language, self.name)

    def fact(self, name: str, day: date) -> RuleFact | None:
        """Return the fact in force on `day`, None when nothing is known for that day."""
        held = (fact for fact in self.facts if fact.name == name and fact.holds_on(day))
        return next((fact for fact in held if fact.value is not None), None)


@cache
def recipients() -> tuple[Recipient, ...]:
    """Return every recipient. Raises jsonschema.ValidationError: a broken installation."""
    folder = resource("recipients")
    schema = json.loads((folder / "schema.json").read_text(encoding="utf-8"))
    return tuple(
        read_recipient(file.read_bytes(), schema) for file in sorted(folder.glob("*.yaml"))
    )


def find_recipient(recipient_id: str) -> Recipient:
    """Return the recipient with this id. Raises NotFound."""
    found = (one for one in recipients() if one.id == recipient_id)
    recipient = next(found, None)
    if recipient is None:
        raise NotFound(what="recipient", id=recipient_id)
    return recipient


def read_recipient(data: bytes, schema: dict[str, object]) -> Recipient:
    """Read a rule file. Raises yaml.YAMLError, jsonschema.ValidationError, KeyError (a source)."""
    # Dates stay text here: YAML's own would pass no schema.
    document = yaml.load(data, Loader=_DatesAsText)  # noqa: S506  # a SafeLoader
    Draft202012Validator(schema).validate(document)
    sources = {
        name: Source(name, one["title"], one["url"]) for name, one in document["sources"].items()
    }
    return Recipient(
        document["id"],
        document["name"],
        tuple(document.get("names", {}).items()),
        document["kind"],
        tuple(document["preflight"]),
        tuple(
            _fact(name, version, sources)
            for name, versions in document["facts"].items()
            for version in versions
        ),
        hashlib.sha256(data).hexdigest(),
    )


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
