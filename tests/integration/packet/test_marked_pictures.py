"""What persons pointed at stands in packets: drawn over a copy, in words, by hash."""

import hashlib
import io
import json

import pikepdf
import pytest
from PIL import Image

from evidencekit.packet.marks import RED
from fakes.marked import (
    OPERATOR,
    MarkedDesk,
    drawn_pages,
    failed,
    images,
    manifest,
    near,
    page,
    text_of,
)
from fakes.vaults import files, put_bytes
from pdf_rules import findings
from schemas import faults


@pytest.fixture
def desk(tmp_path, clock):
    return MarkedDesk(tmp_path, clock)


def test_an_archive_shows_the_marks_in_words_and_encloses_the_picture_that_was_kept(desk):
    kept = desk.mark()
    made = desk.packet("out", profile="us_court", language="en")
    text = text_of(made)
    assert f"Marks by {OPERATOR}, of 2026-" in text
    assert "drawn over Exhibit A, whose original is unchanged" in text
    assert "缝线 seam is crooked" in text
    (picture,) = kept.pictures
    together = text.replace(" ", "")
    assert picture.sha256 in together
    assert picture.source in together
    enclosed = made.out / "attachments" / picture.file
    assert enclosed.read_bytes() == (desk.room.path / picture.file).read_bytes()
    assert (made.out / "attachments" / kept.log).is_file()
    document = manifest(made)
    assert faults("packet", document) == []
    (layer,) = document["exhibits"][0]["marks"]
    assert layer["by"] == OPERATOR
    assert layer["pictures"][0]["sha256"] == picture.sha256
    assert layer["pictures"][0]["source_sha256"] == picture.source
    assert [one["words"] for one in layer["marks"]] == ["", "", "1", "缝线 seam is crooked"]
    assert failed(made.out) == []
    # It goes into the PDF too, from which everything can be taken.
    with pikepdf.open(made.out / "packet.pdf") as pdf:
        assert picture.file.rpartition("/")[2] in {
            str(spec.filename) for spec in pdf.attachments.values()
        }


def reds(pages):
    return sum(near(one, RED, 25) for one in pages)


def test_marks_are_drawn_over_the_picture_and_never_on_the_exhibit(desk, tmp_path):
    desk.mark()
    made = desk.packet("out", profile="us_court", language="en")
    bare = desk.packet("bare", profile="us_court", language="en", marks=False)
    with_marks = list(drawn_pages(made.out / "packet.pdf", tmp_path / "pages"))
    without = list(drawn_pages(bare.out / "packet.pdf", tmp_path / "bare-pages"))
    # Other red lines stand on pages too: one page of the new ones has more.
    assert len(with_marks) > len(without)
    assert reds(with_marks) > reds(without) + 100
    red = [one for one in images(made.out / "packet.pdf") if near(one, RED, 5) > 30]
    assert len(red) == 1
    assert not any(near(one, RED, 5) for one in images(bare.out / "packet.pdf"))
    assert not any("marks" in one for one in manifest(bare)["exhibits"])
    assert "Pictures with marks" not in text_of(bare)
    # The picture in the PDF is the kept copy, pixel for pixel; the exhibit's has no mark.
    kept = next((desk.room.path / "derived").rglob("annotation-*.png"))
    with Image.open(kept) as copy:
        stored = [one.tobytes() for one in images(made.out / "packet.pdf")]
        assert copy.convert("RGB").tobytes() in stored
        assert Image.open(io.BytesIO(page())).tobytes() in stored


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("profile", ["authority", "cn_court", "platform", "internal"])
def test_the_pages_hold_the_rules_of_tagged_documents_in_both_languages(desk, profile, language):
    desk.mark()
    made = desk.packet("out", profile=profile, language=language)
    assert findings(made.out / "packet.pdf") == []
    assert faults("packet", manifest(made)) == []
    assert failed(made.out) == []
    text = text_of(made)
    assert "缝线 seam is crooked" in text
    title = "带标注的图片" if language == "zh_CN" else "Pictures with marks"
    assert title in text
    with pikepdf.open(made.out / "packet.pdf") as pdf:
        told = [str(one.Alt) for one in pdf.objects if figure(one)]
    assert any("缝线 seam is crooked" in one for one in told)


def figure(one):
    return isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure" and "/Alt" in one


def test_the_words_of_the_page_stand_unseen_over_the_marked_picture_too(desk):
    desk.mark()
    without = text_of(desk.packet("bare", profile="authority", marks=False)).count("plain words")
    made = desk.packet("out", profile="authority")
    assert text_of(made).count("plain words") == without + 1


def changed(desk, kept, **members):
    """Write another log in the place of the one that was kept."""
    path = desk.room.path / kept.log
    document = json.loads(path.read_bytes())
    document["pictures"][0] |= members
    path.chmod(0o600)
    put_bytes(path, json.dumps(document).encode())


def test_marks_over_another_original_are_left_out_and_that_is_said(desk, monkeypatch):
    """As a capture whose picture was taken for another's: the hash decides."""
    kept = desk.mark()
    log = json.loads((desk.room.path / kept.log).read_bytes())
    log["pictures"][0]["source_sha256"] = "0" * 64
    with desk.room.writing() as vault:
        sha256 = vault.find(desk.capture).sha256
        data = json.dumps(log).encode()
        vault.add_derived(sha256, "annotation-2.json", "annotation", data)
    made = desk.packet("out", profile="us_court", language="en")
    assert "Marks 2 of Exhibit A are not shown" in text_of(made)
    document = manifest(made)
    (exhibit,) = document["exhibits"]
    assert [one["number"] for one in exhibit["marks"]] == [1]
    assert exhibit["marks_left"] == [{"number": 2, "why": "other_original"}]
    assert faults("packet", document) == []
    assert failed(made.out) == []


def test_files_that_the_custody_log_does_not_name_are_not_shown(desk):
    kept = desk.mark()
    changed(desk, kept, source_sha256="1" * 64)
    made = desk.packet("out", profile="us_court", language="en")
    assert manifest(made)["exhibits"][0]["marks_left"] == [{"number": 1, "why": "changed"}]
    assert "not the one that the custody log names" in text_of(made)
    assert failed(made.out) == []


def test_a_picture_that_was_changed_is_not_shown(desk):
    kept = desk.mark()
    place = desk.room.path / kept.pictures[0].file
    place.chmod(0o600)
    put_bytes(place, page())
    made = desk.packet("out", profile="us_court", language="en")
    assert manifest(made)["exhibits"][0]["marks_left"] == [{"number": 1, "why": "changed"}]
    assert not [name for name in files(made.out) if name.endswith(".png")]


def test_marks_made_after_the_facts_were_confirmed_are_not_in_the_packet(desk):
    desk.mark()
    until = desk.clock.now()
    desk.mark("annotate: [{shape: text, at: [30, 400], words: too late}]")
    made = desk.packet("out", profile="us_court", language="en", facts_as_of=until)
    assert "too late" not in text_of(made)
    assert "marks_left" not in manifest(made)["exhibits"][0]
    assert "too late" in text_of(desk.packet("now", profile="us_court", language="en"))


def test_of_a_long_page_in_tiles_only_what_is_marked_is_shown_again(tmp_path, clock):
    desk = MarkedDesk(tmp_path, clock, page(2000), page(2000), page(700))
    desk.mark("annotate: [{shape: box, box: [60, 2100, 200, 60]}]")
    bare = desk.packet("bare", profile="us_court", language="en", marks=False)
    made = desk.packet("out", profile="us_court", language="en")
    assert made.pages <= bare.pages + 2
    text = text_of(made)
    assert "With marks. Screenshot 2 of 3, part 1 of" in text
    assert "With marks. Screenshot 1 of 3" not in text
    assert failed(made.out) == []


def test_the_same_marks_give_the_same_pages(desk):
    desk.mark()
    first = desk.packet("a", profile="us_court", draft=True)
    second = desk.packet("b", profile="us_court", draft=True)
    same = {one.name: one.sha256 for one in first.files if one.name.startswith("attachments/")}
    assert same.items() <= {one.name: one.sha256 for one in second.files}.items()


def test_verify_holds_a_picture_with_marks_against_its_manifest(desk):
    kept = desk.mark()
    made = desk.packet("out", profile="us_court")
    place = made.out / "attachments" / kept.pictures[0].file
    good = place.read_bytes()
    place.chmod(0o600)
    put_bytes(place, page())
    found = failed(made.out)
    assert ("packet.marks", f"attachments/{kept.pictures[0].file}") in found
    put_bytes(place, good)
    assert failed(made.out) == []
    place.unlink()
    assert ("packet.marks", f"attachments/{kept.pictures[0].file}") in failed(made.out)


def test_verify_holds_the_original_of_the_marks_against_the_exhibit(desk):
    desk.mark()
    made = desk.packet("out", profile="us_court", draft=True)
    document = manifest(made)
    picture = document["exhibits"][0]["marks"][0]["pictures"][0]
    picture["source_sha256"] = "2" * 64
    place = made.out / "manifest.json"
    place.chmod(0o600)
    put_bytes(place, json.dumps(document, sort_keys=True, separators=(",", ":")).encode())
    assert ("packet.marks", f"attachments/{picture['file']}") in failed(made.out)
    assert hashlib.sha256(place.read_bytes()).hexdigest() != made.manifest_sha256


def test_hostile_words_are_words(desk):
    hostile = '<img src="/etc/hostname"/> 😀 & <b>\u202e =1+1'
    desk.mark(f"annotate: [{{shape: text, at: [30, 310], words: {json.dumps(hostile)}}}]")
    made = desk.packet("out", profile="us_court", language="en")
    assert "[U+1F600]" in text_of(made)
    assert '<img src="/etc/hostname"/>' in text_of(made)
    assert findings(made.out / "packet.pdf") == []
