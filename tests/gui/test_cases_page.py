"""The room of cases: lists, pre-flight, confirming, a packet made and looked at."""

import json
from pathlib import Path

import pytest
import yaml
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from evidencekit.bootstrap.desk import Desk
from evidencekit.bootstrap.desk_following import complaint_with_history
from evidencekit.bootstrap.desk_marking import keep_layer
from evidencekit.domain.errors import FolderNotEmpty, VaultNewer, WrongUse
from evidencekit.foundation.clock import SystemClock
from evidencekit.gui.cases import CasesPage
from evidencekit.gui.cases.pdf import PdfWindow
from evidencekit.gui.cases.preflight import FindingRow
from evidencekit.gui.error_dialog import words_of
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import breakable
from evidencekit.packet.marks import Drawn, LayerMark, Shape
from evidencekit.services.case_work import CaseWork
from evidencekit.services.purchasing import Purchasing
from shown_words import words_in

# The offscreen platform says so of every window that has a least size.
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture
def form(own_demo):
    """Write a complaint's form, like the demo's but for what is given; return its path."""

    def write(**other) -> Path:
        given = yaml.safe_load((own_demo / "forms" / "complaint.yaml").read_text("utf-8"))
        path = own_demo / "forms" / "another.yaml"
        path.write_text(yaml.safe_dump(given | other, allow_unicode=True), "utf-8")
        return path

    return write


def newest(vault, number):
    return [one.id for one in vault.desk.captures().entries[:number]]


def shown(qtbot, vault):
    page = CasesPage(vault)
    qtbot.addWidget(page)
    page.resize(1280, 800)
    page.show()
    qtbot.waitUntil(lambda: page.panel is not None and page.panel.complaints.view is not None)
    qtbot.waitUntil(lambda: vault.jobs.idle)
    return page


def choose(qtbot, page, complaint):
    card = page.panel.complaints
    card.list.choose(complaint)
    qtbot.waitUntil(lambda: card.view is not None and card.view.complaint.id == complaint)
    return card


def walk(qtbot, card, *, leave_out=()):
    """Say of each listing that it infringes but of those at the given places; return the dialog."""
    card.confirm.click()
    dialog = card.dialog
    steps = dialog.walk
    for at in range(len(card.view.pages)):
        assert words_in(steps).startswith(f"Listing {at + 1} of {len(card.view.pages)}")
        assert not steps.infringes.isEnabled()
        qtbot.waitUntil(steps.infringes.isEnabled)
        assert steps.picture.shows_picture
        (steps.out if at in leave_out else steps.infringes).click()
    return dialog


def confirm(qtbot, card, name, **how):
    dialog = walk(qtbot, card, **how)
    dialog.name.setText(name)
    for field in dialog.declared.values():
        field.setText(name)
    dialog.true.setChecked(True)
    dialog.act.click()


def make_packet(card, folder):
    card.packet.click()
    card.dialog.place.setText(str(folder.parent))
    card.dialog.name.setText(folder.name)
    card.dialog.act.click()


def test_a_case_shows_right_seller_captures_and_its_confirmed_complaint(qtbot, open_vault):
    page = shown(qtbot, open_vault)
    [case] = open_vault.desk.cases()
    row = page.list.row_at(0)
    assert (row.first, row.second) == (case.name, "5 captures")
    told = words_in(page)
    for part in ("北岸 / Brand X", "DEMO-0001", "Brand X (DEMO) Ltd.", "registered", "晨星旗舰店"):
        assert part in told
    captures = page.panel.captures.list
    assert captures.keys() == list(case.captures)
    assert {captures.row_at(at).badge for at in range(5)} == {"DEMO stamp"}
    assert any("129.00" in captures.row_at(at).second for at in range(5))
    card = page.panel.complaints
    assert card.list.row_at(0).badge == "packet made"
    assert not card.confirm.isEnabled()
    assert "Confirmed by" in card.why_confirm.text()
    assert card.packet.isEnabled()


def test_a_capture_opens_by_enter_with_all_of_the_case(qtbot, open_vault):
    page = shown(qtbot, open_vault)
    captures = page.panel.captures.list
    captures.setCurrentRow(2)
    with qtbot.waitSignal(page.open_wanted) as asked:
        qtbot.keyClick(captures, Qt.Key.Key_Return)
    assert asked.args == [captures.keys()[2], captures.keys()]


def test_a_blocked_complaint_says_why_and_makes_nothing(qtbot, writable_vault, form):
    blocked = writable_vault.desk.add("complaint", form(recipient="alibaba_ipp", language="en"))
    page = shown(qtbot, writable_vault)
    card = choose(qtbot, page, str(blocked["id"]))
    told = words_in(card)
    findings = card.view.findings
    blocks = sum(one.level == "block" for one in findings)
    assert blocks
    assert f"{blocks} must be mended" in told
    assert "This recipient does not cover the site of http://127.0.0.1" in told
    assert not card.packet.isEnabled()
    assert not card.confirm.isEnabled()
    assert "must be mended first" in card.why_packet.text()
    while card.preflight.more.isVisibleTo(card):
        card.preflight.more.click()
    qtbot.waitUntil(lambda: all(one.words in words_in(card) for one in findings))
    told = words_in(card)
    assert findings
    assert all(one.why in told and one.fix in told for one in findings)
    told = words_in(card)
    doubtful = [one for one in findings if one.fact and one.fact.status.is_doubtful]
    assert doubtful
    assert told.count("The rule itself is not confirmed") == len(doubtful)
    assert f"looked up on {doubtful[0].fact.checked_on}" in told


def test_a_finding_leads_to_what_it_is_about(qtbot, writable_vault, form):
    wanted = form(recipient="amazon", filer={"name": "Li", "capacity": "agent"})
    complaint = writable_vault.desk.add("complaint", wanted)["id"]
    page = shown(qtbot, writable_vault)
    card = choose(qtbot, page, complaint)
    ways = {row.place.text(): row.place for row in card.findChildren(FindingRow) if row.place}
    assert set(ways) == {"Open the capture", "Open the right"}
    with qtbot.waitSignal(page.open_wanted) as opened:
        ways["Open the capture"].click()
    assert opened.args[0] in opened.args[1]
    with qtbot.waitSignal(page.right_wanted) as right:
        ways["Open the right"].click()
    assert right.args == [card.view.complaint.rights[0]]


def test_a_draft_says_so_before_and_after(qtbot, writable_vault, form, tmp_path):
    draft = writable_vault.desk.add("complaint", form(captures=newest(writable_vault, 1)))
    page = shown(qtbot, writable_vault)
    card = choose(qtbot, page, str(draft["id"]))
    assert "DRAFT" in card.why_packet.text()
    out = tmp_path / "packets" / "one"
    card.packet.click()
    assert "DRAFT" in words_in(card.dialog)
    card.dialog.reject()
    make_packet(card, out)
    assert not card.packet.isEnabled()
    qtbot.waitUntil(lambda: card.result is not None)
    assert card.packet.isEnabled()
    told = words_in(card.result)
    assert "DRAFT" in told
    assert str(out) in told
    assert (out / "packet.pdf").is_file()
    look_at_pdf(qtbot, card)


def test_a_packet_goes_without_marks_or_as_the_copy_for_strangers(
    qtbot, writable_vault, form, tmp_path
):
    [capture] = newest(writable_vault, 1)
    box = LayerMark(Drawn(Shape.BOX, (60, 240, 260, 120)))
    keep_layer(writable_vault.desk, capture, "annotation", [box], [], "Li Wen")
    draft = writable_vault.desk.add("complaint", form(captures=[capture]))
    card = choose(qtbot, shown(qtbot, writable_vault), str(draft["id"]))

    def made(name, *, marks, redacted, profile="cn_court", prefix=""):
        card.packet.click()
        form = card.dialog.form
        assert form.profile.currentText() == "A court in China (this recipient's own)"
        assert form.language.currentData() == "zh_CN"
        form.profile.setCurrentIndex(form.profile.findData(profile))
        form.prefix.setText(prefix)
        assert ("does not stand for" in words_in(card.dialog)) == (profile == "internal")
        assert card.dialog.marks.isChecked()
        assert not card.dialog.redacted.isChecked()
        card.dialog.marks.setChecked(marks)
        card.dialog.redacted.setChecked(redacted)
        card.dialog.name.setText(name)
        card.dialog.place.setText(str(tmp_path))
        card.dialog.act.click()
        packet = tmp_path / name / "manifest.json"
        qtbot.waitUntil(lambda: packet.is_file() and writable_vault.jobs.idle)
        told = json.loads(packet.read_text(encoding="utf-8"))
        [exhibit] = told["exhibits"]
        shape = (told["profile"], told["language"], exhibit["label"])
        assert shape == (profile, "zh_CN", f"{prefix}1")
        return bool(exhibit.get("marks")), told["redacted"]

    assert made("whole", marks=True, redacted=False) == (True, False)
    other = {"profile": "internal", "prefix": "P-"}
    assert made("bare", marks=False, redacted=False, **other) == (False, False)
    # What nobody redacted is left out of a copy for strangers, the marks over it too.
    assert made("strangers", marks=True, redacted=True) == (False, True)


def look_at_pdf(qtbot, card):
    told = words_in(card.result).split("\n")
    card.result.look.click()
    window = card.findChild(PdfWindow)
    assert window.isVisible()
    assert str(window.pane.pages) in told
    assert f"of {window.pane.pages}" in words_in(window)
    window.pane.page.setValue(3)
    qtbot.waitUntil(lambda: window.pane.view.pageNavigator().currentPage() == 2)
    qtbot.waitUntil(window.isActiveWindow)
    with qtbot.waitSignal(window.destroyed):
        qtbot.keyClick(window, Qt.Key.Key_Escape)


def test_a_confirmed_complaint_names_the_person_and_makes_the_signed_packet(
    qtbot, writable_vault, form, tmp_path
):
    made = writable_vault.desk.add("complaint", form(captures=newest(writable_vault, 2)))
    page = shown(qtbot, writable_vault)
    card = choose(qtbot, page, str(made["id"]))
    confirm(qtbot, card, "Li Wen")
    qtbot.waitUntil(lambda: card.view is not None and card.view.complaint.confirmed_by == "Li Wen")
    complaint = card.view.complaint
    assert len(complaint.captures) == 2
    assert [(one.capture, one.by, one.how) for one in complaint.viewings] == [
        (capture, "Li Wen", "window") for capture in complaint.captures
    ]
    assert not card.confirm.isEnabled()
    assert "Li Wen" in card.why_confirm.text()
    assert card.list.row_at(0).badge == "confirmed"
    make_packet(card, tmp_path / "signed")
    qtbot.waitUntil(lambda: card.result is not None)
    told = words_in(card.result)
    assert "DRAFT" not in told
    assert "confirmed" in told
    assert "packets/" in told
    qtbot.waitUntil(lambda: card.list.row_at(0).badge == "packet made")


def test_nobody_confirms_without_a_name_and_the_sentence(qtbot, writable_vault, form):
    made = writable_vault.desk.add("complaint", form())
    page = shown(qtbot, writable_vault)
    card = choose(qtbot, page, str(made["id"]))
    dialog = walk(qtbot, card)
    assert "Brand X (DEMO) Ltd., as the owner" in words_in(dialog)
    dialog.true.setChecked(True)
    dialog.name.setText("  ")
    assert not dialog.act.isEnabled()
    dialog.name.setText("Li Wen")
    assert dialog.act.isEnabled()
    dialog.true.setChecked(False)
    assert not dialog.act.isEnabled()
    dialog.reject()
    assert (
        complaint_with_history(writable_vault.desk, str(made["id"]))[0].complaint.confirmed_by
        is None
    )


def test_a_listing_is_looked_at_again_and_left_out(qtbot, writable_vault, form):
    made = writable_vault.desk.add("complaint", form())
    page = shown(qtbot, writable_vault)
    card = choose(qtbot, page, str(made["id"]))
    captures = card.view.complaint.captures
    card.confirm.click()
    steps = card.dialog.walk
    assert not steps.back.isEnabled()
    qtbot.waitUntil(steps.infringes.isEnabled)
    told = words_in(steps)
    for part in ("Title: ", "Price: ", "Seller: ", "Address: http://127.0.0.1"):
        assert part in told
    steps.infringes.click()
    steps.back.click()
    qtbot.waitUntil(lambda: "You said: this listing infringes." in words_in(steps))
    steps.out.click()
    assert steps.viewed == {}
    steps.back.click()
    qtbot.waitUntil(lambda: "You said: leave it out." in words_in(steps))
    card.dialog.reject()
    assert (
        complaint_with_history(writable_vault.desk, str(made["id"]))[0].complaint.captures
        == captures
    )
    confirm(qtbot, card, "Li Wen", leave_out=(1,))
    qtbot.waitUntil(lambda: card.view is not None and card.view.complaint.confirmed_by == "Li Wen")
    complaint = card.view.complaint
    assert complaint.captures == (captures[0], *captures[2:])
    assert [one.capture for one in complaint.viewings] == list(complaint.captures)


def test_a_confirmation_is_taken_back_by_a_named_person_until_a_packet_is_made(
    qtbot, writable_vault, form
):
    made = writable_vault.desk.add("complaint", form())
    page = shown(qtbot, writable_vault)
    card = page.panel.complaints
    assert card.list.row_at(1).badge == "packet made"
    choose(qtbot, page, str(made["id"]))
    assert not card.reopen.isVisibleTo(card)
    confirm(qtbot, card, "Li Wen")
    qtbot.waitUntil(lambda: card.reopen.isVisibleTo(card) and card.reopen.isEnabled())
    card.reopen.click()
    dialog = card.dialog
    dialog.name.setText(" ")
    assert not dialog.act.isEnabled()
    dialog.name.setText("Bo")
    dialog.act.click()
    qtbot.waitUntil(lambda: card.view is not None and card.view.complaint.state == "draft")
    [was] = card.view.complaint.reopened
    assert (was.confirmed_by, was.by) == ("Li Wen", "Bo")
    assert not card.reopen.isVisibleTo(card)
    qtbot.waitUntil(card.confirm.isEnabled)


def test_what_is_left_out_wholly_is_no_complaint(qtbot, writable_vault, form):
    made = writable_vault.desk.add("complaint", form())
    page = shown(qtbot, writable_vault)
    card = choose(qtbot, page, str(made["id"]))
    dialog = walk(qtbot, card, leave_out=range(5))
    dialog.name.setText("Li Wen")
    dialog.true.setChecked(True)
    assert not dialog.act.isEnabled()
    assert "nothing to complain of" in words_in(dialog)
    dialog.reject()


def test_a_listing_without_a_picture_is_not_found_infringing(qtbot, writable_vault, form):
    made = writable_vault.desk.add("complaint", form())
    page = shown(qtbot, writable_vault)
    card = choose(qtbot, page, str(made["id"]))
    entry = next(
        one
        for one in writable_vault.desk.captures().entries
        if one.id == card.view.pages[0].capture_id
    )
    (writable_vault.desk.folder / entry.file).unlink()
    card.confirm.click()
    steps = card.dialog.walk
    qtbot.waitUntil(lambda: "No picture of this listing can be shown" in words_in(steps))
    assert not steps.infringes.isEnabled()
    assert steps.out.isEnabled()
    card.dialog.reject()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_declaration_is_read_in_full_and_accepted_by_typing_the_name(
    qtbot, writable_vault, form, language
):
    given = form(recipient="generic_dsa16", language=language)
    made = writable_vault.desk.add("complaint", given)
    page = shown(qtbot, writable_vault)
    card = choose(qtbot, page, str(made["id"]))
    assert [one.rule for one in card.view.findings if one.level == "block"] == ["declarations"]
    assert not card.packet.isEnabled()
    assert card.confirm.isEnabled()
    dialog = walk(qtbot, card)
    assert "I declare that I believe in good faith" in words_in(dialog)
    assert ("准确且完整" in words_in(dialog)) == (language == "zh_CN")
    dialog.name.setText("Li Wen")
    dialog.true.setChecked(True)
    [field] = dialog.declared.values()
    assert not dialog.act.isEnabled()
    field.setText("Li")
    assert not dialog.act.isEnabled()
    field.setText("Li Wen")
    dialog.act.click()
    qtbot.waitUntil(lambda: card.view is not None and card.view.complaint.confirmed_by == "Li Wen")
    [declared] = card.view.complaint.declared
    assert (declared.declaration, declared.by, declared.language) == (
        "bona_fide_accurate_complete", "Li Wen", language,
    )  # fmt: skip


def test_an_impostor_gets_no_further(qtbot, writable_vault, form):
    made = writable_vault.desk.add("complaint", form(filer={"name": "Li", "capacity": "owner"}))
    page = shown(qtbot, writable_vault)
    card = choose(qtbot, page, str(made["id"]))
    assert any((one.rule, one.level) == ("owner_name", "block") for one in card.view.findings)
    assert not card.confirm.isEnabled()
    assert not card.packet.isEnabled()


def test_a_folder_that_is_not_empty_is_refused_in_three_parts(qtbot, writable_vault, own_demo):
    page = shown(qtbot, writable_vault)
    card = page.panel.complaints
    with qtbot.waitSignal(writable_vault.jobs.failed) as told:
        make_packet(card, own_demo / "packet")
    assert isinstance(told.args[0], FolderNotEmpty)
    assert all((words_of(told.args[0]).message, words_of(told.args[0]).action))
    assert card.packet.isEnabled()
    assert card.result is None


def test_a_free_name_is_proposed(qtbot, open_vault, tmp_path, monkeypatch):
    from evidencekit.gui.cases import packet

    monkeypatch.setattr(packet, "_last_place", [str(tmp_path)])
    (tmp_path / "there").mkdir()
    asked = packet.Asked("Make packet", "It is made.", "there")
    room, offered = shown(qtbot, open_vault), packet.Offered(("internal",), "en")
    dialog = packet.PacketDialog(room, asked, offered, print)
    assert dialog.folder == tmp_path / "there-2"
    dialog.name.setText("")
    assert not dialog.act.isEnabled()


def test_a_damaged_pdf_is_said_in_words(qtbot, tmp_path):
    bad = tmp_path / "packet.pdf"
    bad.write_bytes(b"no pdf at all")
    for path, words in ((bad, "damaged"), (tmp_path / "gone.pdf", "not there any more")):
        window = PdfWindow(path)
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(window)
        window.show()
        assert words in words_in(window)
        assert window.pane.pages == 0


def test_what_is_added_from_a_file_is_listed_and_its_id_told(qtbot, writable_vault, form):
    page = shown(qtbot, writable_vault)
    with qtbot.waitSignal(writable_vault.casework_changed):
        page.add.add("complaint", form())
    assert "The complaint was added." in page.note.text
    qtbot.waitUntil(lambda: page.panel.complaints.list.count() == 2)
    assert page.panel.complaints.list.keys()[0] in page.note.text


def test_a_faulty_form_is_told_with_its_place(qtbot, writable_vault, form):
    page = shown(qtbot, writable_vault)
    with qtbot.waitSignal(writable_vault.jobs.failed) as told:
        page.add.add("complaint", form(recipient=""))
    assert isinstance(told.args[0], WrongUse)
    assert "$.recipient" in words_of(told.args[0]).message
    assert page.panel.complaints.list.count() == 1


def test_a_vault_without_cases_says_what_a_case_is(qtbot, jobs, tmp_path):
    desk, _made = Desk.make(tmp_path / "vault", "Firm", "Li Wen", "words of a test")
    desk.unlock("words of a test")
    page = CasesPage(OpenVault(desk, jobs, lambda _wrong, _then: None, jobs))
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: "A case brings together" in words_in(page))


def test_casework_of_a_newer_version_is_said_in_place(qtbot, writable_vault, monkeypatch):
    page = shown(qtbot, writable_vault)

    def newer(_self):
        raise VaultNewer(path=writable_vault.desk.folder, format="99", known="1")

    with monkeypatch.context() as patch:
        patch.setattr(Desk, "cases", newer)
        page.reload()
        qtbot.waitUntil(lambda: "has format 99" in words_in(page))
    again = [one for one in page.findChildren(QAbstractButton) if one.text() == "Try again"]
    again[0].click()
    qtbot.waitUntil(lambda: page.panel is not None and page.list.isVisibleTo(page))


@pytest.mark.parametrize("size", [(1280, 800), (700, 640)])
def test_no_word_is_cut_off_and_each_control_has_a_name(qtbot, writable_vault, form, size):
    made = writable_vault.desk.add("complaint", form(recipient="alibaba_ipp"))
    page = shown(qtbot, writable_vault)
    choose(qtbot, page, str(made["id"]))
    page.resize(*size)
    qtbot.waitUntil(lambda: page.panel.width() <= page.area.viewport().width())
    for one in page.findChildren(QWidget):
        if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus:
            named = QAccessible.queryAccessibleInterface(one)
            assert named.text(QAccessible.Text.Name), one
    for one in page.panel.findChildren(QLabel):
        if one.isVisible() and one.text():
            right = one.mapTo(page.panel, QPoint(one.width(), 0)).x()
            assert right <= page.panel.width(), one.text()


def test_long_words_break_and_nothing_else_changes():
    address = "http://shop.test/" + "a" * 300
    assert breakable(address).replace("\u200b", "") == address
    assert max(map(len, breakable(address).split("\u200b"))) <= 20
    assert breakable("short words stay whole") == "short words stay whole"


def test_tasks_and_notes_are_added_at_the_case_and_a_task_is_ticked_off(qtbot, writable_vault):
    page = shown(qtbot, writable_vault)
    work = page.panel.work
    qtbot.waitUntil(lambda: "Nothing is to be done." in words_in(work))
    work.text.setText("reply")
    assert not work.add_task.isEnabled()
    work.person.setText("bo")
    work.day.setText("soon")
    assert not work.add_task.isEnabled()
    work.day.setText("2020-01-01")
    work.note.setText("called counsel")
    work.add_task.click()
    qtbot.waitUntil(lambda: "× overdue: 2020-01-01" in words_in(work))
    assert (work.text.text(), work.note.text()) == ("", "called counsel")
    work.add_note.click()
    qtbot.waitUntil(lambda: "called counsel" in words_in(work))
    (tick,) = work.tasks.values()
    tick.click()
    qtbot.waitUntil(lambda: "done by" in words_in(work))
    assert "overdue" not in words_in(work)
    qtbot.waitUntil(lambda: writable_vault.jobs.idle)
    case = writable_vault.desk.register.case_shown(page.panel.case_id)
    assert case["tasks"][0]["done_by"] == writable_vault.desk.operator


def test_a_case_names_its_further_rights_and_its_test_purchases(qtbot, writable_vault, tmp_path):
    page, desk = shown(qtbot, writable_vault), writable_vault.desk
    [case] = desk.cases()
    right = desk.register.add(
        {"kind": "patent", "jurisdiction": "US", "reg_no": "77", "status": "registered",
         "owner_as_registered": "B"}, "ana",
    )  # fmt: skip
    form = tmp_path / "form.yaml"
    form.write_text(f"case: {case.id}\ncapture: {case.captures[0]}\norder_no: N-1\n", "utf-8")
    with desk.writing() as writer:
        Purchasing(writer, SystemClock()).new(form)
    form.write_text(f"name: other\nright: {right}\n", "utf-8")
    other = str(desk.add("case", form)["id"])
    with desk.writing() as writer:
        CaseWork(writer, SystemClock()).merge(other, case.id, "one seller", "ana")
    writable_vault.casework_changed.emit()
    qtbot.waitUntil(lambda: "Further right: 77" in words_in(page.panel.work))
    assert page.list.keys() == [case.id]
    bought = page.panel.purchases.list
    qtbot.waitUntil(lambda: bought.count() == 1)
    assert bought.row_at(0).spoken == "N-1, not come yet"


def test_a_test_purchase_is_recorded_hand_by_hand(qtbot, writable_vault, tmp_path):
    page, photo = shown(qtbot, writable_vault), tmp_path / "parcel.pdf"
    photo.write_bytes(b"%PDF-1.7 a photo")
    card = page.panel.purchases
    qtbot.waitUntil(lambda: "each hand they went through" in words_in(card))
    card.new.click()
    qtbot.waitUntil(lambda: card.dialog is not None)
    assert card.dialog.capture.count() == 6
    card.dialog.lines["order_no"].setText("T-7")
    card.dialog.lines["paid"].setText("129.00 CNY")
    card.dialog.capture.setCurrentIndex(1)
    card.dialog.act.click()
    qtbot.waitUntil(lambda: card.list.count() == 1)
    assert card.list.row_at(0).spoken == "T-7, CNY 129.00, not come yet"
    record(card, "parcel", {"when": "2026-11-20", "carrier": "Express"}, str(photo))
    qtbot.waitUntil(lambda: "A parcel came: Express [parcel.pdf]" in words_in(card))
    entry = {"when": "2026-11-21", "signer": "Li", "basis": "stitching"}
    record(card, "appraisal", entry, outcome="counterfeit")
    qtbot.waitUntil(lambda: card.list.row_at(0).badge == "counterfeit")
    backs = [one for one in card.findChildren(QAbstractButton) if one.text() == "Take back..."]
    backs[-1].click()
    assert not card.dialog.act.isEnabled()
    card.dialog.why.setText("Another parcel")
    card.dialog.act.click()
    qtbot.waitUntil(lambda: card.list.row_at(0).badge == "not appraised")
    [bought] = writable_vault.desk.register.purchases(page.panel.case_id)
    assert [one.kind for one in bought.entries] == ["parcel", "appraisal", "undone"]
    assert bought.entries[0].by == writable_vault.desk.operator
    card.make_steps(tmp_path / "steps.html", "en")
    qtbot.waitUntil(card.written.isVisible)
    assert "T-7" in (tmp_path / "steps.html").read_text(encoding="utf-8")
    qtbot.waitUntil(lambda: writable_vault.jobs.idle)


def record(card, kind, said, files="", outcome=None):
    card.record.click()
    dialog = card.dialog
    dialog.kind.setCurrentIndex(dialog.kind.findData(kind))
    assert not dialog.act.isEnabled()
    for name, text in said.items():
        assert dialog.lines[name].isVisibleTo(dialog)
        dialog.lines[name].setText(text)
    if outcome:
        dialog.outcome.setCurrentIndex(dialog.outcome.findData(outcome))
    assert not dialog.lines["giver"].isVisibleTo(dialog)
    dialog.files.setText(files)
    dialog.act.click()


def test_a_case_is_put_away_and_taken_out_again(qtbot, writable_vault):
    page = shown(qtbot, writable_vault)
    work = page.panel.work
    qtbot.waitUntil(lambda: work.shown is not None)
    work.archive.click()
    qtbot.waitUntil(lambda: page.list.row_at(0).badge == "archived")
    qtbot.waitUntil(lambda: work.archive.text() == "Take it out again")
    work.archive.click()
    qtbot.waitUntil(lambda: page.list.row_at(0).badge == "")
    qtbot.waitUntil(lambda: writable_vault.jobs.idle)
