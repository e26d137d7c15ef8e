"""Cards are painted once and then moved: what changes on one is seen at once all the same."""

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, QSize, Qt
from PySide6.QtGui import QPainter

from evidencekit.bootstrap.desk import Desk
from evidencekit.foundation.catalogue import use_language
from evidencekit.gui.captures import CapturesPage
from evidencekit.gui.captures.model import ROW
from evidencekit.gui.captures.painted import PaintedCards, blank, on_pixel
from evidencekit.gui.captures.thumbnails import Look
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.theme import apply_theme, colours


class RetitledDesk(Desk):
    """A desk whose captures bear another title from some moment on."""

    title = ""

    def rows(self, ids):
        found = super().rows(ids)
        return [row | {"title": self.title} for row in found] if self.title else found


@pytest.fixture
def page(qtbot, jobs, demo_folder):
    desk = RetitledDesk.open(demo_folder / "vault")
    vault = OpenVault(desk, jobs, lambda _wrong, _then: None, jobs)
    made = CapturesPage(vault)
    made.desk = desk
    qtbot.addWidget(made)
    made.resize(1110, 700)
    made.show()
    qtbot.waitUntil(lambda: made.model.rows_read > 0)
    ids = made.model.ids
    qtbot.waitUntil(
        lambda: all(made.thumbnails.get(one, 1.0).look is not Look.WAITING for one in ids)
    )
    return made


def place(page, number=0):
    return page.grid.visualRect(page.model.index(number, 0))


def card(page, number=0):
    """Return a card as it is on the screen now."""
    return page.grid.viewport().grab(place(page, number)).toImage()


def ground(page):
    """Return the colour between the lines of the first card."""
    image = card(page)
    return image.pixelColor(image.width() // 2, image.height() - 10).name()


def test_a_card_that_was_painted_looks_the_same_again(page):
    first = card(page)
    assert card(page) == first


def test_another_theme_is_seen_at_once(qapp, page):
    assert ground(page) == colours().base
    for looks in ({"dark": True}, {"dark": False, "contrast": True}):
        apply_theme(qapp, **looks)
        assert ground(page) == colours().base


def test_another_language_is_seen_at_once(page):
    english = card(page)
    try:
        use_language("zh_CN")
        assert card(page) != english
    finally:
        use_language("en")
    assert card(page) == english


def test_larger_letters_are_seen_at_once(page):
    before = card(page)
    page.grid.setStyleSheet("QListView { font-weight: 700; font-family: monospace; }")
    assert card(page) != before


def test_a_capture_of_which_more_is_known_is_seen_at_once(qtbot, page):
    before = card(page)
    page.desk.title = "Another title"
    page.reload()
    row = page.model.index(0, 0)
    qtbot.waitUntil(lambda: row.data(ROW)["title"] == "Another title")
    assert card(page) != before


def choose(page, row):
    """Choose a card alone, whatever keys Qt believes to be held since an earlier test."""
    only = QItemSelectionModel.SelectionFlag.ClearAndSelect
    page.grid.selectionModel().setCurrentIndex(page.model.index(row, 0), only)


def test_what_is_chosen_is_seen_on_its_card_alone(page):
    choose(page, 1)
    plain, third = card(page), card(page, 2)
    choose(page, 0)
    assert ground(page) == colours().chosen
    assert card(page, 2) == third
    choose(page, 1)
    assert ground(page) == colours().base
    assert card(page) == plain


def test_a_wider_window_has_cards_of_its_own_size(qtbot, page):
    before = card(page).size()
    page.resize(1310, 700)
    qtbot.waitUntil(lambda: place(page).size() != before)
    assert card(page).size() == place(page).size() * page.devicePixelRatioF()


def test_cards_stay_within_their_bytes_and_those_not_seen_go_first():
    size = QSize(10, 10)
    one = blank(size, 1.0)
    bytes_each = one.width() * one.height() * one.depth() // 8
    cards = PaintedCards(3 * bytes_each)
    for name in "abc":
        cards.keep(name, 1, blank(size, 1.0))
    assert cards.get("a", 1) is not None
    cards.keep("d", 1, one)
    assert len(cards) == 3
    assert [name for name in "abcd" if cards.get(name, 1) is not None] == ["a", "c", "d"]
    assert cards.get("a", 2) is None
    cards.clear()
    assert len(cards) == 0


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.usefixtures("qapp")
def test_a_card_begins_on_a_pixel_of_the_screen_and_stays_sharp(ratio):
    screen, dot = blank(QSize(40, 40), ratio), blank(QSize(8, 8), ratio)
    dot.fill(Qt.GlobalColor.black)
    painter = QPainter(screen)
    painter.drawPixmap(on_pixel(painter, QPoint(7, 3)), dot)
    painter.end()
    image = screen.toImage()
    seen = {image.pixelColor(x, y).alpha() for x in range(40) for y in range(40)}
    assert seen == {0, 255}
    assert image.pixelColor(round(8 * ratio), round(4 * ratio)).alpha() == 255
