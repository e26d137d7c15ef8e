"""Five hundred hostile and multilingual titles on paper: nothing lost, nothing opened."""

import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from evidencekit.packet.blocks import CELL, grid, heading
from evidencekit.packet.layout import Frames, write_pages
from evidencekit.packet.text import paragraph, shown
from fakes.drafts import AT
from pdf_rules import findings

TITLES = 500
SCRIPTS = (
    "Nike Air Force 1 '07 White/Black — Größe 42, été, ñandú, Žižek, Łódź, đôi giày",
    "耐克 空军一号 男子运动鞋 正品保证 龘㐂 繁體中文 鞋",
    "ナイキ エアフォース 靴 ﾊﾝｶｸ ヱヰ",
    "나이키 에어포스 정품",
    "Найк кроссовки Ґанок Ћирилица",
    "παπούτσια ἀρχή",
    "حذاء نايك أصلي 123 لا إله، مُهِمّ",
    "נעלי נייק 42 מקוריות שָׁלוֹם",
    "รองเท้าไนกี้ ของแท้",
    "नाइके के जूते क्षत्रिय",
    "Giày Nike chính hãng ₫199.000",
    "😀👟🔥 👨‍👩‍👧 🇨🇳 ✅ ™®© ①Ⅳ㎡ ½ €₫",
    "𠮷野家 𝓝𝓲𝓴𝓮 𝟘",
    "x\u0301\u0302\u0303 Z\u0351\u036b̓a\u0489",
)
ATTACKS = (
    "{}",
    '<img src="/etc/hostname" width="9" height="9"/> {}',
    '<a href="javascript:alert(1)">{}</a>',
    '<font name="NoSuch" size="9e9">{}',
    "<b>{}",
    '<onDraw name="os.system" label="{}"/>',
    "</para></document>{}",
    "{} & &amp; &#0; &nosuch;",
    "{}\0\x01\x1b[31m\x7f",
    "{}\u202egpj.exe\u2066\u2069",
    "\ud800{}\udfff",
    "{}\u00ad\u200b\ufeff\u3164\u2800\u200d\u2060",
    "({}) Tj ET Q EMC endstream endobj",
    "<FEFF> >> /JS ({}) %%EOF",
    "file:///etc/passwd http://127.0.0.1:9/{}",
    "{}\n\n\t\r\n{}",
    "{}" * 2,
)


def corpus():
    made = []
    for place in range(TITLES):
        script = SCRIPTS[place % len(SCRIPTS)]
        turned = script[place % 7 :] + script[: place % 7]
        made.append(ATTACKS[place * 5 % len(ATTACKS)].replace("{}", turned))
    return made


def write(path):
    """One paragraph and one cell a title, between marks that no title holds."""
    frames = Frames("corpus", "p", "{page}", "", None, None, "", "en")

    def story(_pages):
        flow = heading("corpus")
        for place, title in enumerate(corpus()):
            flow += [paragraph(f"q{place}q {title} z{place}z", CELL)]
        rows = [("a", "b"), *((f"u{n}u {title} v{n}v", "x") for n, title in enumerate(corpus()))]
        return [*flow, grid(rows, (400, 90))]

    with path.open("wb") as file:
        write_pages(file, frames, story, AT)
    return path


def bare(text):
    """The characters that are ink, as whoever reads for a search compares them."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The corpus as a process wrote it, and what it opened when it wrote all once more."""
    script = (
        "import sys; from pathlib import Path; import test_corpus as t\n"
        "t.write(Path(sys.argv[1]))\n"  # whatever is loaded once is loaded now
        "seen = []\n"
        "wanted = ('open', 'socket.', 'urllib', 'os.listdir', 'os.system', 'subprocess', 'exec')\n"
        "sys.addaudithook(lambda e, a: e.startswith(wanted) and seen.append((e, repr(a)[:200])))\n"
        "t.write(Path(sys.argv[2]))\n"
        "print(*seen, sep='\\n')\n"
    )
    folder = tmp_path_factory.mktemp("corpus")
    paths = [str(folder / name) for name in ("first.pdf", "second.pdf")]
    done = subprocess.run(
        [sys.executable, "-c", script, *paths],
        capture_output=True,
        check=False,
        timeout=200,
        env={"PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])},
    )
    assert done.returncode == 0, done.stderr.decode()
    return Path(paths[0]), done.stdout.decode().splitlines()


@pytest.mark.timeout(300)
def test_no_character_is_lost_and_no_rule_broken(written):
    pdf, _opened = written
    told = subprocess.run(
        ["pdftotext", "-raw", str(pdf), "-"], capture_output=True, check=True, timeout=120
    ).stdout.decode()
    # Heads and feet come between the lines of a title that goes on over a page.
    text = re.sub(r"\n?(corpus p\n\d+|corpus\np\n\d+|a b)\n\f?", "\n", told)
    lost = {}
    for place, title in enumerate(corpus()):
        for begin, end in (("q", "z"), ("u", "v")):
            found = re.search(f"{begin}{place}{begin}(.*?){end}{place}{end}", text, re.DOTALL)
            wanted = bare(shown(title, 600))
            missing = [c for c in set(wanted) if wanted.count(c) > bare(found[1]).count(c)]
            if missing:
                lost[begin, place] = (missing, title)
    assert not lost, (len(lost), list(lost.items())[:3])
    assert findings(pdf) == []


@pytest.mark.timeout(300)
def test_no_file_is_read_and_no_socket_opened(written):
    _pdf, opened = written
    seen = [line for line in opened if "srgb.icc" not in line]
    # Nothing but the file that was asked for.
    assert len(seen) == 1, seen
    assert "second.pdf" in seen[0]
