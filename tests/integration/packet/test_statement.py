"""The statement as DOCX: the PDF's words, nothing of a page's own in its markup, no clock."""

import io
import re
import subprocess
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest

from evidencekit.foundation.catalogue import catalogue
from evidencekit.packet.matter import Action, Matter, NamedRight, Viewer, Visit
from evidencekit.packet.model import ShownFact
from evidencekit.packet.profiles import PROFILES
from evidencekit.packet.statement import statement_docx
from evidencekit.services.wording import packet_wording
from fakes.packets import HOSTILE, content, write_pdf
from fakes.pictures import png

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
EACH = [(profile, one.language or "en") for profile, one in PROFILES.items()]
EACH += [("authority", "zh_CN"), ("email", "zh_CN")]
OPERATOR = "Quentin Qanary"
RIGHT = NamedRight(
    "trademark", "BRAND X", "1234567", "CNIPA", "CN", (18,), "bags", "Brand X Ltd", date(2030, 1, 1)
)


def said(picture, profile, language, title=HOSTILE):
    whole = content(
        [picture],
        title=title,
        profile=profile,
        language=language,
        statement="I have a good faith belief.",
        submitter="Brand X Ltd",
        parties=(("Right holder", "Brand X Ltd"),),
    )
    one = whole.exhibits[0]
    about = {
        **one.about,
        "started": "2026-11-23T22:00:04.123Z",
        "finished": "2026-11-23T22:00:09.000Z",
        "page_kind": "listing",
        "operator": OPERATOR,
        "engine": {"kind": "embedded", "name": "Engine", "version": "1"},
    }
    facts = (
        ShownFact("title", title, title, "h1", "visible", by=OPERATOR),
        ShownFact("seller", "晨星旗舰店", "晨星旗舰店", ".shop", "visible", by=OPERATOR),
    )
    shown = replace(one, about=about, facts=facts)
    steps = (Action("2026-11-23T22:00:04.123Z", "settle", "", {"end": "done"}),)
    matter = Matter(
        rights=(RIGHT,),
        viewers=(Viewer("c-1", OPERATOR, datetime(2026, 11, 24, tzinfo=UTC), "window"),),
        visits={1: Visit(steps, (), watched=True)},
    )
    return worded(replace(whole, exhibits=(shown,), matter=matter))


def worded(whole):
    return replace(whole, wording=packet_wording(whole.plan, whole.exhibits, None, []))


def document_of(data, member="word/document.xml"):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return ElementTree.fromstring(archive.read(member))  # noqa: S314  # of our own making


def paragraphs(data):
    for one in document_of(data).iter(f"{W}p"):
        parts = ("".join(t.itertext()) if t.tag == f"{W}t" else "\n" for t in one.iter(f"{W}t"))
        yield "".join(parts)


def bare(text):
    return "".join(text.split())


def body_of(pdf):
    """Return the text of the pages without head and foot, white space left out."""
    command = ["pdftotext", "-r", "72", "-x", "0", "-y", "60", "-W", "600", "-H", "734", pdf, "-"]
    process = subprocess.run(command, capture_output=True, check=True, timeout=120)
    return bare(process.stdout.decode())


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(png())
    return path


@pytest.mark.parametrize(("profile", "language"), EACH)
def test_it_says_what_the_pages_say(picture, tmp_path, profile, language):
    whole = said(picture, profile, language)
    data = statement_docx(whole, catalogue(language).gettext)
    told = [one for one in map(bare, paragraphs(data)) if one]
    pages = body_of(write_pdf(tmp_path / "packet.pdf", whole))
    # Only what says that it is for editing, and lines to write on, stand in no PDF.
    missing = [one.partition("____")[0] for one in told if one.partition("____")[0] not in pages]
    assert len(missing) == 1
    assert "packet.pdf" in missing[0]
    assert any("晨星旗舰店" in one for one in told)
    assert any("[U+1F600]" in one for one in told)


def test_drafts_for_a_signature_go_along_where_the_profile_has_them(picture):
    data = statement_docx(said(picture, "us_court", "en"), catalogue("en").gettext)
    text = "\n".join(paragraphs(data))
    assert f"I, {OPERATOR}, viewed the page that is exhibit 1 myself" in text
    assert "under penalty of perjury" in text
    assert "not reviewed by a lawyer" in text
    chinese = statement_docx(said(picture, "cn_court", "zh_CN"), catalogue("zh_CN").gettext)
    assert "盖章处（留空）" in "\n".join(paragraphs(chinese))


def test_a_draft_says_so_on_each_page(picture):
    whole = said(picture, "internal", "en")
    whole = replace(whole, plan=replace(whole.plan, draft=True))
    data = statement_docx(whole, catalogue("en").gettext)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        heads = [archive.read(n).decode() for n in archive.namelist() if "header" in n]
    assert any("DRAFT. Not confirmed" in one for one in heads)


BAD = (
    '</w:t></w:r><w:fldSimple w:instr="INCLUDETEXT"/>\x00\x0b\ud800\uffff {PAGE} \u202e &amp; ' * 3
)


def test_a_pages_title_is_text_and_nothing_else(picture):
    data = statement_docx(said(picture, "us_court", "en", BAD), catalogue("en").gettext)
    assert "</w:t></w:r><w:fldSimple" in "\n".join(paragraphs(data))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                root = ElementTree.fromstring(archive.read(name))  # noqa: S314  # ours
                for one in root.iter():
                    assert one.get("TargetMode") != "External", name
                    instruction = one.get(f"{W}instr")
                    assert instruction in {None, "PAGE", "NUMPAGES"}, name
        assert not [name for name in archive.namelist() if "thumbnail" in name]


def test_the_same_words_give_the_same_bytes_with_no_clock_in_them(picture):
    whole = said(picture, "us_court", "en")
    data = statement_docx(whole, catalogue("en").gettext)
    assert statement_docx(whole, catalogue("en").gettext) == data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    times = set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core))
    assert times == {f"{whole.made:%Y-%m-%dT%H:%M:%SZ}"}


def test_a_title_of_nothing_and_many_exhibits_are_taken(picture):
    whole = said(picture, "us_court", "en", "")
    one = whole.exhibits[0]
    many = tuple(replace(one, number=n, capture_id=f"c-{n}") for n in range(1, 201))
    data = statement_docx(worded(replace(whole, exhibits=many)), catalogue("en").gettext)
    assert "Exhibit 60" in "\n".join(paragraphs(data))
