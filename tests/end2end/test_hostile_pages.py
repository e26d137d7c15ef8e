"""Pages that want to hang, flood, fool or leave the browser: each ends truthfully, we live on.

All in one process, one after another: what one of them broke, the next would feel.
"""

import hashlib
import json
from collections import Counter

import pytest

from end2end.session_runs import capture_in_child
from hostile_pages import LONG, hostile_pages

pytestmark = pytest.mark.timeout(600)

PAGES = (
    *("popups", "dialogs", "downloads", "long", "bomb", "schemes", "wishes", "busy", "hog"),
    *("chatty", "forged", "wanders", "reloads", "header", "pours", "huge"),
    *("streams", "freezes"),
)
# `public.example` counts as a host of the public net; so that no other does harm, it is here.
FLAGS = (
    '--host-resolver-rules="MAP public.example 127.0.0.1, MAP * ~NOTFOUND, '
    'EXCLUDE 127.0.0.1, EXCLUDE localhost" --js-flags=--max-old-space-size=300'
)
NOTHING_MISSING = {"no_sandbox", "private_address"}


@pytest.fixture(scope="module")
def ended(tmp_path_factory):
    with hostile_pages() as (site, asked):
        public = site.replace("127.0.0.1", "public.example")
        jobs = [
            *({"name": name, "url": f"{site}/{name}"} for name in PAGES),
            {"name": "public", "url": f"{public}/public"},
            {"name": "led", "url": f"{public}/led-inside"},
            {"name": "trickles", "url": f"{site}/trickles", "plan": {"settle": 1.0}},
            {"name": "light", "url": f"{site}/light"},
        ]
        folder = tmp_path_factory.mktemp("hostile")
        return capture_in_child(jobs, folder, 550, FLAGS), list(asked)


def refused(one):
    lines = [json.loads(line) for line in one.text_of("actions").splitlines()]
    return Counter(line["did"] for line in lines if line["did"].startswith("refuse_"))


@pytest.mark.parametrize("name", [*PAGES, "public", "trickles", "light"])
def test_each_ends_within_its_budget(ended, name):
    assert ended[0][name]["seconds"] < 75


def test_the_last_page_is_whole_after_all_the_others(ended):
    one = ended[0]["light"]
    assert (one["state"], one["title"]) == ("complete", "light")
    assert {"view", "fullpage", "dom"} <= set(one["artefacts"])


@pytest.mark.parametrize(
    ("name", "title", "what"),
    [("popups", "stormed", "popup"), ("dialogs", "asked", "dialog"), ("downloads", "bombed", None)],
)
def test_a_storm_of_wishes_is_refused_and_counted(ended, name, title, what):
    one = ended[0][name]
    assert (one["state"], one["title"]) == ("complete", title)
    counted = refused(one)
    if what is None:
        assert counted["refuse_download"] > 5
    else:
        assert counted[f"refuse_{what}"] == 51
        last = one.text_of("actions").splitlines()[-1]
        assert json.loads(last)["result"]["times"] >= 70


@pytest.mark.parametrize(("name", "path"), [("long", "endless-body"), ("bomb", "gzip-bomb")])
def test_a_body_without_end_is_given_up_and_is_a_gap(ended, name, path):
    one = ended[0][name]
    assert one["state"] == "complete_with_gaps"
    assert [(url.rsplit("/", 1)[1], reason) for url, reason in one["gaps"]] == [(path, "too_large")]
    assert "honest text" in one.text_of("dom")
    assert LONG == 1024


def test_events_that_come_without_end_are_cut_and_are_a_gap(ended):
    one = ended[0]["pours"]
    assert one["state"] == "complete_with_gaps"
    assert {(url.rsplit("/", 1)[1], reason) for url, reason in one["gaps"]} == {
        ("pour", "too_large")
    }
    assert "honest text" in one.text_of("dom")


def test_a_page_of_very_many_parts_is_kept_without_their_places(ended):
    one = ended[0]["huge"]
    assert one["title"] == "built"
    assert {"ax_missing", "text_boxes_missing"} <= set(one["warnings"])
    assert one["state"] == "complete_with_gaps"
    assert "honest text" in one.text_of("text")
    assert one.text_of("dom").count("<i></i>") >= 60_000


def test_a_document_without_end_is_shown_and_kept_as_far_as_it_came(ended):
    one = ended[0]["trickles"]
    assert (one["state"], one["title"]) == ("complete_with_gaps", "early words")
    assert "honest text" in one.text_of("text")
    assert "fullpage" in one["artefacts"]
    assert one["limits"]["stopped_by"] == "time"
    assert [(url.rsplit("/", 1)[1], why) for url, why in one["gaps"]] == [
        ("trickles", "open_at_end")
    ]
    # Its first answer was being taken whole, so it was asked for once more and shown as it came.
    assert [error for _url, error in one["failed_requests"]] == ["unfinished"]
    assert ended[1].count("/trickles") == 2
    assert [url.rsplit("/", 1)[1] for url in one["urls"]] == ["trickles", "dot.svg"]
    assert one["bodies"][0][1] != hashlib.sha256(b"").hexdigest()


def test_an_answer_without_end_is_kept_as_far_as_it_came(ended):
    one = ended[0]["streams"]
    assert (one["state"], one["title"]) == ("complete_with_gaps", "flows")
    assert [(url.rsplit("/", 1)[1], why) for url, why in one["gaps"]] == [("stream", "open_at_end")]
    assert [error for _url, error in one["failed_requests"]] == ["unfinished"]
    [kept] = [sha256 for url, sha256 in one["bodies"] if url.endswith("/stream")]
    so_far = [b"".join(b"number %d;" % n for n in range(count)) for count in range(1, 2_000)]
    assert kept in {hashlib.sha256(part).hexdigest() for part in so_far}


def test_files_and_our_own_schemes_are_not_to_be_had(ended):
    one = ended[0]["schemes"]
    assert one["title"].startswith("tried")
    assert "READ" not in one["title"]
    assert "root:" not in one.text_of("dom")
    assert all(url.startswith("http://127.0.0.1") for url in one["urls"])


def test_no_permission_and_no_full_screen_is_given(ended):
    one = ended[0]["wishes"]
    assert one["title"] == ""
    assert one["state"] == "complete"


# It begins before the page is read, or while it is looked at.
@pytest.mark.parametrize("name", ["busy", "freezes"])
def test_a_script_that_never_ends_is_stopped_and_the_page_is_kept(ended, name):
    one = ended[0][name]
    assert one["state"] == "complete_with_gaps"
    assert one["limits"]["stopped_by"] == "time"
    assert "script_stopped" in one["warnings"]
    assert "honest text" in one.text_of("dom")
    assert one["seconds"] < 30


def test_a_page_that_eats_its_memory_ends_as_a_crash_with_what_came(ended):
    one = ended[0]["hog"]
    assert (one["state"], one["reason"]) == ("failed", "crash")
    assert any(url.endswith("/hog") for url in one["urls"])
    assert one["seconds"] < 30


def test_a_flood_of_console_lines_is_cut_and_says_so(ended):
    lines = ended[0]["chatty"].text_of("console").splitlines()
    assert len(lines) == 1001
    assert json.loads(lines[0])["text"] == "line 0"
    assert "more lines were not kept" in json.loads(lines[-1])["text"]
    assert ended[0]["chatty"]["title"] == "talked"


def test_marks_of_ours_in_title_and_address_stay_words(ended):
    one = ended[0]["forged"]
    assert "\n" not in one["title"]
    assert "<b>" in one["title"]
    assert one["final_url"].endswith("/forged?a=%0d%0aX-Evil:1&b=%3Cscript%3E")
    assert one["state"] == "complete"


def test_a_page_that_changes_its_address_or_loads_again_for_ever_ends(ended):
    assert "/wanders#" in ended[0]["wanders"]["final_url"]
    assert ended[0]["reloads"]["limits"]["stopped_by"] == "time"
    assert ended[0]["reloads"]["urls"]


def test_odd_headers_do_no_harm(ended):
    assert ended[0]["header"]["state"] == "complete"
    assert set(ended[0]["header"]["warnings"]) <= NOTHING_MISSING


def test_a_public_page_reaches_nothing_inside(ended):
    result, asked = ended
    one = result["public"]
    assert one["title"] == "refused"
    assert refused(one) == {"refuse_private": 2}
    assert len(one["failed_requests"]) == 2
    assert not {"/inside", "/in"}.intersection(asked)


def test_a_redirect_from_outside_to_inside_is_not_followed(ended):
    one = ended[0]["led"]
    assert one["state"] == "failed"
    assert one["error"] in {"aborted", "no_answer"}
    assert "refuse_private" in refused(one)
    assert any(url.endswith("/led-inside") for url in one["urls"])


def test_a_private_first_address_is_marked(ended):
    assert "private_address" in ended[0]["light"]["warnings"]
    assert "private_address" not in ended[0]["public"]["warnings"]
