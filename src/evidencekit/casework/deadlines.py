"""What is due: clocks that a counter-notice starts, and rights, powers and terms that end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from evidencekit.casework.case_work import CaseTask
from evidencekit.casework.dated_facts import RuleFact
from evidencekit.casework.model import Complaint, Right, Step, StepKind
from evidencekit.casework.recipients import Recipient
from evidencekit.casework.right_parts import PowerOfAttorney
from evidencekit.casework.working_days import add_days
from evidencekit.foundation.catalogue import N_, _

# The facts of a recipient that start to run for the rights holder when the seller objects.
_OURS = (
    "deadline_rights_holder_after_counter_notice",
    "deadline_rights_holder_reply",
    "deadline_restore_after_counter_notice",
    "deadline_counter_notice_copyright",
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """One day by which something is to be done.

    `fact` is the rule behind it, None where none is needed; `subject` the id of what it is about.
    `due` None: the rule is not known, so neither is the day.
    """

    kind: str
    due: date | None
    subject: str
    text: str
    details: tuple[tuple[str, str], ...]
    fact: RuleFact | None = None

    @property
    def is_unverified(self) -> bool:
        """Say whether nobody read the rule behind the day in the law or at the recipient."""
        return self.fact is not None and self.fact.is_open

    @property
    def words(self) -> str:
        """Return the sentence for a person, in the current language."""
        told = _(self.text).format_map(dict(self.details))
        return " ".join([told, _("Unverified, ask counsel.")]) if self.is_unverified else told

    def to_json(self, today: date) -> dict[str, object]:
        """Return an element of `deadlines --json`."""
        return {
            "kind": self.kind,
            "due": self.due.isoformat() if self.due else None,
            "days_left": (self.due - today).days if self.due else None,
            "overdue": self.due is not None and self.due < today,
            "subject": self.subject,
            "words": self.words,
            "unverified": self.is_unverified,
            "fact": self.fact.to_json() if self.fact else None,
        }


def in_order(deadlines: Sequence[Deadline]) -> list[Deadline]:
    """Return them by day, the overdue first, those without a day before all: they need a look."""
    return sorted(deadlines, key=lambda one: (one.due or date.min, one.kind, one.subject))


def of_complaint(
    complaint: Complaint, steps: Sequence[Step], recipient: Recipient
) -> Iterator[Deadline]:
    """Give the clock of each counter-notice that was not replied to."""
    for place, step in enumerate(steps):
        if step.kind is not StepKind.COUNTER_NOTICE or _is_over(
            complaint, step, steps[place + 1 :]
        ):
            continue
        facts = [fact for name in _OURS if (fact := recipient.fact(name, step.on))]
        if not facts:
            text = N_("The seller objected on {day}; how long you have to answer is not known.")
            details = (("day", step.on.isoformat()), ("recipient", recipient.name))
            yield Deadline("counter_notice", None, complaint.id, text, details)
        for fact in facts:
            yield _clock(complaint, step, recipient, fact)


def of_right(right: Right) -> Iterator[Deadline]:
    """Give the days on which a right and its power of attorney end."""
    name = right.reg_no or right.mark_text or right.id
    if right.expiry is not None:
        text = N_("{right} ends: renew it, or complaints that rest on it are refused.")
        yield Deadline("right_expiry", right.expiry, right.id, text, (("right", name),))
    for power in right.powers:
        # One that another follows, or that was withdrawn, is missed by nobody.
        if power.valid_to is not None and not _is_followed(power, right.powers):
            text = N_("The power of attorney of {agent} for {right} ends.")
            details = (("right", name), ("agent", power.agent))
            yield Deadline("power_expiry", power.valid_to, right.id, text, details)
    for recordal in right.recordals:
        if recordal.expiry is not None:
            text = N_("The recordal of {right} with {authority} ends.")
            details = (("right", name), ("authority", recordal.authority))
            yield Deadline("recordal_expiry", recordal.expiry, right.id, text, details)


def of_task(task: CaseTask) -> Iterator[Deadline]:
    """Give the day of a task that is not done; one without a day is no deadline."""
    if task.due is not None and task.done_at is None:
        details = (("person", task.person), ("task", task.text))
        yield Deadline("task", task.due, task.case, N_("{person}: {task}"), details)


def _is_followed(power: PowerOfAttorney, powers: Sequence[PowerOfAttorney]) -> bool:
    if power.ended_on is not None:
        return True
    assert power.valid_to is not None  # noqa: S101  # one without an end is not asked about
    wanted = set(power.recipients)
    return any(
        one.agent.casefold() == power.agent.casefold()
        and one.ended_on is None
        and (one.valid_to is None or one.valid_to > power.valid_to)
        and wanted <= set(one.recipients)
        for one in powers
    )


def of_tokens(ends: Sequence[datetime]) -> Iterator[Deadline]:
    """Give the day on which the first of the time tokens that are due for renewal ends."""
    if ends:
        text = N_("Time tokens: {count} can be renewed only until their certificates end.")
        details = (("count", str(len(ends))),)
        yield Deadline("token_renewal", min(ends).date(), "stamps", text, details)


def _is_over(complaint: Complaint, step: Step, later: Sequence[Step]) -> bool:
    """Say whether a reply or an end came after it, of all that was objected to."""
    ended = {StepKind.REPLIED, StepKind.WITHDRAWN, StepKind.CLOSED}
    left = set(step.captures or complaint.captures)
    for one in later:
        if one.kind in ended:
            left -= set(one.captures or complaint.captures)
    return not left


def _clock(complaint: Complaint, step: Step, recipient: Recipient, fact: RuleFact) -> Deadline:
    day = step.on.isoformat()
    details = (("day", day), ("recipient", recipient.name))
    given = fact.value
    if not isinstance(given, dict):
        text = N_("The seller objected on {day}; read the rule of {recipient} for the term.")
        return Deadline("counter_notice", None, complaint.id, text, details, fact)
    amounts = given["amount"] if isinstance(given["amount"], list) else [given["amount"]]
    country = recipient.fact("clock_country", step.on)
    # The shorter term is the safe one where two were read.
    due = add_days(step.on, min(amounts), given["unit"], str(country.value) if country else None)
    text = N_(
        "The seller objected on {day}: complain to the authority or sue, and tell {recipient}, "
        "or the listing comes back."
    )
    return Deadline("counter_notice", due, complaint.id, text, details, fact)
