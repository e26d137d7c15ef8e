"""From a form to a noun: fields are turned into values, papers read; nothing is written yet."""

from datetime import datetime
from pathlib import Path

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
    PowerOfAttorney,
    RegisterKind,
    Right,
    RightKind,
    RightStatus,
    Seller,
)
from evidencekit.domain.ids import IdKind, new_id


def right_from(path: Path, at: datetime) -> tuple[Right, list[Paper]]:
    """Return a new right and its papers, to be kept before it. Raises FileMissing, WrongUse."""
    form = read_form(path, "right")
    papers: list[Paper] = []
    certificate = None
    if "certificate" in form:
        papers.append(read_paper(path, "certificate", form["certificate"]))
        certificate = papers[-1].path
    right = Right(
        id=new_id(IdKind.RIGHT, at),
        kind=RightKind(form["kind"]),
        jurisdiction=form["jurisdiction"],
        office=form.get("office", ""),
        reg_no=form.get("reg_no", ""),
        mark_text=form.get("mark_text", ""),
        classes=tuple(map(int, form.get("classes", ()))),
        goods=form.get("goods", ""),
        owner_as_registered=form["owner_as_registered"],
        reg_date=day_of(path, form, "reg_date"),
        expiry=day_of(path, form, "expiry"),
        status=RightStatus(form["status"]),
        territories=tuple(form.get("territories", ())),
        certificate=certificate,
        poa=_power(path, form["poa"], papers) if "poa" in form else None,
        register_kind=RegisterKind(form["register_kind"]) if "register_kind" in form else None,
        own_work_url=form.get("own_work_url", ""),
    )
    return right, papers


def seller_from(path: Path, at: datetime) -> Seller:
    """Return a new seller. Raises FileMissing, WrongUse."""
    form = read_form(path, "seller")
    seller_id = new_id(IdKind.SELLER, at)
    return Seller(seller_id, form["platform"], form["shop_id"], form["name"], form["url"])


def case_from(path: Path, at: datetime) -> Case:
    """Return a new case. Raises FileMissing, WrongUse."""
    form = read_form(path, "case")
    return Case(
        new_id(IdKind.CASE, at),
        form["name"],
        form["right"],
        tuple(form.get("sellers", ())),
        tuple(form.get("captures", ())),
    )


def complaint_from(path: Path, at: datetime) -> tuple[Complaint, list[Paper]]:
    """Return a new draft and its papers, to be kept before it. Raises FileMissing, WrongUse."""
    form = read_form(path, "complaint")
    filer: Form = form["filer"]
    papers: list[Paper] = []
    enclosures = tuple(_enclosure(path, one, papers) for one in form.get("enclosures", ()))
    draft = Complaint(
        id=new_id(IdKind.COMPLAINT, at),
        recipient=form["recipient"],
        language=form.get("language", "en"),
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
    return PowerOfAttorney(
        papers[-1].path,
        form["agent"],
        day_of(path, form, "valid_from"),
        day_of(path, form, "valid_to"),
        tuple(form["rights"]),
        tuple(form["recipients"]),
    )
