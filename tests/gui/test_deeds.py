"""One history for what is not sealed: undone and done again by key, named in the edit menu."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit

from evidencekit.bootstrap.desk import Desk
from evidencekit.bootstrap.seller_desk import SellerDesk
from evidencekit.domain.ids import IdKind, new_id
from evidencekit.gui.cases import CasesPage
from evidencekit.gui.cases.merging import MergeDialog
from evidencekit.gui.deeds import Deed
from evidencekit.gui.main_window import MainWindow
from evidencekit.gui.sellers.decide import decide
from evidencekit.gui.viewer.review import Word
from evidencekit.gui.viewer.said import fact_deed
from evidencekit.listing.versions import READER_VERSION
from evidencekit.services.reviewing import review_document
from evidencekit.vault.vault import Vault
from fakes.drafts import a_draft

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
UNDO, REDO = QKeySequence("Ctrl+Z"), QKeySequence("Ctrl+Shift+Z")


@pytest.fixture
def window(qtbot, own_demo):
    made = MainWindow()
    qtbot.addWindow(made)
    made.show()
    made.use_desk(Desk.open(own_demo / "vault"))
    qtbot.waitUntil(lambda: made.jobs.idle)
    return made


def entry(window, key):
    menus = (one.menu() for one in window.menuBar().actions())
    edit = next(one for one in menus if one.title() == "&Edit")
    return edit.actions()[0 if key is UNDO else 1]


def done(qtbot, vault, act):
    """Do something and wait until the history has changed for it."""
    with qtbot.waitSignal(vault.deeds.changed):
        act()
    qtbot.waitUntil(lambda: vault.jobs.idle)


def review_of(vault, capture_id):
    return review_document(Vault.open_reading(vault.desk.folder), capture_id)["facts"]


def test_a_word_on_a_fact_is_undone_and_said_again(qtbot, writable_vault):
    vault = writable_vault
    capture_id = vault.desk.captures().entries[0].id
    before = review_of(vault, capture_id)["price"]
    assert before["standing"] == "confirmed"
    told = []

    def price():
        return {name: review_of(vault, capture_id)["price"][name] for name in ("standing", "value")}

    def then():
        told.append(capture_id)

    def deed(what, *words):
        word, facts = Word(what, words, "li"), review_of(vault, capture_id)
        vault.deeds.do(fact_deed(capture_id, word, facts, then))

    done(qtbot, vault, lambda: deed("correct", "price", "12.50"))
    corrected = {"standing": "corrected", "value": "12.50"}
    assert price() == corrected
    assert vault.deeds.undo_name == "Correct: Price"
    # Taken back by its own button: that, too, can be taken back.
    done(qtbot, vault, lambda: deed("undo", "price"))
    assert price()["standing"] == "confirmed"
    for act, stands in (
        (vault.deeds.undo, corrected),
        (vault.deeds.undo, {"standing": "confirmed", "value": before["value"]}),
        (vault.deeds.redo, corrected),
        (vault.deeds.redo, {"standing": "confirmed", "value": before["value"]}),
    ):
        done(qtbot, vault, act)
        assert price() == stands
    assert vault.deeds.redo_name == ""
    assert len(told) == 6


def test_confirming_all_is_one_step(qtbot, writable_vault):
    vault = writable_vault
    read = {name: {"value": name, "raw": name, "where": "h1", "reader": "visible"}
            for name in ("title", "seller")}  # fmt: skip
    with vault.desk.writing() as writer:
        sealed = writer.seal(a_draft(capture_id=new_id(IdKind.CAPTURE, vault.desk.now())))
        body = json.dumps({"format": "1.0", "kind": "facts", "facts": read}).encode()
        writer.add_derived(sealed.sha256, f"facts-{READER_VERSION}.json", "facts", body)

    def standing():
        return [fact["standing"] for fact in review_of(vault, sealed.id).values()]

    word = Word("confirm", ((),), "li")
    deed = fact_deed(sealed.id, word, review_of(vault, sealed.id), lambda: None)
    done(qtbot, vault, lambda: vault.deeds.do(deed))
    assert standing() == ["confirmed", "confirmed"]
    done(qtbot, vault, vault.deeds.undo)
    assert standing() == ["read", "read"]
    assert vault.deeds.redo_name == "Confirm all facts"
    done(qtbot, vault, vault.deeds.redo)
    assert standing() == ["confirmed", "confirmed"]


def test_a_link_is_undone_and_made_again(qtbot, writable_vault):
    vault, sellers = writable_vault, SellerDesk(writable_vault.desk)
    keys = [one.key for one in sellers.shops().shops][:2]

    def work(desk):
        return SellerDesk(desk).merge_all(keys, "one owner", "li")

    done(qtbot, vault, lambda: decide(vault, "Say that they are one hand", work, "li"))
    assert len(sellers.shops().groups) == 1
    done(qtbot, vault, vault.deeds.undo)
    assert sellers.shops().groups == ()
    done(qtbot, vault, vault.deeds.redo)
    assert len(sellers.shops().groups) == 1


def test_the_edit_menu_names_what_would_be_undone(qtbot, window):
    vault = window.vault
    assert not entry(window, UNDO).isEnabled()
    (case,) = vault.desk.cases()
    archived = []
    deed = Deed(
        "Put A & B away",
        lambda desk: archived.append(case.id),
        lambda desk, _none: archived.pop(),
        lambda: None,
    )
    done(qtbot, vault, lambda: vault.deeds.do(deed))
    assert entry(window, UNDO).text() == "Undo: Put A && B away"
    assert not entry(window, REDO).isEnabled()
    done(qtbot, vault, entry(window, UNDO).trigger)
    assert archived == []
    assert entry(window, REDO).text() == "Redo: Put A && B away"
    done(qtbot, vault, entry(window, REDO).trigger)
    assert archived == [case.id]


def test_keys_undo_on_a_page_and_leave_text_its_own(qtbot, window):
    vault, done_again = window.vault, []
    deed = Deed("it", lambda _desk: done_again.append(1), lambda _d, _n: done_again.pop(), print)
    window.show_room("captures")
    window.activateWindow()
    qtbot.waitUntil(lambda: window.jobs.idle and QApplication.focusWidget() is not None)
    done(qtbot, vault, lambda: vault.deeds.do(deed))
    page = window.stack.currentWidget()
    place = page.focusWidget() or page
    done(qtbot, vault, lambda: qtbot.keyClick(place, Qt.Key.Key_Z, CONTROL))
    assert done_again == []
    done(qtbot, vault, lambda: qtbot.keyClick(place, Qt.Key.Key_Z, CONTROL | SHIFT))
    assert done_again == [1]
    page.filter.setFocus()
    qtbot.waitUntil(page.filter.hasFocus)
    qtbot.keyClicks(page.filter, "bag")
    qtbot.keyClick(page.filter, Qt.Key.Key_Z, CONTROL)
    assert isinstance(page.filter, QLineEdit)
    assert page.filter.text() != "bag"
    assert done_again == [1]


def test_what_can_no_longer_be_undone_says_so_and_is_forgotten(qtbot, writable_vault, own_demo):
    vault = writable_vault
    capture_id = vault.desk.captures().entries[0].id
    deed = fact_deed(
        capture_id, Word("correct", ("price", "12.50"), "li"), review_of(vault, capture_id), print
    )
    done(qtbot, vault, lambda: vault.deeds.do(deed))
    # Elsewhere the word was taken back: what stands now a complaint rests on.
    vault.desk.speak(capture_id, "undo", ("price",), "li")
    with qtbot.waitSignal(vault.jobs.failed):
        vault.deeds.undo()
    qtbot.waitUntil(lambda: vault.jobs.idle)
    assert (vault.deeds.undo_name, vault.deeds.redo_name) == ("", "")


def test_cases_are_merged_with_what_it_does_said_and_taken_apart(qtbot, writable_vault, own_demo):
    vault = writable_vault
    (first,) = vault.desk.cases()
    form = own_demo / "forms" / "second.yaml"
    form.write_text(f"name: Second\nright: {first.right}\n", encoding="utf-8")
    second = str(vault.desk.add("case", form)["id"])
    page = CasesPage(vault)
    qtbot.addWidget(page)
    page.resize(1280, 800)
    page.show()
    qtbot.waitUntil(lambda: page.panel is not None and vault.jobs.idle)
    page.list.choose(second)
    qtbot.waitUntil(lambda: page.panel.case_id == second and page.panel.work.merge.isEnabled())
    page.panel.work.merge.click()
    dialog = page.panel.work.dialog
    assert isinstance(dialog, MergeDialog)
    assert [dialog.into.itemData(at) for at in range(dialog.into.count())] == [first.id]
    assert not dialog.act.isEnabled()
    dialog.reason.setText("one seller")
    dialog.act.click()
    # The other case is shown, with the merged one named in it.
    qtbot.waitUntil(lambda: page.list.keys() == [first.id] and vault.jobs.idle)
    assert page.panel.case_id == first.id
    work = page.panel.work
    qtbot.waitUntil(lambda: work.shown["inside"] == [(second, "Second")])
    assert vault.deeds.undo_name == "Merge cases"
    done(qtbot, vault, vault.deeds.undo)
    qtbot.waitUntil(lambda: set(page.list.keys()) == {first.id, second})
    done(qtbot, vault, vault.deeds.redo)
    qtbot.waitUntil(lambda: page.list.keys() == [first.id])
