"""The replayed connection keeps the promises of `capture.connection`."""

import pytest

from evidencekit.capture.connection import DevToolsError, EngineGone
from fakes.replayed_connection import ReplayedConnection


def seconds(clock, begun):
    return (clock.monotonic_ns() - begun) / 1e9


def test_waiting_for_nothing_takes_the_whole_limit(clock):
    begun = clock.monotonic_ns()
    assert ReplayedConnection(clock).messages(0.25) == []
    assert seconds(clock, begun) == 0.25


def test_messages_come_in_order_and_once_at_their_time(clock):
    connection = ReplayedConnection(clock, batches=[(0, [{"k": "a"}]), (1, [{"k": "b"}])])
    assert connection.messages(0) == [{"k": "a"}]
    assert connection.messages(0.4) == []
    begun = clock.monotonic_ns()
    assert connection.messages(5) == [{"k": "b"}]
    assert seconds(clock, begun) == pytest.approx(0.6)
    assert connection.messages(0) == []


def test_a_call_gives_its_reply_or_the_engines_refusal(clock):
    connection = ReplayedConnection(clock, {"A.b": lambda params: {"got": params["x"]}})
    assert connection.call("A.b", {"x": 1}) == {"got": 1}
    with pytest.raises(DevToolsError):
        connection.call("No.such")
    assert connection.calls == ["A.b", "No.such"]


def test_a_call_without_an_answer_takes_its_limit(clock):
    connection = ReplayedConnection(clock, {"A.b": TimeoutError("A.b")})
    begun = clock.monotonic_ns()
    with pytest.raises(TimeoutError):
        connection.call("A.b", limit=7)
    assert seconds(clock, begun) == 7


def test_an_engine_that_goes_away_says_so_after_its_last_words(clock):
    connection = ReplayedConnection(clock, batches=[(0, [{"k": "a"}]), (0, EngineGone("crash"))])
    assert connection.messages(1) == [{"k": "a"}]
    with pytest.raises(EngineGone):
        connection.messages(1)
