"""Legal texts: `resources/texts/<language>/*.yaml`, each with author, date and status.

Nobody's lawyer has read them until somebody says so in the file; whatever prints one says that too.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from json import loads

from evidencekit.foundation.own_yaml import read_own
from evidencekit.foundation.resources import resource
from evidencekit.foundation.schemas import validator
from evidencekit.foundation.wording_standing import standing_words


@dataclass(frozen=True, slots=True)
class LegalText:
    """One text in one language. `paragraphs` may hold named fields; `blanks` are filled by hand."""

    id: str
    language: str
    title: str
    author: str
    day: date
    status: str
    reviewer: str
    basis: str
    paragraphs: tuple[str, ...]
    blanks: tuple[str, ...]

    def standing(self, say: Callable[[str], str]) -> str:
        """Return the sentence that says who wrote and who reviewed it."""
        return standing_words(self.status, self.author, self.day, self.reviewer, say)

    def filled(self, fields: Mapping[str, str]) -> tuple[str, ...]:
        """Return the paragraphs with their fields. Raises KeyError for one that is not given."""
        return tuple(one.format_map(fields) for one in self.paragraphs)


@cache
def legal_text(name: str, language: str) -> LegalText:
    """Return a text by its name, in `en` or `zh_CN`.

    Raises FileNotFoundError, jsonschema.ValidationError: a broken installation.
    """
    schema = loads(resource("texts", "legal-text.schema.json").read_text(encoding="utf-8"))
    raw = read_own(resource("texts", language, f"{name}.yaml").read_text(encoding="utf-8"))
    validator(schema).validate(raw)
    return LegalText(
        id=name,
        language=language,
        title=raw["title"],
        author=raw["author"],
        day=date.fromisoformat(raw["date"]),
        status=raw["status"],
        reviewer=raw.get("reviewer", ""),
        basis=raw["basis"],
        paragraphs=tuple(" ".join(one.split()) for one in raw["paragraphs"]),
        blanks=tuple(raw["blanks"]),
    )
