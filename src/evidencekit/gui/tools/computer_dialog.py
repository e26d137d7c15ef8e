"""What is well on this computer and what is missing, each with what to do about it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from evidencekit.bootstrap.desk_captures import rebuild_index
from evidencekit.bootstrap.doctor import Finding, examine_computer
from evidencekit.foundation.catalogue import N_, _, ngettext, pgettext
from evidencekit.gui.help_dialog import help_by_key
from evidencekit.gui.icons import icon
from evidencekit.gui.parts import badge, button, card, label, page_text
from evidencekit.gui.pieces import Trouble, words
from evidencekit.gui.theme import EDGE, GAP, colours

if TYPE_CHECKING:
    from evidencekit.gui.jobs import Jobs
    from evidencekit.gui.open_vault import OpenVault

_SIZE, _ICON, _MOST = (720, 640), 16, 600
_NAMES = {
    "python": N_("Python"),
    "browser_engine": N_("Browser engine that is built in"),
    "installed_browser": N_("Installed browser"),
    "signal_counts": N_("References that PySide6 loses"),
    "browser_sandbox": N_("Sandbox of the browser engine"),
    "keyring": N_("Keyring"),
    "display": N_("Display"),
    "search_index": N_("Search index"),
}
# Where the command line names a command or an option, a window has other things to do.
_ACTIONS = {
    N_("Run `make run` again, or install the named library."): N_(
        "Install the named library, or install the program again."
    ),
    N_("Correct `chromium_path` in the settings, or take it out."): N_(
        "Correct the program of the installed browser in the settings, or take it out."
    ),
    N_("Keys are kept in an encrypted file: give --passphrase-file at init."): N_(
        "Keys are kept in an encrypted file: choose a passphrase when a vault is made."
    ),
    N_("Run `evidencekit verify`: it says what is wrong with the vault."): N_(
        "Make the verification report: it says what is wrong with the vault."
    ),
}


class ComputerDialog(QDialog):
    """Shows the findings of `doctor`; with an open vault its search index can be made anew."""

    def __init__(self, jobs: "Jobs", vault: "OpenVault | None", parent: QWidget) -> None:
        super().__init__(parent)
        self._jobs, self._vault = jobs, vault
        self.findings: Sequence[Finding] = ()
        self.setWindowTitle(_("This computer"))
        self.resize(*_SIZE)
        self.list = QScrollArea()
        self.list.setWidgetResizable(True)
        self.list.setAccessibleName(_("This computer"))
        self.told = label("", "muted", wraps=True)
        self.again = button(_("Look again"), self.reload)
        self.rebuild = button(_("Make the search index anew"), self._rebuild)
        self.rebuild.setEnabled(vault is not None)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP + 4)
        layout.addWidget(label(_("This computer"), "title"))
        layout.addWidget(
            label(_("What the program needs here. Nothing is sent anywhere."), "muted", wraps=True)
        )
        layout.addWidget(self.list, 1)
        layout.addWidget(self.told)
        end = QHBoxLayout()
        end.addWidget(self.again)
        end.addWidget(self.rebuild)
        end.addStretch(1)
        end.addWidget(button(_("Close"), self.reject))
        layout.addLayout(end)
        help_by_key(self, "computer")
        self.reload()

    def reload(self) -> None:
        """Look at the computer, away from the GUI thread."""
        folder = self._vault.desk.folder if self._vault is not None else None

        self.again.setEnabled(False)
        self._say(_("Looking..."))
        self._jobs.read(self, lambda _task: examine_computer(folder), self._show, self._fail)

    def _show(self, found: list[Finding]) -> None:
        self.findings = found
        lacks = sum(one.is_lack for one in found)
        told = ngettext("{n} thing is missing.", "{n} things are missing.", lacks)
        self._say(told.format(n=lacks) if lacks else _("Nothing that is needed is missing."))
        # What is missing stands first.
        self._put([_card(one) for one in sorted(found, key=lambda one: (one.ok, not one.is_lack))])

    def _fail(self, error: Exception) -> None:
        self._say("")
        self._put([Trouble(error, self.reload)])

    def _rebuild(self) -> None:
        vault = self._vault
        if vault is None:
            return

        def told(count: int) -> None:
            read = ngettext(
                "The search index was made anew of {n} capture.",
                "The search index was made anew of {n} captures.",
                count,
            )
            self._say(read.format(n=count))
            vault.captures_changed.emit()

        title = _("Making the search index anew")
        vault.write(self, title, lambda desk, _task: rebuild_index(desk), told)

    def _say(self, text: str) -> None:
        self.told.setText(text)
        self.told.setAccessibleName(text)

    def _put(self, shown: Sequence[QWidget]) -> None:
        self.again.setEnabled(True)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, GAP, 0)
        column.setSpacing(GAP)
        for one in shown:
            column.addWidget(one)
        column.addStretch(1)
        self.list.setWidget(inner)


def _card(finding: Finding) -> QWidget:
    frame, inside = card()
    text, tone, mark = _state(finding)
    sign = QLabel()
    sign.setPixmap(icon(mark, getattr(colours(), tone)).pixmap(_ICON, _ICON))
    sign.setAccessibleName(text)
    top = QHBoxLayout()
    top.setSpacing(GAP)
    top.addWidget(sign)
    top.addWidget(label(_(_NAMES.get(finding.name, finding.name)), "heading"))
    top.addStretch(1)
    top.addWidget(badge(text, tone), 0, Qt.AlignmentFlag.AlignVCenter)
    inside.addLayout(top)
    if finding.seen:
        inside.addWidget(words(page_text(finding.seen, _MOST), "muted"))
    if not finding.ok:
        inside.addWidget(words(_action(finding.action)))
    return frame


def _state(finding: Finding) -> tuple[str, str, str]:
    """Return words, tone and icon of a finding."""
    if finding.ok:
        return pgettext("this computer", "well"), "good", "check"
    if finding.is_lack:
        return _("missing"), "bad", "warning"
    return pgettext("this computer", "advice"), "warn", "warning"


def _action(action: str) -> str:
    """Return what to do as a window says it."""
    return {_(told): _(here) for told, here in _ACTIONS.items()}.get(action, action)
