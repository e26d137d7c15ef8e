"""Reported listings visited again from the app: what there is to visit, and what became of it."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
import shiboken6
from PySide6.QtCore import QLockFile

from evidencekit.bootstrap.browsing import make_profile
from evidencekit.bootstrap.desk_following import record_step
from evidencekit.bootstrap.desk_rechecking import reported
from evidencekit.casework import database
from evidencekit.casework.model import RecheckResult, StepKind, StepWish
from evidencekit.casework.rechecks import rechecks_of
from evidencekit.foundation.catalogue import use_language
from evidencekit.gui.cases.recheck_dialog import RecheckDialog
from evidencekit.gui.cases.recheck_words import outcome_of, summary
from evidencekit.gui.outcomes import OutcomesPage
from evidencekit.services.casework import CaseworkReading
from evidencekit.vault.vault import Vault

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
LOOPBACK = '--host-resolver-rules="MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"'
GONE = "<title>Pierside</title><p>This item is no longer available.</p>"


class _Gone(BaseHTTPRequestHandler):
    def do_GET(self):
        body = GONE.encode()
        self.send_response(404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words):
        pass


@contextmanager
def taken_down(url):
    """Have the shop of this address say of each listing that it is gone."""
    with ThreadingHTTPServer(("127.0.0.1", urlsplit(url).port), _Gone) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield
        server.shutdown()
        thread.join()


def column(dialog, number):
    model = dialog.table.model
    return [model.item(row, number).text() for row in range(model.rowCount())]


def test_listings_that_were_taken_down_are_said_to_be_gone(
    qtbot, cases_room, writable_vault, jobs, monkeypatch
):
    monkeypatch.setenv("EVIDENCEKIT_CHROMIUM_FLAGS", LOOPBACK)
    desk, case = writable_vault.desk, cases_room.panel.case_id
    before = reported(desk, case)
    cases_room.panel.captures.again.click()
    dialog = cases_room.panel.dialog
    qtbot.waitUntil(dialog.go.isEnabled)
    assert dialog.said.text() == "5 listings can be visited."
    assert column(dialog, 0) == [one.title for one in before]
    dialog.person.setText(" ")
    assert not dialog.go.isEnabled()
    dialog.person.setText("Ana")
    with taken_down(before[0].url):
        dialog.go.click()
        assert dialog.stop.isVisible()
        qtbot.waitUntil(lambda: not dialog.busy)
    assert column(dialog, 1) == ["gone: the page says so"] * 5
    assert dialog.said.text() == "5 gone"
    vault = Vault.open_reading(desk.folder)
    with database.reading(vault) as connection:
        kept = [rechecks_of(connection, one.capture_id)[-1] for one in before]
    assert {(one.result, one.by) for one in kept} == {(RecheckResult.GONE, "Ana")}
    qtbot.waitUntil(lambda: jobs.idle)
    # What was captured is in the case, and the dialog stays though the case is shown anew.
    assert len(desk.case(case).case.captures) == len(desk.captures().entries) == 10
    assert dialog.isVisible()


def test_who_closes_the_dialog_stops_nothing_and_the_pages_are_told(
    qtbot, writable_vault, monkeypatch
):
    monkeypatch.setenv("EVIDENCEKIT_CHROMIUM_FLAGS", LOOPBACK)
    (case,) = writable_vault.desk.cases()
    dialog = RecheckDialog(writable_vault, case.id, None)
    dialog.open()
    qtbot.waitUntil(dialog.go.isEnabled)
    dialog.go.click()
    dialog.reject()
    assert dialog.busy
    (job,) = writable_vault.jobs.running
    with qtbot.waitSignal(writable_vault.captures_changed):
        job.cancel()
    qtbot.waitUntil(lambda: not shiboken6.isValid(dialog) and writable_vault.jobs.idle)


def test_visits_with_a_profile_that_is_in_use_say_so(qtbot, writable_vault, jobs, monkeypatch):
    monkeypatch.setenv("EVIDENCEKIT_CHROMIUM_FLAGS", LOOPBACK)
    used = QLockFile(str(make_profile("shop") / "lock"))
    assert used.tryLock(0)
    (case,) = writable_vault.desk.cases()
    dialog = RecheckDialog(writable_vault, case.id, None)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.go.isEnabled() and dialog.profile.count() == 2)
    dialog.profile.setCurrentIndex(1)
    dialog.go.click()
    qtbot.waitUntil(lambda: not dialog.busy)
    assert "browser profile shop is in use" in dialog.run.trouble.text
    dialog.reject()
    qtbot.waitUntil(lambda: jobs.idle)


def test_the_outcomes_lead_to_all_listings_that_were_reported(qtbot, writable_vault):
    desk = writable_vault.desk
    (complaint,) = CaseworkReading(Vault.open_reading(desk.folder)).listed("complaint")
    sent = StepWish(StepKind.SUBMITTED, desk.now().date())
    record_step(desk, str(complaint["id"]), sent, "Ana")
    page = OutcomesPage(writable_vault)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.record is not None)
    page.again.click()
    qtbot.waitUntil(page.dialog.go.isEnabled)
    assert column(page.dialog, 0) == [one.title for one in reported(desk, None)]
    assert len(column(page.dialog, 0)) == 5
    page.dialog.reject()


@pytest.mark.parametrize(
    ("said", "became", "remark"),
    [
        ({"result": "gone"}, "gone: the page says so", ""),
        ({"result": "there"}, "still there", ""),
        (
            {"result": "there", "not_comparable": "settings"},
            "still there",
            "captured with other settings: not compared",
        ),
        (
            {
                "result": "changed",
                "changed": ["price", "sold"],
                "before": {"price": "129.00", "sold": {"value": None, "low": 100, "high": None}},
                "now": {"price": "119.00", "sold": {"value": 140, "low": 140, "high": 140}},
            },
            "there, and changed",
            "Price: 129.00 \u2192 119.00; Sold: 100+ \u2192 140",
        ),
        ({"result": "unknown", "reason": "no_answer"}, "not known", "the server did not answer"),
        ({"result": "unknown", "reason": "of tomorrow"}, "not known", "unknown"),
        (
            {"result": "gone", "candidates": [{}, {}]},
            "gone: the page says so",
            "2 other listings may be the same goods, back again: a person decides",
        ),
        ({"result": "of tomorrow"}, "not known", ""),
    ],
)
def test_what_became_of_a_listing_in_words(said, became, remark):
    line = outcome_of({"listing": {"url": "https://a.test/1"}, **said})
    assert (line.about, line.became, line.remark) == ("https://a.test/1", became, remark)


def test_the_sum_leaves_out_what_did_not_happen():
    rows = [{"result": one} for one in ("gone", "unknown", "gone", "there")]
    assert summary(rows) == "2 gone; 1 still there; 1 not known"
    use_language("zh_CN")
    assert summary(rows) == "2 件已下架；1 件仍在；1 件未知"
