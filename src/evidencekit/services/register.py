"""The register of rights worked on: changed with its history, papers added, genuine products."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from evidencekit.casework import database, products, rights
from evidencekit.casework.attachments import Paper, keep_paper, read_paper
from evidencekit.casework.document import document
from evidencekit.casework.entry import changed_right, money_of, right_of
from evidencekit.casework.forms import Form, day_of, held, read_form
from evidencekit.casework.model import Right
from evidencekit.casework.products import PhotoShows, Product, ProductPrice
from evidencekit.casework.right_parts import (
    PaperKind,
    PaperWish,
    PowerOfAttorney,
    RightChange,
    RightPaper,
)
from evidencekit.domain.errors import NotFound, WrongUse
from evidencekit.domain.ids import IdKind, new_id
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.clock import Clock
from evidencekit.services.persons import named
from evidencekit.services.photos import Photos
from evidencekit.vault.vault import Vault, VaultWriter

Differing = dict[str, list[object]]


class RegisterReading:
    """The register looked at. Every method raises VaultNewer, VaultDamaged, NotFound."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def history(self, right_id: str) -> list[RightChange]:
        """Return what was changed of a right, the first change first."""
        with database.reading(self._vault) as connection:
            rights.find_right(connection, right_id)
            return rights.changes_of(connection, right_id)

    def products(self, right_id: str) -> list[Product]:
        """Return the genuine products of a right."""
        with database.reading(self._vault) as connection:
            rights.find_right(connection, right_id)
            return products.products_of(connection, right_id)

    def said_by(self, right_id: str, form: Path) -> tuple[Form, Differing]:
        """Return the fields of a form, and what they would change of a right: perhaps nothing.

        Raises FileMissing, WrongUse.
        """
        fields = read_form(form, "right_edit")
        with database.reading(self._vault) as connection:
            before = rights.find_right(connection, right_id)
        return fields, rights.differing(before, changed_right(form, fields, before, right_id))


class Register(RegisterReading):
    """The register on a vault open for writing; each change is a named person's.

    Raises, beside its own, OperatorMissing, NotFound, VaultNewer, VaultDamaged, DiskFull,
    VaultNotWritable.
    """

    def __init__(self, vault: VaultWriter, clock: Clock) -> None:
        super().__init__(vault)
        self._writer, self._clock = vault, clock

    def new(self, fields: Form, by: str | None) -> Right:
        """Add a right of fields as a form has them, without papers. Raises WrongUse."""
        person, at = named(by, "right new"), self._clock.now()
        source = Path(_("The right"))
        said = held(source, "right_row", fields)
        right = right_of(source, said, new_id(IdKind.RIGHT, at))
        with database.writing(self._writer, self._clock) as connection:
            rights.add_right(connection, right, at)
            rights.add_change(connection, right.id, RightChange({}, person, at))
            return rights.find_right(connection, right.id)

    def edit(self, right_id: str, form: Path, by: str | None) -> Right:
        """Change what a form names and keep what stood there. Raises FileMissing, WrongUse."""
        return self.change(right_id, form, read_form(form, "right_edit"), by)

    def change(self, right_id: str, form: Path, fields: Form, by: str | None) -> Right:
        """Change the fields of a right; `form` is named in errors. Raises WrongUse."""
        person, at = named(by, f"right edit {right_id}"), self._clock.now()
        fields = held(form, "right_edit", fields)
        with database.writing(self._writer, self._clock) as connection:
            before = rights.find_right(connection, right_id)
            wanted = changed_right(form, fields, before, right_id)
            rights.change_right(connection, wanted, person, at)
            return rights.find_right(connection, right_id)

    def attach(self, right_id: str, file: Path, wish: PaperWish, by: str | None) -> Right:
        """Keep a paper of a right; a new certificate takes the place of the one before.

        Raises FileMissing, WrongUse (no PDF, PNG or JPEG; a power without agent or recipient).
        """
        person, at = named(by, f"right attach {right_id}"), self._clock.now()
        if not file.is_file():
            raise WrongUse(detail=_("{file} is not there").format(file=file.name))
        paper = read_paper(file, "file", file.name)
        if wish.kind is PaperKind.POWER and not (wish.agent.strip() and wish.recipients):
            raise WrongUse(detail=_("a power of attorney names its agent and its recipients"))
        with database.writing(self._writer, self._clock) as connection:
            right = rights.find_right(connection, right_id)
            keep_paper(self._writer, paper)
            if wish.kind is PaperKind.CERTIFICATE:
                changed = replace(right, certificate=paper.path)
                rights.change_right(connection, changed, person, at)
            elif wish.kind is PaperKind.POWER:
                power = _power(right_id, paper, wish)
                rights.add_power(connection, right_id, power, at)
                change = RightChange({"powers": [None, document(power)]}, person, at)
                rights.add_change(connection, right_id, change)
            else:
                rights.add_paper(
                    connection,
                    right_id,
                    RightPaper(
                        wish.kind,
                        paper.path,
                        file.name,
                        wish.language,
                        wish.valid_to,
                        wish.remark,
                        person,
                        at,
                    ),
                )
            return rights.find_right(connection, right_id)

    def end_power(self, right_id: str, sha256: str, on: date | None, by: str | None) -> Right:
        """Record that a power of attorney, named by its file's hash, was withdrawn on a day.

        `on` None takes that back: it was not withdrawn. Raises NotFound.
        """
        person, at = named(by, f"right end-power {right_id}"), self._clock.now()
        with database.writing(self._writer, self._clock) as connection:
            right = rights.find_right(connection, right_id)
            power = next((one for one in right.powers if f"/{sha256}." in one.file), None)
            if power is None:
                raise NotFound(what="power of attorney", id=sha256)
            rights.end_power(connection, power.file, on, at)
            ended: dict[str, list[object]] = {
                "powers": [document(power), document(replace(power, ended_on=on))]
            }
            rights.add_change(connection, right_id, RightChange(ended, person, at))
            return rights.find_right(connection, right_id)

    def add_product(self, right_id: str, form: Path, by: str | None) -> Product:
        """Add a genuine product with prices and photos. Raises FileMissing, WrongUse."""
        person, at = named(by, f"right product {right_id}"), self._clock.now()
        said = read_form(form, "product")
        papers: list[Paper] = []
        prices = tuple(
            ProductPrice(
                money_of(one["price"]),
                _day(form, one),
                one["source"],
                _kept(form, one.get("file"), papers),
                person,
                at,
            )
            for one in said.get("prices", ())
        )
        shown = {
            PhotoShows.PRODUCT: _beside(form, said.get("photos", ())),
            PhotoShows.PACKAGING: _beside(form, said.get("packaging", ())),
        }
        product = _product(right_id, said, prices, new_id(IdKind.PRODUCT, at))
        with database.reading(self._vault) as connection:
            rights.find_right(connection, right_id)
        photos = Photos(self._writer, self._clock)
        kept = {
            shows: photos.add_genuine(right_id, files, person) for shows, files in shown.items()
        }
        for paper in papers:
            keep_paper(self._writer, paper)
        with database.writing(self._writer, self._clock) as connection:
            products.add_product(connection, product, at)
            done: set[str] = set()
            for shows, hashes in kept.items():
                for sha256 in dict.fromkeys(hashes):
                    if sha256 not in done:
                        products.link_photo(connection, product, sha256, shows, at)
                    done.add(sha256)
            return products.find_product(connection, product.id)


def _power(right_id: str, paper: Paper, wish: PaperWish) -> PowerOfAttorney:
    return PowerOfAttorney(
        paper.path,
        wish.agent.strip(),
        wish.valid_from,
        wish.valid_to,
        wish.rights or (right_id,),
        wish.recipients,
        wish.language,
        wish.remark,
        None,
        wish.notarised,
        wish.apostille,
    )


def _product(
    right_id: str, said: Form, prices: tuple[ProductPrice, ...], product_id: str
) -> Product:
    texts: dict[str, Any] = {name: said.get(name, "") for name in ("sku", "features", "security")}
    lists: dict[str, Any] = {
        name: tuple(said.get(name, ())) for name in ("made_in", "parties", "importers", "ports")
    }
    return Product(
        id=product_id, right=right_id, name=said["name"], prices=prices, **texts, **lists
    )


def _day(form: Path, said: Form) -> date:
    day = day_of(form, said, "day")
    assert day is not None  # noqa: S101  # the schema wants it
    return day


def _kept(form: Path, name: str | None, papers: list[Paper]) -> str | None:
    if name is None:
        return None
    papers.append(read_paper(form, "prices.file", name))
    return papers[-1].path


def _beside(form: Path, names: Sequence[str]) -> list[Path]:
    """Return the photos that a form names, each checked to lie beside it. Raises WrongUse."""
    for name in names:
        read_paper(form, "photos", name)
    return [form.parent / name for name in names]
