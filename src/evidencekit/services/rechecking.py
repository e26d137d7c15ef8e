"""Reported listings visited again: before and now as fields, never rounded up to "gone"."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from evidencekit.casework import database
from evidencekit.casework.cases import add_captures
from evidencekit.casework.model import ComplaintState, Recheck, RecheckResult
from evidencekit.casework.rechecks import add_recheck, rechecks_of
from evidencekit.domain.capture import CaptureState, PageKind
from evidencekit.domain.times import utc_text
from evidencekit.foundation.clock import Clock
from evidencekit.services.about import about_capture
from evidencekit.services.batch import HOST_REFUSES
from evidencekit.services.capturing import CaptureResult
from evidencekit.services.casework import CaseworkReading
from evidencekit.services.facts import FactReading
from evidencekit.services.facts_kept import kept_facts
from evidencekit.services.reappearing import Candidate, Listing, Reappearing, listing_of
from evidencekit.vault.book import CaptureEntry
from evidencekit.vault.vault import Vault, VaultWriter

_FACTS = ("price", "price_max", "currency", "title", "seller", "sold", "in_stock")
_COUNTS = frozenset({"sold"})
_MONEY = frozenset({"price", "price_max"})
_GONE_STATUS = frozenset({404, 410})
# What a case may hold beside listings; and a page that was no listing has no "before".
_REPORTED = (
    ComplaintState.EXPORTED,
    ComplaintState.SUBMITTED,
    ComplaintState.ANSWERED,
    ComplaintState.VERIFIED_GONE,
    ComplaintState.REAPPEARED,
)
_LISTINGS = frozenset({"listing", "other"})
_WALLS = frozenset({PageKind.CAPTCHA.value, PageKind.LOGIN.value})


@dataclass(frozen=True, slots=True)
class Sight:
    """A listing as one capture shows it. `fields`: `page_kind` and the facts that were read."""

    capture_id: str
    captured: str
    state: str
    http_status: object
    listing: Listing
    fields: dict[str, object]
    settings: object

    def to_json(self) -> dict[str, object]:
        """Return `before` or `now` of `recheck --json`; null for a fact that was not read."""
        return {
            "capture_id": self.capture_id,
            "captured": self.captured,
            "state": self.state,
            "http_status": self.http_status,
            "page_kind": self.fields["page_kind"],
            **{name: self.fields.get(name) for name in _FACTS},
        }


@dataclass(frozen=True, slots=True)
class Rechecked:
    """What became of one listing.

    `changed` are fields known both times and different; `unread` facts that one time only was read.
    `not_comparable` says why no field was compared: settings (the captures were made otherwise, or
    it is not known how), or None.
    """

    before: Sight
    now: Sight | None
    result: RecheckResult
    reason: str | None
    changed: tuple[str, ...]
    unread: tuple[str, ...]
    not_comparable: str | None
    earlier: Recheck | None
    candidates: tuple[Candidate, ...]

    def to_json(self) -> dict[str, object]:
        """Return the object of `recheck --json`."""
        earlier = self.earlier
        return {
            "listing": self.before.listing.to_json(),
            "before": self.before.to_json(),
            "now": self.now.to_json() if self.now else None,
            "capture_id": self.now.capture_id if self.now else None,
            "result": self.result.value,
            "reason": self.reason,
            "changed": list(self.changed),
            "unread": list(self.unread),
            "not_comparable": self.not_comparable,
            "earlier": {"result": earlier.result.value, "at": utc_text(earlier.at)}
            if earlier
            else None,
            "candidates": [one.to_json() for one in self.candidates],
        }


def reported_listings(
    vault: Vault, casework: CaseworkReading, case_id: str | None
) -> list[CaptureEntry]:
    """Return the captures to go by, one a listing, the newest of each.

    Those of a case; without one, of every complaint that was exported and is not over. Shops,
    searches, walls, removed captures and imports without an address are left out.
    Raises NotFound, VaultDamaged.
    """
    if case_id is not None:
        wanted = set(casework.case(case_id).captures)
    else:
        exported = casework.complaints_in(*_REPORTED)
        wanted = {capture for one in exported for capture in one.captures}
    known: list[tuple[Listing, CaptureEntry]] = []
    reading = (entry for entry in vault.captures(hidden=True) if entry.id in wanted)
    for entry in reading:
        about = about_capture(vault, entry)
        listing = listing_of(str(about.get("final_url") or ""), _kept(vault, entry))
        is_one = about.get("page_kind") in _LISTINGS and bool(listing.url)
        if is_one and not any(listing.same_as(other) for other, _entry in known):
            known.append((listing, entry))
    return [entry for _listing, entry in reversed(known)]


class Rechecking:
    """The use case on a vault open for writing: what was captured again is held against before."""

    def __init__(self, vault: VaultWriter, clock: Clock) -> None:
        self._vault, self._clock = vault, clock
        self._facts = FactReading(vault, clock)

    def addresses(self, before: Iterable[CaptureEntry]) -> list[str]:
        """Return where the listings stood, to be captured again."""
        return [str(about_capture(self._vault, entry)["final_url"]) for entry in before]

    def compare(
        self,
        before: Sequence[CaptureEntry],
        results: Sequence[CaptureResult | None],
        by: str,
        case_id: str | None = None,
    ) -> list[Rechecked]:
        """Hold each visit against the capture before it, and keep what was found.

        None: not visited, the host refuses. The new captures are added to the case. Raises
        ValueError when there are not as many of both, and as `database.writing`.
        """
        then = [self._sight(entry) for entry in before]
        now = [self._now(result) for result in results]
        reappearing = Reappearing(self._vault, self._vault.captures())
        with database.writing(self._vault, self._clock) as connection:
            found = []
            for old, result, new in zip(then, results, now, strict=True):
                visits = rechecks_of(connection, old.capture_id)
                candidates = reappearing.candidates(old.capture_id)
                one = rechecked(
                    old,
                    new,
                    visits[-1] if visits else None,
                    tuple(candidates),
                    "no_answer" if result else HOST_REFUSES,
                )
                id_now = new.capture_id if new else None
                at = result.outcome.started if result else self._clock.now()
                kept = Recheck(old.capture_id, id_now, one.result, one.reason, by, at)
                add_recheck(connection, kept, self._clock.now())
                found.append(one)
            if case_id is not None:
                made = [one.capture_id for one in now if one]
                add_captures(connection, case_id, made, self._clock.now())
        return found

    def _now(self, result: CaptureResult | None) -> Sight | None:
        sealed = result.sealed if result else None
        return self._sight(self._vault.find(sealed.id)) if sealed else None

    def _sight(self, entry: CaptureEntry) -> Sight:
        about = about_capture(self._vault, entry)
        read = self._facts.read(entry)["facts"]
        facts = read if isinstance(read, dict) else {}
        fields = {name: _shown(facts[name], name) for name in _FACTS if name in facts}
        return Sight(
            entry.id,
            str(about.get("started") or entry.at),
            str(about.get("state")),
            about.get("http_status"),
            listing_of(str(about.get("final_url") or ""), facts),
            {"page_kind": about.get("page_kind"), **fields},
            about.get("capture_settings"),
        )


def rechecked(
    before: Sight,
    now: Sight | None,
    earlier: Recheck | None,
    candidates: tuple[Candidate, ...],
    missing: str = "no_answer",
) -> Rechecked:
    """Say what became of a listing, from what both captures show; `missing`: why there is none."""
    result, reason = (RecheckResult.UNKNOWN, missing) if now is None else _found(before, now)
    changed: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    not_comparable = None
    if result is RecheckResult.THERE and now is not None:
        if before.settings is None or before.settings != now.settings:
            not_comparable = "settings"
        else:
            changed, unread = _difference(before.fields, now.fields)
            result = RecheckResult.CHANGED if changed else result
    return Rechecked(
        before, now, result, reason, changed, unread, not_comparable, earlier, candidates
    )


def _found(before: Sight, now: Sight) -> tuple[RecheckResult, str | None]:
    """Return gone, there, or unknown with the reason. Gone takes two signs that agree."""
    kind = now.fields["page_kind"]
    if now.state == CaptureState.WALL or kind in _WALLS:
        return RecheckResult.UNKNOWN, "wall"
    if kind == PageKind.GONE:
        # By two sorts of words the page itself says it is gone; then no price may stand there.
        sure = now.http_status in _GONE_STATUS or "price" not in now.fields
        return (RecheckResult.GONE, None) if sure else (RecheckResult.UNKNOWN, "one_sign")
    if now.state == CaptureState.FAILED or kind == PageKind.ERROR:
        return RecheckResult.UNKNOWN, "error"
    return _still(before, now)


def _still(before: Sight, now: Sight) -> tuple[RecheckResult, str | None]:
    ids = before.listing.listing_id, now.listing.listing_id
    if all(ids) and ids[0] != ids[1]:
        return RecheckResult.UNKNOWN, "another_listing"
    if now.fields["page_kind"] != before.fields["page_kind"]:
        return RecheckResult.UNKNOWN, "another_page"
    return RecheckResult.THERE, None


def _difference(
    before: dict[str, object], now: dict[str, object]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    both = [name for name in _FACTS if name in before and name in now]
    changed = [name for name in both if not _same(name, before[name], now[name])]
    unread = [name for name in _FACTS if (name in before) != (name in now)]
    return tuple(changed), tuple(unread)


def _same(name: str, before: object, now: object) -> bool:
    if name in _MONEY:
        try:
            return Decimal(str(before)) == Decimal(str(now))
        except InvalidOperation:
            return before == now
    if isinstance(before, str) and isinstance(now, str):
        return before.split() == now.split()
    return before == now


def _shown(fact: object, name: str) -> object:
    """Return a fact's value; of a count `{value, low, high}`, since a bucket has no value."""
    said = fact if isinstance(fact, dict) else {}
    if name in _COUNTS:
        return {part: said.get(part) for part in ("value", "low", "high")}
    return said.get("value")


def _kept(vault: Vault, entry: CaptureEntry) -> dict[str, object]:
    facts = (kept_facts(vault, entry.sha256) or {}).get("facts")
    return facts if isinstance(facts, dict) else {}
