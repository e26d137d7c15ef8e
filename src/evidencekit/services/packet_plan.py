"""From a complaint's dossier to the plan of its packet, in the recipient's language."""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePosixPath

from evidencekit.casework.dossier import Dossier
from evidencekit.casework.model import (
    Capacity,
    Case,
    Complaint,
    ComplaintState,
    Right,
    ViewedIn,
)
from evidencekit.casework.right_parts import PaperKind
from evidencekit.foundation.catalogue import N_, catalogue
from evidencekit.packet.model import Limits, PacketPlan
from evidencekit.packet.profiles import COURT, INTERNAL, PROFILES, find_profile
from evidencekit.services.packet_profiles import MAY_HAND_ON, language_for, profile_for

_PLAIN = re.compile("[A-Za-z0-9]+")
_MEGABYTE = 1_000_000
_UNCONFIRMED = {ComplaintState.DRAFT, ComplaintState.CHECKED}
_TITLE, _TITLE_OF = N_("Complaint to {recipient}"), N_("Complaint to {recipient}: {mark}")
# A court's bundle is no complaint to anybody: it is named for what it is.
_BUNDLE = N_("{recipient}: {mark}")


def plan_of(
    dossier: Dossier, operator: str, language: str | None = None, profile: str | None = None
) -> PacketPlan:
    """Return the plan of a complaint's packet: a draft until a named person confirmed it.

    `language` overrides the complaint's; both `en` or `zh_CN`, others give English. Without a
    `profile` it is the one for this sort of recipient.
    """
    complaint = dossier.complaint
    chosen = language or language_for(complaint.language)
    say = catalogue(chosen).gettext
    marks = ", ".join(dict.fromkeys(one.mark_text for one in dossier.rights if one.mark_text))
    recipient = dossier.recipient.called(chosen)
    shaped = profile or profile_for(dossier.recipient)
    return PacketPlan(
        title=say(_title_of(dossier, marks)).format(recipient=recipient, mark=marks),
        captures=dossier.captures,
        operator=operator,
        recipient=recipient,
        parties=tuple(_parties(dossier, say)),
        statement="\n".join((*complaint.declarations, *_declared(complaint, say))),
        complaint=complaint.id,
        language=chosen,
        draft=complaint.state in _UNCONFIRMED,
        facts_as_of=complaint.confirmed_at,
        profile=shaped,
        limits=None if find_profile(shaped, chosen).archive else _limits(dossier),
        # What stays in the firm goes to nobody who could hand it on.
        recipient_kind=None if shaped == INTERNAL.id else dossier.recipient.kind,
        submitter=dossier.filer.name,
        papers=tuple(_papers(dossier)),
    )


def _papers(dossier: Dossier) -> Iterator[tuple[str, str]]:
    """Yield what the complaint rests on: paths in the vault, names that a clerk can read."""
    rights = {right.id: right for right in dossier.rights}
    for one in dossier.papers:
        right = rights[one.right]
        what = "power-of-attorney" if one.kind is PaperKind.POWER else one.kind.value
        yield one.file, _paper_name(right, what, one.file)
    for place, enclosed in enumerate(dossier.complaint.enclosures, 1):
        what = enclosed.kind.value.replace("_", "-")
        yield enclosed.file, f"{what}-{place}{PurePosixPath(enclosed.file).suffix}"


def _certificate(right: Right) -> Iterator[tuple[str, str]]:
    if right.certificate is not None:
        named = _paper_name(right, PaperKind.CERTIFICATE.value, right.certificate)
        yield right.certificate, named


def _paper_name(right: Right, what: str, file: str) -> str:
    number = "-".join(_PLAIN.findall(right.reg_no)) or right.kind.value
    return f"{right.kind.value}-{what}-{number}{PurePosixPath(file).suffix}"


def _limits(dossier: Dossier) -> Limits | None:
    """Return what the recipient takes where it gets a submission: no more than is known."""
    recipient, confirmed = dossier.recipient, dossier.complaint.confirmed_at
    if recipient.kind not in MAY_HAND_ON:
        return None
    known = recipient.fact("attachment_max_mb", confirmed.date()) if confirmed else None
    most = known.value if known else None
    return Limits(max_bytes=most * _MEGABYTE if isinstance(most, int) else None)


def _declared(complaint: Complaint, say: Callable[[str], str]) -> Iterator[str]:
    """Yield each declaration in the words that were accepted, and who accepted it when."""
    for one in complaint.declared:
        accepted = say(N_("{text} (accepted by {name}, {day})"))
        yield accepted.format(text=one.text, name=one.by, day=one.at.date().isoformat())


def _viewed(complaint: Complaint, say: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """Yield how it is known that somebody looked at each listing; nothing of an older complaint."""
    words = {
        ViewedIn.WINDOW: N_("{count}, each shown by this program"),
        ViewedIn.COMMAND: N_("{count}, each by that person's own word"),
    }
    for how, text in words.items():
        count = sum(one.how is how for one in complaint.viewings)
        if count:
            yield say(N_("Listings looked at")), say(text).format(count=count)


def _title_of(dossier: Dossier, marks: str) -> str:
    if dossier.recipient.kind == "court":
        return _BUNDLE if marks else "{recipient}"
    return _TITLE_OF if marks else _TITLE


def plan_of_case(
    case: Case,
    rights: Sequence[Right],
    operator: str,
    language: str | None = None,
    profile: str = COURT,
) -> PacketPlan:
    """Return the plan of a whole case, all its captures: a bundle of exhibits, no complaint.

    Without a `language` it is the profile's own, English where it has none. `rights` are the
    case's, its first first.
    """
    chosen = language or (PROFILES[profile].language if profile in PROFILES else None) or "en"
    say = catalogue(chosen).gettext
    return PacketPlan(
        title=case.name,
        captures=case.captures,
        operator=operator,
        parties=tuple(pair for one in rights for pair in _right_parties(one, say)),
        case=case.id,
        language=chosen,
        profile=profile,
        submitter=rights[0].owner_as_registered,
        papers=tuple(paper for one in rights for paper in _certificate(one)),
    )


def _right_parties(right: Right, say: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    classes = ", ".join(map(str, right.classes))
    yield say(N_("Right holder")), right.owner_as_registered
    yield say(N_("Right")), right.words
    if classes:
        yield say(N_("Classes")), classes


def _parties(dossier: Dossier, say: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    for right in dossier.rights:
        yield from _right_parties(right, say)
    roles = {Capacity.OWNER: N_("owner"), Capacity.AGENT: N_("agent")}
    filer = dossier.filer
    yield say(N_("Filed by")), f"{filer.name} ({say(roles[filer.capacity])})"
    if dossier.complaint.confirmed_by:
        yield say(N_("Confirmed by")), dossier.complaint.confirmed_by
        yield from _viewed(dossier.complaint, say)
    batch, amends = dossier.complaint.batch, dossier.complaint.amends
    if batch:
        yield say(N_("Batch")), say(N_("{number} of {of}")).format(number=batch.number, of=batch.of)
    if amends:
        yield say(N_("In the place of")), amends
    if dossier.seller:
        seller = dossier.seller
        shop = f"{seller.platform} {seller.shop_id}"
        yield say(N_("Seller complained of")), f"{seller.name} ({shop})\n{seller.url}".strip()
