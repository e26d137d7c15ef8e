"""Every screen of the app that needs no live page: for pictures and for tests alike."""

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from evidencekit.bootstrap.desk import Desk
from evidencekit.bootstrap.desk_cases import case_choices
from evidencekit.bootstrap.desk_leaving import keys_of
from evidencekit.bootstrap.desk_rules import look_at_rules
from evidencekit.bootstrap.time_roots import TrustedRoot
from evidencekit.domain.errors import BackupOlder, FileMissing, VaultLocked
from evidencekit.evidence.custody import Head
from evidencekit.evidence.report import Check, KeyTrust, Outcome, TimeTrust, VerificationReport
from evidencekit.foundation.catalogue import _
from evidencekit.gui.beginning import VaultWizard
from evidencekit.gui.bring import BatchDialog, ImportDialog
from evidencekit.gui.bring.reread_dialog import RereadDialog
from evidencekit.gui.cases.merging import MergeDialog
from evidencekit.gui.cases.new_case import NewCaseDialog
from evidencekit.gui.error_dialog import ErrorDialog, words_of
from evidencekit.gui.help_dialog import HelpDialog
from evidencekit.gui.jobs import Job, Jobs, JobState
from evidencekit.gui.jobs_dialog import JobsDialog
from evidencekit.gui.main_window import MainWindow
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.pages import PAGES
from evidencekit.gui.palette import Palette, actions_of
from evidencekit.gui.passphrase_dialog import PassphraseDialog
from evidencekit.gui.reason_dialog import ReasonDialog
from evidencekit.gui.roots_dialog import RootsDialog
from evidencekit.gui.rules.dialogs import TakeRulesDialog
from evidencekit.gui.tools.about_dialog import AboutDialog
from evidencekit.gui.tools.against_dialog import Against, AgainstDialog
from evidencekit.gui.tools.compare_dialog import CompareDialog
from evidencekit.gui.tools.computer_dialog import ComputerDialog
from evidencekit.gui.tools.crash import CrashDialog
from evidencekit.gui.tools.key_acts import ChangeKeyDialog, RevokeDialog
from evidencekit.gui.tools.keys_dialog import KeysDialog
from evidencekit.gui.tools.restore_dialogs import OlderDialog, RestoredDialog, RestoreDialog
from evidencekit.gui.tools.settings_dialog import SettingsDialog
from evidencekit.gui.tools.tour_dialog import TourDialog
from evidencekit.gui.tools.verify_dialog import VerifyDialog
from evidencekit.gui.tools.waiting_packets import WaitingPacketsDialog
from evidencekit.gui.tools.who_works import WhoWorksDialog
from evidencekit.gui.viewer.replay_score import ScoreDialog
from evidencekit.packet.marks import Drawn, LayerMark, Reason, Shape
from evidencekit.vault.restore import GivenUp, RestoreResult

_REPORT = "evidencekit 0.1.0, Python 3.11, Qt 6.11, Linux\nValueError\n  gui/page.py:12 show"

OWN_RULES = """id: walmart
name: Walmart
kind: platform
preflight: [url_limit]
facts:
  max_urls:
    - {value: 7, status: official, source: [desk], checked_on: 2026-11-23, valid_from: null, valid_to: null}
  channel:
    - {value: a form of our own, status: official, source: [desk], checked_on: 2026-11-23, valid_from: null, valid_to: null}
sources:
  desk: {title: Our own letter, url: null}
"""  # noqa: E501  # one fact a line
_ROOT = TrustedRoot("CN=Northern Time Root CA,C=EU", "3f9a" * 16, datetime(2045, 1, 1, tzinfo=UTC))
DRAWN = (
    LayerMark(Drawn(Shape.REDACT, (200, 120, 300, 60)), Reason.REVIEWER, "a name"),
    LayerMark(Drawn(Shape.REDACT, (700, 520, 250, 40)), Reason.CHAT),
    LayerMark(Drawn(Shape.BOX, (60, 240, 260, 120))),
    LayerMark(Drawn(Shape.ARROW, (700, 420, 400, 300))),
    LayerMark(Drawn(Shape.NUMBER, (80, 240, 0, 0), "1")),
    LayerMark(Drawn(Shape.TEXT, (520, 430, 0, 0), "\u6b63\u54c1 NORTH SHORE")),
)


def screens(window: MainWindow, desk: Desk) -> Iterator[tuple[str, QWidget]]:
    """Give each screen by name, shown: the pages of the rail, one capture, the dialogs."""
    for page in PAGES:
        window.show_room(page.name)
        yield page.name, window
    yield from _board(window)
    yield from _rules(window, desk)
    yield from composer(window, desk)
    ids = [entry.id for entry in desk.captures().entries]
    if ids:
        window.open_capture(ids[0], ids)
        yield "viewer", window
        yield from _marks(window)
    for name, dialog in dialogs(window, ids):
        dialog.show()
        yield name, dialog


def _board(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """Give the chosen case as a board."""
    window.show_room("cases")
    room = window.stack.currentWidget()
    room.views.show_as("board")
    yield "case-board", window
    room.views.show_as("details")


def _rules(window: MainWindow, desk: Desk) -> Iterator[tuple[str, QWidget]]:
    """Give the law among the rules, and the dialogs about rules."""
    window.show_room("rules")
    page = window.stack.currentWidget()
    page.list.choose("cn_thresholds")
    yield "rules-law", window
    for name, ask in (
        ("dialog-rules-read", page.ask_read),
        ("dialog-rules-away", page.ask_take_away),
    ):
        ask()
        yield name, page.dialog
        page.dialog.reject()
    with tempfile.TemporaryDirectory() as scratch:
        own = Path(scratch) / "walmart.yaml"
        own.write_text(OWN_RULES, encoding="utf-8")
        given = look_at_rules(desk, own)
    dialog = TakeRulesDialog(window, "Ana", given, lambda _by: None)
    dialog.show()
    yield "dialog-rules-take", dialog


def _marks(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """Give the marks over the screenshot that is shown, and both dialogs about them."""
    marking = window.stack.currentWidget().marking
    marking.sheet.take_over(DRAWN)
    marking.panel_wanted.emit()
    yield "viewer-marks", window
    for name, ask in (
        ("dialog-marks-keep", marking.ask_to_keep),
        ("dialog-marks-leave", lambda: marking.leave(lambda: None)),
    ):
        ask()
        yield name, marking.dialog
        marking.dialog.reject()
    marking.sheet.begin()


def composer(window: MainWindow, desk: Desk) -> Iterator[tuple[str, QWidget]]:
    """Give the page on which a complaint is written, where there is a case."""
    window.show_room("cases")
    room = window.stack.currentWidget()
    if room.panel is not None:
        new = NewCaseDialog(window, case_choices(desk), lambda _wish: None)
        new.show()
        yield "dialog-case-new", new
        ask = MergeDialog(window, "Ana", [("k-1", "Bags 2026")], lambda *_said: None)
        ask.show()
        yield "dialog-case-merge", ask
        room.compose("")
        yield "composer", window
        room.composer.fields.drafted.show_all.click()
        room.composer.form.ensureWidgetVisible(room.composer.fields.drafted, 0, 400)
        yield "composer-drafted", window
        room.composer.leave()


def dialogs(window: MainWindow, ids: list[str]) -> Iterator[tuple[str, QWidget]]:
    """Give each dialog of a window whose vault is open."""
    vault = window.vault
    locked = VaultLocked(path="/vault", program="evidencekit 0.1", pid=4711)
    yield from wizard(window)
    yield "dialog-passphrase", PassphraseDialog(window, lambda _words: None, wrong=True)
    yield "dialog-error", ErrorDialog(words_of(locked), window)
    yield "palette", Palette(actions_of(window.menuBar(), window.stack.currentWidget()), window)
    yield from settings(window)
    yield "jobs", JobsDialog(_jobs_of(window), window)
    yield "help", HelpDialog("captures", window)
    yield "tour", TourDialog(window)
    yield "this-computer", ComputerDialog(window.jobs, vault, window)
    yield "about", AboutDialog(window)
    yield "crash", CrashDialog(_REPORT, window)
    yield from restoring(window)
    if vault is not None:
        yield from keys(window, vault)
        told = _(
            "They are left out of lists; nothing of the evidence changes, and it stands in the "
            "custody log. It can be undone."
        )
        yield "dialog-hide", ReasonDialog(window, _("Hide with a reason"), told, "Ana")
        yield "verify", VerifyDialog(window.jobs, vault.desk.folder, window)
        given = Against("0123abcd" * 8, Path("/certificates/roots.pem"))
        yield "dialog-against", AgainstDialog(window, given, lambda _given: None)
        yield "dialog-person", WhoWorksDialog(window, "Ana")
        yield "import", ImportDialog(vault, window)
        listed = BatchDialog(vault, window)
        yield "batch", listed
        listed.manner.more.click()
        yield "batch-more", listed
        yield "facts-again", RereadDialog(vault, ids[:2], window)
        if ids:
            yield "replay-score", ScoreDialog(vault, ids[0], window)
        yield "packets-waiting", WaitingPacketsDialog(vault, window)
        if len(ids) > 1:
            yield "compare", CompareDialog(vault, (ids[0], ids[1]), window)


def settings(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """Give the settings, their time authorities, what adds one, what takes a root back."""
    yield "settings", SettingsDialog(window)
    times = SettingsDialog(window, "time")
    yield "settings-time", times
    times.authorities.ask()
    yield "dialog-authority", times.authorities.dialog
    yield "dialog-root", RootsDialog(times, [_ROOT], lambda: None)


def keys(window: MainWindow, vault: OpenVault) -> Iterator[tuple[str, QWidget]]:
    """Give the keys of the vault, and what is asked before one is changed or revoked."""
    yield "keys", KeysDialog(vault, window)
    yield "dialog-key-change", ChangeKeyDialog(window, "Ana", "file")
    lost = ChangeKeyDialog(window, "Ana", None)
    lost.lost.setChecked(True)
    lost.take_keyring("")
    yield "dialog-key-lost", lost
    views = keys_of(vault.desk).views
    yield "dialog-key-revoke", RevokeDialog(window, views, "Ana")


def restoring(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """Give what is asked before a backup is restored, and what is said afterwards."""
    asked = RestoreDialog(window, "Ana")
    asked.take_backup(Path("/backups/vault-20261127T180000Z"))
    yield "restore", asked
    yield "dialog-restore-older", OlderDialog(window, BackupOlder(path="/b", seq=214, last=198))
    checks = tuple(Check("capture.hash", f"{n}", Outcome.PASSED) for n in range(38))
    report = VerificationReport(checks, KeyTrust.KNOWN, TimeTrust.KNOWN_ROOT, (), 38, 1)
    path = Path("/vaults/vault-20261127T180000Z")
    told = RestoreResult(path, "v-1", 112, report, GivenUp("k-1", Head(214, "0" * 64)), True)
    yield "dialog-restored", RestoredDialog(window, told)


def wizard(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """Give each step to a vault."""
    names = ("place", "key", "time", "look", "made")
    for number, name in enumerate(names):
        made = VaultWizard(window.jobs, window)
        made.place.name.setText("Brand X")
        made.place.operator.setText("Ana")
        made.end.show_fingerprint("0123abcd" * 8)
        made.show_step(number)
        yield f"vault-{name}", made


def _jobs_of(window: MainWindow) -> Jobs:
    """Return jobs of each kind; where nothing is captured there were none."""
    made = Jobs(window)
    if window.vault is None or not window.vault.desk.captures().entries:
        return made
    for title, state, words in (
        (_("Verification report"), JobState.DONE, ""),
        (_("Importing files"), JobState.FAILED, ""),
        (_("Capturing a list"), JobState.RUNNING, "3/50 https://shop.example/item/4711"),
        (_("Getting time stamps"), JobState.WAITING, ""),
    ):
        job = Job(title, quiet=False)
        job.words = words
        job.error = (
            FileMissing(path="/evidence/list.csv", detail="no such file")
            if state is JobState.FAILED
            else None
        )
        made.adopt(job)
        job.state = state
        job.changed.emit()
    return made
