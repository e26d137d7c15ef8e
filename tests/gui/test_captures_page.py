"""The captures page: shows what is sealed, finds, chooses, opens, and says what is not there."""

import errno
from dataclasses import replace
from pathlib import Path
from threading import current_thread, main_thread

import pytest
from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QPixmap
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QWidget

from evidencekit.bootstrap.desk import CaptureList, Desk
from evidencekit.gui.captures import CapturesPage
from evidencekit.gui.captures.cells import plain_tip, site_of, title_of
from evidencekit.gui.captures.model import ID, PAGE, ROW, CaptureModel
from evidencekit.gui.captures.thumbnails import Look
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.theme import apply_theme, colours
from evidencekit.gui.words import utc_time

PASSPHRASE = "correct horse battery staple"
IN_DEMO = 5


@pytest.fixture
def make_page(qtbot):
    """Show the page of a vault and wait until its list has come."""

    def make(vault):
        page = CapturesPage(vault)
        qtbot.addWidget(page)
        page.resize(1110, 700)
        page.show()
        page.activateWindow()
        found = (page.grid, page.empty_button, page.damage[0])
        qtbot.waitUntil(lambda: any(one.isVisible() for one in found))
        return page

    return make


@pytest.fixture
def page(qtbot, make_page, open_vault):
    made = make_page(open_vault)
    qtbot.waitUntil(lambda: made.model.rows_read == IN_DEMO)
    return made


@pytest.fixture
def many_vault(qtbot, jobs, demo_folder):
    """The demo's vault, its captures told of two hundred times, with a count of rows read."""
    return OpenVault(ManyDesk.open(demo_folder / "vault"), jobs, lambda _wrong, _then: None, jobs)


class ManyDesk(Desk):
    """A desk whose list is long."""

    rows_read = 0
    readers: set

    def captures(self):
        found = super().captures()
        self.readers = set()
        self.real = {f"{one.id}-{copy:03}": one for copy in range(200) for one in found.entries}
        entries = tuple(replace(one, id=name) for name, one in self.real.items())
        return CaptureList(entries, found.stamped)

    def rows(self, ids):
        self.rows_read += len(ids)
        self.readers.add(current_thread())
        known = {row["id"]: row for row in super().rows([self.real[one].id for one in ids])}
        return [known[self.real[one].id] | {"id": one} for one in ids]

    def matching(self, words, most=None):
        found = set(super().matching(words))
        self.readers.add(current_thread())
        return [name for name, one in self.real.items() if one.id in found][:most]

    def tiles(self, capture_id, kind="fullpage", most=None):
        return super().tiles(self.real[capture_id].id, kind, most)


def choose(page, number):
    page.view.setCurrentIndex(page.model.index(number, 0))
    return page.model.index(number, 0).data(ID)


def ask(qtbot, page, text):
    """Type a filter and wait for its answer."""
    page.filter.setText(text)
    qtbot.waitUntil(lambda: not page.model.searching)


def words(widget):
    return " | ".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


def spoil(vault, capture_id):
    path = vault.desk._vault.path_of(vault.desk._vault.find(capture_id))
    path.chmod(0o600)
    path.write_bytes(b"no archive")


# --- what is shown ---


def test_all_captures_are_shown_newest_first_with_their_words(page, open_vault):
    ids = [one.id for one in open_vault.desk.captures().entries]
    assert page.count == IN_DEMO
    assert page.model.ids == ids
    assert page.count_label.text() == "5 captures"
    row = page.model.index(1, 0).data(ROW)
    assert [page.model.index(1, column).data() for column in range(7)] == [
        row["title"],
        "Northgate Outlet",
        "USD 48.50",
        "127.0.0.1",
        page.model.index(1, 4).data(),
        "complete",
        "DEMO stamp",
    ]
    assert utc_time(row["captured"]) in page.model.index(1, 4).data(Qt.ItemDataRole.ToolTipRole)


def test_each_capture_gets_a_picture_of_the_top_of_its_page(qtbot, page):
    qtbot.waitUntil(
        lambda: all(page.thumbnails.get(one, 1.0).look is Look.PICTURE for one in page.model.ids)
    )
    made = page.thumbnails.get(page.model.ids[0], 1.0)
    assert (made.picture.width(), made.picture.height()) == (280, pytest.approx(174, abs=1))


def test_a_long_list_reads_only_the_rows_that_are_seen_and_never_here(qtbot, make_page, many_vault):
    page = make_page(many_vault)
    qtbot.waitUntil(lambda: page.model.rows_read and many_vault.jobs.idle)
    assert page.count == 1000
    assert many_vault.desk.rows_read <= 2 * PAGE
    page.grid.scrollToBottom()
    last = page.model.index(999, 0)
    qtbot.waitUntil(lambda: last.data(ROW) is not None and many_vault.jobs.idle)
    assert many_vault.desk.rows_read <= 4 * PAGE
    page.show_as("list")
    qtbot.keyClick(page.view, Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: many_vault.jobs.idle)
    assert many_vault.desk.rows_read <= 6 * PAGE
    assert main_thread() not in many_vault.desk.readers


def test_a_filter_is_asked_elsewhere_and_says_so_meanwhile(qtbot, make_page, many_vault):
    page = make_page(many_vault)
    qtbot.waitUntil(lambda: page.model.rows_read and many_vault.jobs.idle)
    read_before = many_vault.desk.rows_read
    said, resets = [], []
    page.model.moved.connect(lambda: said.append(page.count_label.text()))
    page.model.modelReset.connect(lambda: resets.append(page.model.rowCount()))
    page.filter.setText("north")
    assert page.count_label.text() == "Searching 1,000 captures"
    qtbot.waitUntil(lambda: not (page.model.searching or page.model.counting))
    assert "At least 200 of 1,000 captures" in said
    assert page.count_label.text() == "400 of 1,000 captures"
    assert resets == [PAGE]
    qtbot.waitUntil(lambda: many_vault.jobs.idle)
    assert many_vault.desk.rows_read <= read_before + 4 * PAGE
    assert main_thread() not in many_vault.desk.readers


def test_the_grid_and_the_list_show_the_same_choice(qtbot, page):
    chosen = choose(page, 3)
    qtbot.keyClick(page.view, Qt.Key.Key_L)
    assert page.table.isVisible()
    assert page.table.currentIndex().data(ID) == chosen
    qtbot.keyClick(page.view, Qt.Key.Key_G)
    assert page.grid.isVisible()
    assert page.chosen == chosen


def test_the_list_follows_the_theme_while_it_is_shown(qapp, page):
    page.show_as("list")
    row = page.table.visualRect(page.table.model().index(0, 0))
    for dark in (False, True):
        apply_theme(qapp, dark=dark)
        picture = page.table.viewport().grab().toImage()
        # The line below a row.
        assert picture.pixelColor(row.center().x(), row.bottom()).name() == colours().raised


def test_a_narrow_list_gives_up_columns_that_the_pane_tells(page):
    page.show_as("list")
    assert page.table.isColumnHidden(3)
    page.resize(1700, 700)
    assert not page.table.isColumnHidden(3)


# --- finding ---


@pytest.mark.parametrize(
    ("text", "hits"),
    [("NORTHGATE", 2), ("晨星", 3), ("/itm/204417", 1), ("  court   runner ", 5)],
)
def test_the_filter_looks_at_title_seller_and_address(qtbot, page, text, hits):
    ask(qtbot, page, text)
    assert page.model.rowCount() == hits
    assert page.count_label.text() == f"{hits} of 5 captures"
    assert page.count == IN_DEMO


def test_a_filter_without_hits_says_so_and_can_be_cleared(qtbot, page):
    ask(qtbot, page, "<b>nix")
    assert page.no_hits.isVisible()
    assert "“<b>nix”" in page.no_hits.text()
    assert page.no_hits.textFormat() is Qt.TextFormat.PlainText
    clear = next(one for one in page.findChildren(QPushButton) if one.text() == "Clear the filter")
    qtbot.mouseClick(clear, Qt.MouseButton.LeftButton)
    assert page.model.rowCount() == IN_DEMO
    assert page.grid.isVisible()


def test_a_choice_that_the_filter_hides_comes_back_with_it(qtbot, page):
    chosen = choose(page, 0)
    ask(qtbot, page, "晨星")
    assert page.chosen == ""
    assert page.detail.capture_id == ""
    page.filter.clear()
    assert page.chosen == page.detail.capture_id == chosen
    assert page.grid.selectionModel().selectedIndexes()[0].data(ID) == chosen


def test_ctrl_f_goes_to_the_filter_where_letters_are_letters(qtbot, page):
    page.view.setFocus()
    qtbot.keyClick(page.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(page.filter.hasFocus)
    qtbot.keyClicks(page.filter, "gle")
    assert page.filter.text() == "gle"
    assert page.toggles["grid"].isChecked()
    qtbot.keyClick(page.filter, Qt.Key.Key_Escape)
    assert page.filter.text() == ""
    assert page.view.hasFocus()


# --- the pane and the ways out ---


def test_nothing_chosen_says_what_to_do(page):
    assert "No capture is chosen." in words(page.detail)
    assert not page.detail.open_button.isVisible()


def test_the_pane_tells_what_is_known_of_the_chosen_capture(qtbot, page, open_vault):
    choose(page, 1)
    shown = words(page.detail)
    entry = open_vault.desk.captures().entries[1]
    for said in ("Court Runner", "complete", "DEMO stamp", "listing", "USD 48.50", "204417"):
        assert said in shown
    assert entry.sha256[:8] in shown
    qtbot.waitUntil(lambda: page.detail.preview.look is Look.PICTURE)
    qtbot.mouseClick(page.detail.findChild(QToolButton, "copy-hash"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == entry.sha256


@pytest.mark.parametrize(
    ("name", "key"),
    [("grid", Qt.Key.Key_Return), ("grid", Qt.Key.Key_E), ("list", Qt.Key.Key_Enter)],
)
def test_a_key_opens_the_chosen_capture(qtbot, page, key, name):
    page.show_as(name)
    chosen = choose(page, 2)
    page.view.setFocus()
    with qtbot.waitSignal(page.open_wanted) as told:
        qtbot.keyClick(page.view, key)
    assert told.args == [chosen, page.model.ids]


def test_a_double_click_and_the_button_open_it_among_those_shown(qtbot, page):
    ask(qtbot, page, "晨星")
    at = page.grid.visualRect(page.model.index(1, 0)).center()
    with qtbot.waitSignal(page.open_wanted) as told:
        qtbot.mouseClick(page.grid.viewport(), Qt.MouseButton.LeftButton, pos=at)
        qtbot.mouseDClick(page.grid.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert told.args == [page.chosen, page.model.ids]
    assert len(told.args[1]) == 3
    with qtbot.waitSignal(page.open_wanted) as again:
        qtbot.mouseClick(page.detail.open_button, Qt.MouseButton.LeftButton)
    assert again.args == told.args


def test_with_nothing_chosen_nothing_opens(qtbot, page):
    with qtbot.assertNotEmitted(page.open_wanted):
        qtbot.keyClick(page.view, Qt.Key.Key_E)


def test_the_button_asks_for_a_capture_and_says_its_keys(qtbot, page):
    assert "Ctrl+N" in page.capture_button.toolTip()
    with qtbot.waitSignal(page.capture_wanted):
        qtbot.mouseClick(page.capture_button, Qt.MouseButton.LeftButton)


# --- reading anew ---


def test_reading_anew_keeps_the_choice_and_the_place(qtbot, make_page, many_vault):
    page = make_page(many_vault)
    chosen = choose(page, 500)
    qtbot.waitUntil(lambda: page.model.row(chosen) is not None and many_vault.jobs.idle)
    page.grid.verticalScrollBar().setValue(4000)
    read_before = many_vault.desk.rows_read
    many_vault.captures_changed.emit()
    qtbot.waitUntil(lambda: many_vault.desk.rows_read > read_before and many_vault.jobs.idle)
    assert page.chosen == chosen
    assert page.grid.verticalScrollBar().value() == 4000


def test_a_new_capture_leaves_the_choice_where_it_was(qtbot, page, open_vault):
    chosen = choose(page, 0)
    found = open_vault.desk.captures()
    new = replace(found.entries[0], id="c-7zzzzzzzzzzzzzzzzzzzzzzzzz")
    page.model.set_list(CaptureList((new, *found.entries), found.stamped))
    assert page.count == IN_DEMO + 1
    assert page.chosen == chosen
    assert page.grid.currentIndex().row() == 1
    qtbot.waitUntil(lambda: open_vault.jobs.idle)


# --- what is not there, or can't be read ---


def test_an_empty_vault_says_so_and_offers_to_capture(qtbot, make_page, jobs, tmp_path):
    desk, _made = Desk.make(tmp_path / "empty", "Empty", "Li Wen", PASSPHRASE)
    page = make_page(OpenVault(desk, jobs, lambda _wrong, _then: None, jobs))
    qtbot.waitUntil(page.empty_button.isVisible)
    assert "No captures yet" in words(page)
    assert not page.filter.isEnabled()
    with qtbot.waitSignal(page.capture_wanted):
        qtbot.mouseClick(page.empty_button, Qt.MouseButton.LeftButton)


@pytest.fixture
def broken_disk(monkeypatch):
    """The disk no longer gives custody logs out; calling it mends the disk."""
    whole = Path.open

    def fails(path, *args, **named):
        if path.suffix == ".jsonl":
            raise OSError(errno.EIO, "Input/output error")
        return whole(path, *args, **named)

    monkeypatch.setattr(Path, "open", fails)
    return lambda: monkeypatch.setattr(Path, "open", whole)


def test_a_damaged_vault_says_in_place_what_is_wrong(qtbot, make_page, open_vault, broken_disk):
    failed = []
    open_vault.jobs.failed.connect(failed.append)
    page = make_page(open_vault)
    qtbot.waitUntil(page.damage[0].isVisible)
    assert all(part.text() for part in page.damage)
    assert not failed
    assert not page.grid.isVisible()
    assert not page.filter.isEnabled()


def test_a_search_that_can_not_look_does_not_say_that_nothing_is_there(
    qtbot, make_page, writable_vault
):
    page = make_page(writable_vault)
    qtbot.waitUntil(lambda: page.count == IN_DEMO and writable_vault.jobs.idle)
    index = writable_vault.desk.library.path
    index.unlink()
    index.mkdir()
    page.filter.setText("Northgate")
    qtbot.waitUntil(lambda: page.model.search_error is not None and page.no_hits.isVisible())
    assert page.no_hits.text().startswith("Nobody knows what would be found. ")
    assert "No capture has" not in page.no_hits.text()
    index.rmdir()
    page.reload()
    qtbot.waitUntil(lambda: page.grid.isVisible() and writable_vault.jobs.idle)
    assert page.model.search_error is None


def test_a_damaged_log_is_said_above_what_is_left_of_the_list(qtbot, make_page, writable_vault):
    log = next((writable_vault.desk.folder / "custody").glob("*.jsonl"))
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join([*lines[:8], b"{\n", *lines[8:]]))
    page = make_page(writable_vault)
    qtbot.waitUntil(page.log_damage.isVisible)
    assert f"{log.name}:9" in page.log_damage.text


def test_damage_that_is_mended_gives_the_captures_back(qtbot, make_page, open_vault, broken_disk):
    page = make_page(open_vault)
    qtbot.waitUntil(page.damage[0].isVisible)
    broken_disk()
    page.reload()
    qtbot.waitUntil(page.grid.isVisible)
    assert page.count == IN_DEMO
    qtbot.waitUntil(lambda: open_vault.jobs.idle)


def test_a_capture_that_can_not_be_read_keeps_its_card_and_says_so(
    qtbot, make_page, writable_vault
):
    failed = []
    writable_vault.jobs.failed.connect(failed.append)
    bad = writable_vault.desk.captures().entries[0].id
    spoil(writable_vault, bad)
    page = make_page(writable_vault)
    qtbot.waitUntil(lambda: page.thumbnails.get(bad, 1.0).look is Look.UNREADABLE)
    qtbot.waitUntil(lambda: page.model.row(bad) is not None)
    assert page.model.index_of(bad).data() == "Capture that can't be read"
    assert page.model.index(0, 5).data() == "unknown"
    choose(page, 0)
    qtbot.waitUntil(lambda: page.detail.preview.look is Look.UNREADABLE)
    assert not failed


# --- hostile words, keys, names ---


def test_markup_and_bidi_of_a_page_stay_letters():
    assert title_of({"state": "complete"}) == "Page without a title"
    row = {"title": "<img src=x>\u202egnp", "url": "http://[bad"}
    assert title_of(row) == "<img src=x>[U+202E]gnp"
    assert "<img" not in plain_tip(title_of(row))
    assert site_of(row) == "-"


def test_a_title_of_any_kind_can_be_painted(qtbot, page):
    for title in ("", "x" * 3000, "😀" * 400, "<b>bold</b>\n\n" * 20, "正" * 500):
        row = page.model.row(page.model.ids[0]) | {"title": title, "price": "9" * 60}
        page.model._take([row], page.model._round)
        picture = QPixmap(page.grid.viewport().size())
        page.grid.viewport().render(picture, QPoint(), QRect(0, 0, 300, 300))
        choose(page, 0)
        assert page.detail.width() <= 400


def test_every_control_has_a_name_and_can_be_reached(qtbot, page):
    choose(page, 0)
    reachable = [
        one
        for one in page.findChildren(QWidget)
        if one.isVisible() and one.isEnabled() and one.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    for one in reachable:
        name = QAccessible.queryAccessibleInterface(one).text(QAccessible.Text.Name)
        assert name, one
    page.filter.setFocus()
    seen = set()
    for _press in range(len(reachable) * 2):
        seen.add(page.focusWidget())
        page.focusNextChild()
    assert {page.filter, page.grid, page.capture_button, page.detail.open_button} <= seen


def test_the_page_gives_its_focus_to_the_view(qtbot, page):
    page.setFocus()
    assert page.grid.hasFocus()


def test_a_model_without_a_list_is_empty(page, open_vault):
    model = CaptureModel(open_vault, page)
    assert model.rowCount() == 0
    assert model.data(QModelIndex()) is None


def test_columns_and_the_view_stay_as_a_person_left_them(qtbot, make_page, open_vault):
    page = make_page(open_vault)
    qtbot.waitUntil(lambda: page.model.rows_read == IN_DEMO)
    page.resize(1900, 700)
    page.activateWindow()
    page.grid.setFocus()
    qtbot.keyClick(page.grid, Qt.Key.Key_L)
    names = [action.text() for action in page.actions()]
    assert "Choose the columns of the list" in names, "by key and palette, not by the mouse alone"
    menu = page.table.column_menu()
    assert [action.text() for action in menu.actions()] == [
        *("Seller", "Price", "Site", "Captured", "State", "Time stamp")
    ]
    menu.actions()[1].trigger()
    assert page.table.isColumnHidden(2)
    again = CapturesPage(open_vault)
    qtbot.addWidget(again)
    again.resize(1900, 700)
    again.show()
    qtbot.waitUntil(again.table.isVisible)
    assert again.table.isColumnHidden(2)
    assert again.view is again.table
    again.table.column_menu().actions()[1].trigger()
    assert not again.table.isColumnHidden(2)
