"""A failure that nobody foresaw, told with a report that holds no page, no name and no path."""

import platform
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

import evidencekit
from evidencekit.foundation.catalogue import _
from evidencekit.gui.parts import button, label
from evidencekit.gui.theme import EDGE, GAP

_SIZE = (640, 440)
_OURS = Path(evidencekit.__file__).parent
_MOST = 40


def report_of(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Return versions, the kind of the error, and where in the program it came from.

    Neither the words of the error nor any value: those may come from a page or name a person.
    """
    lines = [
        (
            f"evidencekit {evidencekit.__version__}, Python {platform.python_version()}, "
            f"Qt {qVersion()}, {platform.system()}"
        ),
        kind.__name__,
    ]
    for frame in traceback.extract_tb(trace)[-_MOST:]:
        file = Path(frame.filename)
        ours = file.is_relative_to(_OURS)
        place = file.relative_to(_OURS).as_posix() if ours else f"({file.name})"
        lines.append(f"  {place}:{frame.lineno} {frame.name}")
    return "\n".join(lines)


def show_crash(
    kind: type[BaseException], trace: TracebackType | None, parent: QWidget | None
) -> "CrashDialog":
    """Show the report; the program goes on."""
    dialog = CrashDialog(report_of(kind, trace), parent)
    dialog.open()
    return dialog


class CrashDialog(QDialog):
    """Shows a report and lets a person copy it; nothing is sent anywhere."""

    def __init__(self, report: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Something went wrong"))
        self.resize(*_SIZE)
        self.report = QPlainTextEdit(report)
        self.report.setReadOnly(True)
        self.report.setTabChangesFocus(True)
        self.report.setAccessibleName(_("Report of the error"))
        told = _(
            "This program did not foresee what just happened. Nothing is half-sealed; evidence "
            "already sealed is not affected. The report below says where in the program it was; "
            "it holds no page, no name and no path. It is sent nowhere: copy it if you want help."
        )
        end = QHBoxLayout()
        end.addStretch()
        end.addWidget(button(_("Copy the report"), self._copy))
        end.addWidget(button(_("Close"), self.reject, primary=True))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP)
        layout.addWidget(label(_("Something went wrong"), "title"))
        layout.addWidget(label(told, wraps=True))
        layout.addWidget(self.report, 1)
        layout.addLayout(end)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())
