"""The genuine products of a right, to hold suspect goods against; in the database."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from evidencekit.casework import rows
from evidencekit.casework.tables import genuine_photos
from evidencekit.casework.tables_register import product_photos, product_prices, products
from evidencekit.domain.money import Money
from evidencekit.domain.times import parse_utc, utc_text


class PhotoShows(StrEnum):
    """What a photo of a product shows."""

    PRODUCT = "product"
    PACKAGING = "packaging"


@dataclass(frozen=True, slots=True)
class ProductPrice:
    """What a genuine product costs: where and on which day that was seen; `file` shows it."""

    price: Money
    day: date
    source: str
    file: str | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ProductPhoto:
    """A photo of a genuine product: `file` in the vault, the SHA-256 of its bytes."""

    file: str
    sha256: str
    shows: PhotoShows


@dataclass(frozen=True, slots=True)
class Product:
    """A genuine product of a right.

    `features` tell it from copies and may be told. `security` are features that must not be known:
    confidential, they leave with no packet and no export. `made_in` are places, `parties` who may
    make or sell it, `importers` and exporters, `ports` those usually used.
    """

    id: str
    right: str
    name: str
    sku: str
    features: str
    security: str
    made_in: tuple[str, ...]
    parties: tuple[str, ...]
    importers: tuple[str, ...]
    ports: tuple[str, ...]
    prices: tuple[ProductPrice, ...] = ()
    photos: tuple[ProductPhoto, ...] = ()


def add_product(connection: sa.Connection, product: Product, at: datetime) -> None:
    """Add a product of a right that is there, with its prices; photos are linked by themselves."""
    row = {
        "id": product.id,
        "right_id": product.right,
        "name": product.name,
        "sku": product.sku,
        "features": product.features,
        "security": product.security,
        "made_in": list(product.made_in),
        "parties": list(product.parties),
        "importers": list(product.importers),
        "ports": list(product.ports),
    }
    connection.execute(products.insert().values(row | rows.stamped(at)))
    for price in product.prices:
        add_price(connection, product.id, price)


def add_price(connection: sa.Connection, product_id: str, price: ProductPrice) -> None:
    """Add a price of a product that is there."""
    row = {
        "product_id": product_id,
        "amount": f"{price.price.amount:f}",
        "currency": price.price.currency,
        "day": price.day.isoformat(),
        "source": price.source,
        "file": price.file,
        "by": price.by,
        "at": utc_text(price.at),
    }
    connection.execute(product_prices.insert().values(row | rows.stamped(price.at)))


def link_photo(
    connection: sa.Connection, product: Product, sha256: str, shows: PhotoShows, at: datetime
) -> None:
    """Say that a genuine photo of the product's right, named by its hash, shows the product."""
    table = genuine_photos
    named = (table.c.right_id == product.right) & (table.c.sha256 == sha256)
    photo = connection.execute(sa.select(table.c.id).where(named)).scalar_one()
    row = {"product_id": product.id, "photo_id": photo, "shows": shows.value}
    connection.execute(product_photos.insert().values(row | rows.stamped(at)))


def find_product(connection: sa.Connection, product_id: str) -> Product:
    """Return a product. Raises NotFound."""
    row = rows.row_of(connection, products, "product", product_id)
    texts: dict[str, Any] = {name: row[name] for name in ("name", "sku", "features", "security")}
    names = ("made_in", "parties", "importers", "ports")
    lists: dict[str, Any] = {name: tuple(row[name]) for name in names}
    return Product(
        id=row["id"],
        right=row["right_id"],
        prices=_prices(connection, product_id),
        photos=_photos(connection, product_id),
        **texts,
        **lists,
    )


def products_of(connection: sa.Connection, right_id: str) -> list[Product]:
    """Return the products of a right, the first one first."""
    query = sa.select(products.c.id).where(products.c.right_id == right_id).order_by(products.c.id)
    return [find_product(connection, one) for one in connection.execute(query).scalars()]


def _prices(connection: sa.Connection, product_id: str) -> tuple[ProductPrice, ...]:
    table = product_prices
    query = table.select().where(table.c.product_id == product_id).order_by(table.c.day, table.c.id)
    return tuple(
        ProductPrice(
            Money(Decimal(row["amount"]), row["currency"]),
            date.fromisoformat(row["day"]),
            row["source"],
            row["file"],
            row["by"],
            parse_utc(row["at"]),
        )
        for row in connection.execute(query).mappings()
    )


def _photos(connection: sa.Connection, product_id: str) -> tuple[ProductPhoto, ...]:
    query = (
        sa.select(genuine_photos.c.file, genuine_photos.c.sha256, product_photos.c.shows)
        .join(product_photos, product_photos.c.photo_id == genuine_photos.c.id)
        .where(product_photos.c.product_id == product_id)
        .order_by(genuine_photos.c.id)
    )
    return tuple(
        ProductPhoto(file, sha256, PhotoShows(shows))
        for file, sha256, shows in connection.execute(query)
    )
