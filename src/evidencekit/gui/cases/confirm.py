"""The dialog in which a named person confirms a complaint, seeing what is being confirmed."""

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
    QVBoxLayout,
    QWidget,
)

from evidencekit.foundation.catalogue import _
from evidencekit.gui.cases.pieces import named_values, words
from evidencekit.gui.cases.preflight import gravest_first
from evidencekit.gui.cases.says import capacity_words, level_words, or_unknown
from evidencekit.gui.parts import badge, button, label, page_text
from evidencekit.gui.theme import EDGE, GAP

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import ComplaintView
    from evidencekit.casework.finding import Finding

_WIDTH = 600
_FINDINGS = 220


@dataclass(frozen=True, slots=True)
class Confirmable:
    """A complaint to be confirmed, with the names of its rights as they are to be shown."""

    view: "ComplaintView"
    rights: tuple[str, ...]


class ConfirmDialog(QDialog):
    """Shows what is confirmed and asks who confirms; `then` gets the name."""

    def __init__(self, parent: QWidget, what: Confirmable, then: Callable[[str], None]) -> None:
        super().__init__(parent)
        self._then = then
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Confirm the complaint"))
        self.setMinimumWidth(_WIDTH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP + 4)
        layout.addWidget(label(_("Confirm the complaint"), "title"))
        layout.addWidget(words(_meaning(), "muted"))
        layout.addLayout(named_values(_pairs(what)))
        self._add_findings(layout, gravest_first(what.view.findings))
        self.name = QLineEdit()
        self.name.setAccessibleName(_("Name of the person who confirms"))
        caption = QLabel(_("Name of the person who confirms"))
        caption.setBuddy(self.name)
        layout.addWidget(caption)
        layout.addWidget(self.name)
        self.looked = QCheckBox(_("I have looked at each capture."))
        self.true = QCheckBox(_("The complaint is true to my knowledge."))
        for box in (self.looked, self.true):
            box.setAccessibleName(box.text())
            box.toggled.connect(self._look)
            layout.addWidget(box)
        self._add_end(layout)
        self.name.textChanged.connect(self._look)
        self.name.setFocus()
        self._look()

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
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName(_("What pre-flight leaves open"))
        area.setWidget(inner)
        area.setMinimumHeight(min(_FINDINGS, 64 * len(findings)))
        layout.addWidget(area, 1)

    def _add_end(self, layout: QVBoxLayout) -> None:
        end = QHBoxLayout()
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
        if not self.name.text().strip():
            return _("A confirmation is a named person's act.")
        if not (self.looked.isChecked() and self.true.isChecked()):
            return _("Tick both sentences, if they are so.")
        return ""

    def _finish(self) -> None:
        self._then(self.name.text().strip())
        self.accept()


def _meaning() -> str:
    return _(
        "A wrong complaint can cost whoever files it. The name, the time and what the complaint "
        "says now go into the signed custody log; this can't be taken back."
    )


def _pairs(what: Confirmable) -> list[tuple[str, QWidget]]:
    complaint = what.view.complaint
    filer = _("{name}, {capacity}").format(
        name=or_unknown(complaint.filer.name), capacity=capacity_words(complaint.filer.capacity)
    )
    return [
        (_("Recipient"), words(or_unknown(what.view.recipient))),
        (_("Who files"), words(filer)),
        (_("Rights"), words("; ".join(what.rights))),
        (_("Captures"), words(str(len(complaint.captures)))),
    ]
