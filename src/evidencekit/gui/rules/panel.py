"""One recipient, or one file of the law: how well it is known, and each of its rules with it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from evidencekit.casework.dated_facts import Origin
from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.gui.flow import FlowLayout
from evidencekit.gui.parts import badge, card, label, page_text
from evidencekit.gui.pieces import named_values, words
from evidencekit.gui.rules.says import (
    fact_status,
    fact_words,
    file_name,
    kind_words,
    origin_words,
    seen_words,
    value_words,
)
from evidencekit.gui.theme import EDGE, GAP

if TYPE_CHECKING:
    from evidencekit.casework.dated_facts import RuleFact
    from evidencekit.services.rule_files import RuleFile

_LAW = "law"


class RulePanel(QWidget):
    """Shows a rule file as of a day; it is made anew when something changes."""

    def __init__(self, file: "RuleFile", today: date, actions: QWidget) -> None:
        super().__init__()
        self.rule_id = file.id
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE + GAP, EDGE, EDGE + GAP, EDGE + GAP)
        layout.setSpacing(EDGE)
        layout.addWidget(words(file_name(file), "title"))
        layout.addWidget(actions)
        layout.addWidget(_known_card(file, today))
        now = [one for one in file.facts if one.holds_on(today)]
        coming = [one for one in file.facts if one.valid_from and one.valid_from > today]
        for title, facts in (
            (_("In force today"), now),
            (_("In force later"), coming),
        ):
            if facts:
                layout.addWidget(_facts_card(title, facts, today))
        past = len(file.facts) - len(now) - len(coming)
        if past:
            text = ngettext(
                "{count} earlier rule is kept for captures of its days.",
                "{count} earlier rules are kept for captures of their days.",
                past,
            )
            layout.addWidget(words(text.format(count=past), "muted"))
        layout.addStretch(1)


def _known_card(file: "RuleFile", today: date) -> QFrame:
    frame, layout = card()
    layout.addWidget(label(_("How well it is known"), "heading"))
    layout.addLayout(FlowLayout(*(badge(*one) for one in _warnings(file, today))))
    origins = ", ".join(map(origin_words, file.origins))
    layout.addLayout(
        named_values(
            [
                (_("Kind"), words(kind_words(file.kind))),
                (_("Age"), words(seen_words(file.checked_on, today))),
                (_("Comes from"), words(origins)),
                (_("Id"), words(file.id)),
            ]
        )
    )
    layout.addWidget(words(_what_counts(), "muted"))
    return frame


def _warnings(file: "RuleFile", today: date) -> Iterable[tuple[str, str]]:
    """Give what must be known before anybody relies on it, the worst first."""
    fighting = file.conflicts(today)
    if fighting:
        text = ngettext(
            "× {count} rule: sources disagree", "× {count} rules: sources disagree", len(fighting)
        )
        yield text.format(count=len(fighting)), "bad"
    if file.is_old(today):
        yield _("! Old: look it up again before you rely on it"), "warn"
    doubtful, unknown = len(file.unverified(today)), len(file.unknown(today))
    if doubtful:
        text = ngettext(
            "? {count} rule that nobody has read at its source",
            "? {count} rules that nobody has read at their source",
            doubtful,
        )
        yield text.format(count=doubtful), "warn"
    if unknown:
        text = ngettext("? {count} rule not known", "? {count} rules not known", unknown)
        yield text.format(count=unknown), "plain"


def _facts_card(title: str, facts: Sequence["RuleFact"], today: date) -> QFrame:
    frame, layout = card()
    layout.addWidget(label(title, "heading"))
    followed: set[str] = set()
    for fact in facts:
        layout.addWidget(_fact(fact, today, over=fact.name in followed))
        if fact.value is not None:
            followed.add(fact.name)
    return frame


def _fact(fact: "RuleFact", today: date, *, over: bool) -> QWidget:
    """Return one rule; `over` where another above it is followed in its place."""
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, GAP // 2, 0, GAP // 2)
    layout.setSpacing(2)
    status, tone = fact_status(fact)
    name = label(fact_words(fact), "muted", wraps=True)
    layout.addLayout(_beside(name, badge(status, tone)))
    layout.addWidget(words(value_words(fact), "muted" if fact.value is None else ""))
    layout.addWidget(words(_ground(fact, today), "muted"))
    for line in _more(fact, over=over):
        layout.addWidget(words(line, "muted"))
    box.setAccessibleName(f"{fact_words(fact)}: {value_words(fact)}; {status}")
    return box


def _ground(fact: "RuleFact", today: date) -> str:
    """Return where it was read and when; its days where the law names them."""
    titles = page_text("; ".join(source.title for source in fact.sources), 240)
    parts = [titles, seen_words(fact.checked_on, today)]
    if fact.valid_from is not None:
        parts.append(_("in force from {day}").format(day=fact.valid_from))
    if fact.valid_to is not None:
        parts.append(_("until {day}").format(day=fact.valid_to))
    return " · ".join(parts)


def _more(fact: "RuleFact", *, over: bool) -> Iterable[str]:
    if fact.note:
        yield page_text(fact.note, 400)
    if fact.origin is not Origin.SHIPPED:
        yield origin_words(fact.origin)
    if over:
        yield _("Another rule of this name stands above and is followed.")
    if fact.read is not None:
        told = _("Read by {name} on {day}: {where}")
        by, where = page_text(fact.read.by, 80), page_text(fact.read.where, 240)
        yield told.format(name=by, day=fact.read.on, where=where)


def _beside(first: QWidget, last: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(GAP)
    row.addWidget(first, 1)
    row.addWidget(last, 0, Qt.AlignmentFlag.AlignTop)
    return row


def _what_counts() -> str:
    return _(
        "A rule marked ? was told by others or is from memory: read it at its source before you "
        "rely on it, then say so here. What is not known is never taken for no limit."
    )
