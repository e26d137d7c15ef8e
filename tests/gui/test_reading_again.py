"""Facts read again by the readers of today, and a replay measured: in the viewer and for many."""

import json

import pytest
from PySide6.QtWidgets import QStackedWidget, QWidget

from evidencekit.bootstrap.desk_replaying import kept_score
from evidencekit.foundation.catalogue import use_language
from evidencekit.gui.bring.reread_dialog import RereadDialog
from evidencekit.gui.reread_words import is_news, summary, what_became
from evidencekit.gui.rooms import Rooms
from evidencekit.gui.viewer import ViewerPage
from evidencekit.gui.viewer.replay_score import score_sections
from evidencekit.listing.versions import READER_VERSION

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
NOW, OLDER = f"facts-{READER_VERSION}.json", f"facts-{int(READER_VERSION) - 1}.json"


def ids(vault):
    return [entry.id for entry in vault.desk.captures().entries]


def as_read_before(vault, capture_id, price):
    """Have a capture be as an earlier version left it, which read this price (None: nothing)."""
    shown = vault.desk.capture(capture_id)
    folder = vault.desk.folder / "derived" / str(shown["sha256"])
    now = folder / NOW
    said = json.loads(now.read_text(encoding="utf-8"))
    now.chmod(0o644)
    now.unlink()
    if price is not None:
        said["facts"]["price"]["value"] = price
        with vault.desk.writing() as writer:
            body = json.dumps(said).encode()
            writer.add_derived(str(shown["sha256"]), OLDER, "facts", body)


def rows(dialog):
    model = dialog.table.model
    return [
        [model.item(row, column).text() for column in range(3)] for row in range(model.rowCount())
    ]


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


def test_the_viewer_offers_to_read_again_what_an_earlier_version_read(
    qtbot, show, writable_vault, jobs
):
    first = ids(writable_vault)[0]
    price = writable_vault.desk.capture(first)["facts"]["price"]["value"]
    as_read_before(writable_vault, first, "1.00")
    page = show(writable_vault, first)
    facts = page.facts
    assert "read by an earlier version" in facts.note
    assert facts.standing["price"]["value"] == price, "a person confirmed this one"
    facts.again.click()
    qtbot.waitUntil(lambda: facts.again.isHidden() and jobs.idle)
    assert facts.told == f"Read again: 1 fact is read otherwise: Price: 1.00 \u2192 {price}"
    assert "read by an earlier version" not in facts.note
    assert facts.standing["price"]["standing"] == "confirmed"
    page.show_capture(ids(writable_vault)[1])
    assert facts.told == ""
    qtbot.waitUntil(lambda: jobs.idle)
    assert facts.again.isHidden()


def test_many_captures_are_read_again_and_each_says_what_became_of_it(qtbot, writable_vault, jobs):
    otherwise, fresh, broken, *_same = among = ids(writable_vault)
    as_read_before(writable_vault, otherwise, "1.00")
    as_read_before(writable_vault, fresh, None)
    as_read_before(writable_vault, broken, None)
    file = writable_vault.desk.folder / str(writable_vault.desk.capture(broken)["file"])
    file.chmod(0o644)
    file.write_bytes(b"no archive")
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = RereadDialog(writable_vault, [otherwise, among[3]], parent)
    dialog.open()
    assert dialog.these.isChecked()
    dialog.go.click()
    assert dialog.stop.isVisible()
    qtbot.waitUntil(lambda: not dialog.busy)
    (_, became, why), (_, same, _) = rows(dialog)
    assert became == "1 fact is read otherwise"
    assert why.startswith("Price: 1.00 \u2192 ")
    assert same == "these readers had read it"
    assert dialog.said.text() == "2 captures read; 1 with other facts"
    dialog.all.setChecked(True)
    dialog.go.click()
    qtbot.waitUntil(lambda: not dialog.busy and jobs.idle)
    told = [line[1] for line in rows(dialog)]
    assert len(told) == 2
    assert told[0].startswith("read first: ")
    assert told[1] == "not readable"
    assert dialog.said.text() == f"{len(among) - 1} captures read; 1 can't be read"
    assert writable_vault.desk.capture(fresh)["facts"]
    with qtbot.waitSignal(dialog.destroyed):
        dialog.reject()


def test_the_captures_page_leads_there_with_what_is_chosen_or_with_all(qtbot, writable_vault, jobs):
    stack = QStackedWidget()
    qtbot.addWidget(stack)
    stack.resize(1200, 760)
    stack.show()
    page = Rooms(writable_vault, stack).page("captures")
    stack.setCurrentWidget(page)
    qtbot.waitUntil(lambda: page.model.rowCount() > 0 and jobs.idle)
    (act,) = [one for one in page.actions() if one.text() == "Read the facts again..."]
    page.view.clearSelection()
    act.trigger()
    dialog = stack.findChild(RereadDialog)
    assert dialog.all.isChecked()
    assert dialog.these.isHidden()
    with qtbot.waitSignal(dialog.destroyed):
        dialog.reject()
    page.view.setCurrentIndex(page.model.index(0, 0))
    act.trigger()
    assert stack.findChild(RereadDialog).these.text() == "The 1 capture that is chosen"


def test_what_became_of_facts_in_words():
    fresh = {"id": "c-1", "facts": 3, "before": None, "changed": [], "read": False}
    assert what_became(fresh) == ("read first: 3 facts", "good", "")
    as_before = {**fresh, "before": "2"}
    assert what_became(as_before) == ("the same as before", "", "")
    gone = {**as_before, "changed": [{"name": "sold", "before": {"value": 4}, "after": None}]}
    assert what_became(gone)[2] == "Sold: 4 \u2192 -"
    known = {**gone, "read": True}
    assert [is_news(one) for one in (fresh, as_before, gone, known)] == [True, False, True, False]
    use_language("zh_CN")
    assert summary([fresh, gone, {"id": "c-2", "error": "x"}]) == (
        "已读取 2 份采集；1 份事实有变化；1 份无法读取"
    )


def test_how_true_a_replay_is_is_measured_once_and_kept(qtbot, show, writable_vault, jobs):
    first = ids(writable_vault)[0]
    page = show(writable_vault, first)
    page.about.score.click()
    dialog = page.scoring.dialog
    qtbot.waitUntil(dialog.act.isEnabled)
    assert "not measured yet" in dialog.said.text()
    dialog.act.click()
    qtbot.waitUntil(lambda: bool(dialog.score.words) and jobs.idle)
    score = kept_score(writable_vault.desk, first)
    assert f"({score['text']['equal']:,} of {score['text']['of']:,})" in dialog.score.words
    assert not dialog.act.isEnabled()
    with qtbot.waitSignal(dialog.destroyed):
        dialog.reject()
    page.about.score.click()
    again = page.scoring.dialog
    qtbot.waitUntil(lambda: bool(again.score.words))
    assert not again.act.isEnabled()


def test_a_score_is_never_rounded_up_and_says_what_was_missing():
    share = {"equal": 999_999, "of": 1_000_000}
    first, second = score_sections(
        {"text": share, "pixels": None, "missing": 2, "exact": 40, "settled": False}
    )
    assert first.rows[0].value == "99.999 % (999,999 of 1,000,000)"
    assert (first.rows[0].tone, first.rows[1].tone) == ("warn", "muted")
    assert first.note
    assert (second.rows[2].value, second.rows[2].tone) == ("2", "warn")
