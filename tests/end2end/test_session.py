"""The session with the real engine on pages that are hard to capture."""

import email
import io
import json
import ssl
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from PIL import Image

from end2end.session_runs import SHUT, capture_in_child
from loopback_pages import (
    BAND,
    LAZY,
    PAGES,
    SECRETS,
    TITLE,
    WORDS,
    band_colour,
    closed_port,
    loopback_pages,
)

pytestmark = pytest.mark.timeout(400)
QUICK = {"seconds": 12, "navigate": 3, "settle": 4}


def jobs(site, tls):
    plain = [
        *(
            "light",
            "lazy",
            "item/1",
            "login",
            "captcha",
            "gone",
            "title",
            "form",
            "clobber",
            "closed",
            "sold",
            "edited",
            "photos",
            "sticky",
            "unpainted",
            "more",
        ),
        *("edges", "away", "wide", "endless", "missing", "broken", "blocked", "nothing", "file"),
    ]
    return [
        *({"name": name.replace("/", ""), "url": f"{site}/{name}"} for name in plain),
        *({"name": coding, "url": f"{site}/coded?in={coding}"} for coding in WORDS),
        {"name": "tall12", "url": f"{site}/tall?px=12000"},
        {"name": "tall40", "url": f"{site}/tall?px=40000"},
        {"name": "printed", "url": f"{site}/form", "plan": {"documents": True}},
        {"name": "cut", "url": f"{site}/tall?px=12000", "plan": {"height": 3000}},
        {"name": "token", "url": site.replace("//", "//ana:pa55@") + "/token?sid=own"},
        {"name": "font", "url": f"{site}/font", "plan": QUICK},
        {"name": "never", "url": f"{site}/never", "plan": QUICK},
        {"name": "busy", "url": f"{site}/busy", "plan": QUICK},
        {"name": "dns", "url": "http://nosuch.example/item"},
        {"name": "refused", "url": f"http://127.0.0.1:{closed_port()}/"},
        {"name": "tls", "url": f"{tls}/light"},
    ]


@pytest.fixture(scope="module")
def captured(tmp_path_factory):
    with loopback_pages() as site, loopback_pages(tls=True) as tls:
        ended = capture_in_child(jobs(site, tls), tmp_path_factory.mktemp("session"), 300)
        place = urlsplit(tls)
        yield ended | {"certificate": ssl.get_server_certificate((place.hostname, place.port))}


@pytest.mark.parametrize(
    ("name", "state", "reason", "kind", "status"),
    [
        ("light", "complete", None, "other", 200),
        ("lazy", "complete", None, "other", 200),
        ("item1", "complete", None, "listing", 200),
        ("tall12", "complete", None, "other", 200),
        ("tall40", "complete", None, "other", 200),
        ("clobber", "complete", None, "other", 200),
        ("away", "complete", None, "other", 200),
        ("cut", "complete_with_gaps", None, "other", 200),
        ("wide", "complete_with_gaps", None, "other", 200),
        ("endless", "complete_with_gaps", None, "other", 200),
        ("login", "wall", "login", "login", 200),
        ("captcha", "wall", "captcha", "captcha", 200),
        ("blocked", "wall", "block", "error", 403),
        ("gone", "complete", None, "gone", 200),
        ("missing", "failed", "http_error", "gone", 404),
        ("nothing", "failed", "http_error", "gone", 404),
        ("broken", "failed", "http_error", "error", 500),
        ("busy", "complete_with_gaps", None, "other", 200),
    ],
)
def test_each_page_ends_in_its_state(captured, name, state, reason, kind, status):
    one = captured[name]
    assert (one["state"], one["reason"], one["page_kind"]) == (state, reason, kind)
    assert one["http_status"] == status
    assert one["urls"]


@pytest.mark.parametrize(
    ("name", "error"),
    [("dns", "dns"), ("refused", "refused"), ("tls", "tls"), ("never", "timeout")],
)
def test_without_an_answer_there_is_nothing_to_seal_and_the_error_is_named(captured, name, error):
    one = captured[name]
    assert (one["state"], one["reason"], one["error"]) == ("failed", "no_answer", error)
    assert one["urls"] == []
    assert one["artefacts"] == {}
    assert one["failure"]["error"] == error
    assert one["failure"]["detail"]


def test_a_page_that_never_answers_ends_at_its_limit(captured):
    assert 3 <= captured["never"]["seconds"] < 30
    assert captured["busy"]["seconds"] < 120


@pytest.mark.parametrize(("name", "height"), [("tall12", 12_000), ("tall40", 40_000)])
def test_tiles_show_every_row_once(captured, name, height):
    one = captured[name]
    tiles = [(kind, info) for kind, info in one["artefacts"].items() if kind.startswith("full")]
    assert [info["order"] for _kind, info in tiles] == list(range(1, len(tiles) + 1))
    rows = 0
    for kind, info in tiles:
        image = Image.open(io.BytesIO(one.bytes_of(kind))).convert("RGB")
        assert (image.width, image.height) == (info["width"], info["height"])
        assert (info["y"], info["of"]) == (rows, len(tiles))
        assert image.height <= 16_000
        # Both edges and the middle of each band: a row too many or too few would show.
        for y in range(0, image.height, BAND):
            shown = {image.getpixel((600, y + row)) for row in (0, 50, 99)}
            assert shown == {band_colour((rows + y) // BAND)}
        rows += image.height
    assert rows == height


def test_the_picture_shows_the_layout_that_the_text_boxes_measure(captured):
    one = captured["edges"]
    for kind in ("view", "fullpage"):
        image = Image.open(io.BytesIO(one.bytes_of(kind))).convert("RGB")
        green = [x for x in range(image.width) if image.getpixel((x, 60)) == (0, 200, 0)]
        assert (green[0], green[-1]) == (image.width - 40, image.width - 1)
        blue = [x for x in range(image.width) if image.getpixel((x, 60)) == (0, 0, 200)]
        boxes = json.loads(one.text_of("text-boxes"))
        left = next(box[0] for box in boxes["boxes"] if box[4] == "mid")
        assert (boxes["width"], left) == (image.width, blue[0])


def test_a_page_higher_than_the_limit_is_cut_and_says_so(captured):
    one = captured["cut"]
    assert one["limits"]["stopped_by"] == "height"
    assert one["artefacts"]["fullpage"]["height"] == 3000
    assert "stopped_by_limit" in one["warnings"]
    assert captured["wide"]["limits"]["stopped_by"] == "width"
    assert captured["endless"]["limits"]["stopped_by"] == "growth"


def test_pictures_that_load_late_are_there(captured):
    one = captured["lazy"]
    assert sum("/dot.png" in url for url in one["urls"]) == LAZY
    tiles = [
        (info["y"], Image.open(io.BytesIO(one.bytes_of(kind))).convert("RGB"))
        for kind, info in one["artefacts"].items()
        if kind.startswith("fullpage")
    ]
    shown = []
    for n in range(LAZY):
        y, tile = max((pair for pair in tiles if pair[0] <= 400 * n), key=lambda pair: pair[0])
        shown.append(tile.getpixel((200, 400 * n + 150 - y)))
    assert shown == [(255, n, 128) for n in range(LAZY)]


@pytest.mark.parametrize("name", ["form", "printed"])
def test_no_value_of_a_secret_field_is_in_any_artefact(captured, name):
    one = captured[name]
    for kind in one["artefacts"]:
        data = one.bytes_of(kind)
        assert [secret for secret in SECRETS if secret.encode() in data] == []
    names = {name for where, name, _size in one["withheld"] if where == "form_value"}
    assert {"pw", "csrf", "sh"} <= names
    dom = one.text_of("dom")
    assert "in the shadow" in dom
    assert "in the frame" in dom
    assert 'value="kept-text"' in dom
    assert "in the frame" in one.text_of("text")


def test_the_page_is_one_file_without_what_is_kept_already(captured):
    pictures = [
        part for part in mhtml_of(captured["lazy"]) if part.get_content_type() == "image/png"
    ]
    assert len(pictures) == LAZY
    assert all(part["X-Same-As"].startswith("sha256:") for part in pictures)
    text = "".join(part.get_payload(decode=True).decode() for part in mhtml_of(captured["form"]))
    assert "in the shadow" in text
    assert "in the frame" in text
    assert 'value="kept-text"' in text


@pytest.mark.parametrize("coding", WORDS)
def test_pages_in_other_codings_are_read_and_kept_as_they_read(captured, coding):
    one, words = captured[coding], WORDS[coding]
    assert (one["state"], one["title"]) == ("complete", words)
    assert words in one.text_of("text")
    assert f"<p>{words}" in one.text_of("dom")
    [page] = mhtml_of(one)
    data = page.get_payload(decode=True)
    text = data.decode(page.get_content_charset() or coding)
    assert f"<p>{words}" in text
    assert "s3" not in text


def test_what_says_that_there_is_more_is_pressed_and_nothing_that_leads_away(captured):
    one = captured["more"]
    assert (one["state"], one["title"]) == ("complete", "none")
    text = one.text_of("text")
    assert all(word in text for word in ("row 1-0", "row 3-8", "whole words"))
    [told] = [line["result"] for line in actions(one) if line["did"] == "expand"]
    assert (told["end"], told["pressed"]) == ("done", 4)
    assert not [url for url in one["urls"] if "/light" in url]


def test_photos_are_kept_at_the_full_size_that_the_page_names(captured):
    one = captured["photos"]
    [told] = [line["result"] for line in actions(one) if line["did"] == "photos_ask"]
    assert (told["asked"], told["here"], told["end"]) == (7, 6, "done")
    photos = [[url[-3:], by] for url, by in one["initiators"] if "/dot.png" in url]
    assert sorted(photos) == sorted(
        [["n=1", "parser"], *([f"n={n}", "capture"] for n in (0, 2, 3, 4, 5, 6))]
    )
    assert [url for url, _error in one["failed_requests"] if url.endswith("/never?7")]
    assert (one["state"], one["gaps"]) == ("complete", [])


@pytest.mark.parametrize(("x", "colour"), [(20, (200, 0, 0)), (20, (0, 0, 200)), (80, (0, 200, 0))])
def test_bars_that_stay_in_view_are_shown_once(captured, x, colour):
    one, rows = captured["sticky"], 0
    for kind in ("fullpage", "fullpage-2"):
        image = Image.open(io.BytesIO(one.bytes_of(kind))).convert("RGB")
        rows += sum(image.getpixel((x, y)) == colour for y in range(image.height))
    assert rows == 60


@pytest.mark.parametrize(("name", "suspects"), [("unpainted", 1), ("sticky", 0), ("edges", 0)])
def test_a_band_that_is_as_plain_the_second_time_is_no_fault(captured, name, suspects):
    [told] = [line["result"] for line in actions(captured[name]) if line["did"] == "blank_bands"]
    assert (told["suspect"], told["looked_again"], told["blank"]) == (suspects, suspects, "")
    assert "blank_bands" not in captured[name]["warnings"]


def test_a_picture_that_the_page_did_not_get_is_told(captured):
    assert "pictures_broken" in captured["unpainted"]["warnings"]
    assert "pictures_broken" not in captured["lazy"]["warnings"]


def test_a_font_that_does_not_come_is_told(captured):
    assert "fonts_missing" in captured["font"]["warnings"]
    assert "fonts_missing" not in captured["light"]["warnings"]


def test_files_that_stand_alone_are_kept_when_asked_for(captured):
    one = captured["printed"]
    assert one.bytes_of("print").startswith(b"%PDF")
    assert one["artefacts"]["print"]["type"] == "application/pdf"
    assert "print" not in captured["form"]["artefacts"]
    assert {"mhtml", "print"} <= {line["did"] for line in actions(one)}


def test_the_engine_gives_the_chain_of_a_site(tmp_path):
    with loopback_pages(tls=True) as site:
        flags = f"{SHUT} --ignore-certificate-errors"
        jobs = [{"name": "tls", "url": f"{site}/light"}]
        one = capture_in_child(jobs, tmp_path, 60, flags)["tls"]
    assert one["state"] == "complete"
    place = site.removeprefix("https://")
    told = json.loads(one.text_of("provenance"))["tls"][place]
    assert told["protocol"].startswith("TLS")
    assert (told["subject"], told["issuer"], told["chain"]) == ("127.0.0.1", "127.0.0.1", 1)
    assert one["artefacts"]["tls"]["urn"] == f"urn:tls:{place}"
    [certificate] = x509.load_pem_x509_certificates(one.bytes_of("tls"))
    assert "CN=127.0.0.1" in certificate.subject.rfc4514_string()
    assert told["valid_to"] == int(certificate.not_valid_after_utc.timestamp())


def test_a_site_whose_certificate_is_not_valid_is_refused_and_its_chain_is_kept(captured):
    word, _line, chain = captured["tls"]["failure"]["detail"].partition("\n")
    assert word == "net::ERR_CERT_AUTHORITY_INVALID"
    assert chain.split() == captured["certificate"].split()


def mhtml_of(one):
    return email.message_from_bytes(one.bytes_of("mhtml")).get_payload()


def actions(one):
    return [json.loads(line) for line in one.text_of("actions").splitlines()]


def test_what_stands_on_the_screen_is_looked_for_in_what_was_sent(captured):
    fields = ("title", "price", "seller", "main_picture")
    assert captured["sold"]["screen_wire"] == dict.fromkeys(fields, "found")
    assert captured["edited"]["screen_wire"] == dict.fromkeys(fields, "not_found")
    assert "screen_not_in_wire" in captured["edited"]["warnings"]
    told = json.loads(captured["edited"].text_of("screen-wire"))
    assert told["price"]["shown"] == "¥77"


def test_closed_shadow_roots_and_frames_of_other_sites_are_in_the_document(captured):
    one = captured["closed"]
    dom = one.text_of("dom")
    assert '<template shadowrootmode="closed"><p>behind closed doors</p></template>' in dom
    assert "of another site" in dom
    assert "deep inside" in dom
    assert (one["state"], one["warnings"]) == ("complete", captured["light"]["warnings"])


def test_the_secret_in_an_address_of_the_page_is_nowhere(captured):
    one = captured["token"]
    assert "ana" not in one["url"]
    assert ["user_info", "user_info", 8] in one["withheld"]
    assert one["final_url"].endswith("/token?sid=own")
    assert "address_has_credentials" in one["warnings"]
    for kind in set(one["artefacts"]) - {"view", "fullpage"}:
        assert "tok-4711-secret" not in one.text_of(kind)
        assert "pa55" not in one.text_of(kind)
    assert "token=WITHHELD" in one.text_of("dom")
    assert any(url.endswith("token=WITHHELD") for url in one["urls"])


def test_a_hostile_title_is_kept_as_the_page_has_it(captured):
    assert captured["title"]["title"] == TITLE.replace("\0", "\ufffd")


def test_a_page_that_hides_members_of_document_is_read_all_the_same(captured):
    one = captured["clobber"]
    assert one["title"] == "clobber"
    assert "honest text" in one.text_of("text")
    assert "<p>honest text</p>" in one.text_of("dom")
    assert one["screen_wire"]["price"] == "found"
    assert any(url.endswith("dot.png?n=1") for url in one["urls"])
    lines = [json.loads(line) for line in one.text_of("actions").splitlines()]
    assert {line["did"] for line in lines if line["result"]["end"] == "refused"} == set()


def test_text_boxes_say_where_text_stands(captured):
    boxes = json.loads(captured["light"].text_of("text-boxes"))
    assert (boxes["width"], boxes["height"]) == (1280, 900)
    [box] = boxes["boxes"]
    assert box[4] == "Plain bag"
    assert box[0] == 8
    assert 10 <= box[1] <= 20


def test_what_is_sealed_is_the_page_that_was_shown_last_and_the_way_to_it(captured):
    one = captured["away"]
    assert one["final_url"].endswith("/light")
    assert one["title"] == "light"
    way = [url.rpartition("/")[2] for url in one["urls"]]
    assert [name for name in way if name != "favicon.ico"] == ["away", "light"]


def test_a_download_is_no_page(captured):
    one = captured["file"]
    assert (one["state"], one["error"]) == ("failed", "download")


def test_the_log_names_each_step_its_limit_and_its_script(captured):
    lines = [json.loads(line) for line in captured["light"].text_of("actions").splitlines()]
    assert [line["n"] for line in lines] == list(range(1, len(lines) + 1))
    steps = {line["did"]: line for line in lines}
    assert {"navigate", "settle", "scroll", "fonts", "view", "dom", "fullpage"} <= set(steps)
    assert steps["navigate"]["result"]["limit_ms"] == 30_000
    scripts = json.loads(captured["light"].text_of("provenance"))["scripts"]
    assert steps["dom"]["script_sha256"] == scripts["dom"]


def test_the_pages_are_what_the_tests_believe():
    assert all(any(secret in page for page in PAGES.values()) for secret in SECRETS[:2])
