"""Files of others in a real vault: kept to the byte, marked everywhere, never twice."""

import hashlib
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from evidencekit.capture import importing_draft
from evidencekit.capture.importing_child import examine_in_child
from evidencekit.capture.importing_draft import save_original
from evidencekit.cli import run_command_line
from evidencekit.domain.errors import CaptureTooLarge, FileMissing
from evidencekit.evidence.report import Outcome
from evidencekit.packet import wording
from evidencekit.services.exhibits import Gathering
from evidencekit.services.facts_kept import kept_facts
from evidencekit.services.importing import Importing
from evidencekit.services.looking import show_capture
from evidencekit.services.verifying import verify_paths
from fakes.archives import Answer, warc_gz
from fakes.readings import listed
from fakes.vaults import VaultRoom, files

SAVED = """<!DOCTYPE html><html lang=en><!--
 Page saved with SingleFile
 url: https://user:secret@www.ebay.com/itm/1234567890
 saved date: Mon Nov 23 2026 -->
<meta charset=utf-8><title>BRAND X watch | eBay</title>
<script type="application/ld+json">{"@type": "Product", "name": "BRAND X watch",
"offers": {"@type": "Offer", "price": "12.50", "priceCurrency": "USD"}}</script>
<h1>BRAND X watch</h1>"""

# One process for all: it takes longer to start than to look at a capture.
VALIDATE = (
    "import sys; from wacz.main import main; "
    "sys.exit(sum(main(['validate', '-f', path]) for path in sys.argv[1:]))"
)


class Desk:
    def __init__(self, folder, clock):
        self.folder, self.clock = folder, clock
        self.room = VaultRoom(folder, clock)

    def bring(self, *paths, url=None):
        with self.room.writing() as vault:

            def looked(path):
                self.clock.advance(timedelta(seconds=1))
                return examine_in_child(path)

            heard = []
            work = Importing(vault, self.clock, "ana", looked, heard.append)
            results = work.bring_all(paths, url)
            assert heard == results
            return results

    def file(self, name, data):
        path = self.folder / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    def reading(self):
        return self.room.writing().__enter__()


@pytest.fixture
def desk(tmp_path, clock):
    return Desk(tmp_path, clock)


def test_every_archive_of_others_goes_in_and_comes_out_byte_for_byte(desk, shared, tmp_path):
    paths = sorted(path for path in (shared / "archives").iterdir() if path.suffix != ".md")
    assert len(paths) == 11
    results = desk.bring(*paths)
    with desk.room.writing() as vault:
        for number, (path, result) in enumerate(zip(paths, results, strict=True)):
            out = tmp_path / f"out-{number}"
            with vault.open_capture(result.captured) as capture:
                assert save_original(capture, out)
            assert out.read_bytes() == path.read_bytes()
            assert result.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
            assert (result.warnings, result.records > 0) == (("imported",), True)
    report = verify_paths(
        [desk.room.path], deep=True, fingerprint=None, roots=None, known=desk.room.known
    )
    assert [c for c in report.checks if c.outcome is Outcome.FAILED] == []
    # And to whoever does not have our code.
    subprocess.run(["sh", desk.room.path / "check.sh"], check=True, capture_output=True)
    everything = sorted(desk.room.path.glob("evidence/*/*/*.wacz"))
    subprocess.run([sys.executable, "-c", VALIDATE, *everything], check=True, capture_output=True)
    inner = [tmp_path / f"{number}.warc.gz" for number, _sealed in enumerate(everything)]
    for sealed, path in zip(everything, inner, strict=True):
        with path.open("wb") as out:
            unpack = ["unzip", "-p", sealed, "archive/data.warc.gz"]
            subprocess.run(unpack, stdout=out, check=True)
    warcio = Path(sys.executable).parent / "warcio"
    subprocess.run([warcio, "check", *inner], check=True, capture_output=True)


def test_the_same_bytes_again_give_the_id_that_is_there(desk):
    first, second = desk.file("a.html", SAVED), desk.file("other name.pdf", SAVED)
    (before,) = desk.bring(first)
    sealed = files(desk.room.path / "evidence")
    again, twice = desk.bring(second, second)
    assert again.captured == twice.captured == before.captured
    assert (again.kind, again.warnings) == ("singlefile", ("already_here", "imported"))
    assert files(desk.room.path / "evidence") == sealed
    assert files(desk.room.path / "staging") == {}


def test_a_capture_of_this_vault_is_known_as_itself(desk):
    (sealed,) = desk.room.seal()
    (result,) = desk.bring(desk.room.path / sealed.file)
    assert (result.captured.id, result.warnings) == (sealed.id, ("already_here",))


def test_facts_of_a_saved_page_are_read_at_the_address_it_names(desk):
    (result,) = desk.bring(desk.file("saved.dat", SAVED))
    with desk.room.writing() as vault:
        facts = kept_facts(vault, result.captured.sha256)["facts"]
        assert kept_facts(vault, result.captured.sha256)["engine"] == "import"
        about = show_capture(vault, result.captured.id)["provenance"]
    assert {name: facts[name]["value"] for name in ("platform", "listing_id", "price")} == {
        "platform": "ebay",
        "listing_id": "1234567890",
        "price": "12.50",
    }
    assert about["url"] == "https://www.ebay.com/itm/1234567890"
    assert about["title"] == "BRAND X watch | eBay"
    assert about["page_kind"] == "listing"


def test_facts_of_an_archive_are_read_from_its_main_page(desk):
    page = Answer("https://www.ebay.com/itm/1234567890", SAVED.encode())
    (result,) = desk.bring(desk.file("a.warc.gz", warc_gz([page])))
    with desk.room.writing() as vault:
        assert kept_facts(vault, result.captured.sha256)["facts"]["price"]["value"] == "12.50"
        with vault.open_capture(result.captured) as capture:
            assert capture.artefact("page") == SAVED.encode()


def test_the_address_that_a_person_gives_wins(desk):
    (result,) = desk.bring(desk.file("a.html", SAVED), url="https://www.ebay.com/itm/999999999999")
    with desk.room.writing() as vault:
        facts = kept_facts(vault, result.captured.sha256)["facts"]
    assert facts["listing_id"]["value"] == "999999999999"


def test_every_face_says_that_it_is_not_ours(desk, tmp_path):
    (result,) = desk.bring(desk.file("王律师\u202e.pdf", b"%PDF-1.7 certificate"))
    with desk.room.writing() as vault:
        (row,) = listed(vault)
        shown = show_capture(vault, result.captured.id)
        exhibit = Gathering(vault, tmp_path).exhibit(1, result.captured.id)
    about = shown["provenance"]
    assert (row["engine"], shown["engine"], row["state"]) == ("import", "import", "complete")
    assert (about["engine"]["kind"], about["engine"]["window"]) == ("import", "none")
    assert about["warnings"] == ["imported"]
    assert about["counts"]["responses"] == 0
    assert about["url"] == f"urn:import:{result.sha256}"
    assert about["origin"] == {
        "name": "王律师\u202e.pdf",
        "bytes": 20,
        "sha256": result.sha256,
        "kind": "pdf",
        "records": None,
        "fault": None,
        "time": None,
        "software": None,
    }
    said = dict(wording.identity(exhibit, str, "1"))
    assert "not captured by us" in said["Origin"]
    assert dict(wording.provenance(exhibit, str))["SHA-256 of the imported file"] == result.sha256


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_an_imported_picture_stands_in_the_exhibit(desk, tmp_path, form):
    path = tmp_path / "picture.bin"
    Image.new("RGB", (40, 30), (200, 10, 10)).save(path, form)
    (result,) = desk.bring(path)
    assert result.kind == "image"
    with desk.room.writing() as vault:
        (shot,) = Gathering(vault, tmp_path).exhibit(1, result.captured.id).screenshots
    assert shot.sha256 == result.sha256
    with Image.open(shot.path) as shown:
        assert (shown.format, shown.size) == ("PNG", (40, 30))


def test_an_imported_picture_that_can_not_be_drawn_stops_no_packet(desk, tmp_path):
    (result,) = desk.bring(desk.file("a.png", b"\x89PNG\r\n\x1a\n torn"))
    with desk.room.writing() as vault:
        assert Gathering(vault, tmp_path).exhibit(1, result.captured.id).screenshots == ()


def test_a_broken_archive_is_kept_and_says_so(desk):
    data = warc_gz([Answer("https://shop.example/", b"<h1>x</h1>" * 500)])
    (result,) = desk.bring(desk.file("a.warc.gz", data[:-40]))
    assert result.warnings == ("imported", "original_damaged")
    assert int(result.exit_status) == 1
    with desk.room.writing() as vault:
        about = show_capture(vault, result.captured.id)["provenance"]
    assert about["origin"]["fault"]


def test_what_can_not_be_imported_leaves_nothing(desk, monkeypatch):
    empty, big = desk.file("empty", b""), desk.file("big", b"x" * 2000)
    monkeypatch.setattr(importing_draft, "MAX_IMPORT", 1000)
    for path, error in (
        (empty, FileMissing),
        (desk.folder, FileMissing),
        (desk.folder / "absent", FileMissing),
        (big, CaptureTooLarge),
    ):
        with pytest.raises(error):
            desk.bring(path)
    assert files(desk.room.path / "evidence") == {}
    assert files(desk.room.path / "staging") == {}


def test_the_command_says_what_it_did_and_adds_to_a_case(tmp_path, capsys, monkeypatch):
    (tmp_path / "words").write_text("horse\n")
    monkeypatch.setenv("EVIDENCEKIT_PASSPHRASE_FILE", str(tmp_path / "words"))
    monkeypatch.setenv("EVIDENCEKIT_VAULT", str(tmp_path / "vault"))

    def run(*words):
        code = run_command_line([*words, "--json"])
        return code, json.loads(capsys.readouterr().out)

    assert run("init", str(tmp_path / "vault"), "--name", "N", "--operator", "ana")[0] == 0
    (tmp_path / "right.yaml").write_text(
        "kind: trademark\njurisdiction: CN\nowner_as_registered: X\nstatus: registered\n"
    )
    right = run("right", "new", "--from", str(tmp_path / "right.yaml"))[1]["id"]
    (tmp_path / "case.yaml").write_text(f"name: X\nright: {right}\n")
    case = run("case", "new", "--from", str(tmp_path / "case.yaml"))[1]["id"]
    (tmp_path / "a.html").write_text(SAVED)

    code, (said,) = run("import", str(tmp_path / "a.html"), "--case", case, "--as", "li")
    assert code == 0
    assert set(said) == {
        *("id", "file", "sha256", "kind", "records", "warnings"),
        *("capture_file", "capture_sha256"),
    }
    assert run("case", "show", case)[1]["captures"] == [said["id"]]
    assert run("import", str(tmp_path / "a.html"), "--case", case)[1][0]["id"] == said["id"]
    assert run("case", "show", case)[1]["captures"] == [said["id"]]
    assert run("show", said["id"])[1]["provenance"]["operator"] == "li"
    code, refused = run("import", str(tmp_path / "a.html"), str(tmp_path / "absent"))
    assert (code, refused["error"]["code"]) == (2, "file.missing")
    assert run_command_line(["list"]) == 0
    assert "imported" in capsys.readouterr().out
