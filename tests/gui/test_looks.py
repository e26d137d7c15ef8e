"""What is laid out holds: nothing over anything, no gaps for what is hidden, round scales."""

import importlib
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QFontInfo, QFontMetricsF
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from evidencekit.foundation.catalogue import use_language
from evidencekit.gui.app import fit_font
from evidencekit.gui.ask_dialog import AskDialog
from evidencekit.gui.cases import CasesPage
from evidencekit.gui.flow import FlowLayout
from evidencekit.gui.parts import button
from evidencekit.gui.sellers.prices import scale_of

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"
sys.path.insert(0, str(PACKAGING))
looks = importlib.import_module("looks")
sys.path.remove(str(PACKAGING))

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


def test_many_findings_lie_over_nothing_where_a_person_confirms(qtbot, writable_vault):
    vault = writable_vault
    form = vault.desk.folder.parent / "forms" / "complaint.yaml"
    text = form.read_text("utf-8").replace("recipient: court_bundle", "recipient: alibaba_ipp")
    other = form.with_name("another.yaml")
    other.write_text(text, "utf-8")
    made = str(vault.desk.add("complaint", other)["id"])
    page = CasesPage(vault)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.panel is not None and vault.jobs.idle)
    card = page.panel.complaints
    card.list.choose(made)
    qtbot.waitUntil(lambda: card.view is not None and card.view.complaint.id == made)
    assert len(card.view.findings) > 5
    card.ask_confirm()
    walk = card.dialog.walk
    for _listing in card.view.pages:
        qtbot.waitUntil(walk.infringes.isEnabled)
        walk.infringes.click()
    assert card.dialog.name.isVisible()
    assert list(looks.overlapping(card.dialog)) == []
    card.dialog.reject()


def test_what_is_hidden_takes_no_room_in_a_row(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    first, second = (button(name, lambda: None) for name in ("First", "Second"))
    made.setLayout(FlowLayout(first, second))
    first.hide()
    made.resize(400, 60)
    made.show()
    assert second.x() == made.contentsRect().left()


def test_fields_of_a_dialog_end_where_its_buttons_end_and_stay_together(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    asked = AskDialog("A title", "What it means.", parent)
    fields = [QLineEdit(), QLineEdit()]
    for field in fields:
        asked.add_field("Field", field)
    asked.add_end("Do it", lambda: None)
    asked.show()
    asked.resize(asked.width(), asked.height() + 200)
    qtbot.waitUntil(lambda: fields[0].width() > 0)
    places = [QRect(one.mapTo(asked, one.rect().topLeft()), one.size()) for one in fields]
    act = QRect(asked.act.mapTo(asked, asked.act.rect().topLeft()), asked.act.size())
    assert places[0].right() == act.right()
    assert places[1].top() - places[0].bottom() < 20


@pytest.mark.parametrize(
    ("most", "step", "top"),
    [("199", "50", "200"), ("200", "50", "250"), ("7.4", "2", "8"), ("0", "0.25", "1.25")],
)
def test_a_scale_is_round_and_reaches_over_the_highest_price(most, step, top):
    found = scale_of(Decimal(most))
    assert found == (Decimal(step), Decimal(top))


def test_quotation_marks_are_as_wide_as_the_language_has_them(qtbot):
    if QFontInfo(QApplication.font()).family() != "Noto Sans SC":
        pytest.skip("the system has a font of its own")
    wide = {}
    for language in ("zh_CN", "en"):
        use_language(language)
        fit_font()
        wide[language] = QFontMetricsF(QApplication.font()).horizontalAdvance("\u201ca\u201d")
    assert wide["en"] < wide["zh_CN"]
