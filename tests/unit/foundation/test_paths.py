"""The folders of this computer that are ours."""

from dataclasses import astuple

from evidencekit.foundation.paths import user_folders


def test_one_variable_moves_them_all(monkeypatch, tmp_path):
    monkeypatch.setenv("EVIDENCEKIT_HOME", str(tmp_path / "elsewhere"))
    folders = astuple(user_folders())
    assert {folder.parent for folder in folders} == {tmp_path / "elsewhere"}
    assert len(set(folders)) == 4
    assert not any(folder.exists() for folder in folders)


def test_without_it_they_are_the_systems_own(monkeypatch):
    monkeypatch.delenv("EVIDENCEKIT_HOME")
    for folder in astuple(user_folders()):
        assert folder.is_absolute()
        assert "evidencekit" in folder.parts
