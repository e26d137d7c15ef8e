"""What a complaint tells of: its filer, rights, listings, test purchases, and what it asks for."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from evidencekit.casework.dossier import Dossier
from evidencekit.casework.model import Capacity, Right, RightKind
from evidencekit.casework.right_parts import PaperKind
from evidencekit.casework.right_standing import sha256_of
from evidencekit.casework.wording import Carrier, Subject
from evidencekit.casework.wording_text import SubjectKind

_WALLS = frozenset({"captcha", "login", "error"})
_NOT_SHOWN = frozenset({"wall", "failed"})
_PAGES = {"listing": "listing", "gone": "gone"}

Carriers = Mapping[str, Carrier]
"""What the packet holds, by a capture's id or a paper's path in the vault."""


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A capture as the wording knows it.

    `time` is UTC text, `state` and `page_kind` as sealed, `facts` the values that a person stands
    for by name, `unconfirmed` the names of those only read.
    """

    capture_id: str
    address: str
    time: str
    state: str
    page_kind: str
    facts: Mapping[str, str]
    unconfirmed: frozenset[str]


def subjects_of(dossier: Dossier, pages: Iterable[ShownPage], here: Carriers) -> list[Subject]:
    """Return all that a complaint tells of; `here` is what its packet holds."""
    return [
        *_filer(dossier, here),
        *rights_told(dossier.rights, here),
        *pages_told(pages, dossier.rights, _claim(dossier), here),
        *_purchases(dossier, here),
        _request(dossier),
    ]


def rights_told(rights: Sequence[Right], here: Carriers) -> Iterator[Subject]:
    """Give each right, carried by its certificate and the capture of the office's page."""
    for right in rights:
        facts = {
            "owner": right.owner_as_registered,
            "mark": right.mark_text,
            "number": right.reg_no,
            "office": right.office,
            "work": right.work.title if right.work else "",
            "classes": ", ".join(map(str, right.classes)),
            "goods": right.goods,
            "expiry": right.expiry.isoformat() if right.expiry else "",
        }
        named = (right.certificate, right.register_extract)
        carriers = tuple(here[one] for one in named if one is not None and one in here)
        yield Subject(SubjectKind.RIGHT, right.id, facts, carriers, {"kind": right.kind.value})


def pages_told(
    pages: Iterable[ShownPage], rights: Sequence[Right], claim: str, here: Carriers
) -> Iterator[Subject]:
    """Give each page; `claim` is a `Claim`, or `unsaid`; without rights nothing is claimed."""
    named = ", ".join(dict.fromkeys(map(_called, rights)))
    for page in pages:
        facts = {name: value for name, value in page.facts.items() if value}
        if facts.get("price_max") == facts.get("price"):
            facts.pop("price_max", None)
        facts |= {"time": page.time[:19].replace("T", " "), "address": page.address}
        facts |= {"right": named}
        carriers = (here[page.capture_id],) if page.capture_id in here else ()
        traits = {"page": _page(page), "claim": claim if named else "none"}
        yield Subject(
            SubjectKind.LISTING, page.capture_id, facts, carriers, traits, page.unconfirmed
        )


def _page(page: ShownPage) -> str:
    if page.state in _NOT_SHOWN or page.page_kind in _WALLS:
        return "wall"
    return _PAGES.get(page.page_kind, "other")


def _claim(dossier: Dossier) -> str:
    return dossier.complaint.claim.value if dossier.complaint.claim else "unsaid"


def _called(right: Right) -> str:
    """Return what a right is called in a sentence: mark and number, or what there is of them."""
    number = " ".join(filter(None, (right.office, right.reg_no)))
    title = right.work.title if right.work and right.kind is RightKind.COPYRIGHT else ""
    name = right.mark_text or title
    return f"{name} ({number})" if name and number else name or number or right.id


def _filer(dossier: Dossier, here: Carriers) -> Iterator[Subject]:
    powers = [one for one in dossier.papers if one.kind is PaperKind.POWER]
    for right in dossier.rights:
        files = [one.file for one in powers if one.right == right.id]
        facts = {"filer": dossier.filer.name, "owner": right.owner_as_registered}
        carriers = tuple(here[one] for one in files if one in here)
        traits = {"capacity": dossier.filer.capacity.value}
        if dossier.filer.capacity is Capacity.AGENT:
            yield Subject(SubjectKind.FILER, right.id, facts, carriers, traits)


def _purchases(dossier: Dossier, here: Carriers) -> Iterator[Subject]:
    """Give receipt and appraisal of each test purchase, each carried by its own papers enclosed."""
    enclosed = {sha256_of(one.file): one.file for one in dossier.complaint.enclosures}

    def carried(digests: Iterable[str]) -> tuple[Carrier, ...]:
        files = [enclosed[digest] for digest in digests if digest in enclosed]
        return tuple(here[file] for file in files if file in here)

    for one in dossier.bought:
        receipt = {"ordered_on": one.ordered_on, "received_on": one.received_on}
        if one.received:
            told = {"part": "receipt"}
            yield Subject(
                SubjectKind.PURCHASE, one.purchase, receipt, carried(one.receipt_papers), told
            )
        if one.appraisal is not None:
            said = {"appraised_on": one.appraised_on, "signer": one.signer}
            told = {"part": "appraisal", "result": one.appraisal.value}
            yield Subject(
                SubjectKind.PURCHASE, one.purchase, said, carried(one.appraisal_papers), told
            )


def _request(dossier: Dossier) -> Subject:
    recipient = dossier.recipient
    traits = {"recipient": recipient.id, "kind": recipient.kind}
    return Subject(SubjectKind.REQUEST, recipient.id, {}, (), traits)


def carriers_of(
    captures: Iterable[str], papers: Mapping[str, str], named: Callable[[str], str]
) -> dict[str, Carrier]:
    """Return what a packet holds: captures as `named` calls them, papers by their names in it."""
    shown = {one: Carrier(one, named(one)) for one in captures}
    return shown | {path: Carrier(path, name) for path, name in papers.items()}
