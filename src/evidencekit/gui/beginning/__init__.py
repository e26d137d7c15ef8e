"""The first steps: a vault of one's own."""

from evidencekit.gui.beginning.wizard import VaultWizard

__all__ = ["VaultWizard"]
