"""Pre-flight of 300 listings at every recipient: it is to be live, so 100 ms of processor at most.

The dossier is made beforehand, as the app has it; the rules alone are timed, over and over, the
best of each recipient taken. No peer has such a check.
"""

import sys
import time
from datetime import date

from evidencekit.casework.dossier import CapturedPage, Dossier
from evidencekit.casework.model import (
    Capacity,
    Claim,
    Complaint,
    Filer,
    Right,
    RightKind,
    RightStatus,
)
from evidencekit.casework.preflight import preflight
from evidencekit.casework.rulebook import Rulebook, shipped
from evidencekit.casework.standing import FactAction, StandingFact

MANY, TURNS, GOAL_MS = 300, 9, 100.0
TODAY = date(2026, 11, 27)
FACTS = tuple(
    StandingFact(name, {"value": "x"}, FactAction.CONFIRMED, "ana") for name in ("title", "price")
)


def dossier(rules: Rulebook, recipient: str) -> Dossier:
    """Return a complaint about 300 listings, each with words that the rules look at."""
    right = Right(
        "r-1", RightKind.TRADEMARK, "CN", "", "1234567", "Brand X", (18,), "bags", "Brand X Ltd.",
        None, date(2030, 1, 1), RightStatus.REGISTERED, (), "attachments/c.pdf", None,
    )  # fmt: skip
    pages = tuple(
        CapturedPage(
            f"c-{n}", f"https://item.taobao.com/item.htm?id={601234560000 + n}", "listing",
            f"Strap for Brand X bag {n}", date(2026, 11, 1), FACTS, ("sold", "seller"),
        )
        for n in range(MANY)
    )  # fmt: skip
    complaint = Complaint(
        "p-1", recipient, "en", None, (right.id,), tuple(page.capture_id for page in pages),
        Filer("Li", Capacity.AGENT), (), claim=Claim.COUNTERFEIT, holder="Brand X Ltd.",
        explanation="The seller offers bags that bear our mark without leave. " * 40,
    )  # fmt: skip
    return Dossier(complaint, (right,), None, pages, rules.recipient(recipient), rules)


def main() -> int:
    """Time each recipient; return 1 where the slowest is over the goal."""
    rules = shipped()
    slowest = 0.0
    for recipient in rules.recipients:
        given, best, count = dossier(rules, recipient.id), float("inf"), 0
        for _turn in range(TURNS):
            begun = time.process_time()
            count = len(preflight(given, TODAY))
            best = min(best, (time.process_time() - begun) * 1000)
        slowest = max(slowest, best)
        print(f"{recipient.id:20} {best:6.1f} ms  {count} findings")
    print(f"slowest {slowest:.1f} ms of processor for {MANY} listings; goal {GOAL_MS:.0f} ms")
    return 1 if slowest > GOAL_MS else 0


if __name__ == "__main__":
    sys.exit(main())
