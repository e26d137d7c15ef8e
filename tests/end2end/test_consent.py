"""Consent banners are refused where that was asked for, and nothing else is ever pressed."""

import json

import pytest

from consent_pages import REFUSED, STAYS, UNTOUCHED, consent_pages
from end2end.session_runs import capture_in_child

pytestmark = pytest.mark.timeout(400)
PLAN = {"consent": True, "patience": 0.3}


@pytest.fixture(scope="module")
def captured(tmp_path_factory):
    with consent_pages() as site:
        jobs = [
            {"name": name, "url": f"{site}/{name}", "plan": PLAN}
            for name in (*REFUSED, *STAYS, *UNTOUCHED)
        ]
        jobs.append({"name": "unasked", "url": f"{site}/onetrust", "plan": {"patience": 0.3}})
        yield capture_in_child(jobs, tmp_path_factory.mktemp("consent"), 350)


def steps(one):
    lines = [json.loads(line) for line in one.text_of("actions").splitlines()]
    return {line["did"]: line for line in lines}


@pytest.mark.parametrize("name", REFUSED)
def test_a_banner_is_refused_with_a_picture_before_and_after(captured, name):
    one = captured[name]
    assert one["title"] == "REFUSED"
    assert "consent_stays" not in one["warnings"]
    assert one.bytes_of("view-before") != one.bytes_of("view")
    log = steps(one)
    assert log["consent_refuse"]["result"]["end"] == "done"
    assert log["consent_refuse"]["result"]["button"]
    provenance = json.loads(one.text_of("provenance"))
    assert log["consent_look"]["script_sha256"] == provenance["scripts"]["consent"]
    assert len(provenance["consent_words_sha256"]) == 64


@pytest.mark.parametrize(
    ("name", "maker"),
    [
        ("onetrust", "OneTrust"),
        ("cookiebot", "Cookiebot"),
        ("didomi", "Didomi"),
        ("usercentrics", "Usercentrics"),
        ("quantcast", "Quantcast"),
        ("sourcepoint", "Sourcepoint"),
        ("own-zh", ""),
    ],
)
def test_the_log_names_whose_banner_it_was(captured, name, maker):
    assert steps(captured[name])["consent_refuse"]["result"]["manager"] == maker


def test_the_log_names_the_buttons_of_both_layers(captured):
    pressed = steps(captured["settings"])["consent_refuse"]["result"]["button"]
    assert pressed == "Cookies Settings / Confirm My Choices"


@pytest.mark.parametrize("name", STAYS)
def test_a_banner_that_can_not_be_refused_stays_and_is_noted(captured, name):
    one = captured[name]
    assert one["title"] == {"stubborn": "PRESSED"}.get(name, "none")
    assert "consent_stays" in one["warnings"]
    assert one["state"] == "complete"


@pytest.mark.parametrize("name", UNTOUCHED)
def test_age_terms_membership_and_everything_else_is_never_touched(captured, name):
    one = captured[name]
    assert one["title"] == "none"
    assert "view-before" not in one["artefacts"]
    assert "consent_refuse" not in steps(one)


def test_nothing_is_pressed_where_nobody_asked(captured):
    one = captured["unasked"]
    assert one["title"] == "none"
    assert "consent_look" not in steps(one)
