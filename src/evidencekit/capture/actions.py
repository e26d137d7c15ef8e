"""The action log: everything that is done to the page, in order (`docs/vault-format.md` 6.5)."""

import json

from evidencekit.domain.times import utc_text
from evidencekit.foundation.clock import Clock

Result = dict[str, "int | str | None"]


class ActionLog:
    """Grows by one line an action; times are this computer's clock when the action ended."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lines: list[str] = []

    def add(self, did: str, target: str, result: Result, script_sha256: str | None = None) -> None:
        """Append an action. `result` holds `end` (done, limit, refused, skipped) and measures."""
        line = {
            "n": len(self._lines) + 1,
            "at": utc_text(self._clock.now()),
            "did": did,
            "target": target,
            "script_sha256": script_sha256,
            "result": result,
        }
        self._lines.append(json.dumps(line, ensure_ascii=False, separators=(",", ":")))

    def __len__(self) -> int:
        return len(self._lines)

    def text(self) -> str:
        """Return the log as it is sealed: one JSON object a line."""
        return "".join(f"{line}\n" for line in self._lines)
