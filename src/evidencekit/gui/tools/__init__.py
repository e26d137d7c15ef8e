"""What the main window opens beside its pages. Each dialog is loaded when it is wanted."""

from evidencekit.gui.tools.window_tools import Tools

__all__ = ["Tools"]
