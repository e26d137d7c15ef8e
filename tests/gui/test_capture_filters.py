"""Filters of the captures: they find, are kept with a search, saved; hidden ones are seen."""

import csv
import io

import pytest
from PySide6.QtCore import QDate, QItemSelectionModel, Qt

from evidencekit.bootstrap.desk_captures import save_search
from evidencekit.bootstrap.desk_leaving import hide
from evidencekit.gui.captures import CapturesPage
from evidencekit.gui.captures.filter_fields import NameField
from evidencekit.gui.captures.model import ROW

IN_DEMO = 5


@pytest.fixture
def vault(writable_vault):
    return writable_vault


@pytest.fixture
def page(qtbot, vault):
    made = CapturesPage(vault)
    qtbot.addWidget(made)
    made.resize(1110, 700)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: made.model.rows_read == IN_DEMO and vault.jobs.idle)
    yield made
    qtbot.waitUntil(lambda: vault.jobs.idle)


@pytest.fixture
def panel(qtbot, page, vault):
    """The panel, opened, with its choices read."""
    qtbot.mouseClick(page.filters.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.filters.panel.right.count() > 1 and vault.jobs.idle)
    return page.filters.panel


def answered(qtbot, page):
    qtbot.waitUntil(lambda: not (page.model.searching or page.model.counting))


def choose(field, text):
    field.setCurrentIndex(field.findText(text))


def pick(page, index):
    """Choose one capture alone, whatever keys an earlier test left pressed."""
    alone = QItemSelectionModel.SelectionFlag.ClearAndSelect
    page.view.selectionModel().setCurrentIndex(index, alone)


def offered(field):
    return [field.itemText(at) for at in range(field.count())]


def test_filters_find_and_say_so_and_are_cleared(qtbot, page, panel):
    assert panel.isVisible()
    assert panel.platform.hasFocus()
    assert offered(panel.currency) == ["any", "CNY", "USD"]
    assert offered(panel.state) == ["any", "complete", "with gaps", "wall", "failed"]
    assert "DEMO stamp" in offered(panel.stamped)
    choose(panel.currency, "CNY")
    assert page.filters.said.text() == "Filtered by Currency: CNY"
    qtbot.keyClicks(panel.high, "x130")
    answered(qtbot, page)
    assert page.model.rowCount() == 2
    assert page.count_label.text() == "2 of 5 captures"
    assert page.filters.said.text() == "Filtered by Price: up to 130 CNY"
    page.filter.setText("/item/6820417735")
    answered(qtbot, page)
    assert page.model.rowCount() == 1
    # What is in force is said while the panel is away, and goes by one button.
    qtbot.keyClick(panel.high, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert page.filters.button.hasFocus()
    assert page.filters.said.isVisible()
    page.filters.clear_button.click()
    answered(qtbot, page)
    assert not page.filters.isVisible()
    assert (panel.currency.value, panel.high.text()) == ("", "")
    assert page.model.rowCount() == 1
    page.filter.clear()
    assert page.count_label.text() == "5 captures"


def test_days_states_stamps_and_rights_let_through_what_they_should(qtbot, page, panel):
    def hits():
        answered(qtbot, page)
        return page.model.rowCount()

    last = QDate.fromString(str(page.model.index(0, 0).data(ROW)["captured"])[:10], "yyyy-MM-dd")
    panel.since.box.setChecked(True)
    panel.since.day.setDate(last.addDays(1))
    assert hits() == 0
    assert page.no_hits.text() == "No capture is let through by the filter."
    page._clear_all.click()
    assert hits() == IN_DEMO
    assert not panel.since.box.isChecked()
    panel.until.box.setChecked(True)
    panel.until.day.setDate(last)
    assert hits() == IN_DEMO
    assert page.filters.said.text() == f"Filtered by Captured: until {last.toString('yyyy-MM-dd')}"
    choose(panel.stamped, "time-stamped")
    assert hits() == 0
    choose(panel.stamped, "DEMO stamp")
    assert hits() == IN_DEMO
    choose(panel.right, offered(panel.right)[1])
    assert 0 < hits() <= IN_DEMO
    assert "Right: 北岸 / Brand X" in page.filters.said.text()
    choose(panel.state, "failed")
    assert hits() == 0


@pytest.mark.qt_log_ignore("does not support (raise|grabbing)")
def test_a_seller_is_completed_from_those_that_were_read_and_counts_once_whole(
    qtbot, page, panel, vault
):
    completer = panel.seller.completer()
    panel.seller.setFocus()
    qtbot.keyClicks(panel.seller, "t")
    assert page.filters.wish == {}, "a name that is not whole finds nothing"
    qtbot.keyClick(completer.popup(), Qt.Key.Key_Down)
    qtbot.keyClick(completer.popup(), Qt.Key.Key_Return)
    answered(qtbot, page)
    assert page.filters.said.text() == "Filtered by Seller: Northgate Outlet"
    panel.seller.clear()
    assert page.filters.wish == {}
    qtbot.keyClicks(panel.seller, "gate out")
    where = completer.popup().visualRect(completer.completionModel().index(0, 0)).center()
    qtbot.mouseClick(completer.popup().viewport(), Qt.MouseButton.LeftButton, pos=where)
    answered(qtbot, page)
    assert page.filters.said.text() == "Filtered by Seller: Northgate Outlet"
    panel.seller.clear()
    # The only name that fits is meant.
    qtbot.keyClicks(panel.seller, "northgate")
    qtbot.keyClick(panel.seller, Qt.Key.Key_Return)
    answered(qtbot, page)
    assert page.filters.said.text() == "Filtered by Seller: Northgate Outlet"
    assert page.model.rowCount() == 2
    # Where none fits it is asked for as it was typed.
    panel.seller.clear()
    qtbot.keyClicks(panel.seller, "nobody")
    qtbot.keyClick(panel.seller, Qt.Key.Key_Return)
    answered(qtbot, page)
    assert page.filters.wish == {"seller": "nobody"}
    assert page.model.rowCount() == 0
    panel.seller.clear()
    answered(qtbot, page)
    assert page.model.rowCount() == IN_DEMO


def test_a_name_is_shown_safely_and_asked_for_as_its_page_has_it(qtbot):
    field = NameField()
    qtbot.addWidget(field)
    odd = "Star\u202e Shop\nof bags"
    field.choose(odd)
    assert "\u202e" not in field.text()
    assert field.value == odd
    field.offer(["other", odd])
    assert field.value == odd
    field.clear()
    assert not field.value
    field.setText("sta")
    field.offer([odd])
    field.editingFinished.emit()
    assert field.value == odd, "what is half typed when names come is no name"
    field.setText(field.completer().model().index(0, 0).data())
    assert field.value == odd


def test_a_kept_search_keeps_its_filters(qtbot, page, panel, vault):
    wish = {"words": "北岸", "currency": "CNY", "price_from": "100"}
    page.filter.setText(" 北岸 ")
    choose(panel.currency, "CNY")
    panel.low.setText("100")
    page.searches.keep("dear")
    qtbot.waitUntil(lambda: page.searches.names == ["dear"])
    save_search(vault.desk, "shop", {"seller": "Northgate Outlet", "hidden": True}, "Ana")
    page.searches.reload()
    qtbot.waitUntil(lambda: page.searches.names == ["dear", "shop"])
    assert dict(page.searches._known)["dear"] == wish
    _dear, shop = page.searches.menu().actions()[:2]
    shop.trigger()
    answered(qtbot, page)
    assert (page.filter.text(), panel.currency.value, panel.hidden.isChecked()) == ("", "", True)
    assert panel.seller.value == "Northgate Outlet"
    assert page.filters.said.text() == "Filtered by Seller: Northgate Outlet; hidden ones too"
    assert page.model.rowCount() == 2
    panel.hidden.setChecked(False)
    assert page.filters.wish == {"seller": "Northgate Outlet"}
    page.searches.menu().actions()[0].trigger()
    answered(qtbot, page)
    assert page.model.wish == wish
    assert (page.filter.text(), panel.currency.value, panel.low.text()) == ("北岸", "CNY", "100")
    assert page.model.rowCount() == 2


def test_what_is_found_is_saved_as_a_table_that_replaces_nothing(
    qtbot, page, panel, vault, tmp_path
):
    failed = []
    vault.jobs.failed.connect(failed.append)
    choose(panel.currency, "USD")
    answered(qtbot, page)
    out = tmp_path / "found.csv"
    page.table_file.save(out)
    qtbot.waitUntil(lambda: page.table_file.said is not None)
    assert page.table_file.said.text() == f"2 rows: {out}"
    page.table_file.said.close()
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    assert [row["id"] for row in rows] == page.model.ids
    assert {row["currency"] for row in rows} == {"USD"}
    before = out.read_bytes()
    page.table_file.save(out)
    qtbot.waitUntil(lambda: len(failed) == 1)
    assert "is there already" in str(failed[0].facts)
    assert out.read_bytes() == before
    page.table_file.said = None
    page.table_file.save(tmp_path / "named")
    qtbot.waitUntil(lambda: page.table_file.said is not None)
    assert (tmp_path / "named.xlsx").is_file()
    page.table_file.said.close()


def test_hidden_captures_are_seen_marked_and_a_chosen_one_is_shown_again(qtbot, page, panel, vault):
    first, second = page.model.ids[1:3]
    hide(vault.desk, [first, second], "taken twice", "Ana", hidden=True)
    vault.captures_changed.emit()
    qtbot.waitUntil(lambda: page.count_label.text() == "3 captures" and vault.jobs.idle)
    assert panel.hidden.text() == "Hidden ones too (2)"
    panel.hidden.setChecked(True)
    assert page.count_label.text() == "5 captures"
    assert page.filters.said.text() == "Filtered by hidden ones too"
    index = page.model.index_of(first)
    qtbot.waitUntil(lambda: index.data(ROW) is not None and vault.jobs.idle)
    assert index.row() == 1
    assert index.data().startswith("Hidden: ")
    assert not page.model.index(0, 0).data().startswith("Hidden: ")
    # Words find hidden ones too, as long as that is asked.
    page.filter.setText("Court Runner")
    answered(qtbot, page)
    assert first in page.model.ids
    page.filter.clear()
    can = {action.text(): action for action in page.actions()}
    pick(page, page.model.index(0, 0))
    assert can["Hide with a reason..."].isEnabled()
    assert not can["Show hidden captures again..."].isEnabled()
    pick(page, index)
    assert not can["Hide with a reason..."].isEnabled()
    can["Show hidden captures again..."].trigger()
    page.bulk.dialog.reason.setText("it is another page")
    page.bulk.dialog.act.click()
    qtbot.waitUntil(lambda: panel.hidden.text() == "Hidden ones too (1)" and vault.jobs.idle)
    qtbot.waitUntil(lambda: not page.model.index_of(first).data().startswith("Hidden: "))
    assert page.model.index_of(second).data().startswith("Hidden: ")
    assert can["Hide with a reason..."].isEnabled()
    panel.hidden.setChecked(False)
    assert page.count_label.text() == "4 captures"


def test_when_all_are_hidden_the_page_says_so_and_shows_them(qtbot, page, vault):
    hide(vault.desk, page.model.ids, "a trial", "Ana", hidden=True)
    vault.captures_changed.emit()
    qtbot.waitUntil(lambda: page.no_hits.isVisible() and vault.jobs.idle)
    assert page.no_hits.text() == "All captures are hidden."
    page._see_hidden.click()
    qtbot.waitUntil(page.grid.isVisible)
    assert page.model.rowCount() == IN_DEMO
