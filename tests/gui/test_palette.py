"""The command palette: every action by name, with its key, and the one that is chosen is done."""

import pytest
from PySide6.QtCore import Qt

from evidencekit.gui.main_window import MainWindow
from evidencekit.gui.palette import Palette, actions_of


@pytest.fixture
def window(qtbot, demo_folder):
    made = MainWindow()
    qtbot.addWindow(made)
    made.show()
    made.open_vault(demo_folder / "vault")
    qtbot.waitUntil(lambda: made.vault is not None and made.jobs.idle)
    return made


def palette_of(qtbot, window):
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = window.findChild(Palette)
    # Until then a key would still be the main window's.
    qtbot.waitUntil(palette.field.hasFocus)
    return palette


def test_it_lists_pages_menus_and_what_the_shown_page_can_do(qtbot, window):
    names = palette_of(qtbot, window).names
    assert {"View: Cases", "Vault: Quit", "Show as a list", "Language: English"} <= set(names)
    assert len(names) == len(set(names))


def test_what_cannot_be_done_is_not_listed(qtbot, qapp):
    bare = MainWindow()
    qtbot.addWidget(bare)
    assert "Capture: Capture a page" not in actions_of(bare.menuBar(), None)


def test_words_find_an_action_and_return_does_it(qtbot, window):
    palette = palette_of(qtbot, window)
    qtbot.keyClicks(palette.field, "LIST as")
    assert palette.names == ["Show as a list"]
    page = window.stack.currentWidget()
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    qtbot.waitUntil(page.toggles["list"].isChecked)


def test_keys_move_in_the_list_while_the_field_keeps_the_focus(qtbot, window):
    palette = palette_of(qtbot, window)
    qtbot.keyClicks(palette.field, "view:")
    before = palette.list.currentIndex().row()
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.list.currentIndex().row() == before + 1
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    qtbot.waitUntil(window.rail.buttons["cases"].isChecked)


def test_words_that_nothing_has_do_nothing(qtbot, window):
    palette = palette_of(qtbot, window)
    qtbot.keyClicks(palette.field, "zzz")
    assert palette.names == []
    assert not palette.none.isHidden()
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible()


def test_no_two_actions_of_a_page_share_a_key(window):
    keys = [
        key.toString()
        for action in actions_of(window.menuBar(), window.stack.currentWidget()).values()
        for key in action.shortcuts()
    ]
    assert len(keys) == len(set(keys))
