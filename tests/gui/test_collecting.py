"""Garbage where the engine runs: what is due is collected, but not all is walked each time."""

import gc

import pytest

from evidencekit.webengine import process


@pytest.fixture
def walks(monkeypatch):
    """Full collections alone are due, always; hear of each collection's generation."""
    seen = []

    def hear(phase, about):
        if phase == "start":
            seen.append(about["generation"])

    before, on = gc.get_threshold(), gc.isenabled()
    monkeypatch.setattr(process, "_full_from", [0.0])
    gc.disable()
    gc.set_threshold(1_000_000_000, 1_000_000_000, 0)
    gc.callbacks.append(hear)
    yield seen
    gc.callbacks.remove(hear)
    gc.set_threshold(*before)
    if on:
        gc.enable()


def begin(walks):
    """Forget what the engine's own timer did between the fixture and the test."""
    process._full_from[0] = 0.0
    walks.clear()


def test_after_a_walk_over_everything_it_rests(walks):
    begin(walks)
    for _turn in range(5):
        gc.collect(1)
        process._collect()
    assert walks == [1, 2, 1, 1, 1, 1]


def test_a_younger_generation_is_collected_meanwhile(walks):
    begin(walks)
    gc.collect(1)
    process._collect()
    gc.set_threshold(1_000_000_000, 0, 0)
    gc.collect(0)
    walks.clear()
    process._collect()
    assert walks == [1]
