"""The labelled pages beside the checkout, through the command and the outsiders' scoring."""

import json
import re
import subprocess
import sys

import pytest

from evidencekit.cli import run_command_line


def test_the_goal_on_labelled_pages(shared, capsys):
    listings = shared / "listings"
    if not (listings / "truth.yaml").is_file():
        pytest.skip("needs ../shared/listings")
    files = sorted(map(str, listings.glob("*/*.html")))
    assert len(files) == 18
    assert run_command_line(["facts", "--json", *files]) == 0
    answers = capsys.readouterr().out
    scored = subprocess.run(
        [sys.executable, listings / "score.py", listings / "truth.yaml", "--detail"],
        input=answers,
        capture_output=True,
        encoding="utf-8",
        check=True,
        env={"PYTHONUTF8": "1"},
    )
    recall, precision = map(
        float, re.search(r"recall ([\d.]+), precision ([\d.]+)", scored.stdout).groups()
    )
    assert recall >= 0.95, scored.stdout
    assert precision >= 0.98, scored.stdout
    wrong = re.findall(
        r"^\S+ +(price|currency|seller|listing_id) +wrong ", scored.stdout, re.MULTILINE
    )
    assert wrong == [], scored.stdout
    assert all(
        fact["raw"] and fact["where"] for a in json.loads(answers) for fact in a["facts"].values()
    )


def test_an_unreadable_file_is_said(tmp_path, capsys):
    assert run_command_line(["facts", "--json", str(tmp_path / "none.html")]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "file.missing"
    assert run_command_line(["facts", "--json", str(tmp_path)]) == 2
    assert run_command_line(["facts", "--json", "--url", "ftp://x", str(tmp_path)]) == 2


def test_the_given_address_counts(tmp_path, capsys):
    file = tmp_path / "a.html"
    file.write_text("<h1>Hat</h1><p>12 sold", encoding="utf-8")
    url = "https://www.etsy.com/listing/123456789/hat"
    assert run_command_line(["facts", str(file), "--url", url]) == 0
    shown = capsys.readouterr().out
    assert re.search(r"platform +etsy ", shown)
    assert re.search(r"sold +12 +\[text: line \d+\]", shown)
