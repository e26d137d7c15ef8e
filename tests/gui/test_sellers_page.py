"""The room of sellers: the list, one seller whole, the law's lines, one hand and back."""

from datetime import UTC, datetime
from decimal import Decimal
from threading import Event

import pytest
from PySide6.QtWidgets import QWidget

from evidencekit.bootstrap.desk import Desk
from evidencekit.bootstrap.seller_desk import Links, SellerDesk
from evidencekit.foundation.catalogue import use_language
from evidencekit.gui.jobs import JobState
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.sellers import SellersPage
from evidencekit.gui.sellers.linkage import LinkagePanel
from evidencekit.gui.sellers.panel import SellerPanel
from evidencekit.gui.sellers.prices import PriceChart, points_of
from shown_words import words_in

# The offscreen platform says so of every window that has a least size.
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
NORTH = "-/Northgate Outlet"


def shown(qtbot, vault):
    page = SellersPage(vault)
    qtbot.addWidget(page)
    page.resize(1180, 760)
    page.show()
    settle(qtbot, page, vault)
    return page


def settle(qtbot, page, vault):
    qtbot.waitUntil(lambda: page.panel is not None and vault.jobs.idle)


def test_the_sellers_of_the_demo_and_one_of_them_whole(qtbot, open_vault):
    page = shown(qtbot, open_vault)
    assert [page.list.row_at(at).first for at in range(2)] == ["晨星旗舰店", "Northgate Outlet"]
    assert page.list.row_at(0).second == "pierside · 3 captures"
    qtbot.waitUntil(lambda: page.panel.sheet.sheet is not None)
    told = words_in(page.panel)
    for text in ("morningstar", "in the register", "3 listings", "packet made", "6820417735"):
        assert text in told
    # A count that the page shows as a bucket keeps its open end.
    assert "CNY 129.00 · 10,000+ sold" in told
    with qtbot.waitSignal(page.open_wanted) as wanted:
        page.panel.open_wanted.emit(page.panel.captures[0], page.panel.captures)
    assert len(wanted.args[1]) == 3


def test_the_law_is_called_by_its_name_in_each_language(qtbot, open_vault):
    use_language("zh_CN")
    page = shown(qtbot, open_vault)
    name = "\u300a\u5211\u6cd5\u300b\u7b2c213\u6761"
    qtbot.waitUntil(lambda: name in words_in(page.panel))
    assert "Criminal Law" not in words_in(page.panel)


def test_without_a_seller_the_page_says_what_it_is_for(qtbot, jobs, tmp_path):
    desk, _made = Desk.make(tmp_path / "new", "Brand X", "Ana", "one two three four")
    vault = OpenVault(desk, jobs, lambda _wrong, _then: None, jobs)
    page = SellersPage(vault)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: vault.jobs.idle and page.empty.isVisible())
    assert page.focusProxy() is page.empty
    assert "as soon as a capture shows one" in words_in(page)


def test_the_law_s_lines_say_where_the_sums_stand_and_what_is_not_known(qtbot, open_vault):
    page = shown(qtbot, open_vault)
    qtbot.waitUntil(lambda: page.panel.sheet.sheet is not None)
    card = page.panel.sheet
    assert card.right.count() == 1
    assert len(card.meters) == len(card.sheet.sheet.states) > 3
    qtbot.waitUntil(lambda: card.sheet.caution in words_in(card))
    told = words_in(card)
    assert "reached, even at the low end" in told
    assert "The sum is not known; the line is 30,000 CNY" in told
    assert "two or more marks, or punished for the same before" in told


def test_who_is_only_seen_is_no_other_s_sale(qtbot, open_vault):
    page = shown(qtbot, open_vault)
    page.list.choose(NORTH)
    qtbot.waitUntil(lambda: page.panel.key == NORTH and page.panel.sheet.sheet is not None)
    told = words_in(page.panel)
    assert "only seen in captures" in told
    assert "USD" in told
    assert page.panel.prices.chart.described == "2 prices, from 48.50 to 74.00 USD"
    page.panel.prices.more.click()
    assert page.panel.prices.model.rowCount() == 2
    assert page.panel.prices.table.isVisibleTo(page.panel)


def test_one_hand_is_said_with_a_reason_and_taken_back(qtbot, writable_vault):
    page = shown(qtbot, writable_vault)
    page.show_links()
    qtbot.waitUntil(lambda: isinstance(page.panel, LinkagePanel))
    assert "Nothing that was read links two sellers." in words_in(page.panel)
    sellers = [one.to_json() for one in SellerDesk(writable_vault.desk).shops().shops]
    page.panel.ask_merge(sellers)
    dialog = page.panel.dialog
    assert not dialog.act.isEnabled()
    dialog.reason.setText("the same hotline on both pages")
    dialog.person.setText("Ana Field")
    dialog.act.click()
    qtbot.waitUntil(lambda: page.list.count() == 2 and page.list.row_at(0).badge == "2 shops")
    settle(qtbot, page, writable_vault)
    page.list.choose(page.list.keys()[0])
    qtbot.waitUntil(lambda: isinstance(page.panel, SellerPanel))
    told = words_in(page.panel)
    assert "One hand, says Ana Field" in told
    assert "the same hotline on both pages" in told
    assert "5 captures" in told
    page.panel.ask_split()
    page.panel.dialog.reason.setText("another hotline after all")
    page.panel.dialog.act.click()
    qtbot.waitUntil(lambda: page.list.row_at(0).badge == "")
    settle(qtbot, page, writable_vault)
    groups = SellerDesk(writable_vault.desk).shops().groups
    assert groups == ()


def test_photos_that_were_not_compared_are_counted_and_compared_by_a_click(qtbot, writable_vault):
    page = shown(qtbot, writable_vault)
    page.show_links()
    qtbot.waitUntil(lambda: isinstance(page.panel, LinkagePanel))
    first = page.panel
    assert "The photos of 5 captures were not compared yet" in words_in(first)
    with qtbot.waitSignal(first.compared):
        first.compare.click()
        assert not first.compare.isEnabled()
    qtbot.waitUntil(lambda: page.panel is not first and writable_vault.jobs.idle)
    assert "compared yet" not in words_in(page.panel)
    assert SellerDesk(writable_vault.desk).linkage().not_compared == 0


def test_comparing_photos_that_a_person_stops_can_be_begun_again(qtbot, open_vault, monkeypatch):
    stopped = Event()

    def compare(_desk, task):
        stopped.wait(60)
        task.check()

    monkeypatch.setattr(SellerDesk, "compare_photos", compare)
    panel = LinkagePanel(open_vault, SellerDesk(open_vault.desk).linkage(), {})
    qtbot.addWidget(panel)
    panel.compare.click()
    (job,) = open_vault.jobs.running
    job.cancel()
    stopped.set()
    qtbot.waitUntil(lambda: open_vault.jobs.idle)
    assert job.state is JobState.CANCELLED
    assert panel.compare.isEnabled()


def test_a_decision_is_undone_from_the_list_of_what_people_decided(qtbot, writable_vault):
    desk = SellerDesk(writable_vault.desk)
    desk.merge_all([one.key for one in desk.shops().shops], "one owner", "Ana Field")
    page = shown(qtbot, writable_vault)
    page.show_links()
    qtbot.waitUntil(lambda: isinstance(page.panel, LinkagePanel))
    (undo,) = [one for one in page.panel.findChildren(QWidget) if one.accessibleName() == "Undo"]
    undo.click()
    qtbot.waitUntil(lambda: desk.shops().groups == () and writable_vault.jobs.idle)


LISTINGS = [
    {"title": "a", "url": "", "over_time": [
        {"capture": "c-1", "captured": "2026-11-01T00:00:00.000Z", "facts": {
            "price": {"value": "12.50", "standing": "confirmed"}, "currency": {"value": "USD"}}},
        {"capture": "c-2", "captured": "2026-11-03T00:00:00.000Z", "facts": {
            "price": {"value": "11", "standing": "read"}, "currency": {"value": "USD"}}},
        {"capture": "c-3", "captured": "2026-11-04T00:00:00.000Z", "facts": {
            "price": {"value": "9", "standing": "not_on_page"}, "currency": {"value": "USD"}}},
        {"capture": "c-4", "captured": "2026-11-05T00:00:00.000Z", "facts": {
            "price": {"value": "NaN"}, "currency": {"value": "USD"}}},
    ]},
    {"title": "b", "url": "", "over_time": [
        {"capture": "c-5", "captured": "2026-11-02T00:00:00.000Z", "facts": {
            "price": {"value": "70", "standing": "read"}, "currency": {"value": "CNY"}}},
        {"capture": "c-6", "captured": "2026-11-02T00:00:00.000Z", "facts": {}},
    ]},
]  # fmt: skip


def test_the_chart_draws_one_currency_and_only_what_is_a_price(qtbot):
    points, currency, left_out = points_of(LISTINGS)
    assert [(one.price, one.sure) for one in points] == [(Decimal("12.50"), True), (11, False)]
    assert (currency, left_out) == ("USD", 1)
    assert points[0].at == datetime(2026, 11, 1, tzinfo=UTC)
    chart = PriceChart(points, currency)
    qtbot.addWidget(chart)
    chart.resize(400, 170)
    drawn = chart.grab().toImage()
    empty = PriceChart([], "")
    qtbot.addWidget(empty)
    empty.resize(400, 170)
    assert drawn != empty.grab().toImage()


def test_links_are_shown_with_their_grounds_and_hubs_link_nobody(qtbot, open_vault):
    both = [
        {"key": f"taobao/{one}", "platform": "taobao", "name": f"Shop {one}", "captures": ["c-1"]}
        for one in (1, 2)
    ]
    places = [{"key": one["key"], "places": [{"capture": "c-1", "where": "x"}]} for one in both]
    ground = {"kind": "wechat", "value": "star_bags88", "sellers": places}
    found = {
        "proposals": [
            {"sellers": both, "grounds": [ground], "decided": False},
            {"sellers": both, "grounds": [ground], "decided": True},
        ],
        "hubs": [{"kind": "phone", "value": "+8613800138000", "sellers": 60}],
        "same_names": [["taobao/1", "taobao/3"]],
        "groups": [],
        "decisions": [],
    }
    panel = LinkagePanel(open_vault, Links(found), {})
    qtbot.addWidget(panel)
    told = words_in(panel)
    assert "WeChat: star_bags88 · in 2 places" in told
    assert "phone: +8613800138000 · 60 sellers" in told
    assert "taobao/1, taobao/3" in told
    # Only what nobody decided yet asks for a word.
    assert len(panel.merges) == 1
