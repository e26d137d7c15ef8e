"""Get time tokens for what waits: lists are made, authorities asked, replies checked and kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from cryptography import x509

from evidencekit.domain.errors import DemoMixed, ExitStatus
from evidencekit.domain.times import utc_seconds
from evidencekit.evidence.timestamp import (
    Reason,
    ReplyFault,
    TimeToken,
    check_reply,
    is_demo,
    read_request,
)
from evidencekit.foundation.catalogue import N_, _
from evidencekit.foundation.clock import Clock
from evidencekit.vault.stamp_files import DEMO_AUTHORITY, Waiting
from evidencekit.vault.stamps import StampFilesChanged, StampLists
from evidencekit.vault.vault import VaultWriter

# Beyond this a clock is said to be wrong (8.3).
_CLOCK_TOLERANCE = timedelta(minutes=5)
CLOCK, CHANGED = "clock", "changed"

_MEANINGS: dict[str, str] = {
    Reason.UNREACHABLE: N_("The time authority could not be reached. The captures wait."),
    Reason.HTTP_STATUS: N_("The time authority's address answers with an error of the web."),
    Reason.NOT_A_REPLY: N_("What came back is no time-stamp reply."),
    Reason.TOO_LARGE: N_("What came back is larger than any time-stamp reply."),
    Reason.REFUSED: N_("The time authority refused to give a token."),
    Reason.HASH_ALGORITHM: N_("The token is not over a SHA-256."),
    Reason.IMPRINT: N_("The token is over something else than the list that was sent."),
    Reason.NONCE: N_("The token answers another request: it may be an old one sent again."),
    Reason.NO_CERTIFICATE: N_("The token came without the certificate of its signer."),
    Reason.KEY_USAGE: N_("The signer's certificate is not one for time-stamping alone."),
    Reason.SIGNER: N_("The token's signature does not fit its signer."),
    Reason.CHAIN: N_("The signer's certificates do not lead to a root that you chose."),
    Reason.VALIDITY: N_("A certificate of the authority did not hold at the token's time."),
    CLOCK: N_("Accepted. The token's time and this computer's clock differ by over 5 minutes."),
    CHANGED: N_("A list or request in the vault was changed. Run `evidencekit verify`."),
}


class Authority(Protocol):
    """Whoever gives time tokens. `name` is `[a-z0-9-]{1,40}`; `roots` are the ones chosen."""

    @property
    def name(self) -> str:
        """Return the name under which files and log keep its tokens."""

    @property
    def roots(self) -> tuple[x509.Certificate, ...]:
        """Return the roots that a token's chain may end in."""

    def ask(self, request: bytes) -> bytes:
        """Return the reply to a DER request. Raises ReplyFault: unreachable, http_status."""


@dataclass(frozen=True, slots=True)
class StampProblem:
    """What is to be said of one list and one authority; `reason` is of 8.3, `clock`, `changed`."""

    list: str
    authority: str
    reason: str
    detail: str = ""

    @property
    def meaning(self) -> str:
        """Return the sentence for a person."""
        return _(_MEANINGS[self.reason])

    def to_json(self) -> dict[str, object]:
        """Return an element of `problems`."""
        return {
            "list": self.list,
            "authority": self.authority,
            "reason": str(self.reason),
            "detail": self.detail,
            "meaning": self.meaning,
        }


@dataclass(slots=True)
class StampResult:
    """What one run did, counted in tokens: asked for, accepted, still missing."""

    requested: int = 0
    received: int = 0
    waiting: int = 0
    problems: list[StampProblem] = field(default_factory=list)

    @property
    def exit_status(self) -> ExitStatus:
        """Return 1 while a token is missing: what was captured is not stamped as was asked."""
        return ExitStatus.FOUND_WRONG if self.waiting else ExitStatus.DONE

    def to_json(self) -> dict[str, object]:
        """Return the object of `stamp --json`."""
        return {
            "requested": self.requested,
            "received": self.received,
            "waiting": self.waiting,
            "problems": [problem.to_json() for problem in self.problems],
        }


class Stamping:
    """The use case, over one vault open for writing."""

    def __init__(self, vault: VaultWriter, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock
        self._lists = StampLists(vault, clock)

    def stamp(self, authorities: Sequence[Authority]) -> StampResult:
        """List what is in no list, then ask each authority for each token that is missing.

        An authority that can't be reached is not asked again in this run. Whatever it answers is
        in the result. Raises DemoMixed (before anything is asked), DiskFull, VaultNotWritable.
        """
        for authority in authorities:
            self._require_kin(authority)
        result = StampResult()
        if authorities:
            self._lists.make_lists()
        for authority in authorities:
            self._stamp_by(authority, result)
        names = [authority.name for authority in authorities]
        result.waiting = len(self._lists.waiting(names))
        return result

    def _require_kin(self, authority: Authority) -> None:
        demo = authority.name == DEMO_AUTHORITY or any(map(is_demo, authority.roots))
        if demo is not self._vault.marker.demo:
            raise DemoMixed(what=f"time authority {authority.name}")

    def _stamp_by(self, authority: Authority, result: StampResult) -> None:
        for waiting in self._lists.waiting([authority.name]):
            if not self.stamp_one(authority, waiting, result):
                return

    def stamp_one(self, authority: Authority, waiting: Waiting, result: StampResult) -> bool:
        """Ask for one token, and add what came to `result`; return False if nobody was there.

        Raises DiskFull, VaultNotWritable.
        """
        try:
            token = self._fetch(authority, waiting, result)
        except StampFilesChanged as changed:
            result.problems.append(self._problem(waiting, CHANGED, changed.path))
        except ReplyFault as fault:
            self._lists.refuse(waiting, fault.reason, fault.reply)
            result.problems.append(self._problem(waiting, fault.reason, fault.detail))
            return fault.reason is not Reason.UNREACHABLE
        else:
            result.received += 1
            self._compare_clocks(waiting, token, result)
        return True

    def _fetch(self, authority: Authority, waiting: Waiting, result: StampResult) -> TimeToken:
        request = self._lists.request(waiting)
        result.requested += 1
        reply = authority.ask(request)
        token = check_reply(reply, read_request(request), authority.roots)
        if token.demo is not self._vault.marker.demo:
            raise ReplyFault(Reason.SIGNER, "DEMO", reply)
        self._lists.keep(waiting, reply, token)
        return token

    def _compare_clocks(self, waiting: Waiting, token: TimeToken, result: StampResult) -> None:
        now = self._clock.now()
        if abs(now - token.gen_time) > _CLOCK_TOLERANCE:
            detail = f"{utc_seconds(token.gen_time)} {utc_seconds(now)}"
            result.problems.append(self._problem(waiting, CLOCK, detail))

    def _problem(self, waiting: Waiting, reason: str, detail: str) -> StampProblem:
        return StampProblem(waiting.list, waiting.authority, reason, detail)
