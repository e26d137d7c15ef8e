"""The room of rights: the register, its papers, genuine products, a table brought in."""

from evidencekit.gui.rights.page import RightsPage

__all__ = ["RightsPage"]
