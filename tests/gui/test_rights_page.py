"""The room of rights: the register, how papers stand, fields and papers added, a table brought."""

from datetime import date

import pytest
from PIL import Image
from PySide6.QtWidgets import QAbstractButton, QLabel

from evidencekit.bootstrap.desk import Desk
from evidencekit.casework.right_parts import PaperKind, PaperWish
from evidencekit.domain.errors import RegisterTableRefused
from evidencekit.gui.error_dialog import words_of
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.rights import RightsPage
from evidencekit.gui.rights.form import RightDialog
from evidencekit.gui.rights.importing import ImportDialog
from evidencekit.gui.rights.paper_dialogs import PaperDialog
from shown_words import words_in

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


def shown(qtbot, vault):
    page = RightsPage(vault)
    qtbot.addWidget(page)
    page.resize(1280, 800)
    page.show()
    settled(qtbot, page, vault)
    return page


def settled(qtbot, page, vault, *, ready=lambda: True):
    qtbot.waitUntil(lambda: page.panel is not None and ready())
    qtbot.waitUntil(lambda: vault.jobs.idle)


def offers(page, text):
    buttons = (one for one in page.findChildren(QAbstractButton) if one.text() == text)
    return any(one.isVisibleTo(page) for one in buttons)


def test_the_register_says_how_each_right_and_each_paper_stands(qtbot, open_vault):
    page = shown(qtbot, open_vault)
    row = page.list.row_at(0)
    assert "北岸 / Brand X" in row.first
    assert "DEMO-0001" in row.second
    # A word and a sign, not the colour alone.
    assert row.badge[0] in "✓!×?"
    assert row.badge in row.spoken
    told = words_in(page.panel)
    for part in ("Brand X (DEMO) Ltd.", "DEMO-0001", "✓ here", "No power of attorney"):
        assert part in told
    for one in page.findChildren(QAbstractButton):
        assert one.accessibleName() or one.text()


def test_a_right_is_added_then_changed_and_its_history_shows_it(qtbot, writable_vault):
    page = shown(qtbot, writable_vault)
    page.ask_new()
    dialog = page.dialog
    assert isinstance(dialog, RightDialog)
    assert not dialog.act.isEnabled()
    for name, text in {
        "mark_text": "East", "jurisdiction": "CN", "owner_as_registered": "E Ltd.",
        "reg_no": "007", "classes": "18, 25",
    }.items():  # fmt: skip
        dialog.lines[name].setText(text)
    dialog.by.setText("ana")
    dialog.act.click()
    settled(qtbot, page, writable_vault, ready=lambda: "East" in words_in(page.panel))
    right = page.view.right
    assert (right.reg_no, right.classes, right.owner_as_registered) == ("007", (18, 25), "E Ltd.")
    assert page.list.row_at(0).badge == "× no certificate"
    page.ask_change()
    assert page.dialog.lines["classes"].text() == "18, 25"
    page.dialog.lines["reg_no"].setText("")
    page.dialog.lines["expiry"].setText("2040-01-01")
    page.dialog.act.click()
    settled(qtbot, page, writable_vault, ready=lambda: page.view.right.reg_no == "")
    assert page.view.right.expiry == date(2040, 1, 1)
    assert page.view.history[-1].fields == {"reg_no": ["007", ""], "expiry": [None, "2040-01-01"]}
    assert "Registration number" in words_in(page.panel)


def test_a_fault_in_a_field_is_told_and_nothing_is_written(qtbot, writable_vault):
    page = shown(qtbot, writable_vault)
    before = page.view.right
    page.ask_change()
    page.dialog.lines["jurisdiction"].setText("China")
    with qtbot.waitSignal(writable_vault.jobs.failed) as told:
        page.dialog.act.click()
    assert "jurisdiction" in words_of(told.args[0]).message
    qtbot.waitUntil(lambda: writable_vault.jobs.idle)
    assert writable_vault.desk.register.right(before.id).right == before


def test_a_power_of_attorney_is_kept_and_its_state_said(qtbot, writable_vault, tmp_path):
    paper = tmp_path / "poa.pdf"
    paper.write_bytes(b"%PDF-1.7 power")
    page = shown(qtbot, writable_vault)
    for last, said in (("2020-01-01", "× expired"), ("2199-01-01", "✓ in force")):
        page.ask_paper()
        dialog = page.dialog
        assert isinstance(dialog, PaperDialog)
        dialog.kind.setCurrentIndex(dialog.kind.findData("power"))
        dialog.file.setText(str(paper))
        assert not dialog.act.isEnabled()
        dialog.agent.setText("Li")
        dialog.recipients.setText("alibaba_ipp, amazon")
        dialog.end.setText("soon")
        assert not dialog.act.isEnabled()
        dialog.end.setText(last)
        dialog.act.click()
        settled(qtbot, page, writable_vault, ready=lambda said=said: said in words_in(page.panel))
    assert page.view.right.powers[-1].recipients == ("alibaba_ipp", "amazon")
    assert "Power of Li" in words_in(page.panel)


def test_a_power_is_withdrawn_by_a_named_person(qtbot, writable_vault, tmp_path):
    paper = tmp_path / "poa.pdf"
    paper.write_bytes(b"%PDF-1.7 power")
    page = shown(qtbot, writable_vault)
    right = page.view.right.id
    wish = PaperWish(PaperKind.POWER, agent="Li", recipients=("amazon",))
    writable_vault.desk.register.attach(right, paper, wish, "ana")
    page.reload()
    settled(qtbot, page, writable_vault, ready=lambda: "Power of Li" in words_in(page.panel))
    way = "Withdraw..."
    next(one for one in page.findChildren(QAbstractButton) if one.text() == way).click()
    dialog = page.dialog
    assert "Withdraw the power of Li" in words_in(dialog)
    assert not dialog.act.isEnabled()
    dialog.day.setText("2026-11-20")
    dialog.by.setText("")
    assert not dialog.act.isEnabled()
    dialog.by.setText("bo")
    dialog.act.click()
    settled(qtbot, page, writable_vault, ready=lambda: page.view.right.powers[0].ended_on)
    assert page.view.right.powers[0].ended_on.isoformat() == "2026-11-20"
    assert page.view.history[-1].by == "bo"
    assert not offers(page, way)


def test_a_product_shows_photos_and_keeps_its_secret_to_itself(qtbot, writable_vault, tmp_path):
    Image.linear_gradient("L").convert("RGB").save(tmp_path / "front.png")
    form = tmp_path / "product.yaml"
    form.write_text(
        "name: Bag\nsecurity: CANARY-thread\nphotos: [front.png]\n"
        "prices: [{price: 129.00 CNY, day: 2026-10-01, source: own shop}]\n",
        encoding="utf-8",
    )
    page = shown(qtbot, writable_vault)
    page.add_product(form)
    settled(qtbot, page, writable_vault, ready=lambda: "129.00 CNY" in words_in(page.panel))
    photos = [
        one for one in page.panel.findChildren(QLabel) if one.accessibleName() == "Photo of Bag"
    ]
    assert [one.pixmap().isNull() for one in photos] == [False]
    told = words_in(page.panel)
    assert "confidential" in told
    assert "CANARY" not in told


HEAD = "kind,jurisdiction,reg_no,owner_as_registered,status\n"


def test_a_table_is_shown_row_by_row_before_it_is_added(qtbot, writable_vault, tmp_path):
    file = tmp_path / "rights.csv"
    file.write_text(f"{HEAD}trademark,CN,77,E Ltd.,registered\npatent,US,8,,x\n", "utf-8")
    page = shown(qtbot, writable_vault)
    page.look_at(file)
    qtbot.waitUntil(lambda: isinstance(page.dialog, ImportDialog))
    table = page.dialog.table
    cells = [[table.item(row, column).text() for column in range(5)] for row in range(2)]
    assert cells[0] == ["2", "new", "77", "-", "E Ltd."]
    assert cells[1][:2] == ["3", "× wrong"]
    assert "Owner as registered: is missing" in cells[1][4]
    assert "1 row is wrong" in page.dialog.summary.text()
    assert not page.dialog.act.isEnabled()
    page.dialog.reject()
    page.dialog = None
    file.write_text(f"{HEAD}trademark,CN,77,E Ltd.,registered\n", "utf-8")
    page.look_at(file)
    qtbot.waitUntil(lambda: page.dialog is not None)
    page.dialog.act.click()
    qtbot.waitUntil(lambda: page.list.count() == 2)
    qtbot.waitUntil(lambda: writable_vault.jobs.idle)
    assert "1 right was added." in page.note.text


def test_a_file_that_is_no_table_is_told(qtbot, open_vault, tmp_path):
    file = tmp_path / "rights.csv"
    file.write_text("nope\n1\n", "utf-8")
    page = shown(qtbot, open_vault)
    with qtbot.waitSignal(open_vault.jobs.failed) as told:
        page.look_at(file)
    assert isinstance(told.args[0], RegisterTableRefused)
    assert page.dialog is None


def test_the_template_is_written_and_never_over_a_file(qtbot, open_vault, tmp_path):
    page = shown(qtbot, open_vault)
    page.write_template(tmp_path / "t.xlsx")
    qtbot.waitUntil(lambda: bool(page.note.text))
    assert (tmp_path / "t.xlsx").is_file()
    with qtbot.waitSignal(open_vault.jobs.failed):
        page.write_template(tmp_path / "t.xlsx")


def test_an_empty_register_says_what_a_right_is_and_how_to_begin(qtbot, jobs, tmp_path):
    desk, _made = Desk.make(tmp_path / "vault", "X", "ana", "words")
    page = RightsPage(OpenVault(desk, jobs, lambda _wrong, _then: None, jobs))
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: "No rights yet" in words_in(page))
    assert offers(page, "Add a right...")
    assert offers(page, "Import a table...")
    assert not offers(page, "Change...")
