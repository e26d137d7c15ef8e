"""Marks in packets for strangers: no name, no file, and nothing that was redacted, in any byte."""

import pytest

from evidencekit.packet.marks import RED
from fakes.marked import (
    HIDDEN,
    OPERATOR,
    PRODUCT,
    MarkedDesk,
    drawn_pages,
    failed,
    images,
    manifest,
    near,
    page,
    text_of,
)
from fakes.vaults import files
from schemas import faults


@pytest.fixture
def desk(tmp_path, clock):
    return MarkedDesk(tmp_path, clock)


def test_a_platform_sees_what_was_pointed_at_and_no_name(desk, tmp_path):
    desk.mark()
    made = desk.packet("out", profile="platform")
    text = text_of(made)
    assert "Pictures with marks" in text
    assert "缝线 seam is crooked" in text
    everything = b"".join(files(made.out).values())
    assert OPERATOR not in text
    assert OPERATOR.encode() not in everything
    assert not [name for name in files(made.out) if name.endswith(".png")]
    pages = list(drawn_pages(made.out / "packet.pdf", tmp_path / "pages"))
    assert any(near(one, RED, 40) > 30 for one in pages)
    assert len(pages) <= 10
    layer = manifest(made)["exhibits"][0]["marks"][0]
    assert (layer["by"], layer["file"], layer["pictures"][0]["file"]) == ("", None, None)


def test_a_submission_stays_short_however_much_is_marked(desk):
    for number in range(9):
        place = f"[20, {40 + number}, 80, 60]"
        desk.mark(f"annotate: [{{shape: box, box: {place}}}]")
    made = desk.packet("out", profile="platform")
    assert made.pages <= 10
    text = text_of(made)
    assert "3 more parts of pictures with marks have no place here" in text
    assert "Exhibit 1: marks 6" in text
    assert "Exhibit 1: marks 7" not in text


def test_every_mark_of_a_crowded_picture_is_told_in_words(desk):
    marks = [
        f"  - {{shape: text, at: [30, {250 + number * 30}], words: said number {number}}}\n"
        for number in range(20)
    ]
    desk.mark("annotate:\n" + "".join(marks))
    text = text_of(desk.packet("out", profile="platform"))
    assert all(f"“said number {number}”" in text for number in range(20))


SHAPES = [
    ("us_court", True, "marks"),
    ("us_court", True, "redaction"),
    ("platform", False, "marks"),
    ("platform", False, "redaction"),
    ("platform", True, "marks"),
    ("cn_authority", True, "marks"),
]


@pytest.mark.parametrize(("profile", "redacted", "first"), SHAPES)
def test_nothing_from_under_a_redaction_is_in_any_byte(desk, tmp_path, profile, redacted, first):
    for kind in ("marks", "redaction") if first == "marks" else ("redaction", "marks"):
        if kind == "marks":
            kept = desk.mark()
        else:
            desk.redact()
    made = desk.packet("out", profile=profile, redacted=redacted)
    assert "Pictures with marks" in text_of(made) or "带标注的图片" in text_of(made)
    seen = list(drawn_pages(made.out / "packet.pdf", tmp_path / "pages", 72))
    stored = list(images(made.out / "packet.pdf"))
    assert stored
    assert any(near(one, RED, 40) > 30 for one in seen)
    for picture in (*seen, *stored):
        assert not any(near(picture, colour) for colour in HIDDEN)
    # The black stands there, under the marks.
    assert any(near(one, (0, 0, 0), 20) > 2000 for one in stored)
    text = text_of(made)
    assert "secret reviewer" not in text
    whole = (desk.room.path / kept.pictures[0].file).read_bytes()
    for name, data in files(made.out).items():
        assert data != whole, name
        assert not name.endswith((".png", ".wacz", ".jpg"))
        assert b"secret reviewer" not in data
    # No picture data of the unredacted copies is hidden in the PDF either.
    packed = (made.out / "packet.pdf").read_bytes()
    for source in (whole, page()):
        at = source.index(b"IDAT") + 4
        assert source[at : at + 64] not in packed
    assert not (made.out / "attachments" / "derived").exists()
    assert failed(made.out) == []
    assert faults("packet", manifest(made)) == []


def test_the_full_packet_of_the_same_matter_does_hold_them(desk, tmp_path):
    """The test above would be worth nothing if it looked for what is never there."""
    desk.mark()
    desk.redact()
    made = desk.packet("out", profile="us_court")
    stored = list(images(made.out / "packet.pdf"))
    assert all(any(near(one, colour) for one in stored) for colour in HIDDEN)
    assert "secret reviewer" in text_of(made)


def test_marks_over_a_picture_that_nobody_redacted_are_left_out_of_a_redacted_copy(desk):
    desk.mark()
    made = desk.packet("out", redacted=True, profile="us_court", language="en")
    assert list(images(made.out / "packet.pdf")) == []
    text = text_of(made)
    assert "Marks 1 of Exhibit A are not shown" in text
    assert "nobody made a redacted copy" in text
    document = manifest(made)
    assert document["exhibits"][0]["marks_left"] == [{"number": 1, "why": "not_redacted"}]
    assert faults("packet", document) == []
    assert "seam is crooked" not in text


def test_struck_words_and_contacts_are_not_drawn_either(desk):
    words = "annotate: [{shape: text, at: [30, 400], words: 'canarybuyer77 or a@mail.example'}]"
    desk.mark(words)
    desk.redact()
    made = desk.packet("out", redacted=True, profile="us_court", language="en")
    text = text_of(made)
    assert "canarybuyer77" not in text
    assert "a@mail.example" not in text
    # What is drawn is as wide as what was put in its place.
    (picture,) = [one for one in images(made.out / "packet.pdf") if near(one, RED, 60) > 20]
    drawn = picture.crop((26, 396, 396, 440))
    assert max(x for x in range(drawn.width) if red_in(drawn, x)) < 260
    assert b"canarybuyer77" not in b"".join(files(made.out).values())


def red_in(picture, x):
    return any(picture.getpixel((x, y))[0] > picture.getpixel((x, y))[1] + 80 for y in range(30))


def test_a_mark_that_tells_a_security_feature_goes_to_no_platform(desk):
    product = desk.form("product", PRODUCT)
    with desk.room.writing() as vault:
        from evidencekit.services.register import Register

        Register(vault, desk.clock).add_product(desk.right, product, OPERATOR)
    desk.mark(
        "annotate:\n"
        "  - {shape: text, at: [30, 310], words: 'no VIOLET  thread under the label'}\n"
        "  - {shape: text, at: [30, 400], words: plain to see}\n"
    )
    made = desk.packet("out", profile="platform")
    text = text_of(made)
    assert "plain to see" in text
    assert "VIOLET" not in text
    assert b"VIOLET" not in b"".join(files(made.out).values())
    # Where it is the mark is not drawn; a court may know.
    for one in images(made.out / "packet.pdf"):
        assert near(one, RED, 60) < 6000
    assert "VIOLET thread under the label" in text_of(desk.packet("court", profile="us_court"))


def test_two_captures_of_one_picture_keep_their_own_redactions(desk):
    other = desk.seal(page())
    desk.captures.append(other)
    desk.redact()
    desk.redact("redact: [{box: [0, 500, 50, 50], why: chat}]", other)
    made = desk.plain("out", redacted=True, captures=(desk.capture,))
    assert not any(near(one, HIDDEN[0]) for one in images(made.out / "packet.pdf"))
    both = desk.plain("both", redacted=True)
    pictures = [one for one in images(both.out / "packet.pdf") if one.height == 900]
    assert len(pictures) == 2
    assert sum(bool(near(one, HIDDEN[0])) for one in pictures) == 1
