"""The table of rights to fill in: headings, hints, allowed values; an XLSX file."""

from pathlib import Path

from xlsxwriter import Workbook

from evidencekit.domain.errors import WrongUse
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.files import require_new, written_aside
from evidencekit.services.right_import import MOST_ROWS, columns
from evidencekit.vault.staged import told_as_ours

_WIDTH = 24


def write_template(out: Path, language: str) -> None:
    """Write the template as a new XLSX file, with hints in `en` or `zh_CN`.

    Raises WrongUse (another ending, a file that is there), DiskFull, VaultNotWritable.
    """
    if out.suffix.lower() != ".xlsx":
        raise WrongUse(detail=_("{path}: the file's name ends in .xlsx").format(path=out))
    require_new(out)
    with told_as_ours(out.parent), written_aside(out) as file:
        book = Workbook(file, {"in_memory": True, "strings_to_formulas": False})
        sheet = book.add_worksheet("rights")
        heading = book.add_format({"bold": True, "bg_color": "#DBE9F8", "num_format": "@"})
        hint = book.add_format({"italic": True, "text_wrap": True, "font_color": "#57606C"})
        # Text: else a spreadsheet makes 0123 a number and a day its own count.
        text = book.add_format({"num_format": "@"})
        for place, column in enumerate(columns()):
            sheet.set_column(place, place, _WIDTH, text)
            sheet.write_string(0, place, column.field, heading)
            mark = "# " if place == 0 else ""
            sheet.write_string(1, place, mark + column.hints[language], hint)
            if column.values:
                allowed = {"validate": "list", "source": list(column.values)}
                sheet.data_validation(2, place, MOST_ROWS, place, allowed)
        sheet.freeze_panes(2, 0)
        book.close()
