"""The fields of a recipient's form, in its order, filled with what the dossier holds.

The order is that of the recipient's fact `required`; what it does not name and we know comes after.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from evidencekit.casework.dossier import Dossier
from evidencekit.casework.model import Capacity
from evidencekit.casework.wording import Wording
from evidencekit.foundation.catalogue import N_
from evidencekit.packet.field import Field

_Value = Callable[[Dossier], str]


def _joined(values: Sequence[str]) -> str:
    return "\n".join(dict.fromkeys(value for value in values if value))


def _rights(part: Callable[..., str]) -> _Value:
    return lambda dossier: _joined([part(one) for one in dossier.rights])


def _fact(name: str) -> _Value:
    def value(dossier: Dossier) -> str:
        facts = [one for page in dossier.pages for one in page.facts if one.name == name]
        return _joined([str(one.content.get("value") or "") for one in facts])

    return value


def _agent(dossier: Dossier) -> str:
    return dossier.filer.name if dossier.filer.capacity is Capacity.AGENT else ""


def _urls(dossier: Dossier) -> str:
    return "\n".join(" ".join(page.url.split()) for page in dossier.pages if page.url)


def _of_seller(part: str) -> _Value:
    return lambda dossier: str(getattr(dossier.seller, part)) if dossier.seller else ""


# What a recipient may ask, in our words, and where it is in a dossier.
_KNOWN: dict[str, tuple[str, _Value]] = {
    "rights_holder.legal_name": (
        N_("Rights holder, legal name"),
        lambda d: d.complaint.holder or _joined([one.owner_as_registered for one in d.rights]),
    ),
    "filer.full_name": (N_("Filer, full name"), lambda d: d.filer.name),
    "agent.full_name": (N_("Agent, full name"), _agent),
    "right.kind": (N_("Kind of right"), _rights(lambda one: one.kind.value)),
    "right.jurisdiction": (N_("Jurisdiction of the right"), _rights(lambda one: one.jurisdiction)),
    "right.reg_no": (N_("Registration number"), _rights(lambda one: one.reg_no)),
    "right.mark_text": (N_("Mark"), _rights(lambda one: one.mark_text)),
    "right.owner_as_registered": (
        N_("Owner as registered"),
        _rights(lambda one: one.owner_as_registered),
    ),
    "right.classes": (
        N_("Classes"),
        _rights(lambda one: ", ".join(map(str, one.classes))),
    ),
    "right.goods": (N_("Goods and services"), _rights(lambda one: one.goods)),
    "right.valid_from": (
        N_("Registered on"),
        _rights(lambda one: one.reg_date.isoformat() if one.reg_date else ""),
    ),
    "right.expiry": (
        N_("Expires"),
        _rights(lambda one: one.expiry.isoformat() if one.expiry else ""),
    ),
    "work.identification": (N_("Own work"), _rights(lambda one: one.own_work_url)),
    "complaint.infringement_type": (
        N_("What is claimed"),
        lambda d: d.complaint.claim.value if d.complaint.claim else "",
    ),
    "complaint.infringement_explanation": (
        N_("Explanation"),
        lambda d: d.complaint.explanation,
    ),
    "complaint.date": (
        N_("Date"),
        lambda d: d.complaint.confirmed_at.date().isoformat() if d.complaint.confirmed_at else "",
    ),
    "listing.url_canonical": (N_("Addresses of the listings"), _urls),
    "listing.item_id": (N_("Listing numbers"), _fact("listing_id")),
    "listing.price": (N_("Prices as confirmed"), _fact("price")),
    "seller.name": (N_("Seller"), _of_seller("name")),
    "seller.shop_id": (N_("Shop number"), _of_seller("shop_id")),
}
_LABELS = {
    "filer.email": N_("Filer, e-mail"),
    "filer.public_email": N_("Filer, e-mail that the seller may see"),
    "filer.phone": N_("Filer, telephone"),
    "filer.address": N_("Filer, postal address"),
    "filer.postal_address": N_("Filer, postal address"),
    "rights_holder.address": N_("Rights holder, address"),
    "rights_holder.country": N_("Rights holder, country"),
    "rights_holder.business_licence": N_("Rights holder, business licence (a file)"),
    "right.certificate": N_("Certificate of registration (a file)"),
    "agent.poa": N_("Power of attorney (a file)"),
    "seller.address": N_("Seller, address"),
    "capture.bundle": N_("Evidence (the packet's PDF)"),
    "complaint.signature": N_("Signature"),
    "complaint.seal": N_("Seal"),
    "complaint.requests": N_("What is asked for"),
    "complaint.reason": N_("Reason"),
    "complaint.reason_code": N_("Reason code"),
    "listing.infringement_location": N_("Where the infringement is to be seen"),
    "threshold.sheet": N_("Threshold sheet (in the packet's PDF)"),
}
_EXPLANATION, _REQUESTS = "complaint.infringement_explanation", "complaint.requests"
_DRAFTED = N_("Drafted by the program: read it before you use it.")
_CUT = N_("The field takes {used} of {of} sentences; all of them stand in the PDF.")
_DECLARATION = "declaration."
_DECLARED = N_("Declarations, as accepted")
# What the recipient's limits are called, where their fields are ours by another name.
_LIMITED = {
    "right.mark_text": "brand",
    _EXPLANATION: "detailedMessage",
}


def field_sheet(
    dossier: Dossier, wording: Wording, day: date, say: Callable[[str], str]
) -> tuple[Field, ...]:
    """Return the fields in the recipient's order on `day`.

    Where nobody wrote an explanation the drafted statement stands in its place, as many whole
    sentences of it as the recipient's field takes; all of it stands in a field of its own.
    """
    asked = _asked(dossier, day)
    names = [*asked, *(name for name in _KNOWN if name not in asked)]
    limits = _limits(dossier, day)
    fields = [_field(name, dossier, limits, say) for name in names]
    fields = [_drafted(one, wording, say) if one.name in asked else one for one in fields]
    whole = Field("draft.statement", say(N_("Statement of facts (draft)")), wording.text)
    declared = "\n".join((*dossier.complaint.declarations, *_accepted(dossier)))
    last = Field("declarations", say(_DECLARED), declared)
    kept = [one for one in fields if one.value or one.name in asked]
    told = wording.text and all(one.value != wording.text for one in kept)
    return (*kept, *([whole] if told else []), *([last] if declared else []))


def called(name: str, say: Callable[[str], str]) -> str:
    """Return a field that recipients ask for as a person calls it."""
    label = _KNOWN[name][0] if name in _KNOWN else _LABELS.get(name)
    return say(label) if label else name.replace("_", " ").replace(".", ": ")


def description_limit(dossier: Dossier, day: date) -> int | None:
    """Return how many characters the recipient's field for an explanation takes, None: unknown."""
    return _limits(dossier, day).get(_LIMITED[_EXPLANATION])


def url_batch(dossier: Dossier, day: date) -> int | None:
    """Return how many addresses one notice takes, None when that is not known."""
    fact = dossier.recipient.fact("max_urls", day)
    return fact.value if fact is not None and isinstance(fact.value, int) else None


def _asked(dossier: Dossier, day: date) -> list[str]:
    fact = dossier.recipient.fact("required", day)
    named = fact.value if fact is not None and isinstance(fact.value, list) else []
    # Declarations are shown as they were accepted, in one field.
    return [str(name) for name in named if not str(name).startswith(_DECLARATION)]


def _field(name: str, dossier: Dossier, limits: dict[str, int], say: Callable[[str], str]) -> Field:
    label, known = called(name, say), _KNOWN.get(name)
    if known is None:
        return Field(name, label, "")
    return Field(name, label, known[1](dossier), limits.get(_LIMITED.get(name, "")))


def _drafted(one: Field, wording: Wording, say: Callable[[str], str]) -> Field:
    """Return a field that nobody filled with what is drafted for it, else as it is."""
    if one.value:
        return one
    if one.name == _REQUESTS:
        return replace(one, value=wording.requests)
    if one.name != _EXPLANATION:
        return one
    fitted = wording.fitted(one.limit)
    note = say(_DRAFTED)
    if fitted.used < fitted.of:
        note = f"{note} {say(_CUT).format(used=fitted.used, of=fitted.of)}"
    return replace(one, value=fitted.text, note=note)


def _limits(dossier: Dossier, day: date) -> dict[str, int]:
    fact = dossier.recipient.fact("field_limits", day)
    given = fact.value if fact is not None and isinstance(fact.value, dict) else {}
    return {
        name: one["max_chars"]
        for name, one in given.items()
        if isinstance(one, dict) and isinstance(one.get("max_chars"), int)
    }


def _accepted(dossier: Dossier) -> list[str]:
    return [one.text for one in dossier.complaint.declared]
