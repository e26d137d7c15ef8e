"""The words of errors."""

import pytest

from evidencekit.domain.errors import ArchiveRefused, DiskFull, NotAnAddress, VaultLocked
from evidencekit.foundation.catalogue import use_language
from evidencekit.foundation.error_text import error_text


def test_facts_fill_the_words():
    text = error_text(VaultLocked(path="/v", program="evidencekit", pid=7))
    assert text.message.endswith("the vault at /v: evidencekit, process 7.")
    assert text.meaning
    assert text.action


def test_the_words_follow_the_language():
    use_language("zh_CN")
    assert error_text(NotAnAddress(text="x")).message == "这不是网址：x"


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[2J\u202eevil\r\nError: none", "[U+001B][2J[U+202E]evil Error: none"),
        ("{path} {0} %s", "{path} {0} %s"),
        ("\udcff", "[U+DCFF]"),
    ],
)
def test_hostile_facts_are_made_visible(hostile, shown):
    assert error_text(NotAnAddress(text=hostile)).message == f"This is not a web address: {shown}"


def test_long_facts_are_cut():
    assert len(error_text(NotAnAddress(text="x" * 10_000)).message) < 300


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_fact_without_words_leaves_no_empty_brackets(language):
    use_language(language)
    text = error_text(ArchiveRefused(path="a.wacz", reason="no_end", member=""))
    assert "no_end" in text.message
    assert not set(text.message) & set("()\uff08\uff09")


def test_a_missing_fact_does_not_fail_the_edge():
    text = error_text(DiskFull(path="/v", needed=None))
    assert text.message == "Not enough space at /v: about ? bytes are needed, ? are free."
