"""The search index: derived from the vault, kept outside it, thrown away and made again at will."""

from evidencekit.vault.library.find import FIELDS, Filter, Found
from evidencekit.vault.library.library import Library, index_folder
from evidencekit.vault.library.tables import sqlite_lacks
from evidencekit.vault.library.work import NoWork, Said, Scope, Work

__all__ = [
    "FIELDS",
    "Filter",
    "Found",
    "Library",
    "NoWork",
    "Said",
    "Scope",
    "Work",
    "index_folder",
    "sqlite_lacks",
]
