"""One run of tests shared by several processes: each takes the next test that nobody took.

Who runs them (`make rounds`) names one empty folder to all of them in `TESTS_SHARE`, and gives them
one seed, so that they take from one order.
"""

import hashlib
import os
from pathlib import Path

# Taken out: what a test starts is no part of this run.
_folder = os.environ.pop("TESTS_SHARE", None)
SHARE = Path(_folder) if _folder else None
MADE_ONCE = "clicked_demo"
_mine: set[str] = set()


def pytest_runtestloop(session):
    """Run what the other processes leave to this one, as pytest runs all."""
    if SHARE is None or session.testsfailed or session.config.option.collectonly:
        return None
    left = list(session.items)
    item = _take(left)
    while item is not None:
        # What comes next is taken before: pytest takes down what it does not use.
        following = _take(left)
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.shouldfail:
            raise session.Failed(session.shouldfail)
        if session.shouldstop:
            raise session.Interrupted(session.shouldstop)
        item = following
    return True


def _take(left):
    """Take the next test that nobody took; None when there is none.

    The process that came first begins with a test that needs what is made once for all; until that
    is there, the others take those that do not.
    """
    order = left
    if not made_once().exists():
        makes = _is_first(f"process that makes {MADE_ONCE}")
        order = sorted(left, key=lambda one: (MADE_ONCE in one.fixturenames) != makes)
    for item in list(order):
        left.remove(item)
        if _is_first(item.nodeid):
            return item
    return None


def made_once():
    """Return the file that is there when what is made once for all is."""
    return SHARE / f"{MADE_ONCE}.json"


def _is_first(name):
    """Say whether nobody took this before; of what this process took, it is the first for ever."""
    if name in _mine:
        return True
    place = SHARE / hashlib.sha256(name.encode()).hexdigest()
    try:
        place.touch(exist_ok=False)
    except FileExistsError:
        return False
    _mine.add(name)
    return True
