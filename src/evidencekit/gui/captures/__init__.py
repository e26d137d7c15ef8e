"""The captures room: a grid or a list of what is sealed, and what is known of the chosen one."""

from evidencekit.gui.captures.page import CapturesPage

__all__ = ["CapturesPage"]
