"""What the page wrote to its console: the artefact `console` (`docs/vault-format.md` 6.5)."""

import json

from evidencekit.capture.connection import Json
from evidencekit.capture.withholding import WithholdRules
from evidencekit.domain.times import utc_text
from evidencekit.foundation.clock import Clock

_MOST = 1_000
_LONGEST = 2_000


class ConsoleLog:
    """Lines of the document that is shown; what earlier ones wrote is forgotten."""

    def __init__(self, rules: WithholdRules, clock: Clock) -> None:
        self._rules, self._clock = rules, clock
        self._lines: list[str] = []
        self._left_out = 0

    def take(self, message: Json) -> None:
        """Take a message of the page's console (`k` console), or the start of a load."""
        if message.get("k") == "load_started":
            self._lines, self._left_out = [], 0
        elif len(self._lines) >= _MOST:
            self._left_out += 1
        else:
            url = self._rules.sub_address(str(message.get("url", ""))[:_LONGEST])[0]
            words = self._rules.clean_words(str(message.get("text", ""))[:_LONGEST])
            self._add(str(message.get("level", "info")), words, url)

    def text(self) -> str:
        """Return one JSON object a line; the last says how many were left out, if any."""
        if self._left_out:
            last = self._line("info", f"[at least {self._left_out} more lines were not kept]", "")
            return "".join([*self._lines, last])
        return "".join(self._lines)

    def _add(self, level: str, words: str, url: str) -> None:
        self._lines.append(self._line(level, words, url))

    def _line(self, level: str, words: str, url: str) -> str:
        line = {"at": utc_text(self._clock.now()), "level": level, "text": words, "url": url}
        return json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"
