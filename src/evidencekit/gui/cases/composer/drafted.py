"""What the program would write: sentences from confirmed facts, each with what carries it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.gui.error_dialog import words_of
from evidencekit.gui.flow import FlowLayout
from evidencekit.gui.parts import button, card, page_text
from evidencekit.gui.pieces import words
from evidencekit.gui.theme import GAP

if TYPE_CHECKING:
    from evidencekit.services.wording import DraftedWording

_CAP = 4_000


class DraftedWords(QWidget):
    """Offers the drafted statement for an empty field; `wanted` gives its text.

    What is filled in is the person's from then on, to be changed at will.
    """

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.drafted: DraftedWording | None = None
        self._empty = True
        self.fill = button(_("Fill in the drafted words"), self._give)
        self.show_all = button("", self._turn)
        self.told = words("", "muted")
        self._sentences = QWidget()
        self._sentences.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, GAP // 2, 0, 0)
        layout.setSpacing(GAP // 2)
        layout.addLayout(FlowLayout(self.fill, self.show_all))
        layout.addWidget(self.told)
        layout.addWidget(self._sentences)
        self._look()

    def hold(self, *, empty: bool) -> None:
        """Know whether the field is empty: a person's own words are never replaced."""
        self._empty = empty
        self._look()

    def show_words(self, drafted: "DraftedWording") -> None:
        """Show what would be written of the draft as it stands."""
        if drafted != self.drafted:
            self.drafted = drafted
            self._show_sentences(drafted)
        self._look()

    def fail(self, error: Exception) -> None:
        """Say why there are no words."""
        self.drafted = None
        self._look()
        self._say(words_of(error).message)

    def _give(self) -> None:
        if self.drafted is not None:
            self.wanted.emit(self.drafted.fitted.text)

    def _turn(self) -> None:
        self._sentences.setVisible(self._sentences.isHidden())
        self._look()

    def _look(self) -> None:
        drafted = self.drafted
        count = drafted.fitted.of if drafted else 0
        self.fill.setEnabled(bool(count) and self._empty)
        self.show_all.setEnabled(drafted is not None)
        hidden = self._sentences.isHidden()
        text = _("Show the sentences") if hidden else _("Hide the sentences")
        self.show_all.setText(text)
        self.show_all.setAccessibleName(text)
        self._say(_told(drafted, empty=self._empty) if drafted else "")

    def _say(self, text: str) -> None:
        self.told.setText(text)
        self.told.setAccessibleName(text)
        self.told.setVisible(bool(text))

    def _show_sentences(self, drafted: "DraftedWording") -> None:
        old, shown = self._sentences, not self._sentences.isHidden()
        self._sentences, inside = card()
        for one in drafted.wording.sentences:
            inside.addWidget(words(page_text(one.text, _CAP)))
            carried = ", ".join(it.called for it in one.exhibits)
            if carried:
                inside.addWidget(words(page_text(carried, 400), "muted"))
        for line in drafted.lacks:
            inside.addWidget(words(f"! {page_text(line, _CAP)}", "muted"))
        inside.addWidget(words(page_text(drafted.standing, _CAP), "muted"))
        self._sentences.setVisible(shown)
        layout = self.layout()
        assert layout is not None  # noqa: S101  # made above
        layout.replaceWidget(old, self._sentences)
        old.hide()
        old.deleteLater()


def _told(drafted: "DraftedWording", *, empty: bool) -> str:
    fitted = drafted.fitted
    if not fitted.of:
        return _("No sentence can be drafted: confirm facts of the listings first.")
    if not empty:
        return _("Your own words stand in the field and are not replaced.")
    count = ngettext(
        "{count} sentence is drafted from confirmed facts.",
        "{count} sentences are drafted from confirmed facts.",
        fitted.of,
    ).format(count=fitted.of)
    if fitted.used < fitted.of:
        text = _("{used} of them fit into the recipient's field of {limit} characters.")
        count = f"{count} {text.format(used=fitted.used, limit=drafted.limit)}"
    told = _("While the field is empty, the field sheet has them in its place.")
    return f"{count} {told}"
