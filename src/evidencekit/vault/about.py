"""What lists show of a capture, apart from the index that shows them: light to load."""

from collections.abc import Mapping


def listed_about(said: Mapping[str, object]) -> dict[str, object]:
    """Return what the index takes from what a capture says of itself (`vault-format.md` 6.7)."""
    engine = said.get("engine")
    return {
        "url": said.get("final_url"),
        "captured": said.get("started"),
        "title": said.get("title"),
        "state": said.get("state"),
        "page_kind": said.get("page_kind"),
        "engine": engine.get("kind") if isinstance(engine, dict) else None,
    }
