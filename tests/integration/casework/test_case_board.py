"""The board of a case on a real vault: cards, figures, stages by records and by hand."""

import json
from datetime import timedelta

import pytest

from evidencekit.casework import complaints, database
from evidencekit.casework.model import ComplaintState, StepKind, StepWish
from evidencekit.casework.stages import Stage
from evidencekit.cli import run_command_line
from evidencekit.domain.errors import NotFound, OperatorMissing, WrongUse
from evidencekit.listing.versions import READER_VERSION
from evidencekit.services.case_board import NOT_READ, CaseBoard, CaseBoardReading
from evidencekit.services.case_work import CaseWork
from evidencekit.services.casework import Casework
from evidencekit.services.following import FollowUp
from evidencekit.services.purchasing import Purchasing
from evidencekit.services.removing import Removing
from evidencekit.services.reviewing import FactReviewing
from evidencekit.services.sellers import Sellers
from evidencekit.services.thresholds import SheetWish, Thresholds
from evidencekit.vault.vault import Vault
from fakes.vaults import VaultRoom, stamp

RIGHT = (
    "kind: trademark\njurisdiction: CN\nreg_no: '0123'\nowner_as_registered: Brand X\n"
    "expiry: 2030-01-01\nstatus: registered\n"
)
FACTS = {"price": "89", "currency": "CNY", "sold": "2000+", "listing_id": "71"}


class Matter(VaultRoom):
    """A case of two sellers, one capture each, and one capture whose seller nobody read."""

    def __init__(self, folder, clock):
        super().__init__(folder, clock)
        self.form = folder / "form.yaml"
        self.right = self.add("right", RIGHT)
        self.one, self.other = (self.add("seller", shop(name)) for name in ("7", "8"))
        self.seen = [entry.id for entry in self.seal(3)]
        self.case = self.new_case("K", [self.one, self.other], self.seen)
        self.first = self.complaint(self.seen[:1], self.one)
        self.complaint(self.seen[1:2], self.other)

    def new_case(self, name, sellers, captures):
        text = f"name: {name}\nright: {self.right}\nsellers: [{', '.join(sellers)}]\n"
        return self.add("case", f"{text}captures: [{', '.join(captures)}]\n")

    def complaint(self, captures, seller):
        """Draft a complaint: that is how a person says whose captures these are."""
        text = f"recipient: walmart\nlanguage: en\nseller: {seller}\nrights: [{self.right}]\n"
        filer = "filer: {name: F, capacity: owner}\n"
        return self.add("complaint", f"{text}captures: [{', '.join(captures)}]\n{filer}")

    def add(self, noun, text):
        self.form.write_text(text, encoding="utf-8")
        with self.writing() as vault:
            return Casework(vault, self.clock).add(noun, self.form)["id"]

    def enter(self, capture, facts):
        with self.writing() as vault:
            for name, value in facts.items():
                FactReviewing(vault, self.clock).enter(capture, name, value, "ana")

    def filed(self):
        """Have the first complaint be one whose packet was made, and say that it was filed."""
        with self.writing() as vault, database.writing(vault, self.clock) as connection:
            state, at = ComplaintState.EXPORTED, self.clock.now()
            complaints.move_complaint(connection, self.first, state, at, "ana")
        self.step(StepKind.SUBMITTED)

    def step(self, kind, **more):
        with self.writing() as vault:
            FollowUp(vault, self.clock).record(self.first, StepWish(kind, **more), "ana")

    def work(self, do):
        with self.writing() as vault:
            return do(CaseBoard(vault, self.clock))

    def place(self, seller, stage, by="ana"):
        return self.work(lambda work: work.place(self.case, seller, stage, by))

    @property
    def vault(self):
        return Vault.open_reading(self.path)

    @property
    def board(self):
        return CaseBoardReading(self.vault, self.clock).board(self.case)

    def stage(self, seller):
        return self.board.card(seller).standing.stage


def shop(number):
    return f"platform: taobao\nshop_id: '{number}'\nname: S{number}\nurl: https://{number}.taobao.com/\n"


@pytest.fixture
def matter(tmp_path, clock):
    return Matter(tmp_path, clock)


def test_a_card_a_seller_and_one_for_what_was_not_read(matter):
    board = matter.board
    assert {card.key: card.captures for card in board.cards} == {
        matter.one: (matter.seen[0],),
        matter.other: (matter.seen[1],),
        NOT_READ: (matter.seen[2],),
    }
    assert [len(cards) for _stage, cards in board.columns] == [3, 0, 0, 0, 0]
    unread = board.card(NOT_READ)
    assert (unread.name, unread.listings, unread.sheet) == ("", 1, None)
    with pytest.raises(NotFound):
        board.card("s-0")


def test_who_is_one_hand_stands_on_one_card_and_what_was_placed_comes_along(matter):
    matter.place(matter.other, Stage.TEST_BUY)
    with matter.writing() as vault:
        Sellers(vault, matter.clock).merge(matter.one, matter.other, "one phone", "ana")
    (card, unread) = matter.board.cards
    assert {shop.key for shop in card.shops} == {matter.one, matter.other}
    assert set(card.captures) == set(matter.seen[:2])
    assert (card.standing.stage, unread.key) == (Stage.TEST_BUY, NOT_READ)
    assert matter.board.card(matter.one) == matter.board.card(matter.other) == card


def test_what_was_hidden_or_removed_stands_on_no_card(matter):
    with matter.writing() as vault:
        removing = Removing(vault)
        removing.hide(matter.seen[2], "ana", "seen twice")
        removing.remove(matter.seen[0], "ana", "a wrong page")
    board = matter.board
    assert {card.key: card.captures for card in board.cards} == {
        matter.one: (),
        matter.other: (matter.seen[1],),
    }
    assert [one.count for one in board.past if one.kind.value == "captured"] == [1]


def test_figures_are_those_of_the_threshold_sheet_and_unread_is_not_zero(matter):
    matter.enter(matter.seen[0], FACTS)
    card = matter.board.card(matter.one)
    wish = SheetWish(matter.one, matter.right)
    assert card.sheet == Thresholds(matter.vault, matter.clock).sheet(wish)
    assert (card.listings, card.platforms) == (1, ("taobao",))
    assert (card.sheet.sheet.volume.low, card.sheet.sheet.volume.high) == (178_000, None)
    # Reached at the low end already; the aggravated ones are not.
    assert card.reached.line.band == "basic"
    other = matter.board.card(matter.other)
    told = other.to_json(matter.board.today)
    assert (told["value_low"], told["value_high"], other.reached) == (None, None, None)


def test_records_lead_from_stage_to_stage(matter, tmp_path):
    assert matter.stage(matter.one) is Stage.NEW
    with matter.writing() as vault:
        stamp(matter, vault, tmp_path / "authority")
    assert [len(cards) for _stage, cards in matter.board.columns] == [0, 3, 0, 0, 0]
    with matter.writing() as vault:
        Purchasing(vault, matter.clock).begin({"case": matter.case, "seller": matter.one})
    assert matter.stage(matter.one) is Stage.TEST_BUY
    assert matter.stage(matter.other) is Stage.PRESERVED
    matter.filed()
    assert matter.stage(matter.one) is Stage.COMPLAINED
    matter.step(StepKind.WITHDRAWN)
    assert matter.stage(matter.one) is Stage.CLOSED


def test_a_hand_places_further_and_never_before_the_records(matter):
    matter.filed()
    with pytest.raises(WrongUse, match="the records say Complained: a complaint was filed"):
        matter.place(matter.one, Stage.TEST_BUY)
    assert matter.place(matter.one, Stage.CLOSED) is None
    assert matter.board.card(matter.one).standing.by_hand
    assert matter.place(matter.one, Stage.COMPLAINED).stage is Stage.CLOSED
    # Placed where the records say, it stands by no hand: it goes on with them.
    assert matter.board.card(matter.one).standing.placing is None
    # What was placed and then came true by the records is not by hand any more.
    matter.place(matter.one, Stage.CLOSED)
    matter.step(StepKind.CLOSED)
    assert not matter.board.card(matter.one).standing.by_hand


def test_records_that_went_beyond_a_placing_win_and_putting_back_is_never_refused(matter):
    matter.place(matter.one, Stage.TEST_BUY)
    before = matter.place(matter.one, Stage.COMPLAINED).stage
    matter.filed()
    matter.work(lambda work: work.put_back(matter.case, matter.one, before, "ana"))
    standing = matter.board.card(matter.one).standing
    assert (standing.stage, standing.by_hand) == (Stage.COMPLAINED, False)
    matter.work(lambda work: work.put_back(matter.case, matter.one, None, "ana"))
    assert matter.board.card(matter.one).standing.placing is None


def test_a_placing_has_its_person_and_a_refused_one_leaves_nothing(matter):
    for do, error in (
        (lambda work: work.place(matter.case, matter.one, Stage.CLOSED, None), OperatorMissing),
        (lambda work: work.place(matter.case, "s-0", Stage.CLOSED, "ana"), NotFound),
        (lambda work: work.place("k-0", matter.one, Stage.CLOSED, "ana"), NotFound),
        (lambda work: work.put_back(matter.case, matter.one, None, " "), OperatorMissing),
    ):
        with pytest.raises(error):
            matter.work(do)
    matter.place(NOT_READ, Stage.CLOSED, "bo")
    placing = matter.board.card(NOT_READ).standing.placing
    assert (placing.case, placing.seller, placing.by) == (matter.case, NOT_READ, "bo")
    assert [card.standing.placing for card in matter.board.cards[:2]] == [None, None]


def test_what_was_placed_in_a_merged_case_counts_in_the_other(matter):
    later = matter.new_case("L", [matter.one], matter.seen[:1])
    matter.place(matter.one, Stage.COMPLAINED)
    with matter.writing() as vault:
        CaseWork(vault, matter.clock).merge(matter.case, later, "one matter", "ana")
    board = CaseBoardReading(matter.vault, matter.clock).board(later)
    assert board.card(matter.one).standing.stage is Stage.COMPLAINED
    assert len(board.cards) == 3


def test_a_placing_stays_when_its_shop_enters_the_register(matter):
    read = {"platform": "taobao", "seller_id": "9", "seller": "New shop"}
    facts = {name: {"value": value, "raw": value, "where": "x"} for name, value in read.items()}
    body = {"format": "1.0", "kind": "facts", "page_kind": "listing", "facts": facts}
    with matter.writing() as vault:
        name = f"facts-{READER_VERSION}.json"
        sha256 = vault.find(matter.seen[2]).sha256
        vault.add_derived(sha256, name, "facts", json.dumps(body).encode())
    matter.place("taobao/9", Stage.TEST_BUY)
    with matter.writing() as vault:
        (seller,) = Sellers(vault, matter.clock).register(["taobao/9"])
    card = matter.board.card(seller)
    assert (card.standing.stage, card.captures) == (Stage.TEST_BUY, (matter.seen[2],))


def test_the_next_deadline_and_the_past_of_the_case(matter):
    matter.filed()
    today = matter.clock.now().date()
    matter.step(StepKind.COUNTER_NOTICE)
    with matter.writing() as vault:
        CaseWork(vault, matter.clock).task(
            matter.case, "reply", "cy", today + timedelta(days=3), "ana"
        )
    board = matter.board
    deadline = board.card(matter.one).deadline
    assert (deadline.kind, deadline.subject) == ("counter_notice", matter.first)
    assert board.card(matter.other).deadline is None
    told = [(one.kind.value, one.step or one.count) for one in board.past]
    assert told.count(("captured", 3)) == 1
    assert {("step", "submitted"), ("step", "counter_notice")} <= set(told)
    days = [one.on for one in board.past if one.on]
    assert days == sorted(days, reverse=True)
    assert {one.subject for one in board.past if one.kind.value == "due"} == {
        matter.first, matter.case, matter.right,
    }  # fmt: skip


def test_the_commands_say_the_same(matter, capsys):
    matter.enter(matter.seen[0], FACTS)
    vault = ["--vault", str(matter.path), "--as", "ana"]
    assert run_command_line(["case", "board", matter.case, "--json", *vault]) == 0
    told = json.loads(capsys.readouterr().out)
    today = matter.board.today
    assert told["cards"] == [card.to_json(today) for card in matter.board.on(Stage.NEW)]
    assert told["stages"] == dict.fromkeys(Stage, 0) | {"new": 3}
    assert (told["clients"], told["cards"][0]["line_reached"]) == (["Brand X"], "line_213_volume")
    assert run_command_line(["case", "stage", matter.case, "-", "closed", *vault]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-2:] == ["Closed: 1", "  Seller not read · 1 listing · placed by hand"]
    assert "estimated value: 178,000.00 or more CNY" in lines[1]
    assert run_command_line(["case", "stage", matter.case, "-", "recorded", *vault]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Closed: 0"
    assert run_command_line(["case", "stage", matter.case, matter.one, "nowhere", *vault]) == 2
