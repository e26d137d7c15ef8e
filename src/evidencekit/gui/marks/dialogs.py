"""What is asked about marks: whether to save them as a layer, whether to leave them behind."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.foundation.display_text import one_line
from evidencekit.gui.marks.painting import extent
from evidencekit.gui.marks.says import layer_name, place_words
from evidencekit.gui.marks.sheet import Mark, MarkSheet
from evidencekit.gui.parts import Bar, button, label
from evidencekit.gui.theme import EDGE, GAP
from evidencekit.packet.marks import REASONS, LayerMark

if TYPE_CHECKING:
    from evidencekit.services.layers import Layer

_WIDTH, _LOW, _HIGH = 600, 74, 150
_SHORTEST, _LONGEST, _MOST = 3, 200, 200


class KeepDialog(QDialog):
    """Says what will be made and covered; `then` gets the words to strike, and who saves it.

    `covered` gives the lines of text under a mark. `layers` are those that are kept already.
    """

    def __init__(  # what is kept, beside what, and who is asked
        self,
        sheet: MarkSheet,
        layers: "Sequence[Layer]",
        covered: Callable[[Mark], Sequence[str]],
        person: str,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.then: Callable[[tuple[str, ...], str], None] = lambda _struck, _by: None
        self._sheet, self._covered = sheet, covered
        last = next((one for one in layers if one.kind == "redaction" and one.counts), None)
        self._last = last if sheet.redactions else None
        self.setWindowTitle(_("Save the marks as a layer"))
        self._page = QVBoxLayout(self)
        self._page.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        self._page.setSpacing(GAP + 2)
        self._page.addWidget(label(_("Save the marks as a layer"), "title"))
        self.words = label("", "muted", wraps=True)
        self._page.addWidget(self.words)
        self.strike, self.person = QPlainTextEdit(), QLineEdit(person)
        if sheet.redactions:
            self._add_redaction()
        self._add(_("Your name, kept with the layer"), self.person)
        self.trouble = label("", "muted", wraps=True)
        self._page.addWidget(self.trouble)
        self._add_end()
        self.person.textChanged.connect(self._look)
        self.strike.textChanged.connect(self._look)
        self._look()

    @property
    def struck(self) -> tuple[str, ...]:
        """Return the words that are to be taken out of every text."""
        lines = (line.strip() for line in self.strike.toPlainText().splitlines())
        return tuple(dict.fromkeys(line for line in lines if line))

    def take_over(self) -> None:
        """Put what the last redaction takes out on the sheet too."""
        self._sheet.take_over(self._readable_again)
        self._look()

    def _add_redaction(self) -> None:
        self.places = QPlainTextEdit()
        self.places.setReadOnly(True)
        self.places.setTabChangesFocus(True)
        self.places.setFixedHeight(_HIGH)
        self._add(_("What will be black, and the text under it"), self.places)
        self.left_out = Bar("warn")
        self.more = button(_("Take them over"), self.take_over)
        self.left_out.add_button(self.more)
        self._page.addWidget(self.left_out)
        if self._last is not None:
            self.strike.setPlainText("\n".join(self._last.struck))
        self.strike.setTabChangesFocus(True)
        self.strike.setFixedHeight(_LOW)
        self._add(
            _("Words to take out of every text of a redacted packet, one a line"), self.strike
        )

    def _add(self, caption: str, field: QWidget) -> None:
        made = label(caption, wraps=True)
        made.setBuddy(field)
        field.setAccessibleName(caption)
        self._page.addWidget(made)
        self._page.addWidget(field)

    def _add_end(self) -> None:
        end = QHBoxLayout()
        end.addStretch(1)
        end.addWidget(button(_("Cancel"), self.reject))
        self.act = button(_("Save"), self._finish, primary=True)
        self.act.setDefault(True)
        end.addWidget(self.act)
        self._page.addLayout(end)

    def _look(self) -> None:
        redactions, annotations = self._sheet.redactions, self._sheet.annotations
        self.words.setText(_made(len(redactions), len(annotations)))
        if redactions:
            self.places.setPlainText("\n".join(self._line(one) for one in redactions))
            self.left_out.say(self._left_out())
        self.trouble.setText(self._trouble())
        self.act.setEnabled(not self.trouble.text())
        # Words that wrap need the height that this width gives them, and it changes with them.
        wide = max(_WIDTH, self._page.minimumSize().width())
        self.setMinimumSize(wide, self._page.totalHeightForWidth(wide))

    def _line(self, mark: Mark) -> str:
        why = _(REASONS[mark.of.why]) if mark.of.why else _("no reason yet")
        lines = [one_line(line, 80) for line in self._covered(mark)]
        under = " / ".join(lines) if lines else _("no text")
        words = _("{place}, {why}: {under}")
        return words.format(place=place_words(mark.drawn), why=why, under=under)

    @property
    def _readable_again(self) -> list[LayerMark]:
        """Return what the last redaction takes out and none of these covers whole."""
        here = [extent(one.drawn) for one in self._sheet.redactions]
        marks = self._last.marks if self._last is not None else ()
        return [one for one in marks if not any(box.contains(extent(one.drawn)) for box in here)]

    def _left_out(self) -> str:
        last, count = self._last, len(self._readable_again)
        if last is None or not count:
            return ""
        words = ngettext(
            "The last redaction counts, alone: {count} place of {layer} is not among these, and "
            "would be readable again.",
            "The last redaction counts, alone: {count} places of {layer} are not among these, and "
            "would be readable again.",
            count,
        )
        return words.format(count=count, layer=layer_name(last.kind, last.number))

    def _trouble(self) -> str:
        if not self.person.text().strip():
            return _("A layer names who made it.")
        if len(self.struck) > _MOST:
            return _("At most {count} words can be taken out.").format(count=_MOST)
        if any(not _SHORTEST <= len(one) <= _LONGEST for one in self.struck):
            words = _("Words to take out have {least} to {most} characters.")
            return words.format(least=_SHORTEST, most=_LONGEST)
        if any(one.lacks for one in self._sheet.marks):
            return _("A mark has no reason or no words yet.")
        return ""

    def _finish(self) -> None:
        self.accept()
        self.then(self.struck, self.person.text().strip())


class LeaveDialog(QDialog):
    """Asks before unsaved marks are left behind; Esc stays."""

    def __init__(
        self, count: int, keep: Callable[[], None], discard: Callable[[], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Marks that are not saved"))
        page = QVBoxLayout(self)
        page.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        page.setSpacing(GAP + 4)
        page.addWidget(label(_("Marks that are not saved"), "title"))
        words = ngettext(
            "{count} mark over this screenshot is not saved as a layer. The capture itself is "
            "complete without it.",
            "{count} marks over this screenshot are not saved as a layer. The capture itself is "
            "complete without them.",
            count,
        )
        said = label(words.format(count=count), wraps=True)
        # Not the dialog's own: that would cut buttons which need more.
        said.setMinimumWidth(_WIDTH - 80)
        page.addWidget(said)
        end = QHBoxLayout()
        end.addStretch(1)
        self.stay = button(_("Stay here"), self.reject)
        self.discard = button(_("Discard them"), lambda: self._do(discard))
        self.keep = button(_("Save as a layer..."), lambda: self._do(keep), primary=True)
        self.keep.setDefault(True)
        for one in (self.stay, self.discard, self.keep):
            end.addWidget(one)
        page.addLayout(end)

    def _do(self, act: Callable[[], None]) -> None:
        self.accept()
        act()


def _made(redactions: int, annotations: int) -> str:
    parts = []
    if redactions:
        words = ngettext(
            "A redaction with {count} place: copies of the pictures in which nothing is left "
            "under it, for redacted packets.",
            "A redaction with {count} places: copies of the pictures in which nothing is left "
            "under them, for redacted packets.",
            redactions,
        )
        parts.append(words.format(count=redactions))
    if annotations:
        words = ngettext(
            "An annotation with {count} mark: copies of the pictures on which it is drawn.",
            "An annotation with {count} marks: copies of the pictures on which they are drawn.",
            annotations,
        )
        parts.append(words.format(count=annotations))
    parts.append(_("The sealed original is not changed. A layer can't be changed afterwards."))
    return "\n".join(parts)
