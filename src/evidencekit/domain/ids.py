"""Ids: a letter, `-`, and a lower-case ULID (48 bits of milliseconds, 80 of chance)."""

import re
import secrets
from datetime import UTC, datetime, timedelta
from enum import StrEnum

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ULID = re.compile(r"[0-7][0-9a-hjkmnp-tv-z]{25}")


class IdKind(StrEnum):
    """What an id names; the value is its first letter (design section 7)."""

    CAPTURE = "c"
    RIGHT = "r"
    CASE = "k"
    SELLER = "s"
    COMPLAINT = "p"
    VAULT = "v"
    PRODUCT = "g"
    PURCHASE = "t"


def new_id(kind: IdKind, at: datetime) -> str:
    """Return a fresh id of `kind`, ordered by `at` (aware; milliseconds count)."""
    # Whole numbers only: `timestamp() * 1000` can fall one millisecond short.
    milliseconds = (at - _EPOCH) // timedelta(milliseconds=1)
    number = (milliseconds << 80) | secrets.randbits(80)
    digits = []
    for _ in range(26):
        number, digit = divmod(number, 32)
        digits.append(_CROCKFORD[digit])
    return f"{kind.value}-{''.join(reversed(digits))}"


def is_id(text: str, kind: IdKind) -> bool:
    """Say whether `text` is an id of `kind`; the only form that may become part of a path."""
    return text[:2] == f"{kind.value}-" and _ULID.fullmatch(text[2:]) is not None
