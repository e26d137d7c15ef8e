"""The labelled pages are for scoring: nothing of them stands in the product or in our own pages."""

import unicodedata
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
ROOMS = ("src", "resources", "tests/unit", "tests/fakes", "benchmarks", "docs")
KINDS = {".py", ".yaml", ".json", ".html", ".po", ".md", ".txt", ".css", ".js"}


def marks(truth):
    """Yield what would give a page away: its hash, ids, title, seller's number."""
    for page in truth["pages"]:
        labels = page["truth"]
        yield page["sha256"][:16]
        for key in ("listing_id", "seller_id"):
            value = labels.get(key)
            others = labels.get(f"{key}_alt", [])
            yield from (one for one in [value, *others] if one and len(one) >= 6)
        yield labels["title"]
        yield labels["title"][:24]


def plain(text):
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def test_no_file_of_ours_knows_a_labelled_page(shared):
    truth = shared / "listings" / "truth.yaml"
    if not truth.is_file():
        pytest.skip("needs ../shared/listings")
    wanted = {plain(mark) for mark in marks(yaml.safe_load(truth.read_text(encoding="utf-8")))}
    assert len(wanted) > 60
    files = [path for room in ROOMS for path in (ROOT / room).rglob("*") if path.suffix in KINDS]
    assert len(files) > 400
    found = []
    for path in files:
        text = plain(path.read_text(encoding="utf-8", errors="replace"))
        found += [(path.relative_to(ROOT), mark) for mark in wanted if mark in text]
    assert found == []


def test_a_mark_in_a_file_would_be_found(tmp_path):
    page = {"sha256": "a" * 64, "truth": {"listing_id": "123456", "title": "A　Hat"}}
    assert {plain(mark) for mark in marks({"pages": [page]})} == {"a" * 16, "123456", "a hat"}
