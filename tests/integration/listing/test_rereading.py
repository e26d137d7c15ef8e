"""Facts of captures and archives: a newer reading beside the older one, and what changed."""

import json
from datetime import timedelta

import pytest

from evidencekit.capture.importing_child import examine_in_child
from evidencekit.cli import run_command_line
from evidencekit.listing.versions import READER_VERSION
from evidencekit.services.facts import FactReading, differences
from evidencekit.services.facts_kept import kept_facts
from evidencekit.services.importing import Importing
from evidencekit.vault.vault import VaultWriter
from fakes.vaults import VaultRoom

PAGE = b"""<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Tin whistle | Shop</title>
<link rel=canonical href="https://www.etsy.com/listing/123456789/tin-whistle?ref=x">
<script type="application/ld+json">{"@type": "Product", "name": "Tin whistle",
"offers": {"@type": "Offer", "price": "12.50", "priceCurrency": "GBP"}}</script>
<h1>Tin whistle</h1>"""
OLD = {
    "format": "1.0",
    "kind": "facts",
    "page_kind": "listing",
    "facts": {
        "price": {"value": "99.00", "raw": "99", "where": "x", "reader": "text"},
        "title": {"value": "Tin whistle", "raw": "Tin whistle", "where": "h1", "reader": "markup"},
        "sold": {
            "value": None,
            "raw": "9+",
            "where": "x",
            "reader": "text",
            "low": 9,
            "high": None,
        },
    },
}


@pytest.fixture
def room(tmp_path, clock):
    return VaultRoom(tmp_path, clock)


def brought(room, vault, path, clock):
    def looked(file):
        clock.advance(timedelta(seconds=1))
        return examine_in_child(file)

    work = Importing(vault, clock, "ana", looked, lambda _result: None)
    return work.bring_all([path], None)[0].captured


def test_newer_readers_read_again_beside_the_older_reading(room, clock, tmp_path, monkeypatch):
    page = tmp_path / "page.html"
    page.write_bytes(PAGE)
    real = VaultWriter.add_derived

    def as_before(self, source, name, kind, data):
        # What a program of an older version would have left behind.
        old = json.dumps(OLD).encode()
        return real(self, source, "facts-1.json" if kind == "facts" else name, kind, old)

    with room.writing() as vault:
        with monkeypatch.context() as patch:
            patch.setattr(VaultWriter, "add_derived", as_before)
            entry = brought(room, vault, page, clock)
        assert kept_facts(vault, entry.sha256) == OLD
        first = FactReading(vault, clock).read_again(entry)
        again = FactReading(vault, clock).read_again(entry)
        folder = room.path / "derived" / entry.sha256
        now = f"facts-{READER_VERSION}.json"
        assert {path.name for path in folder.glob("facts-*")} == {"facts-1.json", now}
        assert json.loads((folder / "facts-1.json").read_text("utf-8")) == OLD
        assert kept_facts(vault, entry.sha256) == first.document == again.document
    assert (first.before, again.before) == ("1", "1")
    changed = {one["name"]: one for one in first.changed}
    assert "title" not in changed
    assert changed["price"]["before"]["value"] == "99.00"
    assert changed["price"]["after"]["value"] == "12.50"
    assert changed["sold"]["after"] is None
    assert changed["listing_id"]["before"] is None
    assert changed["canonical_url"]["after"]["value"] == "https://www.etsy.com/listing/123456789"


def test_a_reading_does_not_differ_from_itself():
    assert differences(OLD, OLD) == []
    assert [one["name"] for one in differences({}, OLD)] == ["price", "title", "sold"]
    assert differences({"facts": 7}, {"facts": None}) == []


def test_a_sealed_file_and_a_saved_page_of_a_browser_say_the_same(room, clock, tmp_path, capsys):
    page = tmp_path / "page.html"
    page.write_bytes(PAGE)
    saved = tmp_path / "page.mhtml"
    lines = [
        b"MIME-Version: 1.0",
        b'Content-Type: multipart/related; type="text/html"; boundary="x"',
    ]
    head = [b"Content-Type: text/html", b"Content-Location: https://www.etsy.com/listing/123456789"]
    parts = [*lines, b"", b"--x", *head, b"", PAGE, b"--x--", b""]
    saved.write_bytes(b"\r\n".join(parts))
    with room.writing() as vault:
        entry = brought(room, vault, page, clock)
    sealed = room.path / entry.file
    assert run_command_line(["facts", "--json", str(page), str(saved), str(sealed)]) == 0
    answers = json.loads(capsys.readouterr().out)
    values = [{n: f["value"] for n, f in one["facts"].items()} for one in answers]
    assert values[0]["price"] == "12.50"
    assert values[0]["currency"] == "GBP"
    assert values[0] == values[1] == values[2]
    assert answers[2]["sha256"] == entry.sha256


def test_an_archive_that_is_broken_is_no_traceback(tmp_path, capsys):
    broken = tmp_path / "a.wacz"
    broken.write_bytes(b"PK\x03\x04" + b"\0" * 22 + b"\x08\0\0\0archive/" + b"\0" * 40)
    assert run_command_line(["facts", "--json", str(broken)]) in {1, 2}
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "archive.refused"
