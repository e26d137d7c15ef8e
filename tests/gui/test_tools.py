"""The dialogs of the window: report, comparison, settings, help, tour, about, crash."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from PySide6.QtCore import QLockFile, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QTextDocument
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QFileDialog

from evidencekit.bootstrap.browsing import list_profiles, make_profile
from evidencekit.foundation.catalogue import LANGUAGES, use_language
from evidencekit.foundation.resources import resource
from evidencekit.foundation.settings import TrustedKey
from evidencekit.gui import preferences
from evidencekit.gui.app import AppShell
from evidencekit.gui.beginning import VaultWizard
from evidencekit.gui.captures import CapturesPage
from evidencekit.gui.error_dialog import ErrorDialog
from evidencekit.gui.help_dialog import HelpDialog, topics
from evidencekit.gui.jobs_dialog import JobsDialog
from evidencekit.gui.main_window import MainWindow
from evidencekit.gui.pages import PAGES
from evidencekit.gui.tools.about_dialog import PARTS, AboutDialog
from evidencekit.gui.tools.compare_dialog import CompareDialog
from evidencekit.gui.tools.crash import CrashDialog, report_of
from evidencekit.gui.tools.settings_dialog import SettingsDialog
from evidencekit.gui.tools.tour_dialog import STEPS, TourDialog
from evidencekit.gui.tools.verify_dialog import VerifyDialog
from shown_words import words_in

ROOT = Path(__file__).resolve().parents[2]
OTHER_TOPICS = {"start", "vault", "jobs", "viewer", "browser", "lists", "verify", "settings"}


@pytest.fixture
def window(qtbot):
    made = MainWindow()
    qtbot.addWindow(made)
    made.show()
    return made


# --- the report ---


def test_a_report_says_how_each_thing_stands_and_is_saved(qtbot, window, own_demo, tmp_path):
    dialog = VerifyDialog(window.jobs, own_demo / "vault", window)
    dialog.show()
    qtbot.waitUntil(dialog.pdf_button.isEnabled)
    assert dialog.verdict.text() == "DEMO"
    assert "What it does not prove" in dialog.report.words
    assert str(own_demo / "vault") in dialog.about.text()
    dialog.save_json(tmp_path / "r.json")
    dialog.save_pdf(tmp_path / "r.pdf")
    qtbot.waitUntil(lambda: window.jobs.idle)
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["ok"] is True
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")
    # Against a fingerprint and roots that were given, nothing else counts.
    dialog.against_button.click()
    asked = dialog.dialog
    asked.fingerprint.setText("12 34")
    assert not asked.act.isEnabled()
    asked.fingerprint.setText(" ".join(["0123"] * 16))
    asked.roots.setText(str(tmp_path / "none.pem"))
    with qtbot.waitSignal(window.jobs.failed):
        asked.act.click()
    dialog.against_button.click()
    assert dialog.dialog.fingerprint.text() == " ".join(["0123"] * 16)
    dialog.dialog.roots.clear()
    dialog.dialog.act.click()
    qtbot.waitUntil(dialog.pdf_button.isEnabled)
    assert dialog.verdict.text() == "check failed"
    said = "by the key with this fingerprint, and no other: 0123 0123"
    assert said in dialog.about.text()
    dialog.save_pdf(tmp_path / "against.pdf")
    qtbot.waitUntil(lambda: "against.pdf" in dialog.about.text())
    pdf = QPdfDocument()
    pdf.load(str(tmp_path / "against.pdf"))
    assert said in " ".join(pdf.getAllText(0).text().split())
    pdf.close()


def test_several_files_are_checked_in_one_report(qtbot, window, own_demo):
    dialog = VerifyDialog(window.jobs, None, window)
    dialog.file_button.click()
    chooser = dialog.findChild(QFileDialog)
    chosen = sorted((own_demo / "vault" / "evidence").rglob("*.wacz"))[:2]
    chooser.filesSelected.emit([str(one) for one in chosen])
    chooser.reject()
    qtbot.waitUntil(dialog.pdf_button.isEnabled)
    for one in chosen:
        assert one.name in dialog.report.words
    dialog.reject()


def test_what_failed_stands_first_in_a_report(qtbot, window, own_demo):
    victim = min((own_demo / "vault" / "evidence").rglob("*.wacz"))
    victim.chmod(0o600)
    victim.write_bytes(victim.read_bytes()[:-100])
    dialog = VerifyDialog(window.jobs, None, window)
    assert not dialog.go.isEnabled()
    dialog.check([own_demo / "vault"])
    qtbot.waitUntil(dialog.pdf_button.isEnabled)
    assert dialog.verdict.text() == "check failed"
    assert victim.name in dialog.report.words.split("What it means", 1)[0]


def test_what_is_not_there_is_told(qtbot, window, tmp_path):
    dialog = VerifyDialog(window.jobs, None, window)
    with qtbot.waitSignal(window.jobs.failed):
        dialog.check([tmp_path / "nothing"])
    assert dialog.verdict.text() == "not checked"
    assert not dialog.pdf_button.isEnabled()


# --- a stored page of anybody ---


def test_a_stored_page_is_shown_without_a_vault_one_at_a_time(qtbot, window, own_demo):
    stored = min((own_demo / "vault" / "evidence").rglob("*.wacz"))
    actions = {action.text(): action for action in window.menuBar().actions()[0].menu().actions()}
    assert actions["Replay a file..."].isEnabled()
    window.tools.replay(stored)
    run = window.tools._replay
    assert run.running
    window.tools.replay(stored)
    assert "Close the stored page" in window.statusBar().currentMessage()
    run._process.kill()
    qtbot.waitUntil(lambda: window.findChild(ErrorDialog) is not None)
    (told,) = window.findChildren(ErrorDialog)
    assert "ended without an answer" in words_in(told)
    told.reject()


def test_what_is_no_stored_page_is_told_in_three_parts(qtbot, window, tmp_path):
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\nno more")
    window.tools.replay(picture)
    qtbot.waitUntil(lambda: window.findChild(ErrorDialog) is not None)
    told = window.findChild(ErrorDialog)
    assert "picture.png" in words_in(told)
    assert "What to do" in words_in(told)
    told.reject()


# --- the comparison ---


def test_two_captures_stand_beside_each_other(qtbot, window, open_vault):
    ids = [one.id for one in open_vault.desk.captures().entries][:2]
    dialog = CompareDialog(open_vault, tuple(ids), window)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.model.rowCount() > 3)
    qtbot.waitUntil(lambda: all(pane.shows_picture for pane in dialog.panes))
    told = [dialog.model.item(row, 3).text() for row in range(dialog.model.rowCount())]
    assert told == sorted(told)
    assert {"differs", "the same"} == set(told)
    assert "does not prove" in dialog.said.text()


# --- many captures at once, kept searches ---


@pytest.fixture
def page(qtbot, writable_vault, jobs):
    made = CapturesPage(writable_vault)
    qtbot.addWidget(made)
    made.resize(1110, 700)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: made.model.rows_read == 5 and jobs.idle)
    return made


def test_many_are_chosen_and_added_to_a_case(qtbot, page, writable_vault, jobs):
    page.grid.setFocus()
    page.grid.selectAll()
    assert page.bulk.chosen == page.model.ids
    assert page.count_label.text() == "5 captures, 5 chosen"
    case = writable_vault.desk.cases()[0]
    before = set(case.captures)
    with qtbot.waitSignal(writable_vault.casework_changed):
        page.bulk._add(case.id, page.bulk.chosen)
    assert set(writable_vault.desk.case(case.id).case.captures) == before | set(page.model.ids)


def test_what_fits_the_number_chosen_can_be_done(qtbot, page):
    page.grid.setFocus()
    page.grid.setCurrentIndex(page.model.index(0, 0))
    opening = page.actions()[-1]
    can = {action.text(): action.isEnabled() for action in page.bulk.menu(opening).actions()}
    assert can["Copy the addresses"]
    assert not can["Compare the two chosen"]
    qtbot.keyClick(page.grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert page.bulk.chosen == page.model.ids[:2]
    qtbot.waitUntil(page.grid.hasFocus)
    with qtbot.waitSignal(page.bulk.compare) as told:
        qtbot.keyClick(page.grid, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert told.args == [page.model.ids[:2]]
    with qtbot.waitSignal(page.bulk.again) as told:
        qtbot.keyClick(page.grid, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert all(one.startswith("http://127.0.0.1") for one in told.args[0])


def test_a_search_is_kept_chosen_again_and_forgotten(qtbot, page):
    page.filter.setText("  wallet ")
    page.searches.keep("purses")
    qtbot.waitUntil(lambda: page.searches.names == ["purses"])
    page.filter.clear()
    page.searches.menu().actions()[0].trigger()
    assert page.filter.text() == "wallet"
    page.searches.forget("purses")
    qtbot.waitUntil(lambda: page.searches.names == [])
    deeds = page.searches._vault.deeds
    for do, names in ((deeds.undo, ["purses"]), (deeds.undo, []), (deeds.redo, ["purses"])):
        do()
        qtbot.waitUntil(lambda names=names: page.searches.names == names)
    page.filter.setText("bag")
    page.searches.keep("purses")
    qtbot.waitUntil(lambda: dict(page.searches._known) == {"purses": {"words": "bag"}})
    deeds.undo()
    qtbot.waitUntil(lambda: dict(page.searches._known) == {"purses": {"words": "wallet"}})


# --- settings ---


def test_settings_are_kept_and_what_cannot_be_read_is_told(qtbot, window):
    dialog = SettingsDialog(window)
    assert not any(box.isChecked() for box in dialog.authorities.boxes.values())
    dialog.keys.setPlainText("no fingerprint")
    dialog.save_button.click()
    assert "no fingerprint" in dialog.trouble.text
    assert preferences.chosen().trusted_keys == ()
    dialog.keys.setPlainText("ab" * 32 + " Brand X")
    dialog.page_languages.setText("zh-CN, en")
    dialog.withheld.setPlainText("X-Own\n\nx-other")
    dialog.notices.setChecked(False)
    dialog.theme.setCurrentIndex(dialog.theme.findData("contrast"))
    dialog.text_size.setCurrentIndex(dialog.text_size.findData("150"))
    with qtbot.waitSignal(dialog.looks_changed):
        dialog.save_button.click()
    kept = preferences.chosen()
    assert kept.trusted_keys == (TrustedKey("ab" * 32, "Brand X"),)
    assert kept.page_languages == ("zh-CN", "en")
    assert kept.notices == preferences.OFF
    assert kept.withheld_headers == ("x-own", "x-other")
    assert (kept.theme, preferences.text_size()) == ("contrast", 150)
    again = SettingsDialog(window)
    assert again.withheld.toPlainText() == "x-own\nx-other"


def test_a_time_authority_is_chosen_and_given_up(window):
    for chosen in (True, False):
        dialog = SettingsDialog(window)
        dialog.authorities.boxes["freetsa-org-tsr"].setChecked(chosen)
        dialog.save_button.click()
        assert bool(preferences.chosen().authorities) is chosen


def test_a_kept_profile_is_made_and_forgotten_with_what_that_deletes(qtbot, window):
    dialog = SettingsDialog(window, "profiles")
    dialog.show()
    part = dialog.profiles
    assert part.isVisible()
    assert not part.forget.isEnabled()
    part.name.setText("../vault")
    part.make.click()
    assert "../vault" in part.trouble.text
    part.name.setText("taobao")
    part.make.click()
    assert part.trouble.text == ""
    (made,) = list_profiles()
    (made.folder / "Local Storage").mkdir()
    (made.folder / "Local Storage" / "log").write_bytes(b"x" * 4096)
    (made.folder / "Cookies").write_bytes(b"x")
    again = SettingsDialog(window, "profiles").profiles
    assert again.list.item(0).text() == "taobao, 4.0 kB"
    again.forget.click()
    assert made.folder.exists()
    assert "cookies, log-ins and stored data" in again.sure.text
    again.delete.click()
    assert not made.folder.exists()
    assert list_profiles() == []


def test_a_profile_in_use_is_not_forgotten(window):
    folder = make_profile("taobao")
    lock = QLockFile(str(folder / "lock"))
    assert lock.tryLock(0)
    part = SettingsDialog(window, "profiles").profiles
    part.forget.click()
    part.delete.click()
    assert "taobao" in part.trouble.text
    assert folder.exists()
    lock.unlock()


def test_a_chosen_theme_is_followed_at_once(qtbot, qapp):
    from evidencekit.gui.theme import CONTRAST, LIGHT, colours

    shell = AppShell(qapp)
    try:
        shell.start()
        qtbot.waitUntil(lambda: shell.window.whole)
        first = shell.window
        preferences.choose(theme="contrast")
        first.tools.looks_changed.emit()
        assert shell.window is not first
        assert colours() is CONTRAST
        preferences.choose(theme="light")
        shell.window.tools.looks_changed.emit()
        assert colours() is LIGHT
    finally:
        shell.window.close()


# --- help, tour, about, crash ---


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_screen_has_help_in_each_language(language):
    use_language(language)
    assert set(topics()) >= {page.name for page in PAGES} | OTHER_TOPICS
    for file in topics().values():
        text = file.read_text(encoding="utf-8")
        assert text.startswith("# ")
        assert not re.search(r"<|\]\(", text), "plain words of our own, no links, no markup"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_mark_of_a_help_text_is_left_to_be_read(qtbot, language):
    # In Chinese a mark behind a sign and before a word ends nothing.
    for file in resource("help", language).glob("*.md"):
        document = QTextDocument()
        document.setMarkdown(file.read_text(encoding="utf-8"))
        assert not {"*", "`"} & set(document.toPlainText()), file.name


def test_the_help_texts_are_the_same_in_both_languages():
    names = [{file.name for file in resource("help", one).glob("*.md")} for one in LANGUAGES]
    assert names[0] == names[1]


def test_help_opens_at_the_screen_that_is_shown(qtbot, window, demo_folder):
    qtbot.keyClick(window, Qt.Key.Key_F1)
    (first,) = window.findChildren(HelpDialog)
    assert first.list.currentItem().text() == "Begin here"
    first.close()
    window.open_vault(demo_folder / "vault")
    qtbot.waitUntil(lambda: window.vault is not None)
    window.show_room("cases")
    window.tools.show_help()
    assert window.findChildren(HelpDialog)[-1].text.toPlainText().startswith("Cases")
    ids = [entry.id for entry in window.vault.desk.captures().entries]
    window.open_capture(ids[0], ids)
    window.tools.show_help()
    shown = window.findChildren(HelpDialog)[-1].list.currentItem()
    assert shown.text() == "One capture"


@pytest.mark.parametrize(
    ("make", "heading"),
    [
        (SettingsDialog, "Settings"),
        (lambda window: JobsDialog(window.jobs, window), "Jobs"),
        (lambda window: VaultWizard(window.jobs, window), "Making a vault"),
        (lambda window: VerifyDialog(window.jobs, None, window), "Verification report"),
    ],
)
def test_a_dialog_has_help_of_its_own(qtbot, window, make, heading):
    dialog = make(window)
    dialog.show()
    (key,) = (one for one in dialog.findChildren(QShortcut) if one.key() == QKeySequence("F1"))
    # The key itself would need the keyboard, which a window off screen may not have.
    key.activated.emit()
    (shown,) = dialog.findChildren(HelpDialog)
    assert shown.text.toPlainText().startswith(heading)
    shown.close()
    dialog.close()


def test_the_tour_is_gone_through_or_skipped_for_ever(qtbot, window):
    dialog = TourDialog(window)
    dialog.show()
    seen = []
    for _step in STEPS:
        seen.append(dialog.heading.text())
        dialog.next.click()
    assert len(set(seen)) == 5
    assert not dialog.isVisible()
    assert preferences.chosen().tour == "seen"


def test_a_tour_that_was_skipped_is_not_offered_again(qtbot, qapp):
    shell = AppShell(qapp)
    try:
        shell.start()
        qtbot.waitUntil(lambda: bool(shell.window.findChildren(TourDialog)))
        shell.window.findChild(TourDialog).skip.click()
        qtbot.waitUntil(lambda: not shell.window.findChildren(TourDialog))
        shell.offer_tour()
        qapp.processEvents()
        assert not shell.window.findChildren(TourDialog)
    finally:
        shell.window.close()


def test_about_names_the_licence_of_each_part(window):
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = {re.split(r"[>=<]", one)[0] for one in wanted["project"]["dependencies"]}
    assert set(PARTS) == names
    words = AboutDialog(window).text.words
    assert all(name in words for name in names)
    assert "LGPL" in words


def test_a_crash_report_says_where_and_nothing_else(qtbot, window, tmp_path, expected_log):
    secret = "Brand X bag of Li Wen"

    def fail():
        raise ValueError(secret)

    try:
        fail()
    except ValueError as error:
        report = report_of(type(error), error.__traceback__)
        shell = type("Shell", (), {"window": window})
        AppShell.show_crash(shell, type(error), error, error.__traceback__)
    assert "ValueError" in report
    assert "fail" in report
    assert secret not in report
    assert str(Path(__file__).parent) not in report
    (dialog,) = window.findChildren(CrashDialog)
    assert dialog.report.toPlainText() == report
