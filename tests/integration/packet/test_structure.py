"""What a packet's PDF says of its own structure: by our rules, by qpdf, by poppler."""

import re
import subprocess

import pikepdf
import pytest

from fakes.packets import content, write_pdf
from fakes.pictures import chromium, png
from pdf_rules import findings


@pytest.fixture(scope="module", params=["en", "zh_CN"])
def made(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("structure")
    picture = folder / "a.png"
    picture.write_bytes(chromium(png(1265, 3000)))
    return write_pdf(folder / "p.pdf", content([picture], language=request.param))


def run(*words):
    process = subprocess.run(
        [str(word) for word in words], capture_output=True, check=False, timeout=60
    )
    return process.returncode, process.stdout.decode()


def test_no_rule_finds_anything(made):
    assert findings(made) == []
    assert run("qpdf", "--check", made)[0] == 0


def test_the_rules_find_what_is_wrong(made, tmp_path):
    """A check that finds nothing anywhere would be none."""
    wrongs = {
        "catalog lacks /Lang": lambda pdf: pdf.Root.__delitem__("/Lang"),
        "information /Title": lambda pdf: pdf.trailer.Info.__setitem__("/Title", "x"),
        "page 1: marks": lambda pdf: pdf.pages[0].obj.__delitem__("/StructParents"),
        "annotation /Link is not printed": lambda pdf: pdf.pages[1].Annots[0].__setitem__("/F", 0),
    }
    for words, spoil in wrongs.items():
        with pikepdf.open(made) as pdf:
            spoil(pdf)
            pdf.save(tmp_path / "wrong.pdf")
        assert any(one.startswith(words) for one in findings(tmp_path / "wrong.pdf")), words


def test_headings_come_in_order_and_every_word_of_a_page_is_in_the_structure(made):
    _code, told = run("pdfinfo", "-struct-text", made)
    roles = re.findall(r"^ +(H\d|Table|L|Figure|P)\b", told, re.MULTILINE)
    assert roles[0] == "H1"
    assert {"H1", "H2", "H3", "Table", "L", "Figure"} <= set(roles)
    said = re.sub(r"\s", "", "".join(re.findall(r'"(.*)"', told)))
    _code, text = run("pdftotext", "-layout", made, "-")
    last = [line.strip() for line in text.split("\f")[-2].split("\n") if line.strip()]
    # All lines of the last page but its running head and foot.
    body = last[1:-1]
    assert len(body) > 10
    for line in body:
        assert re.sub(r"\s", "", line) in said, line


def test_the_table_of_exhibits_leads_to_them(made):
    with pikepdf.open(made) as pdf:
        (link,) = pdf.pages[1].Annots
        target = pdf.Root.Dests[str(link.Dest)] if "/Dests" in pdf.Root else link.Dest
        place = target[0] if isinstance(target, pikepdf.Array) else target.D[0]
        pages = [page.obj.objgen for page in pdf.pages]
    number = pages.index(place.objgen) + 1
    first, _said = number, run("pdftotext", "-f", number, "-l", number, made, "-")[1]
    assert first > 2
    assert re.search(r"(Exhibit 1, page 1 of|证据 1，第 1 页)", _said)
