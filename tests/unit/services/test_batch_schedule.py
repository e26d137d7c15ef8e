"""Politeness, by a clock that only the test moves."""

from datetime import timedelta

import pytest

from evidencekit.services.batch_schedule import Job, Schedule, delay_for, host_of, is_loopback

X, Y = "https://x.example/", "https://y.example/"


def schedule(clock, *addresses, delay=None):
    return Schedule([Job(n, one) for n, one in enumerate(addresses)], delay, clock)


def numbers(plan):
    taken = []
    while job := plan.take():
        taken.append(job.number)
    return taken


@pytest.mark.parametrize(
    ("address", "asked", "seconds"),
    [
        (X, None, 5.0),
        (X, 0, 2.0),
        (X, 30, 30),
        ("http://93.184.216.34/", 1, 2.0),
        ("http://192.168.1.7/", None, 5.0),
        ("http://192.168.1.7/", 0.5, 0.5),
        ("http://127.0.0.1:8801/", None, 0.0),
        ("http://localhost/", 3, 3),
        ("http://[::1]/", None, 0.0),
        ("http://localhost.example/", 0, 2.0),
    ],
)
def test_the_pause_between_pages_of_a_host(address, asked, seconds):
    assert delay_for(address, asked) == seconds


def test_a_host_is_one_in_every_spelling():
    same = ("http://X.example:80/a", "https://x.example./b", "http://u:p@x.EXAMPLE/")
    assert {host_of(one) for one in same} == {"x.example"}
    assert (
        host_of("https://淘宝.example/")
        == host_of(f"https://{'淘宝'.encode('idna').decode()}.example/")
        != ""
    )


def test_what_is_loopback_is_seen_by_its_form():
    assert [is_loopback(one) for one in ("http://127.9.9.9/", "http://a.localhost/", X)] == [
        True,
        True,
        False,
    ]


def test_one_page_at_a_time_per_host_in_the_order_asked(clock):
    plan = schedule(clock, X + "1", X + "2", Y + "1", X + "3")
    assert numbers(plan) == [0, 2]
    assert plan.seconds_to_next() is None


def test_a_host_is_left_alone_between_its_pages(clock):
    plan = schedule(clock, X + "1", X + "2")
    job = plan.take()
    clock.advance(timedelta(seconds=7))
    assert plan.answered(job, 200) == []
    assert (plan.take(), plan.seconds_to_next()) == (None, 5.0)
    clock.advance(timedelta(seconds=4.999))
    assert plan.take() is None
    clock.advance(timedelta(seconds=0.001))
    assert plan.take().number == 1


@pytest.mark.parametrize("status", [429, 403])
def test_a_host_that_refuses_gets_twice_the_pause_and_is_left_after_three(clock, status):
    plan = schedule(clock, *(f"{X}{n}" for n in range(6)), Y)
    pauses = []
    for _refusal in range(2):
        assert plan.answered(plan.take(), status) == []
        pauses.append(min(plan._hosts["x.example"].due_ns, 10**18) - clock.monotonic_ns())
        clock.advance(timedelta(seconds=60))
    assert pauses == [10 * 10**9, 20 * 10**9]
    given_up = plan.answered(plan.take(), status)
    assert [job.number for job in given_up] == [3, 4, 5]
    assert numbers(plan) == [6]


@pytest.mark.parametrize("error", ["timeout", "refused", "offline"])
def test_no_answer_is_asked_for_once_more_at_its_place(clock, error):
    plan = schedule(clock, X + "1", X + "2")
    assert plan.unanswered(plan.take(), error)
    clock.advance(timedelta(seconds=5))
    again = plan.take()
    assert (again.number, again.retried) == (0, True)
    assert not plan.unanswered(again, error)
    clock.advance(timedelta(seconds=5))
    assert plan.take().number == 1


@pytest.mark.parametrize("error", ["dns", "tls", "aborted", None])
def test_an_answer_that_will_not_change_is_not_asked_for_again(clock, error):
    plan = schedule(clock, X)
    assert not plan.unanswered(plan.take(), error)
    assert (plan.take(), plan.seconds_to_next()) == (None, None)


def test_the_time_left_follows_the_pace_and_the_longest_queue(clock):
    plan = schedule(clock, *(f"http://127.0.0.1/{n}" for n in range(4)))
    assert plan.seconds_left() is None
    job = plan.take()
    clock.advance(timedelta(seconds=2))
    plan.answered(job, 200)
    assert plan.seconds_left() == 6
    plan = schedule(clock, *(f"{X}{n}" for n in range(11)))
    plan.answered(plan.take(), 200)
    assert plan.seconds_left() == 50
