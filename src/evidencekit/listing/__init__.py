"""Reads the facts of a captured page; data before code."""
