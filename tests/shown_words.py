"""What a person reads on a widget."""

from PySide6.QtWidgets import QLabel


def words_in(widget):
    """Return the words of its labels, a label a line, without the places where a line may break."""
    shown = (one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget))
    return "\n".join(shown).replace("\u200b", "")
