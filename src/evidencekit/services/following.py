"""After the packet: what the recipient did, what is due, and the rates that follow."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

import sqlalchemy as sa

from evidencekit.casework import complaints, database, rechecks, rights, steps
from evidencekit.casework.attachments import keep_paper, read_paper
from evidencekit.casework.case_work import tasks_of
from evidencekit.casework.deadlines import (
    Deadline,
    in_order,
    of_complaint,
    of_right,
    of_task,
    of_tokens,
)
from evidencekit.casework.model import Complaint, Step, StepKind, StepWish
from evidencekit.casework.outcomes import Rate, ReportedListing, rates, reported
from evidencekit.casework.preflight import NAMES
from evidencekit.casework.purchase_model import KeptFile
from evidencekit.casework.rejections import rejection_rules
from evidencekit.casework.right_standing import sha256_of
from evidencekit.casework.rule_rows import rulebook_of
from evidencekit.casework.track_record import (
    Market,
    RecipientStanding,
    Totals,
    markets,
    standings,
    totals,
)
from evidencekit.domain.errors import (
    ArchiveRefused,
    CaptureRemoved,
    FileMissing,
    NotFound,
    OperatorMissing,
    WrongUse,
)
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.clock import Clock
from evidencekit.listing.platforms import site_name
from evidencekit.vault.stamps import StampQueue
from evidencekit.vault.vault import Vault, VaultWriter

GROUPS = ("recipient", "platform", "right", "reason", "rule", "person")


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """Everything that was filed, on one day; `rates` are pairs of a group of `GROUPS` and rates."""

    on: date
    totals: Totals
    standings: tuple[RecipientStanding, ...]
    rates: tuple[tuple[str, tuple[Rate, ...]], ...]
    markets: tuple[Market, ...]

    def to_json(self) -> dict[str, object]:
        """Return the object of `outcomes --json`."""
        return {
            "on": self.on.isoformat(),
            "totals": self.totals.to_json(),
            "standing": [one.to_json() for one in self.standings],
            "rates": {by: [one.to_json() for one in some] for by, some in self.rates},
        }


class FollowUpReading:
    """What is due and how it went: no lock, no key, nothing written.

    Every method raises VaultNewer and VaultDamaged when `casework.db` can't be read.
    """

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock

    def steps(self, complaint_id: str) -> list[Step]:
        """Return what happened to a complaint, as it was recorded. Raises NotFound."""
        with self._reading() as connection:
            complaints.find_complaint(connection, complaint_id)
            return steps.steps_of(connection, [complaint_id])

    def deadlines(self) -> list[Deadline]:
        """Return everything that is due, the overdue first."""
        with self._reading() as connection:
            own = [*self._clocks(connection), *self._ends(connection)]
            own += (one for task in tasks_of(connection) for one in of_task(task))
        # A demo's tokens prove nothing, renewed or not.
        layout, demo = self._vault.layout, self._vault.marker.demo
        ends = [] if demo else StampQueue(layout).renewals(self._clock.now())
        return in_order([*own, *of_tokens(ends)])

    def rates(self, by: str) -> list[Rate]:
        """Return the rates of all filed complaints, by one of `GROUPS`. Raises WrongUse."""
        if by not in GROUPS:
            raise WrongUse(detail=_("by one of {groups}").format(groups=", ".join(GROUPS)))
        return rates(self.listings(), by)

    def listings(self) -> list[ReportedListing]:
        """Return every address that was filed and what became of it."""
        with self._reading() as connection:
            return [
                listing
                for one in complaints.list_complaints(connection)
                for listing in self._listings(connection, one)
            ]

    def record_of_all(self) -> "TrackRecord":
        """Return the whole: totals, standing with recipients, rates by every group, markets."""
        with self._reading() as connection:
            filed = complaints.list_complaints(connection)
            listings = [one for each in filed for one in self._listings(connection, each)]
            done = steps.steps_of(connection, [one.id for one in filed])
            rules = rulebook_of(connection)
        offices = frozenset(one.id for one in rules.recipients if one.kind == "authority")
        return TrackRecord(
            self.today(),
            totals(listings, done, offices),
            standings(listings, rules.recipients, self.today()),
            tuple((by, tuple(rates(listings, by))) for by in GROUPS),
            markets(listings),
        )

    def today(self) -> date:
        """Return the UTC day."""
        return self._clock.now().astimezone(UTC).date()

    def _reading(self) -> AbstractContextManager[sa.Connection]:
        return database.reading(self._vault)

    def _clocks(self, connection: sa.Connection) -> Iterator[Deadline]:
        rules = rulebook_of(connection)
        for one in complaints.list_complaints(connection):
            done = steps.steps_of(connection, [one.id])
            if one.state not in steps.ENDED:
                yield from of_complaint(one, done, rules.recipient(one.recipient))

    def _ends(self, connection: sa.Connection) -> Iterator[Deadline]:
        for right in rights.list_rights(connection):
            yield from of_right(right)

    def _listings(self, connection: sa.Connection, one: Complaint) -> list[ReportedListing]:
        done = steps.steps_of(connection, [one.id])
        visits = [
            visit for capture in one.captures for visit in rechecks.rechecks_of(connection, capture)
        ]
        return reported(one, done, visits, self._platform)

    def _platform(self, capture_id: str) -> str:
        try:
            with self._vault.open_capture(self._vault.find(capture_id)) as capture:
                about = capture.evidencekit
        except (ArchiveRefused, CaptureRemoved, FileMissing, NotFound):
            # What was reported stays counted; where it was is not known any more.
            return ""
        return site_name(_host(str(about.get("final_url") or about.get("url") or "")))


class FollowUp(FollowUpReading):
    """The same on a vault open for writing: steps are recorded by a named person."""

    def __init__(self, vault: VaultWriter, clock: Clock) -> None:
        super().__init__(vault, clock)
        self._writer = vault

    def record(self, complaint_id: str, wish: StepWish, by: str | None) -> Complaint:
        """Record that something happened to a filed complaint; return it as it stands now.

        Raises OperatorMissing, NotFound, WrongUse (a step that can't follow, a day to come, a
        capture that is not of this complaint, a rule that does not exist, a refusal without words,
        a file that is no paper).
        """
        if by is None or not by.strip():
            raise OperatorMissing(action=f"complaint record {complaint_id}")
        at = self._clock.now()
        papers = [read_paper(file, "file", file.name) for file in wish.files]
        named = zip(papers, wish.files, strict=True)
        kept = tuple(KeptFile(one.path, sha256_of(one.path), file.name) for one, file in named)
        with database.writing(self._writer, self._clock) as connection:
            complaint = complaints.find_complaint(connection, complaint_id)
            step = replace(_step(complaint, wish, by.strip(), at), files=kept)
            before = steps.steps_of(connection, [complaint_id])
            _require(complaint, step, before)
            for paper in papers:
                keep_paper(self._writer, paper)
            steps.add_step(connection, step)
            state = steps.state_after(complaint, before, step)
            if state is not complaint.state:
                complaints.move_complaint(connection, complaint_id, state, at, step.by)
            return complaints.find_complaint(connection, complaint_id)


def _step(complaint: Complaint, wish: StepWish, by: str, at: datetime) -> Step:
    return Step(
        complaint.id,
        wish.kind,
        wish.on or at.astimezone(UTC).date(),
        by,
        at,
        wish.captures,
        wish.reference.strip(),
        wish.reason.strip(),
        rejection_rules().get(wish.rule, wish.rule) if wish.rule else None,
        wish.pieces,
        wish.value,
    )


def _require(complaint: Complaint, step: Step, before: Sequence[Step]) -> None:
    if not steps.may_follow(complaint.state, step.kind):
        text = _("{id} is {state}: {step} can't follow")
        state, kind = complaint.state.value, step.kind.value
        raise WrongUse(detail=text.format(id=complaint.id, state=state, step=kind))
    if step.on > step.at.astimezone(UTC).date() or (before and step.on < before[0].on):
        text = _("{day} is not between the filing and today")
        raise WrongUse(detail=text.format(day=step.on.isoformat()))
    strange = set(step.captures) - set(complaint.captures)
    if strange:
        text = _("{capture} is not part of {id}")
        raise WrongUse(detail=text.format(capture=min(strange), id=complaint.id))
    if step.rule is not None and step.rule not in NAMES:
        raise WrongUse(detail=_("there is no rule {rule}").format(rule=step.rule))
    if step.kind is StepKind.REJECTED and not step.reason:
        raise WrongUse(detail=_("a refusal is recorded with the recipient's own words"))


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
