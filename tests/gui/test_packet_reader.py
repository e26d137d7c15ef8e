"""The packet's PDF in Qt's own reader: pages, text and its search."""

import json

import pytest
from PySide6.QtPdf import QPdfDocument, QPdfSearchModel

from fakes.packets import content, write_pdf
from fakes.pictures import chromium, png

LINES = ("假冒商品 CW2288", "genuine 100% 正品")


@pytest.fixture
def document(qtbot, tmp_path):
    picture, boxes = tmp_path / "a.png", tmp_path / "boxes.json"
    picture.write_bytes(chromium(png(1265, 2600)))
    rows = [[20, 40 + 700 * n, 300, 18, text] for n, text in enumerate(LINES)]
    boxes.write_text(json.dumps({"width": 1265, "height": 2600, "boxes": rows}))
    whole = content([picture], exhibit={"text_boxes": boxes}, title="حذاء نايك")
    made = QPdfDocument()
    assert made.load(str(write_pdf(tmp_path / "p.pdf", whole))) is QPdfDocument.Error.None_
    yield made
    made.close()


def test_pages_and_text_are_read(document):
    texts = [document.getAllText(page).text() for page in range(document.pageCount())]
    assert len(texts) > 5
    assert "Page 1 of" in texts[0]
    assert sum("Exhibit 1, page" in text for text in texts) == 3
    assert all(any(line in text for text in texts) for line in LINES)
    assert not document.render(3, document.pagePointSize(3).toSize()).isNull()


def test_words_of_a_screenshot_are_found(document, qtbot):
    search = QPdfSearchModel()
    search.setDocument(document)
    search.setSearchString("CW2288")
    qtbot.waitUntil(lambda: search.rowCount(search.index(-1, -1)) == 1)
    # Its place is that of the line on the page.
    (found,) = search.resultAtIndex(0).rectangles()
    assert 82 < found.left() < 240
