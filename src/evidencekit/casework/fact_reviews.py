"""What people said of facts, in the database."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from evidencekit.casework import rows
from evidencekit.casework.standing import FactAction, FactReview, PictureBox
from evidencekit.casework.tables import fact_reviews
from evidencekit.domain.times import parse_utc, utc_text


def add_review(connection: sa.Connection, review: FactReview, at: datetime) -> None:
    """Add a record; those before it stay as they are."""
    box = review.box
    row = {
        "capture_id": review.capture_id,
        "capture_sha256": review.capture_sha256,
        "fact": review.fact,
        "action": review.action.value,
        "fact_value": review.content,
        "box": [box.x, box.y, box.width, box.height] if box else None,
        "by": review.by,
        "at": utc_text(review.at),
        "record_sha256": review.record_sha256,
        "undoes": review.undoes,
    }
    connection.execute(fact_reviews.insert().values(row | rows.stamped(at)))


def reviews_of(connection: sa.Connection, capture_sha256: str) -> list[FactReview]:
    """Return what was said of the facts of a capture, the first word first."""
    return _reviews(connection, fact_reviews.c.capture_sha256 == capture_sha256)


def reviews_of_each(
    connection: sa.Connection, capture_sha256s: Sequence[str]
) -> dict[str, list[FactReview]]:
    """Do as `reviews_of` for many captures, by their hashes; absent: nobody spoke of it."""
    found: dict[str, list[FactReview]] = {}
    for review in _reviews(connection, fact_reviews.c.capture_sha256.in_(capture_sha256s)):
        found.setdefault(review.capture_sha256, []).append(review)
    return found


def all_reviews(connection: sa.Connection) -> dict[str, list[FactReview]]:
    """Return by capture id what was said of any fact, the first word first."""
    found: dict[str, list[FactReview]] = {}
    for review in _reviews(connection, sa.true()):
        found.setdefault(review.capture_id, []).append(review)
    return found


def _reviews(connection: sa.Connection, which: sa.ColumnElement[bool]) -> list[FactReview]:
    query = fact_reviews.select().where(which).order_by(fact_reviews.c.id)
    return [
        FactReview(
            row["capture_id"],
            row["capture_sha256"],
            row["fact"],
            FactAction(row["action"]),
            row["fact_value"],
            PictureBox(*row["box"]) if row["box"] else None,
            row["by"],
            parse_utc(row["at"]),
            row["undoes"],
        )
        for row in connection.execute(query).mappings()
    ]
