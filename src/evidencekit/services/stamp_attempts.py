"""When an authority that failed is asked again (`docs/vault-format.md` 8.1); outlives the program.

The file lies in the user's folders, outside the vault, and may be thrown away: all is due then.
"""

import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from evidencekit.evidence.timestamp import Reason
from evidencekit.foundation.files import write_whole
from evidencekit.vault.stamp_files import Waiting

_log = logging.getLogger(__name__)
# After the first, second, third failure, then each.
_PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=6))


@dataclass(frozen=True, slots=True)
class _Failure:
    times: int
    last: datetime

    def holds(self, now: datetime) -> bool:
        """Say whether the pause still runs. A clock that was set back ends it."""
        pause = _PAUSES[min(self.times, len(_PAUSES)) - 1]
        return self.last <= now < self.last + pause


class StampAttempts:
    """The failures of one vault: of an authority that can't be reached, of a list it refused.

    Only who holds the vault's lock writes, so that one program at a time does.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._failures = _read(path)

    def is_due(self, waiting: Waiting, now: datetime) -> bool:
        """Say whether the pause after the last failure is over, or there was none."""
        both = (self._failures.get(_key(waiting)), self._failures.get(waiting.authority))
        return not any(failure.holds(now) for failure in both if failure)

    def is_away(self, authority: str, now: datetime) -> bool:
        """Say whether the authority could not be reached and its pause still runs."""
        failure = self._failures.get(authority)
        return failure is not None and failure.holds(now)

    def failed(self, waiting: Waiting, reason: Reason, now: datetime) -> None:
        """Count a failure."""
        key = waiting.authority if reason is Reason.UNREACHABLE else _key(waiting)
        before = self._failures.get(key)
        self._failures[key] = _Failure(before.times + 1 if before else 1, now)
        self._write()

    def succeeded(self, waiting: Waiting) -> None:
        """Forget the failures of a list and an authority that gave its token."""
        forgotten = [self._failures.pop(key, None) for key in (_key(waiting), waiting.authority)]
        if any(forgotten):
            self._write()

    def _write(self) -> None:
        document = {
            key: {"failed": one.times, "last": one.last.isoformat()}
            for key, one in self._failures.items()
        }
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._path, json.dumps(document, indent=1).encode(), 0o600)
        except OSError as error:
            # Nothing hangs on it but how soon is asked again.
            _log.warning("The failed requests could not be remembered: %s", error.strerror)


def _key(waiting: Waiting) -> str:
    return f"{waiting.authority} {waiting.list}"


def _read(path: Path) -> dict[str, _Failure]:
    try:
        document = json.loads(path.read_bytes())
        return {str(key): _failure(value) for key, value in document.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def _failure(value: dict[str, object]) -> _Failure:
    times, last = value["failed"], datetime.fromisoformat(str(value["last"]))
    if not isinstance(times, int) or times < 1 or last.tzinfo is None:
        raise ValueError("failure")
    return _Failure(times, last)
