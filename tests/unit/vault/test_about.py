"""What lists take from what a capture says of itself."""

import pytest

from evidencekit.vault.about import listed_about

NOTHING = dict.fromkeys(("url", "captured", "title", "state", "page_kind", "engine"))


def test_each_word_has_its_place():
    said = {
        "url": "https://shop.example/old",
        "final_url": "https://shop.example/7",
        "started": "2026-11-23T22:00:00.004Z",
        "title": "假货",
        "state": "complete",
        "page_kind": "listing",
        "engine": {"kind": "embedded", "name": "QtWebEngine"},
    }
    assert listed_about(said) == {
        "url": "https://shop.example/7",
        "captured": "2026-11-23T22:00:00.004Z",
        "title": "假货",
        "state": "complete",
        "page_kind": "listing",
        "engine": "embedded",
    }


@pytest.mark.parametrize("engine", [None, "embedded", [], {}, {"name": "x"}])
def test_what_is_not_said_stays_unknown(engine):
    assert listed_about({"engine": engine}) == NOTHING
    assert listed_about({}) == NOTHING
