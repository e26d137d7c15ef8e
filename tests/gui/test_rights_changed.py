"""A right in the app: by a form, its own fields, undone; history whole; photos; a power again."""

from datetime import date

import pytest
import yaml
from PIL import Image
from PySide6.QtWidgets import QAbstractButton, QLabel

from evidencekit.casework.right_parts import PaperKind, PaperWish
from evidencekit.domain.errors import WrongUse
from evidencekit.gui.rights import RightsPage
from evidencekit.gui.rights.by_form import FormChangeDialog
from evidencekit.gui.rights.history import HistoryDialog
from shown_words import words_in

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
HOLDER = {"type": "company", "country": "CN", "address": "Road 1"}


@pytest.fixture
def page(qtbot, writable_vault):
    page = RightsPage(writable_vault)
    qtbot.addWidget(page)
    page.resize(1280, 800)
    page.show()
    qtbot.waitUntil(lambda: page.panel is not None and writable_vault.jobs.idle)
    return page


def click(page, text):
    next(one for one in page.findChildren(QAbstractButton) if one.text() == text).click()


def cells(table):
    places = range(table.columnCount())
    return [[table.item(row, place).text() for place in places] for row in range(table.rowCount())]


def test_a_right_is_changed_by_the_form_it_was_saved_as_and_that_is_undone(
    qtbot, page, writable_vault, tmp_path
):
    before, form = page.view.right, tmp_path / "right.yaml"
    page.write_form(form)
    qtbot.waitUntil(lambda: "The form is in" in page.note.text)
    page.look_at_form(form)
    qtbot.waitUntil(lambda: "says nothing new" in page.note.text)
    said = yaml.safe_load(form.read_text("utf-8"))
    said |= {"holder": HOLDER, "goods": "bags"}
    form.write_text(yaml.safe_dump(said), "utf-8")
    page.look_at_form(form)
    qtbot.waitUntil(lambda: isinstance(page.dialog, FormChangeDialog))
    rows = cells(page.dialog.table)
    assert ["Rights holder", "-", "Kind: a company · Country: CN · Postal address: Road 1"] in rows
    assert {row[0] for row in rows} == {"Goods", "Rights holder"}
    page.dialog.by.setText("")
    assert not page.dialog.act.isEnabled()
    page.dialog.by.setText("ana")
    page.dialog.act.click()
    qtbot.waitUntil(lambda: "Postal address: Road 1" in words_in(page.panel))
    assert page.view.right.goods == "bags"
    assert page.view.history[-1].by == "ana"
    qtbot.waitUntil(lambda: writable_vault.jobs.idle)
    assert writable_vault.deeds.undo_name == "Change a right"
    writable_vault.deeds.undo()
    qtbot.waitUntil(lambda: page.view.right == before)
    assert page.view.history[-1].fields["goods"] == ["bags", before.goods]
    qtbot.waitUntil(lambda: writable_vault.jobs.idle)
    form.write_text("colour: red\n", "utf-8")
    with qtbot.waitSignal(writable_vault.jobs.failed) as told:
        page.look_at_form(form)
    assert isinstance(told.args[0], WrongUse)


def test_the_fields_of_a_kind_are_asked_where_they_fit_and_a_work_keeps_its_rest(
    qtbot, page, writable_vault
):
    def change(**said):
        page.ask_change()
        for name, value in said.items():
            chooser = getattr(page.dialog, name, None)
            if chooser is None:
                page.dialog.more[name].setText(value)
            else:
                chooser.setCurrentIndex(chooser.findData(value))
        page.dialog.act.click()

    page.ask_change()
    dialog = page.dialog
    assert dialog.fields.isRowVisible(dialog.mark_type)
    assert not dialog.fields.isRowVisible(dialog.more["own_work_url"])
    dialog.reject()
    change(mark_type="combined")
    qtbot.waitUntil(lambda: "word and figure" in words_in(page.panel))
    right = page.view.right.id
    work = {"title": "Logo", "first_publication": "2019"}
    writable_vault.desk.register.change(right, {"kind": "copyright", "work": work}, "ana")
    page.reload()
    qtbot.waitUntil(lambda: page.view.right.kind == "copyright" and writable_vault.jobs.idle)
    page.ask_change()
    assert page.dialog.fields.isRowVisible(page.dialog.more["own_work_url"])
    assert not page.dialog.fields.isRowVisible(page.dialog.mark_type)
    page.dialog.reject()
    change(author="Li", title="", own_work_url="https://own.example/work")
    qtbot.waitUntil(lambda: "https://own.example/work" in words_in(page.panel))
    made = page.view.right
    assert (made.work.title, made.work.author, made.work.first_publication) == ("", "Li", "2019")
    # What a work does not have stays where it was.
    assert made.mark_type == "combined"
    qtbot.waitUntil(lambda: writable_vault.jobs.idle)


@pytest.fixture
def paper(tmp_path):
    paper = tmp_path / "poa.pdf"
    paper.write_bytes(b"%PDF-1.7 power")
    return paper


def test_a_paper_says_what_is_known_of_it(qtbot, page, writable_vault, paper):
    def attach(kind, **said):
        page.ask_paper()
        dialog = page.dialog
        dialog.kind.setCurrentIndex(dialog.kind.findData(kind))
        dialog.file.setText(str(paper))
        for name, value in said.items():
            field = getattr(dialog, name)
            if isinstance(value, bool):
                field.setCurrentIndex(field.findData(value))
            else:
                field.setText(value)
        dialog.act.click()

    page.ask_paper()
    # Of a certificate the file alone is kept.
    for hidden in ("end", "language", "remark", "notarised"):
        assert not page.dialog.fields.isRowVisible(getattr(page.dialog, hidden))
    page.dialog.reject()
    attach("power", agent="Li", recipients="amazon", language="zh", remark="all notices",
           notarised=True, apostille=False)  # fmt: skip
    qtbot.waitUntil(lambda: "Remark: all notices" in words_in(page.panel))
    power = page.view.right.powers[0]
    assert (power.notarised, power.apostille) == (True, False)
    assert "Notarised: yes · Apostille: no · Language: zh" in words_in(page.panel)
    qtbot.waitUntil(lambda: writable_vault.jobs.idle)
    paper.write_bytes(b"%PDF-1.7 translated")
    attach("translation", language="en", remark="sworn")
    qtbot.waitUntil(lambda: "en · sworn" in words_in(page.panel))
    qtbot.waitUntil(lambda: writable_vault.jobs.idle)


def test_a_withdrawal_is_taken_back_and_all_changes_are_told(qtbot, page, writable_vault, paper):
    def ended(day):
        qtbot.waitUntil(lambda: [one.ended_on for one in page.view.right.powers] == [day])
        qtbot.waitUntil(lambda: writable_vault.jobs.idle)

    wish = PaperWish(PaperKind.POWER, agent="Li", recipients=("amazon",), remark="all notices")
    writable_vault.desk.register.attach(page.view.right.id, paper, wish, "ana")
    page.reload()
    ended(None)
    click(page, "Withdraw...")
    page.dialog.day.setText("2026-11-20")
    page.dialog.act.click()
    ended(date(2026, 11, 20))
    assert "Withdrawn on: 2026-11-20" in words_in(page.panel)
    click(page, "Take the withdrawal back...")
    page.dialog.by.setText("")
    assert not page.dialog.act.isEnabled()
    page.dialog.by.setText("bo")
    page.dialog.act.click()
    ended(None)
    assert page.view.history[-1].by == "bo"
    writable_vault.deeds.undo()
    ended(date(2026, 11, 20))
    click(page, "All changes...")
    assert isinstance(page.dialog, HistoryDialog)
    rows = cells(page.dialog.table)
    assert [row[1] for row in rows[:4]] == ["bo", "bo", writable_vault.desk.operator, "ana"]
    withdrawn = "Agent: Li · Withdrawn on: 2026-11-20"
    assert rows[0][2:] == ["Powers of attorney", "Agent: Li", withdrawn]
    assert rows[1][3:] == [withdrawn, "Agent: Li"]
    assert rows[3][3] == "-"
    assert "Remark: all notices" in rows[3][4]


def test_genuine_photos_are_kept_without_a_product_and_shown(qtbot, page, writable_vault, tmp_path):
    files = [tmp_path / f"{name}.png" for name in ("a", "b")]
    for turn, file in enumerate(files):
        Image.linear_gradient("L").rotate(90 * turn).convert("RGB").save(file)
    page.add_photos(files)
    qtbot.waitUntil(lambda: "2 photos were added." in page.note.text)
    named = "Photo of the genuine goods"

    def photos():
        labels = page.panel.findChildren(QLabel)
        return [one for one in labels if one.accessibleName() == named]

    qtbot.waitUntil(lambda: len(photos()) == 2)
    assert not any(one.pixmap().isNull() for one in photos())
    qtbot.waitUntil(lambda: writable_vault.jobs.idle)
    page.add_photos(files[:1])
    qtbot.waitUntil(lambda: page.note.text == "0 photos were added. 1 was here already.")
    qtbot.waitUntil(lambda: writable_vault.jobs.idle)
