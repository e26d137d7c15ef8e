"""How far a case is with a seller: what the records say, and where a person placed it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from evidencekit.casework import rows
from evidencekit.casework.model import ComplaintState
from evidencekit.casework.steps import ENDED, FILED
from evidencekit.casework.tables_register import case_stages
from evidencekit.domain.times import parse_utc, utc_text
from evidencekit.foundation.catalogue import N_, _


class Stage(StrEnum):
    """The stages of a case with a seller, the first first."""

    NEW = "new"
    PRESERVED = "preserved"
    TEST_BUY = "test_buy"
    COMPLAINED = "complained"
    CLOSED = "closed"

    @property
    def place(self) -> int:
        """Return its place in the row of stages, from 0."""
        return _ORDER.index(self)

    @property
    def words(self) -> str:
        """Return what it is called, in the current language."""
        return _(_WORDS[self])


_ORDER = tuple(Stage)
_WORDS = {
    Stage.NEW: N_("New"),
    Stage.PRESERVED: N_("Preserved"),
    Stage.TEST_BUY: N_("Test buy"),
    Stage.COMPLAINED: N_("Complained"),
    Stage.CLOSED: N_("Closed"),
}
_GROUNDS = {
    Stage.PRESERVED: N_("all its captures are sealed and time-stamped"),
    Stage.TEST_BUY: N_("a test purchase is recorded"),
    Stage.COMPLAINED: N_("a complaint was filed"),
    Stage.CLOSED: N_("all its complaints have ended"),
}


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a named person placed a seller; `stage` None: nowhere any more."""

    case: str
    seller: str
    stage: Stage | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a seller stands. `recorded` is what the records say, `placing` the last by hand."""

    recorded: Stage
    placing: Placing | None = None

    @property
    def stage(self) -> Stage:
        """Return where it stands: the records win where they have moved beyond the hand."""
        placed = self.placing.stage if self.placing else None
        return max(self.recorded, placed or self.recorded, key=lambda one: one.place)

    @property
    def by_hand(self) -> bool:
        """Say whether it stands further than the records alone say."""
        return self.stage is not self.recorded

    def refusal(self, wanted: Stage) -> str:
        """Return why it can't be placed there, in the current language; empty: it can."""
        if wanted.place >= self.recorded.place:
            return ""
        text = _("the records say {stage}: {ground}. It can't stand before that")
        return text.format(stage=self.recorded.words, ground=_(_GROUNDS[self.recorded]))


def recorded_stage(
    stamped: Iterable[bool], complaints: Iterable[ComplaintState], *, bought: bool
) -> Stage:
    """Return the furthest stage that the records bear out.

    `stamped` has one word a capture, `complaints` one state a complaint about them.
    """
    words, states = list(stamped), list(complaints)
    filed = [one for one in states if one in FILED | ENDED]
    if filed and all(one in ENDED for one in states):
        return Stage.CLOSED
    if filed:
        return Stage.COMPLAINED
    if bought:
        return Stage.TEST_BUY
    return Stage.PRESERVED if words and all(words) else Stage.NEW


def add_placing(connection: sa.Connection, placing: Placing) -> None:
    """Add where a person placed a seller of a case that is there; it counts from now on."""
    row = {
        "case_id": placing.case,
        "seller": placing.seller,
        "stage": placing.stage.value if placing.stage else None,
        "by": placing.by,
        "at": utc_text(placing.at),
    }
    connection.execute(case_stages.insert().values(row | rows.stamped(placing.at)))


def placings_of(connection: sa.Connection, case_ids: Sequence[str]) -> list[Placing]:
    """Return all placings in cases, the first one first."""
    table = case_stages
    query = table.select().where(table.c.case_id.in_(case_ids)).order_by(table.c.id)
    return [
        Placing(
            row["case_id"],
            row["seller"],
            Stage(row["stage"]) if row["stage"] else None,
            row["by"],
            parse_utc(row["at"]),
        )
        for row in connection.execute(query).mappings()
    ]
