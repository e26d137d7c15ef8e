"""The guard of the PySide6 pin: emitting a signal loses no reference.

PySide6 6.12.0 on Python 3.11 loses one to True with each emit, and the process aborts in the end.
"""

import gc
import sys

import pytest
from PySide6.QtCore import QObject, Signal

from evidencekit.bootstrap import examine_computer


class Probe(QObject):
    fired = Signal(bool)
    named = Signal(str, object)


@pytest.fixture
def _no_collection():
    gc.collect()
    # Where the engine runs it is off for good: a worker would free what is Qt's to free.
    was_on = gc.isenabled()
    gc.disable()
    yield
    if was_on:
        gc.enable()


@pytest.mark.usefixtures("_no_collection")
@pytest.mark.parametrize("listeners", [0, 1])
@pytest.mark.parametrize("value", [True, False, None])
def test_a_hundred_emits_lose_no_reference(listeners, value):
    probe, heard = Probe(), [0]

    def listen(*_words):
        heard[0] += 1

    for _index in range(listeners):
        probe.fired.connect(listen)
        probe.named.connect(listen)
    probe.fired.emit(bool(value))
    probe.named.emit("warm", value)
    before = sys.getrefcount(value)
    for _index in range(100):
        probe.fired.emit(bool(value))
        probe.named.emit("once", value)
    after = sys.getrefcount(value)
    assert after == before
    assert heard[0] == listeners * 202


def test_the_doctor_finds_the_same():
    counts = next(f for f in examine_computer() if f.name == "signal_counts")
    assert counts.ok, counts.seen
