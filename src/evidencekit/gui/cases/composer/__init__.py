"""Writing a complaint: its fields, what pre-flight says of them, its packet as it would look."""

from evidencekit.gui.cases.composer.page import ComposerPage

__all__ = ["ComposerPage"]
