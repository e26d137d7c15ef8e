"""Points of comparison in the viewer: written and placed by a person, kept, begun from again."""

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel

from evidencekit.bootstrap.desk_marking import begin_comparing
from evidencekit.casework.compared import ComparedPoint
from evidencekit.gui.viewer import ViewerPage

# The offscreen platform says so of every window that has a least size.
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
PHOTOS = {"front": (800, 600), "back": (100, 100)}


@pytest.fixture
def page(qtbot, writable_vault):
    made = ViewerPage(writable_vault)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    made.show_capture(writable_vault.desk.captures().entries[0].id)
    qtbot.waitUntil(lambda: writable_vault.jobs.idle)
    return made


def ask(qtbot, page):
    page.comparing.dialog = None
    page.photos.compare.click()
    qtbot.waitUntil(lambda: page.comparing.dialog is not None)
    return page.comparing.dialog


def register(vault, folder):
    """Put a product with two photos into the register."""
    for name, size in PHOTOS.items():
        picture = Image.new("RGB", size, "white")
        # A picture of one colour is none to compare by.
        picture.paste("navy", (0, 0, size[0] // 2, size[1]))
        picture.save(folder / f"{name}.png")
    form = folder / "product.yaml"
    form.write_text("name: Tote\nphotos: [front.png, back.png]\n", encoding="utf-8")
    register = vault.desk.register
    register.add_product(register.rights().rights[0].id, form, "Ana Field")


def click(qtbot, view, spot, scale=1.0):
    at = view.mapFromScene(*(part * scale for part in spot))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at))


def write(line, words):
    """Write as a person does."""
    line.setText(words)
    line.textEdited.emit(words)


def kept(qtbot, vault, page, dialog):
    """Record what the dialog has; return what is kept then."""
    dialog.act.click()
    qtbot.waitUntil(lambda: vault.jobs.idle)
    return begin_comparing(vault.desk, page.capture_id).known


@pytest.fixture
def dialog(qtbot, writable_vault, page, tmp_path):
    register(writable_vault, tmp_path)
    made = ask(qtbot, page)
    sizes = [one.size for one in begin_comparing(writable_vault.desk, page.capture_id).photos]
    assert sorted(sizes) == sorted(PHOTOS.values())
    made.photos.setCurrentIndex(sizes.index(PHOTOS["front"]))
    return made


def test_a_point_is_placed_by_clicks_and_by_what_is_typed(qtbot, dialog):
    assert dialog.trouble.text() == "Add a point."
    # The first click begins a point, which wants words.
    click(qtbot, dialog.suspect, (300, 100))
    assert dialog.trouble.text() == "Point 1 has no words yet."
    write(dialog.points.words, "The seam is single.")
    click(qtbot, dialog.photo, (400, 200), dialog.genuine.cells[0] / PHOTOS["front"][0])
    point = dialog.points.points[0]
    for spot, wanted in ((point.suspect, (300, 100)), (point.photo, (400, 200))):
        assert spot == pytest.approx(wanted, abs=4)
    assert dialog.photo.marked
    assert dialog.suspect.marked
    assert dialog.act.isEnabled()
    for typed, told in (
        ("310", "A place is two numbers, as in 150, 475."),
        ("310, 99999", "A place of point 1 is outside its picture."),
        ("310, 120", ""),
    ):
        write(dialog.points.suspect, typed)
        assert dialog.trouble.text() == told
        assert dialog.act.isEnabled() is not bool(told)
    assert dialog.points.points[0].suspect == (310, 120)
    dialog.reject()


def test_points_are_kept_and_begun_from_again(qtbot, writable_vault, page, dialog):
    vault = writable_vault
    dialog.points.place("suspect", (310, 120))
    dialog.points.place("photo", (410, 210))
    write(dialog.points.words, "The seam is single.")
    dialog.points.add.click()
    write(dialog.points.words, "The label hangs elsewhere.")
    dialog.points.confidential.click()
    dialog.person.setText("Ana Field")
    known = kept(qtbot, vault, page, dialog)
    assert known.by == "Ana Field"
    assert known.points == (
        ComparedPoint("The seam is single.", (410, 210), (310, 120)),
        ComparedPoint("The label hangs elsewhere.", confidential=True),
    )
    again = ask(qtbot, page)
    assert again.points.points == known.points
    assert again.genuine.sha256 == known.photo
    # A place is one of its own photo: on the other one it is not shown, and it comes back.
    for at, places in ((1, (None, None)), (0, ((410, 210), None))):
        again.photos.setCurrentIndex(at)
        assert again.points.photo_places == places
    again.points.list.setCurrentRow(1)
    again.points.remove.click()
    known = kept(qtbot, vault, page, again)
    assert [one.words for one in known.points] == ["The seam is single."]
    assert known.file.endswith("comparison-2.json")
    for step, left in ((vault.deeds.undo, 2), (vault.deeds.undo, 0), (vault.deeds.redo, 2)):
        step()
        qtbot.waitUntil(lambda: vault.jobs.idle)
        known = begin_comparing(vault.desk, page.capture_id).known
        assert len(known.points) == left
    assert known.points[0] == ComparedPoint("The seam is single.", (410, 210), (310, 120))


def test_without_a_photo_in_the_register_it_is_said(qtbot, page):
    dialog = ask(qtbot, page)
    told = "\n".join(one.text() for one in dialog.findChildren(QLabel) if one.isVisible())
    assert "The register has no photo of genuine goods that can be shown." in told
    assert not dialog.photo.isVisible()
    dialog.points.add.click()
    write(dialog.points.words, "The seam is single.")
    assert dialog.act.isEnabled()
    write(dialog.points.photo, "1, 1")
    assert dialog.trouble.text() == "There is no photo to mark a place on."
    dialog.reject()
