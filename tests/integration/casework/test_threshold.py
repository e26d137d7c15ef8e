"""The threshold sheet on a real vault: only what people confirmed, in a case of the right."""

import json
import subprocess
from datetime import date, timedelta

import pytest

from evidencekit.bootstrap.packets import Leaving, packet_of_case
from evidencekit.cli import run_command_line
from evidencekit.domain.errors import NotFound
from evidencekit.domain.ids import IdKind, new_id
from evidencekit.services.case_work import CaseWork
from evidencekit.services.casework import Casework
from evidencekit.services.library import library_of
from evidencekit.services.reviewing import FactReviewing
from evidencekit.services.sellers import Sellers
from evidencekit.services.thresholds import SheetWish, Thresholds, rates_of
from evidencekit.vault.library import Filter
from evidencekit.vault.vault import Vault
from fakes.pictures import a_page, png
from fakes.vaults import VaultRoom

RIGHT = (
    "kind: trademark\njurisdiction: CN\nreg_no: '0123'\nowner_as_registered: Brand X\n"
    "expiry: 2030-01-01\nstatus: registered\n"
)
A = {"price": "89", "price_max": "129", "currency": "CNY", "sold": "2000+", "stock": "480"}
B = {"price": "59", "currency": "CNY", "sold": "312"}


class Matter(VaultRoom):
    """A case of one right and one seller."""

    def __init__(self, folder, clock):
        super().__init__(folder, clock)
        self.form = folder / "form.yaml"
        self.first, self.second, self.stray = (self.page() for _each in range(3))
        self.right = self.add("right", RIGHT)
        self.seller = self.add("seller", shop("7"))
        self.case = self.add(
            "case",
            f"name: K\nright: {self.right}\nsellers: [{self.seller}]\n"
            f"captures: [{self.first}, {self.second}]\n",
        )

    def page(self):
        """Seal a page whose picture is one, as packets want it; return its id."""
        # Captures of one moment stand in no order.
        self.clock.advance(timedelta(milliseconds=1500))
        name = new_id(IdKind.CAPTURE, self.clock.now())
        with self.writing() as vault:
            return vault.seal(a_page(name, png(60, 80))).id

    def add(self, noun, text):
        self.form.write_text(text, encoding="utf-8")
        with self.writing() as vault:
            return Casework(vault, self.clock).add(noun, self.form)["id"]

    def enter(self, capture, facts):
        with self.writing() as vault:
            for name, value in facts.items():
                FactReviewing(vault, self.clock).enter(capture, name, value, "ana")

    def sheet(self, **more):
        wish = SheetWish(self.seller, self.right, **more)
        return Thresholds(Vault.open_reading(self.path), self.clock).sheet(wish)


def shop(number):
    return (
        f"platform: taobao\nshop_id: '{number}'\nname: S\nurl: https://shop{number}.taobao.com/\n"
    )


@pytest.fixture
def matter(tmp_path, clock):
    return Matter(tmp_path, clock)


def test_the_worked_example_by_the_command(matter, capsys):
    matter.enter(matter.first, A)
    matter.enter(matter.second, B)
    words = ["threshold", matter.seller, "--right", matter.right, "--on", "2026-11-27", "--json"]
    assert run_command_line([*words, "--vault", str(matter.path)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["sales_low"], told["unsold_low"], told["volume_low"]) == (
        "196408",
        "42720",
        "239128",
    )
    assert told["gains"] is None
    assert told["law_on"] == "2026-11-27"
    states = {(one["article"], one["line"]): one for one in told["states"]}
    line = states["Criminal Law Art. 214", "50000"]
    assert (line["state"], line["law_status"]) == ("reached_on_low", "secondary")
    by_fact = {one["fact"]: one["state"] for one in told["states"]}
    assert by_fact["line_213_volume"] == by_fact["line_214_sold_and_unsold"] == "reached_on_low"
    # "2000+" is open above: that 500,000 is not reached can't be said.
    assert by_fact["line_214_sales_aggravated"] == "unknown"
    assert by_fact["line_214_gains"] == by_fact["line_215_pieces"] == "unknown"
    # Of 42,720 unsold, with one stock unread, no line is near for sure.
    assert by_fact["line_admin_volume"] == "reached_on_low"
    ahead = next(one for one in told["missing"] if one.get("measure") == "sales")
    assert (ahead["amount"], ahead["short"], ahead["units"]) == ("250000", "53592", "909")
    assert "test purchases" in ahead["words"]
    assert "obtain these" in told["caution"]
    assert all(one["entered_by"] == ["ana"] for one in told["lines"])
    assert run_command_line([*words[:-1], "--vault", str(matter.path)]) == 0
    out = capsys.readouterr().out
    assert "2,000 or more x 89-129 = 178,000.00 or more CNY" in out
    assert "nobody has read this line" in out


def test_what_nobody_confirmed_or_put_in_a_case_does_not_count(matter):
    matter.enter(matter.first, {"price": "89", "currency": "CNY"})
    made = matter.sheet()
    assert made.sheet.sales.low is None
    assert "sold_not_read" in {one.code for one in made.all_missing}
    # The stray capture shows no seller; one of a complaint against the seller counts.
    matter.add(
        "complaint",
        f"recipient: court_bundle\nrights: [{matter.right}]\ncaptures: [{matter.stray}]\n"
        f"seller: {matter.seller}\nfiler: {{name: Brand X, capacity: owner}}\n",
    )
    matter.enter(matter.stray, B)
    assert matter.sheet().sheet.sales.low == 312 * 59


def test_another_right_counts_nothing_and_says_so(matter):
    matter.enter(matter.first, A)
    other = matter.add("right", RIGHT)
    wish = SheetWish(matter.seller, other)
    made = Thresholds(Vault.open_reading(matter.path), matter.clock).sheet(wish)
    assert made.sheet.listings == ()
    assert {one.code for one in made.missing} == {"not_in_a_case"}


def test_two_shops_count_together_only_where_a_person_says_so_with_grounds(matter, tmp_path):
    matter.enter(matter.first, A)
    second = matter.add("seller", shop("8"))
    matter.add(
        "case",
        f"name: L\nright: {matter.right}\nsellers: [{second}]\ncaptures: [{matter.stray}]\n",
    )
    matter.enter(matter.stray, B)
    assert matter.sheet().sheet.sales.low == 178_000
    with matter.writing() as vault:
        Sellers(vault, matter.clock).merge(matter.seller, second, "same licence", "ana")
    made = matter.sheet()
    assert made.sheet.sales.low == 178_000 + 312 * 59
    assert {shop.key for shop in made.shops} == {matter.seller, second}
    assert made.grounds == ("same licence",)
    # A packet's readers know shops by their names and places, not by our ids.
    leaving = Leaving(tmp_path / "packet", profile="authority", language="en")
    with matter.writing() as vault:
        packet_of_case(vault, matter.clock, matter.case, leaving, "ana")
    text = pdf_text(leaving.out / "packet.pdf")
    assert "Shops counted together" in text
    assert "S (taobao 7)" in text
    assert "S (taobao 8)" in text
    assert matter.seller not in text


def test_a_foreign_price_needs_its_rate_and_old_acts_their_law(matter):
    matter.enter(matter.first, B | {"currency": "USD"})
    assert matter.sheet().sheet.sales.low is None
    rates = rates_of(["USD=7 2026-11-20 central bank, middle rate"])
    assert matter.sheet(rates=rates).sheet.sales.low == 312 * 59 * 7
    old = matter.sheet(on=date(2024, 1, 1), rates=rates).sheet
    assert {one.line.amount for one in old.states if one.line.measure == "sales"} == {
        50_000,
        250_000,
    }


@pytest.mark.parametrize(
    "text",
    ["USD", "USD=x 2026-11-20 a", "USD=7 yesterday a", "USD=7 2026-11-20 ", "usd=7 2026-1-1 a"],
)
def test_a_rate_without_its_day_and_source_is_none(text):
    with pytest.raises(ValueError, match=r"(?i)usd"):
        rates_of([text])


def test_what_is_not_there_is_said(matter, capsys):
    wish = SheetWish(matter.seller, "r-0")
    with pytest.raises(NotFound):
        Thresholds(Vault.open_reading(matter.path), matter.clock).sheet(wish)
    words = ["threshold", matter.seller, "--right", matter.right, "--vault", str(matter.path)]
    assert run_command_line([*words, "--rate", "USD=7"]) == 2
    assert run_command_line([*words, "--cost", "much"]) == 2
    assert "no rate" in capsys.readouterr().err


def test_a_sheet_for_an_authority_states_no_law_that_nobody_read(matter, capsys, tmp_path):
    matter.enter(matter.first, A)
    out = tmp_path / "sheet.pdf"
    vault = ["--vault", str(matter.path), "--as", "ana"]
    words = ["threshold", matter.seller, "--right", matter.right, "--on", "2026-11-27", *vault]
    assert run_command_line([*words, "--out", str(out), "--json"]) == 1
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == "law.unread"
    assert "line_214_sales" in error["message"]
    assert not out.exists()
    assert run_command_line([*words, "--json"]) == 0
    states = json.loads(capsys.readouterr().out)["states"]
    named = [one["fact"] for one in states if one["law_status"] not in {"primary", "official"}]
    read = ["recipients", "read", "cn_thresholds", *named, "--where", "SPC Gazette 2025/6", *vault]
    assert run_command_line(read) == 0
    assert run_command_line([*words, "--out", str(out), "--json"]) == 0
    text = pdf_text(out)
    # Both are said: how well the line is known, and who read it.
    assert "told by others" in text
    # Whom and what it is about has names that an authority knows, and no number of ours.
    assert "S (taobao 7)" in text
    assert matter.seller not in text
    assert matter.right not in text
    assert "SPC Gazette 2025/6" in text
    assert "2,000 or more x 89-129" in text
    # Each figure names its exhibit, by the numbers that the case's packets give.
    assert "Exhibits of the case" in text
    entry = Vault.open_reading(matter.path).find(matter.first)
    assert entry.sha256 in text.replace(" ", "")
    assert "obtain these" in text
    assert run_command_line([*words, "--out", str(out)]) == 2
    assert run_command_line([*words, "--out", str(tmp_path / "sheet.txt")]) == 2
    # What the sums rest on by choice stands on the paper too, with where it is from.
    chosen = ["--cost", "12.50 factory quotation", "--mixed", matter.first]
    chosen += ["--rate", "USD=7.12 2026-11-20 central bank"]
    assert run_command_line([*words, *chosen, "--out", str(tmp_path / "own.pdf"), "--json"]) == 0
    text = pdf_text(tmp_path / "own.pdf")
    assert "1 USD = 7.12 CNY, 2026-11-20, central bank" in text
    assert "12.50 CNY, factory quotation" in text
    assert "Exhibits whose counts cover other variants too 1" in text
    capsys.readouterr()
    assert run_command_line([*words, "--json"]) == 0
    states = json.loads(capsys.readouterr().out)["states"]
    line = next(one for one in states if one["fact"] == "line_214_sales")
    assert (line["law_status"], line["law_read"]["by"]) == ("secondary", "ana")


def pdf_text(path):
    done = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def test_a_case_of_another_right_that_was_merged_adds_nothing_to_this_one(matter):
    matter.enter(matter.first, B)
    before = matter.sheet().sheet.sales
    other = matter.add("right", RIGHT.replace("0123", "9"))
    late = matter.seal(1)[0].id
    case = matter.add(
        "case", f"name: L\nright: {other}\nsellers: [{matter.seller}]\ncaptures: [{late}]\n"
    )
    matter.enter(late, B)
    with matter.writing() as vault:
        work = CaseWork(vault, matter.clock)
        shown = work.merge(case, matter.case, "one seller", "ana")
    assert late in shown["captures"]
    assert matter.sheet().sheet.sales == before
    folder = matter.path.parent / "cache"
    library = library_of(Vault.open_reading(matter.path), folder, matter.clock)
    library.refresh(scan=True)
    here, there = [matter.second, matter.first], [late]
    assert library.ids(Filter(case=matter.case)) == [*there, *here]
    assert library.ids(Filter(right=matter.right)) == here
    assert library.ids(Filter(right=other)) == there
    assert library.ids(Filter(case=case)) == there


def test_what_no_figure_shows_is_asked_and_a_person_answers(matter, capsys):
    matter.enter(matter.first, A)
    vault = ["--vault", str(matter.path), "--as", "ana", "--json"]
    sheet = ["threshold", matter.seller, "--right", matter.right, *vault]

    def asked():
        assert run_command_line(sheet) == 0
        told = json.loads(capsys.readouterr().out)
        codes = {"not_said", "denied"}
        lacking = {one["question"]: one["code"] for one in told["missing"] if one["code"] in codes}
        return lacking, told["answers"]

    assert asked() == ({"identical_mark": "not_said", "same_goods": "not_said"}, [])
    answer = ["seller", "answer", matter.seller, "identical_mark"]
    right = ["--right", matter.right, *vault]
    assert run_command_line([*answer, "yes", *right]) == 2
    assert run_command_line([*answer, "yes", "--ground", "seen on c-1", *right[:-3], "--json"]) == 2
    capsys.readouterr()
    assert run_command_line([*answer, "yes", "--ground", "seen on the tag", *right]) == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["by"], made["ground"], made["answer"]) == ("ana", "seen on the tag", "yes")
    lacking, answers = asked()
    assert lacking == {"same_goods": "not_said"}
    assert answers == [made]
    assert run_command_line([*answer, "no", "--ground", "one letter differs", *right]) == 0
    capsys.readouterr()
    assert asked()[0]["identical_mark"] == "denied"
    assert run_command_line([*answer, "unknown", *right]) == 0
    capsys.readouterr()
    assert asked()[0]["identical_mark"] == "not_said"
