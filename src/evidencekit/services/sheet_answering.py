"""Answers of named persons to what no figure of a threshold sheet shows."""

from collections.abc import Sequence
from dataclasses import replace

from evidencekit.casework import database, rights
from evidencekit.casework.sheet_answers import SheetAnswer, add_answer, answers_of
from evidencekit.casework.sheet_questions import Question, Said
from evidencekit.domain.errors import WrongUse
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.clock import Clock
from evidencekit.services.persons import named
from evidencekit.services.sellers import SellerReading
from evidencekit.vault.vault import VaultWriter


class SheetAnswering:
    """The use case: a named person answers what no figure shows. On a vault open for writing."""

    def __init__(self, vault: VaultWriter, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock

    def answer(self, answer: SheetAnswer, by: str | None) -> SheetAnswer:
        """Keep an answer as `by` gives it now; return it.

        Raises OperatorMissing, NotFound, WrongUse (a yes or no that rests on nothing), VaultNewer,
        VaultDamaged, DiskFull, VaultNotWritable.
        """
        person = named(by, "threshold answer")
        if answer.said is not Said.UNKNOWN and not answer.ground.strip():
            raise WrongUse(detail=_("say what the answer rests on (--ground)"))
        shop = SellerReading(self._vault).shop(answer.seller)
        kept = replace(
            answer,
            seller=shop.key,
            ground=answer.ground.strip(),
            by=person,
            at=self._clock.now(),
        )
        with database.writing(self._vault, self._clock) as connection:
            rights.find_right(connection, kept.right)
            add_answer(connection, kept)
        return kept

    def standing(self, seller: str, right: str, question: Question) -> tuple[SheetAnswer, ...]:
        """Return what `restore` needs to have a question stand again as it does now.

        That is the word about this shop, then the last one about its hand, where that is about
        another shop: should they be parted, each keeps its own. Raises NotFound.
        """
        reading = SellerReading(self._vault)
        shop = reading.shop(seller)
        hand = [one.key for one in reading.hands().of(shop.key)]
        with database.reading(self._vault) as connection:
            own, last = (
                {one.question: one for one in answers_of(connection, keys, right)}.get(question)
                for keys in ([shop.key], hand)
            )
        unsaid = SheetAnswer(shop.key, right, question, Said.UNKNOWN, "", "", self._clock.now())
        return (own or unsaid, *([last] if last and last.seller != shop.key else []))

    def restore(self, before: Sequence[SheetAnswer], by: str | None) -> None:
        """Keep answers anew; what another person had said names that person and the day.

        Raises as `answer`.
        """
        for one in before:
            ground = one.ground
            if ground and one.by != by:
                told = _("{ground} (as {person} said on {day})")
                ground = told.format(ground=ground, person=one.by, day=f"{one.at:%Y-%m-%d}")
            self.answer(replace(one, ground=ground), by)
