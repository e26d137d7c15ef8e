"""What a case knows and no platform and no seller may learn, and whether a text tells it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

import sqlalchemy as sa

from evidencekit.casework.model import EnclosureKind
from evidencekit.casework.products import products_of
from evidencekit.casework.purchase_model import Purchase

Secrets = tuple[tuple[EnclosureKind, str], ...]
_PART = re.compile(r"[\n;；]")
# What is shorter stands in any text.
_LEAST = 3


def secrets_of(
    connection: sa.Connection, rights: Iterable[str], bought: Sequence[Purchase]
) -> Iterator[tuple[EnclosureKind, str]]:
    """Give each line of the security features of the goods, and the accounts that bought."""
    for right in rights:
        for product in products_of(connection, right):
            for line in filter(str.strip, product.security.splitlines()):
                yield EnclosureKind.SECURITY_FEATURES, line
    for one in bought:
        if one.account:
            yield EnclosureKind.BUYER_ACCOUNT, one.account


def told_in(text: str, secrets: Secrets) -> Iterator[EnclosureKind]:
    """Give the kind of each secret that a text tells, whatever its letters' case and width."""
    plain = _plain(text)
    for kind, words in secrets:
        # One line may tell of several features; each by itself is a secret.
        parts = map(_plain, _PART.split(words))
        if any(len(part) >= _LEAST and part in plain for part in parts):
            yield kind


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
