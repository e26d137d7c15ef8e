"""The room of rules: whom complaints go to, what the law asks, how well each of it is known."""

from evidencekit.gui.rules.page import RulesPage

__all__ = ["RulesPage"]
