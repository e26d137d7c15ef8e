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
