"""The evidence viewer over the real demo: what it shows, says, and never says."""

import struct
import zlib
from itertools import islice

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QPushButton

from evidencekit.bootstrap.desk import Tile
from evidencekit.domain.ids import IdKind, new_id
from evidencekit.evidence.report import (
    KeyTrust,
    TimeTrust,
    VerificationReport,
    failed,
    indeterminate,
    passed,
)
from evidencekit.evidence.text_boxes import Box
from evidencekit.gui.parts import tip
from evidencekit.gui.viewer import ViewerPage
from evidencekit.gui.viewer.canvas import Canvas
from evidencekit.gui.viewer.code_words import event_words
from evidencekit.gui.viewer.integrity import verdict_words
from evidencekit.gui.viewer.pictures import STRIP, picture_of
from evidencekit.gui.viewer.plain import ElidedLabel
from evidencekit.gui.viewer.reading import ReadingPane, Row, Section
from evidencekit.packet.token_files import TokenFiles
from evidencekit.services.custody_table import TITLES
from evidencekit.services.proof import proof_of
from evidencekit.services.text_places import places_of
from evidencekit.services.viewing import view_capture
from evidencekit.vault.kinds import KINDS
from fakes.drafts import a_draft, an_about

# What the offscreen platform says of every window.
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")

FILE = "evidence/2026/11/c-1.wacz"
KEY = "8ec80c97b0ed6131"
TOKEN = TokenFiles("stamps/l.sha256", "court", "2026-11-23T22:33:00Z")
HOSTILE = "<b>bold</b><img src=x>\u202egnp.exe " + "x" * 10_000


def ids(vault):
    return [entry.id for entry in vault.desk.captures().entries]


@pytest.fixture
def show(qtbot, jobs):
    """Show a capture and wait until all about it was read."""

    def shown(vault, capture_id, among=()):
        page = ViewerPage(vault)
        qtbot.addWidget(page)
        page.resize(1280, 800)
        page.show()
        page.setFocus()
        page.show_capture(capture_id, among)
        qtbot.waitUntil(lambda: jobs.idle)
        return page

    return shown


def sealed_file(vault, capture_id):
    return vault.desk.folder / str(vault.desk.capture(capture_id)["file"])


def alter(path, at):
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)


# --- looking ---


def test_a_capture_is_shown_whole(show, open_vault):
    first = ids(open_vault)[0]
    page = show(open_vault, first, ids(open_vault))
    said = open_vault.desk.capture(first)
    assert page.header.title.text() == said["provenance"]["title"]
    assert page.header.time.text().startswith("Captured 20")
    assert page.header.time.toolTip().endswith(" UTC</p>")
    assert [one.text() for one in page.header.badges] == [
        "complete",
        "listing",
        "DEMO stamp",
        "DEMO",
    ]
    assert page.screenshot.shows_picture
    assert page.facts.table.model().rowCount() == len(said["facts"])
    assert page.custody.table.model().rowCount() == len(said["custody"])
    assert str(said["sha256"]) in page.about.text.words
    # As root there is no sandbox, and the capture says so.
    off = "off: a hostile page had less to overcome" in page.about.text.words
    assert off is not said["provenance"]["sandbox"]
    assert page.alarm.isHidden()
    assert page.shortfall.isHidden()


@pytest.mark.parametrize(
    ("ended", "words"),
    [
        ({"state": "complete_with_gaps"}, "Parts of the page are missing"),
        (
            {"state": "complete_with_gaps", "limits": {"stopped_by": "growth"}},
            "names them. The page kept growing.",
        ),
        ({"state": "wall", "reason": "captcha"}, "A captcha stood in front of the page."),
        ({"state": "failed", "reason": "crash"}, "The browser engine crashed."),
    ],
)
def test_what_a_capture_lacks_stands_above_it(show, writable_vault, ended, words):
    with writable_vault.desk.writing() as writer:
        name = new_id(IdKind.CAPTURE, writable_vault.desk.now())
        writer.seal(a_draft(capture_id=name, about=an_about(**ended)))
    page = show(writable_vault, name)
    assert page.shortfall.isVisible()
    assert words in page.shortfall.text
    page.shortfall.findChild(QPushButton).click()
    assert page.about.isVisible()


def test_a_demo_never_passes(show, open_vault):
    page = show(open_vault, ids(open_vault)[0])
    assert page.integrity.verdict.text() == "DEMO"
    assert page.integrity.verdict.property("role") == "badge-demo"
    words = page.integrity.words
    assert "This is a demo: nothing in it proves anything." in words
    assert "have not changed" not in words
    assert "this computer's clock only" in words
    assert "checks passed" not in words
    assert page.header.verdict.isHidden()


def test_verify_again_checks_again(qtbot, show, open_vault, jobs):
    page = show(open_vault, ids(open_vault)[0])
    qtbot.keyClick(page, Qt.Key.Key_F5)
    assert page.integrity.verdict.text() == "checking"
    assert not page.integrity.again.isEnabled()
    qtbot.waitUntil(lambda: jobs.idle)
    assert page.integrity.verdict.text() == "DEMO"
    assert page.integrity.again.isEnabled()


def test_a_chosen_fact_is_framed_on_the_screenshot(show, open_vault):
    page = show(open_vault, ids(open_vault)[0])
    facts = open_vault.desk.capture(page.capture_id)["facts"]
    names = list(facts)
    page.facts.table.selectRow(names.index("seller"))
    words = page.facts.details.words
    assert facts["seller"]["raw"] in words
    assert facts["seller"]["where"] in words
    assert page.screenshot.canvas.marked
    page.facts.table.selectRow(names.index("listing_id"))
    assert "Not found as it stands there" in page.facts.details.words
    assert page.screenshot.canvas.marked == []


def test_going_to_a_place_far_down_brings_it_into_view(show, open_vault):
    page = show(open_vault, ids(open_vault)[0])
    canvas = page.screenshot.canvas
    low = int(canvas.sceneRect().height()) - 80
    page.screenshot.mark([(Box(10, low, 50, 20, "far"),)], int(canvas.sceneRect().width()))
    assert canvas.mapToScene(canvas.viewport().rect()).boundingRect().bottom() > low


def test_zoom_keeps_within_25_and_400_percent_and_fits_again(qtbot, show, open_vault):
    page = show(open_vault, ids(open_vault)[0])
    canvas = page.screenshot.canvas
    fitting = canvas.percent
    assert canvas.fits
    for _ in range(15):
        qtbot.keyClick(page, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert canvas.percent == 400
    for _ in range(15):
        qtbot.keyClick(page, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert canvas.percent == 25
    qtbot.keyClick(page, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert canvas.percent == fitting
    page.resize(1000, 640)
    assert canvas.percent < fitting


def test_the_screenshot_scrolls_by_keys_and_says_where_it_is(qtbot, show, open_vault):
    page = show(open_vault, ids(open_vault)[0])
    canvas = page.screenshot.canvas
    height = f"{int(canvas.sceneRect().height()):,}"
    assert page.screenshot.position == f"Row 0 of {height}"
    qtbot.keyClick(canvas, Qt.Key.Key_PageDown)
    after = canvas.row
    assert after > 0
    qtbot.keyClick(canvas, Qt.Key.Key_Down)
    assert canvas.row > after
    qtbot.keyClick(canvas, Qt.Key.Key_End)
    assert canvas.verticalScrollBar().value() == canvas.verticalScrollBar().maximum()
    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    assert page.screenshot.position == f"Row 0 of {height}"


def test_a_custody_line_is_shown_in_full_when_chosen(show, open_vault):
    page = show(open_vault, ids(open_vault)[0])
    line = open_vault.desk.capture(page.capture_id)["custody"][0]
    page.custody.table.selectRow(0)
    assert "Sealing begun" in page.custody.details.words
    assert line["body"]["sha256"] in page.custody.details.words
    index = page.custody.table.model().index(0, 1)
    assert "UTC" in index.data(Qt.ItemDataRole.ToolTipRole)


def test_the_hash_is_copied_whole(qtbot, show, open_vault):
    page = show(open_vault, ids(open_vault)[0])
    page.about.copy.click()
    assert QGuiApplication.clipboard().text() == open_vault.desk.capture(page.capture_id)["sha256"]


# --- going on ---


def test_j_and_k_go_to_the_neighbours_and_stop_at_the_ends(qtbot, show, open_vault, jobs):
    among = ids(open_vault)[:2]
    page = show(open_vault, among[0], among)
    assert page.header.place.text() == "1 of 2"
    qtbot.keyClick(page, Qt.Key.Key_K)
    assert page.capture_id == among[0]
    qtbot.keyClick(page, Qt.Key.Key_J)
    qtbot.keyClick(page, Qt.Key.Key_J)
    assert page.capture_id == among[1]
    qtbot.waitUntil(lambda: jobs.idle)
    assert not page.header.next.isEnabled()
    assert among[1] in page.about.text.words
    qtbot.keyClick(page, Qt.Key.Key_K)
    assert page.capture_id == among[0]
    qtbot.waitUntil(lambda: jobs.idle)


def test_going_on_fast_shows_nothing_of_an_older_one(qtbot, show, open_vault, jobs):
    among = ids(open_vault)
    page = show(open_vault, among[0], among)
    for _ in range(len(among) - 1):
        qtbot.keyClick(page, Qt.Key.Key_J)
        assert not page.screenshot.shows_picture
        assert page.facts.table.model().rowCount() == 0
        assert page.about.text.words == ""
        assert page.integrity.verdict.text() == "checking"
    qtbot.waitUntil(lambda: jobs.idle)
    last = open_vault.desk.capture(among[-1])
    assert page.capture_id == among[-1]
    assert page.header.title.text() == last["provenance"]["title"]
    shot = next(one for one in last["provenance"]["artefacts"] if one["kind"] == "fullpage")
    assert page.screenshot.canvas.sceneRect().height() == shot["height"]
    assert str(last["sha256"]) in page.about.text.words


@pytest.mark.parametrize("way", ["button", "key"])
def test_there_is_a_way_back(qtbot, show, open_vault, way):
    page = show(open_vault, ids(open_vault)[0])
    with qtbot.waitSignal(page.closed):
        if way == "button":
            page.header.back.click()
        else:
            qtbot.keyClick(page, Qt.Key.Key_Escape)


# --- damage ---


def test_a_flipped_bit_in_the_pictures_is_said_in_red_with_the_file(show, writable_vault):
    first = ids(writable_vault)[0]
    path = sealed_file(writable_vault, first)
    alter(path, path.stat().st_size // 2)
    page = show(writable_vault, first)
    name = str(writable_vault.desk.capture(first)["file"])
    assert page.alarm.isVisible()
    assert name in page.alarm.text
    assert page.alarm.property("role") == "bar-bad"
    assert page.header.verdict.text() == "check failed"
    assert name in page.integrity.words
    assert "Nothing, as long as a check fails." in page.integrity.words
    assert not page.screenshot.shows_picture
    assert "refused" in page.screenshot.notice.text


def test_a_file_that_is_no_archive_is_said_to_be_none(show, writable_vault):
    first = ids(writable_vault)[0]
    alter(sealed_file(writable_vault, first), 0)
    page = show(writable_vault, first)
    assert "check failed" in page.integrity.words
    assert "can't be read" in page.about.text.words
    assert page.header.badges[0].text() == "unknown"
    assert not page.screenshot.shows_picture


def test_a_file_that_is_gone_is_said_to_be_gone(show, writable_vault):
    first = ids(writable_vault)[0]
    path = sealed_file(writable_vault, first)
    path.chmod(0o644)
    path.unlink()
    page = show(writable_vault, first)
    assert "Evidence that the log names is not here." in page.alarm.text
    assert "can't be read" in page.screenshot.notice.text


def test_damage_is_seen_by_verifying_again(qtbot, show, writable_vault, jobs):
    first = ids(writable_vault)[0]
    page = show(writable_vault, first)
    assert page.integrity.verdict.text() == "DEMO"
    alter(sealed_file(writable_vault, first), -1)
    page.integrity.again.click()
    qtbot.waitUntil(lambda: jobs.idle)
    assert page.integrity.verdict.text() == "check failed"
    assert page.alarm.isVisible()


def test_a_capture_that_is_not_here_is_said_in_place(show, open_vault):
    page = show(open_vault, "c-00000000000000000000000000")
    assert "There is no capture with the id" in page.trouble.text
    assert page.trouble.isVisible()
    assert page.header.title.text() == "This capture can't be shown"


def test_facts_that_were_not_read_are_said_not_to_be_read(show, writable_vault):
    first = ids(writable_vault)[0]
    sha256 = str(writable_vault.desk.capture(first)["sha256"])
    for path in (writable_vault.desk.folder / "derived" / sha256).iterdir():
        path.chmod(0o644)
        path.unlink()
    page = show(writable_vault, first)
    assert page.facts.note == "The facts of this capture were not read yet."
    # What a person stood for stands without the reading.
    assert {fact["standing"] for fact in page.facts._facts.values()} == {"confirmed"}


# --- pictures ---


def png(width, height, rows=None, start=None):
    """Return a grey PNG; with `start`, each row is of its own grey, counted from there."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    greys = (128 if start is None else (start + y) % 200 for y in range(height))
    shown = islice(greys, height if rows is None else rows)
    raw = b"".join(b"\0" + bytes([grey]) * width for grey in shown)
    packed = chunk(b"IDAT", zlib.compress(raw))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + packed + chunk(b"IEND", b"")


def test_a_picture_is_cut_into_strips_that_overlap_by_a_row(qapp):
    made = picture_of([Tile(0, 30, STRIP + 10, png(30, STRIP + 10))], 1)
    assert [(strip.y, strip.first, strip.height) for strip in made.strips] == [
        (0, 0, STRIP + 1),
        (STRIP, STRIP, 10),
    ]
    assert (made.width, made.height, made.problems) == (30, STRIP + 10, ())


@pytest.mark.parametrize("percent", [50, 100, 200])
def test_strips_show_each_row_in_its_place_and_no_seam(qtbot, percent):
    # Grey that grows by one a row, across the seams of strips and that of two tiles.
    high = STRIP + 38
    tiles = [Tile(y, 30, high, png(30, high, start=y)) for y in (0, high)]
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(200, 2_400)
    canvas.show()
    canvas.show_picture(picture_of(tiles, 2))
    canvas.zoom_to(percent)
    image = canvas.viewport().grab().toImage()
    x = canvas.mapFromScene(15, 0).x()
    for row in (3, STRIP - 2, STRIP - 1, STRIP, STRIP + 1, high - 2, high + 1, high + STRIP):
        y = canvas.mapFromScene(0, row).y()
        assert image.pixelColor(x, y).red() == pytest.approx(row % 200, abs=2)


@pytest.mark.parametrize(
    ("tile", "why"),
    [
        (Tile(0, 100, 100, png(60_000, 60_000, rows=0)), "lies about its size"),
        (Tile(0, 60_000, 60_000, png(60_000, 60_000, rows=0)), "too large a tile"),
        (Tile(0, 0, 0, png(10, 10)), "no size was sealed"),
        (Tile(0, 10, 10, b"GIF89a"), "not a PNG"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_picture_that_lies_is_not_decoded(qapp, tile, why):
    made = picture_of([tile], 1)
    assert made.strips == ()
    assert len(made.problems) == 1


def test_missing_parts_are_named(qapp):
    made = picture_of([Tile(0, 10, 10, png(10, 10)), Tile(30, 10, 10, png(10, 10))], 3)
    assert made.problems == (
        "Rows 10 to 29 of the screenshot are missing.",
        "2 of 3 parts of the screenshot are here.",
    )
    assert len(made.strips) == 2


# --- foreign text ---


def test_hostile_text_stays_plain(qtbot):
    title, pane = ElidedLabel("title"), ReadingPane("pane")
    for widget in (title, pane):
        qtbot.addWidget(widget)
        widget.resize(300, 60)
        widget.show()
    title.say(HOSTILE)
    pane.read([Section(HOSTILE, (Row("name", HOSTILE), Row("", HOSTILE)))])
    assert title.textFormat() is Qt.TextFormat.PlainText
    assert title.text().startswith("<b>bold")
    assert title.fontMetrics().horizontalAdvance(title.text()) <= 300
    assert "\u202e" not in title.toolTip()
    assert "&lt;img src=x&gt;" in title.toolTip()
    assert "<b>bold</b><img src=x>[U+202E]gnp.exe" in pane.words
    assert "\u202e" not in pane.words
    assert len(title.toolTip()) < 4_000


def test_a_tooltip_holds_no_markup_of_the_page():
    assert tip("<b>x</b>") == '<p style="white-space: pre-wrap">&lt;b&gt;x&lt;/b&gt;</p>'
    assert tip("") == ""


# --- what is proved ---


def report(*checks, key=KeyTrust.KNOWN, time=TimeTrust.NONE):
    return VerificationReport(tuple(checks), key, time, (KEY * 4,), 1, 1)


SOUND = (passed("wacz.hash", FILE), passed("wacz.signature", f"{FILE}.sig"))
STAMPED = (
    passed("stamp.list", TOKEN.list),
    passed("stamp.token", f"{TOKEN.stem}.tsr"),
    passed("stamp.order", f"{TOKEN.stem}.tsr"),
)


def test_what_is_proved_when_all_passed():
    proof = proof_of(report(*SOUND), FILE, KEY, ())
    assert proof.proves == (
        "These bytes have not changed since they were sealed.",
        "They were signed with the key whose fingerprint begins with 8ec80c97.",
    )
    assert any("clock only" in one for one in proof.proves_not)


def test_a_verified_token_proves_a_time_as_far_as_its_root_is_trusted():
    chain = f"{TOKEN.stem}.chain.pem"
    known = proof_of(report(*SOUND, *STAMPED, passed("stamp.chain", chain)), FILE, KEY, (TOKEN,))
    assert known.proves[-1] == (
        "They existed by 2026-11-23 22:33:00 UTC: a time token of court says so."
    )
    assert not any("clock only" in one for one in known.proves_not)
    unknown = indeterminate("stamp.chain", chain)
    proof = proof_of(report(*SOUND, *STAMPED, unknown), FILE, KEY, (TOKEN,))
    assert "to whoever trusts court" in proof.proves[-1]


@pytest.mark.parametrize("spoiled", range(len(STAMPED)))
def test_a_token_that_was_not_verified_proves_no_time(spoiled):
    checks = [*STAMPED]
    checks[spoiled] = indeterminate(checks[spoiled].id, checks[spoiled].item)
    proof = proof_of(report(*SOUND, *checks), FILE, KEY, (TOKEN,))
    assert not any("existed by" in one for one in proof.proves)
    assert any("clock only" in one for one in proof.proves_not)


def test_a_token_that_ended_and_was_not_renewed_proves_no_time():
    ended = indeterminate("stamp.renewal", f"{TOKEN.stem}.tsr")
    proof = proof_of(report(*SOUND, *STAMPED, ended), FILE, KEY, (TOKEN,), TOKEN)
    assert not any("existed by" in one or "put together" in one for one in proof.proves)
    assert any("clock only" in one for one in proof.proves_not)


def test_each_kind_of_custody_line_has_words():
    assert TITLES.keys() == KINDS.keys()
    for kind in KINDS:
        assert event_words(kind) != kind


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (report(*SOUND, failed("custody.chain", "custody/x")), "Nothing, as long as"),
        (report(*SOUND, *STAMPED, key=KeyTrust.DEMO, time=TimeTrust.DEMO), "This is a demo"),
        (report(), "Nothing: hash and signature"),
    ],
)
def test_what_proves_nothing(made, says):
    proof = proof_of(made, FILE, KEY, (TOKEN,))
    assert len(proof.proves) == 1
    assert proof.proves[0].startswith(says)
    assert any("clock only" in one for one in proof.proves_not)


def test_verdicts_in_words():
    key = indeterminate("key.known", "keys/x")
    assert verdict_words(report(*SOUND))[:2] == ("checks passed", "good")
    assert verdict_words(report(*SOUND, key))[:2] == ("not decided", "warn")
    assert verdict_words(report(failed("wacz.hash", FILE)))[:2] == ("check failed", "bad")
    assert verdict_words(report(*SOUND, key=KeyTrust.DEMO))[:2] == ("DEMO", "demo")


# --- places of words ---


def test_words_are_found_over_several_boxes_and_the_largest_first():
    boxes = [Box(0, 0, 9, 10, "Bag X"), Box(0, 20, 9, 30, "Bag"), Box(9, 20, 9, 30, "X new")]
    found = places_of("Bag  X", boxes)
    assert [[box.y for box in run] for run in found] == [[20, 20], [0]]
    assert places_of("X", boxes) == []
    assert places_of("Shoe", boxes) == []
    assert places_of("Bag X", []) == []


def test_all_that_stands_around_the_pictures_is_read_at_once(open_vault):
    view = view_capture(open_vault.desk.folder, ids(open_vault)[0])
    assert view.trouble is None
    assert view.page_width > 0
    assert any("Sold by" in box.text for box in view.boxes)
    assert [token.authority for token in view.tokens] == ["demo"]


# --- for everybody ---


def test_what_takes_the_focus_has_a_name_and_is_reached_by_tab(qtbot, show, open_vault):
    page = show(open_vault, ids(open_vault)[0])
    seen = set()
    for _ in range(40):
        widget = page.focusWidget()
        if widget is not None:
            seen.add(widget)
            face = QAccessible.queryAccessibleInterface(widget)
            assert face.text(QAccessible.Text.Name), widget
        page.focusNextChild()
    wanted = {page.screenshot.canvas, page.facts.table, page.facts.details, page.tabs, page.side}
    assert wanted <= seen
    assert page.header.back in seen


# --- replay ---


def test_a_replay_that_can_not_be_shown_says_why(show, writable_vault, qtbot):
    first = ids(writable_vault)[0]
    page = show(writable_vault, first)
    assert page.header.replay.isEnabled()
    sealed_file(writable_vault, first).unlink()
    page.header.replay.click()
    qtbot.waitUntil(lambda: "can't be read" in page.alarm.text)
