"""Rules 9 and 14, law that nobody read: each with a complaint that passes, one that trips it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from evidencekit.casework.dated_facts import SourceReading
from evidencekit.casework.dossier import CapturedPage, Dossier, PageMarks
from evidencekit.casework.model import (
    Capacity,
    Claim,
    Complaint,
    Declared,
    Enclosure,
    EnclosureKind,
    Filer,
    PowerOfAttorney,
    Right,
    RightKind,
    RightStatus,
)
from evidencekit.casework.preflight import preflight
from evidencekit.casework.rulebook import bound, shipped, shipped_files

TODAY = date(2026, 11, 24)
AT = datetime(2026, 11, 24, tzinfo=UTC)
POA = PowerOfAttorney(
    "attachments/p.pdf", "Li", None, date(2030, 1, 1), ("1234567",),
    ("cn_amr", "alibaba_ipp"), "zh",
)  # fmt: skip
RIGHT = Right(
    "r-1", RightKind.TRADEMARK, "CN", "CNIPA", "1234567", "Brand X", (18,), "bags", "Brand X Ltd.",
    date(2020, 1, 1), date(2030, 1, 1), RightStatus.REGISTERED, (), "attachments/c.pdf", POA,
)  # fmt: skip
PAGE = CapturedPage(
    "c-1", "https://item.taobao.com/item.htm?id=601234567890", "listing", "Bag", TODAY
)
K = EnclosureKind
AGENT = Filer("Li", Capacity.AGENT)


def dossier(recipient, *enclosures, right=RIGHT, filer=None, rules=None, **complaint):
    filer = filer or Filer("Brand X Ltd.", Capacity.OWNER)
    language = "zh_CN" if recipient.startswith("cn_") else "en"
    made = Complaint("p-1", recipient, language, None, (right.id,), (PAGE.capture_id,), filer, ())
    made = replace(made, claim=Claim.TRADEMARK, enclosures=enclosures, **complaint)
    rules = rules or shipped()
    return Dossier(made, (right,), None, (PAGE,), rules.recipient(recipient), rules)


def found(given, rule):
    return [(one.level.value, one.words) for one in preflight(given, TODAY) if one.rule == rule]


def levels(given, rule):
    return [level for level, _words in found(given, rule)]


def paper(kind, language="en", translator=""):
    return Enclosure("attachments/x.pdf", "paper.pdf", kind, language, translator)


@pytest.mark.parametrize(
    ("recipient", "kind", "expected"),
    [
        ("amazon", K.COMPARISON, []),
        ("amazon", K.SECURITY_FEATURES, ["block"]),
        ("amazon", K.IDENTITY, ["block"]),
        ("generic_dmca", K.BUYER_ACCOUNT, ["block"]),
        # It asks for the document by name.
        ("alibaba_ipp", K.IDENTITY, []),
        ("alibaba_ipp", K.SECURITY_FEATURES, ["block"]),
        ("cn_amr", K.SECURITY_FEATURES, []),
        ("court_bundle", K.BUYER_ACCOUNT, []),
    ],
)
def test_rule_9_no_secret_goes_to_a_platform(recipient, kind, expected):
    assert levels(dossier(recipient, paper(kind)), "confidential") == expected


def test_rule_9_says_what_it_is_and_what_to_do():
    ((_level, words),) = found(dossier("etsy", paper(K.SECURITY_FEATURES)), "confidential")
    assert words.startswith("paper.pdf shows security features")
    assert "Take it out" in words


def test_rule_9_no_secret_stands_in_the_words():
    given = dossier("amazon", explanation="The seam lacks the ＵＶ  thread of ours.")
    assert levels(given, "confidential") == []
    told = replace(given, secrets=((K.SECURITY_FEATURES, "uv thread"), (K.BUYER_ACCOUNT, "")))
    assert levels(told, "confidential") == ["block"]
    several = replace(given, secrets=((K.SECURITY_FEATURES, "hologram; UV thread\nrivet 7"),))
    assert levels(several, "confidential") == ["block"]
    other = replace(given, secrets=((K.SECURITY_FEATURES, "hologram; a\nrivet 7"),))
    assert levels(other, "confidential") == []
    office = replace(told, recipient=shipped().recipient("cn_psb"))
    assert levels(office, "confidential") == []


@pytest.mark.parametrize(
    ("enclosures", "expected"),
    [
        ([], []),
        ([paper(K.APPRAISAL, "zh")], []),
        ([paper(K.APPRAISAL, "en")], ["warn"]),
        ([paper(K.APPRAISAL, "")], ["unknown"]),
        ([paper(K.APPRAISAL, "en"), paper(K.TRANSLATION, "zh", "Wang")], []),
        ([paper(K.APPRAISAL, "en"), paper(K.TRANSLATION, "fr", "Wang")], ["warn", "warn"]),
        ([paper(K.TRANSLATION, "zh")], ["warn"]),
        ([paper(K.TRANSLATION, "zh", "machine")], ["warn"]),
    ],
)
def test_rule_14_a_chinese_office_gets_papers_in_chinese(enclosures, expected):
    assert levels(dossier("cn_amr", *enclosures), "papers_language") == expected


def test_rule_14_elsewhere():
    assert levels(dossier("alibaba_ipp", paper(K.APPRAISAL, "en")), "papers_language") == []
    assert levels(dossier("etsy", paper(K.APPRAISAL, "zh")), "papers_language") == ["warn"]
    marked = paper(K.TRANSLATION, "en", "machine")
    assert levels(dossier("alibaba_ipp", marked), "papers_language") == []
    assert levels(dossier("court_bundle", paper(K.APPRAISAL, "zh")), "papers_language") == ["warn"]
    chinese = dossier("court_bundle", paper(K.APPRAISAL, "zh"))
    chinese = replace(chinese, complaint=replace(chinese.complaint, language="zh_CN"))
    assert levels(chinese, "papers_language") == []


def test_rule_14_the_complaint_itself_is_in_a_language_that_is_taken():
    english = dossier("cn_amr")
    english = replace(english, complaint=replace(english.complaint, language="en"))
    assert levels(english, "papers_language") == ["warn"]
    silent = replace(english, recipient=replace(english.recipient, facts=()))
    assert levels(silent, "papers_language") == ["unknown"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"language": ""}, ["unknown"]),
        ({"language": "en"}, ["warn", "unknown"]),
        ({"language": "en", "translation": "t.pdf", "notarised": True, "apostille": True}, []),
        (
            {"language": "en", "translation": "t.pdf", "notarised": True, "apostille": False},
            ["warn"],
        ),
        ({"language": "en", "translation": "t.pdf", "notarised": True}, ["unknown"]),
    ],
)
def test_rule_14_a_power_from_abroad_has_notary_and_apostille(changes, expected):
    right = replace(RIGHT, powers=(replace(POA, **changes),))
    given = dossier("cn_amr", right=right, filer=AGENT, holder="Brand X Ltd.")
    assert levels(given, "papers_language") == expected
    owner = dossier("cn_amr", right=right)
    assert levels(owner, "papers_language") == []


def test_rule_10_a_purchase_or_an_appraisal_proves_the_goods():
    for kind, expected in ((K.OTHER, ["warn"]), (K.APPRAISAL, []), (K.TEST_PURCHASE, [])):
        given = dossier("amazon", paper(kind))
        given = replace(given, complaint=replace(given.complaint, claim=Claim.COUNTERFEIT))
        assert levels(given, "proof_of_goods") == expected


DECLARED = Declared("owner_or_authorised", "I declare...", "en", "ana", AT)


def read_book(file, name):
    """The shipped rules, with one source read."""
    facts = next(one for some in shipped_files().values() for one in some if one.id == file).facts
    read = SourceReading("ana", TODAY, "the gazette, 2025 no. 5", AT)
    return bound(
        shipped_files(), {(file, one.name, one.sha256): read for one in facts if one.name == name}
    )


def test_an_office_is_told_no_declaration_that_nobody_read():
    given = dossier("cn_amr", declared=(DECLARED,))
    ((level, words),) = found(given, "law_read")
    assert level == "block"
    assert "owner_or_authorised of declarations" in words
    rules = read_book("declarations", "owner_or_authorised")
    assert levels(dossier("cn_amr", declared=(DECLARED,), rules=rules), "law_read") == []
    good = replace(DECLARED, declaration="accurate")
    assert levels(dossier("court_bundle", declared=(good,)), "law_read") == []
    # A platform's own form is no document for an office.
    assert levels(dossier("alibaba_ipp", declared=(DECLARED,)), "law_read") == []


@pytest.mark.parametrize("words", ["Criminal Law Art. 214", "刑法第 214 条", "article 214 applies"])
def test_an_office_is_told_no_line_of_the_law_that_nobody_read(words):
    given = dossier("cn_psb", explanation=words)
    assert "block" in levels(given, "law_read")
    told = {one.fact.name for one in preflight(given, TODAY) if one.rule == "law_read"}
    assert "line_214_sales" in told
    assert levels(dossier("cn_psb", explanation="The bags bear our mark."), "law_read") == []
    assert levels(dossier("amazon", explanation=words), "law_read") == []
    rules = read_book("cn_thresholds", "line_214_sales")
    told = preflight(dossier("cn_psb", explanation=words, rules=rules), TODAY)
    assert "line_214_sales" not in {one.fact.name for one in told if one.rule == "law_read"}


def marks_said(recipient, *marks, secrets=()):
    given = dossier(recipient)
    (page,) = given.pages
    given = replace(given, pages=(replace(page, marks=marks),), secrets=secrets)
    return found(given, "marks_go_along")


def test_marks_that_go_to_whoever_may_hand_them_on_are_told_with_their_words():
    drawn = PageMarks(1, ("seam", "缝线"))
    ((level, words),) = marks_said("etsy", drawn)
    assert level == "warn"
    assert "seam; 缝线" in words
    assert marks_said("cn_amr", drawn) == []
    assert marks_said("court_bundle", drawn) == []
    assert marks_said("etsy") == []


def test_marks_that_tell_a_secret_are_said_not_to_be_drawn_for_a_platform():
    secrets = ((K.SECURITY_FEATURES, "uv thread"),)
    ((level, words),) = marks_said("etsy", PageMarks(2, ("no UV  thread",)), secrets=secrets)
    assert level == "warn"
    assert "not drawn for this recipient" in words
    assert marks_said("cn_amr", PageMarks(2, ("no UV thread",)), secrets=secrets) == []


@pytest.mark.parametrize("why", ["unreadable", "other_original"])
def test_marks_that_are_not_shown_are_said_whoever_it_goes_to(why):
    for recipient in ("etsy", "cn_amr"):
        ((level, words),) = marks_said(recipient, PageMarks(3, (), why))
        assert level == "warn"
        assert "Marks 3" in words
