"""Real listing pages of 14 sites, saved by others, served on loopback with the network shut."""

from urllib.parse import quote

import pytest

from conftest import SHARED
from end2end.session_runs import capture_in_child
from loopback_pages import loopback_pages

pytestmark = [
    pytest.mark.timeout(1200),
    pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared"),
]
FILES = sorted(
    path.relative_to(SHARED / "listings").as_posix()
    for path in (SHARED / "listings").glob("*/*.html")
)


@pytest.fixture(scope="module")
def captured(tmp_path_factory):
    with loopback_pages(SHARED / "listings") as site:
        jobs = [
            {"name": file.replace("/", "-"), "url": f"{site}/site?file={quote(file)}"}
            for file in FILES
        ]
        yield capture_in_child(jobs, tmp_path_factory.mktemp("listings"), 1100)


@pytest.mark.parametrize("file", FILES)
def test_a_saved_listing_ends_in_a_truthful_state_in_time(captured, file):
    one = captured[file.replace("/", "-")]
    assert one["seconds"] < 60
    # The page is there, and what it asked of the outer world is not: listed, by name.
    assert one["state"] in {"complete", "complete_with_gaps"}
    if one["state"] == "complete":
        assert (one["gaps"], one["limits"]["stopped_by"]) == ([], None)
    assert one["http_status"] == 200
    assert {"view", "fullpage", "dom", "text", "text-boxes", "actions"} <= set(one["artefacts"])
    assert one["failed_requests"] or "gibert" in file
    assert all(error for _url, error in one["failed_requests"])
    assert one.text_of("text").strip()


def test_most_saved_listings_are_seen_to_be_listings(captured):
    kinds = [captured[file.replace("/", "-")]["page_kind"] for file in FILES]
    assert kinds.count("listing") >= len(kinds) // 2
    assert not {"captcha", "login", "gone", "error"} & set(kinds)
