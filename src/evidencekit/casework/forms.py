"""What a person writes in a YAML file, read strictly: one clear error, nothing guessed.

Every value is text until a field says otherwise: the country `NO` is no "false", `0123` no number.
"""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from evidencekit.casework.strict_yaml import Strict
from evidencekit.domain.errors import FileMissing, WrongUse
from evidencekit.foundation.display_text import one_line
from evidencekit.foundation.resources import resource
from evidencekit.foundation.schemas import validator

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

_MOST_BYTES = 1 << 20
_SHOWN_PROBLEMS = 5

Form = dict[str, Any]  # what a form's schema has held to be so


def read_form(path: Path, noun: str) -> Form:
    """Return the fields of a `right`, `seller`, `case` or `complaint`; all scalars are text.

    Raises FileMissing, WrongUse with the place of each fault.
    """
    return held(path, noun, _parsed(path))


def held(path: Path, noun: str, document: object) -> Form:
    """Return the fields of a noun, held to be so; `path` is named in errors. Raises WrongUse."""
    faults = sorted(_check(noun).iter_errors(document), key=lambda fault: fault.json_path)
    if faults:
        told = [f"{fault.json_path}: {fault.message}" for fault in faults[:_SHOWN_PROBLEMS]]
        raise wrong(path, one_line("; ".join(told), 600))
    assert isinstance(document, dict)  # noqa: S101  # the schema has said so
    return document


def wrong(path: Path, fault: str) -> WrongUse:
    """Return the error of a form, with its file and the place in it."""
    return WrongUse(detail=f"{path.name}: {fault}")


def day_of(path: Path, form: Form, field: str) -> date | None:
    """Return the day in a field, None if it is not there. Raises WrongUse for no day."""
    text = form.get(field)
    try:
        return date.fromisoformat(text) if text is not None else None
    except ValueError:
        raise wrong(path, f"$.{field}: {text!r} is no day of the calendar") from None


def _parsed(path: Path) -> object:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise FileMissing(path=path, detail=error.strerror) from error
    if len(data) > _MOST_BYTES:
        raise wrong(path, f"larger than {_MOST_BYTES} bytes")
    try:
        document: object = yaml.load(data, Loader=_PlainLoader)  # noqa: S506  # makes text only
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise wrong(path, one_line(str(error) or type(error).__name__, 300)) from error
    return document


@cache
def _check(noun: str) -> "Draft202012Validator":
    schema = json.loads(resource("casework", "forms.json").read_text(encoding="utf-8"))
    return validator(schema | {"$ref": f"#/$defs/{noun}"})


class _PlainLoader(Strict, yaml.BaseLoader):
    """Every scalar is text."""
