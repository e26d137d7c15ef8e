"""The lists of cases, sellers, rights and deadlines: menus, many rows at once, order and width."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QSplitter

from evidencekit.bootstrap.desk import Desk
from evidencekit.gui import preferences
from evidencekit.gui.cases import CasesPage
from evidencekit.gui.main_window import MainWindow
from evidencekit.gui.rights import RightsPage
from evidencekit.gui.sellers import SellersPage

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


def shown(qtbot, vault, kind):
    page = kind(vault)
    qtbot.addWidget(page)
    page.resize(1280, 800)
    page.show()
    qtbot.waitUntil(lambda: page.panel is not None and vault.jobs.idle)
    return page


def act(page, name):
    (found,) = (one for one in page.list.actions() if one.text() == name)
    return found


def choose(page, *keys):
    page.list.clearSelection()
    there = page.list.keys()
    for at, key in enumerate(there):
        page.list.item(at).setSelected(key in keys)
    assert page.list.chosen_keys == [key for key in there if key in keys]


def more_cases(vault, own_demo, *names):
    (first,) = vault.desk.cases()
    made = []
    for name in names:
        form = own_demo / "forms" / f"{name}.yaml"
        form.write_text(f"name: {name}\nright: {first.right}\n", encoding="utf-8")
        made.append(str(vault.desk.add("case", form)["id"]))
    return first.id, *made


def test_many_cases_are_put_away_and_merged_at_once(qtbot, writable_vault, own_demo):
    vault = writable_vault
    first, second, third = more_cases(vault, own_demo, "Second", "Third")
    page = shown(qtbot, vault, CasesPage)
    choose(page, second, third)
    away, back = (
        act(page, "Put the chosen cases away"),
        act(page, "Take the chosen cases out again"),
    )
    assert away.isEnabled()
    assert not back.isEnabled()
    assert not act(page, "Write a complaint...").isEnabled()

    def states():
        return {one.id: one.state for one in vault.desk.cases()}

    away.trigger()
    qtbot.waitUntil(lambda: page.list.keys()[0] == first and vault.jobs.idle)
    assert states() == {first: "open", second: "archived", third: "archived"}
    vault.deeds.undo()
    qtbot.waitUntil(lambda: vault.deeds.redo_name != "" and vault.jobs.idle)
    assert set(states().values()) == {"open"}
    choose(page, first, second, third)
    act(page, "Merge cases...").trigger()
    dialog = page.dialog
    dialog.into.setCurrentIndex(dialog.into.findData(second))
    dialog.reason.setText("one matter")
    dialog.act.click()
    qtbot.waitUntil(lambda: page.list.keys() == [second] and vault.jobs.idle)
    assert states() == {first: "merged", second: "open", third: "merged"}
    vault.deeds.undo()
    qtbot.waitUntil(lambda: len(page.list.keys()) == 3 and vault.jobs.idle)


def test_shops_that_are_one_hand_are_said_so_from_the_list(qtbot, writable_vault):
    page = shown(qtbot, writable_vault, SellersPage)
    keys = page.list.keys()
    choose(page, keys[0])
    assert not act(page, "They are one hand...").isEnabled()
    assert not act(page, "Take this shop out...").isEnabled()
    choose(page, *keys[:2])
    act(page, "They are one hand...").trigger()
    page.dialog.reason.setText("the same phone")
    page.dialog.act.click()
    qtbot.waitUntil(lambda: page._known.groups != () and writable_vault.jobs.idle)
    page.list.setCurrentRow(0)
    qtbot.waitUntil(act(page, "Take this shop out...").isEnabled)


def test_what_is_chosen_is_copied(qtbot, open_vault):
    page = shown(qtbot, open_vault, RightsPage)
    choose(page, *page.list.keys())
    act(page, "Copy the registration numbers").trigger()
    assert QGuiApplication.clipboard().text() == "DEMO-0001"


def test_order_and_width_of_a_list_are_as_they_were_left(qtbot, writable_vault, own_demo):
    first, second, third = more_cases(writable_vault, own_demo, "Zebra", "Alder")
    page = shown(qtbot, writable_vault, CasesPage)
    assert page.list.keys() == [third, second, first]
    act(page, "Order: by name").trigger()
    qtbot.waitUntil(lambda: page.list.row_at(2).first == "Zebra")
    split = page.findChild(QSplitter)
    split.setSizes([420, 860])
    split.splitterMoved.emit(420, 1)
    qtbot.waitUntil(lambda: preferences.list_choice("cases", "width") == str(split.sizes()[0]))
    again = shown(qtbot, writable_vault, CasesPage)
    assert again.list.row_at(2).first == "Zebra"
    assert again.findChild(QSplitter).sizes()[0] == split.sizes()[0]


def test_a_deadline_leads_to_what_it_is_about(qtbot, own_demo):
    window = MainWindow()
    qtbot.addWindow(window)
    window.show()
    window.use_desk(Desk.open(own_demo / "vault"))
    window.show_room("deadlines")
    page = window.stack.currentWidget()
    qtbot.waitUntil(lambda: page.due is not None and window.jobs.idle)
    (way,) = (one for one in page.findChildren(QPushButton) if one.text() == "Show the right")
    assert "DEMO-0001 ends" in way.accessibleName()
    way.click()
    rights = window.stack.currentWidget()
    assert isinstance(rights, RightsPage)
    qtbot.waitUntil(lambda: rights.panel is not None and window.jobs.idle)
    (case,) = window.vault.desk.cases()
    (complaint,) = window.vault.desk.case(case.id).complaints
    page.subject_wanted.emit(complaint.id)
    cases = window.stack.currentWidget()
    qtbot.waitUntil(lambda: cases.panel is not None and window.jobs.idle)
    assert cases.panel.complaints.view.complaint.id == complaint.id
    window.close()
