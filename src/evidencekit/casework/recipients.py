"""Recipients as dated data: `resources/recipients/*.yaml`, checked by a schema when loaded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from evidencekit.casework.dated_facts import FactFile, RuleFact, fact_on, read_facts, read_folder
from evidencekit.domain.errors import NotFound
from evidencekit.foundation.resources import resource


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
        return fact_on(self.facts, name, day)


@cache
def recipients() -> tuple[Recipient, ...]:
    """Return every recipient. Raises jsonschema.ValidationError: a broken installation."""
    return tuple(map(_recipient, read_folder(resource("recipients"))))


def find_recipient(recipient_id: str) -> Recipient:
    """Return the recipient with this id. Raises NotFound."""
    found = (one for one in recipients() if one.id == recipient_id)
    recipient = next(found, None)
    if recipient is None:
        raise NotFound(what="recipient", id=recipient_id)
    return recipient


def read_recipient(data: bytes, schema: Mapping[str, object]) -> Recipient:
    """Read a rule file. Raises as `read_facts`."""
    return _recipient(read_facts(data, schema))


def _recipient(file: FactFile) -> Recipient:
    head, preflight = file.head, file.head["preflight"]
    assert isinstance(preflight, list)  # noqa: S101  # the schema has said so
    return Recipient(
        str(head["id"]),
        file.name,
        file.names,
        str(head["kind"]),
        tuple(preflight),
        file.facts,
        file.sha256,
    )
