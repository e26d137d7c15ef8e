"""The board of a case: how far it is with each seller, from what is recorded and placed by hand.

A figure stands here as its own service gives it: sums and the law's lines by `thresholds`, days by
`following`, who is one hand by `sellers`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from evidencekit.casework import cases, complaints, database, purchases, rights
from evidencekit.casework.deadlines import Deadline
from evidencekit.casework.model import Case, Complaint, Right
from evidencekit.casework.purchase_model import Purchase
from evidencekit.casework.stages import (
    Placing,
    Stage,
    Standing,
    add_placing,
    placings_of,
    recorded_stage,
)
from evidencekit.casework.thresholds import LineState, State
from evidencekit.domain.capture import Stamped
from evidencekit.domain.errors import NotFound, WrongUse
from evidencekit.domain.times import parse_utc, utc_text
from evidencekit.foundation.clock import Clock
from evidencekit.services.case_past import Happening, past_of
from evidencekit.services.following import FollowUpReading
from evidencekit.services.persons import named
from evidencekit.services.sellers import Hands, SellerReading, Shop
from evidencekit.services.thresholds import SellerSheet, SheetWish, Thresholds
from evidencekit.vault.vault import Vault, VaultWriter

NOT_READ = ""
"""The key of the card of captures whose seller was not read."""
_BANDS = ("aggravated", "basic", "administrative")
_TOKEN = frozenset({Stamped.STAMPED, Stamped.DEMO})


@dataclass(frozen=True, slots=True)
class Card:
    """A seller in a case, with all shops that are one hand and stand in it.

    `key` is the first shop's; `captures` are those of the case, newest first; `sheet` is the hand's
    under the first right of the case, None where nobody was read, or in an outline. `deadline` is
    the next one of its complaints.
    """

    key: str
    shops: tuple[Shop, ...]
    captures: tuple[str, ...]
    standing: Standing
    sheet: SellerSheet | None = None
    complaints: tuple[str, ...] = ()
    deadline: Deadline | None = None

    @property
    def name(self) -> str:
        """Return what the seller is called; empty: not read."""
        return next((one.name or one.shop_id or one.key for one in self.shops), "")

    @property
    def platforms(self) -> tuple[str, ...]:
        """Return where the shops are, each once."""
        return tuple(dict.fromkeys(one.platform for one in self.shops if one.platform))

    @property
    def listings(self) -> int:
        """Return how many listings the captures show; one that names none counts by itself."""
        left, named = set(self.captures), 0
        for one in self.sheet.sheet.listings if self.sheet else ():
            named += bool(left & set(one.captures))
            left -= set(one.captures)
        return named + len(left)

    @property
    def reached(self) -> LineState | None:
        """Return the gravest line that is reached even at the low end, whoever the seller is."""
        states = self.sheet.sheet.states if self.sheet else ()
        found = [
            one
            for one in states
            if one.state is State.REACHED_ON_LOW and one.line.condition is None
        ]
        return min(found, key=lambda one: _BANDS.index(one.line.band), default=None)

    def to_json(self, today: date) -> dict[str, object]:
        """Return an element of `cards` of `case board --json`."""
        placing, sheet = self.standing.placing, self.sheet.sheet if self.sheet else None
        by_hand = placing if self.standing.by_hand else None
        volume = sheet.volume.to_json("value") if sheet else {"value_low": None, "value_high": None}
        return {
            "seller": self.key or None,
            "name": self.name or None,
            "shops": [one.key for one in self.shops],
            "stage": self.standing.stage.value,
            "recorded": self.standing.recorded.value,
            "placed_by": by_hand.by if by_hand else None,
            "placed_at": utc_text(by_hand.at) if by_hand else None,
            "captures": list(self.captures),
            "listings": self.listings,
            "platforms": list(self.platforms),
            **volume,
            "currency": sheet.currency if sheet else None,
            "line_reached": self.reached.line.fact.name if self.reached else None,
            "complaints": list(self.complaints),
            "deadline": self.deadline.to_json(today) if self.deadline else None,
        }


@dataclass(frozen=True, slots=True)
class Board:
    """A case as a board on one day. `past` is what happened and what is due, newest first."""

    case: Case
    rights: tuple[Right, ...]
    cards: tuple[Card, ...]
    past: tuple[Happening, ...]
    today: date
    hands: Hands = field(repr=False)

    def on(self, stage: Stage) -> list[Card]:
        """Return the cards of a stage: the next deadline first, then the highest low end."""
        return sorted((one for one in self.cards if one.standing.stage is stage), key=_order)

    @property
    def columns(self) -> list[tuple[Stage, list[Card]]]:
        """Return each stage with its cards, the first stage first."""
        return [(stage, self.on(stage)) for stage in Stage]

    def card(self, key: str) -> Card:
        """Return the card on which a shop stands. Raises NotFound."""
        for one in self.cards:
            if key == one.key or any(key == shop.key for shop in one.shops):
                return one
        raise NotFound(what="seller", id=key)

    def to_json(self) -> dict[str, object]:
        """Return the object of `case board --json`."""
        return {
            "case": self.case.id,
            "name": self.case.name,
            "clients": list(dict.fromkeys(one.owner_as_registered for one in self.rights)),
            "rights": [one.id for one in self.rights],
            "on": self.today.isoformat(),
            "stages": {stage.value: len(cards) for stage, cards in self.columns},
            "cards": [one.to_json(self.today) for _stage, cards in self.columns for one in cards],
            "past": [one.to_json(self.today) for one in self.past],
        }


@dataclass(slots=True)
class _Draft:
    """A card as it is gathered."""

    shops: list[Shop] = field(default_factory=list)
    captures: list[str] = field(default_factory=list)


class CaseBoardReading:
    """The board looked at: no lock, nothing written. Raises VaultNewer, VaultDamaged."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault, self._clock = vault, clock

    def board(self, case_id: str) -> Board:
        """Return the board of a case. Raises NotFound."""
        return self.with_sheets(self.outline(case_id))

    def outline(self, case_id: str) -> Board:
        """Return the board without what takes long: the sheets of its cards. Raises NotFound."""
        hands = SellerReading(self._vault).hands()
        follow = FollowUpReading(self._vault, self._clock)
        deadlines, tokens = follow.deadlines(), self._vault.stamped()
        entries = {one.id: one for one in self._vault.captures()}
        with database.reading(self._vault) as connection:
            case = cases.find_case(connection, case_id)
            held = tuple(rights.find_right(connection, one) for one in case.rights)
            records = _Records(
                (case.id, *case.merged),
                frozenset(one.id for one in entries.values() if tokens.get(one.sha256) in _TOKEN),
                tuple(_about(complaints.list_complaints(connection), case.captures)),
                tuple(purchases.list_purchases(connection)),
                tuple(placings_of(connection, (case.id, *case.merged))),
                tuple(deadlines),
            )
            # What was hidden or removed is on no list of captures, nor here.
            shown = [one for one in case.captures if one in entries]
            days = {one: parse_utc(entries[one].at).date() for one in shown}
            past = past_of(
                connection, case, days, records.complaints, (records.purchases, records.deadlines)
            )
        drafts = _gathered(case.sellers, shown, hands)
        cards = (_card(key, one, records) for key, one in drafts.items())
        return Board(case, held, tuple(cards), past, follow.today(), hands)

    def with_sheets(self, board: Board) -> Board:
        """Return a board whose cards have the sheets of their sellers."""
        wishes = [SheetWish(one.key, board.case.right) for one in board.cards if one.key]
        if not wishes:
            return board
        found = Thresholds(self._vault, self._clock).sheets(wishes, board.hands)
        sheets = {one.seller: one for one in found}
        return replace(
            board, cards=tuple(replace(one, sheet=sheets.get(one.key)) for one in board.cards)
        )


class CaseBoard(CaseBoardReading):
    """The same on a vault open for writing: a named person places a seller."""

    def __init__(self, vault: VaultWriter, clock: Clock) -> None:
        super().__init__(vault, clock)
        self._writer = vault

    def place(self, case_id: str, seller: str, stage: Stage, by: str | None) -> Placing | None:
        """Place a seller, `NOT_READ` too; return where a hand had it before.

        Placed where the records say, it goes on with them. Raises OperatorMissing, NotFound,
        WrongUse (the records are further), VaultNewer, VaultDamaged, DiskFull, VaultNotWritable.
        """
        person, card = named(by, "case stage"), self.outline(case_id).card(seller)
        if why := card.standing.refusal(stage):
            raise WrongUse(detail=why)
        by_hand = stage is not card.standing.recorded
        self._add(case_id, card.key, stage if by_hand else None, person)
        return card.standing.placing

    def put_back(self, case_id: str, seller: str, stage: Stage | None, by: str | None) -> None:
        """Have a seller where a hand had it before, None: nowhere. Raises as `place`.

        It is not refused: what lies before the records counts for nothing.
        """
        person, card = named(by, "case stage"), self.outline(case_id).card(seller)
        self._add(case_id, card.key, stage, person)

    def _add(self, case_id: str, key: str, stage: Stage | None, by: str) -> None:
        with database.writing(self._writer, self._clock) as connection:
            add_placing(connection, Placing(case_id, key, stage, by, self._clock.now()))


@dataclass(frozen=True, slots=True)
class _Records:
    """What says where cards stand; `complaints` are of the case, purchases and deadlines of all.

    `cases` are the case and those merged into it, `stamped` the captures with a token.
    """

    cases: tuple[str, ...]
    stamped: frozenset[str]
    complaints: tuple[Complaint, ...]
    purchases: tuple[Purchase, ...]
    placings: tuple[Placing, ...]
    deadlines: tuple[Deadline, ...]


def _gathered(sellers: Sequence[str], captures: Sequence[str], hands: Hands) -> dict[str, _Draft]:
    """Return what stands on which card: shops that a case names, and those of its captures."""
    of_case = frozenset(captures)
    left, drafts = set(of_case), dict[str, _Draft]()
    inside = [
        one
        for one in hands.shops
        if one.key in sellers or any(entry.id in of_case for entry in one.captures)
    ]
    keys = {shop.key: hands.of(shop.key)[0].key for shop in inside}
    for shop in inside:
        draft = drafts.setdefault(keys[shop.key], _Draft())
        mine = [entry.id for entry in shop.captures if entry.id in of_case]
        draft.shops.append(shop)
        draft.captures += mine
        left -= set(mine)
    found = {one.shops[0].key: one for one in drafts.values()}
    if left:
        found[NOT_READ] = _Draft([], list(left))
    return found


def _card(key: str, draft: _Draft, records: _Records) -> Card:
    captures = sorted(draft.captures, key=lambda one: one[2:], reverse=True)
    mine, shops = set(captures), {one.key for one in draft.shops}
    about = _about(records.complaints, captures)
    bought = any(_is_of(one, shops, mine, records.cases) for one in records.purchases)
    recorded = recorded_stage(
        [one in records.stamped for one in captures], [one.state for one in about], bought=bought
    )
    names = {name for shop in draft.shops for name in _names(shop)} or {NOT_READ}
    placings = [one for one in records.placings if one.seller in names]
    last = placings[-1] if placings else None
    ids = tuple(one.id for one in about)
    return Card(
        key,
        tuple(draft.shops),
        tuple(captures),
        Standing(recorded, last if last and last.stage else None),
        complaints=ids,
        deadline=_next(one for one in records.deadlines if one.subject in ids),
    )


def _names(shop: Shop) -> Iterator[str]:
    """Give every key that a shop has, and had before it entered the register."""
    yield shop.key
    for name in filter(None, (shop.shop_id, shop.name)):
        yield f"{shop.platform or '-'}/{name}"


def _about(everything: Iterable[Complaint], captures: Sequence[str]) -> list[Complaint]:
    wanted = set(captures)
    return [one for one in everything if not wanted.isdisjoint(one.captures)]


def _is_of(one: Purchase, shops: set[str], captures: set[str], members: Sequence[str]) -> bool:
    """Say whether a purchase is one of the case, or of none, from these shops."""
    ours = one.case is None or one.case in members
    return ours and (one.seller in shops or one.capture in captures)


def _next(deadlines: Iterable[Deadline]) -> Deadline | None:
    """Return the first that has a day; only where none has, one whose day is not known."""
    return min(deadlines, key=lambda one: one.due or date.max, default=None)


def _order(card: Card) -> tuple[object, ...]:
    due = card.deadline.due if card.deadline and card.deadline.due else date.max
    low = card.sheet.sheet.volume.low if card.sheet else None
    return due, -(low or 0), not card.key, card.name, card.key
