"""The sentences of a complaint as data: `resources/texts/<language>/complaint.yaml`.

Nobody's lawyer has read them until somebody says so in the file; whatever shows them says that too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from json import loads
from string import Formatter

import yaml

from evidencekit.casework.strict_yaml import Strict
from evidencekit.foundation.catalogue import LANGUAGES
from evidencekit.foundation.resources import resource
from evidencekit.foundation.schemas import validator


class SubjectKind(StrEnum):
    """What sentences are about, in the order in which they stand."""

    FILER = "filer"
    RIGHT = "right"
    LISTING = "listing"
    PURCHASE = "purchase"
    REQUEST = "request"


EXHIBIT = "exhibit"
"""The field of a sentence that names what carries it."""


@dataclass(frozen=True, slots=True)
class Template:
    """One text with its fields, `fields` without that of the exhibit."""

    text: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SentenceText:
    """One sentence: `when` names traits and the values of which one is due, `texts` in order."""

    id: str
    when: Mapping[str, tuple[str, ...]]
    texts: tuple[Template, ...]

    def is_due(self, traits: Mapping[str, str]) -> bool:
        """Say whether it is said of a subject with these traits."""
        return all(traits.get(name) in wanted for name, wanted in self.when.items())


@dataclass(frozen=True, slots=True)
class WordingText:
    """The sentences in one language; `values` are words for coded values, by field."""

    language: str
    title: str
    author: str
    day: date
    status: str
    reviewer: str
    basis: str
    note: str
    between: str
    joined: str
    values: Mapping[str, Mapping[str, str]]
    sentences: Mapping[SubjectKind, tuple[SentenceText, ...]]


@cache
def wording_text(language: str) -> WordingText:
    """Return the sentences in `en` or `zh_CN`, in English for any other.

    Raises FileNotFoundError, jsonschema.ValidationError, ValueError (a field that is no plain
    name): a broken installation.
    """
    known = language if language in LANGUAGES else "en"
    schema = loads(resource("texts", "complaint.schema.json").read_text(encoding="utf-8"))
    data = resource("texts", known, "complaint.yaml").read_text(encoding="utf-8")
    raw = yaml.load(data, Loader=_Loader)  # noqa: S506  # a SafeLoader
    validator(schema).validate(raw)
    return WordingText(
        language=known,
        title=raw["title"],
        author=raw["author"],
        day=date.fromisoformat(raw["date"]),
        status=raw["status"],
        reviewer=raw.get("reviewer", ""),
        basis=raw["basis"],
        note=raw["note"],
        between=raw["between"],
        joined=raw["joined"],
        values=raw["values"],
        sentences={kind: tuple(map(_sentence, raw["subjects"][kind])) for kind in SubjectKind},
    )


class _Loader(Strict, yaml.SafeLoader):
    """Makes plain values, and refuses a key that stands twice."""


def _sentence(raw: dict[str, object]) -> SentenceText:
    when, texts = raw.get("when", {}), raw["texts"]
    assert isinstance(when, dict)  # noqa: S101  # the schema has said so
    assert isinstance(texts, list)  # noqa: S101  # the schema has said so
    due = {name: tuple(values) for name, values in when.items()}
    return SentenceText(str(raw["id"]), due, tuple(map(_template, texts)))


def _template(text: str) -> Template:
    parts = list(Formatter().parse(text))
    named = [name for _, name, _, _ in parts if name is not None]
    odd = [name for _, name, form, conversion in parts if form or conversion]
    if odd or not all(map(str.isidentifier, named)):
        raise ValueError(text)
    return Template(text, tuple(one for one in dict.fromkeys(named) if one != EXHIBIT))
