"""The room of sellers: who they are, what they showed, what links them, the law's lines."""

from evidencekit.gui.sellers.page import SellersPage

__all__ = ["SellersPage"]
