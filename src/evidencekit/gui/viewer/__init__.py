"""The evidence viewer: one capture with its pictures, facts, custody and integrity."""

from evidencekit.gui.viewer.page import ViewerPage

__all__ = ["ViewerPage"]
