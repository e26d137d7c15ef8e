"""Archives of every form made ready to be replayed; pictures and text compared."""

import pytest
from PIL import Image

from evidencekit.capture.replay_score import pixel_share, text_share
from evidencekit.capture.replay_source import NOWHERE, open_source
from evidencekit.domain.errors import FileMissing, NothingToReplay
from evidencekit.evidence.wacz import seal
from fakes.archives import Answer, archive_web_page, browsertrix, records, scoop, warc_gz
from fakes.drafts import a_context, a_draft, a_key

MAIN = "https://shop.example/item/1"
SITE = [
    Answer(MAIN, b"<h1>Listing</h1>"),
    Answer("https://shop.example/a.css", b"b{}", "text/css"),
    Answer("https://shop.example/buy", b"{}", "application/json", method="POST"),
    Answer("https://shop.example/p.png", b"\x89PNG", "image/png"),
]


def opened(tmp_path, data):
    file = tmp_path / "file"
    file.write_bytes(data)
    (tmp_path / "scratch").mkdir()
    return open_source(file, tmp_path / "scratch")


@pytest.mark.parametrize("form", [browsertrix, scoop, archive_web_page])
def test_the_waczs_of_others(tmp_path, form):
    source = opened(tmp_path, form(SITE, MAIN))
    assert (source.page, source.fault, source.ours) == (MAIN, None, False)
    for one in SITE:
        kept, match = source.store.answer(one.method, one.url)
        assert (b"".join(kept.body.pieces()), match.value) == (one.body, "exact")
    if form is archive_web_page:
        kept, match = source.store.answer("GET", "https://shop.example/p.png?again")
        assert (b"".join(kept.body.pieces()), match.value) == (b"\x89PNG", "exact")


@pytest.mark.parametrize("form", [warc_gz, lambda site: b"".join(records(site))])
def test_the_warcs_of_others(tmp_path, form):
    source = opened(tmp_path, form(SITE))
    assert (source.page, len(source.store)) == (MAIN, 4)
    assert source.store.answer("POST", "https://shop.example/buy")[1].value == "exact"


def test_a_saved_page_without_an_address_has_one_that_is_nowhere(tmp_path):
    source = opened(tmp_path, b"<!doctype html><title>x</title>")
    assert source.page == NOWHERE
    kept, _match = source.store.answer("GET", NOWHERE)
    assert b"".join(kept.body.pieces()) == b"<!doctype html><title>x</title>"


def test_a_capture_of_ours_brings_its_pictures_text_and_failures(tmp_path):
    file = tmp_path / "file"
    seal(file, a_draft(), a_key(), a_context())
    source = opened(tmp_path, file.read_bytes())
    assert source.ours
    assert source.capture_id == a_draft().capture_id
    draft = a_draft()
    failed = draft.failed_requests[0]
    kept, match = source.store.answer(failed.method, failed.url)
    assert (kept.status, match.value) == (0, "exact")
    assert len(source.tiles) == len([a for a in draft.artefacts if a.kind.startswith("fullpage")])


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"\x89PNG\r\n\x1a\n", b"anything"])
def test_what_is_no_page_is_not_replayed(tmp_path, data):
    with pytest.raises(NothingToReplay):
        opened(tmp_path, data)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises((FileMissing, OSError)):
        open_source(tmp_path / "absent", tmp_path)


def test_text_is_compared_by_lines(tmp_path):
    assert text_share("a\n\n b  c \nd", "a\nb c\nd\n") == {"equal": 3, "of": 3}
    assert text_share("a\na\nb", "a\nc") == {"equal": 1, "of": 3}
    assert text_share("", "") == {"equal": 0, "of": 0}


def test_pixels_are_compared_at_their_places(tmp_path):
    def png(name, size, dot=None):
        picture = Image.new("RGB", size, "white")
        if dot:
            picture.putpixel(dot, (255, 255, 254))
        picture.save(tmp_path / name)
        return tmp_path / name

    same, dot = png("a.png", (20, 10)), png("b.png", (20, 10), (3, 3))
    longer = png("c.png", (20, 15))
    assert pixel_share([same], [same]) == {"equal": 200, "of": 200}
    assert pixel_share([same], [dot]) == {"equal": 199, "of": 200}
    assert pixel_share([same], [longer]) == {"equal": 200, "of": 300}
    assert pixel_share([same, dot], [same]) == {"equal": 200, "of": 400}
