"""The held clock keeps the promises of `foundation.clock.Clock`."""

from datetime import UTC, datetime, timedelta

import pytest

from evidencekit.foundation.clock import Clock, SystemClock
from fakes.held_clock import START, HeldClock


def test_it_stands_still_until_advanced():
    clock = HeldClock()
    assert clock.now() == clock.now() == START
    before = clock.monotonic_ns()
    clock.advance(timedelta(milliseconds=1500))
    assert clock.now() - START == timedelta(milliseconds=1500)
    assert clock.monotonic_ns() - before == 1_500_000_000


def test_it_does_not_run_backwards():
    with pytest.raises(ValueError, match="backwards"):
        HeldClock().advance(timedelta(seconds=-1))


def test_setting_the_wall_clock_back_lets_no_time_pass():
    clock = HeldClock()
    before, boot = clock.monotonic_ns(), clock.boot()
    clock.set_wall(datetime(2020, 1, 1, tzinfo=UTC))
    assert clock.now().year == 2020
    assert (clock.monotonic_ns(), clock.boot()) == (before, boot)


def test_a_reboot_starts_the_monotonic_clock_again():
    clock = HeldClock()
    boot, start = clock.boot(), clock.monotonic_ns()
    clock.advance()
    clock.reboot()
    assert clock.boot() != boot
    assert clock.monotonic_ns() == start


def test_it_has_the_form_of_the_system_clock():
    real, held = SystemClock(), HeldClock()
    promised = {name for name in vars(Clock) if not name.startswith("_")}
    for name in promised:
        assert type(getattr(held, name)()) is type(getattr(real, name)())
    assert held.now().utcoffset() == real.now().utcoffset() == timedelta()
    assert len(held.boot()) == len(real.boot())
