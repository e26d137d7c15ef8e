"""A verification in words, for a terminal or a page: calm, in the reader's language, no colour."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from evidencekit.evidence.meanings import not_checked_because
from evidencekit.evidence.report import Check, KeyTrust, Outcome, TimeTrust, VerificationReport
from evidencekit.evidence.report_items import ItemKind, ReportItem, items_of
from evidencekit.evidence.signature import read_fingerprint, shown_fingerprint
from evidencekit.foundation.catalogue import _, ngettext, pgettext


@dataclass(frozen=True, slots=True)
class ItemText:
    """A line of a group: a word for how it stands, the item, its counts in words."""

    mark: str
    item: str
    counts: str
    sound: bool


@dataclass(frozen=True, slots=True)
class GroupText:
    """The items of one kind, and what they come to together."""

    title: str
    items: tuple[ItemText, ...]
    counts: str


@dataclass(frozen=True, slots=True)
class ProblemText:
    """A check that failed or stayed open, or passed and must be told of, in full."""

    mark: str
    check: str
    item: str
    meaning: str
    details: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ReportText:
    """All the words of a report. `banner` stands first, and only over a demo.

    `fingerprints` are those that the reader has to compare, in groups of four; none if known here.
    `notes` are what passed and must be told of all the same. `left` are what was not checked:
    check ids, how often, why.
    """

    banner: str | None
    verdict: str
    key: str
    time: str
    extent: str
    fingerprints: tuple[str, ...]
    groups: tuple[GroupText, ...]
    problems: tuple[ProblemText, ...]
    notes: tuple[ProblemText, ...]
    left: tuple[tuple[str, str], ...]
    does_not_prove: str


def report_text(report: VerificationReport) -> ReportText:
    """Return the words of a report in the language of this process."""
    items = items_of(report.checks)
    groups = [[item for item in items if item.kind is kind] for kind in ItemKind]
    strange = report.key_trust is KeyTrust.FROM_BUNDLE
    return ReportText(
        banner=_("DEMO: this proves nothing.") if report.demo else None,
        verdict=_verdict(report),
        key=_key(report),
        time=_time(report.time_trust),
        extent=_("Checked {items} items, {bytes} bytes.").format(
            items=len(items), bytes=f"{report.bytes_read:,}".replace(",", " ")
        ),
        fingerprints=tuple(map(shown_fingerprint, report.fingerprints)) if strange else (),
        groups=tuple(_group(group) for group in groups if group),
        problems=tuple(_problem(check) for check in report.problems),
        notes=tuple(_problem(check) for check in report.notes),
        left=_left(report.with_outcome(Outcome.NOT_CHECKED)),
        does_not_prove=_(
            "This does not prove who captured it, that the site showed the same to others, or that "
            "what the page says is true."
        ),
    )


def against_words(fingerprint: str | None, roots: object | None) -> tuple[str, ...]:
    """Return what was given to check against, and no other, a sentence each; None: nothing was.

    `fingerprint` as it was typed, `roots` the name of a file.
    """
    told = []
    if fingerprint:
        digits = read_fingerprint(fingerprint) or fingerprint
        text = _("Signatures: by the key with this fingerprint, and no other: {fingerprint}")
        told.append(text.format(fingerprint=shown_fingerprint(digits)))
    if roots is not None:
        text = _("Time tokens: under the roots in {file}, and no others.")
        told.append(text.format(file=roots))
    return tuple(told)


def _verdict(report: VerificationReport) -> str:
    if not report.ok:
        return _("FAILED: do not use the items named here.")
    if report.demo:
        return _("INDETERMINATE: the files agree with each other. A demo proves nothing.")
    if report.verdict == "passed":
        return _("PASSED: everything is as it was sealed, with a key that is known here.")
    if report.key_trust is not KeyTrust.KNOWN:
        return _("INDETERMINATE: fingerprint not known here.")
    return _("INDETERMINATE: nothing failed, but not everything could be decided here.")


def _key(report: VerificationReport) -> str:
    if report.key_trust is KeyTrust.DEMO:
        return _("A throw-away key of a demo.")
    if report.key_trust is KeyTrust.KNOWN:
        return _("The key is known: this computer remembers or trusts it, or you named it.")
    return _(
        "The key came with the files. Compare its fingerprint with the one that you were given by "
        "another way."
    )


def _time(trust: TimeTrust) -> str:
    return {
        TimeTrust.NONE: _("No independent time yet: the time is this computer's clock only."),
        TimeTrust.DEMO: _("Time tokens of a demo: they prove no time."),
        TimeTrust.FROM_BUNDLE: _(
            "Time tokens: their root came with the files, so they prove a time only to whoever "
            "knows that root."
        ),
        TimeTrust.KNOWN_ROOT: _("Time tokens: all lead to a root that you chose."),
    }[trust]


def _group(items: Sequence[ReportItem]) -> GroupText:
    total = ReportItem("", items[0].kind)
    for item in items:
        for outcome, count in item.counts.items():
            total.counts[outcome] += count
    lines = tuple(
        ItemText(_mark(item.worst), item.item, _counts(item), item.worst is Outcome.PASSED)
        for item in items
    )
    return GroupText(_title(items[0].kind), lines, _counts(total))


def _title(kind: ItemKind) -> str:
    return {
        ItemKind.VAULT: _("Vault"),
        ItemKind.EXPORT: _("Export"),
        ItemKind.KEY: _("Keys"),
        ItemKind.LOG: _("Custody logs"),
        ItemKind.CAPTURE: pgettext("evidence files", "Captures"),
        ItemKind.STAMP: _("Lists and time tokens"),
        ItemKind.DERIVED: _("Derived files"),
        ItemKind.PACKET: _("Packets"),
    }[kind]


def _mark(outcome: Outcome) -> str:
    return {
        Outcome.PASSED: _("ok"),
        Outcome.FAILED: _("FAILED"),
        Outcome.INDETERMINATE: _("open"),
        Outcome.NOT_CHECKED: _("not checked"),
    }[outcome]


def _counts(item: ReportItem) -> str:
    counts = item.counts
    words = (
        (counts[Outcome.FAILED], _("{n} failed")),
        (counts[Outcome.INDETERMINATE], _("{n} open")),
        (counts[Outcome.PASSED], _("{n} ok")),
        (counts[Outcome.NOT_CHECKED], _("{n} not checked")),
    )
    between = _(", ")
    return between.join(text.format(n=count) for count, text in words if count)


def _problem(check: Check) -> ProblemText:
    details = ((_("expected"), check.expected), (_("found"), check.found))
    said = tuple((name, value) for name, value in details if value is not None)
    return ProblemText(_mark(check.outcome), check.id, check.item, check.meaning, said)


def _left(checks: Sequence[Check]) -> tuple[tuple[str, str], ...]:
    """Gather what was not checked by its reason: the checks and how often, and why."""
    counts = Counter(check.id for check in checks)
    reasons: dict[str, list[str]] = {}
    for name in sorted(counts):
        reasons.setdefault(not_checked_because(name), []).append(name)
    found = []
    for reason, names in reasons.items():
        times = max(counts[name] for name in names)
        words = ngettext("{names}, {n} time", "{names}, {n} times", times)
        found.append((words.format(names=" ".join(names), n=times), reason))
    return tuple(found)
