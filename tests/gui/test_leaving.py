"""What leaves a vault by the app: a case three ways, a backup, keys; and captures hidden."""

import json
import zipfile
from functools import partial

import pytest
from PySide6.QtGui import QGuiApplication

from evidencekit.bootstrap.desk import Desk
from evidencekit.bootstrap.packets import LONGEST_PREFIX
from evidencekit.foundation.catalogue import use_language
from evidencekit.gui.captures import CapturesPage
from evidencekit.gui.cases.leaving import LeavingCard
from evidencekit.gui.main_window import MainWindow
from evidencekit.gui.tools.keys_dialog import KeysDialog
from evidencekit.packet.profiles import PROFILES
from shown_words import words_in

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


def test_a_case_leaves_two_ways_and_never_over_what_is_there(qtbot, writable_vault, tmp_path):
    vault = writable_vault
    (case,) = vault.desk.cases()
    card = LeavingCard(vault, case.id)
    qtbot.addWidget(card)
    card.show()
    names = {"case.zip": card.make_export, "steps.html": partial(write_steps, card)}
    for name, make in names.items():
        make(tmp_path / name)
        qtbot.waitUntil(lambda name=name: card.told.text().endswith(name))
    assert len(zipfile.ZipFile(tmp_path / "case.zip").namelist()) > len(case.captures)
    # The command that brings a certificate back names each capture.
    steps = (tmp_path / "steps.html").read_text("utf-8")
    assert [one for one in case.captures if one not in steps] == []
    assert '<html lang="zh-CN">' in steps
    before = (tmp_path / "case.zip").read_bytes()
    with qtbot.waitSignal(vault.jobs.failed) as failed:
        card.make_export(tmp_path / "case.zip")
    assert failed.args[0].code == "use.wrong"
    assert (tmp_path / "case.zip").read_bytes() == before


def write_steps(card, out):
    """Have the steps written as the dialog for them begins: in Chinese."""
    card.steps.click()
    card.make_steps(out, card.dialog.language.currentData())
    card.dialog.reject()


def test_the_vault_is_backed_up_and_its_key_handed_on(qtbot, own_demo, tmp_path):
    window = MainWindow()
    qtbot.addWindow(window)
    window.show()
    window.use_desk(Desk.open(own_demo / "vault"))
    qtbot.waitUntil(lambda: window.jobs.idle)
    window.tools.back_up(tmp_path / "copies")
    qtbot.waitUntil(lambda: "Backed up and verified" in window.statusBar().currentMessage())
    (copy,) = (tmp_path / "copies").iterdir()
    assert (copy / "vault.json").is_file()
    window.tools.show_keys()
    dialog = window.findChild(KeysDialog)
    qtbot.waitUntil(lambda: dialog.keys is not None)
    dialog.copy.click()
    (view,) = dialog.keys.views
    assert QGuiApplication.clipboard().text() == view.groups
    assert view.groups[:4] in dialog.sheet.toPlainText()
    dialog.write_key(tmp_path / "key.pem")
    qtbot.waitUntil(lambda: "key.pem" in dialog.told.text())
    assert (tmp_path / "key.pem").read_bytes() == view.key.pem
    dialog.close()
    qtbot.waitUntil(lambda: window.jobs.idle)
    window.close()


def test_a_certificate_got_elsewhere_is_kept_for_its_capture(qtbot, writable_vault, tmp_path):
    vault = writable_vault
    page = CapturesPage(vault)
    qtbot.addWidget(page)
    page.resize(1280, 800)
    page.show()
    qtbot.waitUntil(lambda: page.model.rowCount() > 1 and vault.jobs.idle)
    paper = tmp_path / "notary.pdf"
    paper.write_bytes(b"%PDF-1.7 a certificate")
    page.view.setCurrentIndex(page.model.index(0, 0))
    (chosen,) = page.bulk.chosen
    page.bulk.keep_stamp(paper, chosen)
    qtbot.waitUntil(lambda: page.bulk.said is not None and vault.jobs.idle)
    # What nobody here checked is not said to prove a time.
    assert "not checked by us" in page.bulk.said.informativeText()
    assert "notary.pdf" in page.bulk.said.text()
    page.bulk.said.close()


def test_captures_are_hidden_with_a_reason_and_shown_again(qtbot, writable_vault):
    vault = writable_vault
    ids = [one.id for one in vault.desk.captures().entries]
    page = CapturesPage(vault)
    qtbot.addWidget(page)
    page.resize(1280, 800)
    page.show()
    qtbot.waitUntil(lambda: page.model.rowCount() == len(ids) and vault.jobs.idle)
    page.view.setCurrentIndex(page.model.index(0, 0))
    (gone,) = page.bulk.chosen
    page.bulk.ask_hide()
    dialog = page.bulk.dialog
    assert not dialog.act.isEnabled()
    dialog.reason.setText("taken twice")
    dialog.act.click()
    qtbot.waitUntil(lambda: page.model.rowCount() == len(ids) - 1 and vault.jobs.idle)
    assert gone not in [one.id for one in vault.desk.captures().entries]
    assert vault.deeds.undo_name == "Hide 1 capture"
    # Also when what hid it is long forgotten.
    page.filters.ask_hidden(too=True)
    # What was chosen when it went is chosen again.
    assert page.bulk.chosen == [gone]
    page.bulk.ask_show()
    assert page.bulk.dialog is not dialog
    page.bulk.dialog.reason.setText("it was not")
    page.bulk.dialog.act.click()
    qtbot.waitUntil(lambda: page.model.hidden_count == 0 and vault.jobs.idle)
    page.filters.clear_button.click()
    assert page.model.rowCount() == len(ids)
    vault.deeds.undo()
    qtbot.waitUntil(lambda: page.model.rowCount() == len(ids) - 1 and vault.jobs.idle)


@pytest.fixture
def card(qtbot, writable_vault):
    """Give the card of a language, of the demo's case."""

    def made(language="en"):
        use_language(language)
        (case,) = writable_vault.desk.cases()
        shown = LeavingCard(writable_vault, case.id)
        qtbot.addWidget(shown)
        shown.show()
        return shown

    return made


def chosen(dialog):
    return tuple(one.currentData() for one in (dialog.form.profile, dialog.form.language))


def choose(dialog, profile):
    dialog.form.profile.setCurrentIndex(dialog.form.profile.findData(profile))


def made_in(qtbot, card, folder):
    """Have the asked bundle made in a folder; return what its manifest says."""
    card.dialog.place.setText(str(folder.parent))
    card.dialog.name.setText(folder.name)
    card.dialog.act.click()
    qtbot.waitUntil(lambda: card.result is not None and folder.name in words_in(card.result))
    return json.loads((folder / "manifest.json").read_text("utf-8"))


def test_a_bundle_begins_with_the_court_and_language_of_whoever_asks(qtbot, card, tmp_path):
    shown = card("zh_CN")
    shown.bundle.click()
    assert chosen(shown.dialog) == ("cn_court", "zh_CN")
    told = made_in(qtbot, shown, tmp_path / "court")
    assert (told["profile"], told["language"]) == ("cn_court", "zh_CN")
    # Who reads English has the other one beforehand, and every reader to choose from.
    shown = card("en")
    shown.bundle.click()
    assert chosen(shown.dialog) == ("us_court", "en")
    assert shown.dialog.form.profile.count() == len(PROFILES)
    choose(shown.dialog, "cn_authority")
    assert chosen(shown.dialog) == ("cn_authority", "zh_CN")
    choose(shown.dialog, "internal")
    assert chosen(shown.dialog) == ("internal", "zh_CN")


def test_a_bundle_is_made_as_it_was_chosen(qtbot, card, tmp_path):
    shown = card()
    shown.bundle.click()
    assert "Sealed captures go along" in words_in(shown.dialog)
    shown.dialog.redacted.setChecked(True)
    assert "No captures go along" in words_in(shown.dialog)
    choose(shown.dialog, "platform")
    assert "At most 10 pages; no captures" in words_in(shown.dialog)
    assert shown.dialog.form.prefix.maxLength() == LONGEST_PREFIX
    shown.dialog.form.prefix.setText("P-")
    told = made_in(qtbot, shown, tmp_path / "b")
    assert (told["profile"], told["archive"], told["redacted"]) == ("platform", False, True)
    assert all(one["label"].startswith("P-") for one in told["exhibits"])
    assert "not timestamped" in words_in(shown.result)
    assert "confirmed" not in words_in(shown.result)
    assert shown.result.look.isEnabled()
