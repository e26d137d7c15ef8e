"""The room of cases: what a case names, its complaints held against the rules, its packets."""

from evidencekit.gui.cases.page import CasesPage

__all__ = ["CasesPage"]
