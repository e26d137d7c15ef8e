"""A fact: one value read from a page, with its raw words and its place."""

from dataclasses import dataclass

FactValue = str | int | bool | list[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader says of one fact.

    `value` as in design section 7 (prices decimal strings, counts integers), `raw` the words of
    the page, `where` the place (address part, JSON path, CSS selector), `reader` which reader.
    `low` and `high` bound a count shown as a bucket; `high` None is open.
    """

    name: str
    value: FactValue
    raw: str
    where: str
    reader: str
    low: int | None = None
    high: int | None = None
