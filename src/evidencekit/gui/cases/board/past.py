"""What happened in a case and what is due in it, a line each, the newest first."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout

from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.gui.cases.board.says import past_words
from evidencekit.gui.parts import label, set_role, tip
from evidencekit.gui.theme import EDGE, GAP
from evidencekit.gui.words import due_words

if TYPE_CHECKING:
    from datetime import date

    from evidencekit.services.case_past import Happening

_SUBJECT = Qt.ItemDataRole.UserRole
_MOST, _LINE, _LINES = 200, 26, 4


class PastCard(QFrame):
    """The card of a case's past; `opened` gives what an activated line is about."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "card")
        self.list = QListWidget()
        self.list.setAccessibleName(_("What happened, and what is due"))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        set_role(self.list, "column")
        self.list.itemActivated.connect(lambda item: self.opened.emit(str(item.data(_SUBJECT))))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, GAP, EDGE, GAP)
        layout.setSpacing(GAP // 2)
        layout.addWidget(label(_("What happened, and what is due"), "strong"))
        layout.addWidget(self.list)

    def show_past(
        self, past: "Sequence[Happening]", recipients: dict[str, str], today: "date"
    ) -> None:
        """Show the newest lines, and how many there are besides."""
        self.list.clear()
        for one in past[:_MOST]:
            day = one.on.isoformat() if one.on else _("no day known")
            due = f" ({due_words(one.on, today)[0]})" if one.kind.value == "due" else ""
            self._add(f"{day}{due} · {past_words(one, recipients)}", one.subject)
        rest = len(past) - _MOST
        if rest > 0:
            text = ngettext("and {count} more", "and {count} more", rest).format(count=rest)
            self._add(text, "").setFlags(Qt.ItemFlag.NoItemFlags)
        self.list.setFixedHeight(max(1, min(self.list.count(), _LINES)) * _LINE)

    def _add(self, text: str, subject: str) -> QListWidgetItem:
        item = QListWidgetItem(text, self.list)
        item.setSizeHint(QSize(0, _LINE))
        item.setData(_SUBJECT, subject)
        item.setToolTip(tip(text))
        return item
