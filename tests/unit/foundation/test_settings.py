"""Settings: nothing a person chose is lost."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencekit.foundation.settings import Settings, TrustedKey, load_settings, save_settings

WORDS = st.lists(st.text(max_size=10), max_size=3).map(tuple)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "config" / "settings.json"


def put(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_absent_gives_defaults(path):
    assert load_settings(path) == Settings()
    assert not path.parent.exists()


@given(
    settings=st.builds(
        Settings,
        language=st.none() | st.sampled_from(["en", "zh_CN"]),
        withheld_headers=WORDS,
        authorities=WORDS,
        unknown=st.dictionaries(st.text(max_size=8).map(lambda k: f"new.{k}"), JSON, max_size=3),
    )
)
def test_what_is_saved_comes_back(tmp_path_factory, settings):
    path = tmp_path_factory.mktemp("settings") / "settings.json"
    save_settings(path, settings)
    assert load_settings(path) == settings


def test_trusted_keys_are_read_however_they_were_typed(path):
    typed = " ".join(["0123", "4567", "89AB", "CDEF"] * 4)
    put(path, json.dumps({"trusted_keys": [{"fingerprint": typed, "label": "X, by letter"}]}))
    settings = load_settings(path)
    assert settings.trusted_keys == (TrustedKey("0123456789abcdef" * 4, "X, by letter"),)
    save_settings(path, settings)
    assert load_settings(path) == settings


@pytest.mark.parametrize(
    "keys",
    [
        {},
        ["0" * 64],
        [{"fingerprint": "0" * 64}],
        [{"fingerprint": "0" * 63, "label": "x"}],
        [{"fingerprint": "g" * 64, "label": "x"}],
        [{"fingerprint": "0" * 64, "label": None}],
        [{"fingerprint": "0" * 64, "label": "x", "more": 1}],
    ],
)
def test_a_bad_trust_list_is_set_aside(path, expected_log, keys):
    put(path, json.dumps({"trusted_keys": keys}))
    assert load_settings(path) == Settings()
    assert path.with_suffix(".bad").exists()
    assert len(expected_log) == 1


def test_keys_of_a_newer_version_stay(path):
    newer = {"language": "zh_CN", "of_tomorrow": {"dark": True}, "unknown": 1}
    put(path, json.dumps(newer))
    settings = load_settings(path)
    assert settings.language == "zh_CN"
    save_settings(path, settings)
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert newer.items() <= kept.items()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '"x"',
        "null",
        '{"language": 5}',
        '{"authorities": "http://tsa.example"}',
        '{"withheld_headers": [1]}',
        pytest.param("[" * 100_000, id="deep"),
    ],
)
def test_a_bad_file_is_set_aside(path, text, expected_log):
    put(path, text)
    assert load_settings(path) == Settings()
    assert not path.exists()
    assert path.with_suffix(".bad").read_text(encoding="utf-8") == text
    assert [r.levelname for r in expected_log] == ["WARNING"]


def test_bytes_that_are_no_text_are_set_aside(path, expected_log):
    put(path, "")
    path.write_bytes(b"\xff\xfe{}")
    assert load_settings(path) == Settings()
    assert path.with_suffix(".bad").read_bytes() == b"\xff\xfe{}"
    assert len(expected_log) == 1


def test_an_earlier_bad_file_is_not_overwritten(path, expected_log):
    for text in ("first", "second", "third"):
        put(path, text)
        load_settings(path)
    assert sorted(p.read_text(encoding="utf-8") for p in path.parent.iterdir()) == [
        "first",
        "second",
        "third",
    ]
    assert len(expected_log) == 3


def test_what_cannot_be_read_is_left_alone(path):
    path.mkdir(parents=True)
    with pytest.raises(OSError):  # noqa: PT011  # which one depends on the system
        load_settings(path)
    assert path.is_dir()
