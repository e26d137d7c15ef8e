"""Texts and paths are taken as they were typed, all else is looked at; nothing is loaded for it."""

import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import pytest
import typer

from evidencekit.cli.plain_words import take_plainly

GOT: list[object] = []


def plain(
    paths: Annotated[list[Path] | None, typer.Argument()] = None,
    name: Annotated[str | None, typer.Option()] = None,
    place: Annotated[Path, typer.Option()] = Path("here"),
    word: Annotated[list[str] | None, typer.Option()] = None,
    count: Annotated[int, typer.Option(min=1)] = 1,
    flag: Annotated[bool, typer.Option("--flag")] = False,
):
    GOT[:] = [paths, name, place, word, count, flag]


def command():
    app, below = typer.Typer(), typer.Typer()
    below.command("plain")(plain)
    below.command("other")(lambda: None)
    app.add_typer(below, name="below")
    made = typer.main.get_command(app)
    take_plainly(made)
    return made


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ([], [None, None, Path("here"), None, 1, False]),
        (["a", "-"], [[Path("a"), Path("-")], None, Path("here"), None, 1, False]),
        (
            ["--name", "", "--place=p", "--word", "1", "--word", "2", "--count", "3", "--flag"],
            [None, "", Path("p"), ["1", "2"], 3, True],
        ),
    ],
)
def test_what_a_command_gets(words, wanted):
    command()(args=["below", "plain", *words], standalone_mode=False)
    assert wanted == GOT


def test_a_number_is_still_looked_at():
    for words in (["--count", "none"], ["--count", "0"]):
        with pytest.raises(typer.BadParameter):
            command()(args=["below", "plain", *words], standalone_mode=False)


def test_a_day_is_still_looked_at_and_its_absence_is_not():
    got = []

    def made(on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])] = None):
        got.append(on)

    app = typer.Typer()
    app.command()(made)
    for words in ([], ["--on", "2026-01-02"]):
        command = typer.main.get_command(app)
        take_plainly(command)
        command(args=words, standalone_mode=False)
    assert got == [None, datetime(2026, 1, 2)]  # noqa: DTZ001  # as typed
    with pytest.raises(typer.BadParameter):
        command(args=["--on", "tomorrow"], standalone_mode=False)


def test_a_vault_is_verified_without_what_it_does_not_need(tmp_path):
    heavy = ("pydantic", "keyring", "asn1crypto", "rfc3161_client", "warcio", "yaml", "jsonschema")
    code = (
        "import sys; from evidencekit.cli import run_command_line;"
        f"status = run_command_line(['verify', {str(tmp_path)!r}]);"
        f"sys.exit(repr([name for name in {heavy} if name in sys.modules]) if status == 1 else 9)"
    )
    (tmp_path / "vault.json").write_text("{}")
    ended = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True
    )
    assert ended.stderr.strip().splitlines()[-1] == "[]"
