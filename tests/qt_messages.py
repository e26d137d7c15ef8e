"""Has Qt always speak to somebody.

pytest-qt listens during each test and takes its listener away after it. PySide calls a listener
without a look whether it is still there: where a thread of the engine's speaks just then, the
process dies. So there is one beneath, which stays.
"""

import sys

from PySide6.QtCore import QtMsgType, qInstallMessageHandler


def pytest_configure():
    """Listen before any test does, for as long as the process lives."""
    qInstallMessageHandler(_between_tests)


def _between_tests(kind, _context, text):
    if kind in (QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg):
        print(text, file=sys.__stderr__)
