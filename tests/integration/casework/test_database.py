"""Readings of one piece of work share what they opened, and keep nobody who writes waiting."""

import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from evidencekit.casework import database
from evidencekit.services.library import SavedSearches
from evidencekit.vault.vault import Vault
from fakes.vaults import VaultRoom


@pytest.fixture
def room(tmp_path, clock):
    made = VaultRoom(tmp_path, clock)
    keep(made, "first")
    return made


@pytest.fixture
def opened(monkeypatch):
    """Which files were opened for reading."""
    seen, open_for_reading = [], database._engine_for_reading

    def counted(path):
        seen.append(path)
        return open_for_reading(path)

    monkeypatch.setattr(database, "_engine_for_reading", counted)
    return seen


def keep(room, name):
    with room.writing() as vault:
        SavedSearches(vault, room.clock).save(name, {"words": "bag"}, "Ana")


def names(vault, clock):
    return [one.name for one in SavedSearches(vault, clock).listed()]


def test_each_file_is_opened_once_for_all_that_is_read(room, tmp_path, clock, opened):
    other = VaultRoom(tmp_path / "other", clock)
    vault, second = Vault.open_reading(room.path), Vault.open_reading(other.path)
    with database.kept_open():
        assert [names(vault, clock) for _time in range(3)] == [["first"]] * 3
        assert names(second, clock) == []
        assert names(vault, clock) == ["first"]
    assert opened == [vault.layout.at(database.FILE), second.layout.at(database.FILE)]
    names(vault, clock)
    assert len(opened) == 3


def test_what_is_written_meanwhile_is_seen_by_the_next_reading(room, clock):
    vault = Vault.open_reading(room.path)
    with database.kept_open():
        assert names(vault, clock) == ["first"]
        keep(room, "second")
        assert names(vault, clock) == ["first", "second"]


def test_a_reading_within_another_has_a_connection_of_its_own(room, clock, opened):
    vault = Vault.open_reading(room.path)
    with database.kept_open():
        with database.reading(vault) as outer:
            assert names(vault, clock) == ["first"]
            assert outer.execute(sa.text("SELECT count(*) FROM saved_searches")).scalar() == 1
        assert names(vault, clock) == ["first"]
    assert len(opened) == 2


def handles(vault):
    """Count how often this process has the database open (Linux)."""
    links = [one.readlink() for one in Path("/proc/self/fd").iterdir() if one.is_symlink()]
    return sum(link == vault.layout.at(database.FILE) for link in links)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_nothing_stays_open_afterwards_whatever_happens(room, clock):
    vault = Vault.open_reading(room.path)

    def fail():
        names(vault, clock)
        assert handles(vault) == 1
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), database.kept_open():
        fail()
    assert handles(vault) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_reading_that_ends_after_the_work_leaves_nothing_open(room):
    vault = Vault.open_reading(room.path)
    begun = database.reading(vault)
    with database.kept_open():
        begun.__enter__()
    assert handles(vault) == 1
    begun.__exit__(None, None, None)
    assert handles(vault) == 0
