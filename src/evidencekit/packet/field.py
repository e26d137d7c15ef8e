"""A field of a recipient's form, filled or not."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a recipient's form. `label` is translated; `value` empty: not known here.

    `limit` is the most characters that the recipient takes, None when that is not known.
    `note` is what whoever copies it has to be told.
    """

    name: str
    label: str
    value: str
    limit: int | None = None
    note: str = ""
