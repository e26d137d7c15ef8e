"""Test purchases: the order, then what happened to the goods and who held them, entry by entry."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from evidencekit.casework import cases, database, purchases, sellers
from evidencekit.casework.attachments import keep_paper, read_paper
from evidencekit.casework.entry import money_of
from evidencekit.casework.forms import Form, day_of, held, read_form
from evidencekit.casework.purchase_model import (
    FORMS,
    AppraisalResult,
    EntryKind,
    KeptFile,
    Purchase,
    PurchaseEntry,
)
from evidencekit.domain.errors import FileMissing, NotFound, WrongUse
from evidencekit.domain.ids import IdKind, new_id
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.clock import Clock
from evidencekit.services.persons import named
from evidencekit.vault.vault import Vault, VaultWriter

_MOST_TEXT = 10_000
_MOST_FILES = 200


def find_purchase(vault: Vault, purchase_id: str) -> Purchase:
    """Return a purchase. Raises NotFound, VaultNewer, VaultDamaged."""
    with database.reading(vault) as connection:
        return purchases.find_purchase(connection, purchase_id)


def list_purchases(vault: Vault) -> list[Purchase]:
    """Return the purchases, newest first. Raises VaultNewer, VaultDamaged."""
    with database.reading(vault) as connection:
        return purchases.list_purchases(connection)


class Purchasing:
    """Purchases on a vault open for writing.

    Raises, beside its own, NotFound, VaultNewer, VaultDamaged, DiskFull, VaultNotWritable.
    """

    def __init__(self, vault: VaultWriter, clock: Clock) -> None:
        self._vault, self._clock = vault, clock

    def new(self, form: Path) -> Purchase:
        """Add a purchase from a form. Raises FileMissing, WrongUse."""
        return self.begin(read_form(form, "purchase"), form)

    def begin(self, fields: Form, form: Path | None = None) -> Purchase:
        """Add a purchase of fields as a form has them; `form` is named in errors. Raises WrongUse.

        A seller or a capture is among them.
        """
        at, form = self._clock.now(), form or Path(_("The test purchase"))
        said = held(form, "purchase", fields)
        made = Purchase(
            id=new_id(IdKind.PURCHASE, at),
            case=said.get("case"),
            seller=said.get("seller"),
            capture=said.get("capture"),
            order_no=said.get("order_no", ""),
            ordered_on=day_of(form, said, "ordered_on"),
            paid_on=day_of(form, said, "paid_on"),
            paid=money_of(said["paid"]) if "paid" in said else None,
            account=said.get("account", ""),
            note=said.get("note", ""),
        )
        with database.writing(self._vault, self._clock) as connection:
            if made.case is not None:
                cases.find_case(connection, made.case)
            if made.seller is not None:
                sellers.find_seller(connection, made.seller)
            if made.capture is not None:
                self._vault.find(made.capture)
            purchases.add_purchase(connection, made, at)
            return purchases.find_purchase(connection, made.id)

    def add(
        self,
        purchase_id: str,
        kind: EntryKind,
        said: dict[str, str],
        files: Sequence[Path],
        by: str | None,
    ) -> Purchase:
        """Record what happened to a purchase, with photos or papers of it; it is never changed.

        Raises OperatorMissing, FileMissing, WrongUse (a field that is missing, unknown or no day or
        time; a day to come; a file that is no PDF, PNG or JPEG).
        """
        person = named(by, f"purchase add {purchase_id}")
        at = self._clock.now()
        known = {name: text.strip() for name, text in said.items() if text.strip()}
        _require(kind, known, at)
        if len(files) > _MOST_FILES or (kind is EntryKind.PHOTO and not files):
            raise WrongUse(detail=_("1 to {most} files").format(most=_MOST_FILES))
        missing = next((file for file in files if not file.is_file()), None)
        if missing is not None:
            raise FileMissing(path=missing, detail=_("no such file"))
        papers = [read_paper(file, "file", file.name) for file in files]
        kept = tuple(
            KeptFile(paper.path, hashlib.sha256(paper.data).hexdigest(), file.name)
            for file, paper in zip(files, papers, strict=True)
        )
        with database.writing(self._vault, self._clock) as connection:
            before = purchases.find_purchase(connection, purchase_id)
            if kind is EntryKind.UNDONE:
                _require_standing(before, known["number"])
            for paper in papers:
                keep_paper(self._vault, paper)
            entry = PurchaseEntry(0, purchase_id, kind, known, kept, person, at)
            purchases.add_entry(connection, entry)
            return purchases.find_purchase(connection, purchase_id)


def _require(kind: EntryKind, said: dict[str, str], at: datetime) -> None:
    form = FORMS[kind]
    missing, strange = sorted(form.needed - set(said)), sorted(set(said) - form.allowed)
    if missing or strange:
        text = _("{kind} needs {missing} and takes no {strange}")
        parts = {"missing": ", ".join(missing) or "-", "strange": ", ".join(strange) or "-"}
        raise WrongUse(detail=text.format(kind=kind.value, **parts))
    long = next((name for name, text in said.items() if len(text) > _MOST_TEXT), None)
    if long is not None:
        text = _("{field}: longer than {most} characters")
        raise WrongUse(detail=text.format(field=long, most=_MOST_TEXT))
    if "result" in said and said["result"] not in set(AppraisalResult):
        names = ", ".join(AppraisalResult)
        raise WrongUse(detail=_("result: one of {names}").format(names=names))
    if "when" in said:
        _require_when(said["when"], at)


def _require_when(text: str, at: datetime) -> None:
    """Hold that a text is a day, or a time with its offset, and not to come. Raises WrongUse."""
    try:
        when = date.fromisoformat(text) if len(text) == len("2026-01-01") else None
        moment = datetime.fromisoformat(text) if when is None else None
    except ValueError:
        when = moment = None
    if moment is not None and moment.tzinfo is None:
        moment = None
    if when is None and moment is None:
        text = _("when: a day, or a time with its offset, such as 2026-11-27T09:30+08:00: {text}")
        raise WrongUse(detail=text.format(text=text))
    # A day begins up to 14 hours earlier in the east than in UTC.
    if (moment is not None and moment > at) or (when is not None and (when - at.date()).days > 1):
        raise WrongUse(detail=_("when: {text} is still to come").format(text=text))


def _require_standing(purchase: Purchase, number: str) -> None:
    if number not in {str(one.number) for one in purchase.standing}:
        raise NotFound(what="entry", id=number)
