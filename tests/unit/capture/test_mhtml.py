"""The engine's MHTML made fit to keep: secrets out, what is kept as a response not kept twice."""

import email
import hashlib
import quopri

import pytest

from evidencekit.capture.mhtml import MhtmlRules, clean_mhtml, without_secrets
from fakes.replayed_connection import mhtml

PICTURE = b"\x89PNG" + bytes(range(200))
KEPT = hashlib.sha256(PICTURE).hexdigest()


def rules(fields=(), kept=(), old="", new=""):
    return MhtmlRules(fields, lambda text: text.replace(old, new) if old else text, kept)


def parts_of(data):
    message = email.message_from_bytes(data)
    assert message.is_multipart()
    return message.get_payload()


@pytest.mark.parametrize(
    "tag",
    [
        '<input type="password" value=pa55>',
        "<INPUT value=pa55 type=hidden>",
        "<input type='PassWord' value=pa55 name=p>",
        '<input autocomplete="cc-number" value=pa55>',
        '<input name="mail&amp;1" value=pa55>',
        '<input id="filled" value=pa55/>',
        '<input value=pa55 value=pa55 type="hidden">',
        '<i title="a<b"><input type=password value=pa55></i>',
        '<i a"="" b=\'"\'><input type=password value=pa55>',
        "<i x= ><input type=password value=pa55>",
        "<!-- \" ' --><input type=password value=pa55>",
        '<title>" <!-- </title><input type=password value=pa55>',
        "<noscript><!-- </noscript><input type=password value=pa55>",
        "<noscript><input type=password value=pa55></noscript>",
        "1 < 2 <input type=password value=pa55>",
    ],
)
def test_values_of_secret_fields_are_left_out(tag):
    clean = tag.replace("pa55", '""')
    assert without_secrets(tag.replace("/>", ">"), {"mail&1", "filled"}) == clean.replace("/>", ">")
    quoted = tag.replace("pa55", "'pa>55'")
    assert without_secrets(quoted, {"mail&1", "filled"}) == clean


@pytest.mark.parametrize(
    "html",
    [
        '<input name="q" value="kept">',
        '<input type="text" data-value="hidden" value="kept">',
        '<p title="<input type=hidden value=x>">',
        "<textarea><input type=hidden value=x></textarea>",
        "<!-- <input type=hidden value=x> -->",
        "<input type=hidden value=x",
    ],
)
def test_everything_else_stays_as_it_is(html):
    assert without_secrets(html, set()) == html


def test_in_xml_names_have_prefixes_and_no_element_hides_the_next():
    page = "<h:style/><h:title/><script/><h:input type='hidden' value={}/><h:p>words</h:p>"
    assert without_secrets(page.format("'s3'"), set(), xml=True) == page.format('""')


def test_nonsense_without_end_is_refused():
    with pytest.raises(ValueError, match="too deep"):
        without_secrets("<noscript><noembed>" * 1_000, set())


def test_a_hostile_page_takes_no_more_time_than_its_length():
    for unit in ("<a", '<a "', "<!--", "<title>", "<input '", "<a b=", "<a b= "):
        assert without_secrets(unit * 200_000, set()) == unit * 200_000


def test_secrets_are_found_through_the_coding_of_the_part():
    long = "x" * 300
    html = f'<p>{long}</p><a href="/i?token=tok">é</a><input type="password" value="{long}pa55">'
    data = clean_mhtml(mhtml([("text/html", html)]), rules(old="token=tok", new="token=WITHHELD"))
    [part] = parts_of(data)
    text = part.get_payload(decode=True).decode()
    assert text.rstrip("\r\n") == (
        f'<p>{long}</p><a href="/i?token=WITHHELD">é</a><input type="password" value="">'
    )


def test_a_part_that_is_a_kept_response_is_named_by_its_hash():
    text = mhtml([("text/html", "<img>"), ("image/png", PICTURE), ("image/png", b"other")])
    page, picture, other = parts_of(clean_mhtml(text, rules(kept={KEPT})))
    assert page.get_payload(decode=True).strip() == b"<img>"
    assert (picture["X-Same-As"], picture.get_payload().strip()) == (f"sha256:{KEPT}", "")
    assert other["X-Same-As"] is None
    assert other.get_payload(decode=True) == b"other"


def test_what_needs_no_change_is_as_the_engine_wrote_it():
    text = mhtml([("text/html", "<p>A bag</p>"), ("image/png", PICTURE)])
    assert clean_mhtml(text, rules()) == text.encode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no head",
        mhtml([("text/html", "<p>")])[:-6],
        mhtml([("text/html", "<\0p>\0\0")]),
        mhtml([("text/html", "words\0")]),
        mhtml([("text/html", "x")]).replace("boundary", "border"),
    ],
)
def test_what_is_not_of_the_engines_form_is_not_kept(text):
    with pytest.raises(ValueError, match="mhtml"):
        clean_mhtml(text, rules())


@pytest.mark.parametrize("coding", ["utf-16-le", "utf-16-be"])
def test_a_page_in_utf_16_is_written_in_utf_8_for_the_engine_breaks_it(coding):
    name = coding.replace("-16-", "-16").upper()
    html = (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={name}"></head>\n'
        "<p>早安\n<input type=password value=pa55><input name=q value=UTF-16LE></html>"
    )
    # A byte 10 is an end of line to the engine, whatever stands beside it.
    wire = quopri.encodestring(html.encode(coding)).replace(b"\n", b"\r\n").decode("latin-1")
    whole = mhtml([("text/html", "HERE")]).replace("HERE", wire)
    [part] = parts_of(clean_mhtml(whole, rules()))
    assert part.get_content_charset() == "utf-8"
    text = part.get_payload(decode=True).decode()
    assert text.replace("\r\n", "\n") == html.replace("pa55", '""').replace(name, "UTF-8", 1)
