"""Loads what the first paint needs beside Qt, before Qt.

Once PySide6 is loaded each further import is dear: its hook looks at every module's source.
"""

from evidencekit.foundation import catalogue, logs, paths, resources, settings

__all__ = ["catalogue", "logs", "paths", "resources", "settings"]
