"""What a verification found: checks, counts, trust and the verdict (`docs/vault-format.md` 12)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from evidencekit.evidence.meanings import meaning, note


class Outcome(StrEnum):
    """How one check ended. Anything but `passed` is never shown as green."""

    PASSED = "passed"
    FAILED = "failed"
    INDETERMINATE = "indeterminate"
    NOT_CHECKED = "not_checked"


class KeyTrust(StrEnum):
    """Where the key comes from that everything was checked with."""

    KNOWN = "known"
    FROM_BUNDLE = "from_bundle"
    DEMO = "demo"


class TimeTrust(StrEnum):
    """The weakest root of the time tokens; `none` without tokens."""

    KNOWN_ROOT = "known_root"
    FROM_BUNDLE = "from_bundle"
    DEMO = "demo"
    NONE = "none"


class Verdict(StrEnum):
    """What a verification comes to."""

    PASSED = "passed"
    FAILED = "failed"
    INDETERMINATE = "indeterminate"


@dataclass(frozen=True, slots=True)
class Check:
    """One check of one item. `id` is a promise (section 12); `item` the path in the vault.

    `item` carries `:<line>` in a log and `!<member>` in a WACZ. `meaning_code` chooses other words
    than those of the check id.
    """

    id: str
    item: str
    outcome: Outcome
    expected: str | None = None
    found: str | None = None
    meaning_code: str | None = None

    @property
    def meaning(self) -> str:
        """Return what the outcome means for the evidence, in the language of this process."""
        if self.outcome is Outcome.PASSED and self.found is not None:
            return note(self.id)
        return meaning(self.meaning_code or self.id, indeterminate=self._is_open)

    @property
    def _is_open(self) -> bool:
        return self.outcome is Outcome.INDETERMINATE

    def to_json(self) -> dict[str, object]:
        """Return an element of `problems`."""
        return {
            "item": self.item,
            "check": self.id,
            "outcome": self.outcome.value,
            "expected": self.expected,
            "found": self.found,
            "meaning": self.meaning,
        }


def passed(check: str, item: str) -> Check:
    """Return a check that passed."""
    return Check(check, item, Outcome.PASSED)


def failed(check: str, item: str, expected: str | None = None, found: str | None = None) -> Check:
    """Return a check that failed; `found` is a value or a one-word code."""
    return Check(check, item, Outcome.FAILED, expected, found)


def indeterminate(
    check: str,
    item: str,
    expected: str | None = None,
    found: str | None = None,
    *,
    meaning_code: str | None = None,
) -> Check:
    """Return a check that could not be decided here."""
    return Check(check, item, Outcome.INDETERMINATE, expected, found, meaning_code)


def noted(check: str, item: str, found: str) -> Check:
    """Return a check that passed and that a reader must be told of, with what was found."""
    return Check(check, item, Outcome.PASSED, None, found)


def not_checked(check: str, item: str) -> Check:
    """Return a check that was not asked for, or had become meaningless."""
    return Check(check, item, Outcome.NOT_CHECKED)


def passed_if(
    good: bool, check: str, item: str, expected: str | None = None, found: str | None = None
) -> Check:
    """Return the check passed if `good`, else failed with what was expected and found."""
    return passed(check, item) if good else failed(check, item, expected, found)


@dataclass(frozen=True, slots=True)
class VerificationReport:
    """Everything that was checked. `checked` counts items, `bytes_read` what was read of them."""

    checks: tuple[Check, ...]
    key_trust: KeyTrust
    time_trust: TimeTrust
    fingerprints: tuple[str, ...]
    checked: int
    bytes_read: int

    @property
    def ok(self) -> bool:
        """Say whether no check failed; not yet whether the verdict is `passed`."""
        return not self.with_outcome(Outcome.FAILED)

    @property
    def demo(self) -> bool:
        """Say whether this is a demo, which proves nothing."""
        return self.key_trust is KeyTrust.DEMO

    @property
    def verdict(self) -> Verdict:
        """Return the verdict, the first rule of section 12 that fits."""
        if not self.ok:
            return Verdict.FAILED
        if self.key_trust is not KeyTrust.KNOWN or self.with_outcome(Outcome.INDETERMINATE):
            return Verdict.INDETERMINATE
        return Verdict.PASSED

    @property
    def problems(self) -> list[Check]:
        """Return the failed checks, then the indeterminate ones."""
        return [*self.with_outcome(Outcome.FAILED), *self.with_outcome(Outcome.INDETERMINATE)]

    @property
    def notes(self) -> list[Check]:
        """Return what passed and yet must be told: what a person removed on purpose."""
        return [one for one in self.with_outcome(Outcome.PASSED) if one.found is not None]

    @property
    def counts(self) -> dict[str, int]:
        """Return how many checks ended how."""
        counted = Counter(check.outcome for check in self.checks)
        return {outcome.value: counted[outcome] for outcome in Outcome}

    def with_outcome(self, outcome: Outcome) -> Sequence[Check]:
        """Return the checks that ended so."""
        return [check for check in self.checks if check.outcome is outcome]

    def to_json(self) -> dict[str, object]:
        """Return the JSON of `verify` (design section 7)."""
        return {
            "v": 1,
            "ok": self.ok,
            "verdict": self.verdict.value,
            "counts": self.counts,
            "trust": {"key": self.key_trust.value, "time": self.time_trust.value},
            "fingerprints": list(self.fingerprints),
            "checked": self.checked,
            "bytes": self.bytes_read,
            "problems": [check.to_json() for check in self.problems],
            "notes": [check.to_json() for check in self.notes],
        }
