"""Pre-flight rules on rights and papers: whose they are, of what kind, whether copies are here."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from evidencekit.casework.dossier import Dossier
from evidencekit.casework.finding import Finding, Speaker
from evidencekit.casework.model import Capacity, RegisterKind, Right, RightKind, RightStatus
from evidencekit.foundation.catalogue import N_
from evidencekit.listing.platforms import registrable

_BLANK = re.compile(r"\s+")


def owner_name(dossier: Dossier, _today: date) -> Iterator[Finding]:
    """Rule 6: the owner in the notice is the one on the register copy. This is never waived."""
    complaint, filer = dossier.complaint, dossier.filer
    holder = complaint.holder or (filer.name if filer.capacity is Capacity.OWNER else "")
    for right in dossier.rights:
        owner = right.owner_as_registered
        say = Speaker("owner_name", right.id, right=_name(right), holder=holder, owner=owner)
        if not holder:
            yield say.block(N_("The notice does not name the owner of {right}: {owner}."))
        elif _same(holder) != _same(owner):
            yield say.block(
                N_("The notice names {holder}; the register names {owner} for {right}.")
            )
        elif filer.capacity is Capacity.OWNER and _same(filer.name) != _same(owner):
            text = N_("{filer} files as the owner; the register names {owner} for {right}.")
            yield say.block(text, filer=filer.name)


def certificate(dossier: Dossier, _today: date) -> Iterator[Finding]:
    """Rule 5, the other half: a registered right is complained with only with its certificate."""
    for right in dossier.rights:
        say = Speaker("certificate", right.id, right=_name(right))
        if right.certificate is None and right.status is not RightStatus.UNREGISTERED:
            yield say.block(N_("There is no copy of the certificate of {right}."))
        elif right.certificate in dossier.unusable:
            yield say.block(N_("The certificate of {right} is not what was kept: add it again."))


def right_kind(dossier: Dossier, today: date) -> Iterator[Finding]:
    """Rule 8: the recipient takes rights of this kind, on this register."""
    taken = dossier.recipient.fact("rights", today)
    refuses = dossier.recipient.fact("refuses_supplemental", today)
    for right in dossier.rights:
        say = Speaker("right_kind", right.id, right=_name(right), kind=right.kind.value)
        if taken is None or not isinstance(taken.value, list):
            yield say.unknown(N_("Which kinds of rights this recipient takes is not known."), taken)
        elif not _is_taken(right.kind, taken.value):
            yield say.block(N_("This recipient takes no {kind}: {right} is one."), taken)
        elif taken.status.is_doubtful:
            text = N_("That this recipient takes a {kind} is not confirmed ({status}).")
            yield say.warn(text, taken, status=taken.status.value)
        if right.register_kind is not RegisterKind.SUPPLEMENTAL:
            continue
        if refuses is None:
            text = N_(
                "{right} stands on the supplemental register: whether it is taken here is "
                "not known."
            )
            yield say.unknown(text)
        elif refuses.value is True:
            text = N_("{right} stands on the supplemental register: this recipient refuses it.")
            yield say.block(text, refuses)


def register_number(dossier: Dossier, today: date) -> Iterator[Finding]:
    """Rule 15, the number: it has the form that this recipient's field takes."""
    form = dossier.recipient.fact("reg_no_form", today)
    if form is None or not isinstance(form.value, dict):
        say = Speaker("register_number", dossier.complaint.id)
        yield say.unknown(N_("Which form of number this recipient takes is not known."))
        return
    for right in dossier.rights:
        wanted = form.value.get(right.kind.value)
        if wanted and not re.fullmatch(wanted, right.reg_no):
            say = Speaker("register_number", right.id, right=_name(right), number=right.reg_no)
            yield say.warn(
                N_("{number} is not the form of number that this recipient takes."), form
            )


def own_work(dossier: Dossier, _today: date) -> Iterator[Finding]:
    """Rule 8, the work: the address given as one's own is not on the site complained of."""
    sites = {registrable(urlsplit(page.url).hostname or "") for page in dossier.pages if page.url}
    for right in dossier.rights:
        own = registrable(urlsplit(right.own_work_url).hostname or "")
        say = Speaker("own_work", right.id, right=_name(right), site=own)
        if own and own in sites:
            yield say.block(
                N_("The own work of {right} is shown at the site complained of: {site}.")
            )


def _name(right: Right) -> str:
    return right.reg_no or right.mark_text or right.id


def _same(name: str) -> str:
    """Return a name without what a copyist may change: width, case, blanks."""
    return _BLANK.sub(" ", unicodedata.normalize("NFKC", name)).strip().casefold()


def _is_taken(kind: RightKind, taken: list[object]) -> bool:
    """Say whether a kind is among those a recipient names in its own words."""
    words = {str(one) for one in taken}
    return "any_illegal_content" in words or any(kind.value in word for word in words)
