"""vault.json is ours to the byte, newer, damaged or not there."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencekit.domain.errors import VaultDamaged, VaultMissing, VaultNewer
from evidencekit.vault.marker import MAX_MARKER, VaultMarker, read_marker

MARKER = VaultMarker(
    "1.0", "v-01jdbq3vqn6t8k2m4y7x9p0r5c", False, "2026-11-23T21:59:58.004Z", "Müller", "ana"
)
GOOD = MARKER.to_bytes()


def test_the_bytes_are_the_promise():
    assert GOOD == (
        b'{\n "format": "1.0",\n "vault_id": "v-01jdbq3vqn6t8k2m4y7x9p0r5c",\n "demo": false,\n'
        b' "created": "2026-11-23T21:59:58.004Z",\n "name": "M\xc3\xbcller",\n "operator": "ana",\n'
        b' "authorities": []\n}\n'
    )


def read(folder, data):
    (folder / "vault.json").write_bytes(data)
    return read_marker(folder)


def test_it_is_read_back(tmp_path):
    assert read(tmp_path, GOOD) == MARKER


def test_no_marker_is_no_vault(tmp_path):
    with pytest.raises(VaultMissing):
        read_marker(tmp_path)
    with pytest.raises(VaultMissing):
        read_marker(tmp_path / "absent")


def test_a_newer_major_is_refused_by_name(tmp_path):
    with pytest.raises(VaultNewer) as error:
        read(tmp_path, GOOD.replace(b'"1.0"', b'"2.0"'))
    assert error.value.facts["format"] == "2.0"


def test_a_newer_minor_is_read(tmp_path):
    newer = GOOD.replace(b'"1.0"', b'"1.7"').replace(b"[]\n", b'[],\n "extra": 1\n')
    assert read(tmp_path, newer).is_newer_minor


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[]", GOOD + b" ", GOOD.replace(b"false", b"0"), GOOD.replace(b'"1.0"', b"1.0"),
     GOOD.replace(b"v-01", b"c-01"), GOOD.replace(b"[]", b"[1]"), GOOD.replace(b"23T", b"33T"),
     GOOD.replace(b'"ana"', b'"ana", "more": 1'), b"\xff", b'{"format":' * 100_000],
)  # fmt: skip
def test_anything_else_is_damaged(tmp_path, data):
    with pytest.raises(VaultDamaged):
        read(tmp_path, data)


@given(position=st.integers(0, len(GOOD) - 1), byte=st.binary(min_size=1, max_size=1))
def test_a_changed_byte_is_told_apart(tmp_path_factory, position, byte):
    data = GOOD[:position] + byte + GOOD[position + 1 :]
    try:
        assert read(tmp_path_factory.mktemp("v"), data).to_bytes() == data
    except (VaultDamaged, VaultNewer):
        assert data != GOOD


def test_the_largest_marker_is_read_and_one_byte_more_is_damage(tmp_path):
    room = MAX_MARKER - len(GOOD)
    largest = dataclasses.replace(MARKER, name=MARKER.name + "x" * room)
    assert len(largest.to_bytes()) == MAX_MARKER
    assert read(tmp_path, largest.to_bytes()) == largest
    with pytest.raises(VaultDamaged) as damaged:
        read(tmp_path, largest.to_bytes() + b"\n")
    assert damaged.value.facts["detail"] == "vault.json: too_large"


def test_a_marker_that_can_not_be_read_is_damage_not_absence(tmp_path):
    (tmp_path / "vault.json").mkdir()
    with pytest.raises(VaultDamaged) as damaged:
        read_marker(tmp_path)
    assert "directory" in str(damaged.value.facts["detail"])
