"""What the command line says: results on standard output, everything else on standard error."""

import json
import re
import sys
from collections.abc import Callable

from evidencekit.cli.options import Options
from evidencekit.domain.errors import EvidenceKitError
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.display_text import visible
from evidencekit.foundation.error_text import error_text

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Output:
    """Speaks as the options ask: one JSON document, or words for a person."""

    def __init__(self, options: Options) -> None:
        self.options = options

    def result(self, document: object, say: Callable[[], object]) -> None:
        """Print `document` under --json, else let `say` print words."""
        if self.options.json:
            _write_json(document)
        else:
            say()

    def line(self, text: str) -> None:
        """Print one line of a result for a person."""
        sys.stdout.write(visible(text) + "\n")

    def progress(self, text: str) -> None:
        """Say how far it is, on standard error, unless --quiet."""
        if not self.options.quiet:
            sys.stderr.write(visible(text) + "\n")
            sys.stderr.flush()

    def warning(self, text: str) -> None:
        """Say on standard error what must not be missed, whatever was asked for."""
        sys.stderr.write(visible(text) + "\n")

    def error(self, error: EvidenceKitError) -> None:
        """Say what happened, what it means for the evidence, what to do."""
        text = error_text(error)
        if self.options.json:
            parts = {"message": text.message, "meaning": text.meaning, "action": text.action}
            document = {"error": {"code": error.code, **parts}}
            _write_json(document)
            return
        lines = (
            _("Error: {text}").format(text=text.message),
            _("For the evidence: {text}").format(text=text.meaning),
            _("What to do: {text}").format(text=text.action),
        )
        sys.stderr.write("\n".join(lines) + "\n")


def _write_json(document: object) -> None:
    """Write one document; half a surrogate pair from a hostile page is escaped, never a crash."""
    text = json.dumps(document, ensure_ascii=False, indent=1)
    text = _LONE_SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    sys.stdout.write(text + "\n")
