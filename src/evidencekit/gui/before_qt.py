"""Loads what the first paint needs beside Qt, before Qt.

Once PySide6 is loaded each further import is dear: its hook looks at every module's source.
"""

import concurrent.futures.thread

import typing_extensions

from evidencekit.foundation import display_text, error_text, logs, paths, resources, settings

__all__ = [
    "concurrent",
    "display_text",
    "error_text",
    "logs",
    "paths",
    "resources",
    "settings",
    "typing_extensions",
]
