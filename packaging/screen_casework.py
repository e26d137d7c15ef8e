"""What a case has beside its first page, the rights behind it, and what came after a packet."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from PIL import Image
from PySide6.QtWidgets import QWidget

from evidencekit.bootstrap.desk_following import record_step
from evidencekit.bootstrap.packets import Leaving
from evidencekit.casework.compared import ComparedPoint
from evidencekit.casework.model import StepKind, StepWish
from evidencekit.casework.right_parts import PaperKind, PaperWish
from evidencekit.casework.sheet_questions import Question
from evidencekit.domain.money import Money
from evidencekit.foundation.resources import resource
from evidencekit.gui.main_window import MainWindow
from evidencekit.services.confirming import Confirmation

PRODUCT = """name: 北岸 tote
sku: NB-1
security: kept to ourselves
photos: [front.png]
prices: [{price: 129.00 CNY, day: 2026-10-01, source: the owner's own shop}]
"""
TABLE = """kind,jurisdiction,reg_no,mark_text,owner_as_registered,status,expiry
trademark,CN,70012345,北岸,Brand X (DEMO) Ltd.,registered,2031-05-06
trade mark,China,70012346,NORTH SHORE,,registered,2031-13-06
"""


FORM = """holder: {type: company, country: CN, address: 上海市世纪大道 100 号}
class_goods: [{number: 18, goods: 手提包；钱包}, {number: 25, goods: 鞋}]
expiry: 2036-05-06
"""
MORE = {
    "mark_type": "combined",
    "recordals": [{"authority": "中国海关", "number": "T2026-0001", "expiry": "2030-01-01"}],
    "holder": {"type": "company", "country": "CN", "address": "Road 1"},
    "work": {"title": "Logo", "author": "Li", "first_publication": "2019"},
}


class Turner(Protocol):
    """Whoever lets Qt work."""

    def until(self, ready: Callable[[], object]) -> None:
        """Let Qt work until something is so, and then until nothing moves any more."""


def screens(studio: Turner, window: MainWindow, scratch: Path) -> Iterator[tuple[str, QWidget]]:
    """Give the screens by name, of a window with the demo's vault; files go below `scratch`."""
    window.show_room("cases")
    studio.until(lambda: window.jobs.idle)
    cases = window.stack.currentWidget()
    cases.area.ensureWidgetVisible(cases.panel.work)
    studio.until(lambda: True)
    yield "case-work", window
    cases.panel.work.ask_counsel()
    studio.until(lambda: True)
    yield "dialog-counsel", cases.panel.work.dialog
    cases.panel.work.dialog.reject()
    yield from _purchases(studio, window, cases.panel.purchases)
    yield from _sellers(studio, window, scratch)
    yield from _rights(studio, window, scratch)
    yield from _comparing(studio, window)
    yield from _after(studio, window, scratch)


def _purchases(studio: Turner, window: MainWindow, card: QWidget) -> Iterator[tuple[str, QWidget]]:
    """Give a test purchase and its dialogs, as a person fills them."""
    card.ask_new()
    studio.until(lambda: window.jobs.idle and card.dialog is not None)
    card.dialog.lines["order_no"].setText("2026-8841")
    yield "dialog-purchase", card.dialog
    card.dialog.act.click()
    studio.until(lambda: window.jobs.idle and card.list.count() == 1)
    card.ask_record()
    for name, text in (("when", "2026-11-20"), ("carrier", "Express"), ("condition", "taped")):
        card.dialog.lines[name].setText(text)
    studio.until(lambda: True)
    yield "dialog-purchase-entry", card.dialog
    card.dialog.act.click()
    studio.until(lambda: window.jobs.idle)
    window.stack.currentWidget().area.ensureWidgetVisible(card)
    studio.until(lambda: True)
    yield "case-purchases", window
    card.ask_undo(1)
    studio.until(lambda: True)
    yield "dialog-purchase-undo", card.dialog
    card.dialog.reject()


def _sellers(studio: Turner, window: MainWindow, scratch: Path) -> Iterator[tuple[str, QWidget]]:
    window.show_room("sellers")
    studio.until(lambda: window.jobs.idle)
    yield "seller", window
    room = window.stack.currentWidget()
    answers = room.panel.sheet.answers
    room.area.ensureWidgetVisible(answers, 0, answers.height() // 2)
    studio.until(lambda: True)
    yield "seller-answers", window
    answers.ask(Question.IDENTICAL_MARK)
    studio.until(lambda: True)
    yield "dialog-seller-answer", answers.dialog
    answers.dialog.reject()
    yield from _sheet(studio, window, scratch)
    room.area.verticalScrollBar().setValue(room.panel.prices.y())
    studio.until(lambda: window.jobs.idle)
    yield "seller-prices", window
    room.show_links()
    studio.until(lambda: window.jobs.idle)
    yield "seller-links", window


def _sheet(studio: Turner, window: MainWindow, scratch: Path) -> Iterator[tuple[str, QWidget]]:
    """Give what the sums are reckoned with, how they were, and that the sheet states unread law."""
    room = window.stack.currentWidget()
    card = room.panel.sheet
    card.ask_figures()
    dialog = card.dialog
    dialog.day.setText("2026-11-20")
    dialog.cost.fill(Decimal("12.50"), "quotation of the factory")
    studio.until(lambda: True)
    yield "dialog-seller-figures", dialog
    dialog.act.click()
    card.save_to(scratch / "sheet.pdf")
    studio.until(lambda: window.jobs.idle)
    room.area.verticalScrollBar().setValue(card.y())
    studio.until(lambda: True)
    yield "seller-sheet", window
    card.reckoning.turn()
    card.reckoning.table.selectRow(0)
    room.area.verticalScrollBar().setValue(card.y())
    studio.until(lambda: True)
    yield "seller-reckoning", window


def _rights(studio: Turner, window: MainWindow, scratch: Path) -> Iterator[tuple[str, QWidget]]:

    window.show_room("rights")
    page = window.stack.currentWidget()
    studio.until(lambda: page.panel is not None and window.jobs.idle)
    _fill_register(studio, window, scratch, page)
    yield "rights", window
    page.area.verticalScrollBar().setValue(page.area.verticalScrollBar().maximum())
    studio.until(lambda: True)
    yield "rights-more", window
    for name, ask in (
        ("dialog-right", page.ask_change),
        ("dialog-right-paper", lambda: _ask_power(page)),
        ("dialog-right-withdraw", lambda: page.ask_withdraw("0" * 64, "晨星律师事务所")),
        ("dialog-right-take-back", lambda: page.ask_take_back("0" * 64, "晨星律师事务所")),
        ("dialog-right-history", page.show_history),
        ("dialog-right-form", lambda: page.look_at_form(_form(scratch))),
    ):
        page.dialog = None
        ask()
        studio.until(lambda: window.jobs.idle and page.dialog is not None)
        yield name, page.dialog
        page.dialog.reject()
    page.dialog = None
    page.look_at(_table(scratch))
    studio.until(lambda: window.jobs.idle and page.dialog is not None)
    yield "dialog-rights-import", page.dialog
    page.dialog.reject()


def _comparing(studio: Turner, window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """Give the points of comparison with the photo that stands in the register now."""
    ids = [entry.id for entry in window.vault.desk.captures().entries]
    window.open_capture(ids[0], ids)
    studio.until(lambda: window.jobs.idle)
    comparing = window.stack.currentWidget().comparing
    comparing.ask()
    studio.until(lambda: window.jobs.idle and comparing.dialog is not None)
    points = comparing.dialog.points
    points.show_points([ComparedPoint("The seam of the genuine bag is double.", (300, 350))])
    points.place("suspect", (250, 500))
    studio.until(lambda: True)
    yield "dialog-points", comparing.dialog
    comparing.dialog.reject()


def _fill_register(studio: Turner, window: MainWindow, scratch: Path, page: QWidget) -> None:
    """Give the demo's right what a register has beside its main fields."""
    right, paper = page.view.right.id, scratch / "power.pdf"
    paper.write_bytes(b"%PDF-1.7 a power of attorney")
    register = window.vault.desk.register
    for last in (date(2020, 1, 1), date(2199, 1, 1)):
        wish = PaperWish(
            PaperKind.POWER,
            language="zh",
            agent="晨星律师事务所",
            valid_to=last,
            recipients=("alibaba_ipp",),
            notarised=True,
        )
        register.attach(right, paper, wish, "demo")
    register.attach(right, paper, PaperWish(PaperKind.RENEWAL, "en", "by post"), "demo")
    register.change(right, MORE, "demo")
    photo = next((resource("sample-shop") / "pictures").glob("tote*1.jpg"))
    with Image.open(photo) as opened:
        opened.convert("RGB").save(scratch / "front.png")
    form = scratch / "product.yaml"
    form.write_text(PRODUCT, encoding="utf-8")
    register.add_product(right, form, "demo")
    with Image.open(scratch / "front.png") as opened:
        opened.rotate(90, expand=True).save(scratch / "side.png")
    register.add_photos(right, [scratch / "side.png"], "demo")
    register.add(
        {
            "kind": "patent",
            "jurisdiction": "US",
            "owner_as_registered": "Brand X",
            "status": "registered",
            "reg_no": "9123456",
            "mark_text": "Clasp",
        },
        "demo",
    )
    page.reload()
    studio.until(lambda: window.jobs.idle and page.list.count() == 2)  # noqa: PLR2004  # both
    page.list.choose(right)
    studio.until(lambda: window.jobs.idle and page.view.right.id == right)


def _ask_power(page: QWidget) -> None:
    page.ask_paper()
    page.dialog.kind.setCurrentIndex(page.dialog.kind.findData("power"))


def _form(scratch: Path) -> Path:
    form = scratch / "right.yaml"
    form.write_text(FORM, encoding="utf-8")
    return form


def _table(scratch: Path) -> Path:
    table = scratch / "rights.csv"
    table.write_text(TABLE, encoding="utf-8")
    return table


def _after(studio: Turner, window: MainWindow, scratch: Path) -> Iterator[tuple[str, QWidget]]:
    """Give the rooms of what comes after a packet: before anything was filed, and then."""
    window.show_room("outcomes")
    studio.until(lambda: window.jobs.idle)
    yield "outcomes-empty", window
    filed = _follow_up(studio, window, scratch)
    for room in ("outcomes", "deadlines", "case"):
        window.show_room("cases" if room == "case" else room)
        studio.until(lambda: window.jobs.idle)
        if room == "case":
            cases = window.stack.currentWidget()
            cases.panel.complaints.list.choose(filed)
            studio.until(lambda: window.jobs.idle)
            cases.area.ensureWidgetVisible(cases.panel.complaints.after)
            studio.until(lambda: True)
        yield (room if room != "case" else "case-followed"), window
        if room == "outcomes":
            yield from _submission(studio, window.stack.currentWidget())
    window.show_room("cases")
    card = window.stack.currentWidget().panel.complaints
    card.after.ask_record()
    card.after.dialog.what.setCurrentIndex(2)
    studio.until(lambda: True)
    yield "dialog-record", card.after.dialog
    card.after.dialog.reject()


def _submission(studio: Turner, page: QWidget) -> Iterator[tuple[str, QWidget]]:
    page.ask_submission()
    page.dialog.version.setCurrentIndex(1)
    studio.until(lambda: True)
    yield "dialog-submission", page.dialog
    page.dialog.reject()


def _follow_up(studio: Turner, window: MainWindow, scratch: Path) -> str:
    """Confirm and export the demo's complaint, file it, and record what came; return its id."""
    desk = window.vault.desk
    (case,) = desk.cases()
    # The other one is a draft.
    complaint = next(one for one in desk.case(case.id).complaints if one.state != "draft")
    if complaint.confirmed_by is None:
        seen = dict.fromkeys(complaint.captures, desk.now())
        desk.confirm(complaint.id, Confirmation("ana", seen, (), ()))
    desk.make_packet(complaint.id, Leaving(scratch / "out"))
    today = desk.now().date()
    first, *rest = complaint.captures
    receipt, answer = scratch / "receipt-2026-0417.pdf", scratch / "screenshot of the portal.png"
    receipt.write_bytes(b"%PDF-1.7 received")
    answer.write_bytes(b"\x89PNG\r\n\x1a\n")
    for wish in (
        StepWish(
            StepKind.SUBMITTED, today - timedelta(days=9), reference="2026-0417",
            files=(receipt, answer),
        ),
        StepWish(StepKind.GONE, today - timedelta(days=6), (first,)),
        StepWish(
            StepKind.REJECTED, today - timedelta(days=5), (rest[0],),
            reason="Owner differs from the register", rule="owner_name",
        ),
        StepWish(StepKind.COUNTER_NOTICE, today - timedelta(days=4), tuple(rest[1:2])),
        StepWish(StepKind.AUTHORITY_CASE, today, reference="2026-17"),
        StepWish(StepKind.SEIZED, today, pieces=12, value=Money.of("52000 CNY")),
    ):  # fmt: skip
        record_step(desk, complaint.id, wish, "ana")
    window.vault.casework_changed.emit()
    studio.until(lambda: window.jobs.idle)
    return str(complaint.id)
