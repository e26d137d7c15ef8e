"""What pre-flight says of a complaint: how many findings of each level, then each in words."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.gui.cases.says import level_words, rule_words
from evidencekit.gui.flow import FlowLayout
from evidencekit.gui.parts import badge, button, label, page_text, set_role
from evidencekit.gui.pieces import words
from evidencekit.gui.theme import EDGE, GAP
from evidencekit.gui.words import sentences

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk_views import ComplaintView
    from evidencekit.casework.dated_facts import RuleFact
    from evidencekit.casework.finding import Finding

# What is accepted while confirming does not stand in the way of it.
DECLARATIONS = "declarations"
_LEVELS = ("block", "warn", "unknown")
_FIRST, _MORE = 8, 60
# What leads from a finding to what it is about: words for a button, and what it does.
Way = tuple[str, Callable[[], object]]


class PreflightList(QWidget):
    """The findings of one complaint, the gravest first; `way` leads to what one is about.

    `shown` are those that have a row, in the order of the rows.
    """

    def __init__(self, view: "ComplaintView", way: "Callable[[Finding], Way | None]") -> None:
        super().__init__()
        self._way = way
        self._left = gravest_first(view.findings)
        self.shown: list[Finding] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(label(_("Pre-flight"), "heading"))
        layout.addWidget(_counts(view.findings))
        if not view.findings:
            layout.addWidget(words(_found_nothing(), "muted"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(GAP)
        layout.addLayout(self._rows)
        self.more: QPushButton = button("", lambda: self._add(_MORE))
        layout.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._add(_FIRST)

    def _add(self, count: int) -> None:
        now, self._left = self._left[:count], self._left[count:]
        self.shown += now
        for finding in now:
            self._rows.addWidget(FindingRow(finding, self._way(finding)))
        rest = len(self._left)
        text = ngettext("Show {count} more", "Show {count} more", rest).format(count=rest)
        self.more.setText(text)
        self.more.setAccessibleName(text)
        self.more.setVisible(bool(rest))


class FindingRow(QFrame):
    """One finding: its level, its words, why, how it is mended, the rule, the way to the place."""

    def __init__(self, finding: "Finding", way: Way | None) -> None:
        super().__init__()
        set_role(self, "card")
        level, tone = level_words(finding.level)
        said = page_text(finding.words, 600)
        self.setAccessibleName(f"{level}: {said}")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE - 4, GAP + 2, EDGE - 4, GAP + 2)
        layout.setSpacing(GAP - 2)
        left = Qt.AlignmentFlag.AlignLeft
        layout.addWidget(badge(level, tone), 0, left)
        layout.addWidget(words(said))
        layout.addWidget(words(sentences(finding.why, finding.fix)))
        layout.addWidget(words(_("Rule: {rule}").format(rule=rule_words(finding.rule)), "muted"))
        if finding.fact is not None:
            _add_source(layout, finding.fact)
        self.place: QPushButton | None = None
        if way is not None:
            self.place = button(*way)
            self.place.setAccessibleDescription(said)
            layout.addWidget(self.place, 0, left)


def way_to(finding: "Finding", go: Callable[[str], None]) -> Way | None:
    """Return the way to the capture or the right that a finding is about, by `go`; else None."""
    known = {"c-": _("Open the capture"), "r-": _("Open the right")}
    named = known.get(finding.subject[:2])
    return (named, lambda: go(finding.subject)) if named else None


def _add_source(layout: QVBoxLayout, fact: "RuleFact") -> None:
    """Say where the recipient's rule was read, and when; a doubtful one is called so."""
    if fact.is_open:
        told = _("! The rule itself is not confirmed: {status}, looked up on {day}.")
        text = told.format(status=fact.status.words, day=fact.checked_on)
        layout.addWidget(_wrapped_badge(text))
    titles = ", ".join(page_text(one.title, 120) for one in fact.sources)
    if titles:
        text = _("Source: {titles}, looked up on {day}")
        layout.addWidget(words(text.format(titles=titles, day=fact.checked_on), "muted"))


def gravest_first(findings: Sequence["Finding"]) -> list["Finding"]:
    """Return the findings by level, each level in the order of the rules."""
    return [one for level in _LEVELS for one in findings if one.level == level]


def counts_of(findings: Sequence["Finding"]) -> dict[str, int]:
    """Return how many findings there are of each level."""
    return {level: sum(one.level == level for one in findings) for level in _LEVELS}


def _counts(findings: Sequence["Finding"]) -> QWidget:
    many = counts_of(findings)
    block, warn, unknown = (many[level] for level in _LEVELS)
    told = (
        (block, "bad", ngettext("{count} must be mended", "{count} must be mended", block)),
        (warn, "warn", ngettext("{count} to check", "{count} to check", warn)),
        (unknown, "plain", ngettext("{count} not known", "{count} not known", unknown)),
    )
    row = QWidget()
    badges = [
        badge(text.format(count=count), tone if count else "plain") for count, tone, text in told
    ]
    row.setLayout(FlowLayout(*badges))
    return row


def _found_nothing() -> str:
    return _(
        "The rules recorded for this recipient found nothing. That does not say that the "
        "complaint will be accepted."
    )


def _wrapped_badge(text: str) -> QLabel:
    made = badge(text, "warn")
    made.setWordWrap(True)
    made.setAlignment(Qt.AlignmentFlag.AlignLeft)
    return made
