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


def pytest_runtestloop(session):
    """Run what the other processes leave to this one, as pytest runs all."""
    if SHARE is None or session.testsfailed or session.config.option.collectonly:
        return None
    mine = (item for item in session.items if _is_free(item.nodeid))
    item = next(mine, None)
    while item is not None:
        # What comes next is taken before: pytest takes down what it does not use.
        following = next(mine, None)
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.shouldfail:
            raise session.Failed(session.shouldfail)
        if session.shouldstop:
            raise session.Interrupted(session.shouldstop)
        item = following
    return True


def _is_free(name):
    """Take a test, unless another process has it."""
    place = SHARE / hashlib.sha256(name.encode()).hexdigest()
    try:
        place.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True
