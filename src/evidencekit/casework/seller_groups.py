"""Which sellers a person said to be one hand, and took apart again; every word has its person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from evidencekit.casework import rows
from evidencekit.casework.tables import seller_decisions
from evidencekit.domain.errors import NotFound
from evidencekit.domain.times import parse_utc, utc_text


class GroupAction(StrEnum):
    """What a person decided: two belong together; one belongs to none of those it stood with."""

    MERGE = "merge"
    SPLIT = "split"


@dataclass(frozen=True, slots=True)
class SellerDecision:
    """One decision. `other` is None for a split; `undone_by` says who took it back, if anybody."""

    action: GroupAction
    seller: str
    other: str | None
    reason: str
    by: str
    at: datetime
    id: int = 0
    undone_by: str | None = None

    def to_json(self) -> dict[str, object]:
        """Return an element of `decisions`."""
        return {
            "number": self.id,
            "action": self.action.value,
            "seller": self.seller,
            "other": self.other,
            "reason": self.reason,
            "by": self.by,
            "at": utc_text(self.at),
            "undone_by": self.undone_by,
        }


def groups(decisions: Iterable[SellerDecision]) -> list[frozenset[str]]:
    """Return the groups of two or more that the decisions leave, folded in their order.

    What was undone counts as if it had never been said. Merges alone give the same groups in any
    order; a split takes one seller out, the others stay together.
    """
    of: dict[str, frozenset[str]] = {}
    for one in decisions:
        if one.undone_by is not None:
            continue
        mine = of.get(one.seller, frozenset({one.seller}))
        if one.other is not None:
            _set(of, mine | of.get(one.other, frozenset({one.other})))
        else:
            _set(of, mine - {one.seller})
            _set(of, frozenset({one.seller}))
    return sorted({group for group in of.values() if len(group) > 1}, key=sorted)


def _set(of: dict[str, frozenset[str]], group: frozenset[str]) -> None:
    of.update(dict.fromkeys(group, group))


def add_decision(connection: sa.Connection, decision: SellerDecision) -> int:
    """Add a decision about sellers that are there; return its number."""
    row = {
        "action": decision.action.value,
        "seller_id": decision.seller,
        "other_id": decision.other,
        "reason": decision.reason,
        "by": decision.by,
        "at": utc_text(decision.at),
    }
    done = connection.execute(seller_decisions.insert().values(row | rows.stamped(decision.at)))
    return int(done.inserted_primary_key[0]) if done.inserted_primary_key else 0


def undo_decision(connection: sa.Connection, number: int, by: str, at: datetime) -> None:
    """Mark a decision as taken back by a person. Raises NotFound, also when it was before."""
    table = seller_decisions
    standing = (table.c.id == number) & table.c.undone_by.is_(None)
    row = {"undone_by": by, "undone_at": utc_text(at), "changed": utc_text(at)}
    if not connection.execute(table.update().where(standing).values(row)).rowcount:
        raise NotFound(what="decision", id=number)


def decisions_of(connection: sa.Connection) -> list[SellerDecision]:
    """Return every decision, the first one first."""
    query = seller_decisions.select().order_by(seller_decisions.c.id)
    return [
        SellerDecision(
            GroupAction(row["action"]),
            row["seller_id"],
            row["other_id"],
            row["reason"],
            row["by"],
            parse_utc(row["at"]),
            row["id"],
            row["undone_by"],
        )
        for row in connection.execute(query).mappings()
    ]
