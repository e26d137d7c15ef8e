"""Declarations that recipients want of a complaint: `resources/law/declarations.yaml`."""

from dataclasses import dataclass
from datetime import date

from evidencekit.casework.dated_facts import FactFile, RuleFact
from evidencekit.domain.errors import NotFound


@dataclass(frozen=True, slots=True)
class Declaration:
    """One declaration in our words. `texts` are pairs of a language (en, zh_CN) and the words.

    `basis` is what asks for it; `fact` says how well that is known.
    """

    id: str
    texts: tuple[tuple[str, str], ...]
    basis: str
    fact: RuleFact

    def text(self, language: str) -> str:
        """Return the words in a language, in English where there are none."""
        texts = dict(self.texts)
        return texts.get(language, texts["en"])


def declaration_in(law: FactFile, declaration_id: str, day: date) -> Declaration:
    """Return a declaration of the law's file as it stands on `day`. Raises NotFound."""
    fact = law.fact(declaration_id, day)
    if fact is None:
        raise NotFound(what="declaration", id=declaration_id)
    given = fact.value
    assert isinstance(given, dict)  # noqa: S101  # the schema has said so
    return Declaration(fact.name, tuple(given["texts"].items()), given["basis"], fact)
