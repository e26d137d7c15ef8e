"""The room of deadlines: what is due, the overdue first."""

from evidencekit.gui.deadlines.page import DeadlinesPage

__all__ = ["DeadlinesPage"]
