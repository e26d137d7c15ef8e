"""Codes of casework as words and tones for the eye. Unknown is said as unknown."""

from typing import TYPE_CHECKING

from evidencekit.foundation.catalogue import N_, _
from evidencekit.gui.parts import page_text

if TYPE_CHECKING:
    from evidencekit.casework.model import Right

_STATES = {
    "draft": (N_("draft"), "plain"),
    "checked": (N_("checked"), "plain"),
    "confirmed": (N_("confirmed"), "good"),
    "exported": (N_("packet made"), "good"),
    "submitted": (N_("filed"), "good"),
    "answered": (N_("answered"), "good"),
    "verified_gone": (N_("gone, as seen"), "good"),
    "reappeared": (N_("back again"), "bad"),
    "withdrawn": (N_("withdrawn"), "plain"),
    "closed": (N_("closed"), "plain"),
}
_LANGUAGES = {"en": N_("English"), "zh_CN": N_("Chinese")}
_KINDS = {
    "trademark": N_("Trade mark"),
    "copyright": N_("Copyright"),
    "design": N_("Design"),
    "patent": N_("Patent"),
}
_CLAIMS = {
    "counterfeit": N_("The goods are counterfeit"),
    "trademark": N_("The mark is used without leave"),
    "copyright": N_("The work is used without leave"),
    "design": N_("The design is used without leave"),
    "patent": N_("The invention is used without leave"),
}
_RIGHTS = {
    "registered": (N_("registered"), "good"),
    "pending": (N_("pending"), "warn"),
    "expired": (N_("expired"), "bad"),
    "cancelled": (N_("cancelled"), "bad"),
    "unregistered": (N_("unregistered"), "warn"),
}
_CAPACITIES = {"owner": N_("as the owner"), "agent": N_("as an agent")}
_LEVELS = {
    "block": (N_("× Must be mended"), "bad"),
    "warn": (N_("! Check"), "warn"),
    "unknown": (N_("? Not known"), "plain"),
}
_RULES = {
    "right_in_force": N_("The right is in force where the goods are sold"),
    "listing_link": N_("Each address is one of a listing that the recipient covers"),
    "url_limit": N_("No more addresses than one notice takes"),
    "one_right": N_("One right in a notice"),
    "filer_authority": N_("Who files may file"),
    "owner_name": N_("The owner is the one on the register"),
    "declarations": N_("A named person accepted what the recipient wants declared"),
    "certificate": N_("The certificate is here"),
    "right_kind": N_("The recipient takes rights of this kind"),
    "register_number": N_("The number has the recipient's form"),
    "own_work": N_("The own work is shown elsewhere"),
    "proof_of_goods": N_("The goods themselves are proved"),
    "freshness": N_("The captures are fresh and readable"),
    "resale_only": N_("It is about a right, not about resale"),
    "compatibility": N_("The mark does not only say what it fits"),
    "text_limits": N_("The texts fit the recipient's fields"),
    "facts_confirmed": N_("A person stands for each fact"),
    "papers_language": N_("The papers are in a language that is taken"),
    "confidential": N_("No secret leaves"),
    "law_read": N_("What is said of the law was read by a person"),
    "rule_status": N_("How well the recipient's rules are known"),
}
_STEPS = {
    "submitted": N_("Filed"),
    "accepted": N_("Accepted"),
    "rejected": N_("Refused"),
    "counter_notice": N_("The seller objected (counter-notice)"),
    "replied": N_("The objection was answered"),
    "gone": N_("The listing is gone"),
    "reappeared": N_("The listing is back"),
    "authority_case": N_("An authority opened a case"),
    "seized": N_("Goods were seized"),
    "withdrawn": N_("Withdrawn"),
    "closed": N_("Closed"),
}
_NOUNS = {
    "right": N_("The right was added."),
    "seller": N_("The seller was added."),
    "case": N_("The case was added."),
    "complaint": N_("The complaint was added."),
}
# A word longer than this would widen its column: an address has no blanks.


def state_of_complaint(state: object) -> tuple[str, str]:
    """Return words and tone of a complaint's state."""
    return _pair(_STATES, state)


def language_words(language: object) -> str:
    """Return the name of a complaint's language."""
    return _plain(_LANGUAGES, language)


def kind_of_right(kind: object) -> str:
    """Return the words of a kind of right."""
    return _plain(_KINDS, kind)


def right_line(right: "Right") -> str:
    """Return what a right is called, its kind, country and number, in one line."""
    named = or_unknown(right.mark_text or (right.work.title if right.work else ""))
    parts = (kind_of_right(right.kind), right.jurisdiction, page_text(right.reg_no or None))
    return f"{named} · {' · '.join(part for part in parts if part)}"


def status_of_right(status: object) -> tuple[str, str]:
    """Return words and tone of where a right stands in its register."""
    return _pair(_RIGHTS, status)


def capacity_words(capacity: object) -> str:
    """Return as what somebody files."""
    return _plain(_CAPACITIES, capacity)


def claim_words(claim: object) -> str:
    """Return what is said to be wrong."""
    return _plain(_CLAIMS, claim)


def level_words(level: object) -> tuple[str, str]:
    """Return symbol with words, and tone, of what a finding does."""
    return _pair(_LEVELS, level)


def rule_words(rule: object) -> str:
    """Return what a rule of pre-flight asks for."""
    return _plain(_RULES, rule)


def rules_known() -> tuple[str, ...]:
    """Return the codes of the rules of pre-flight."""
    return tuple(_RULES)


def step_words(kind: object) -> str:
    """Return what happened to a complaint."""
    return _plain(_STEPS, kind)


def added_words(noun: str) -> str:
    """Return the sentence that something was added."""
    return _(_NOUNS[noun])


def or_unknown(text: object) -> str:
    """Return a safe line; what is not recorded is said to be unknown."""
    return page_text(text, 160) if text not in (None, "") else _("unknown")


def _pair(table: dict[str, tuple[str, str]], code: object) -> tuple[str, str]:
    words, tone = table.get(str(code), (N_("unknown"), "warn"))
    return _(words), tone


def _plain(table: dict[str, str], code: object) -> str:
    return _(table[str(code)]) if str(code) in table else page_text(code)
