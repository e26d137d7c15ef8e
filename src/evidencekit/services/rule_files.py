"""The rules of recipients and of the law as they stand today, with how well each is known."""

from dataclasses import dataclass
from datetime import date
from itertools import chain

from evidencekit.casework.dated_facts import FactStatus, Origin, RuleFact, fact_on
from evidencekit.casework.rulebook import Rulebook
from evidencekit.domain.errors import NotFound

# What was looked up longer ago is called old: recipients change their forms every few months.
OLD_DAYS = 180


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

    def is_old(self, day: date) -> bool:
        """Say whether on `day` something of it was looked up more than `OLD_DAYS` ago."""
        return (day - self.checked_on).days > OLD_DAYS

    @property
    def origins(self) -> tuple[Origin, ...]:
        """Return who gives its facts: shipped, a data pack, the firm itself."""
        return tuple(dict.fromkeys(fact.origin for fact in self.facts))

    def unverified(self, day: date) -> tuple[str, ...]:
        """Return the facts in force on `day` that nobody read in the law or at the recipient."""
        held = (fact_on(self.facts, name, day) for name in self._names)
        return tuple(fact.name for fact in held if fact is not None and fact.is_open)

    def conflicts(self, day: date) -> tuple[str, ...]:
        """Return the facts of which several readings stand here on `day`: both are shown."""
        held = [fact for fact in self.facts if fact.holds_on(day) and fact.value is not None]
        found = [one.name for one in held if one.status is FactStatus.CONFLICT]
        for name in self._names:
            said = {one.sha256 for one in held if one.name == name}
            found += [name] if len(said) > 1 else []
        return tuple(dict.fromkeys(found))

    @property
    def _names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(fact.name for fact in self.facts))

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
            "origins": [one.value for one in self.origins],
            "unverified": list(self.unverified(day)),
            "conflicts": list(self.conflicts(day)),
            "unknown": list(self.unknown(day)),
            "facts": [fact.to_json() | {"holds": fact.holds_on(day)} for fact in self.facts],
        }


def rule_files(rules: Rulebook) -> tuple[RuleFile, ...]:
    """Return every recipient by id, then every file of the law."""
    of_law = (
        RuleFile(one.id, one.name, one.names, "law", one.facts, one.sha256) for one in rules.laws
    )
    of_recipients = (
        RuleFile(one.id, one.name, one.names, one.kind, one.facts, one.sha256)
        for one in rules.recipients
    )
    return tuple(chain(of_recipients, of_law))


def find_rule_file(rules: Rulebook, rule_id: str) -> RuleFile:
    """Return one of `rule_files`. Raises NotFound."""
    found = next((one for one in rule_files(rules) if one.id == rule_id), None)
    if found is None:
        raise NotFound(what="recipient", id=rule_id)
    return found
