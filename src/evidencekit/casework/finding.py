"""What pre-flight says: one finding of one rule on one subject."""

from dataclasses import dataclass
from enum import StrEnum

from evidencekit.casework.dated_facts import RuleFact
from evidencekit.casework.preflight_help import COMMANDS, FIX, WHY
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.fact_text import fact_label


class Level(StrEnum):
    """What a finding does: refuse, ask, or say that it can't be told."""

    BLOCK = "block"
    WARN = "warn"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that pre-flight says. `subject` is an id; `fact` the recipient's rule behind it.

    A detail `facts` names facts by their codes, parted by `, `; the words say their labels.
    """

    rule: str
    level: Level
    text: str
    details: tuple[tuple[str, object], ...]
    subject: str
    fact: RuleFact | None = None

    @property
    def words(self) -> str:
        """Return the sentence for a person, in the current language."""
        known = dict(self.details)
        if "facts" in known:
            codes = str(known["facts"]).split(", ")
            known["facts"] = ", ".join(_(fact_label(code)) for code in codes)
        return _(self.text).format_map(known)

    @property
    def why(self) -> str:
        """Return why the rule matters, in the current language; where it was read is in `fact`."""
        return _(WHY[self.rule])

    @property
    def fix(self) -> str:
        """Return how what the rule found is mended, in the current language."""
        return _(FIX[self.rule])

    @property
    def command(self) -> str | None:
        """Return the command that mends it, None where there is none."""
        return COMMANDS.get(self.rule)

    def to_json(self) -> dict[str, object]:
        """Return an element of `blocks`, `warnings`, `unknown`."""
        return {
            "rule": self.rule,
            "level": self.level.value,
            "subject": self.subject,
            "words": self.words,
            "why": self.why,
            "fix": self.fix,
            "command": self.command,
            "fact": self.fact.to_json() if self.fact else None,
        }


@dataclass(frozen=True, slots=True, init=False)
class Speaker:
    """Makes findings of one rule on one subject; `known` fills the fields of every text."""

    rule: str
    subject: str
    known: dict[str, object]

    def __init__(self, rule: str, subject: str, **known: object) -> None:
        object.__setattr__(self, "rule", rule)
        object.__setattr__(self, "subject", subject)
        object.__setattr__(self, "known", known)

    def block(self, text: str, fact: RuleFact | None = None, **more: object) -> Finding:
        """Return a finding that refuses the complaint."""
        return self._finding(Level.BLOCK, text, fact, more)

    def warn(self, text: str, fact: RuleFact | None = None, **more: object) -> Finding:
        """Return a finding that asks a person to look."""
        return self._finding(Level.WARN, text, fact, more)

    def unknown(self, text: str, fact: RuleFact | None = None, **more: object) -> Finding:
        """Return a finding that could not be told."""
        return self._finding(Level.UNKNOWN, text, fact, more)

    def _finding(
        self, level: Level, text: str, fact: RuleFact | None, more: dict[str, object]
    ) -> Finding:
        details = tuple({**self.known, **more}.items())
        return Finding(self.rule, level, text, details, self.subject, fact)
