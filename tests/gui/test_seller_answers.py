"""What no figure shows, answered at the seller: kept with its person, undone and done again."""

import pytest

from evidencekit.bootstrap.seller_desk import SellerDesk
from evidencekit.casework.sheet_questions import Question, Said
from evidencekit.gui.sellers import SellersPage
from shown_words import words_in

# The offscreen platform says so of every window that has a least size.
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
ASKED = Question.IDENTICAL_MARK


@pytest.fixture
def page(qtbot, writable_vault):
    made = SellersPage(writable_vault)
    qtbot.addWidget(made)
    made.resize(1180, 760)
    made.show()
    qtbot.waitUntil(lambda: made.panel is not None and made.panel.sheet.answers is not None)
    qtbot.waitUntil(lambda: writable_vault.jobs.idle)
    return made


def answered(vault, page):
    """Return what stands at the vault: question, answer, ground, person."""
    sheet = SellerDesk(vault.desk).sheet(page.panel.key, page.panel.sheet.right.currentData())
    return [(one.question, one.said, one.ground, one.by) for one in sheet.answers]


def done(qtbot, vault, page, act):
    """Do something and wait until the meter is shown anew for it."""
    before = page.panel.sheet.answers
    act()
    qtbot.waitUntil(lambda: page.panel.sheet.answers is not before and vault.jobs.idle)


def answer(page, said, ground, person):
    card = page.panel.sheet.answers
    card.buttons[ASKED].click()
    dialog = card.dialog
    dialog.answer.setCurrentIndex(dialog.answer.findData(said.value))
    dialog.ground.setText(ground)
    dialog.by.setText(person)
    dialog.act.click()


def test_an_answer_needs_a_person_and_a_yes_rests_on_something(page):
    card = page.panel.sheet.answers
    assert list(card.buttons) == list(Question)
    assert card.buttons[ASKED].accessibleName().startswith("Answer: The mark on the goods")
    card.ask(ASKED)
    dialog = card.dialog
    assert dialog.said is Said.UNKNOWN
    dialog.answer.setCurrentIndex(dialog.answer.findData("yes"))
    assert not dialog.act.isEnabled()
    dialog.ground.setText("compared with the certificate")
    assert dialog.act.isEnabled()
    dialog.by.setText(" ")
    assert not dialog.act.isEnabled()
    assert dialog.trouble.text() == "A name is needed."
    dialog.by.setText("Ana Field")
    dialog.ground.clear()
    dialog.answer.setCurrentIndex(dialog.answer.findData("unknown"))
    assert dialog.act.isEnabled()
    dialog.reject()


def test_an_answer_is_kept_undone_and_done_again(qtbot, writable_vault, page):
    vault, panel = writable_vault, page.panel
    before = answered(vault, page)
    lacks = "Nobody has said whether this is so, and Arts. 213 and 214 ask for it: The mark"
    assert (lacks in words_in(panel.sheet)) is (ASKED not in [one[0] for one in before])
    done(qtbot, vault, page, lambda: answer(page, Said.YES, "the certificate", "Ana Field"))
    first = (ASKED, Said.YES, "the certificate", "Ana Field")
    assert first in answered(vault, page)
    # The seller stays on the screen as it was; only the law's lines are read again.
    assert page.panel is panel
    assert lacks not in words_in(panel.sheet)
    assert "Ana Field, " in words_in(panel.sheet.answers)
    done(qtbot, vault, page, lambda: answer(page, Said.NO, "another font", "Bo"))
    assert (ASKED, Said.NO, "another font", "Bo") in answered(vault, page)
    done(qtbot, vault, page, vault.deeds.undo)
    day = vault.desk.now().date().isoformat()
    again = (ASKED, Said.YES, f"the certificate (as Ana Field said on {day})", "Bo")
    assert again in answered(vault, page)
    done(qtbot, vault, page, vault.deeds.undo)
    assert (ASKED, Said.UNKNOWN, "", "Ana Field") in answered(vault, page)
    done(qtbot, vault, page, vault.deeds.redo)
    assert first in answered(vault, page)


def test_what_is_shown_anew_stands_once(page):
    card, before = page.panel.sheet, page.panel.sheet.answers
    assert before.isVisible()
    card._show_sheet(card.sheet)
    assert not before.isVisible()


def test_the_dialog_begins_with_what_stands(qtbot, writable_vault, page):
    done(qtbot, writable_vault, page, lambda: answer(page, Said.NO, "another font", "Bo"))
    page.panel.sheet.answers.ask(ASKED)
    dialog = page.panel.sheet.answers.dialog
    assert (dialog.said, dialog.ground.text()) == (Said.NO, "another font")
    dialog.reject()


def test_shops_of_one_hand_each_keep_their_own_answer(writable_vault):
    desk = SellerDesk(writable_vault.desk)
    right = writable_vault.desk.register.rights().rights[0].id
    one, other = (shop.key for shop in desk.shops().shops)
    desk.merge_all([one, other], "one owner", "Ana Field")
    one, other = (shop.key for shop in desk.shops().shops)

    def stands():
        found = (desk.sheet(key, right).answers for key in (one, other))
        return [[(said.said, said.ground) for said in of] for of in found]

    desk.answer((one, right, ASKED), Said.YES, "the certificate", "Ana Field")
    desk.answer((other, right, ASKED), Said.NO, "another font", "Ana Field")
    before = desk.answer((one, right, ASKED), Said.UNKNOWN, "", "Ana Field")
    assert stands() == [[(Said.UNKNOWN, "")]] * 2
    # The last word about the hand stands again; parted, each shop has what was said of it.
    desk.restore_answers(before, "Ana Field")
    assert stands() == [[(Said.NO, "another font")]] * 2
    desk.split(other, "two owners after all", "Ana Field")
    assert stands() == [[(Said.YES, "the certificate")], [(Said.NO, "another font")]]
