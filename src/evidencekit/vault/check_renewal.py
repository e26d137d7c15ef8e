"""Tokens whose certificates have ended: does a later token that holds cover them (8.5)?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from evidencekit.domain.times import utc_seconds
from evidencekit.evidence.report import Check, indeterminate, passed
from evidencekit.evidence.timestamp import TimeToken
from evidencekit.vault.stamp_files import Waiting
from evidencekit.vault.tree import Listed

_COVERED = ("list_sha256", "tsr_sha256", "chain_sha256")


@dataclass(frozen=True, slots=True)
class Proven:
    """A token that passed its own checks, and the body of its `stamp.received`."""

    body: dict[str, object]
    token: TimeToken

    @property
    def files(self) -> frozenset[object]:
        """Return the hashes that a list must name to cover it."""
        return frozenset(self.body[name] for name in _COVERED)


def check_renewals(
    lists: Mapping[str, Sequence[Listed]], proven: Mapping[Waiting, Proven], now: datetime
) -> Iterator[Check]:
    """Check `stamp.renewal` of each token: it holds at `now`, or is covered by one that does.

    A token covers an older one when its list names that one's list, reply and chain, and when it
    was made before the older one's certificates ended.
    """
    named = {path: frozenset(one.sha256 for one in lines) for path, lines in lists.items()}
    renewals = [
        (waiting, named.get(waiting.list, frozenset()))
        for waiting in proven
        if any(line.path.endswith(".tsr") for line in lists.get(waiting.list, ()))
    ]
    holding = {waiting for waiting, one in proven.items() if now <= one.token.ends}
    grown = True
    # From the newest on backwards, one renewal further each time.
    while grown:
        covering = [(proven[waiting], names) for waiting, names in renewals if waiting in holding]
        new = {
            waiting
            for waiting, one in proven.items()
            if waiting not in holding and any(_covers(by, names, one) for by, names in covering)
        }
        grown = bool(new)
        holding |= new
    for waiting, one in proven.items():
        item = f"{waiting.stem}.tsr"
        if waiting in holding:
            yield passed("stamp.renewal", item)
        else:
            yield indeterminate("stamp.renewal", item, None, utc_seconds(one.token.ends))


def _covers(by: Proven, names: frozenset[str], one: Proven) -> bool:
    return one.files <= names and by.token.gen_time <= one.token.ends
