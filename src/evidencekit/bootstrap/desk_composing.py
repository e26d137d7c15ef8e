"""What the app does with a complaint that is being written: looked at, drawn, kept.

All functions block; for a worker's thread.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from evidencekit.bootstrap.desk import Desk
from evidencekit.bootstrap.desk_views import ComplaintView
from evidencekit.casework.model import Capacity, Complaint, Filer
from evidencekit.foundation.catalogue import current_language
from evidencekit.foundation.clock import SystemClock

if TYPE_CHECKING:
    from evidencekit.casework.dossier import CapturedPage
    from evidencekit.casework.model import Case, Right, Seller
    from evidencekit.casework.recipients import Recipient
    from evidencekit.services.casework import CaseworkReading
    from evidencekit.services.previewing import Previewing
    from evidencekit.services.wording import DraftedWording


@dataclass(frozen=True, slots=True)
class DraftView:
    """A complaint to be written, and what it may name.

    `kept` says whether it is in the vault already, `open` whether it may still be changed.
    `recipients` are pairs of id and name, by name; `pages` are all captures that may be named, with
    what persons confirmed of them, those of the draft first.
    """

    draft: Complaint
    kept: bool
    recipients: tuple[tuple[str, str], ...]
    rights: "tuple[Right, ...]"
    sellers: "tuple[Seller, ...]"
    pages: "tuple[CapturedPage, ...]"

    @property
    def open(self) -> bool:
        """Say whether it is a draft still."""
        return self.draft.confirmed_by is None


def draft_view(desk: Desk, case_id: str, complaint_id: str | None) -> DraftView:
    """Return a complaint of a case to be written on; without an id a new one, not kept yet.

    Raises NotFound, VaultNewer, VaultDamaged.
    """
    from evidencekit.services.casework import CaseworkReading
    from evidencekit.vault.vault import Vault

    reading = CaseworkReading(Vault.open_reading(desk.folder))
    case, rules = reading.case(case_id), reading.rules()
    language = current_language()
    draft = reading.complaint(complaint_id) if complaint_id else _new(desk, case, reading)
    captures = tuple(dict.fromkeys((*draft.captures, *case.captures)))
    pages = reading.dossier_of(replace(draft, captures=captures)).pages
    if not complaint_id:
        recipient = _covering(rules.recipients, pages, desk.now().date())
        draft = replace(draft, recipient=recipient)
    rights = dict.fromkeys((*draft.rights, *case.rights))
    sellers = dict.fromkeys((*filter(None, [draft.seller]), *case.sellers))
    named = ((one.id, one.called(language)) for one in rules.recipients)
    return DraftView(
        draft,
        complaint_id is not None,
        tuple(sorted(named, key=lambda pair: pair[1].casefold())),
        tuple(map(reading.right, rights)),
        tuple(map(reading.seller, sellers)),
        pages,
    )


def look_at(desk: Desk, draft: Complaint) -> ComplaintView:
    """Hold a draft as it is written against its recipient's rules as of today. Raises NotFound."""
    from evidencekit.services.casework import CaseworkReading
    from evidencekit.vault.vault import Vault

    reading = CaseworkReading(Vault.open_reading(desk.folder))
    return ComplaintView.of(reading.dossier_of(draft), desk.now().date())


def drafted_words(desk: Desk, draft: Complaint) -> "DraftedWording":
    """Return a draft in words, as its packet would have them. Raises NotFound, VaultDamaged."""
    from evidencekit.services.wording import WordingReading
    from evidencekit.vault.vault import Vault

    return WordingReading(Vault.open_reading(desk.folder), SystemClock()).of_draft(draft)


def previewing(desk: Desk) -> "Previewing":
    """Return what draws previews of drafts; whoever asks for it closes it."""
    from evidencekit.services.previewing import Previewing
    from evidencekit.vault.vault import Vault

    return Previewing(Vault.open_reading(desk.folder), SystemClock(), desk.operator)


def keep(desk: Desk, draft: Complaint) -> None:
    """Keep a draft in the vault. Raises as `Drafting.keep`."""
    from evidencekit.services.drafting import Drafting

    with desk.writing() as writer:
        Drafting(writer, SystemClock()).keep(draft)


def _new(desk: Desk, case: "Case", reading: "CaseworkReading") -> Complaint:
    """Return a draft that names what the case names; who files is the owner as registered."""
    from evidencekit.domain.ids import IdKind, new_id

    owner = reading.right(case.right).owner_as_registered
    language = current_language()
    return Complaint(
        id=new_id(IdKind.COMPLAINT, desk.now()),
        recipient=reading.rules().recipients[0].id,
        language=language if language in {"en", "zh_CN"} else "en",
        seller=next(iter(case.sellers), None),
        rights=case.rights[:1],
        captures=case.captures,
        filer=Filer(owner, Capacity.OWNER),
        declarations=(),
        holder=owner,
    )


def _covering(recipients: "Sequence[Recipient]", pages: "Sequence[CapturedPage]", day: date) -> str:
    """Return the recipient whose sites these pages are of, else the first."""
    from urllib.parse import urlsplit

    from evidencekit.listing.platforms import site_name

    sites = {site_name(urlsplit(page.url).hostname or "") for page in pages if page.url}
    for one in recipients:
        covers = one.fact("covers", day)
        if covers is not None and isinstance(covers.value, list) and sites & set(covers.value):
            return one.id
    return recipients[0].id
