"""What is found now, saved as a table for a spreadsheet."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMessageBox, QWidget

from evidencekit.bootstrap.desk_finding import save_table
from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.gui.ask_file import ask_new_file
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import page_text

if TYPE_CHECKING:
    from evidencekit.packet.tables import Written
    from evidencekit.services.library import Wish


class SavedTable(QObject):
    """Asks over `page` for a new file and writes what `wish` asks for into it."""

    def __init__(self, page: QWidget, vault: OpenVault, wish: "Callable[[], Wish]") -> None:
        super().__init__(page)
        self._page, self._vault, self._wish = page, vault, wish
        self.said: QMessageBox | None = None

    def ask(self) -> None:
        """Ask for the file."""
        kinds = _("Tables (*.xlsx *.csv)")
        ask_new_file(self._page, _("New file for the table"), "captures.xlsx", kinds, self.save)

    def save(self, out: Path) -> None:
        """Write the table as a job; a name without an ending gets that of a spreadsheet."""
        wish, out = self._wish(), out if out.suffix else out.with_name(f"{out.name}.xlsx")
        self._vault.write(
            self,
            _("Saving a table"),
            lambda desk, _task: save_table(desk, wish, out),
            lambda written: self._tell(written, out),
        )

    def _tell(self, written: "Written", out: Path) -> None:
        text = ngettext("{count} row: {path}", "{count} rows: {path}", written.rows)
        said = QMessageBox(self._page)
        said.setText(text.format(count=f"{written.rows:,}", path=page_text(out, 400)))
        if written.altered:
            altered = ngettext(
                "{count} row is not quite as the page had it.",
                "{count} rows are not quite as the pages had them.",
                written.altered,
            )
            said.setInformativeText(altered.format(count=f"{written.altered:,}"))
        said.finished.connect(said.deleteLater)
        self.said = said
        said.open()
