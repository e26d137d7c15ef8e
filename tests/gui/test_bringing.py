"""Files and lists: dropped, shown, brought in by the real command, gone on with after a stop."""

from pathlib import Path

import pytest
from PySide6.QtCore import QLockFile, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from evidencekit.bootstrap.browsing import make_profile
from evidencekit.bootstrap.desk_bringing import ListManner, read_list, unfinished_list
from evidencekit.domain.capture import Ground
from evidencekit.gui.bring import BatchDialog, DropZone, ImportDialog
from evidencekit.gui.bring.batch_dialog import outcome_of
from evidencekit.gui.rooms import Rooms
from evidencekit.services.batch_schedule import DELAY
from evidencekit.services.sample_shop import SampleShop
from fakes.pictures import png

LOOPBACK = '--host-resolver-rules="MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"'


@pytest.fixture
def parent(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def column(dialog, number):
    model = dialog.table.model
    return [model.item(row, number).text() for row in range(model.rowCount())]


# --- importing ---


def test_files_are_imported_and_each_says_what_became_of_it(
    qtbot, parent, writable_vault, tmp_path
):
    good, broken = tmp_path / "picture.png", tmp_path / "cut.wacz"
    good.write_bytes(png(40, 30))
    desk = writable_vault.desk
    broken.write_bytes((desk.folder / desk.captures().entries[0].file).read_bytes()[:2000])
    dialog = ImportDialog(writable_vault, parent)
    assert not dialog.go.isEnabled()
    dialog.add([good, broken, good])
    assert column(dialog, 1) == ["waits", "waits"]
    dialog.person.setText(" ")
    assert not dialog.go.isEnabled()
    dialog.person.setText("Ana")
    with qtbot.waitSignal(dialog.ended) as told:
        dialog.go.click()
    assert column(dialog, 1) == ["new", "unreadable, kept as it is"]
    assert told.args == ["2 new, 0 known before, 1 unreadable, kept as it is"]
    dialog.add([good])
    with qtbot.waitSignal(dialog.ended):
        dialog.go.click()
    assert column(dialog, 1) == ["known before"]


def test_a_file_that_is_gone_is_told_and_the_dialog_goes_on(
    qtbot, parent, writable_vault, jobs, tmp_path
):
    dialog = ImportDialog(writable_vault, parent)
    dialog.add([tmp_path / "gone.png"])
    with qtbot.waitSignal(jobs.failed):
        dialog.go.click()
    assert dialog.go.isEnabled()
    assert "stays" in dialog.said.text()


def test_an_address_is_given_where_the_files_tell_none(qtbot, parent, writable_vault, tmp_path):
    picture = tmp_path / "picture.png"
    picture.write_bytes(png(40, 30))
    dialog = ImportDialog(writable_vault, parent)
    dialog.add([picture])
    dialog.address.setText("no address")
    dialog.go.click()
    assert "not a web address: no address" in dialog.said.text()
    dialog.address.setText("shop.example/item/4711")
    with qtbot.waitSignal(dialog.ended):
        dialog.go.click()
    newest = writable_vault.desk.captures().entries[0].id
    about = writable_vault.desk.capture(newest)["provenance"]
    assert about["final_url"] == "https://shop.example/item/4711"
    assert dialog.address.text() == "", "it was said of these files"


# --- lists ---


def test_the_lines_of_a_list_are_sorted():
    found = read_list(["https://a.test/1", "nonsense", "https://a.test/1", "http://b.test/"])
    assert found.addresses == ("https://a.test/1", "http://b.test/")
    assert found.not_addresses == ("nonsense",)
    assert found.twice == 1


def test_a_list_is_captured_stopped_and_gone_on_with(
    qtbot, parent, writable_vault, jobs, monkeypatch
):
    monkeypatch.setenv("EVIDENCEKIT_CHROMIUM_FLAGS", LOOPBACK)
    with SampleShop() as shop:
        dialog = BatchDialog(writable_vault, parent)
        qtbot.waitUntil(lambda: jobs.idle)
        assert dialog.ground.isHidden()  # a demo needs none
        dialog.add([*shop.listings[:2], "nonsense"])
        assert dialog.counts.text() == "2 addresses; 1 line is no address and is left out"
        dialog.go.click()
        qtbot.waitUntil(lambda: dialog.progress.maximum() == 2)
        dialog.stop.click()
        qtbot.waitUntil(lambda: not dialog.busy)
        left = unfinished_list(writable_vault.desk)
        assert left == tuple(shop.listings[:2])
        assert "Stopped" in dialog.said.text()
        again = BatchDialog(writable_vault, parent)
        assert again.field.toPlainText().splitlines() == list(left)
        assert "not brought to its end" in again.note.text
        assert not again.manner.anew.isHidden()
        qtbot.waitUntil(lambda: jobs.idle)
        with qtbot.waitSignal(again.ended) as told:
            again.go.click()
    assert "2 of 2 captured" in told.args[0]
    assert column(again, 1) == ["complete", "complete"]
    assert unfinished_list(writable_vault.desk) == ()


def test_a_list_is_captured_with_a_kept_profile_once_it_is_free(
    qtbot, parent, writable_vault, jobs, monkeypatch
):
    monkeypatch.setenv("EVIDENCEKIT_CHROMIUM_FLAGS", LOOPBACK)
    used = QLockFile(str(make_profile("shop") / "lock"))
    assert used.tryLock(0)
    with SampleShop() as shop:
        dialog = BatchDialog(writable_vault, parent)
        dialog.open()
        manner = dialog.manner
        qtbot.waitUntil(lambda: manner.profile.count() == 2 and jobs.idle)
        assert manner.profile.chosen is None
        manner.profile.setCurrentIndex(1)
        assert not manner.documents.isVisible()
        manner.more.click()
        assert manner.documents.isVisible()
        assert manner.anew.isHidden(), "nothing was stopped"
        manner.documents.setChecked(True)
        manner.wait.setCurrentIndex(manner.wait.findText("2 seconds"))
        assert manner.manner == ListManner("shop", 2, documents=True)
        dialog.add(shop.listings[:1])
        dialog.go.click()
        qtbot.waitUntil(lambda: not dialog.busy)
        assert "browser profile shop is in use" in dialog.trouble.text
        assert "start it anew" in dialog.trouble.text
        used.unlock()
        dialog.anew.click()
        assert manner.profile.chosen == "shop"
        with qtbot.waitSignal(dialog.ended):
            dialog.go.click()
    assert column(dialog, 1) == ["complete"]
    newest = writable_vault.desk.captures().entries[0].id
    about = writable_vault.desk.capture(newest)["provenance"]
    assert about["capture_settings"]["profile"] == "shop"
    assert "mhtml" in {one["kind"] for one in about["artefacts"]}


def test_what_is_wished_of_a_list_is_what_the_command_is_told():
    assert ListManner().options() == []
    said = ListManner("shop", 5, documents=True, anew=True).options()
    assert said == ["--profile", "shop", "--wait", "5", "--documents", "--anew"]
    said = ListManner(pause=2, at_once=1, plain=True).options()
    assert said == ["--delay", "2", "--parallel", "1", "--engine", "requests"]


def test_a_list_is_captured_without_a_browser_which_leaves_out_what_only_one_does(
    qtbot, parent, writable_vault, jobs
):
    with SampleShop() as shop:
        dialog = BatchDialog(writable_vault, parent)
        dialog.open()
        manner = dialog.manner
        manner.more.click()
        assert manner.pause.itemText(0) == f"{DELAY:g} seconds, as usual"
        manner.documents.setChecked(True)
        manner.wait.setCurrentIndex(1)
        manner.pause.setCurrentIndex(manner.pause.findText("2 seconds"))
        manner.at_once.setCurrentIndex(manner.at_once.findText("1"))
        manner.plain.click()
        assert not any(one.isEnabled() for one in (manner.profile, manner.wait, manner.documents))
        assert manner.manner == ListManner(pause=2, at_once=1, plain=True)
        dialog.add(shop.listings[:1])
        qtbot.waitUntil(dialog.go.isEnabled)
        dialog.go.click()
        qtbot.waitUntil(lambda: not dialog.busy)
        assert column(dialog, 1) == ["complete"], dialog.trouble.text
    newest = writable_vault.desk.captures().entries[0].id
    about = writable_vault.desk.capture(newest)["provenance"]
    assert about["engine"]["kind"] == "requests"
    manner.plain.click()
    assert manner.manner == ListManner(None, 2, documents=True, pause=2, at_once=1)


def test_a_log_in_that_may_be_gone_is_told():
    row = {"url": "https://a.test/1", "id": "c-1", "state": "complete", "warnings": []}
    assert outcome_of(row).remark == "c-1"
    lost = outcome_of(row | {"warnings": ["profile_not_kept"]})
    assert lost.remark == "a log-in of this profile may be gone at the next visit; c-1"
    assert lost.became == "complete"


def test_a_ground_is_asked_for_once_where_nobody_stated_it(qtbot, jobs, parent, tmp_path):
    from evidencekit.bootstrap.desk import Desk
    from evidencekit.gui.open_vault import OpenVault
    from evidencekit.services.ground import state_ground

    desk, _made = Desk.make(tmp_path / "v", "Brand X", "Ana", "right words")
    vault = OpenVault(desk, jobs, lambda _wrong, _then: None, jobs)
    dialog = BatchDialog(vault, parent)
    qtbot.waitUntil(lambda: not dialog.ground.isHidden())
    dialog.add(["https://a.test/"])
    assert not dialog.go.isEnabled()
    dialog.ground.setCurrentIndex(dialog.ground.findData(Ground.OWN_RIGHT))
    assert dialog.go.isEnabled()
    with desk.writing() as writer:
        state_ground(writer, Ground.MANDATE, "Ana")
    dialog.begin()
    qtbot.waitUntil(dialog.ground.isHidden)


def test_a_list_comes_from_a_file_too(qtbot, parent, open_vault, tmp_path, jobs):
    dialog = BatchDialog(open_vault, parent)
    file = tmp_path / "list.csv"
    file.write_text("name,url\nbag,https://a.test/1\nbelt,https://a.test/2\n", encoding="utf-8")
    dialog.add_file(file)
    assert dialog.field.toPlainText().splitlines() == ["https://a.test/1", "https://a.test/2"]
    with qtbot.waitSignal(jobs.failed):
        dialog.add_file(tmp_path / "gone.txt")


# --- dropping ---


def drop(place, data):
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    action = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(5, 5), action, data, buttons, keys)
    QApplication.sendEvent(place, enter)
    event = QDropEvent(QPointF(5, 5), action, data, buttons, keys)
    QApplication.sendEvent(place, event)
    return enter.isAccepted()


@pytest.fixture
def dropped(parent):
    zone, got = DropZone(parent), {}
    for name in ("files", "lists", "texts"):
        getattr(zone, name).connect(lambda found, name=name: got.update({name: found}))
    return got


def test_files_lists_and_addresses_are_told_apart(parent, dropped):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/x/page.wacz"), QUrl.fromLocalFile("/x/list.CSV")])
    assert drop(parent, data)
    assert dropped == {"files": [Path("/x/page.wacz")], "lists": [Path("/x/list.CSV")]}


def test_addresses_come_as_links_and_as_text(parent, dropped):
    data = QMimeData()
    data.setText("see https://a.test/1 and\nhttp://b.test/2")
    assert drop(parent, data)
    assert dropped == {"texts": ["https://a.test/1", "http://b.test/2"]}
    data = QMimeData()
    data.setUrls([QUrl("https://a.test/3"), QUrl("javascript:alert(1)")])
    assert drop(parent, data)
    assert dropped["texts"] == ["https://a.test/3"]


def test_what_is_neither_is_not_taken(parent, dropped):
    data = QMimeData()
    data.setText("only words")
    assert not drop(parent, data)
    assert dropped == {}


def test_every_room_of_an_open_vault_takes_drops_and_none_after_it(qtbot, open_vault):
    stack, got = QStackedWidget(), []
    qtbot.addWidget(stack)
    rooms = Rooms(open_vault, stack)
    rooms.files_wanted.connect(got.append)
    rooms.list_wanted.connect(lambda texts, files: got.append((texts, files)))
    page, words = QMimeData(), QMimeData()
    page.setUrls([QUrl.fromLocalFile("/x/page.wacz"), QUrl.fromLocalFile("/x/list.csv")])
    words.setText("https://a.test/1")
    assert drop(stack, page)
    assert drop(stack, words)
    wanted = [
        [Path("/x/page.wacz")],
        ([], [Path("/x/list.csv")]),
        (["https://a.test/1"], []),
    ]
    assert got == wanted
    rooms.clear()
    assert not stack.acceptDrops()
    drop(stack, page)
    assert got == wanted
