"""Sessions on pages that shops make difficult: every body that went out is kept, all is shown."""

import io
import json
from collections import Counter
from urllib.parse import urlsplit

import pytest
from PIL import Image

from difficult_pages import difficult_pages
from end2end.session_runs import capture_in_child

pytestmark = pytest.mark.timeout(600)

PAGES = (
    *("shell", "visibility", "replace", "leaver", "short", "codings", "modules", "inline"),
    *("video", "write", "pushed", "stern", "slowcss", "page.svg", "storm", "art", "loop"),
    *("parts", "virtual", "locked", "debounced", "hero", "herofar", "snap", "noscripts"),
    *("refreshes", "shadows", "beside", "vanishes", "framesonly", "204"),
    *("strict.xhtml", "leaves", "narrows"),
)
# The site ends these before they are whole, or the page leaves while they are under way.
ODD = {"/tooshort", "/favicon.ico", "/loop"}


@pytest.fixture(scope="module")
def captured(tmp_path_factory):
    folder = tmp_path_factory.mktemp("difficult")
    with difficult_pages() as site:
        short = {"plan": {"settle": 2.0}}
        jobs = [{"name": page, "url": f"{site.main}/{page}"} | short for page in PAGES]
        found = capture_in_child(jobs, folder, 590)
        found["served"] = Counter(site.served)
    return found


def place(url):
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def asked(one):
    return [place(url) for url in one["urls"]]


def lines(one):
    return [json.loads(line) for line in one.text_of("actions").splitlines()]


def rows(one):
    """Say of each row of the whole page, all tiles under each other, whether it shows anything."""
    shown = []
    for kind in [kind for kind in one["artefacts"] if kind.startswith("fullpage")]:
        image = Image.open(io.BytesIO(one.bytes_of(kind))).convert("L")
        shown += [image.crop((0, y, 200, y + 1)).getextrema()[0] < 255 for y in range(image.height)]
    return shown


def test_every_body_that_went_out_is_kept(captured):
    kept = Counter((url, sha256) for page in PAGES for url, sha256 in captured[page]["bodies"])
    missing = captured["served"] - kept
    assert [url for url, _sha in missing if urlsplit(url).path not in ODD] == []


WANTING = {"short", "slowcss", "loop", "vanishes", "leaves", "204"}


@pytest.mark.parametrize("page", [one for one in PAGES if one not in WANTING])
def test_what_a_shop_does_is_no_gap(captured, page):
    one = captured[page]
    assert (one["state"], one["gaps"]) == ("complete", [])


def test_what_a_page_asks_for_again_while_it_is_photographed_is_not_fetched_again(captured):
    # The engine shows such a page a window of 1 x 1 px for a moment.
    one, picture = captured["narrows"], "/dot.png?narrows=1"
    assert [place(url) for url, _sha in captured["served"].elements()].count(picture) == 1
    assert asked(one).count(picture) == 1


def test_a_page_that_scrolls_in_a_box_of_its_own_is_scrolled_and_shown_whole(captured):
    one = captured["shell"]
    assert {f"/dot.png?shell={n}" for n in range(20)} <= set(asked(one))
    shown = rows(one)
    assert len(shown) == 20 * 400
    assert all(any(shown[n * 400 : n * 400 + 120]) for n in range(20))


def test_parts_that_are_drawn_only_near_the_window_are_shown_and_read(captured):
    one = captured["visibility"]
    shown = rows(one)
    ends = [n for n, some in enumerate(shown) if some]
    assert len(shown) - ends[-1] < 600
    text = one.text_of("text")
    assert all(f"hidden-until-near-{n}" in text for n in range(30))


def test_boxes_and_frames_that_scroll_by_themselves_are_gone_through_and_put_back(captured):
    one = captured["parts"]
    due = {f"/dot.png?car={n}" for n in range(6)} | {f"/dot.png?row={n}" for n in range(30)}
    assert due <= set(asked(one))
    text = one.text_of("text")
    assert all(words in text for words in ("row 29.", "outer words", "framed words"))
    [step] = [line for line in lines(one) if line["did"] == "scroll_parts"]
    assert step["result"]["boxes"] >= 3
    assert step["script_sha256"]


def test_rows_that_the_page_takes_out_when_they_are_far_are_shown_and_read(captured):
    one = captured["virtual"]
    assert all(f"drawn-row-{n}." in one.text_of("text") for n in range(60))
    shown = rows(one)
    assert len(shown) == 6000
    assert all(any(shown[n * 100 : n * 100 + 30]) for n in range(60))


def test_pictures_that_come_when_the_scroll_rests_are_waited_for(captured):
    one = captured["debounced"]
    assert {f"/dot.png?late={n}" for n in range(16)} <= set(asked(one))
    assert all(f"goods {n}." in one.text_of("text") for n in range(16))


def test_a_page_that_something_lies_over_is_scrolled_all_the_same(captured):
    one = captured["locked"]
    assert {f"/dot.png?locked={n}" for n in range(12)} <= set(asked(one))
    assert len(rows(one)) == 12 * 400


@pytest.mark.parametrize("page", ["hero", "herofar"])
def test_a_page_that_grows_with_its_window_is_shown_as_it_is(captured, page):
    one = captured[page]
    height, count, name = {"hero": (300, 8, "good"), "herofar": (300, 20, "far-off")}[page]
    shown = rows(one)
    assert len(shown) == 900 + count * height
    assert all(any(shown[900 + n * height :][:30]) for n in range(count))
    boxes = json.loads(one.text_of("text-boxes"))["boxes"]
    assert next(box[1] for box in boxes if box[4] == f"{name}-5") // height == 3 + 5
    assert "style" not in one.text_of("dom").split("<body")[1].split(">")[0]


def test_a_page_that_snaps_is_scrolled_whole(captured):
    assert {f"/dot.png?snap={n}" for n in range(9)} <= set(asked(captured["snap"]))


def test_a_page_without_scripts_is_scrolled_and_read_in_time(captured):
    one = captured["noscripts"]
    assert "/dot.png?quiet" in asked(one)
    assert "last quiet words" in one.text_of("text")
    assert one["seconds"] < 8


def test_what_lies_beside_the_window_is_gone_through(captured):
    assert "/dot.png?aside" in asked(captured["beside"])


def test_words_in_shadow_roots_are_read_once_and_hidden_ones_never(captured):
    text = captured["shadows"].text_of("text")
    assert text.count("closed words") == text.count("light words") == 1
    assert text.count("open words") == 2
    assert "shown" not in text
    assert "color" not in text


def test_a_page_of_frames_only_is_read_without_its_scripts(captured):
    text = captured["framesonly"].text_of("text")
    assert "framed words" in text
    assert "noWords" not in text


def test_a_page_that_takes_its_goods_away_when_scrolled_says_so(captured):
    one = captured["vanishes"]
    assert "content_vanished" in one["warnings"]
    assert one["state"] == "complete_with_gaps"


def test_a_page_that_leaves_for_nowhere_is_not_called_whole(captured):
    one = captured["leaves"]
    assert one["state"] == "complete_with_gaps"
    assert "page_unread" in one["warnings"]
    assert asked(one) == ["/leaves"]


def test_secret_fields_of_a_document_of_xml_are_withheld(captured):
    one = captured["strict.xhtml"]
    assert "strict words" in one.text_of("dom")
    assert {"dom", "mhtml"} <= set(one["artefacts"])
    for kind in one["artefacts"]:
        assert b"XHTML-SECRET" not in one.bytes_of(kind)


def test_an_answer_without_content_is_kept_as_one(captured):
    one = captured["204"]
    assert (one["state"], one["http_status"]) == ("failed", 204)
    assert asked(one) == ["/204"]


@pytest.mark.parametrize(
    ("page", "way"),
    [
        ("replace", ["/replace", "/meta", "/light?meta"]),
        ("leaver", ["/leaver", "/light?left"]),
        ("refreshes", ["/refreshes", "/light?refreshed"]),
    ],
)
def test_the_way_that_scripts_led_to_the_page_is_kept(captured, page, way):
    one = captured[page]
    assert [path for path in asked(one) if "dot.png" not in path] == way
    assert place(one["final_url"]) == way[-1]
    assert "the goods" in one.text_of("text")


def test_an_answer_that_breaks_off_is_a_gap(captured):
    one = captured["short"]
    assert one["state"] == "complete_with_gaps"
    assert [(place(url), reason) for url, reason in one["gaps"]] == [("/tooshort", "cut")]


def test_what_never_comes_does_not_keep_the_page_from_being_shown(captured):
    one = captured["slowcss"]
    assert one["state"] == "complete_with_gaps"
    assert "fullpage_missing" not in one["warnings"]
    assert any(rows(one))
    assert [place(url) for url, _error in one["failed_requests"]] == ["/never.css"]


def test_a_page_that_leads_to_itself_without_end_ends_by_its_limit(captured):
    one = captured["loop"]
    assert one["limits"]["stopped_by"] == "time"
    # Its text may be that between two documents; what was on the wire is kept.
    assert [path for path in asked(one) if path.startswith("/loop?")]


def test_a_page_that_forbids_parsing_is_read_with_its_frames(captured):
    document = captured["stern"].text_of("dom")
    assert "stern words" in document
    assert "stern frame" in document


def test_other_ways_of_sending_and_making_text_are_read(captured):
    assert captured["codings"].text_of("text").count("41.20") >= 7
    assert "module-worker" in captured["modules"].text_of("text")
    inline = captured["inline"].text_of("text")
    assert all(word in inline for word in ("from-blob-worker", "words of srcdoc", "written in"))
    assert place(captured["pushed"]["final_url"]) == "/item/77"
    assert "written again" in captured["write"].text_of("text")
    assert "drawn" in captured["page.svg"].text_of("text")
