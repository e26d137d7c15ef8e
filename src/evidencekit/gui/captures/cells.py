"""What the cells of the captures say: the words of a row, its marks and its tooltips."""

from html import escape
from urllib.parse import urlsplit

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from evidencekit.foundation.catalogue import N_, _
from evidencekit.gui.icons import icon
from evidencekit.gui.parts import page_text
from evidencekit.gui.theme import colours
from evidencekit.gui.words import local_time, price_text, stamp_words, state_words, utc_time

# A row of `list --json`; `hidden` is in it, and true, where a person left the capture out of lists.
Row = dict[str, object]
Index = QModelIndex | QPersistentModelIndex

_MARKS = {"good": "check", "warn": "warning", "bad": "stop", "demo": "warning"}
COLUMNS = (
    N_("Title"),
    N_("Seller"),
    N_("Price"),
    N_("Site"),
    N_("Captured"),
    N_("State"),
    N_("Time stamp"),
)
_TITLE, SELLER, _PRICE, SITE, _CAPTURED, _STATE, _STAMP = range(len(COLUMNS))


def site_of(row: Row) -> str:
    """Return the host that a capture's page came from, for reading; `-` where unknown."""
    try:
        return page_text(urlsplit(str(row.get("url") or "")).hostname, 80)
    except ValueError:
        return "-"


def title_of(row: Row) -> str:
    """Return a page's title for reading, or words that it has none or can't be known."""
    if row.get("title"):
        return page_text(row["title"])
    return _("Page without a title") if row.get("state") else _("Capture that can't be read")


def mark_of(tone: str) -> str:
    """Return the name of the icon that says a tone without its colour."""
    return _MARKS[tone]


def hidden_words() -> str:
    """Return what stands at a capture that lists leave out."""
    return _("hidden")


def plain_tip(text: str) -> str:
    """Return a tooltip that shows `text` as it is: Qt would read markup in it."""
    return f"<p>{escape(text)}</p>"


def cell(row: Row, column: int, role: int) -> object:
    """Return what a row has in a column for a role of Qt; None: nothing."""
    roles = Qt.ItemDataRole
    if role == roles.DisplayRole:
        return _text(row, column)
    if role == roles.AccessibleTextRole:
        return ", ".join(_text(row, one) for one in range(len(COLUMNS)))
    if role == roles.ToolTipRole:
        return plain_tip(_when(row) if column == _CAPTURED else _text(row, column))
    return _look(row, column, role)


def _look(row: Row, column: int, role: int) -> object:
    """Return the colour of a cell or its mark, where it has one."""
    roles = Qt.ItemDataRole
    if column in {_STATE, _STAMP}:
        tone = _words(row, column)[1]
        colour = str(getattr(colours(), tone))
        if role == roles.DecorationRole:
            return icon(mark_of(tone), colour)
        if role == roles.ForegroundRole:
            return QColor(colour)
    if column == _TITLE and row.get("hidden") and role == roles.ForegroundRole:
        return QColor(colours().muted)
    return None


def _text(row: Row, column: int) -> str:
    if column in {_STATE, _STAMP}:
        return _words(row, column)[0]
    if column == _TITLE:
        title = title_of(row)
        # First, so that it is read however narrow the column is.
        return _("Hidden: {title}").format(title=title) if row.get("hidden") else title
    if column == SITE:
        return site_of(row)
    if column == _CAPTURED:
        # Date and time of day; the offset and UTC are in the tooltip.
        return " ".join(local_time(row.get("captured")).split()[:2])
    return page_text(row.get("seller") if column == SELLER else price_text(row))


def _when(row: Row) -> str:
    at = row.get("captured")
    return f"{local_time(at)} = {utc_time(at)}"


def _words(row: Row, column: int) -> tuple[str, str]:
    return (
        state_words(row.get("state"), row.get("engine"))
        if column == _STATE
        else stamp_words(row.get("stamped"))
    )
