"""Reads a captured page: what is offered, by whom, for how much, how many; each with its place."""

from evidencekit.listing.page import READER_VERSION, TEXT_VERSION, PageReading
from evidencekit.listing.reading import read_page
from evidencekit.listing.report import fact_document, facts_document

__all__ = [
    "READER_VERSION",
    "TEXT_VERSION",
    "PageReading",
    "fact_document",
    "facts_document",
    "read_page",
]
