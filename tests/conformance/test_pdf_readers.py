"""What other readers find in a packet's PDF: QtPdf, and pdf.js, which browsers show PDFs with.

pdf.js only in the long run (`LONG=1`): npm fetches it, in the version of `pdfjs/package-lock.json`,
into a folder that goes away again. Nothing of it is in the product or beside it.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from evidencekit.domain.ids import IdKind, new_id
from evidencekit.packet.model import PacketPlan
from evidencekit.services.packets import Packets
from fakes.pictures import a_page, png
from fakes.vaults import VaultRoom

WANTED = Path(__file__).with_name("pdfjs")
WITHOUT = [tool for tool in ("node", "npm") if not shutil.which(tool)]
TITLE = "北岸 bag & <b>Ž</b> 1 𠮷"


@pytest.fixture
def made(tmp_path, clock):
    room = VaultRoom(tmp_path, clock)
    with room.writing() as vault:
        name = new_id(IdKind.CAPTURE, clock.now())
        vault.seal(a_page(name, png(), title=TITLE))
        plan = PacketPlan(
            title="证据 of Brand X", captures=(name,), operator="ana", profile="cn_authority"
        )
        return Packets(vault, clock).make(plan, tmp_path / "out")


def bare(text):
    return "".join(text.split())


def poppler(path, page):
    command = ["pdftotext", "-f", page, "-l", page, path, "-"]
    done = subprocess.run([*map(str, command)], capture_output=True, check=True, timeout=120)
    return bare(done.stdout.decode())


def test_qt_opens_every_page_and_reads_the_words(qapp, made):
    from PySide6.QtPdf import QPdfDocument

    document = QPdfDocument()
    assert document.load(str(made.out / "packet.pdf")) is QPdfDocument.Error.None_
    assert document.pageCount() == made.pages
    for page in range(made.pages):
        text = bare(document.getAllText(page).text())
        assert sorted(text) == sorted(poppler(made.out / "packet.pdf", page + 1)), page + 1
        image = document.render(page, document.pagePointSize(page).toSize())
        assert not image.isNull()
    document.close()


@pytest.fixture
def reader(tmp_path_factory):
    """The script with pdf.js beside it."""
    folder = tmp_path_factory.mktemp("pdfjs")
    for file in WANTED.iterdir():
        shutil.copy(file, folder)
    fetch = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--cache", folder / "npm"]
    subprocess.run(fetch, cwd=folder, check=True, capture_output=True)
    return folder / "say.js"


@pytest.mark.skipif(not os.environ.get("LONG"), reason="only in the long run: LONG=1")
@pytest.mark.skipif(bool(WITHOUT), reason=f"needs {' and '.join(WITHOUT)}")
@pytest.mark.timeout(600)  # npm fetches it
def test_a_browsers_reader_finds_words_tags_files_and_fields(reader, made):
    path = made.out / "packet.pdf"
    command = ["node", reader, path]
    done = subprocess.run(command, capture_output=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr.decode()
    said = json.loads(done.stdout)
    assert len(said["pages"]) == made.pages
    assert said["marked"] is True
    assert (said["title"], said["language"]) == ("证据 of Brand X", "en")
    assert all(one["tagged"] for one in said["pages"])
    names = {file.name for file in made.files if file.name != "packet.pdf"}
    assert set(said["attached"]) == names
    assert {"EvidencePacket", "Declarant", "Lawyer"} <= set(said["fields"])
    assert said["outline"]
    assert said["script"] is False
    for number, page in enumerate(said["pages"], 1):
        assert sorted(bare(page["text"])) == sorted(poppler(path, number)), number
