"""When an authority that failed is asked again."""

from datetime import timedelta

import pytest

from evidencekit.evidence.timestamp import Reason
from evidencekit.services.stamp_attempts import StampAttempts
from evidencekit.vault.stamp_files import Waiting

ONE = Waiting("stamps/20261105T040302Z-1.sha256", "a")
OTHER = Waiting("stamps/20261105T040302Z-2.sha256", "a")
ELSEWHERE = Waiting(ONE.list, "b")
PAUSES = [1, 5, 30, 360, 360]


def test_the_pauses_are_those_of_the_format_page_and_outlive_the_program(tmp_path, clock):
    path = tmp_path / "new" / "v.json"
    for minutes in PAUSES:
        StampAttempts(path).failed(ONE, Reason.UNREACHABLE, clock.now())
        attempts = StampAttempts(path)
        assert not attempts.is_due(ONE, clock.now())
        assert attempts.is_away("a", clock.now())
        clock.advance(timedelta(minutes=minutes, seconds=-1))
        assert not attempts.is_due(ONE, clock.now())
        clock.advance(timedelta(seconds=1))
        assert attempts.is_due(ONE, clock.now())
        assert not attempts.is_away("a", clock.now())


def test_who_is_away_pauses_for_every_list_a_refusal_for_its_own(tmp_path, clock):
    attempts = StampAttempts(tmp_path / "v.json")
    attempts.failed(ONE, Reason.NONCE, clock.now())
    assert [attempts.is_due(one, clock.now()) for one in (ONE, OTHER)] == [False, True]
    assert not attempts.is_away("a", clock.now())
    attempts.failed(ONE, Reason.UNREACHABLE, clock.now())
    due = [attempts.is_due(one, clock.now()) for one in (ONE, OTHER, ELSEWHERE)]
    assert due == [False, False, True]
    attempts.succeeded(ONE)
    assert StampAttempts(tmp_path / "v.json").is_due(ONE, clock.now())


def test_a_clock_set_back_and_a_bad_file_end_every_pause(tmp_path, clock):
    path = tmp_path / "v.json"
    StampAttempts(path).failed(ONE, Reason.UNREACHABLE, clock.now())
    assert StampAttempts(path).is_due(ONE, clock.now() - timedelta(days=1))
    for bad in ("{", "[]", '{"a": 1}', '{"a": {"failed": 0, "last": "x"}}',
                '{"a": {"failed": 1, "last": "2026-01-01"}}'):  # fmt: skip
        path.write_text(bad)
        assert StampAttempts(path).is_due(ONE, clock.now())


def test_a_file_that_can_not_be_written_is_said_and_stops_nothing(tmp_path, clock, expected_log):
    (tmp_path / "file").write_text("")
    attempts = StampAttempts(tmp_path / "file" / "v.json")
    attempts.failed(ONE, Reason.UNREACHABLE, clock.now())
    assert not attempts.is_due(ONE, clock.now())


@pytest.mark.parametrize("reason", [Reason.HTTP_STATUS, Reason.REVOKED])
def test_a_success_forgets_a_refusal(tmp_path, clock, reason):
    attempts = StampAttempts(tmp_path / "v.json")
    attempts.failed(ONE, reason, clock.now())
    attempts.succeeded(ONE)
    assert attempts.is_due(ONE, clock.now())
