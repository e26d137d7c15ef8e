"""The addresses that a file lists: text, CSV or XLSX, each anybody's file and read so."""

import re
from collections import Counter
from pathlib import Path

from evidencekit.domain.errors import AddressListRefused
from evidencekit.services.table_child import table_rows
from evidencekit.services.table_file import TableFault, decoded, read_bytes

_HEADINGS = frozenset({"url", "address", "link", "网址", "链接"})
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


def read_addresses(file: Path) -> list[str]:
    """Return the addresses of a list in their order, not yet checked to be addresses.

    Text has one a line, `#` before a remark. A table (CSV with `,`, `;` or tabs, or the first sheet
    of an XLSX file) has a column headed url, address, link, 网址 or 链接, else the column with the
    most http and https addresses is taken. Raises FileMissing, AddressListRefused, ArchiveRefused.
    """
    try:
        data = read_bytes(file)
        rows = table_rows(file, data)
        if rows is not None:
            return _column([cells for _number, cells in rows])
        text = decoded(data)
    except TableFault as fault:
        raise AddressListRefused(path=file, reason=fault.reason) from fault
    return [line.strip() for line in text.splitlines() if line.strip() and line.strip()[0] != "#"]


def _column(rows: list[list[str]]) -> list[str]:
    headings = [cell.strip().lower() for cell in rows[0]] if rows else []
    number = next((n for n, name in enumerate(headings) if name in _HEADINGS), None)
    if number is not None:
        return _filled(rows[1:], number)
    counts = Counter(
        n for row in rows for n, cell in enumerate(row) if _ADDRESS.match(cell.strip())
    )
    if not counts:
        raise TableFault("no_column")
    number = max(sorted(counts), key=lambda n: counts[n])
    named = number < len(headings) and not _ADDRESS.match(headings[number])
    return _filled(rows[1:] if named else rows, number)


def _filled(rows: list[list[str]], number: int) -> list[str]:
    cells = (row[number].strip() for row in rows if number < len(row))
    return [cell for cell in cells if cell]
