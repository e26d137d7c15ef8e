"""The record as a paper: one page, whatever recipients wrote and however many they are."""

import io
import subprocess
from datetime import UTC, date, datetime

import pytest

from evidencekit.casework.outcomes import Outcome, ReportedListing, rates
from evidencekit.casework.rulebook import shipped
from evidencekit.casework.track_record import markets, standings, totals
from evidencekit.foundation.catalogue import use_language
from evidencekit.services.following import GROUPS, TrackRecord
from evidencekit.services.track_paper import write_record

TODAY = date(2026, 11, 27)
LONG = "注册人名称与登记簿不一致 owner differs from the register <b>&amp; " * 20


def record(count):
    recipients = [one.id for one in shipped().recipients]
    outcomes = tuple(Outcome)
    listings = [
        ReportedListing(
            f"p-{n % 40}", recipients[n % len(recipients)], (f"r-{n % 30}",), f"s-{n % 50}",
            f"{LONG}{n % 30}", f"c-{n}", f"platform-{n % 25}", outcomes[n % len(outcomes)], n % 9,
            f"{n % 30} {LONG}", f"rule_{n % 16}", n % 7 == 0, TODAY, n % 5 == 0,
        )
        for n in range(count)
    ]  # fmt: skip
    return TrackRecord(
        TODAY,
        totals(listings, [], frozenset({"cn_amr", "cn_psb"})),
        standings(listings, shipped().recipients, TODAY),
        tuple((by, tuple(rates(listings, by))) for by in GROUPS),
        markets(listings),
    )


def pages_of(public=None, count=90):
    """Return the text of each page as another program reads it."""
    file = io.BytesIO()
    write_record(file, record(count), datetime(2026, 11, 27, tzinfo=UTC), ".pdf", public)
    done = subprocess.run(
        ["pdftotext", "-", "-"], input=file.getvalue(), capture_output=True, check=True
    )
    return done.stdout.decode().split("\f")[:-1]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("count", [0, 1, 900])
def test_the_record_is_one_page(language, count):
    use_language(language)
    assert len(pages_of(count=count)) == 1


def test_a_submission_for_the_public_names_no_seller_and_marks_nothing_confidential():
    public, confidential = (pages_of(public=public) for public in (True, False))
    assert not any("s-1" in text or "CONFIDENTIAL" in text for text in public)
    assert all("BUSINESS CONFIDENTIAL" in text for text in confidential)
    assert any("s-1" in text for text in confidential)
