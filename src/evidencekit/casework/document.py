"""The nouns of casework as JSON: names as in `model`, times and days as text."""

import dataclasses
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING

from evidencekit.domain.money import Money
from evidencekit.domain.times import utc_text

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def document(noun: "DataclassInstance") -> dict[str, object]:
    """Return a noun as a JSON object: every field, null for what is not known."""
    return {one.name: _value(getattr(noun, one.name)) for one in dataclasses.fields(noun)}


def _value(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return utc_text(value) if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, Money):
        return value.to_json()
    if isinstance(value, tuple):
        return [_value(one) for one in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return document(value)
    return value
