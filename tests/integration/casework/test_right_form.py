"""A right as a form: written whole, read back it changes nothing; what puts an edit back."""

import json
from pathlib import Path

import pytest

from evidencekit.casework.right_form import undoing
from evidencekit.cli import run_command_line
from evidencekit.domain.errors import WrongUse
from evidencekit.services.casework import CaseworkReading
from evidencekit.services.register import Register, RegisterReading
from evidencekit.services.right_form import right_form_text, write_right_form
from evidencekit.vault.vault import Vault
from fakes.vaults import VaultRoom

FEW = {
    "kind": "trademark",
    "jurisdiction": "NO",
    "owner_as_registered": "null",
    "status": "registered",
    "reg_no": "0123",
    "mark_text": "# 北岸: \U0001f45c 'x' {y} --- ",
    "goods": "bags\n  shoes: *all\n- 2020-01-01",
}
MANY = {
    "app_no": "1e3",
    "mark_type": "combined",
    "classes": ["18", "25"],
    "class_goods": [{"number": "18", "goods": ""}, {"number": "25", "goods": "yes"}],
    "reg_date": "2020-01-01",
    "own_work_url": "https://own.example/a?b=c#d",
    "licensees": [{"name": "Y", "until": "2027-01-01"}, {"name": "Y", "until": "2027-01-01"}],
    "recordals": [{"authority": "CN Customs", "number": "T2026-1"}],
    "work": {"title": "Logo", "first_publication": "2019"},
    "holder": {"type": "company", "tax_id": "0091"},
}


class Desk:
    def __init__(self, folder, room):
        self.folder, self.room = folder, room

    def do(self, work):
        with self.room.writing() as vault:
            return work(Register(vault, self.room.clock))

    def right(self, ident):
        return CaseworkReading(Vault.open_reading(self.room.path)).right(ident)

    def said_by(self, ident, text):
        form = self.folder / "form.yaml"
        form.write_text(text, encoding="utf-8")
        return RegisterReading(Vault.open_reading(self.room.path)).said_by(ident, form)


@pytest.fixture
def desk(tmp_path, clock):
    return Desk(tmp_path, VaultRoom(tmp_path, clock))


@pytest.mark.parametrize("fields", [FEW, FEW | MANY])
def test_a_right_that_is_written_as_a_form_and_read_back_is_the_same(desk, fields):
    made = desk.do(lambda register: register.new(fields, "ana"))
    text = right_form_text(made)
    said, differing = desk.said_by(made.id, text)
    assert said == fields
    assert differing == {}
    # What is not known stands there to be filled in, and so do the parts of what is known.
    assert ("\n# holder: {type: " in text) is ("holder" not in fields)
    assert "public_email" in text


def test_a_form_says_beforehand_what_it_would_change(desk):
    made = desk.do(lambda register: register.new(FEW, "ana"))
    said, differing = desk.said_by(made.id, "reg_no: '0123'\nexpiry: 2030-01-30\n")
    assert said == {"reg_no": "0123", "expiry": "2030-01-30"}
    assert differing == {"expiry": [None, "2030-01-30"]}
    for fault in ("expiry: 2030-02-31\n", "colour: red\n", "clear: [kind]\n"):
        with pytest.raises(WrongUse, match=r"form\.yaml"):
            desk.said_by(made.id, fault)


@pytest.mark.parametrize(("before", "change"), [
    (FEW, MANY),
    (FEW | MANY, {"clear": ["work", "licensees", "reg_no"], "jurisdiction": "US"}),
    (FEW | MANY, {"work": {}, "holder": {"country": "CN"}, "status": "expired"}),
])  # fmt: skip
def test_an_edit_is_put_back_field_by_field_and_both_stay_in_the_history(desk, before, change):
    form = Path("form")
    made = desk.do(lambda register: register.new(before, "ana"))
    after = desk.do(lambda register: register.change(made.id, form, change, "ana"))
    assert after != made
    back = undoing(made, after)
    assert desk.do(lambda register: register.change(made.id, form, back, "ana")) == made
    assert undoing(made, made) == {}
    history = RegisterReading(Vault.open_reading(desk.room.path)).history(made.id)
    assert [sorted(one.fields) for one in history][1] == sorted(history[2].fields)


def test_the_command_writes_the_form_and_never_over_a_file(desk, capsys, monkeypatch):
    monkeypatch.chdir(desk.folder)
    made = desk.do(lambda register: register.new(FEW, "ana"))

    def run(*args):
        arguments = [*map(str, args), "--json", "--vault", str(desk.room.path)]
        status = run_command_line(arguments)
        return status, json.loads(capsys.readouterr().out)

    assert run("right", "form", made.id, "r.yaml") == (0, {"file": "r.yaml"})
    assert (desk.folder / "r.yaml").read_text(encoding="utf-8") == right_form_text(made)
    for name in ("r.yaml", "r.txt"):
        status, told = run("right", "form", made.id, name)
        assert (status, told["error"]["code"]) == (2, "use.wrong")
    with pytest.raises(WrongUse, match="ends in"):
        write_right_form(desk.right(made.id), desk.folder / "r.json")
