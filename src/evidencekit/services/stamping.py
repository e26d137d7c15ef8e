"""Get time tokens for what waits: lists are made, authorities asked, replies checked and kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
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
from evidencekit.services.revocation import Fetch, RevocationLists, fetch_crl, lacks_a_list
from evidencekit.services.stamp_attempts import StampAttempts
from evidencekit.vault.stamp_files import DEMO_AUTHORITY, Kept, Waiting
from evidencekit.vault.stamps import StampFilesChanged, StampLists, StampQueue
from evidencekit.vault.vault import Vault, VaultWriter

# Beyond this a clock is said to be wrong (8.3).
_CLOCK_TOLERANCE = timedelta(minutes=5)
CLOCK, CHANGED, REVOCATION = "clock", "changed", "revocation"

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
    Reason.POLICY: N_("The token was made under another policy than the one asked for."),
    Reason.REVOKED: N_("A certificate of the authority is revoked: its tokens prove nothing."),
    REVOCATION: N_("Accepted. Whether its certificates were revoked could not be checked."),
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
    """What is to be said of one list and one authority.

    `reason` is one of 8.3, or `clock`, `revocation` (both accepted), `changed`.
    """

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


@dataclass(frozen=True, slots=True)
class DueStamps:
    """What is to be asked for now: captures that no list names yet, lists that wait."""

    unlisted: int
    waiting: tuple[Waiting, ...]

    def __bool__(self) -> bool:
        """Say whether there is anything to ask for."""
        return bool(self.unlisted or self.waiting)


def due_stamps(
    vault: Vault, authorities: Sequence[str], attempts: StampAttempts, now: datetime
) -> DueStamps:
    """Return what `Stamping.stamp` with `only_due` would ask these authorities for (8.1).

    Reads only, and asks nobody. Raises VaultDamaged.
    """
    queue = StampQueue(vault.layout)
    waiting = tuple(one for one in queue.waiting(authorities) if attempts.is_due(one, now))
    reachable = any(not attempts.is_away(name, now) for name in authorities)
    return DueStamps(len(queue.unlisted()) if reachable else 0, waiting)


class Stamping:
    """The use case, over one vault open for writing.

    `attempts` remembers failures, so that who asks by itself pauses; `fetch` gets revocation lists.
    """

    def __init__(
        self,
        vault: VaultWriter,
        clock: Clock,
        attempts: StampAttempts | None = None,
        fetch: Fetch = fetch_crl,
    ) -> None:
        self._vault = vault
        self._clock = clock
        self._attempts = attempts
        self._revocation = RevocationLists(fetch)
        self._lists = StampLists(vault, clock)
        self._away: set[str] = set()

    def stamp(
        self, authorities: Sequence[Authority], *, renew: bool = False, only_due: bool = False
    ) -> StampResult:
        """Ask each authority for each token that is missing; list what is in no list.

        `renew` lists what is due for renewal too. `only_due` leaves out what failed so lately that
        its pause still runs: for programs; a person's wish asks all. What waits goes out first, and
        while no authority can be reached no further list is made: the captures fill fewer ones. An
        authority that can't be reached is not asked again in this run. Whatever it answers is in
        the result. Raises DemoMixed (before anything is asked), DiskFull, VaultNotWritable.
        """
        for authority in authorities:
            self._require_kin(authority)
        result, self._away = StampResult(), set()
        if only_due:
            self._away |= self._still_away(authorities)
        for authority in authorities:
            self._stamp_by(authority, result, only_due=only_due)
        if any(authority.name not in self._away for authority in authorities):
            made = set(self._lists.make_lists())
            made |= set(self._lists.make_renewals(self._clock.now())) if renew else set()
            for authority in authorities:
                self._stamp_by(authority, result, only=made)
        names = [authority.name for authority in authorities]
        result.waiting = len(self._lists.waiting(names))
        return result

    def _require_kin(self, authority: Authority) -> None:
        demo = authority.name == DEMO_AUTHORITY or any(map(is_demo, authority.roots))
        if demo is not self._vault.marker.demo:
            raise DemoMixed(what=f"time authority {authority.name}")

    def _still_away(self, authorities: Sequence[Authority]) -> set[str]:
        now, attempts = self._clock.now(), self._attempts
        names = [authority.name for authority in authorities]
        return {name for name in names if attempts and attempts.is_away(name, now)}

    def _stamp_by(
        self,
        authority: Authority,
        result: StampResult,
        *,
        only: set[str] | None = None,
        only_due: bool = False,
    ) -> None:
        for waiting in self._lists.waiting([authority.name]):
            if authority.name in self._away:
                return
            if only is not None and waiting.list not in only:
                continue
            if not only_due or self._is_due(waiting):
                self.stamp_one(authority, waiting, result)

    def _is_due(self, waiting: Waiting) -> bool:
        return self._attempts is None or self._attempts.is_due(waiting, self._clock.now())

    def stamp_one(self, authority: Authority, waiting: Waiting, result: StampResult) -> None:
        """Ask for one token, and add what came to `result`. Raises DiskFull, VaultNotWritable."""
        try:
            kept = self._fetch(authority, waiting, result)
        except StampFilesChanged as changed:
            result.problems.append(self._problem(waiting, CHANGED, changed.path))
        except ReplyFault as fault:
            self._lists.refuse(waiting, fault.reason, fault.reply)
            result.problems.append(self._problem(waiting, fault.reason, fault.detail))
            if self._attempts:
                self._attempts.failed(waiting, fault.reason, self._clock.now())
            if fault.reason is Reason.UNREACHABLE:
                self._away.add(authority.name)
        else:
            result.received += 1
            if self._attempts:
                self._attempts.succeeded(waiting)
            self._compare_clocks(waiting, kept.token, result)
            if lacks_a_list(kept.token, dict(kept.crls)):
                result.problems.append(self._problem(waiting, REVOCATION, ""))

    def _fetch(self, authority: Authority, waiting: Waiting, result: StampResult) -> Kept:
        request = self._lists.request(waiting)
        result.requested += 1
        reply = authority.ask(request)
        token = check_reply(reply, read_request(request), authority.roots)
        if token.demo is not self._vault.marker.demo:
            raise ReplyFault(Reason.SIGNER, "DEMO", reply)
        try:
            crls = self._revocation.over(token)
        except ReplyFault as fault:
            fault.reply = reply
            raise
        kept = Kept(reply, token, crls)
        self._lists.keep(waiting, kept)
        return kept

    def _compare_clocks(self, waiting: Waiting, token: TimeToken, result: StampResult) -> None:
        now = self._clock.now()
        if abs(now - token.gen_time) > _CLOCK_TOLERANCE:
            detail = f"{utc_seconds(token.gen_time)} {utc_seconds(now)}"
            result.problems.append(self._problem(waiting, CLOCK, detail))

    def _problem(self, waiting: Waiting, reason: str, detail: str) -> StampProblem:
        return StampProblem(waiting.list, waiting.authority, reason, detail)
