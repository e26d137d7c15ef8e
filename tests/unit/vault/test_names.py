"""Only fixed forms become paths, and only the grammar of lists is a list."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencekit.vault.layout import Layout, capture_file, is_vault_path
from evidencekit.vault.tree import read_list, read_small

BAD_PATHS = [
    "", "/etc/passwd", "../x", "a/../b", "a//b", "a/", ".x", "a/.x", "a\\b", "c:x", "a\n",
    "a\0", "é",
]  # fmt: skip


def test_a_capture_lies_in_the_utc_month_of_its_id():
    assert (
        capture_file("c-01jdbq3zgmkx5w0r2t4y6a8b1d")
        == "evidence/2024/11/c-01jdbq3zgmkx5w0r2t4y6a8b1d.wacz"
    )


NO_IDS = [
    "", "c-x", "v-01jdbq3zgmkx5w0r2t4y6a8b1d", "c-../../etc/passwd",
    "c-01jdbq3zgmkx5w0r2t4y6a8b1d\n", "c-7zzzzzzzzzzzzzzzzzzzzzzzzz",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_IDS)
def test_anything_else_becomes_no_path(text):
    with pytest.raises(ValueError, match=r"c-|v-|^$"):
        capture_file(text)


@pytest.mark.parametrize("path", BAD_PATHS)
def test_no_other_path_is_taken(path, tmp_path):
    assert not is_vault_path(path)
    assert Layout(tmp_path).plain_file(path) is None
    with pytest.raises(ValueError):  # noqa: PT011  # the path itself is the message
        Layout(tmp_path).at(path)


@given(st.text())
def test_a_path_that_is_taken_stays_below(text):
    if is_vault_path(text):
        assert not text.startswith("/")
        assert ".." not in text.split("/")


def test_no_link_is_followed(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a").write_bytes(b"x")
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "real" / "b").symlink_to("a")
    layout = Layout(tmp_path)
    assert layout.plain_file("real/a") == tmp_path / "real" / "a"
    assert layout.plain_file("link/a") is None
    assert layout.plain_file("real/b") is None
    assert layout.plain_file("real") is None


LINE = b"%064x  evidence/2026/11/c.wacz\n" % 7


@pytest.mark.parametrize(
    "data",
    [b"", b"\n", LINE[:-1], LINE + b"\n", LINE.replace(b"  ", b" *"), b"A" + LINE[1:], LINE[1:],
     LINE.replace(b"evidence", b"../x"), LINE.replace(b"\n", b"\r\n"), LINE.replace(b"e", b"\xe9")],
)  # fmt: skip
def test_what_is_no_list(data):
    assert read_list(data) is None


def test_a_list():
    assert [one.path for one in read_list(LINE + LINE) or []] == ["evidence/2026/11/c.wacz"] * 2


@given(st.binary())
def test_no_bytes_break_the_reader(data):
    listed = read_list(data)
    if listed is not None:
        text = "".join(f"{one.sha256}  {one.path}\n" for one in listed)
        assert text.encode() == data


@pytest.mark.parametrize("name", ["a/b", "../x", "", ".x"])
def test_a_part_has_a_plain_name(tmp_path, name):
    with pytest.raises(ValueError):  # noqa: PT011  # the name itself is the message
        Layout(tmp_path).staged(name)
    assert Layout(tmp_path).staged("x.wacz") == tmp_path / "staging" / "x.wacz.part"


@pytest.mark.parametrize("key_id", ["", "../../x", "8EC80C97B0ED6131", "8ec80c97b0ed613"])
def test_only_a_key_id_names_a_key_or_a_log(tmp_path, key_id):
    for place in (Layout(tmp_path).key, Layout(tmp_path).log):
        with pytest.raises(ValueError):  # noqa: PT011  # the id itself is the message
            place(key_id)


def test_a_small_file_is_read_up_to_its_limit(tmp_path, monkeypatch):
    layout = Layout(tmp_path)
    assert read_small(layout, "a") is None
    (tmp_path / "a").write_bytes(b"12345")
    assert read_small(layout, "a", 5) == b"12345"
    assert read_small(layout, "a", 4) is None

    def gone(_path, _mode):
        raise FileNotFoundError

    monkeypatch.setattr(Path, "open", gone)
    assert read_small(layout, "a", 5) is None
