"""The script that keeps translations in step with the source."""

import importlib
import sys
from pathlib import Path

import pytest

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"
sys.path.insert(0, str(PACKAGING))
catalogues = importlib.import_module("catalogues")
sys.path.remove(str(PACKAGING))


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    (tmp_path / "src" / "app").mkdir(parents=True)
    return tmp_path


def write(project, source):
    (project / "src" / "app" / "words.py").write_text(source, encoding="utf-8")


def test_all_marks_are_extracted(project):
    write(project, "_('a'); N_('b'); ngettext('one', 'many', n); pgettext('verb', 'open')")
    found = {(m.id, m.context) for m in catalogues.messages(catalogues.extract())}
    assert found == {("a", None), ("b", None), (("one", "many"), None), ("open", "verb")}


def test_what_lacks_is_told_what_is_there_stays_what_is_gone_goes(project):
    write(project, "_('old'); _('kept')")
    assert sorted(catalogues.update("zh_CN")) == ["kept", "old"]
    path = catalogues.po_path("zh_CN")
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace('msgid "kept"\nmsgstr ""', 'msgid "kept"\nmsgstr "保留"'), encoding="utf-8"
    )
    write(project, "_('new {n}'); _('kept')")
    assert catalogues.update("zh_CN") == ["new {n}"]
    text = path.read_text(encoding="utf-8")
    assert '"保留"' in text
    assert "old" not in text
    assert "words.py" not in text


def test_a_wrong_option_is_wrong_use(capsys):
    assert catalogues.main(["--nope"]) == 2
    assert "--errors" in capsys.readouterr().err
