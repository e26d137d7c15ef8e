"""Sellers in the database."""

from datetime import datetime

import sqlalchemy as sa

from evidencekit.casework import rows
from evidencekit.casework.model import Seller
from evidencekit.casework.tables import sellers


def add_seller(connection: sa.Connection, seller: Seller, at: datetime) -> None:
    """Add a seller whom `seller_named` does not know."""
    row = {
        "id": seller.id,
        "platform": seller.platform,
        "shop_id": seller.shop_id,
        "name": seller.name,
        "url": seller.url,
    }
    connection.execute(sellers.insert().values(row | rows.stamped(at)))


def find_seller(connection: sa.Connection, seller_id: str) -> Seller:
    """Return a seller. Raises NotFound."""
    return _seller(rows.row_of(connection, sellers, "seller", seller_id))


def seller_named(connection: sa.Connection, platform: str, shop_id: str) -> str | None:
    """Return the id of the seller with this shop, if there is one."""
    same = (sellers.c.platform == platform) & (sellers.c.shop_id == shop_id)
    return connection.execute(sa.select(sellers.c.id).where(same)).scalar()


def list_sellers(connection: sa.Connection) -> list[Seller]:
    """Return the sellers, newest first."""
    query = sellers.select().order_by(sellers.c.id.desc())
    return [_seller(row) for row in connection.execute(query).mappings()]


def _seller(row: sa.RowMapping) -> Seller:
    return Seller(row["id"], row["platform"], row["shop_id"], row["name"], row["url"])
