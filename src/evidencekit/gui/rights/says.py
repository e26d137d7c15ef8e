"""Codes of the register as words, signs and tones. A sign stands with every word."""

from evidencekit.foundation.catalogue import N_, _

_STATES = {
    "holds": (N_("✓ in force"), "good"),
    "ends_soon": (N_("! ends soon"), "warn"),
    "not_yet": (N_("! not yet in force"), "warn"),
    "expired": (N_("× expired"), "bad"),
    "withdrawn": (N_("× withdrawn"), "bad"),
    "not_registered": (N_("! not registered"), "warn"),
    "missing": (N_("× no certificate"), "bad"),
    "not_whole": (N_("× not as it was kept"), "bad"),
    "unknown_end": (N_("? end not recorded"), "plain"),
}
_CERTIFICATE = {
    "holds": (N_("✓ here"), "good"),
    "missing": (N_("× missing: no complaint without it"), "bad"),
    "not_whole": (N_("× not as it was kept: add it again"), "bad"),
}
_PAPERS = {
    "certificate": N_("Certificate"),
    "power": N_("Power of attorney"),
    "mark_image": N_("Picture of the mark"),
    "renewal": N_("Renewal"),
    "assignment": N_("Assignment"),
    "name_change": N_("Change of name"),
    "madrid_extension": N_("Madrid extension"),
    "translation": N_("Translation"),
    "claims_chart": N_("Claims chart"),
    "register_copy": N_("Copy of the register"),
    "other": N_("Another paper"),
}
_ROWS = {
    "new": (N_("new"), "good"),
    "already_here": (N_("here already"), "plain"),
    "wrong": (N_("× wrong"), "bad"),
}
_FIELDS = {
    "kind": N_("Kind"),
    "jurisdiction": N_("Country"),
    "office": N_("Office"),
    "reg_no": N_("Registration number"),
    "app_no": N_("Application number"),
    "mark_text": N_("Mark"),
    "mark_type": N_("Kind of mark"),
    "classes": N_("Classes"),
    "goods": N_("Goods"),
    "owner_as_registered": N_("Owner as registered"),
    "reg_date": N_("Registered on"),
    "expiry": N_("Expires on"),
    "status": N_("Status"),
    "territories": N_("Territories"),
    "register_kind": N_("Register"),
    "own_work_url": N_("Own work"),
    "register_extract": N_("Capture of the register"),
    "versions": N_("Other languages"),
    "licensees": N_("Licensees"),
    "recordals": N_("Customs recordals"),
    "registry_ids": N_("Brand registries"),
    "class_goods": N_("Goods by class"),
    "holder": N_("Rights holder"),
    "work": N_("Work"),
    "certificate": N_("Certificate"),
    "powers": N_("Powers of attorney"),
}

# Parts of what a field is made of: of a work, a holder, a power of attorney, a licence.
_PARTS = {
    "number": N_("No."),
    "language": N_("Language"),
    "owner": N_("Owner"),
    "name": N_("Name"),
    "territory": N_("Territory"),
    "until": N_("Until"),
    "authority": N_("Customs authority"),
    "platform": N_("Platform"),
    "title": N_("Title of the work"),
    "author": N_("Author of the work"),
    "work_type": N_("Kind of work"),
    "first_publication": N_("First published"),
    "description": N_("Description"),
    "claim_statement": N_("Claim to the work"),
    "type": N_("Kind"),
    "country": N_("Country"),
    "address": N_("Postal address"),
    "registration_no": N_("Company number"),
    "tax_id": N_("Tax number"),
    "public_email": N_("E-mail that sellers may see"),
    "private_email": N_("E-mail for recipients only"),
    "phone": N_("Phone"),
    "file": N_("File"),
    "agent": N_("Agent"),
    "valid_from": N_("In force from"),
    "valid_to": N_("In force until"),
    "rights": N_("Rights it names"),
    "recipients": N_("Recipients it names"),
    "scope": N_("Remark"),
    "translation": N_("Translation"),
    "notarised": N_("Notarised"),
    "apostille": N_("Apostille"),
    "ended_on": N_("Withdrawn on"),
}
_VALUES = {
    "word": N_("word mark"),
    "figure": N_("figurative mark"),
    "combined": N_("word and figure"),
    "principal": N_("principal register"),
    "supplemental": N_("supplemental register"),
    "person": N_("a person"),
    "company": N_("a company"),
}


def state_words(state: str) -> tuple[str, str]:
    """Return sign with word, and tone, of how a right or a power stands."""
    words, tone = _STATES[state]
    return _(words), tone


def certificate_words(state: str) -> tuple[str, str]:
    """Return sign with word, and tone, of a certificate."""
    words, tone = _CERTIFICATE[state]
    return _(words), tone


def paper_words(kind: str) -> str:
    """Return what a paper is."""
    return _(_PAPERS[kind])


def paper_kinds() -> list[tuple[str, str]]:
    """Return each kind of paper with its words."""
    return [(kind, _(words)) for kind, words in _PAPERS.items()]


def row_words(state: str) -> tuple[str, str]:
    """Return word and tone of a row of a table."""
    words, tone = _ROWS[state]
    return _(words), tone


def field_words(field: str) -> str:
    """Return the name of a field; one that has none is shown as it is."""
    return _(_FIELDS[field]) if field in _FIELDS else field


def part_words(part: str) -> str:
    """Return the name of a part of a field, of a power of attorney say."""
    return _(_PARTS[part]) if part in _PARTS else field_words(part)


def value_words(value: object) -> str:
    """Return the words of a kind of mark, of a register, of an owner; others as they are."""
    return _(_VALUES[str(value)]) if str(value) in _VALUES else str(value)


def mark_types() -> list[tuple[str, str]]:
    """Return each kind of mark with its words."""
    return [(one, value_words(one)) for one in ("word", "figure", "combined")]


def register_kinds() -> list[tuple[str, str]]:
    """Return each register of the United States with its words."""
    return [(one, value_words(one)) for one in ("principal", "supplemental")]
