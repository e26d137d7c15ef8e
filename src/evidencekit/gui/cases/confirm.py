"""The dialog in which a named person confirms a complaint: each listing, then the whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from evidencekit.foundation.catalogue import _, current_language
from evidencekit.gui.cases.preflight import DECLARATIONS, gravest_first
from evidencekit.gui.cases.says import capacity_words, level_words, or_unknown
from evidencekit.gui.cases.walk import ListingWalk
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import badge, button, label, page_text
from evidencekit.gui.pieces import named_values, words
from evidencekit.gui.theme import EDGE, GAP
from evidencekit.gui.words import in_a_row

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk_views import ComplaintView
    from evidencekit.casework.finding import Finding
    from evidencekit.services.confirming import Confirmation

_WIDTH, _HEIGHT = 680, 640
_FINDINGS = 220


@dataclass(frozen=True, slots=True)
class Confirmable:
    """A complaint to be confirmed, with the names of its rights as they are to be shown."""

    view: "ComplaintView"
    rights: tuple[str, ...]


class ConfirmDialog(QDialog):
    """Walks through the listings, then asks who confirms; `then` gets what that person said."""

    def __init__(
        self,
        parent: QWidget,
        vault: OpenVault,
        what: Confirmable,
        then: "Callable[[Confirmation], None]",
    ) -> None:
        super().__init__(parent)
        self._then, self._what, self._vault = then, what, vault
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Confirm the complaint"))
        self.setMinimumSize(_WIDTH, _HEIGHT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP + 4)
        layout.addWidget(label(_("Confirm the complaint"), "title"))
        self.stack = QStackedWidget()
        layout.addWidget(self.stack, 1)
        self.walk = ListingWalk(vault, what.view.pages)
        self.walk.over.connect(self._finish_walk)
        self.stack.addWidget(self.walk)
        self._final = QWidget()
        self.stack.addWidget(self._final)

    def _finish_walk(self) -> None:
        self.stack.removeWidget(self._final)
        self._final.deleteLater()
        self._final = self._make_final()
        self.stack.addWidget(self._final)
        self.stack.setCurrentWidget(self._final)
        self.name.setFocus()
        self._look()

    def _walk_again(self) -> None:
        self.walk.return_to_last()
        self.stack.setCurrentWidget(self.walk)

    def _make_final(self) -> QWidget:
        """Return what is said before a person confirms: all of it scrolls."""
        inner = QWidget()
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(0, 0, GAP, 0)
        layout.setSpacing(GAP + 4)
        left_out = set(self.walk.left_out)
        layout.addWidget(words(_meaning(), "muted"))
        layout.addLayout(named_values(_pairs(self._what, len(self.walk.viewed), len(left_out))))
        findings = [
            one
            for one in gravest_first(self._what.view.findings)
            if one.rule != DECLARATIONS and one.subject not in left_out
        ]
        self._add_findings(layout, findings)
        self.name = _name_field(_("Name of the person who confirms"), layout)
        self._add_declarations(layout)
        self.true = QCheckBox(_("The complaint is true to my knowledge."))
        self.true.setAccessibleName(self.true.text())
        self.true.toggled.connect(self._look)
        layout.addWidget(self.true)
        layout.addStretch(1)
        final = QWidget()
        outer = QVBoxLayout(final)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(GAP + 4)
        area = _scrolled(inner, _("Confirm the complaint"))
        # The keys lead to what is in it.
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer.addWidget(area, 1)
        self._add_end(outer)
        self.name.textChanged.connect(self._look)
        return final

    def _add_declarations(self, layout: QVBoxLayout) -> None:
        """Show each declaration in full; it is accepted by typing the name below it."""
        self.declared: dict[str, QLineEdit] = {}
        wanted = [one for one in self._what.view.findings if one.rule == DECLARATIONS]
        asked = [one for one in wanted if one.level == "block"]
        if not asked:
            return
        layout.addWidget(label(_("Declarations"), "heading"))
        rows = QVBoxLayout()
        rows.setSpacing(GAP)
        layout.addLayout(rows)
        for finding in asked:
            one = dict(finding.details)
            rows.addWidget(words(str(one["words"])))
            if self._what.view.complaint.language != current_language():
                # What is accepted is in the recipient's language; it is to be understood first.
                rows.addWidget(words(_in_my_language(one["texts"]), "muted"))
            if finding.fact is not None and finding.fact.is_open:
                told = _("That the recipient wants it is not confirmed: {status}.")
                status = finding.fact.status.words
                rows.addWidget(words(told.format(status=status), "muted"))
            field = _name_field(_("Type your name to accept this declaration"), rows)
            field.textChanged.connect(self._look)
            self.declared[str(one["id"])] = field

    def _add_findings(self, layout: QVBoxLayout, findings: "Sequence[Finding]") -> None:
        if not findings:
            layout.addWidget(words(_("Pre-flight has found nothing."), "muted"))
            return
        layout.addWidget(label(_("What pre-flight leaves open"), "heading"))
        inner = QWidget()
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, GAP, 0)
        rows.setSpacing(GAP + 4)
        for finding in findings:
            level, tone = level_words(finding.level)
            row = QVBoxLayout()
            row.setSpacing(4)
            row.addWidget(badge(level, tone), 0, Qt.AlignmentFlag.AlignLeft)
            row.addWidget(words(page_text(finding.words, 600)))
            rows.addLayout(row)
        rows.addStretch(1)
        area = _scrolled(inner, _("What pre-flight leaves open"))
        area.setFixedHeight(min(_FINDINGS, inner.sizeHint().height() + 2))
        layout.addWidget(area)

    def _add_end(self, layout: QVBoxLayout) -> None:
        end = QHBoxLayout()
        end.addWidget(button(_("Back"), self._walk_again))
        self.missing = label("", "muted", wraps=True)
        end.addWidget(self.missing, 1)
        end.addWidget(button(_("Cancel"), self.reject))
        self.act = button(_("Confirm"), self._finish, primary=True)
        self.act.setDefault(True)
        end.addWidget(self.act)
        layout.addLayout(end)

    def _look(self) -> None:
        said = self._missing()
        self.missing.setText(said)
        self.act.setEnabled(not said)

    def _missing(self) -> str:
        name = self.name.text().strip()
        if not self.walk.viewed:
            return _("Every listing was left out: there is nothing to complain of.")
        if not name:
            return _("A confirmation is a named person's act.")
        if any(field.text().strip() != name for field in self.declared.values()):
            return _("Each declaration is accepted by typing the same name below it.")
        if not self.true.isChecked():
            return _("Tick the sentence, if it is so.")
        return ""

    def _finish(self) -> None:
        from evidencekit.services.confirming import Confirmation  # noqa: PLC0415  # loads the database

        walk = self.walk
        said = Confirmation(
            self.name.text().strip(), dict(walk.viewed), tuple(walk.left_out), tuple(self.declared)
        )
        self._then(said)
        self.accept()


def _name_field(caption: str, layout: QVBoxLayout) -> QLineEdit:
    field = QLineEdit()
    field.setAccessibleName(caption)
    said = QLabel(caption)
    said.setBuddy(field)
    layout.addWidget(said)
    layout.addWidget(field)
    return field


def _scrolled(inner: QWidget, name: str) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setAccessibleName(name)
    area.setWidget(inner)
    return area


def _meaning() -> str:
    return _(
        "A wrong complaint can cost whoever files it. The name, the time and what the complaint "
        "says now go into the signed custody log and stay there."
    )


def _pairs(what: Confirmable, viewed: int, left_out: int) -> list[tuple[str, QWidget]]:
    complaint = what.view.complaint
    filer = _("{name}, {capacity}").format(
        name=or_unknown(complaint.filer.name), capacity=capacity_words(complaint.filer.capacity)
    )
    return [
        (_("Recipient"), words(or_unknown(what.view.recipient))),
        (_("Who files"), words(filer)),
        (_("Rights"), words(in_a_row(what.rights))),
        (_("Found infringing"), words(str(viewed))),
        (_("Left out"), words(str(left_out))),
    ]


def _in_my_language(texts: object) -> str:
    assert isinstance(texts, dict)  # noqa: S101  # of a declaration
    return str(texts.get(current_language(), texts["en"]))
