"""Marks over a screenshot: drawn by mouse and by keys, undone, and painted as they will be kept."""

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage, QKeySequence, QPainter

from evidencekit.bootstrap.desk_marking import proposals
from evidencekit.evidence.text_boxes import Box
from evidencekit.gui.main_window import MainWindow
from evidencekit.gui.marks import Hand, MarkSheet, MarksPanel, MarkTools
from evidencekit.gui.marks.dialogs import LeaveDialog
from evidencekit.gui.marks.painting import paint_mark
from evidencekit.gui.marks.sheet import Mark
from evidencekit.gui.viewer.canvas import Canvas
from evidencekit.gui.viewer.pictures import Picture, Strip
from evidencekit.packet.marking import render
from evidencekit.packet.marks import Drawn, LayerMark, Reason, Shape
from evidencekit.services.layers import Layer

# What the offscreen platform says of every window.
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")

WIDE, HIGH = 400, 300
LEFT = Qt.MouseButton.LeftButton


def blank(width, height):
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    return image


@pytest.fixture
def bench(qtbot):
    """A canvas with a white picture, a sheet and a hand."""
    canvas, sheet = Canvas(), MarkSheet()
    hand = Hand(canvas, sheet)
    qtbot.addWidget(canvas)
    canvas.resize(WIDE + 60, HIGH + 60)
    canvas.show()
    canvas.show_picture(Picture((Strip(0, blank(WIDE, HIGH), 0, HIGH),), WIDE, HIGH, ()))
    canvas.zoom_to(100)
    hand.work_in(QRect(0, 0, WIDE, HIGH))
    return canvas, sheet, hand


def pull(qtbot, canvas, begun, ended):
    first, last = (canvas.mapFromScene(QPoint(*one)) for one in (begun, ended))
    view = canvas.viewport()
    qtbot.mousePress(view, LEFT, pos=first)
    qtbot.mouseMove(view, (first + last) / 2)
    qtbot.mouseMove(view, last)
    qtbot.mouseRelease(view, LEFT, pos=last)


def places(sheet):
    return [(one.drawn.shape, one.drawn.place) for one in sheet.marks]


# --- the mouse ---


def test_the_mouse_draws_each_kind_and_never_beyond_the_picture(qtbot, bench):
    canvas, sheet, hand = bench
    hand.take(Shape.BOX)
    pull(qtbot, canvas, (20, 30), (120, 90))
    hand.take(Shape.ARROW)
    pull(qtbot, canvas, (200, 200), (150, 100))
    hand.take(Shape.NUMBER)
    pull(qtbot, canvas, (40, 200), (40, 200))
    pull(qtbot, canvas, (80, 200), (80, 200))
    hand.take(Shape.REDACT)
    pull(qtbot, canvas, (350, 250), (WIDE + 20, HIGH + 20))
    assert places(sheet) == [
        (Shape.BOX, (20, 30, 100, 60)),
        (Shape.ARROW, (200, 200, 150, 100)),
        (Shape.NUMBER, (40, 200, 0, 0)),
        (Shape.NUMBER, (80, 200, 0, 0)),
        (Shape.REDACT, (350, 250, WIDE - 1 - 350, HIGH - 1 - 250)),
    ]
    assert [one.drawn.words for one in sheet.marks[2:4]] == ["1", "2"]
    assert [one.lacks for one in sheet.marks] == [False, False, False, False, True]


def test_a_click_draws_no_box_and_a_mark_is_moved_resized_and_let_go(qtbot, bench):
    canvas, sheet, hand = bench
    hand.take(Shape.BOX)
    pull(qtbot, canvas, (10, 10), (10, 10))
    assert sheet.marks == ()
    pull(qtbot, canvas, (100, 100), (200, 160))
    hand.take(None)
    pull(qtbot, canvas, (150, 130), (170, 140))
    assert places(sheet) == [(Shape.BOX, (120, 110, 100, 60))]
    pull(qtbot, canvas, (220, 170), (240, 200))
    assert places(sheet) == [(Shape.BOX, (120, 110, 120, 90))]
    pull(qtbot, canvas, (180, 150), (-900, -900))
    assert places(sheet) == [(Shape.BOX, (0, 0, 120, 90))]
    sheet.undo.undo()
    sheet.undo.undo()
    assert places(sheet) == [(Shape.BOX, (120, 110, 100, 60))]
    pull(qtbot, canvas, (350, 280), (350, 280))
    assert sheet.chosen == ()


# --- the keys ---


def test_all_of_it_goes_by_keys(qtbot, bench):
    canvas, sheet, hand = bench
    hand.take(Shape.REDACT)
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    ((shape, (x, y, wide, high)),) = places(sheet)
    assert shape is Shape.REDACT
    assert QRect(0, 0, WIDE, HIGH).contains(QRect(x, y, wide, high))
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    qtbot.keyClick(canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert places(sheet) == [(shape, (x + 2, y + 10, wide - 1, high))]
    assert f"at {x + 2}, {y + 10}" in canvas.accessibleDescription()
    sheet.undo.undo()
    assert places(sheet) == [(shape, (x + 2, y + 10, wide, high))]
    sheet.undo.undo()
    assert places(sheet) == [(shape, (x, y, wide, high))], "moves in a row are one"
    qtbot.keyClick(canvas, Qt.Key.Key_Delete)
    assert sheet.marks == ()
    sheet.undo.undo()
    assert len(sheet.chosen) == 1
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert sheet.chosen == ()
    assert canvas.accessibleDescription() == ""
    assert hand.tool is Shape.REDACT
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert hand.tool is None


def test_tools_and_undoing_have_keys_and_names(qtbot, bench):
    canvas, sheet, hand = bench
    tools = MarkTools(hand, sheet, canvas)
    qtbot.addWidget(tools)
    keys = {
        action.shortcut().toString(): action for action in canvas.actions() if action.shortcut()
    }
    assert {"V", "A", "B", "N", "T", "R", ".", ","} <= set(keys)
    for key, shape in (("A", Shape.ARROW), ("B", Shape.BOX), ("V", None)):
        keys[key].trigger()
        assert hand.tool is shape
        assert tools.buttons[shape.value if shape else "select"].isChecked()
    keys["B"].trigger()
    assert "Return" in tools.hint.text()
    hand.put_in_middle()
    hand.put_in_middle()
    assert "2 marks that are not saved" in tools.over.text()
    assert "unchanged" in tools.over.text()
    keys["."].trigger()
    assert sheet.chosen == (sheet.marks[0],)
    undo = QKeySequence(QKeySequence.StandardKey.Undo).toString()
    keys[undo].trigger()
    assert len(sheet.marks) == 1
    keys["Ctrl+Y"].trigger()
    assert len(sheet.marks) == 2
    assert all(one.accessibleName() for one in tools.buttons.values())


# --- the panel ---


def test_what_a_redaction_covers_is_said_and_its_reason_asked(qtbot, bench):
    _canvas, sheet, _hand = bench
    panel = MarksPanel(sheet)
    qtbot.addWidget(panel)
    panel.show()
    panel.show_text((Box(10, 10, 50, 10, "by canary"), Box(10, 90, 50, 10, "plain")), 2.0)
    sheet.add(Drawn(Shape.REDACT, (20, 15, 60, 20)))
    assert not panel.keep.isEnabled()
    assert "no reason yet" in panel.list.item(0).text()
    assert panel.under.text() == "Text under it: by canary"
    panel.why.setCurrentIndex(panel.why.findData(Reason.REVIEWER.value))
    panel.why.activated.emit(panel.why.currentIndex())
    assert sheet.marks[0].of.why is Reason.REVIEWER
    assert panel.keep.isEnabled()
    sheet.add(Drawn(Shape.TEXT, (5, 200, 0, 0)))
    assert not panel.keep.isEnabled()
    qtbot.keyClicks(panel.words, "same")
    assert sheet.marks[1].drawn.words == "same"
    sheet.undo.undo()
    assert sheet.marks[1].drawn.words == "", "typing in a row is one"
    panel.list.item(0).setSelected(True)
    assert {one.drawn.shape for one in sheet.chosen} == {Shape.REDACT, Shape.TEXT}
    assert not panel.form.isVisible()


def test_layers_are_shown_and_hidden_and_gone_on_from(qtbot, bench):
    _canvas, sheet, _hand = bench
    panel, shown = MarksPanel(sheet), []
    qtbot.addWidget(panel)
    panel.layers_shown.connect(shown.append)
    mark = LayerMark(Drawn(Shape.REDACT, (1, 2, 30, 40)), Reason.CHAT)
    good = Layer("redaction", 2, "2026-11-27T13:00:00Z", "ana", (mark,), (), counts=True)
    old = Layer("redaction", 1, "2026-11-27T12:00:00Z", "ana", (mark,), (), counts=False)
    bad = Layer("annotation", 1, "", "", (), (), counts=False, readable=False)
    panel.show_layers((good, old, bad))
    assert shown[-1] == []
    assert "no longer counts" in panel.kept.item(1).text()
    assert "can't be read" in panel.kept.item(2).text()
    assert not panel.kept.item(2).flags() & Qt.ItemFlag.ItemIsUserCheckable
    panel.kept.item(1).setCheckState(Qt.CheckState.Checked)
    assert shown[-1] == [old]
    panel.kept.item(1).setCheckState(Qt.CheckState.Unchecked)
    assert shown[-1] == []
    panel.take.click()
    panel.take.click()
    assert [one.of for one in sheet.marks] == [mark]


# --- what is seen is what is kept ---


@pytest.mark.parametrize(
    "drawn",
    [
        Drawn(Shape.REDACT, (30, 40, 120, 50)),
        Drawn(Shape.BOX, (30, 40, 120, 50)),
        Drawn(Shape.ARROW, (250, 200, 60, 60)),
        Drawn(Shape.NUMBER, (100, 100, 0, 0), "7"),
        Drawn(Shape.TEXT, (60, 120, 0, 0), "same 正品 logo"),
    ],
    ids=lambda one: one.shape.value,
)
def test_the_screen_shows_what_the_copy_will_hold(qapp, tmp_path, drawn):
    screen = blank(WIDE, HIGH)
    painter = QPainter(screen)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_mark(painter, drawn)
    painter.end()
    screen.save(str(tmp_path / "screen.png"))
    blank(WIDE, HIGH).save(str(tmp_path / "source.png"))
    render(tmp_path / "source.png", [drawn], 0, tmp_path / "copy.png")
    edges = [_inked(tmp_path / name) for name in ("screen.png", "copy.png")]
    assert edges[0] == pytest.approx(edges[1], abs=3)


def _inked(path):
    with Image.open(path) as picture:
        return picture.convert("L").point(lambda tone: 255 if tone < 160 else 0).getbbox()


# --- at a vault ---


@pytest.fixture
def window(qtbot, own_demo):
    made = MainWindow()
    qtbot.addWindow(made)
    made.show()
    made.open_vault(own_demo / "vault")
    qtbot.waitUntil(lambda: made.vault is not None and made.jobs.idle)
    yield made
    if made._rooms is not None and made._rooms.viewer is not None:
        made._rooms.viewer.marking.sheet.begin()
    made.jobs.cancel_all()
    qtbot.waitUntil(lambda: made.jobs.idle)
    made.close()


def opened(qtbot, window):
    ids = [entry.id for entry in window.vault.desk.captures().entries]
    window.open_capture(ids[0], ids)
    viewer = window._rooms.viewer
    qtbot.waitUntil(lambda: window.jobs.idle and viewer.screenshot.shows_picture)
    return viewer


def sealed(window, viewer):
    return (window.vault.desk.folder / viewer._view.shown["file"]).read_bytes()


def test_marks_are_kept_as_layers_and_the_original_stays(qtbot, window):
    viewer = opened(qtbot, window)
    marking, before = viewer.marking, sealed(window, viewer)
    marking.sheet.add(Drawn(Shape.BOX, (60, 60, 200, 100)))
    marking.sheet.add(Drawn(Shape.REDACT, (300, 60, 200, 100)))
    assert viewer.side.currentIndex() == 2, "a redaction asks for its reason"
    marking.ask_to_keep()
    assert marking.dialog is None, "nothing is kept before it was said"
    panel = marking.panel
    panel.why.setCurrentIndex(1)
    panel.why.activated.emit(1)
    panel.keep.click()
    dialog = marking.dialog
    assert "200 x 100 at 300, 60" in dialog.places.toPlainText()
    dialog.strike.setPlainText("no")
    assert not dialog.act.isEnabled()
    dialog.strike.setPlainText("canary name\n\ncanary name")
    dialog.person.setText("li")
    dialog.act.click()
    qtbot.waitUntil(lambda: len(panel.layers) == 2 and window.jobs.idle)
    assert [(one.kind, one.by, one.struck) for one in panel.layers] == [
        ("redaction", "li", ("canary name",)), ("annotation", "li", ()),
    ]  # fmt: skip
    assert marking.unsaved == 0
    assert not marking.sheet.undo.canUndo()
    assert "Redaction 1" in marking.tools.over.text()
    assert len(marking.hand._kept) == 2
    assert sealed(window, viewer) == before
    marking.sheet.add(Drawn(Shape.REDACT, (10, 10, 40, 40)))
    panel.why.activated.emit(1)
    marking.sheet.change("", lambda one: Mark(one.number, LayerMark(one.drawn, Reason.CHAT)))
    marking.ask_to_keep()
    dialog = marking.dialog
    assert "1 place of Redaction 1" in dialog.left_out.text
    assert dialog.struck == ("canary name",)
    dialog.more.click()
    assert dialog.left_out.text == ""
    assert len(marking.sheet.redactions) == 2
    dialog.reject()


def test_boxes_are_proposed_and_judged_by_the_person(qtbot, window):
    viewer = opened(qtbot, window)
    marking, panel = viewer.marking, viewer.marking.panel
    panel.propose.click()
    qtbot.waitUntil(lambda: bool(panel.proposed.text()) and window.jobs.idle)
    wanted = proposals(window.vault.desk, viewer.capture_id)
    assert wanted.boxes
    assert [(one.drawn.place, one.of.why) for one in marking.sheet.redactions] == [
        (one.box, one.why) for one in wanted.boxes
    ]
    assert all(line in panel.proposed.text() for line in wanted.cautions())
    marking.sheet.undo.undo()
    assert marking.unsaved == 0


def test_nothing_leads_away_from_unsaved_marks_unasked(qtbot, window):
    viewer = opened(qtbot, window)
    marking, here = viewer.marking, viewer.capture_id
    ways = (
        lambda: viewer.go(1),
        viewer.close_it,
        lambda: window.show_room("cases"),
        lambda: window.open_vault(window.vault.desk.folder),
        window.close,
    )
    marking.sheet.add(Drawn(Shape.BOX, (60, 60, 200, 100)))
    for way in ways:
        marking.dialog = None
        way()
        assert isinstance(marking.dialog, LeaveDialog)
        marking.dialog.stay.click()
        assert window.isVisible()
        assert window.stack.currentWidget() is viewer
        assert (viewer.capture_id, marking.unsaved) == (here, 1)
    assert window.rail.buttons["captures"].isChecked()
    viewer.go(1)
    marking.dialog.discard.click()
    assert viewer.capture_id != here
    assert marking.unsaved == 0
    qtbot.waitUntil(lambda: window.jobs.idle)
    marking.sheet.add(Drawn(Shape.BOX, (60, 60, 200, 100)))
    window.show_room("cases")
    marking.dialog.keep.click()
    marking.dialog.act.click()
    qtbot.waitUntil(lambda: window.stack.currentWidget() is not viewer)
    qtbot.waitUntil(lambda: window.jobs.idle)
    assert marking.unsaved == 0
