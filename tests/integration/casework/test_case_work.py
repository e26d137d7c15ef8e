"""Cases worked on: notes, tasks and their days, archive, merges that are taken back; purchases."""

import json
from datetime import date, timedelta

import pytest

from evidencekit.casework.purchase_model import AppraisalResult, EntryKind, PurchaseProof
from evidencekit.cli import run_command_line
from evidencekit.domain.errors import FileMissing, NotFound, OperatorMissing, WrongUse
from evidencekit.services.case_script import purchase_script, script_texts
from evidencekit.services.case_work import CaseWork
from evidencekit.services.casework import Casework, CaseworkReading
from evidencekit.services.following import FollowUpReading
from evidencekit.services.purchasing import Purchasing, find_purchase, list_purchases
from evidencekit.vault.vault import Vault
from fakes.vaults import VaultRoom

RIGHT = """kind: trademark
jurisdiction: CN
reg_no: '{number}'
owner_as_registered: Brand X
expiry: 2030-01-01
status: registered
certificate: paper.pdf
"""


class Desk:
    def __init__(self, folder, room):
        self.folder, self.room = folder, room
        (folder / "paper.pdf").write_bytes(b"%PDF-1.7 certificate")

    def form(self, text):
        path = self.folder / "form.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    def add(self, noun, text):
        with self.room.writing() as vault:
            return Casework(vault, self.room.clock).add(noun, self.form(text))

    def case(self, number):
        right = self.add("right", RIGHT.format(number=number))["id"]
        shop = f"platform: taobao\nshop_id: '{number}'\nname: 店\nurl: https://x.taobao.com/\n"
        seller = self.add("seller", shop)["id"]
        (capture,) = self.room.seal()
        text = f"name: K{number}\nright: {right}\nsellers: [{seller}]\ncaptures: [{capture.id}]\n"
        return self.add("case", text)

    def work(self, do):
        with self.room.writing() as vault:
            return do(CaseWork(vault, self.room.clock))

    def buy(self, do):
        with self.room.writing() as vault:
            return do(Purchasing(vault, self.room.clock))

    def bought(self, case, /, **more):
        said = {"case": case["id"], "capture": case["captures"][0]} | more
        text = "".join(f"{name}: {value}\n" for name, value in said.items())
        return self.buy(lambda work: work.new(self.form(text))).id

    def entry(self, purchase, kind, *files, **said):
        return self.buy(
            lambda work: work.add(
                purchase, EntryKind(kind), said, [self.folder / one for one in files], "ana"
            )
        )

    @property
    def vault(self):
        return Vault.open_reading(self.room.path)

    @property
    def reading(self):
        return CaseworkReading(self.vault)

    def shown(self, case):
        return self.reading.shown("case", case["id"])


@pytest.fixture
def desk(tmp_path, clock):
    folder = tmp_path / "forms"
    folder.mkdir()
    return Desk(folder, VaultRoom(tmp_path, clock))


def test_notes_and_tasks_stand_at_the_case_with_who_and_when(desk):
    case = desk.case(1)["id"]
    desk.work(lambda work: work.note(case, " called counsel ", "ana"))
    desk.work(lambda work: work.task(case, "ask the notary", "bo", None, "ana"))
    desk.work(lambda work: work.task(case, "reply", "cy", date(2026, 12, 1), "ana"))
    shown = desk.work(lambda work: work.counsel(case, "Wang & Li", "ana"))
    assert [one["text"] for one in shown["notes"]] == [
        "called counsel", "Counsel: - -> Wang & Li",
    ]  # fmt: skip
    assert shown["counsel"] == "Wang & Li"
    # Those with a day before those without.
    assert [(one["text"], one["person"], one["due"]) for one in shown["tasks"]] == [
        ("reply", "cy", "2026-12-01"), ("ask the notary", "bo", None),
    ]  # fmt: skip
    number = shown["tasks"][0]["number"]
    shown = desk.work(lambda work: work.done(case, number, "cy"))
    assert (shown["tasks"][0]["done_by"], shown["tasks"][1]["done_by"]) == ("cy", None)
    shown = desk.work(lambda work: work.done(case, number, "ana", done=False))
    assert (shown["tasks"][0]["done_by"], shown["tasks"][0]["done_at"]) == (None, None)
    assert desk.shown({"id": case}) == shown


REFUSED = [
    (lambda work, case: work.note(case, "x", None), OperatorMissing),
    (lambda work, case: work.note(case, "  ", "ana"), WrongUse),
    (lambda work, case: work.note(case, "x" * 10_001, "ana"), WrongUse),
    (lambda work, case: work.note("k-0", "x", "ana"), NotFound),
    (lambda work, case: work.task(case, "x", " ", None, "ana"), WrongUse),
    (lambda work, case: work.done(case, 99, "ana"), NotFound),
    (lambda work, case: work.reopen(case, "ana"), WrongUse),
    (lambda work, case: work.separate(case, "ana"), WrongUse),
    (lambda work, case: work.merge(case, case, "r", "ana"), WrongUse),
    (lambda work, case: work.merge(case, "k-0", "r", "ana"), NotFound),
]


def test_what_can_not_be_is_refused_and_leaves_nothing(desk):
    case = desk.case(1)
    before = desk.shown(case)
    for do, error in REFUSED:
        with pytest.raises(error):
            desk.work(lambda work, do=do: do(work, case["id"]))
    assert desk.shown(case) == before


def test_a_task_with_a_day_comes_up_until_it_is_done(desk):
    case = desk.case(1)["id"]
    yesterday = desk.room.clock.now().date() - timedelta(days=1)
    shown = desk.work(lambda work: work.task(case, "reply", "cy", yesterday, "ana"))
    desk.work(lambda work: work.task(case, "some day", "cy", None, "ana"))

    def due():
        found = FollowUpReading(desk.vault, desk.room.clock)
        return [one.to_json(found.today()) for one in found.deadlines() if one.kind == "task"]

    (one,) = due()
    assert (one["subject"], one["words"], one["overdue"]) == (case, "cy: reply", True)
    desk.work(lambda work: work.done(case, shown["tasks"][0]["number"], "cy"))
    assert due() == []


def test_an_archived_case_is_whole_and_comes_out_again(desk):
    case = desk.case(1)
    shown = desk.work(lambda work: work.archive(case["id"], "settled", "ana"))
    assert shown == case | {"state": "archived"}
    with pytest.raises(WrongUse):
        desk.work(lambda work: work.archive(case["id"], "", "ana"))
    assert desk.work(lambda work: work.reopen(case["id"], "ana")) == case


def test_a_merge_shows_all_in_one_and_is_taken_back_as_if_it_had_not_been(desk):
    one, two, three = (desk.case(number) for number in (1, 2, 3))
    desk.work(lambda work: work.note(two["id"], "of two", "ana"))
    desk.work(lambda work: work.merge(three["id"], two["id"], "one seller", "ana"))
    shown = desk.work(lambda work: work.merge(two["id"], one["id"], "one hand", "ana"))
    for name in ("captures", "sellers", "rights"):
        assert shown[name] == [value for each in (one, two, three) for value in each[name]]
    assert shown["right"] == one["right"]
    assert shown["merged"] == [two["id"], three["id"]]
    assert [note["text"] for note in shown["notes"]] == ["of two"]
    assert desk.shown(two)["merged_into"] == one["id"]
    assert desk.shown(two)["state"] == "merged"
    # What comes to a merged case shows in the other, and goes with it when they part.
    (late,) = desk.room.seal()
    with desk.room.writing() as vault:
        Casework(vault, desk.room.clock).add_captures(three["id"], [late.id])
    assert late.id in desk.shown(one)["captures"]
    with pytest.raises(WrongUse):
        desk.work(lambda work: work.merge(one["id"], three["id"], "a ring", "ana"))
    parted = desk.work(lambda work: work.separate(two["id"], "ana"))
    assert desk.shown(one) == one
    assert parted["captures"] == [*two["captures"], *three["captures"], late.id]
    desk.work(lambda work: work.separate(three["id"], "ana"))
    assert desk.shown(two)["captures"] == two["captures"]


def test_a_case_has_more_rights_and_knows_its_purchases_and_complaints(desk):
    first, second = (desk.add("right", RIGHT.format(number=number))["id"] for number in (1, 2))
    (capture,) = desk.room.seal()
    text = f"name: K\nright: {first}\nrights: [{second}]\ncaptures: [{capture.id}]\ncounsel: Li\n"
    case = desk.add("case", text)
    assert (case["right"], case["rights"], case["counsel"]) == (first, [first, second], "Li")
    purchase = desk.bought(case)
    filer = "filer: {name: Brand X, capacity: owner}\n"
    about = f"recipient: court_bundle\nrights: [{first}]\ncaptures: [{capture.id}]\n{filer}"
    complaint = desk.add("complaint", about)["id"]
    shown = desk.shown(case)
    assert (shown["purchases"], shown["complaints"]) == ([purchase], [complaint])
    with pytest.raises(NotFound):
        desk.add("case", text.replace(second, "r-0"))


# --- purchases ---


def test_a_purchase_is_told_entry_by_entry_and_its_files_are_kept_by_hash(desk):
    case = desk.case(1)
    purchase = desk.bought(
        case, order_no="N-1", ordered_on="2026-01-02", paid="129.00 CNY", account="buyer 7"
    )
    (desk.folder / "box.png").write_bytes(b"\x89PNG\r\n\x1a\n box")
    desk.entry(purchase, "tracking", when="2026-01-03", status="sent", tracking_no="SF1")
    desk.entry(purchase, "parcel", "box.png", when="2026-01-05", received_by="notary")
    desk.entry(
        purchase, "handover", when="2026-01-05T10:00+08:00", giver="notary", taker="ana",
        seal_no="S-1, S-2",
    )  # fmt: skip
    made = desk.entry(
        purchase, "appraisal", "paper.pdf", when="2026-01-09", result="counterfeit",
        signer="Li", position="engineer", basis="stitching",
    )  # fmt: skip
    assert find_purchase(desk.vault, purchase) == made
    assert list_purchases(desk.vault) == [made]
    assert (str(made.paid.amount), made.account) == ("129.00", "buyer 7")
    kinds = [one.kind for one in made.entries]
    assert kinds == ["tracking", "parcel", "handover", "appraisal"]
    (photo,) = made.entries[1].files
    kept = desk.room.path / photo.file
    assert kept.read_bytes() == (desk.folder / "box.png").read_bytes()
    assert kept.stem == photo.sha256
    assert made.entries[2].said["seal_no"] == "S-1, S-2"
    proof, (paper,) = made.proof, made.entries[3].files
    assert (proof.received, proof.appraisal) == (True, AppraisalResult.COUNTERFEIT)
    assert (proof.appraised_on, proof.signer) == ("2026-01-09", "Li")
    assert (proof.receipt_papers, proof.appraisal_papers) == ((photo.sha256,), (paper.sha256,))
    assert len({one.record_sha256 for one in made.entries}) == 4


def test_an_entry_is_taken_back_by_another_and_stays(desk):
    purchase = desk.bought(desk.case(1))
    made = desk.entry(purchase, "parcel", when="2026-01-05")
    number = str(made.entries[0].number)
    made = desk.entry(purchase, "undone", number=number, words="another parcel")
    assert [one.kind for one in made.entries] == ["parcel", "undone"]
    assert made.standing == []
    assert made.proof == PurchaseProof(purchase, False, None)
    with pytest.raises(NotFound):
        desk.entry(purchase, "undone", number=number, words="again")


ENTRIES = [
    ("handover", [], {"when": "2026-01-05", "giver": "a"}, WrongUse),
    ("handover", [], {"when": "2026-01-05", "giver": "a", "taker": "b", "x": "y"}, WrongUse),
    ("parcel", [], {"when": "yesterday"}, WrongUse),
    ("parcel", [], {"when": "2026-01-05T10:00"}, WrongUse),
    ("parcel", [], {"when": "2999-01-05"}, WrongUse),
    ("parcel", [], {"when": "2999-01-05T10:00Z"}, WrongUse),
    ("photo", [], {"shows": "box"}, WrongUse),
    ("photo", ["absent.png"], {"shows": "box"}, FileMissing),
    ("photo", ["form.yaml"], {"shows": "box"}, WrongUse),
    ("note", [], {"words": "x" * 10_001}, WrongUse),
    (
        "appraisal", [],
        {"when": "2026-01-05", "result": "fake", "signer": "a", "basis": "b"}, WrongUse,
    ),
]  # fmt: skip


def test_an_entry_that_is_not_whole_is_refused(desk):
    purchase = desk.bought(desk.case(1))
    for kind, files, said, error in ENTRIES:
        with pytest.raises(error):
            desk.entry(purchase, kind, *files, **said)
    assert find_purchase(desk.vault, purchase).entries == ()


def test_a_purchase_of_what_is_not_here_is_refused(desk):
    case = desk.case(1)
    for change, error in (
        ({"case": "k-0"}, NotFound),
        ({"capture": "c-0"}, NotFound),
        ({"seller": "s-0"}, NotFound),
        ({"paid": "129,00 CNY"}, WrongUse),
        ({"ordered_on": "2026-02-30"}, WrongUse),
        ({"nope": "1"}, WrongUse),
    ):
        with pytest.raises(error):
            desk.bought(case, **change)
    assert list_purchases(desk.vault) == []


def test_the_rule_of_proof_is_met_by_goods_that_came_and_not_by_genuine_ones(desk):
    case = desk.case(1)
    filer = "filer: {name: Brand X, capacity: owner}\nclaim: counterfeit\n"
    about = f"recipient: cn_amr\nrights: [{case['right']}]\ncaptures: {case['captures']}\n{filer}"
    complaint = desk.add("complaint", about)["id"]

    def found():
        with desk.room.writing() as vault:
            result = Casework(vault, desk.room.clock).check(complaint)
        return [one.text for one in result.findings if one.rule == "proof_of_goods"]

    assert any("no test purchase or appraisal" in text for text in found())
    purchase = desk.bought(case)
    assert found()
    desk.entry(purchase, "parcel", when="2026-01-05")
    assert found() == []
    desk.entry(purchase, "appraisal", when="2026-01-09", result="genuine", signer="Li", basis="tag")
    assert any("goods are genuine" in text for text in found())


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_script_of_a_purchase_begins_at_its_listing_and_names_no_account(desk, language):
    case = desk.case(1)
    purchase = find_purchase(desk.vault, desk.bought(case, order_no="N-1", account="buyer 7"))
    script = purchase_script(desk.vault, purchase, language, desk.room.clock)
    words = script_texts("purchase-script")[language]
    for text in (script.text(), script.html()):
        assert words["title"] in text
        assert "https://shop.example/item/1001.html" in text
        assert f"evidencekit stamp import FILE {case['captures'][0]}" in text
        assert "N-1" in text
        assert "buyer 7" not in text


def test_the_commands(desk, capsys, tmp_path):
    def run(*words):
        status = run_command_line([*map(str, words), "--json", "--vault", str(desk.room.path)])
        return status, json.loads(capsys.readouterr().out)

    one, two = desk.case(1), desk.case(2)
    by = ("--as", "ana")
    assert run("case", "note", one["id"], "x")[1]["error"]["code"] == "operator.missing"
    assert run("case", "note", one["id"], "x", *by)[1]["notes"][0]["text"] == "x"
    task = ("case", "task", one["id"], "reply", "--person", "bo", "--due", "2026-12-01")
    number = run(*task, *by)[1]["tasks"][0]["number"]
    assert run("case", "done", one["id"], number, *by)[1]["tasks"][0]["done_by"] == "ana"
    undone = run("case", "done", one["id"], number, "--undo", *by)
    assert undone[1]["tasks"][0]["done_by"] is None
    assert run("case", "counsel", one["id"], "Li", *by)[1]["counsel"] == "Li"
    merged = run("case", "merge", two["id"], one["id"], "--reason", "r", *by)
    assert merged[1]["merged"] == [two["id"]]
    assert [each["id"] for each in run("case", "list")[1]] == [one["id"]]
    assert len(run("case", "list", "--all")[1]) == 2
    assert run("case", "separate", two["id"], *by)[1]["state"] == "open"
    assert run("case", "archive", two["id"], *by)[1]["state"] == "archived"
    assert run("case", "reopen", two["id"], *by)[1]["state"] == "open"
    form = desk.form(f"case: {one['id']}\ncapture: {one['captures'][0]}\n")
    status, bought = run("purchase", "new", "--from", form)
    assert (status, bought["id"][:2]) == (0, "t-")
    add = ("purchase", "add", bought["id"], "stored", "--set", "when=2026-01-05")
    assert run(*add, "--set", "place", *by)[1]["error"]["code"] == "use.wrong"
    status, shown = run(*add, "--set", "place=safe", "--file", desk.folder / "paper.pdf", *by)
    (entry,) = shown["entries"]
    assert (entry["said"]["place"], entry["files"][0]["name"]) == ("safe", "paper.pdf")
    assert run("purchase", "list") == (0, [shown])
    undo = ("purchase", "undo", bought["id"], entry["number"], "--reason", "r", *by)
    assert [each["undone"] for each in run(*undo)[1]["entries"]] == [True, False]
    assert run("purchase", "show", bought["id"])[1]["order_no"] == ""
    out = tmp_path / "s.html"
    status, made = run("purchase", "script", bought["id"], "--out", out, "--lang", "en")
    assert (status, made["purchase"], made["language"]) == (0, bought["id"], "en")
    assert out.read_text("utf-8").startswith("<!doctype html>")
