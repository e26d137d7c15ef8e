"""Real listing pages of 14 sites, saved by others, captured by the real command, network shut."""

import hashlib
import json
from datetime import datetime
from urllib.parse import quote

import pytest

from conftest import SHARED
from end2end.terminal import Terminal
from evidencekit.evidence.wacz_file import WaczFile
from loopback_pages import loopback_pages

pytestmark = [
    pytest.mark.timeout(1200),
    pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared"),
]
FOLDER = SHARED / "listings"
FILES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.glob("*/*.html"))


@pytest.fixture(scope="module")
def captured(tmp_path_factory):
    """What the command said of each file, and its sealed capture."""
    terminal = Terminal(tmp_path_factory.mktemp("listings"))
    terminal.init()
    with loopback_pages(FOLDER) as site:
        addresses = {file: f"{site}/site?file={quote(file)}" for file in FILES}
        urls = terminal.folder / "urls.txt"
        urls.write_text("\n".join(addresses.values()), encoding="utf-8")
        code, said = terminal.run("capture", "--from", urls, limit=1100)
    assert code == 0, said
    by_address = {one["url"]: one for one in said}
    return {
        file: (by_address[address], terminal.vault / by_address[address]["file"])
        for file, address in addresses.items()
    }


@pytest.mark.parametrize("file", FILES)
def test_a_saved_listing_ends_in_a_truthful_state_in_time(captured, file):
    said, sealed = captured[file]
    spent = datetime.fromisoformat(said["finished"]) - datetime.fromisoformat(said["started"])
    # A page has 60 s; on a machine under load, closing and sealing may add as much.
    assert spent.total_seconds() < 120
    # The page is there, and what it asked of the outer world is not: listed, by name.
    assert said["state"] in {"complete", "complete_with_gaps"}
    assert said["http_status"] == 200
    with WaczFile.open(sealed) as capture:
        about = capture.evidencekit
        kinds = {entry.kind for entry in capture.artefacts()}
    if said["state"] == "complete":
        assert (about["gaps"], about["limits"]["stopped_by"]) == ([], None)
    assert {"view", "fullpage", "dom", "text", "text-boxes", "actions"} <= kinds
    assert about["failed_requests"] or "gibert" in file
    assert all(one["error"] for one in about["failed_requests"])


@pytest.mark.parametrize("file", FILES)
def test_the_body_that_the_server_sent_is_in_the_capture_as_it_was(captured, file):
    said, sealed = captured[file]
    with WaczFile.open(sealed) as capture:
        kept = [one.body for one in capture.responses() if one.url == said["url"]]
    sent = hashlib.sha256((FOLDER / file).read_bytes()).hexdigest()
    # A page whose own script loads it again is kept each time.
    assert {hashlib.sha256(body).hexdigest() for body in kept} == {sent}


def test_most_saved_listings_are_seen_to_be_listings(captured):
    kinds = [said["page_kind"] for said, _sealed in captured.values()]
    assert kinds.count("listing") >= len(kinds) // 2
    assert not {"captcha", "login", "gone", "error"} & set(kinds)


def test_the_manifest_is_json_with_the_lists_of_what_failed(captured):
    counts = {
        file: (said["failed_requests"], said["gaps"]) for file, (said, _sealed) in captured.items()
    }
    for file, (_said, sealed) in captured.items():
        with WaczFile.open(sealed) as capture:
            about = json.loads(json.dumps(capture.evidencekit))
        assert counts[file] == (len(about["failed_requests"]), len(about["gaps"]))
