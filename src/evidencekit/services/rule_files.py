"""The rules of recipients and of the law as they stand today, with how well each is known."""

from dataclasses import dataclass
from datetime import date
from itertools import chain

from evidencekit.casework.dated_facts import RuleFact
from evidencekit.casework.law import laws
from evidencekit.casework.recipients import recipients
from evidencekit.domain.errors import NotFound


@dataclass(frozen=True, slots=True)
class RuleFile:
    """One recipient or one file of the law. `kind` is a recipient's kind, or `law`."""

    id: str
    name: str
    names: tuple[tuple[str, str], ...]
    kind: str
    facts: tuple[RuleFact, ...]
    sha256: str

    @property
    def checked_on(self) -> date:
        """Return the day on which the oldest fact was looked up: the age of the file."""
        return min(fact.checked_on for fact in self.facts)

    def unverified(self, day: date) -> tuple[str, ...]:
        """Return the facts in force on `day` that nobody read in the law or at the recipient."""
        held = (fact for fact in self.facts if fact.holds_on(day))
        doubtful = (
            fact.name for fact in held if fact.value is not None and fact.status.is_doubtful
        )
        return tuple(dict.fromkeys(doubtful))

    def unknown(self, day: date) -> tuple[str, ...]:
        """Return the names of facts of which nothing is known on `day`."""
        known = {fact.name for fact in self.facts if fact.holds_on(day) and fact.value is not None}
        return tuple(dict.fromkeys(fact.name for fact in self.facts if fact.name not in known))

    def to_json(self, day: date) -> dict[str, object]:
        """Return an element of `recipients --json`."""
        return {
            "id": self.id,
            "name": self.name,
            "names": dict(self.names),
            "kind": self.kind,
            "checked_on": self.checked_on.isoformat(),
            "age_days": (day - self.checked_on).days,
            "sha256": self.sha256,
            "unverified": list(self.unverified(day)),
            "unknown": list(self.unknown(day)),
            "facts": [fact.to_json() | {"holds": fact.holds_on(day)} for fact in self.facts],
        }


def rule_files() -> tuple[RuleFile, ...]:
    """Return every recipient by id, then every file of the law."""
    of_law = (
        RuleFile(str(one.head["id"]), one.name, one.names, "law", one.facts, one.sha256)
        for one in laws()
    )
    of_recipients = (
        RuleFile(one.id, one.name, one.names, one.kind, one.facts, one.sha256)
        for one in recipients()
    )
    return tuple(chain(of_recipients, of_law))


def find_rule_file(rule_id: str) -> RuleFile:
    """Return one of `rule_files`. Raises NotFound."""
    found = next((one for one in rule_files() if one.id == rule_id), None)
    if found is None:
        raise NotFound(what="recipient", id=rule_id)
    return found
