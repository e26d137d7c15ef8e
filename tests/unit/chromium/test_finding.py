"""Where an installed browser is looked for."""

import pytest

from evidencekit.chromium.finding import FoundBrowser, _installed, find_browser
from evidencekit.domain.errors import BrowserMissing


def program(folder, name):
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("#!/bin/sh\n")
    file.chmod(0o755)
    return file


def test_the_first_that_is_there_is_taken(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BrowserMissing):
        find_browser()
    edge = program(tmp_path, "microsoft-edge")
    assert find_browser() == FoundBrowser("Microsoft Edge", edge)
    chrome = program(tmp_path, "google-chrome")
    assert find_browser() == FoundBrowser("Google Chrome", chrome)


@pytest.mark.parametrize(
    ("path", "name"),
    [("opt/msedge", "Microsoft Edge"), ("x/chrome", "Google Chrome"), ("x/thing", "Chromium")],
)
def test_the_one_that_is_named_is_taken(tmp_path, path, name):
    file = program(tmp_path, path)
    assert find_browser(str(file)) == FoundBrowser(name, file)


def test_what_is_named_must_be_a_program_with_its_whole_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    program(tmp_path, "chrome")
    for wrong in ("chrome", str(tmp_path), str(tmp_path / "none")):
        with pytest.raises(BrowserMissing) as caught:
            find_browser(wrong)
        assert caught.value.facts["detail"] == wrong


def test_each_system_has_its_places():
    roots = {"PROGRAMFILES": "P", "LOCALAPPDATA": "L"}
    found = list(_installed("win32", roots))
    assert str(found[0].program).startswith("P")
    assert {one.name for one in found} == {"Google Chrome", "Microsoft Edge", "Chromium"}
    assert next(one.name for one in _installed("darwin", {})) == "Google Chrome"
