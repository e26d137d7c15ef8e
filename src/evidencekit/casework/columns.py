"""Columns that many tables of `casework.db` have."""

from sqlalchemy import JSON, Column, Text


def times() -> tuple[Column[str], Column[str]]:
    """Return when a row was made and last changed."""
    return text("created"), text("changed")


def text(name: str, *, nullable: bool = False) -> Column[str]:
    """Return a column of text."""
    return Column(name, Text, nullable=nullable)


def some(name: str) -> Column[object]:
    """Return a column of a list or an object that may be absent."""
    return Column(name, JSON(none_as_null=True), nullable=True)
