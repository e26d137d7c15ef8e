"""The verdict, the counts and the words of a verification."""

import re
from pathlib import Path

import pytest

from evidencekit.evidence.meanings import FAILED, INDETERMINATE, meaning
from evidencekit.evidence.report import (
    KeyTrust,
    TimeTrust,
    VerificationReport,
    failed,
    indeterminate,
    not_checked,
    passed,
    passed_if,
)
from evidencekit.evidence.report_text import report_text

GOOD = passed("wacz.hash", "a.wacz")
BAD = failed("wacz.hash", "b.wacz", "00", "11")
OPEN = indeterminate("key.known", "keys/1.pem", None, "8ec8")
SKIPPED = not_checked("stamp.revocation", "s")
FORMAT = Path(__file__).resolve().parents[3] / "docs" / "vault-format.md"


def a_report(*checks, key=KeyTrust.KNOWN):
    return VerificationReport(checks, key, TimeTrust.NONE, ("8ec8",), 1, 5)


@pytest.mark.parametrize(
    ("checks", "key", "verdict", "ok"),
    [
        ((GOOD, SKIPPED), KeyTrust.KNOWN, "passed", True),
        ((GOOD, OPEN), KeyTrust.KNOWN, "indeterminate", True),
        ((GOOD,), KeyTrust.FROM_BUNDLE, "indeterminate", True),
        ((GOOD,), KeyTrust.DEMO, "indeterminate", True),
        ((GOOD, BAD), KeyTrust.DEMO, "failed", False),
        ((OPEN, BAD), KeyTrust.KNOWN, "failed", False),
    ],
)
def test_the_verdict(checks, key, verdict, ok):
    report = a_report(*checks, key=key)
    assert (report.verdict.value, report.ok) == (verdict, ok)
    assert report.demo is (key is KeyTrust.DEMO)


def test_the_json_is_that_of_the_page():
    assert a_report(OPEN, GOOD, BAD, SKIPPED).to_json() == {
        "v": 1,
        "ok": False,
        "verdict": "failed",
        "counts": {"passed": 1, "failed": 1, "indeterminate": 1, "not_checked": 1},
        "trust": {"key": "known", "time": "none"},
        "fingerprints": ["8ec8"],
        "checked": 1,
        "bytes": 5,
        "problems": [
            {
                "item": "b.wacz",
                "check": "wacz.hash",
                "outcome": "failed",
                "expected": "00",
                "found": "11",
                "meaning": FAILED["wacz.hash"],
            },
            {
                "item": "keys/1.pem",
                "check": "key.known",
                "outcome": "indeterminate",
                "expected": None,
                "found": "8ec8",
                "meaning": INDETERMINATE["key.known"],
            },
        ],
        "notes": [],
    }


def test_a_check_may_choose_other_words():
    assert passed_if(True, "a.b", "x", "1", "2") == passed("a.b", "x")
    assert meaning("none.such", indeterminate=True)
    assert meaning("none.such", indeterminate=True) != meaning("none.such", indeterminate=False)


def test_each_check_of_the_page_has_its_words():
    text = FORMAT.read_text(encoding="utf-8").partition("## 12.")[2]
    table = [line.split("|")[1:4] for line in text.split("\n") if line.startswith("| `")]
    wanted = {True: set(), False: set()}
    for names, wrong, unsure in table:
        group = ""
        for name in re.findall(r"`([a-z_.]+)`", names):
            group = name.partition(".")[0] or group
            code = name if not name.startswith(".") else group + name
            if wrong.strip():
                wanted[False].add(code)
            elif unsure.strip() and "always not checked" not in unsure:
                wanted[True].add(code)
    assert wanted[False] <= set(FAILED)
    assert wanted[True] <= set(INDETERMINATE)
    assert len(wanted[False]) > 25


@pytest.mark.parametrize(
    ("checks", "key", "wanted"),
    [
        ((GOOD,), KeyTrust.KNOWN, "PASSED: everything"),
        ((GOOD, OPEN), KeyTrust.KNOWN, "INDETERMINATE: nothing failed, but"),
        ((GOOD,), KeyTrust.FROM_BUNDLE, "INDETERMINATE: fingerprint not known here."),
        ((GOOD,), KeyTrust.DEMO, "INDETERMINATE: the files agree"),
        ((GOOD, BAD), KeyTrust.KNOWN, "FAILED: "),
    ],
)
def test_the_sheet_says_the_verdict_first(checks, key, wanted):
    assert report_text(a_report(*checks, key=key)).verdict.startswith(wanted)


def test_a_strange_fingerprint_is_shown_in_groups_and_a_known_one_is_not():
    digits = "0123456789abcdef" * 4
    report = VerificationReport((GOOD,), KeyTrust.FROM_BUNDLE, TimeTrust.NONE, (digits,), 1, 5)
    assert report_text(report).fingerprints == (" ".join(["0123", "4567", "89ab", "cdef"] * 4),)
    assert report_text(a_report(GOOD)).fingerprints == ()
