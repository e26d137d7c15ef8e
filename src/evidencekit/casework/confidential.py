"""What a case knows and no platform and no seller may learn."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from evidencekit.casework.model import Complaint, EnclosureKind
from evidencekit.casework.products import products_of
from evidencekit.casework.purchase_model import Purchase


def secrets_of(
    connection: sa.Connection, complaint: Complaint, bought: Sequence[Purchase]
) -> Iterator[tuple[EnclosureKind, str]]:
    """Give each line of the security features of the goods, and the accounts that bought."""
    for right in complaint.rights:
        for product in products_of(connection, right):
            for line in filter(str.strip, product.security.splitlines()):
                yield EnclosureKind.SECURITY_FEATURES, line
    for one in bought:
        if one.account:
            yield EnclosureKind.BUYER_ACCOUNT, one.account
