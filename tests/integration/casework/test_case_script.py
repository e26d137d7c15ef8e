"""The script for a notary or a time-stamp app, of a real vault with a hostile page in it."""

import dataclasses
import hashlib
import json
import re

import pytest
from lxml import html

from evidencekit.cli import run_command_line
from evidencekit.services.case_script import script_texts
from evidencekit.services.casework import Casework
from fakes.drafts import an_about
from fakes.vaults import VaultRoom

RIGHT = """kind: trademark
jurisdiction: CN
owner_as_registered: Brand X
status: registered
"""
URLS = ("https://shop.example/item/1?a=1&b=2", "https://shop.example/item/2;rm${IFS}-rf")
TITLES = ("包 <script>alert(1)</script>", "line\nbreak \u202eoof")


@pytest.fixture
def room(tmp_path, clock):
    return VaultRoom(tmp_path, clock)


@pytest.fixture
def case(room, tmp_path):
    captures = []
    with room.writing() as vault:
        for url, title in zip(URLS, TITLES, strict=True):
            about = an_about(final_url=url, title=title)
            captures.append(vault.seal(dataclasses.replace(room.draft(), about=about)).id)
        work = Casework(vault, room.clock)
        form = tmp_path / "form.yaml"
        form.write_text(RIGHT, encoding="utf-8")
        right = work.add("right", form)["id"]
        named = f"name: K & Co\nright: {right}\ncaptures: {captures[::-1]}\n"
        form.write_text(named, encoding="utf-8")
        made = work.add_case(form)
    return dataclasses.replace(made, captures=tuple(captures[::-1]))


@pytest.fixture
def script(room, capsys):
    def run(*words):
        told = map(str, (*words, "--vault", room.path, "--json"))
        status = run_command_line(["case", "script", *told])
        return status, json.loads(capsys.readouterr().out)

    return run


@pytest.mark.parametrize(
    ("options", "language", "title"),
    [((), "zh_CN", "网页 1/2"), (("--lang", "en"), "en", "Page 1 of 2")],
)
def test_each_page_has_address_steps_and_the_way_back(
    script, case, tmp_path, options, language, title
):
    out = tmp_path / "script.txt"
    status, said = script(case.id, "--out", out, *options)
    assert status == 0
    data = out.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    assert (said["bytes"], said["sha256"], said["language"]) == (len(data), digest, language)
    assert said["captures"] == list(case.captures)
    text = data.decode()
    assert text.index(title) < text.index(URLS[1]) < text.index(URLS[0])
    for capture in case.captures:
        assert f"\n   evidencekit stamp import FILE {capture}\n" in text
    words = script_texts()[language]
    assert words["status"] in text
    assert text.count(words["page"][0]) == text.count(f"7. {words['page'][-1]}") == 2
    assert "[U+202E]" in text
    assert "2026-11-23T22:00:00.004Z" in text
    assert words["unread"] in text


def test_the_page_for_printing_runs_nothing_and_loads_nothing(script, case, tmp_path):
    out = tmp_path / "script.html"
    assert script(case.id, "--out", out)[0] == 0
    tree = html.fromstring(out.read_text(encoding="utf-8"))
    assert tree.get("lang") == "zh-CN"
    assert {one.tag for one in tree.iter()} & {"script", "img", "link", "a", "iframe"} == set()
    addresses = [one.text for one in tree.xpath("//section//code")]
    assert addresses == list(reversed(URLS))
    assert TITLES[0] in tree.text_content()
    commands = [one.text for one in tree.xpath("//code") if "stamp import" in one.text]
    assert [command.split()[-1] for command in commands] == list(case.captures)


@pytest.mark.parametrize("name", ["script.pdf", "script", "there.txt"])
def test_another_kind_or_a_file_that_is_there_is_refused(script, case, tmp_path, name):
    (tmp_path / "there.txt").write_text("mine")
    status, said = script(case.id, "--out", tmp_path / name)
    assert (status, said["error"]["code"]) == (2, "use.wrong")
    assert (tmp_path / "there.txt").read_text() == "mine"
    assert not (tmp_path / "script").exists()


def test_an_unknown_case_is_told(script, tmp_path):
    status, said = script("k-0", "--out", tmp_path / "a.txt")
    assert (status, said["error"]["code"]) == (2, "id.unknown")
    assert not (tmp_path / "a.txt").exists()


def test_both_languages_have_the_same_steps_and_no_unknown_place():
    texts = script_texts()
    for name, english in texts["en"].items():
        chinese = texts["zh_CN"][name]
        if isinstance(english, list):
            assert len(english) == len(chinese)
        if isinstance(english, str):
            assert set(re.findall(r"{\w+}", english)) == set(re.findall(r"{\w+}", chinese))
