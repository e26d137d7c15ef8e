"""The folders of an installed browser's profiles."""

import json
import os
import tempfile

import pytest

from evidencekit.chromium import InstalledWish, KeptFolder
from evidencekit.chromium.profile import profile_folder
from evidencekit.domain.errors import ProfileInUse


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def left_behind(place, name, seconds_ago):
    folder = place / name
    (folder / "Default").mkdir(parents=True)
    past = folder.stat().st_mtime - seconds_ago
    os.utime(folder, (past, past))
    return folder


def test_a_temporary_profile_goes_and_so_does_what_a_dead_process_left(place):
    dead = left_behind(place, "evidencekit-browser-dead", 3600)
    young = left_behind(place, "evidencekit-browser-young", 0)
    other = left_behind(place, "somebody-else", 3600)
    with profile_folder(InstalledWish()) as folder:
        assert not dead.exists()
        assert young.exists()
        assert other.exists()
        os.utime(folder, (0, 0))
        with profile_folder(InstalledWish()) as second:
            assert folder.exists()
            assert second != folder
    assert not folder.exists()
    assert not second.exists()


def test_a_kept_profile_keeps_what_the_person_chose_there(place):
    wish = InstalledWish("de-DE,en;q=0.9", KeptFolder("shop", place / "shop"))
    with profile_folder(wish) as folder:
        file = folder / "Default" / "Preferences"
        choices = json.loads(file.read_text())
        choices["intl"]["app_locale"] = "de"
        choices["bookmark_bar"] = {"show_on_all_tabs": True}
        file.write_text(json.dumps(choices))
        with pytest.raises(ProfileInUse), profile_folder(wish):
            pass
    with profile_folder(wish) as folder:
        again = json.loads((folder / "Default" / "Preferences").read_text())
    assert again["bookmark_bar"] == {"show_on_all_tabs": True}
    assert again["intl"] == choices["intl"]
    assert again["intl"]["accept_languages"] == "de-DE,en"


def test_preferences_that_can_not_be_read_are_begun_anew(place):
    file = place / "shop" / "installed" / "Default" / "Preferences"
    file.parent.mkdir(parents=True)
    file.write_text("[1")
    with profile_folder(InstalledWish(profile=KeptFolder("shop", place / "shop"))):
        assert json.loads(file.read_text())["net"] == {"network_prediction_options": 2}
