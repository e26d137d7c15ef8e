"""Who works here: one name for all that is recorded in a window, until another is said."""

import pytest

from evidencekit.bootstrap.desk_leaving import export_case
from evidencekit.gui.main_window import MainWindow
from evidencekit.gui.tools.who_works import WhoWorksDialog
from evidencekit.vault.vault import Vault

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


def asked(window):
    return next(one for one in window.findChildren(WhoWorksDialog) if one.isVisible())


def test_a_name_is_said_once_and_stands_where_names_are_asked(qtbot, own_demo):
    window = MainWindow()
    qtbot.addWindow(window)
    window.show()
    assert not window.status.person.isVisible()
    window.open_vault(own_demo / "vault")
    qtbot.waitUntil(lambda: window.vault is not None and window.jobs.idle)
    desk = window.vault.desk
    first = desk.operator
    assert window.status.person.accessibleName() == f"Who works here: {first}"
    window.open_capture(desk.captures().entries[0].id)
    window.tools.import_files()
    window.tools._import.close()
    window.status.person.click()
    dialog = asked(window)
    assert dialog.person.text() == first
    dialog.person.setText("  ")
    assert not dialog.act.isEnabled()
    dialog.person.setText(" 陈 & Co ")
    dialog.act.click()
    assert desk.operator == "陈 & Co"
    assert window.status.person.accessibleName() == "Who works here: 陈 & Co"
    assert window.status.person.text().endswith("陈 && Co")
    # What is open already begins with the name too.
    assert window.stack.currentWidget().facts.review.person.text() == "陈 & Co"
    assert window.tools._import.person.text() == "陈 & Co"
    assert Vault.open_reading(desk.folder).marker.operator == first


def test_notes_and_exports_name_who_works_here(qtbot, cases_room, writable_vault, tmp_path):
    vault, desk = writable_vault, writable_vault.desk
    vault.set_person("陈 & Co")
    work = cases_room.panel.work
    work.note.setText("called the warehouse")
    work.add_note.click()
    (case,) = desk.cases()
    qtbot.waitUntil(lambda: any(one["by"] == "陈 & Co" for one in notes(desk, case)))
    export_case(desk, case.id, tmp_path / "case.zip", although_logged_in=True)
    exported = Vault.open_reading(desk.folder).logs()[-1].report.lines[-1]
    assert (exported.kind, exported.body["by"]) == ("export.made", "陈 & Co")


def notes(desk, case):
    return desk.register.case_shown(case.id)["notes"]
