"""What an open vault says of its captures, and what it refuses to take."""

from hashlib import sha256

import pytest

from evidencekit.domain.capture import Stamped
from evidencekit.domain.errors import CaptureRemoved, FileMissing, NotFound
from evidencekit.vault.book import first_problem
from evidencekit.vault.vault import Vault
from fakes.vaults import VaultRoom, bring, full_vault, stamp


@pytest.fixture
def room(tmp_path, clock):
    return VaultRoom(tmp_path, clock)


def reading(room):
    return Vault.open_reading(room.path)


def hide(vault, capture_id, *, hidden):
    body = {"by": "ana", "hidden": hidden, "id": capture_id, "reason": "twice"}
    vault.record("capture.hidden", body)


def test_captures_come_newest_first_without_hidden_and_removed_ones(room):
    one, two, three, four = room.seal(4)
    with room.writing() as vault:
        hide(vault, two.id, hidden=True)
        hide(vault, three.id, hidden=True)
        hide(vault, three.id, hidden=False)
        vault.remove(four.id, "bo", "asked to")
    assert [one.id for one in reading(room).captures()] == [three.id, one.id]
    every = [three.id, two.id, one.id]
    assert [one.id for one in reading(room).captures(hidden=True)] == every
    assert reading(room).hidden() == {two.id}
    assert list(reading(room).removed()) == [four.id]
    assert reading(room).find(two.id).sha256 == two.sha256
    with pytest.raises(CaptureRemoved) as gone:
        reading(room).find(four.id)
    assert (gone.value.facts["by"], gone.value.facts["reason"]) == ("bo", "asked to")
    with pytest.raises(NotFound):
        reading(room).find("c-01jdbq3zgmkx5w0r2t4y6a8b1d")


def test_a_log_that_is_damaged_or_gone_is_said_to_be(room):
    assert first_problem(reading(room).logs()) is None
    data = room.log.read_bytes()
    room.log.write_bytes(data + b"x\n" + b"y\n")
    assert first_problem(reading(room).logs()) == f"custody/{room.log.name}:2"
    room.log.unlink()
    assert first_problem(reading(room).logs()) == "custody"


def test_a_capture_whose_file_is_gone_or_a_link_is_missing(room):
    (sealed,) = room.seal()
    vault = reading(room)
    entry = vault.find(sealed.id)
    place = room.path / sealed.file
    assert vault.path_of(entry) == place
    with vault.open_capture(entry):
        pass
    place.rename(room.path / "elsewhere")
    with pytest.raises(FileMissing):
        vault.path_of(entry)
    place.symlink_to(room.path / "elsewhere")
    with pytest.raises(FileMissing):
        vault.open_capture(entry)


def test_what_is_stamped_and_what_waits(room, tmp_path):
    (first,) = room.seal()
    assert reading(room).stamped() == {}
    with room.writing() as vault:
        stamp(room, vault, tmp_path / "authority")
    assert reading(room).stamped()[first.sha256] is Stamped.STAMPED
    (second,) = room.seal()
    assert second.sha256 not in reading(room).stamped()
    bring(room, tmp_path / "authority")
    assert reading(room).stamped()[second.sha256] is Stamped.STAMPED


def test_a_derived_file_has_a_plain_new_name(tmp_path, clock):
    room, _roots = full_vault(tmp_path, clock)
    source = reading(room).captures()[-1].sha256
    lines = room.log.read_bytes()
    with room.writing() as vault:
        for name in ("facts-1.json", "", "../x", "a/b", ".x", "X", "x" * 81, "a\n"):
            with pytest.raises(ValueError, match="derived/"):
                vault.add_derived(source, name, "facts", b"{}")
        assert room.log.read_bytes() == lines
        path = vault.add_derived(source, "x" * 80, "facts", b"{}")
    assert path == f"derived/{source}/{'x' * 80}"
    assert (room.path / path).read_bytes() == b"{}"
    assert (room.path / path).stat().st_mode & 0o777 == 0o444
    assert reading(room).derived_of(source)[path] == sha256(b"{}").hexdigest()
    assert reading(room).derived_of("0" * 64) == {}


def test_lines_of_a_capture_are_those_that_name_it(room):
    one, two = room.seal(2)
    with room.writing() as vault:
        vault.record("note", {"about": one.id, "by": "ana", "text": two.id + " too"})
        vault.add_derived(two.sha256, "facts-1.json", "facts", b"{}")
    vault = reading(room)
    kinds = [line.kind for line in vault.custody_of(vault.find(one.id))]
    assert kinds == ["capture.sealing", "capture.sealed", "note"]
    kinds = [line.kind for line in vault.custody_of(vault.find(two.id))]
    assert kinds == ["capture.sealing", "capture.sealed", "derived.made"]


def test_a_folder_for_what_a_capture_gathers(room):
    with room.writing() as vault:
        draft = room.draft()
        folder = vault.spool_folder(draft.capture_id)
        assert folder == room.path / "staging" / f"{draft.capture_id}.part"
        assert list(folder.iterdir()) == []
        for name in ("x", "../x", "v" + draft.capture_id[1:]):
            with pytest.raises(ValueError, match=name):
                vault.spool_folder(name)
        folder.rmdir()


def test_a_derived_file_that_is_no_json_object_counts_as_none(tmp_path, clock):
    room, _roots = full_vault(tmp_path, clock)
    source = reading(room).captures()[-1].sha256
    made = {"whole": b'{"a": 1}', "list": b"[1]", "torn": b'{"a"', "bytes": b"\xff"}
    with room.writing() as vault:
        for name, data in made.items():
            vault.add_derived(source, name, "facts", data)
    vault = reading(room)
    assert vault.derived_json(source, "whole") == {"a": 1}
    assert [vault.derived_json(source, one) for one in ("list", "torn", "bytes", "gone")] == [
        None
    ] * 4
