"""Marks over a screenshot: drawn, moved and undone on the screen, then kept as a layer."""

from evidencekit.gui.marks.hand import Hand
from evidencekit.gui.marks.panel import MarksPanel
from evidencekit.gui.marks.sheet import MarkSheet
from evidencekit.gui.marks.tools import MarkTools

__all__ = ["Hand", "MarkSheet", "MarkTools", "MarksPanel"]
