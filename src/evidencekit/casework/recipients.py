"""Recipients as dated data: `resources/recipients/*.yaml`; `rulebook` gathers them."""

from dataclasses import dataclass
from datetime import date

from evidencekit.casework.dated_facts import FactFile, RuleFact, fact_on


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

    def language(self, day: date) -> str:
        """Return the language in which it is written to, `en` or `zh_CN`; English if not known."""
        fact = self.fact("languages", day)
        taken = fact.value if fact is not None and isinstance(fact.value, list) else []
        return "zh_CN" if "zh" in taken and "en" not in taken else "en"

    def fact(self, name: str, day: date) -> RuleFact | None:
        """Return the fact in force on `day`, None when nothing is known for that day."""
        return fact_on(self.facts, name, day)


def recipient_of(file: FactFile) -> Recipient:
    """Return the recipient that a rule file describes."""
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
