"""JSON schemas, which hold our own data and the forms of persons.

All ask here: jsonschema, with what it loads, is as much as a quick command loads in all, and most
commands read nothing that has a schema.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator


def validator(schema: Mapping[str, object]) -> "Draft202012Validator":
    """Return what holds documents against a schema; its `validate` raises ValidationError."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415  # see above

    return Draft202012Validator(schema)
