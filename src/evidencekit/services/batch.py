"""A list of pages captured, several at a time where hosts differ, each row in the order asked."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from evidencekit.domain.capture import CaptureState, PageKind, Stamped
from evidencekit.domain.errors import ExitStatus
from evidencekit.domain.ids import IdKind, new_id
from evidencekit.foundation.clock import Clock
from evidencekit.services.about import about_capture
from evidencekit.services.batch_journal import BatchJournal
from evidencekit.services.batch_schedule import Job, Schedule
from evidencekit.services.capturing import CaptureResult
from evidencekit.vault.book import CaptureEntry
from evidencekit.vault.vault import Vault

SKIPPED = "skipped"
HOST_REFUSES = "host_refuses"
ALREADY_CAPTURED, EARLIER_RUN, LISTED_TWICE = "already_captured", "earlier_run", "listed_twice"

_WRONG_STATES = frozenset({CaptureState.WALL.value, CaptureState.FAILED.value, SKIPPED})
_WRONG_KINDS = frozenset({PageKind.GONE.value, PageKind.ERROR.value})
_SAME = (
    *("url", "final_url", "http_status", "state", "reason", "page_kind", "title"),
    *("started", "finished"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one address: an object of `capture --json`, and the engine's own word."""

    document: dict[str, object]
    detail: str | None = None

    @classmethod
    def of_result(cls, result: CaptureResult) -> "Row":
        """Return the row of a visit."""
        return cls(result.to_json() | {"earlier": None}, result.outcome.error_detail)

    @classmethod
    def of_sealed(cls, vault: Vault, entry: CaptureEntry) -> "Row":
        """Return the row of a capture that an earlier run of the same list made."""
        about = about_capture(vault, entry)
        counts = about.get("counts")
        document = {name: about.get(name) for name in _SAME} | {
            "id": entry.id,
            "file": entry.file,
            "sha256": entry.sha256,
            "bytes": entry.bytes,
            "gaps": _length(about, "gaps"),
            "failed_requests": _length(about, "failed_requests"),
            "responses": counts.get("responses") if isinstance(counts, dict) else None,
            "warnings": [*_list(about, "warnings"), EARLIER_RUN],
            "stamped": Stamped.NONE.value,
            "earlier": None,
        }
        if about.get("reason") == "http_error":
            document["error"] = f"http_{about.get('http_status')}"
        return cls(document)

    @classmethod
    def of_skipped(cls, address: str) -> "Row":
        """Return the row of an address that was not visited: its host refuses."""
        nothing = dict.fromkeys((*_SAME, "id", "file", "sha256", "earlier"))
        return cls(
            nothing
            | {"url": address, "state": SKIPPED, "reason": HOST_REFUSES, "bytes": 0}
            | {"page_kind": PageKind.OTHER.value, "warnings": [], "stamped": Stamped.NONE.value}
            | {"gaps": 0, "failed_requests": 0, "responses": 0}
        )

    @property
    def exit_status(self) -> ExitStatus:
        """Return 1 for what is wrong with the page: a wall, a failure, gone, not visited."""
        wrong = self.document["state"] in _WRONG_STATES
        wrong = wrong or self.document["page_kind"] in _WRONG_KINDS
        return ExitStatus.FOUND_WRONG if wrong else ExitStatus.DONE

    @property
    def is_captured(self) -> bool:
        """Say whether there is evidence of it."""
        return self.document["id"] is not None

    def warned(self, warning: str, **members: object) -> "Row":
        """Return it with one more warning."""
        warnings = [*_list(self.document, "warnings"), warning]
        return replace(self, document=self.document | {"warnings": warnings} | members)

    def with_stamps(self, stamped: Mapping[str, Stamped]) -> "Row":
        """Return it with what `Vault.stamped` says of it."""
        state = stamped.get(str(self.document["sha256"]), Stamped.NONE)
        return replace(self, document=self.document | {"stamped": state.value})


@dataclass(frozen=True, slots=True)
class Progress:
    """One address is done: its row, how many of how many, seconds left or None."""

    row: Row
    done: int
    count: int
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class Visit:
    """What a crew does: a job, under the id that its capture gets."""

    job: Job
    capture_id: str


class Crew(Protocol):
    """Carries visits out, some at a time."""

    @property
    def free(self) -> bool:
        """Say whether another visit may begin."""

    @property
    def busy(self) -> bool:
        """Say whether a visit is under way."""

    def start(self, visit: Visit) -> None:
        """Begin a visit."""

    def wait(self, seconds: float | None) -> tuple[Visit, CaptureResult] | None:
        """Wait for a visit to end, at most `seconds`, and return it.

        Raises what the visit raised, and Cancelled.
        """


@dataclass(slots=True)
class Batch:
    """A list of addresses, all different, and what is known of each before it begins.

    `shown`: by address how it is written, user info withheld. `earlier`: by that the newest capture
    of it. `journal` None: not to be resumed. `rows` fill by place in the list.
    """

    addresses: Sequence[str]
    shown: Mapping[str, str]
    clock: Clock
    told: Callable[[Progress], None]
    delay: float | None = None
    journal: BatchJournal | None = None
    earlier: Mapping[str, str] = field(default_factory=dict)
    rows: dict[int, Row] = field(default_factory=dict)

    def resume(self, vault: Vault) -> int:
        """Take the rows of captures that an earlier run sealed; return how many."""
        if self.journal is None:
            return 0
        sealed = {entry.id: entry for entry in vault.captures(hidden=True)}
        for number, ids in self.journal.begun().items():
            made = [sealed[one] for one in ids if one in sealed]
            if made and number < len(self.addresses):
                self.rows[number] = Row.of_sealed(vault, made[-1])
        if len(self.rows) == len(self.addresses):
            # Killed behind its last capture: that list is done, and asked for anew.
            self.journal.forget()
            self.rows.clear()
        return len(self.rows)

    def run(self, crew: Crew) -> None:
        """Visit what has no row yet. Raises what a visit raises; what was sealed stays so."""
        jobs = [Job(n, one) for n, one in enumerate(self.addresses) if n not in self.rows]
        schedule = Schedule(jobs, self.delay, self.clock)
        while True:
            while crew.free and (job := schedule.take()):
                crew.start(self._begun(job))
            if not crew.busy and schedule.seconds_to_next() is None:
                break
            ended = crew.wait(schedule.seconds_to_next() if crew.free else None)
            if ended:
                self._end(schedule, *ended)
        if self.journal and all(row.is_captured for row in self.rows.values()):
            self.journal.forget()

    def _begun(self, job: Job) -> Visit:
        visit = Visit(job, new_id(IdKind.CAPTURE, self.clock.now()))
        if self.journal:
            self.journal.begin(job.number, visit.capture_id)
        return visit

    def _end(self, schedule: Schedule, visit: Visit, result: CaptureResult) -> None:
        job = visit.job
        if result.sealed is None:
            again, given_up = schedule.unanswered(job, result.outcome.error), []
        else:
            again, given_up = False, schedule.answered(job, result.outcome.http_status)
        if again:
            return
        row = Row.of_result(result)
        if before := self.earlier.get(self.shown[job.address]):
            row = row.warned(ALREADY_CAPTURED, earlier=before)
        self._tell(schedule, job, row)
        for skipped in given_up:
            self._tell(schedule, skipped, Row.of_skipped(self.shown[skipped.address]))

    def _tell(self, schedule: Schedule, job: Job, row: Row) -> None:
        self.rows[job.number] = row
        left = schedule.seconds_left()
        self.told(Progress(row, len(self.rows), len(self.addresses), left))


def rows_as_asked(batch: Batch, asked: Sequence[str]) -> list[Row]:
    """Return a row for each address asked for, in that order; one listed again repeats its row."""
    places = {address: n for n, address in enumerate(batch.addresses)}
    seen: set[str] = set()
    rows = []
    for address in asked:
        row = batch.rows[places[address]]
        rows.append(row.warned(LISTED_TWICE) if address in seen else row)
        seen.add(address)
    return rows


def earlier_captures(vault: Vault, addresses: Iterable[str]) -> dict[str, str]:
    """Return by address the newest capture in the vault that was asked for it or ended there."""
    wanted, found = set(addresses), dict[str, str]()
    for entry in vault.captures(hidden=True):
        about = about_capture(vault, entry)
        for address in {about.get("url"), about.get("final_url")} & wanted:
            found.setdefault(str(address), entry.id)
    return found


def _list(about: Mapping[str, object], name: str) -> list[object]:
    value = about.get(name)
    return list(value) if isinstance(value, list) else []


def _length(about: Mapping[str, object], name: str) -> int:
    return len(_list(about, name))
