"""Steps of the clock: what is one, what is told, what is not."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencekit.evidence.clock_steps import UntoldStep, step_ms, untold_steps
from evidencekit.evidence.custody import EMPTY, make_line, moment
from evidencekit.evidence.keys import make_key
from fakes.held_clock import HeldClock

KEY = make_key(demo=False)
NOTE = {"about": None, "by": "ana", "text": ""}


def a_log(*moves):
    """A log of lines; each move is (kind of move, milliseconds) before the next line."""
    clock, head, lines = HeldClock(), EMPTY, []
    for move in (None, *moves):
        move_clock(clock, move)
        at = moment(clock, "v")
        lines.append(make_line(head, "note", NOTE, at, KEY))
        head = lines[-1].head
    return clock, lines


def move_clock(clock, move):
    match move:
        case ("set", ms):
            clock.set_wall(clock.now() + timedelta(milliseconds=ms))
        case ("wait", ms):
            clock.advance(timedelta(milliseconds=ms))
        case ("boot", ms):
            clock.set_wall(clock.now() + timedelta(milliseconds=ms))
            clock.reboot()


@pytest.mark.parametrize("ms", [-3_600_000, -2001, 2001, 86_400_000])
def test_a_step_is_measured_with_its_sign(ms):
    clock, lines = a_log()
    clock.advance(timedelta(hours=1))
    clock.set_wall(clock.now() + timedelta(milliseconds=ms))
    assert step_ms(lines[-1], moment(clock, "v")) == ms


@pytest.mark.parametrize(
    "move", [("set", 2000), ("set", -2000), ("wait", 10**7), ("boot", -(10**7))]
)
def test_small_steps_time_and_boots_are_none(move):
    clock, lines = a_log()
    move_clock(clock, move)
    assert step_ms(lines[-1], moment(clock, "v")) == 0
    assert list(untold_steps(a_log(move)[1])) == []


def test_an_untold_step_is_found_and_a_false_one_too():
    _clock, lines = a_log(("wait", 5), ("set", -9000), ("wait", 7))
    assert list(untold_steps(lines)) == [UntoldStep(2, -9000, None)]
    clock, lines = a_log()
    lines.append(
        make_line(lines[-1].head, "clock.step", {"step_ms": 5000}, moment(clock, "v"), KEY)
    )
    assert list(untold_steps(lines)) == [UntoldStep(1, 0, 5000)]


def test_a_monotonic_clock_that_runs_backwards_is_none():
    later, early = HeldClock(), HeldClock()
    later.advance(timedelta(seconds=90))
    first = make_line(EMPTY, "note", NOTE, moment(later, "v"), KEY)
    second = make_line(first.head, "note", NOTE, moment(early, "v"), KEY)
    assert list(untold_steps([first, second])) == [UntoldStep(1, 0, None)]


MOVES = st.tuples(st.sampled_from(["set", "wait", "boot"]), st.integers(0, 10**8))


@given(st.lists(MOVES, max_size=8))
def test_what_the_writer_tells_is_what_the_reader_finds(moves):
    clock, head, lines = HeldClock(), EMPTY, []
    for move in (None, *moves):
        move_clock(clock, move)
        at = moment(clock, "v")
        step = step_ms(lines[-1], at) if lines else 0
        if step:
            lines.append(make_line(head, "clock.step", {"step_ms": step}, at, KEY))
            head = lines[-1].head
        lines.append(make_line(head, "note", NOTE, at, KEY))
        head = lines[-1].head
    assert list(untold_steps(lines)) == []
