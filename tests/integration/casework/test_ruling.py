"""Rules of a vault: a data pack, the firm's own, who read which source; each is told apart."""

import json
import zipfile
from datetime import date, timedelta

import pytest

from evidencekit.casework.dated_facts import Origin
from evidencekit.cli import run_command_line
from evidencekit.domain.errors import (
    ArchiveRefused,
    FileMissing,
    NotFound,
    OperatorMissing,
    RuleFileRefused,
    WrongUse,
)
from evidencekit.foundation.resources import resource
from evidencekit.services.casework import Casework, CaseworkReading
from evidencekit.services.rule_files import find_rule_file
from evidencekit.services.ruling import Ruling, rules_of
from evidencekit.vault.vault import Vault
from fakes.vaults import VaultRoom

OWN = """id: {id}
name: "{name}"
kind: platform
preflight: [url_limit]
facts:
  max_urls:
    - value: {limit}
      status: official
      source: [desk]
      checked_on: 2026-11-26
      valid_from: null
      valid_to: null
sources:
  desk: {{title: "Our own letter of 2026-11-26", url: null}}
"""
OTHER = OWN.format(id="other", name="X", limit=3)


class Rules(VaultRoom):
    """A vault whose rules are changed and looked at."""

    @property
    def today(self):
        return self.clock.now().date()

    def do(self, what, *more, by="ana"):
        with self.writing() as vault:
            return getattr(Ruling(vault, self.clock), what)(*more, by)

    def book(self):
        return rules_of(Vault.open_reading(self.path))

    def limit(self, recipient="walmart"):
        return self.book().recipient(recipient).fact("max_urls", self.today)


@pytest.fixture
def rules(tmp_path, clock):
    return Rules(tmp_path, clock)


@pytest.fixture
def pack(tmp_path):
    """Make a pack of our own files, changed by text; further members by name."""

    def make(*names, change=(b"", b""), more=()):
        path = tmp_path / f"pack-{len(list(tmp_path.glob('pack-*')))}.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in names:
                data = resource(*name.split("/")).read_bytes()
                assert change[0] in data
                archive.writestr(name, data.replace(*change))
            for name, data in more:
                archive.writestr(name, data)
        return path

    return make


def newer(text):
    return text.replace(b"checked_on: 2026-11-23", b"checked_on: 2026-12-01")


def test_a_newer_pack_is_taken_and_says_what_it_changes(rules, pack, tmp_path):
    walmart = newer(resource("recipients", "walmart.yaml").read_bytes())
    walmart = walmart.replace(b"value: 10\n", b"value: 25\n")
    taken = rules.do("take_pack", pack("law/declarations.yaml",
                                       more=[("recipients/walmart.yaml", walmart)]))  # fmt: skip
    assert [(one.id, one.kind) for one in taken] == [
        ("declarations", "same"),
        ("walmart", "changed"),
    ]
    limit = next(one for one in taken[1].facts if one.name == "max_urls")
    assert (limit.old.value, limit.new.value, limit.kind) == (10, 25, "changed")
    assert limit.to_json()["old"]["status"] == "official"
    assert (rules.limit().value, rules.limit().origin) == (25, Origin.PACK)
    # What is older than what is here is left out, and what is kept is kept for good.
    old = rules.do("take_pack", pack("recipients/walmart.yaml"))
    assert [one.kind for one in old] == ["older"]
    assert rules.limit().value == 25
    told = find_rule_file(rules.book(), "walmart").to_json(rules.today)
    assert (told["origins"], told["checked_on"]) == (["pack"], "2026-12-01")


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ([("recipients/walmart.yaml", b"id: walmart\n")], RuleFileRefused),
        ([("recipients/x.yaml", b"a: &a [1]\nb: *a\n")], RuleFileRefused),
        ([("recipients/x.yaml", b"\xff\xfe")], RuleFileRefused),
        ([("recipients/x.yaml", b"[" * 5000)], RuleFileRefused),
        ([("recipients/deep/x.yaml", b"")], RuleFileRefused),
        ([("readme.txt", b"hello")], RuleFileRefused),
        ([("../recipients/x.yaml", b"")], ArchiveRefused),
        ([], RuleFileRefused),
        ([("recipients/own.yaml", OTHER.encode())], RuleFileRefused),
        ([("recipients/big.yaml", b"#" * (2 << 20))], ArchiveRefused),
    ],
)  # fmt: skip
def test_a_pack_that_is_none_changes_nothing(rules, pack, more, error):
    before = rules.book()
    good = () if not more else ("recipients/amazon.yaml",)
    with pytest.raises(error):
        rules.do("take_pack", pack(*good, more=more))
    assert rules.book() == before


@pytest.mark.parametrize(
    "change",
    [
        (b"status: official", b"status: certain"),
        (b"      source: [mem]\n", b""),
        (b"source: [mem]", b"source: []"),
        (b"source: [mem]", b"source: [hearsay]"),
        (b"      status: official\n", b""),
        (b'"[0-9]{7}"', b'"(a+)+$"'),
        (b'{"trademark": "[0-9]{7}"}', b'{"trademark": 7}'),
    ],
)
def test_a_fact_without_status_or_source_is_refused_with_its_place(rules, pack, change):
    with pytest.raises(RuleFileRefused) as refusal:
        rules.do("take_pack", pack("recipients/walmart.yaml", change=change))
    assert refusal.value.facts["file"] == "recipients"


def test_a_pack_that_wants_a_declaration_nobody_has_is_refused(rules, pack):
    wrong = pack("recipients/temu.yaml", change=(b'"perjury"', b'"blood_oath"'))
    with pytest.raises(RuleFileRefused, match="blood_oath"):
        rules.do("take_pack", wrong)
    with pytest.raises(FileMissing):
        rules.do("take_pack", wrong.with_name("none.zip"))
    with pytest.raises(OperatorMissing):
        rules.do("take_pack", wrong, by=" ")


def test_the_firm_lays_its_own_facts_over_and_both_are_shown(rules, tmp_path):
    file = tmp_path / "own.yaml"
    file.write_text(OWN.format(id="walmart", name="Walmart, as agreed", limit=40))
    change = rules.do("add_own", file)
    assert [(one.name, one.old.value, one.new.value) for one in change.facts] == [
        ("max_urls", 10, 40)
    ]
    assert (rules.limit().value, rules.limit().origin) == (40, Origin.OWN)
    walmart = rules.book().recipient("walmart")
    assert walmart.name == "Walmart Brand Portal"
    assert {"url_limit", "owner_name"} <= set(walmart.preflight)
    told = find_rule_file(rules.book(), "walmart").to_json(rules.today)
    limits = [(one["value"], one["origin"]) for one in told["facts"] if one["name"] == "max_urls"]
    assert limits == [(40, "own"), (10, "shipped")]
    assert told["conflicts"] == ["who_may_file", "max_urls"]
    rules.do("remove_own", "walmart")
    assert rules.limit().value == 10
    with pytest.raises(NotFound):
        rules.do("remove_own", "walmart")


def test_the_firm_adds_a_recipient_of_its_own(rules, tmp_path):
    file = tmp_path / "own.yaml"
    file.write_text(OWN.format(id="harbour_mall", name="Harbour Mall", limit=7))
    assert rules.do("add_own", file).kind == "added"
    assert rules.limit("harbour_mall").value == 7
    file.write_text(OWN.format(id="harbour_mall", name="Harbour Mall", limit='"many"'))
    with pytest.raises(RuleFileRefused, match="max_urls"):
        rules.do("add_own", file)
    file.write_text("kind: [")
    with pytest.raises(RuleFileRefused):
        rules.do("add_own", file)


def test_rules_that_a_complaint_goes_by_stay(rules, tmp_path):
    file = tmp_path / "own.yaml"
    file.write_text(OWN.format(id="harbour_mall", name="Harbour Mall", limit=7))
    rules.do("add_own", file)
    (capture,) = rules.seal()
    right = tmp_path / "right.yaml"
    right.write_text(
        "kind: trademark\njurisdiction: CN\nreg_no: '1'\nowner_as_registered: X\n"
        "status: registered\n"
    )
    form = tmp_path / "complaint.yaml"
    with rules.writing() as vault:
        work = Casework(vault, rules.clock)
        form.write_text(
            f"recipient: harbour_mall\nrights: [{work.add_right(right).id}]\n"
            f"captures: [{capture.id}]\nfiler: {{name: X, capacity: owner}}\n"
        )
        complaint = work.add_complaint(form).id
    with pytest.raises(WrongUse, match="harbour_mall"):
        rules.do("remove_own", "harbour_mall")
    reading = CaseworkReading(Vault.open_reading(rules.path))
    assert reading.dossier(complaint).recipient.name == "Harbour Mall"
    # What lies over rules that stay can go.
    file.write_text(OWN.format(id="walmart", name="Walmart, as agreed", limit=40))
    rules.do("add_own", file)
    rules.do("remove_own", "walmart")
    assert rules.limit().value == 10


def test_who_read_a_source_is_known_until_the_rule_says_something_else(rules, pack):
    line = lambda: next(  # noqa: E731  # asked anew
        one for one in rules.book().law("cn_thresholds").facts
        if one.name == "line_214_sales" and one.holds_on(rules.today)
    )  # fmt: skip
    assert line().is_open
    read = rules.do(
        "read_source", "cn_thresholds", ["line_214_sales"], rules.today, "court gazette"
    )
    assert [one.read.by for one in read] == ["ana"]
    assert (line().is_open, line().read.where, line().status.value) == (
        False, "court gazette", "secondary",
    )  # fmt: skip
    data = newer(resource("law", "cn_thresholds.yaml").read_bytes())
    changed = data.replace(b"measure: sales, amount: 50000", b"measure: sales, amount: 60000")
    rules.do("take_pack", pack(more=[("law/cn_thresholds.yaml", changed)]))
    assert (line().value["amount"], line().is_open) == (60000, True)


@pytest.mark.parametrize(
    ("named", "day", "where", "error"),
    [
        (("atlantis", "x"), None, "y", NotFound),
        (("walmart", "weather"), None, "y", NotFound),
        (("walmart", "covers"), None, " ", WrongUse),
        (("walmart", "covers"), date(2999, 1, 1), "y", WrongUse),
    ],
)
def test_a_reading_that_says_nothing_is_none(rules, named, day, where, error):
    with pytest.raises(error):
        rules.do("read_source", named[0], [named[1]], day, where)


def test_the_commands(rules, pack, tmp_path, capsys):
    base = ["--vault", str(rules.path), "--as", "ana", "--json"]

    def run(*words):
        code = run_command_line(["recipients", *words, *base])
        out = capsys.readouterr().out
        return code, json.loads(out) if out else None

    walmart = newer(resource("recipients", "walmart.yaml").read_bytes())
    code, told = run("import", str(pack(more=[("recipients/walmart.yaml", walmart)])))
    assert (code, told[0]["change"], told[0]["folder"]) == (0, "changed", "recipients")
    own = tmp_path / "own.yaml"
    own.write_text(OWN.format(id="harbour_mall", name="Harbour =1+1 Mall", limit=7))
    assert run("add", str(own))[1]["change"] == "added"
    code, told = run("read", "walmart", "covers", "--where", "the portal")
    assert told[0]["read"]["where"] == "the portal"
    code, told = run("walmart")
    assert "covers" not in told[0]["unverified"]
    assert told[0]["origins"] == ["pack"]
    assert run("remove", "harbour_mall") == (0, {"id": "harbour_mall"})
    assert run("harbour_mall")[0] == 2
    assert run("import", str(tmp_path / "none.zip"))[0] != 0
    words = ["--vault", str(rules.path)]
    assert run_command_line(["recipients", *words]) == 0
    assert run_command_line(["recipients", "walmart", *words]) == 0
    out = capsys.readouterr().out
    assert "from a data pack" in out
    assert "Source read by ana" in out
    notes = [line for line in rules.log.read_text().splitlines() if "Rules taken in" in line]
    assert len(notes) == 2


def test_without_a_vault_the_rules_of_the_program_are_told(capsys):
    assert run_command_line(["recipients", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told) == 21
    assert {origin for one in told for origin in one["origins"]} == {"shipped"}
    assert all(timedelta(0).days <= one["age_days"] for one in told)
