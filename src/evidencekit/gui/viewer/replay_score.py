"""How true the replay of a capture is: the score that is kept of it, or one that is made now."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from evidencekit.foundation.catalogue import _
from evidencekit.gui.actions import add_action
from evidencekit.gui.error_dialog import words_of
from evidencekit.gui.help_dialog import help_by_key
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import button, label
from evidencekit.gui.theme import EDGE, GAP
from evidencekit.gui.viewer.about import AboutPanel
from evidencekit.gui.viewer.reading import ReadingPane, Row, Section
from evidencekit.gui.words import local_time, sentences

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk

_SIZE = (640, 520)


class ScoreDialog(QDialog):
    """Shows the score of a capture; where none is kept, it can be measured."""

    def __init__(self, vault: OpenVault, capture_id: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._vault, self._id = vault, capture_id
        title = _("How true is the replay?")
        self.setWindowTitle(title)
        help_by_key(self, "viewer")
        self.resize(*_SIZE)
        self.finished.connect(self.deleteLater)
        self.score = ReadingPane(title)
        self.said = label("", wraps=True)
        self.act = button(_("Measure"), self.measure, primary=True)
        self.act.setEnabled(False)
        end = QHBoxLayout()
        end.addStretch(1)
        end.addWidget(button(_("Close"), self.reject))
        end.addWidget(self.act)
        told = _(
            "The page is replayed off screen without a network, and its text and picture are "
            "counted against those that were sealed. It says how far the replay can be trusted as "
            "a view; the evidence is what is sealed, whatever comes out."
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP + 2)
        layout.addWidget(label(title, "title"))
        layout.addWidget(label(told, "muted", wraps=True))
        layout.addWidget(self.score, 1)
        layout.addWidget(self.said)
        layout.addLayout(end)
        vault.read(self, lambda desk: _kept(desk, capture_id), self._show, self._fail)

    def measure(self) -> None:
        """Replay the page and count."""
        from evidencekit.bootstrap.desk_replaying import score_replay  # noqa: PLC0415  # as below

        capture_id = self._id
        self.act.setEnabled(False)
        self.said.setText(_("Measuring..."))
        self._vault.write(
            self,
            _("Measuring the replay"),
            lambda desk, _task: score_replay(desk, capture_id),
            self._show,
            self._fail,
        )

    def _show(self, score: Mapping[str, Any] | None) -> None:
        self.score.read(score_sections(score) if score else [])
        self.said.setText("" if score else _("It was not measured yet. It takes some seconds."))
        self.act.setEnabled(score is None)

    def _fail(self, error: Exception) -> None:
        told = words_of(error)
        self.said.setText(sentences(told.message, told.action))
        self.act.setEnabled(True)


class ReplayScoring(QObject):
    """Opens the dialog when the panel about a capture, or the palette, asks for it."""

    def __init__(
        self, vault: OpenVault, about: AboutPanel, shown: Callable[[], str], page: QWidget
    ) -> None:
        super().__init__(page)
        self._vault, self._shown, self._page = vault, shown, page
        self.dialog: ScoreDialog | None = None
        about.score_wanted.connect(self.ask)
        add_action(page, _("How true is the replay?"), self.ask)

    def ask(self) -> None:
        """Show the score of the capture that is shown now."""
        self.dialog = ScoreDialog(self._vault, self._shown(), self._page.window())
        self.dialog.open()


def score_sections(score: Mapping[str, Any]) -> list[Section]:
    """Return a score in words: what was equal, and how what the page asked for was answered."""
    rows = (
        Row(_("Lines of text"), *_share(score.get("text"))),
        Row(_("Pixels of the picture"), *_share(score.get("pixels"))),
        Row(_("Measured"), local_time(score.get("made"))),
    )
    missing = int(score.get("missing") or 0)
    asked = (
        Row(_("Answered exactly"), f"{int(score.get('exact') or 0):,}"),
        Row(_("Answered by what is near"), f"{int(score.get('approximate') or 0):,}"),
        Row(_("Not in the capture"), f"{missing:,}", "warn" if missing else ""),
    )
    note = "" if score.get("settled") else _("The page had not come to rest when it was compared.")
    return [
        Section(_("The same as what was sealed"), rows, note),
        Section(_("What the page asked for"), asked),
    ]


def _share(share: object) -> tuple[str, str]:
    """Return a share in percent, never rounded up to a whole hundred, and its tone."""
    if not isinstance(share, dict) or not share.get("of"):
        return _("nothing was sealed to compare with"), "muted"
    equal, of = int(share["equal"]), int(share["of"])
    text = _("{percent} % ({equal} of {of})")
    percent = f"{100_000 * equal // of / 1000:g}"
    words = text.format(percent=percent, equal=f"{equal:,}", of=f"{of:,}")
    return words, "good" if equal == of else "warn"


def _kept(desk: "Desk", capture_id: str) -> dict[str, object] | None:
    # Brings the vault with it, which no window needs before a vault is open.
    from evidencekit.bootstrap.desk_replaying import kept_score  # noqa: PLC0415

    return kept_score(desk, capture_id)
