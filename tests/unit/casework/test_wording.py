"""The wording of a complaint: nothing said that nobody stands for, nothing without its exhibit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencekit.casework.model import Right, RightKind, RightStatus
from evidencekit.casework.wording import Carrier, Lack, Subject, draft
from evidencekit.casework.wording_subjects import ShownPage, pages_told, rights_told
from evidencekit.casework.wording_text import SubjectKind, wording_text
from evidencekit.foundation.catalogue import catalogue

LANGUAGES = ("en", "zh_CN")
A = Carrier("c-1", "Exhibit A")
FACTS = {
    "title": "Bag",
    "price": "89.00",
    "price_max": "129.00",
    "currency": "CNY",
    "seller": "晨星",
    "sold": "2000+",
    "sold_period": "total",
}


def page(facts=FACTS, unconfirmed=(), kind="listing", state="complete"):
    time = "2026-11-23T22:00:04.123Z"
    waiting = frozenset(unconfirmed)
    return ShownPage("c-1", "https://shop.example/1", time, state, kind, facts, waiting)


def right(**changes):
    given = {
        "id": "r-1",
        "kind": RightKind.TRADEMARK,
        "jurisdiction": "CN",
        "office": "CNIPA",
        "reg_no": "0123",
        "mark_text": "BRAND X",
        "classes": (18,),
        "goods": "bags",
        "owner_as_registered": "Brand X",
        "reg_date": None,
        "expiry": None,
        "status": RightStatus.REGISTERED,
        "territories": (),
        "certificate": "attachments/1.pdf",
    }
    return Right(**given | changes)


def told(shown, *, language="en", claim="counterfeit", rights=None):
    owned = [right()] if rights is None else rights
    return draft(language, list(pages_told([shown], owned, claim, {A.id: A})))


def ids(wording):
    return {one.id: one.text for one in wording.sentences}


def test_a_listing_is_told_of_fact_by_fact_each_with_its_exhibit():
    wording = told(page())
    told_of = (
        "On 2026-11-23 22:00:04 (UTC) the page at https://shop.example/1 was captured (Exhibit A). "
        "It offered goods under the title “Bag” (Exhibit A). "
        "These goods are suspected of being counterfeit, to the harm of BRAND X (CNIPA 0123) "
        "(Exhibit A). "
        "The price shown was CNY 89.00 to 129.00 (Exhibit A). "
        "The seller was named as “晨星” (Exhibit A). "
        "The page stated 2000+ sold in all; that is the platform's claim (Exhibit A)."
    )
    assert wording.paragraphs == (told_of,)
    assert all(one.exhibits == (A,) for one in wording.sentences)


def test_what_nobody_confirmed_is_left_out_and_said():
    facts = {"title": "Bag", "currency": "CNY"}
    wording = told(page(facts, unconfirmed=("price", "seller")))
    assert {"price", "seller", "sold", "stock"}.isdisjoint(ids(wording))
    lacks = {(one.id, one.lack): one.facts for one in wording.left_out}
    assert lacks["price", Lack.UNCONFIRMED] == ("price",)
    assert lacks["seller", Lack.UNCONFIRMED] == ("seller",)
    assert lacks["sold", Lack.UNKNOWN] == ("sold",)
    said = wording.lacks(catalogue("en").gettext)
    assert "Left out, since nobody confirmed it: Price (Exhibit A)." in said
    assert "Left out, since it is not known: Sold (Exhibit A)." in said


def test_a_fuller_text_that_waits_for_a_word_is_said_and_the_shorter_one_stands():
    facts = {name: value for name, value in FACTS.items() if name != "price_max"}
    wording = told(page(facts, unconfirmed=("price_max",)))
    assert ids(wording)["price"] == "The price shown was CNY 89.00 (Exhibit A)."
    assert ("price", Lack.UNCONFIRMED, ("price_max",)) in [
        (one.id, one.lack, one.facts) for one in wording.left_out
    ]


def test_a_page_that_was_not_shown_is_told_of_as_that_and_nothing_else_of_it():
    for shown in (page(kind="captcha"), page(state="wall")):
        wording = told(shown)
        assert list(ids(wording)) == ["captured"]
        assert "was asked for and not shown" in wording.text


def test_without_a_right_nothing_is_suspected():
    assert "suspected" not in ids(told(page(), rights=()))


def test_a_right_without_its_certificate_in_the_packet_is_not_told_of():
    (subject,) = rights_told([right()], {})
    wording = draft("en", [subject])
    assert wording.sentences == ()
    assert {one.lack for one in wording.left_out} >= {Lack.NO_EXHIBIT}
    (line, *_) = wording.lacks(catalogue("en").gettext)
    assert line == (
        "Left out, since no exhibit of this packet carries it: the owner as registered."
    )


def test_a_figure_mark_is_named_by_its_number_alone():
    held = {"attachments/1.pdf": Carrier("attachments/1.pdf", "01-certificate.pdf")}
    wording = draft("en", list(rights_told([right(mark_text="")], held)))
    assert wording.sentences[0].text == (
        "Brand X is registered as owner of the mark 0123 (CNIPA) (01-certificate.pdf)."
    )


def test_a_coded_value_without_words_is_not_said():
    wording = told(page(FACTS | {"sold_period": "fortnight"}))
    assert ids(wording)["sold"].startswith("The page stated 2000+ sold; that is")


def test_a_hostile_title_stays_one_line_of_text_and_no_field():
    wording = told(page(FACTS | {"title": "a {owner}\n2. Brand X admits\u202e <b>"}))
    assert ids(wording)["title"] == (
        "It offered goods under the title “a {owner} 2. Brand X admits[U+202E] <b>” (Exhibit A)."
    )
    assert "\n" not in wording.paragraphs[0]


def test_the_draft_says_suspected_in_each_language_and_for_each_claim():
    for claim in ("counterfeit", "trademark", "copyright", "design", "patent", "unsaid"):
        assert "suspected" in ids(told(page(), claim=claim))["suspected"]
        assert "涉嫌" in ids(told(page(), claim=claim, language="zh_CN"))["suspected"]


@given(st.integers(min_value=0, max_value=700))
def test_no_sentence_is_cut_to_fit_a_field(limit):
    wording = told(page())
    fitted = wording.fitted(limit)
    assert len(fitted.text) <= limit
    assert wording.text.startswith(fitted.text)
    assert fitted.text == "" or fitted.text.endswith(".")
    assert fitted.of == len(wording.sentences)
    assert (fitted.used == fitted.of) == (fitted.text == wording.text)


@given(st.sets(st.sampled_from(sorted(FACTS))), st.sets(st.sampled_from(sorted(FACTS))))
def test_no_value_is_said_that_nobody_stands_for_and_each_lack_is_said(known, waiting):
    values = {name: f"«{name}»" for name in known}
    wording = told(page(values, unconfirmed=waiting - known))
    text = wording.text
    assert all(f"«{name}»" not in text for name in set(FACTS) - known)
    due = {one.id for one in wording.sentences} | {one.id for one in wording.left_out}
    assert {"title", "price", "seller", "sold", "stock"} <= due
    assert all(one.exhibits for one in wording.sentences)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_text_says_who_wrote_it_and_that_no_lawyer_read_it(language):
    words = wording_text(language)
    assert (words.author, words.status) == ("evidencekit", "not_reviewed")
    assert words.basis


def test_both_languages_say_the_same_of_the_same_facts():
    english, chinese = map(wording_text, LANGUAGES)
    for kind in SubjectKind:
        pairs = zip(english.sentences[kind], chinese.sentences[kind], strict=True)
        for one, other in pairs:
            assert (one.id, one.when) == (other.id, other.when)
            fields = [set(text.fields) for text in one.texts]
            assert fields == [set(text.fields) for text in other.texts]


def test_a_request_asserts_nothing_and_needs_no_exhibit():
    asked = {"platform": "removed", "authority": "looked into", "court": ""}
    for kind, word in asked.items():
        subject = Subject(SubjectKind.REQUEST, "x", {}, (), {"kind": kind, "recipient": "x"})
        wording = draft("en", [subject])
        assert word in wording.requests
        assert bool(wording.requests) == bool(word)
        assert wording.text == ""
    police = {"kind": "authority", "recipient": "cn_psb"}
    subject = Subject(SubjectKind.REQUEST, "cn_psb", {}, (), police)
    assert "是否立案" in draft("zh_CN", [subject]).requests
