"""The room of outcomes: what became of what was filed."""

from evidencekit.gui.outcomes.page import OutcomesPage

__all__ = ["OutcomesPage"]
