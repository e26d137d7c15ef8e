"""The room of rules: how well each is known, rules brought in and taken away, sources read."""

import zipfile
from datetime import timedelta

import pytest

from evidencekit.bootstrap import desk_rules
from evidencekit.foundation.resources import resource
from evidencekit.gui.rules import RulesPage
from evidencekit.gui.rules.dialogs import ReadSourceDialog, TakeAwayDialog, TakeRulesDialog
from evidencekit.gui.rules.says import standing_of, value_words
from evidencekit.services.rule_files import OLD_DAYS
from shown_words import words_in

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")

OWN = """id: walmart
name: "Walmart"
kind: platform
preflight: [url_limit]
facts:
  max_urls:
    - value: 7
      status: official
      source: [desk]
      checked_on: 2026-11-23
      valid_from: null
      valid_to: null
sources:
  desk: {title: "Our own letter", url: null}
"""


def shown(qtbot, vault, chosen):
    page = RulesPage(vault)
    qtbot.addWidget(page)
    page.resize(1280, 800)
    page.show()
    qtbot.waitUntil(lambda: page.panel is not None and vault.jobs.idle)
    page.list.choose(chosen)
    assert page.panel.rule_id == chosen
    return page


def limit_of(vault):
    desk = vault.desk
    return desk.rules().recipient("walmart").fact("max_urls", desk.now().date()).value


def the_dialog(qtbot, page, kind):
    qtbot.waitUntil(lambda: isinstance(page.dialog, kind))
    return page.dialog


def test_each_rule_says_how_well_it_is_known(qtbot, open_vault):
    page = shown(qtbot, open_vault, "walmart")
    files = desk_rules.rule_list(open_vault.desk).files
    assert page.list.keys() == [one.id for one in files]
    for at in range(page.list.count()):
        row = page.list.row_at(at)
        assert row.badge[0] in "✓!×?"
        assert row.badge in row.spoken
    told = words_in(page.panel)
    for part in (
        "Most addresses in a notice",
        "sources disagree",
        "looked up 2026-11-23",
        "Not known",
    ):
        assert part in told
    assert "Criminal Law" not in told
    page.list.choose("cn_thresholds")
    told = words_in(page.panel)
    for part in ("Criminal Law Art. 214", "sales 50,000 CNY, first line", "told by others"):
        assert part in told
    # The line as it stood before is kept, and is not shown as if it held.
    assert "earlier rules are kept" in told


def test_what_is_old_says_so(open_vault):
    (file,) = (one for one in desk_rules.rule_list(open_vault.desk).files if one.id == "us_cbp")
    last = file.checked_on + timedelta(days=OLD_DAYS)
    assert not file.is_old(last)
    assert file.is_old(last + timedelta(days=1))
    assert standing_of(file, last + timedelta(days=1)) == ("! old", "warn")


def test_no_value_is_shown_as_the_data_spell_it(open_vault):
    for file in desk_rules.rule_list(open_vault.desk).files:
        for fact in file.facts:
            told = value_words(fact)
            assert told
            assert "{'" not in told
            assert "None" not in told


def test_own_rules_lie_over_and_can_be_taken_away(qtbot, writable_vault, tmp_path):
    page = shown(qtbot, writable_vault, "walmart")
    own = tmp_path / "walmart.yaml"
    own.write_text(OWN, encoding="utf-8")
    page.look_at(own)
    dialog = the_dialog(qtbot, page, TakeRulesDialog)
    # What it changes is said before anything is taken.
    assert "Most addresses in a notice: 10 → 7" in words_in(dialog)
    assert limit_of(writable_vault) == 10
    dialog.by.setText("")
    assert not dialog.act.isEnabled()
    dialog.by.setText("ana")
    dialog.act.click()
    qtbot.waitUntil(lambda: "your firm's own" in words_in(page.panel))
    assert limit_of(writable_vault) == 7
    assert "is followed" in words_in(page.panel)
    page.ask_take_away()
    gone = the_dialog(qtbot, page, TakeAwayDialog)
    gone.by.setText("ana")
    gone.act.click()
    qtbot.waitUntil(lambda: "your firm's own" not in words_in(page.panel))
    assert limit_of(writable_vault) == 10


def test_who_read_a_source_is_recorded(qtbot, writable_vault):
    page = shown(qtbot, writable_vault, "us_cbp")
    page.ask_read()
    dialog = the_dialog(qtbot, page, ReadSourceDialog)
    assert not dialog.act.isEnabled()
    dialog.facts.tick(["languages"])
    dialog.where.setText("cbp.gov, e-Allegations")
    dialog.by.setText("Ana Li")
    assert dialog.act.isEnabled()
    dialog.act.click()
    qtbot.waitUntil(lambda: "✓ read by Ana Li" in words_in(page.panel))
    assert "cbp.gov, e-Allegations" in words_in(page.panel)


def test_a_pack_that_brings_nothing_new_is_not_taken(qtbot, open_vault, tmp_path):
    pack = tmp_path / "pack.zip"
    with zipfile.ZipFile(pack, "w") as archive:
        archive.writestr(
            "law/us_thresholds.yaml", resource("law", "us_thresholds.yaml").read_bytes()
        )
    page = shown(qtbot, open_vault, "walmart")
    page.look_at(pack)
    dialog = the_dialog(qtbot, page, TakeRulesDialog)
    assert "Nothing in it is newer" in words_in(dialog)
    assert not dialog.act.isEnabled()


def test_a_file_that_is_no_rules_changes_nothing_and_says_why(qtbot, open_vault, tmp_path):
    bad = tmp_path / "bad.yaml"
    bad.write_text("id: [", encoding="utf-8")
    page = shown(qtbot, open_vault, "walmart")
    with qtbot.waitSignal(open_vault.jobs.failed) as failed:
        page.look_at(bad)
    assert failed.args[0].code == "rules.refused"
    assert page.dialog is None
