"""The sentences that stand on every face of what no browser of ours captured."""

from evidencekit.foundation.catalogue import N_

IMPORTED_NOTE = N_(
    "Imported, not captured by us: kept as it was handed over; where it comes from we did not see."
)
_NOTES = {
    "import": IMPORTED_NOTE,
    "requests": N_(
        "No browser, no picture: what the server sent to a program, which a visitor may never see."
    ),
}


def origin_note(engine: object) -> str | None:
    """Return the sentence for a kind of engine (`import`, `requests`), to be translated, or None.

    `engine` is the member `engine` of a capture, or its `kind`.
    """
    kind = engine.get("kind") if isinstance(engine, dict) else engine
    return _NOTES.get(str(kind))
