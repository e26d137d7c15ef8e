"""The threshold sheet for the command line: the vault is opened for reading."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.places import vault_folder
from evidencekit.casework.sheet_questions import Question, Said
from evidencekit.domain.errors import WrongUse
from evidencekit.domain.money import amount_of
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.clock import SystemClock
from evidencekit.foundation.files import require_new, written_aside

if TYPE_CHECKING:
    from evidencekit.casework.thresholds import UnitCost
    from evidencekit.services.thresholds import SellerSheet


@dataclass(frozen=True, slots=True)
class ThresholdWish:
    """What the command line asks for, as it was written there."""

    seller: str
    right: str
    on: date | None
    rates: Sequence[str]
    cost: str | None
    mixed: Sequence[str]
    law: str


@dataclass(frozen=True, slots=True)
class AnswerWish:
    """What a person says of a seller under a right, and what it rests on."""

    seller: str
    right: str
    question: Question
    answer: Said
    ground: str


def threshold_sheet(vault: Path | None, wish: ThresholdWish) -> "SellerSheet":
    """Return the sheet. Raises NotFound, WrongUse (a rate or cost that is none)."""
    from evidencekit.services.thresholds import SheetWish, Thresholds, rates_of
    from evidencekit.vault.vault import Vault

    try:
        rates = rates_of(wish.rates)
    except ValueError as error:
        told = _("{text} is no rate, as in: USD=7.12 2026-11-20 central bank, middle rate")
        raise WrongUse(detail=told.format(text=error)) from error
    asked = SheetWish(
        wish.seller, wish.right, wish.on, rates, _cost(wish.cost), tuple(wish.mixed), wish.law
    )
    return Thresholds(Vault.open_reading(vault_folder(vault)), SystemClock()).sheet(asked)


def write_sheet(vault: Path | None, sheet: "SellerSheet", out: Path) -> None:
    """Write a sheet as a PDF for an authority.

    Raises LawUnread (a line that nobody read), WrongUse (it is there, or another ending), DiskFull,
    VaultNotWritable.
    """
    from evidencekit.packet.figures_pdf import write_figures_pdf
    from evidencekit.services.sheet_exhibits import exhibits_of
    from evidencekit.services.threshold_paper import paper_of
    from evidencekit.vault.staged import told_as_ours
    from evidencekit.vault.vault import Vault

    if out.suffix.lower() != ".pdf":
        raise WrongUse(detail=_("{path} must end in .pdf").format(path=out.name))
    require_new(out)
    opened = Vault.open_reading(vault_folder(vault))
    paper = paper_of(sheet, exhibits_of(opened, sheet), demo=opened.marker.demo)
    with told_as_ours(out.parent), written_aside(out) as file:
        write_figures_pdf(file, paper, SystemClock().now())


def answer_sheet(vault: Path | None, wish: AnswerWish, by: str | None) -> dict[str, object]:
    """Keep what a person says of a seller. Raises as `SheetAnswering.answer` and opening."""
    from evidencekit.bootstrap.casework import open_for_work
    from evidencekit.casework.sheet_answers import SheetAnswer
    from evidencekit.services.sheet_answering import SheetAnswering

    with open_for_work(vault) as (writer, clock):
        said = (wish.question, wish.answer, wish.ground)
        asked = SheetAnswer(wish.seller, wish.right, *said, "", clock.now())
        return SheetAnswering(writer, clock).answer(asked, by).to_json()


def _cost(text: str | None) -> "UnitCost | None":
    from evidencekit.casework.thresholds import UnitCost

    if text is None:
        return None
    amount, _space, source = text.partition(" ")
    try:
        if source.strip():
            return UnitCost(amount_of(amount), source.strip())
    except ValueError:
        pass
    told = _("{text} is no cost with its source, as in: 12.50 quotation of the factory")
    raise WrongUse(detail=told.format(text=text))
