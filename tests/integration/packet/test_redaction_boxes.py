"""Boxes proposed for a redaction from a sealed capture; a person's edit of them is what counts."""

import dataclasses
import io
import json

import pytest
import yaml
from PIL import Image

from evidencekit.capture.importing_child import examine_in_child
from evidencekit.domain.errors import WrongUse
from evidencekit.evidence.records import Artefact, BytesBody
from evidencekit.services.exhibits import Gathering
from evidencekit.services.importing import Importing
from evidencekit.services.marking import Marking, redacted_of
from evidencekit.services.redaction_boxes import propose_boxes
from fakes.drafts import PAGE
from fakes.pictures import a_page, png
from fakes.vaults import VaultRoom

DOM = """<!doctype html><title>Bag</title><h1>Bag</h1>
<div class="reviews"><p class="review"><img src="x.png"><b class="author">Anna K.</b></p></div>
<div class="chat-list"><p>is it genuine</p></div>"""
ROWS = [
    [8, 10, 200, 14, "Bag"],
    [8, 40, 220, 14, "write to shop@mail.example"],
    [8, 60, 220, 14, "11010519491231002X"],
    [8, 80, 90, 14, "Deliver to"],
    [100, 80, 120, 14, "Canary Street 12"],
    [80, 200, 60, 14, "Anna K."],
    [8, 230, 100, 14, "is it"],
    [8, 250, 100, 14, "genuine"],
    [8, 300, 100, 14, "plain words"],
]


def sealed(room, rows=ROWS, dom=DOM, wide=320):
    boxes = json.dumps({"width": 320, "height": 900, "boxes": rows}, separators=(",", ":"))
    draft = a_page(room.draft().capture_id, png(wide, 900 * wide // 320))
    kept = tuple(one for one in draft.artefacts if one.kind not in {"dom", "text-boxes"})
    more = (
        Artefact("dom", f"urn:dom:{PAGE}", "text/html", BytesBody(dom.encode())),
        Artefact(
            "text-boxes", f"urn:text-boxes:{PAGE}", "application/json", BytesBody(boxes.encode())
        ),
    )
    draft = dataclasses.replace(draft, artefacts=(*kept, *more))
    with room.writing() as vault:
        return vault.seal(draft).id


@pytest.fixture
def room(tmp_path, clock):
    return VaultRoom(tmp_path, clock)


def proposed(room, capture):
    with room.writing() as vault:
        return propose_boxes(vault, capture)


def test_each_kind_of_the_list_is_proposed_where_its_words_stand(room):
    found = proposed(room, sealed(room))
    assert found.searched
    assert found.picture == (320, 900)
    told = {(one.why.value, one.words) for one in found.boxes if not one.what}
    assert told == {
        ("personal_contact", "write to shop@mail.example"),
        ("id_number", "11010519491231002X"),
        ("delivery_address", "Canary Street 12"),
        ("reviewer", "Anna K."),
        ("chat", "is it"),
        ("chat", "genuine"),
    }
    (beside,) = [one for one in found.boxes if one.what]
    name = next(one for one in found.boxes if one.words == "Anna K." and not one.what)
    assert beside.box[0] + beside.box[2] <= name.box[0] + 8
    assert beside.why.value == "reviewer"


def test_boxes_are_in_pixels_of_the_picture(room):
    plain = {one.words: one.box for one in proposed(room, sealed(room)).boxes if not one.what}
    wide = {
        one.words: one.box for one in proposed(room, sealed(room, wide=640)).boxes if not one.what
    }
    x, y, w, h = plain["genuine"]
    assert (x, y) == (6, 248)
    assert (w, h) == (105, 19)
    assert wide["genuine"] == (14, 498, 205, 33)


def test_the_form_says_the_same_and_makes_the_redaction(room, tmp_path):
    capture = sealed(room)
    found = proposed(room, capture)
    form = tmp_path / "form.yaml"
    form.write_text(found.form(), encoding="utf-8")
    read = yaml.safe_load(form.read_text(encoding="utf-8"))
    assert [tuple(one["box"]) for one in read["redact"]] == [one.box for one in found.boxes]
    with room.writing() as vault:
        made = Marking(vault, room.clock).redact(capture, form, "ana")
        log = (vault.layout.at(made.log)).read_text(encoding="utf-8")
        picture = Image.open(vault.layout.at(made.pictures[0].file))
    for one in found.boxes:
        x, y, wide, high = one.box
        assert picture.getpixel((x + wide // 2, y + high // 2)) == (0, 0, 0)
    assert picture.getpixel((300, 310)) != (0, 0, 0)
    # The words that were redacted stand nowhere in the log.
    assert not any(row[4] in log for row in ROWS)


HOSTILE = "\n- box: [1, 1, 1, 1]\u2028\u202e # x\r\nmail a@b.example"


def test_words_of_a_page_can_not_write_into_the_form(room):
    found = proposed(room, sealed(room, rows=[[8, 10, 200, 14, HOSTILE]]))
    assert [one["box"] for one in yaml.safe_load(found.form())["redact"]] == [
        list(one.box) for one in found.boxes
    ]
    assert len(found.boxes) == 1


def test_nothing_found_is_a_form_too(room):
    found = proposed(room, sealed(room, rows=[[8, 10, 20, 14, "Bag"]], dom="<h1>Bag</h1>"))
    assert found.searched
    assert not found.boxes
    assert yaml.safe_load(found.form()) == {"redact": []}


def test_without_text_boxes_it_says_that_nothing_was_looked_for(room):
    with room.writing() as vault:
        capture = vault.seal(a_page(room.draft().capture_id, png())).id
    found = proposed(room, capture)
    assert not found.searched
    assert not found.boxes
    assert any("nothing was looked for" in line for line in found.lines())


@pytest.fixture
def imported(room, tmp_path):
    """A JPEG that lies on its side, as a phone takes it: 40 wide and 90 high when upright."""
    picture, out = Image.new("RGB", (90, 40), "white"), io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    picture.save(out, "JPEG", exif=exif)
    file = tmp_path / "photo.jpg"
    file.write_bytes(out.getvalue())
    with room.writing() as vault:
        (one,) = Importing(
            vault, room.clock, "ana", examine_in_child, lambda _result: None
        ).bring_all([file])
        return one.captured.id


def marked(room, capture, form):
    with room.writing() as vault:
        return Marking(vault, room.clock).redact(capture, form, "ana")


def test_an_imported_picture_is_redacted_upright(room, imported, tmp_path):
    form = tmp_path / "form.yaml"
    form.write_text("redact: [{box: [10, 70, 20, 10], why: reviewer}]\n")
    made = marked(room, imported, form)
    with room.writing() as vault:
        picture = Image.open(vault.layout.at(made.pictures[0].file))
        assert picture.size == (40, 90)
        assert not picture.getexif()
        assert picture.getpixel((20, 75)) == (0, 0, 0)
        assert picture.getpixel((20, 60)) == (255, 255, 255)
        entry = vault.find(imported)
        assert list(redacted_of(vault, entry.sha256).pictures) == [made.pictures[0].source]
        (tmp_path / "scratch").mkdir()
        shown = Gathering(vault, tmp_path / "scratch", redacted=True).exhibit(1, imported)
        (shot,) = shown.screenshots
        assert shot.converted == "redacted"
        assert Image.open(shot.path).getpixel((20, 75)) == (0, 0, 0)


def test_an_annotation_that_touches_no_picture_is_refused(room, imported, tmp_path):
    form = tmp_path / "form.yaml"
    form.write_text("annotate: [{shape: box, box: [10, 700, 20, 10]}]\n")
    with room.writing() as vault, pytest.raises(WrongUse):
        Marking(vault, room.clock).annotate(imported, form, "ana")
