"""From a form to a noun: fields are turned into values, papers read; nothing is written yet."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from evidencekit.casework.attachments import Paper, read_paper
from evidencekit.casework.forms import Form, day_of, read_form
from evidencekit.casework.model import (
    Capacity,
    Case,
    Claim,
    Complaint,
    Enclosure,
    EnclosureKind,
    Filer,
    RegisterKind,
    Right,
    RightKind,
    RightStatus,
    Seller,
)
from evidencekit.casework.right_parts import (
    ClassGoods,
    Holder,
    HolderType,
    LanguageVersion,
    Licensee,
    MarkType,
    PowerOfAttorney,
    Recordal,
    RegistryId,
    Work,
)
from evidencekit.domain.ids import IdKind, new_id
from evidencekit.domain.money import Money


def right_from(path: Path, at: datetime) -> tuple[Right, list[Paper]]:
    """Return a new right and its papers, to be kept before it. Raises FileMissing, WrongUse."""
    form = read_form(path, "right")
    papers: list[Paper] = []
    right = right_of(path, form, new_id(IdKind.RIGHT, at))
    if "certificate" in form:
        papers.append(read_paper(path, "certificate", form["certificate"]))
        right = replace(right, certificate=papers[-1].path)
    if "poa" in form:
        right = replace(right, powers=(_power(path, form["poa"], papers),))
    return right, papers


def right_of(path: Path, form: Form, right_id: str) -> Right:
    """Return a right of the fields of a form, without its papers. Raises WrongUse for a bad day."""
    return changed_right(path, form, _NOTHING_KNOWN, right_id)


def changed_right(path: Path, form: Form, before: Right, right_id: str) -> Right:
    """Return `before` with what a form says; fields named in `clear` are not known any more.

    Papers are left out. Raises WrongUse for a bad day.
    """
    said: dict[str, Any] = {name: _READ[name](path, form, name) for name in form if name in _READ}
    for name in form.get("clear", ()):
        said[name] = getattr(_NOTHING_KNOWN, name)
    return replace(before, id=right_id, **said)


def seller_from(path: Path, at: datetime) -> Seller:
    """Return a new seller. Raises FileMissing, WrongUse."""
    form = read_form(path, "seller")
    seller_id = new_id(IdKind.SELLER, at)
    return Seller(seller_id, form["platform"], form["shop_id"], form["name"], form["url"])


def case_from(path: Path, at: datetime) -> Case:
    """Return a new case. Raises FileMissing, WrongUse."""
    return case_of(read_form(path, "case"), at)


def case_of(form: Form, at: datetime) -> Case:
    """Return a new case of fields as a form has them."""
    return Case(
        new_id(IdKind.CASE, at),
        form["name"],
        form["right"],
        tuple(form.get("sellers", ())),
        tuple(form.get("captures", ())),
        tuple(dict.fromkeys((form["right"], *form.get("rights", ())))),
        form.get("counsel", ""),
    )


def complaint_from(path: Path, at: datetime) -> tuple[Complaint, list[Paper]]:
    """Return a new draft and its papers, to be kept before it. Raises FileMissing, WrongUse.

    Its language is empty where the form says nothing: then the recipient decides.
    """
    form = read_form(path, "complaint")
    filer: Form = form["filer"]
    papers: list[Paper] = []
    enclosures = tuple(_enclosure(path, one, papers) for one in form.get("enclosures", ()))
    draft = Complaint(
        id=new_id(IdKind.COMPLAINT, at),
        recipient=form["recipient"],
        language=form.get("language", ""),
        seller=form.get("seller"),
        rights=tuple(form["rights"]),
        captures=tuple(form["captures"]),
        filer=Filer(filer["name"], Capacity(filer["capacity"])),
        declarations=tuple(form.get("declarations", ())),
        holder=form.get("holder", ""),
        claim=Claim(form["claim"]) if "claim" in form else None,
        explanation=form.get("explanation", ""),
        enclosures=enclosures,
    )
    return draft, papers


def _enclosure(path: Path, form: Form, papers: list[Paper]) -> Enclosure:
    papers.append(read_paper(path, "enclosures", form["file"]))
    return Enclosure(
        papers[-1].path,
        form["file"].rpartition("/")[2],
        EnclosureKind(form["kind"]),
        form.get("language", ""),
        form.get("translator", ""),
    )


def _power(path: Path, form: Form, papers: list[Paper]) -> PowerOfAttorney:
    papers.append(read_paper(path, "poa.file", form["file"]))
    kept, translation = papers[-1].path, None
    if "translation" in form:
        papers.append(read_paper(path, "poa.translation", form["translation"]))
        translation = papers[-1].path
    return PowerOfAttorney(
        kept,
        form["agent"],
        day_of(path, form, "valid_from"),
        day_of(path, form, "valid_to"),
        tuple(form["rights"]),
        tuple(form["recipients"]),
        form.get("language", ""),
        form.get("scope", ""),
        translation,
        _YES_NO.get(form.get("notarised", "")),
        _YES_NO.get(form.get("apostille", "")),
    )


_YES_NO = {"yes": True, "no": False}
_NOTHING_KNOWN = Right(
    id="",
    kind=RightKind.TRADEMARK,
    jurisdiction="",
    office="",
    reg_no="",
    mark_text="",
    classes=(),
    goods="",
    owner_as_registered="",
    reg_date=None,
    expiry=None,
    status=RightStatus.REGISTERED,
    territories=(),
    certificate=None,
)


def _same(_path: Path, form: Form, name: str) -> object:
    return form[name]


def _listed(_path: Path, form: Form, name: str) -> tuple[object, ...]:
    return tuple(form[name])


def _holder(_path: Path, form: Form, name: str) -> Holder:
    said: dict[str, Any] = dict(form[name])
    if "type" in said:
        said["type"] = HolderType(said["type"])
    return Holder(**said)


def _each(made: type[Any], day: str = "") -> Callable[[Path, Form, str], tuple[object, ...]]:
    """Return what makes of each element of a list one of `made`; `day` is its field of a day."""

    def read(path: Path, form: Form, name: str) -> tuple[object, ...]:
        days = [{day: day_of(path, one, day)} if day else {} for one in form[name]]
        return tuple(made(**(one | more)) for one, more in zip(form[name], days, strict=True))

    return read


_READ: dict[str, Callable[[Path, Form, str], Any]] = {
    **dict.fromkeys(("jurisdiction", "office", "reg_no", "app_no", "mark_text", "goods"), _same),
    **dict.fromkeys(("owner_as_registered", "own_work_url", "register_extract"), _same),
    **dict.fromkeys(("reg_date", "expiry"), day_of),
    "territories": _listed,
    "classes": lambda _path, form, name: tuple(map(int, form[name])),
    "kind": lambda _path, form, name: RightKind(form[name]),
    "status": lambda _path, form, name: RightStatus(form[name]),
    "register_kind": lambda _path, form, name: RegisterKind(form[name]),
    "mark_type": lambda _path, form, name: MarkType(form[name]),
    "class_goods": lambda _path, form, name: tuple(
        ClassGoods(int(one["number"]), one["goods"]) for one in form[name]
    ),
    "versions": _each(LanguageVersion),
    "licensees": _each(Licensee, "until"),
    "recordals": _each(Recordal, "expiry"),
    "registry_ids": _each(RegistryId),
    "work": lambda _path, form, name: Work(**form[name]),
    "holder": _holder,
}


def money_of(text: str) -> Money:
    """Return the money of a form's field, `129.00 CNY`; the schema has held its form."""
    amount, currency = text.split()
    return Money(Decimal(amount), currency)
