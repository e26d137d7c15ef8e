"""A case begun in the app: its name, rights and sellers, with what was captured of them."""

import pytest

from evidencekit.bootstrap.desk import Desk
from evidencekit.bootstrap.seller_desk import SellerDesk
from evidencekit.gui.cases import CasesPage
from evidencekit.gui.cases.new_case import NewCaseDialog
from evidencekit.gui.open_vault import OpenVault

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


def asked(qtbot, page):
    page.ask_new()
    qtbot.waitUntil(lambda: isinstance(page.dialog, NewCaseDialog))
    return page.dialog


def test_a_case_is_begun_against_a_seller_whom_only_captures_show(qtbot, writable_vault):
    vault = writable_vault
    (shop,) = (one for one in SellerDesk(vault.desk).shops().shops if not one.registered)
    page = CasesPage(vault)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.panel is not None and vault.jobs.idle)
    dialog = asked(qtbot, page)
    # The only right there is needs no tick.
    assert len(dialog.rights.ticked) == 1
    assert not dialog.act.isEnabled()
    dialog.name.setText("Northgate")
    assert dialog.act.isEnabled()
    dialog.shops.tick([shop.key])
    dialog.shops.changed.emit()
    dialog.act.click()
    qtbot.waitUntil(lambda: page.list.count() == 2 and vault.jobs.idle)
    qtbot.waitUntil(lambda: page.panel.case_id == page._chosen)
    (case,) = (one for one in vault.desk.cases() if one.name == "Northgate")
    assert page.panel.case_id == case.id
    assert set(case.captures) == {one.id for one in shop.captures}
    (seller,) = vault.desk.case(case.id).sellers
    assert (seller.platform, seller.shop_id) == (shop.platform, shop.shop_id)


def test_without_a_right_it_says_where_to_begin(qtbot, jobs, tmp_path):
    desk, _made = Desk.make(tmp_path / "vault", "Brand X", "ana", "a passphrase for tests")
    vault = OpenVault(desk, jobs, lambda _wrong, _then: None, jobs)
    page = CasesPage(vault)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: vault.jobs.idle)
    dialog = asked(qtbot, page)
    dialog.name.setText("Bags")
    assert "add it in the register" in dialog.trouble.text()
    assert not dialog.act.isEnabled()
    dialog.reject()
