"""Sellers for the app: the list, one seller whole, what links them, what a person decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.foundation.catalogue import current_language
from evidencekit.foundation.clock import SystemClock
from evidencekit.vault.vault import Vault

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk
    from evidencekit.bootstrap.own_command import Stoppable
    from evidencekit.casework.dated_facts import FactFile
    from evidencekit.casework.model import Right
    from evidencekit.casework.seller_groups import SellerDecision
    from evidencekit.casework.sheet_answers import SheetAnswer
    from evidencekit.casework.sheet_questions import Question, Said
    from evidencekit.casework.thresholds import Rate, UnitCost
    from evidencekit.services.sellers import Shop
    from evidencekit.services.thresholds import SellerSheet


@dataclass(frozen=True, slots=True)
class SellerList:
    """The shops of a vault, and the keys that a person said are one hand."""

    shops: tuple["Shop", ...]
    groups: tuple[frozenset[str], ...]

    def hand_of(self, key: str) -> frozenset[str]:
        """Return the keys that stand with this one, itself too."""
        return next((one for one in self.groups if key in one), frozenset({key}))


@dataclass(frozen=True, slots=True)
class LawChoice:
    """A file of the law that has lines: its name in the current language, what it counts in."""

    id: str
    name: str
    currency: str


@dataclass(frozen=True, slots=True)
class SheetLook:
    """The choices of `threshold` that a sheet is looked at with; money in the law's currency.

    `on` None: the law of today. `mixed` are captures whose counts cover other variants too.
    """

    law: str = "cn_thresholds"
    on: date | None = None
    rates: tuple["Rate", ...] = ()
    cost: "UnitCost | None" = None
    mixed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SellerView:
    """One seller: the object of `seller show --json`, and the rights of the vault's cases.

    `recipients` are the names of recipients by their ids, in the current language.
    """

    dossier: dict[str, object]
    rights: tuple["Right", ...]
    recipients: dict[str, str]
    laws: tuple[LawChoice, ...] = ()


@dataclass(frozen=True, slots=True)
class Links:
    """The object of `seller link --json`; the photos of so many captures were not compared yet."""

    found: dict[str, object]
    not_compared: int = 0


class SellerDesk:
    """Sellers of one desk's vault. Everything raises VaultNewer, VaultDamaged."""

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk

    def shops(self) -> SellerList:
        """Return all shops, most captures first."""
        from evidencekit.casework.seller_groups import groups
        from evidencekit.services.sellers import SellerReading

        reading = SellerReading(self._vault)
        shops = sorted(reading.shops(), key=lambda one: (-len(one.captures), one.name, one.key))
        return SellerList(tuple(shops), tuple(groups(reading.decisions())))

    def view(self, key: str) -> SellerView:
        """Return all that is known of a seller. Raises NotFound."""
        from evidencekit.services.casework import CaseworkReading
        from evidencekit.services.seller_dossier import seller_dossier

        reading = CaseworkReading(self._vault)
        ids = dict.fromkeys(case.right for case in reading.cases())
        rights = tuple(reading.right(one) for one in ids)
        rules = reading.rules()
        names = {one.id: one.called(current_language()) for one in rules.recipients}
        laws = tuple(one for one in map(_choice, rules.laws) if one.currency)
        return SellerView(seller_dossier(self._vault, key), rights, names, laws)

    def identifiers(self, key: str) -> list[dict[str, object]]:
        """Return the object of `seller identifiers --json`. Raises NotFound."""
        from evidencekit.services.sellers import SellerReading

        reading = SellerReading(self._vault)
        found = reading.identifiers(reading.shop(key))
        return [{"capture": capture, **one.to_json()} for capture, one in found]

    def sheet(self, key: str, right: str, look: SheetLook | None = None) -> "SellerSheet":
        """Hold a seller's confirmed figures against the law's lines. Raises NotFound."""
        from evidencekit.services.thresholds import SheetWish, Thresholds

        look = look or SheetLook()
        choices = (look.on, look.rates, look.cost, look.mixed, look.law)
        return Thresholds(self._vault, SystemClock()).sheet(SheetWish(key, right, *choices))

    def save_sheet(self, key: str, right: str, look: SheetLook, out: Path) -> None:
        """Write the sheet as a PDF for an authority. Raises as `sheet` and `write_sheet`."""
        from evidencekit.bootstrap.thresholds import write_sheet

        write_sheet(self._desk.folder, self.sheet(key, right, look), out)

    def answer(
        self, asked: "tuple[str, str, Question]", said: "Said", ground: str, by: str
    ) -> "tuple[SheetAnswer, ...]":
        """Answer about a seller, under a right, a question; return what stood before.

        Raises as `SheetAnswering.answer`.
        """
        from evidencekit.casework.sheet_answers import SheetAnswer
        from evidencekit.services.sheet_answering import SheetAnswering

        clock, (seller, right, question) = SystemClock(), asked
        with self._desk.writing() as writer:
            answering = SheetAnswering(writer, clock)
            before = answering.standing(seller, right, question)
            made = SheetAnswer(seller, right, question, said, ground, by, clock.now())
            answering.answer(made, by)
        return before

    def restore_answers(self, before: "Sequence[SheetAnswer]", by: str) -> None:
        """Have answers stand again, said anew by whom it is. Raises as `SheetAnswering.answer`."""
        from evidencekit.services.sheet_answering import SheetAnswering

        with self._desk.writing() as writer:
            SheetAnswering(writer, SystemClock()).restore(before, by)

    def linkage(self) -> Links:
        """Return what links sellers, of what was read and compared until now."""
        from evidencekit.services.photo_pages import count_unhashed
        from evidencekit.services.sellers import SellerReading

        vault = self._vault
        return Links(SellerReading(vault).linkage(), count_unhashed(vault))

    def compare_photos(self, task: "Stoppable") -> None:
        """Have the photos of all captures be compared from now on.

        Raises Cancelled (what was done stays), else as `hash_galleries`.
        """
        from evidencekit.bootstrap.own_command import steps_told
        from evidencekit.services.photo_pages import count_unhashed, hash_galleries

        told = steps_told(task)
        with self._desk.writing() as writer:
            count = count_unhashed(writer)
            hash_galleries(writer, SystemClock(), lambda done: told(done, count))

    def merge_all(self, keys: Sequence[str], reason: str, by: str) -> "list[SellerDecision]":
        """Record that all of these are one hand; who stands with the first already is left out.

        Raises as `Sellers.merge`; what was recorded before an error stays.
        """
        from evidencekit.services.sellers import Sellers

        first, *others = keys
        made = []
        with self._desk.writing() as writer:
            sellers = Sellers(writer, SystemClock())
            for other in others:
                if other not in sellers.group(first):
                    made.append(sellers.merge(first, other, reason, by))
                    first = made[-1].seller
        return made

    def split(self, key: str, reason: str, by: str) -> "list[SellerDecision]":
        """Record that a seller stands alone. Raises as `Sellers.split`."""
        from evidencekit.services.sellers import Sellers

        with self._desk.writing() as writer:
            return [Sellers(writer, SystemClock()).split(key, reason, by)]

    def say_again(self, said: "Sequence[SellerDecision]", by: str) -> "list[SellerDecision]":
        """Record decisions anew that were taken back. Raises as `Sellers.merge` and `split`."""
        from evidencekit.services.sellers import Sellers

        with self._desk.writing() as writer:
            sellers = Sellers(writer, SystemClock())
            return [
                sellers.merge(one.seller, one.other, one.reason, by)
                if one.other is not None
                else sellers.split(one.seller, one.reason, by)
                for one in said
            ]

    def undo(self, numbers: Sequence[int], by: str) -> "list[SellerDecision]":
        """Take decisions back, the last first; return them. Raises as `Sellers.undo`."""
        from evidencekit.services.sellers import Sellers

        with self._desk.writing() as writer:
            sellers = Sellers(writer, SystemClock())
            for number in reversed(numbers):
                sellers.undo(number, by)
            return [one for one in sellers.decisions() if one.id in numbers]

    @property
    def _vault(self) -> Vault:
        return Vault.open_reading(self._desk.folder)


def _choice(law: "FactFile") -> LawChoice:
    from evidencekit.casework.law import line_in

    names = law.head.get("names")
    name = names.get(current_language()) if isinstance(names, dict) else None
    lines = (line for line in map(line_in, law.facts) if line is not None)
    currency = next((line.currency for line in lines if line.currency), "")
    return LawChoice(law.id, str(name or law.name), currency)
