"""Global options may stand anywhere before a bare `--`."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencekit.cli.options import (
    hoist_global_options,
    named_command,
    vault_from_environment,
)

PLAIN = st.sampled_from(["capture", "http://a.example/", "--wait", "3", "-x", "", "ünïcode"])
UNITS = st.one_of(
    PLAIN.map(lambda word: [word]),
    st.sampled_from(["--quiet", "--verbose", "--vault=V", "--as=李", "--lang=en"]).map(
        lambda w: [w]
    ),
    st.tuples(st.sampled_from(["--vault", "--as", "--lang"]), PLAIN).map(list),
)
COMMANDS = st.lists(UNITS, max_size=8)
TAILS = st.lists(st.sampled_from(["--json", "--", "--as", "--vault=V", "x"]), max_size=4)


def flat(units):
    return [word for unit in units for word in unit]


@given(units=COMMANDS, data=st.data())
def test_json_anywhere_equals_json_first(units, data):
    at = data.draw(st.integers(0, len(units)))
    anywhere = hoist_global_options(flat([*units[:at], ["--json"], *units[at:]]))
    first = hoist_global_options(["--json", *flat(units)])
    assert sorted(anywhere) == sorted(first)
    assert [w for w in anywhere if w != "--json"] == [w for w in first if w != "--json"]
    # Both stand before the command: nothing that is not global comes earlier.
    rest = [u[0] for u in units if not u[0].startswith(("--q", "--ve", "--va", "--a", "--l"))]
    if rest:
        assert anywhere.index("--json") < len(anywhere) - len(rest)


@given(units=COMMANDS, tail=TAILS)
def test_nothing_after_the_bare_dashes_is_touched(units, tail):
    words = hoist_global_options([*flat(units), "--", *tail])
    assert words[len(words) - len(tail) - 1 :] == ["--", *tail]
    assert words[: len(words) - len(tail) - 1] == hoist_global_options(flat(units))


@given(units=COMMANDS, tail=TAILS)
def test_no_word_is_lost(units, tail):
    given_words = [*flat(units), "--", *tail]
    assert sorted(hoist_global_options(given_words)) == sorted(given_words)


@given(units=COMMANDS)
def test_hoisting_twice_changes_nothing(units):
    once = hoist_global_options(flat(units))
    assert hoist_global_options(once) == once


def test_a_value_stays_with_its_option():
    words = ["verify", "--as", "--json", "p", "--vault", "V"]
    assert hoist_global_options(words) == ["--as", "--json", "--vault", "V", "verify", "p"]


def test_an_option_without_its_value_is_left_for_the_parser():
    assert hoist_global_options(["doctor", "--lang"]) == ["doctor", "--lang"]


def test_the_vault_of_the_environment(monkeypatch):
    assert vault_from_environment() is None
    monkeypatch.setenv("EVIDENCEKIT_VAULT", "")
    assert vault_from_environment() is None
    monkeypatch.setenv("EVIDENCEKIT_VAULT", "/v")
    assert vault_from_environment() == Path("/v")


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["verify", "V"], "verify"),
        (["--vault", "show", "--as=li", "--json", "list", "--help"], "list"),
        (["--help", "verify"], None),
        (["--quiet", "--lang"], None),
        ([], None),
    ],
)
def test_the_command_that_is_named(words, wanted):
    assert named_command(words) == wanted
