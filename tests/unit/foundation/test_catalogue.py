"""Two languages, with and without the compiled catalogue."""

import os
import shutil

import pytest

from evidencekit.foundation import catalogue as module
from evidencekit.foundation.catalogue import (
    N_,
    _,
    catalogue,
    compile_catalogues,
    current_language,
    ngettext,
    pgettext,
    system_language,
    use_language,
)
from evidencekit.foundation.resources import resource

TEXT = N_("No vault is open")
CHINESE = "未打开保管库"


@pytest.fixture
def po(tmp_path, monkeypatch):
    """A copy of the Chinese translations, not compiled."""
    path = tmp_path / "locale" / "zh_CN" / "LC_MESSAGES" / "evidencekit.po"
    path.parent.mkdir(parents=True)
    shutil.copy(resource("locale", "zh_CN", "LC_MESSAGES", "evidencekit.po"), path)
    monkeypatch.setattr(module, "resource", tmp_path.joinpath)
    catalogue.cache_clear()
    yield path
    catalogue.cache_clear()


def test_chinese_without_a_compiled_catalogue(po):
    assert not po.with_suffix(".mo").exists()
    assert catalogue("zh_CN").gettext(TEXT) == CHINESE


def test_chinese_from_the_compiled_catalogue(po):
    compile_catalogues()
    stamp = po.stat().st_mtime_ns
    po.write_bytes(b"not a catalogue")
    os.utime(po, ns=(stamp, stamp))
    assert catalogue("zh_CN").gettext(TEXT) == CHINESE


def test_an_older_compiled_catalogue_is_not_used(po):
    compiled = po.with_suffix(".mo")
    compiled.write_bytes(b"stale")
    os.utime(compiled, (1, 1))
    assert catalogue("zh_CN").gettext(TEXT) == CHINESE


def test_the_language_changes_while_running():
    assert _(TEXT) == TEXT
    use_language("zh_CN")
    assert (current_language(), _(TEXT)) == ("zh_CN", CHINESE)
    assert pgettext("browser sandbox", "on") == "已开启"
    use_language("en")
    assert _(TEXT) == TEXT


def test_english_plurals():
    assert [ngettext("{n} page", "{n} pages", n) for n in (1, 2)] == ["{n} page", "{n} pages"]


def test_an_unknown_language_is_english():
    use_language("fr")
    assert current_language() == "en"
    assert catalogue("fr").gettext(TEXT) == TEXT


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "zh_CN"),
        ({"LC_ALL": "", "LC_MESSAGES": "zh_TW", "LANG": "C"}, "zh_CN"),
        ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": "de_DE.UTF-8"}, "en"),
        ({"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
    ],
)
def test_the_language_of_the_environment(monkeypatch, environment, language):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert system_language() == language


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("zh_CN", "zh_CN"),
        ("Chinese (Simplified)_China", "zh_CN"),
        ("English_Ireland", "en"),
        (None, "en"),
    ],
)
def test_the_language_of_a_system_without_such_variables(monkeypatch, name, language):
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr("locale.getlocale", lambda: (name, "UTF-8"))
    assert system_language() == language
