"""The sheet of a seller: figures of one's own, how it was reckoned, the PDF, who it names."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt

from evidencekit.bootstrap import desk_rules
from evidencekit.bootstrap.seller_desk import SellerDesk, SheetLook
from evidencekit.casework.counting import Bounds, Counted, CountedListing, Period
from evidencekit.casework.thresholds import Rate
from evidencekit.gui.sellers import SellersPage
from evidencekit.gui.sellers.figures import FiguresDialog
from evidencekit.gui.sellers.identifiers import IdentifiersCard
from evidencekit.gui.sellers.reckoning import Reckoning, Seen
from shown_words import words_in

RATE = Rate("CNY", Decimal("0.14"), date(2026, 11, 20), "central bank")
# The offscreen platform says so of every window that has a least size.
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture
def page(qtbot, writable_vault):
    made = SellersPage(writable_vault)
    qtbot.addWidget(made)
    made.resize(1180, 760)
    made.show()
    qtbot.waitUntil(lambda: made.panel is not None and made.panel.sheet.answers is not None)
    qtbot.waitUntil(lambda: writable_vault.jobs.idle)
    return made


def law_is_read(vault, made):
    """Have a person say of each line that is told by others where its source was read."""
    unread = [one.line.fact.name for one in made.sheet.states if one.line.fact.is_open]
    read = desk_rules.ReadAt(tuple(unread), "SPC Gazette 2025/6", vault.desk.now().date(), "Ana")
    desk_rules.read_source(vault.desk, "cn_thresholds", read)


def test_figures_of_one_s_own_govern_the_card_and_the_sheet_that_is_saved(
    qtbot, writable_vault, page, tmp_path
):
    vault, card = writable_vault, page.panel.sheet
    # With an unread line nothing is written, and the card says what to do.
    card.save_to(tmp_path / "early.pdf")
    qtbot.waitUntil(lambda: "page of recipients and laws" in words_in(card))
    assert list(tmp_path.glob("*.pdf")) == []
    law_is_read(vault, card.sheet)
    card.figures.click()
    dialog = card.dialog
    assert card.told.isVisible()
    dialog.day.setText("2026-11-20")
    dialog.cost.fill(Decimal("12.50"), "quotation of the factory")
    dialog.mixed.item(0).setCheckState(Qt.CheckState.Checked)
    dialog.act.click()
    qtbot.waitUntil(lambda: "By the law of 2026-11-20" in words_in(card) and vault.jobs.idle)
    told = words_in(card)
    assert "Cost of a unit: 12.50 CNY, quotation of the factory" in told
    assert "The count of 1 listing covers other variants too" in told
    assert card.sheet.sheet.gains.is_read
    # The row whose count is mixed says so.
    card.reckoning.more.click()
    notes = [row.note for row in card.reckoning.model.rows]
    assert any("other variants" in note for note in notes)
    assert card.told.isHidden()
    card.save_to(tmp_path / "sheet")
    qtbot.waitUntil(lambda: "sheet.pdf" in words_in(card))
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    # What is there already is never replaced.
    card.save_to(tmp_path / "sheet.pdf")
    qtbot.waitUntil(lambda: "is there already" in words_in(card))
    # Read anew, the seller is looked at as before.
    look = card.look
    SellerDesk(vault.desk).merge_all(
        [one.key for one in SellerDesk(vault.desk).shops().shops], "one owner", "Ana Field"
    )
    panel = page.panel
    vault.casework_changed.emit()
    qtbot.waitUntil(lambda: page.panel is not panel and page.panel.sheet.sheet is not None)
    qtbot.waitUntil(lambda: vault.jobs.idle)
    assert page.panel.sheet.look == look
    assert page.panel.sheet.reckoning.is_open
    assert page.panel.sheet.sheet.sheet.day == look.on


def test_the_reckoning_names_units_price_amount_and_leads_to_the_capture(qtbot, page):
    card = page.panel.sheet
    assert not card.reckoning.is_open
    card.reckoning.more.click()
    model, made = card.reckoning.model, card.sheet
    sold = next(one.sold[0] for one in made.sheet.listings if one.sold)
    at = next(at for at, row in enumerate(model.rows) if row.counted == sold)
    assert [model.text(at, column) for column in (1, 2, 3)] == [
        f"sold: {sold.units.words}",
        sold.price.words,
        sold.amount.words,
    ]
    assert "CNY" in model.headerData(3, Qt.Orientation.Horizontal)
    assert f"{made.sheet.sales.words} CNY" in words_in(card.reckoning)
    card.reckoning.table.selectRow(at)
    with qtbot.waitSignal(page.open_wanted) as wanted:
        card.reckoning.show_capture.click()
    assert wanted.args == [sold.capture_id, page.panel.captures]


def test_ten_thousand_listings_are_a_table_and_no_widgets(qtbot, page):
    made = page.panel.sheet.sheet
    one = Counted("c-1", Bounds(Decimal(3), None), Bounds(Decimal(2), Decimal(2)), Bounds())
    many = tuple(
        CountedListing("shop", str(at), ("c-1", "c-2"), (one,), None, Period.LAST_30_DAYS, True, ())
        for at in range(10_000)
    )
    part = Reckoning({"c-1": Seen("Tote bag", "2026-11-20T00:00:00.000Z")})
    qtbot.addWidget(part)
    part.show_sheet(replace(made, sheet=replace(made.sheet, listings=many)))
    assert part.model.rowCount() == 0
    part.turn()
    assert part.model.rowCount() >= 30_000
    assert part.table.height() < 400
    assert part.model.text(0, 1) == "sold: 3 or more"
    assert part.model.text(0, 0) == "Tote bag"
    assert "A count of 30 days." in part.model.text(0, 5)
    assert part.model.text(1, 1) == "in stock: not read"
    assert part.model.text(2, 5) == "Another capture of this listing counts."


def test_a_rate_needs_its_amount_day_and_source_and_belongs_to_one_law(qtbot, page):
    laws = page.panel.sheet._view.laws
    assert [(one.id, one.currency) for one in laws] == [
        ("cn_thresholds", "CNY"),
        ("us_thresholds", "USD"),
    ]
    taken = []
    dialog = FiguresDialog(page, SheetLook(), laws, ["CNY", "USD"], {}, taken.append)
    dialog.show()
    rate = dialog.rates["USD"]
    assert rate.isVisible()
    assert not dialog.rates["CNY"].isVisible()
    amount, day, source = rate.lines
    assert [one.accessibleName() for one in rate.lines] == [
        "1 USD in CNY",
        "1 USD in CNY: its day",
        "1 USD in CNY: who says so",
    ]
    for line, text, fault in (
        (amount, "7,12", "An amount is written 7.12."),
        (amount, "7.12", "A day is written 2027-01-31."),
        (day, "20 November", "A day is written 2027-01-31."),
        (day, "2026-11-20", "A figure rests on something: say on what."),
        (source, "central bank, middle rate", ""),
        (dialog.day, "soon", "A day is written 2027-01-31."),
        (dialog.day, "", ""),
    ):
        line.setText(text)
        assert (dialog.trouble.text(), dialog.act.isEnabled()) == (fault, not fault)
    dialog.act.click()
    (rated,) = taken[0].rates
    assert (rated.currency, rated.value, rated.source) == (
        "USD",
        Decimal("7.12"),
        "central bank, middle rate",
    )
    # What was said in the currency of one law says nothing in that of another.
    other = FiguresDialog(page, taken[0], laws, ["CNY", "USD"], {}, taken.append)
    other.show()
    other.law.setCurrentIndex(1)
    assert other.rates["CNY"].isVisible()
    assert not any(row.said for row in other.rates.values())
    other.act.click()
    assert taken[1] == SheetLook(law="us_thresholds")


def test_a_foreign_price_counts_with_its_rate_and_another_law_is_named(qtbot, page):
    card = page.panel.sheet
    card.take(SheetLook(law="us_thresholds"))
    qtbot.waitUntil(lambda: "United States" in words_in(card))
    assert card.sheet.sheet.currency == "USD"
    assert not card.sheet.sheet.sales.is_read
    card.take(SheetLook("us_thresholds", rates=(RATE,)))
    qtbot.waitUntil(lambda: "1 CNY = 0.14 USD, 2026-11-20, central bank" in words_in(card))
    assert card.sheet.sheet.sales.is_read


def test_what_names_the_seller_is_listed_with_its_captures(qtbot, writable_vault, page):
    card = page.panel.identifiers
    qtbot.waitUntil(lambda: "Looking through" not in words_in(card))
    found = SellerDesk(writable_vault.desk).identifiers(page.panel.key)
    assert set(card.buttons) == {(one["kind"], one["value"]) for one in found}
    places = [
        {"kind": "phone", "value": "+8613800138000", "raw": "138 0013 8000", "where": where}
        | {"capture": capture}
        for capture, where in (("c-2", "line 7"), ("c-1", "fact contacts"))
    ]
    seen = {
        "c-1": Seen("a", "2026-11-01T00:00:00.000Z"),
        "c-2": Seen("a", "2026-11-20T00:00:00.000Z"),
    }
    own = IdentifiersCard(writable_vault, page.panel.key, seen)
    qtbot.addWidget(own)
    own._newest.forget()
    own._show_found(places)
    told = words_in(own)
    assert "phone: +8613800138000" in told
    assert "written 138 0013 8000; in the text of the page; 2 captures; last 2026-11-" in told
    (show,) = own.buttons.values()
    with qtbot.waitSignal(own.open_wanted) as wanted:
        show.click()
    assert wanted.args == ["c-2", ["c-1", "c-2"]]
    # Hundreds of pages are read when somebody asks, not because a seller was chosen.
    many = {f"c-{at}": Seen("a", "") for at in range(400)}
    asked = IdentifiersCard(writable_vault, page.panel.key, many)
    qtbot.addWidget(asked)
    assert "Looking through" not in words_in(asked)
    asked.read()
    qtbot.waitUntil(lambda: writable_vault.jobs.idle)
    assert set(asked.buttons) == set(card.buttons)
