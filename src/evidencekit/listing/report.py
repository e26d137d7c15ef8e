"""What the command line prints of a reading: the JSON that docs/cli-json.md promises."""

from pathlib import Path

from evidencekit.domain.facts import Reading
from evidencekit.listing.page import PageReading


def fact_document(reading: Reading) -> dict[str, object]:
    """Return `{value, raw, where, reader}`, and `low`, `high` of a count.

    Of a bucket that is open above, `value` is null: the page does not show it, only `low`.
    """
    is_count = reading.low is not None
    is_open = is_count and reading.high is None
    document: dict[str, object] = {
        "value": None if is_open else reading.value,
        "raw": reading.raw,
        "where": reading.where,
        "reader": reading.reader,
    }
    return document | ({"low": reading.low, "high": reading.high} if is_count else {})


def facts_document(path: Path, sha256: str, reading: PageReading) -> dict[str, object]:
    """Return one page's answer: `{file, sha256, page_kind, facts, contradictions, ...}`."""
    return {
        "file": str(path),
        "sha256": sha256,
        "page_kind": reading.page_kind.value,
        "address": reading.address,
        "encoding": reading.encoding,
        "cut": reading.cut,
        "facts": {name: fact_document(fact) for name, fact in reading.facts.items()},
        "contradictions": {
            name: [fact_document(fact) for fact in others]
            for name, others in reading.contradictions.items()
        },
    }
