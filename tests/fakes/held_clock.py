"""A clock that moves only when a test moves it."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 5, 4, 3, 2, 678_000, tzinfo=UTC)


class HeldClock:
    """A `foundation.clock.Clock` held still; `now` and `monotonic_ns` move together."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start
        self._monotonic_ns = 1_000_000_000
        self._boots = 0

    def now(self) -> datetime:
        return self._now

    def monotonic_ns(self) -> int:
        return self._monotonic_ns

    def boot(self) -> str:
        return f"{self._boots:016x}"

    def advance(self, by: timedelta = timedelta(seconds=1)) -> None:
        """Let time pass."""
        if by < timedelta():
            raise ValueError("time does not run backwards; see set_wall")
        self._now += by
        self._monotonic_ns += by // timedelta(microseconds=1) * 1000

    def set_wall(self, at: datetime) -> None:
        """Set the wall clock, as a person may, forwards or back; no time passes."""
        self._now = at

    def reboot(self) -> None:
        """Begin another boot: the monotonic clock starts again."""
        self._boots += 1
        self._monotonic_ns = 1_000_000_000
