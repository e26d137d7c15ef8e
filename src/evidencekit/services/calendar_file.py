"""Deadlines as a calendar file (RFC 5545) that any calendar takes."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from icalendar import Alarm, Calendar, Event

from evidencekit.casework.deadlines import Deadline
from evidencekit.foundation.clock import Clock

# A week before and the day before.
_WARNINGS = (timedelta(days=7), timedelta(days=1))


def calendar_of(deadlines: Sequence[Deadline], clock: Clock) -> bytes:
    """Return the deadlines that have a day, as whole-day events with two alarms each."""
    calendar = Calendar()
    calendar.add("prodid", "-//evidencekit//deadlines//EN")
    calendar.add("version", "2.0")
    for one in deadlines:
        if one.due is not None:
            calendar.add_component(_event(one, clock))
    data: bytes = calendar.to_ical()
    return data


def _event(one: Deadline, clock: Clock) -> Event:
    event = Event()
    # The same deadline has the same id in the next file: a calendar then keeps one.
    name = f"{one.kind} {one.subject} {one.due}"
    event.add("uid", f"{hashlib.sha256(name.encode()).hexdigest()[:32]}@evidencekit")
    event.add("dtstamp", clock.now().replace(microsecond=0))
    event.add("dtstart", one.due)
    event.add("summary", one.words)
    for before in _WARNINGS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", one.words)
        alarm.add("trigger", -before)
        event.add_component(alarm)
    return event
