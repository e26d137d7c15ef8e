"""A person speaks of facts in the viewer: by keys, by buttons, with a box drawn by the mouse."""

import json

import pytest
from PIL import ImageOps
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from evidencekit.capture.importing_child import examine_in_child
from evidencekit.casework.fact_values import FACT_NAMES
from evidencekit.domain.ids import IdKind, new_id
from evidencekit.gui.viewer import ViewerPage
from evidencekit.listing.versions import READER_VERSION
from evidencekit.services.importing import Importing
from fakes.drafts import a_draft
from fakes.photos import photo
from fakes.pictures import png

# What the offscreen platform says of every window.
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture
def show(qtbot, jobs):
    def shown(vault, capture_id):
        page = ViewerPage(vault)
        qtbot.addWidget(page)
        page.resize(1280, 800)
        page.show()
        page.show_capture(capture_id)
        qtbot.waitUntil(lambda: jobs.idle)
        return page

    return shown


@pytest.fixture
def settle(qtbot, jobs):
    """Wait until what was said is recorded and read again."""

    def settled(page, name, standing):
        def stands():
            view = page._view
            return view is not None and view.standing.get(name, {}).get("standing") == standing

        qtbot.waitUntil(lambda: stands() and jobs.idle)

    return settled


def newest(vault):
    return vault.desk.captures().entries[0].id


def choose(page, name):
    page.facts.table.selectRow(page.facts._names.index(name))


def press(page, key):
    """Press a key of the table, whichever window has the focus."""
    found = (one for one in page.facts.table.actions() if key in keys_of(one))
    next(found).trigger()


def keys_of(action):
    return [keys.toString() for keys in action.shortcuts()]


def bring_picture(vault, tmp_path, picture=None):
    file = tmp_path / f"app-{len(list(tmp_path.iterdir()))}.png"
    if picture is None:
        file.write_bytes(png(400, 300))
    else:
        picture.save(file)
    with vault.desk.writing() as writer:
        importing = Importing(
            writer, vault.desk._clock, "ana", examine_in_child, lambda _result: None
        )
        (brought,) = importing.bring_all([file])
    return brought.captured.id


def test_what_was_confirmed_is_shown_with_its_person(show, open_vault):
    page = show(open_vault, newest(open_vault))
    choose(page, "seller")
    assert "Confirmed by DEMO, no person" in page.facts.details.words
    review = page.facts.review
    assert review.person.text() == open_vault.desk.operator
    assert not review.confirm.isEnabled()
    assert not review.all.isEnabled()
    assert review.correct.isEnabled()


def test_a_correction_and_its_place_are_recorded_and_framed(show, settle, writable_vault, qtbot):
    page = show(writable_vault, newest(writable_vault))
    choose(page, "price")
    review = page.facts.review
    review.correct.click()
    review.form.draw.setChecked(True)
    canvas = page.screenshot.canvas
    view = canvas.viewport()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(60, 80))
    qtbot.mouseMove(view, QPoint(120, 110))
    qtbot.mouseMove(view, QPoint(160, 130))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(160, 130))
    assert not review.form.draw.isChecked()
    assert "pixels" in review.form.place.text()
    review.form.value.setText("123.45")
    review.person.setText("li")
    review.form.save.click()
    settle(page, "price", "corrected")
    fact = page._view.standing["price"]
    assert (fact["value"], fact["by"]) == ("123.45", "li")
    assert fact["box"][2] > 50
    assert not review.form.isVisible()
    choose(page, "title")
    choose(page, "price")
    assert len(canvas.marked) == 1
    assert page.facts.review.undo.isEnabled()
    review.undo.click()
    settle(page, "price", "confirmed")


def test_a_fact_of_an_imported_picture_is_entered_with_its_box(
    show, settle, writable_vault, tmp_path
):
    page = show(writable_vault, bring_picture(writable_vault, tmp_path))
    assert page.screenshot.shows_picture
    review = page.facts.review
    review.enter.click()
    review.form.name.setCurrentIndex(review.form.name.findData("seller"))
    review.form.value.setText("小店")
    review.take_box(page.screenshot.canvas.sceneRect().toRect().adjusted(10, 10, -10, -10))
    review.form.save.click()
    settle(page, "seller", "entered")
    assert page.facts.table.model().item(0, 1).text() == "小店"
    assert page._view.standing["seller"]["box"] == [10, 10, 380, 280]


def test_every_fact_that_a_person_can_give_is_offered(show, writable_vault, tmp_path):
    page = show(writable_vault, bring_picture(writable_vault, tmp_path))
    form = page.facts.review.form
    page.facts.review.enter.click()
    offered = {form.name.itemData(row) for row in range(form.name.count())}
    # Nobody counts the pictures of a gallery: they are in the capture.
    assert set(FACT_NAMES) - offered == {"images"}
    form.name.setCurrentIndex(form.name.findData("sold_period"))
    assert form.value.placeholderText() == "month, or total"
    form.name.setCurrentIndex(form.name.findData("price"))
    assert form.value.placeholderText().startswith("12.50, ")


def test_a_fact_is_not_on_the_page(show, settle, writable_vault):
    page = show(writable_vault, newest(writable_vault))
    choose(page, "title")
    page.facts.review.absent.click()
    settle(page, "title", "not_on_page")
    assert not page.facts.review.absent.isEnabled()


def test_the_key_confirms_the_chosen_fact_and_the_button_all_others(
    show, settle, writable_vault, qtbot
):
    read = {name: {"value": name, "raw": name, "where": "h1", "reader": "visible"}
            for name in ("title", "seller", "location")}  # fmt: skip
    with writable_vault.desk.writing() as writer:
        at = writable_vault.desk.now()
        sealed = writer.seal(a_draft(capture_id=new_id(IdKind.CAPTURE, at)))
        body = json.dumps({"format": "1.0", "kind": "facts", "facts": read}).encode()
        writer.add_derived(sealed.sha256, f"facts-{READER_VERSION}.json", "facts", body)
    page = show(writable_vault, sealed.id)
    choose(page, "title")
    page.facts.table.setFocus()
    qtbot.keyClick(page.facts.table, Qt.Key.Key_C)
    settle(page, "title", "confirmed")
    assert page._view.standing["seller"]["standing"] == "read"
    assert page.facts._chosen == "seller", "the next that waits is chosen"
    press(page, "N")
    settle(page, "seller", "not_on_page")
    assert page.facts._chosen == "location"
    press(page, "E")
    assert page.facts.review.form.isVisible()
    page.facts.review.form.cancel.click()
    qtbot.keyClick(page.facts.table, Qt.Key.Key_Up)
    press(page, "U")
    settle(page, "seller", "read")
    press(page, "Space")
    settle(page, "seller", "confirmed")
    page.facts.review.all.click()
    settle(page, "location", "confirmed")
    assert not page.facts.review.all.isEnabled()


def point_at(widget, at):
    """Move the mouse over a widget; off screen Qt would give it to the oldest window there."""
    place = QPointF(at)
    none = (Qt.MouseButton.NoButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier)
    move = QMouseEvent(QEvent.Type.MouseMove, place, widget.mapToGlobal(place), *none)
    QApplication.sendEvent(widget, move)


def test_pointing_at_a_fact_frames_it_and_clicking_its_place_chooses_it(show, open_vault, qtbot):
    page = show(open_vault, newest(open_vault))
    facts, canvas = page.facts, page.screenshot.canvas
    choose(page, "listing_id")
    assert canvas.marked == []
    row = facts._model.index(facts._names.index("title"), 0)
    facts.table.entered.emit(row)
    (place, *_more) = canvas.marked
    assert facts._chosen == "listing_id"
    facts.show_chosen()
    assert canvas.marked == []
    page.side.setCurrentIndex(1)
    at = QPoint()

    def reached():
        # Where it lies may change until all is laid out.
        nonlocal at
        canvas.ensureVisible(place)
        at = canvas.mapFromScene(place.center())
        point_at(canvas.viewport(), at)
        return "click to choose it" in canvas.viewport().toolTip()

    qtbot.waitUntil(reached, timeout=20_000)
    assert canvas.marked
    qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert facts._chosen == "title"
    assert page.side.currentIndex() == 0


def test_a_word_without_a_name_is_not_sent(show, open_vault):
    page = show(open_vault, newest(open_vault))
    choose(page, "price")
    review = page.facts.review
    sent = []
    review.spoken.connect(sent.append)
    review.correct.click()
    review.form.value.setText("1.00")
    review.person.setText(" ")
    review.form.save.click()
    assert sent == []


def test_photos_stand_side_by_side_and_the_person_decides(
    show, writable_vault, tmp_path, qtbot, jobs
):
    bring_picture(writable_vault, tmp_path, ImageOps.expand(photo(1), 20, "white"))
    page = show(writable_vault, bring_picture(writable_vault, tmp_path, photo(1)))
    photos = page.photos
    page.tabs.setCurrentIndex(3)
    photos.look.click()
    qtbot.waitUntil(lambda: photos.list.count() == 1)
    assert "Near is no proof" in photos.note.text()
    assert photos.verdict.text() == "Nobody decided yet"
    assert photos.mine._picture.pixmap().width() == 300
    assert photos.other._picture.pixmap().width() == 340
    photos.same.click()
    wanted = f"The same goods, says {writable_vault.desk.operator}"
    qtbot.waitUntil(lambda: photos.verdict.text() == wanted)
    photos.undo.click()
    qtbot.waitUntil(lambda: photos.verdict.text() == "Nobody decided yet")
    deeds, nobody = writable_vault.deeds, "Nobody decided yet"
    for act, said in ((deeds.undo, wanted), (deeds.undo, nobody), (deeds.redo, wanted)):
        qtbot.waitUntil(lambda: jobs.idle)
        act()
        qtbot.waitUntil(lambda said=said: photos.verdict.text() == said)
    qtbot.waitUntil(lambda: jobs.idle)


def test_no_photo_near_is_no_proof(show, writable_vault, tmp_path, qtbot):
    page = show(writable_vault, bring_picture(writable_vault, tmp_path, photo(7)))
    page.photos.look.click()
    qtbot.waitUntil(lambda: "no proof that there is none" in page.photos.note.text())
    assert page.photos._below.isHidden()
