"""`list`, `search`, `searches` and `index` over a vault, by the command line's own functions."""

import json

import openpyxl
import pytest

from evidencekit.cli.main import run_command_line
from evidencekit.services.reviewing import FactReviewing
from fakes.held_clock import HeldClock
from fakes.readings import add_reading
from fakes.vaults import VaultRoom

LONG_ID = "123456789012345678"
GOODS = [
    ({"title": "=Nike 鞋", "platform": "taobao", "price": "9.90", "listing_id": LONG_ID}, "包邮"),
    ({"title": "口红", "platform": "ebay", "price": "100", "seller": "晨星"}, "superlvbag"),
]


class Desk:
    def __init__(self, folder, monkeypatch, capsys):
        self.capsys = capsys
        self.room = VaultRoom(folder, HeldClock())
        monkeypatch.setenv("EVIDENCEKIT_VAULT", str(self.room.path))
        with self.room.writing() as vault:
            self.ids = []
            for facts, text in GOODS:
                sealed = vault.seal(self.room.draft())
                add_reading(vault, sealed, facts, text)
                self.ids.append(sealed.id)

    def run(self, *words, code=0):
        """Run a command with --json; return what it answered."""
        assert run_command_line([*words, "--json"]) == code
        return json.loads(self.capsys.readouterr().out)

    def found(self, *words):
        return [self.ids.index(row["id"]) for row in self.run(*words)]


@pytest.fixture
def desk(tmp_path, monkeypatch, capsys):
    return Desk(tmp_path, monkeypatch, capsys)


def test_list_and_search_answer_rows_newest_first(desk):
    assert desk.found("list") == [1, 0]
    assert desk.found("list", "--platform", "taobao") == [0]
    assert desk.found("search", "LV") == [1]
    assert desk.found("search", "nike", "鞋") == [0]
    assert desk.found("search", "鞋", "--price-from", "10") == []
    assert desk.found("list", "--limit", "1") == [1]
    assert desk.found("list", "--after", desk.ids[1]) == [0]
    assert desk.found("list", "--since", "2026-11-05", "--seller", "晨星") == [1]


@pytest.mark.parametrize(
    "words",
    [
        ("--since", "gestern"),
        ("--price-to", "NaN"),
        ("--price-to", "teuer"),
        ("--state", "good"),
        ("--stamped", "maybe"),
        ("--case", "k-none"),
        ("--right", "r-none"),
        ("--seller", "s-00000000000000000000000000"),
        ("--table", "x.docx"),
    ],
)
def test_what_can_not_be_asked_is_refused(desk, words):
    assert "error" in desk.run("list", *words, code=2)


def test_a_persons_word_is_found_and_shown_instead_of_the_reading(desk):
    assert desk.found("list", "--price-from", "50") == [1]
    with desk.room.writing() as vault:
        FactReviewing(vault, desk.room.clock).correct(desk.ids[0], "price", "70.00", "ana")
    assert desk.found("list", "--price-from", "50") == [1, 0]
    assert desk.run("list", "--platform", "taobao")[0]["price"] == "70.00"


def test_a_question_is_kept_asked_again_and_forgotten(desk):
    assert desk.found("search", "鞋", "--save", "shoes", "--as", "ana") == [0]
    (kept,) = desk.run("searches")
    assert (kept["name"], kept["wanted"], kept["by"]) == ("shoes", {"words": "鞋"}, "ana")
    assert desk.found("search", "--saved", "shoes") == [0]
    assert desk.found("search", "--saved", "shoes", "--price-from", "10") == []
    assert desk.found("search", "口红", "--save", "shoes") == [1]
    assert desk.found("search", "--saved", "shoes") == [1]
    assert desk.run("searches", "--forget", "shoes") == []
    assert "error" in desk.run("search", "--saved", "shoes", code=2)
    assert "error" in desk.run("searches", "--forget", "shoes", code=2)


def test_a_table_holds_what_was_found_and_no_formula(desk, tmp_path):
    table = tmp_path / "t.xlsx"
    assert desk.run("search", "nike", "--table", str(table))["rows"] == 1
    header, row = openpyxl.load_workbook(table).active.iter_rows()
    cells = dict(zip([cell.value for cell in header], row, strict=True))
    assert (cells["title"].value, cells["title"].data_type) == ("=Nike 鞋", "s")
    assert (cells["listing_id"].value, cells["listing_id"].data_type) == (LONG_ID, "s")
    assert desk.run("list", "--table", str(tmp_path / "t.csv"))["altered"] == 1
    assert desk.run("list", "--limit", "1", "--table", str(tmp_path / "t.jsonl"))["rows"] == 1
    assert json.loads((tmp_path / "t.jsonl").read_text())["title"] == "口红"


def test_the_index_is_made_anew_on_request_and_doctor_knows_it(desk):
    assert desk.run("index", "rebuild")["captures"] == 2
    findings = {one["name"]: one for one in desk.run("doctor")["findings"]}
    assert findings["search_index"]["ok"]
    assert "index.db" in findings["search_index"]["seen"]


def test_the_number_found_is_said_to_a_person(desk):
    assert run_command_line(["search", "口"]) == 0
    said = desk.capsys.readouterr()
    assert said.err == "1 capture found\n"
    assert desk.ids[1] in said.out
