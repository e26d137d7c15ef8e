"""Builds the objects once and hands them out; the only place that knows which adapter is used.

Everything heavy is imported inside the function that needs it, so that `--help` stays light and
`verify` never loads Qt.
"""

from evidencekit.bootstrap.doctor import Finding, examine_computer

__all__ = ["Finding", "examine_computer"]
