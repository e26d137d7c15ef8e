"""Rules of recipients and of the law as words and tones. Unknown is said, never "no limit"."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from evidencekit.casework.dated_facts import Origin
from evidencekit.casework.law import line_in
from evidencekit.casework.law_names import article_words
from evidencekit.foundation.catalogue import N_, _, current_language, ngettext
from evidencekit.gui.cases.says import kind_of_right, language_words
from evidencekit.gui.parts import page_text
from evidencekit.gui.words import in_a_row, paired
from evidencekit.services.field_sheet import called

if TYPE_CHECKING:
    from evidencekit.casework.dated_facts import RuleFact
    from evidencekit.services.rule_files import RuleFile
    from evidencekit.services.ruling import FileChange

_CAP = 600
_KINDS = {
    "platform": N_("Platform"),
    "generic_notice": N_("Notice under a law"),
    "authority": N_("Public authority"),
    "court": N_("Court"),
    "law": N_("Law"),
}
_ORIGINS = {
    Origin.SHIPPED: N_("came with this program"),
    Origin.PACK: N_("from a data pack"),
    Origin.OWN: N_("your firm's own"),
}
_FACTS = {
    "covers": N_("Sites it covers"),
    "site_countries": N_("Where its sites sell"),
    "channel": N_("How it is sent"),
    "who_may_file": N_("Who may file"),
    "rights": N_("Rights it takes"),
    "required": N_("What it asks for"),
    "conditional": N_("What it asks for in some cases"),
    "recommended": N_("What it advises"),
    "languages": N_("Languages"),
    "max_urls": N_("Most addresses in a notice"),
    "one_right_per_notice": N_("One right in a notice"),
    "listing_link_due": N_("The address of each listing is asked for"),
    "attachments": N_("Papers"),
    "attachment_max_mb": N_("Largest file, MB"),
    "field_limits": N_("How long its fields are"),
    "declarations": N_("What must be declared"),
    "rejections": N_("What it refuses for"),
    "test_purchase": N_("Test purchase"),
    "thresholds": N_("Lines of the law"),
    "clock_country": N_("Whose working days count"),
    "standing": N_("What a filer must have achieved"),
    "refuses_supplemental": N_("It refuses additions"),
    "deadline_handling": N_("How long it takes"),
    "deadline_counter_notice": N_("Time to answer an objection"),
    "deadline_counter_notice_copyright": N_("Time to answer an objection, copyright"),
    "deadline_seller_counter_notice": N_("Time for the seller to object"),
    "court_country": N_("Country of the court"),
}
_RIGHTS, _LANGUAGES = "rights", "languages"
_ASKED = re.compile("required|conditional|recommended|_required$|^required_")
_UNITS = {
    "days": N_("{amount} days"),
    "working_days": N_("{amount} working days"),
    "business_days": N_("{amount} business days"),
    "working_hours": N_("{amount} working hours"),
    "month": N_("{amount} month"),
    "months": N_("{amount} months"),
    "year": N_("{amount} year"),
    "years": N_("{amount} years"),
}
_CHANGES = {
    "added": (N_("new"), "good"),
    "changed": (N_("changed"), "warn"),
    "removed": (N_("no longer there"), "warn"),
    "same": (N_("as it was"), "plain"),
    "older": (N_("older than what is here: left out"), "plain"),
}


def kind_words(kind: str) -> str:
    """Return what a recipient is, or that it is the law."""
    return _(_KINDS[kind])


def origin_words(origin: Origin) -> str:
    """Return who gives a rule."""
    return _(_ORIGINS[origin])


def file_name(file: "RuleFile") -> str:
    """Return the name of a rule file in the current language, safe to be shown."""
    return page_text(dict(file.names).get(current_language(), file.name), 120)


def seen_words(day: date, today: date) -> str:
    """Return when something was looked up, and how long ago that is."""
    age = (today - day).days
    if age <= 0:
        return _("looked up {day}").format(day=day)
    text = ngettext("looked up {day}, {count} day ago", "looked up {day}, {count} days ago", age)
    return text.format(day=day, count=age)


def standing_of(file: "RuleFile", today: date) -> tuple[str, str]:
    """Return words and tone of how well a file is known: what needs a look first."""
    if file.conflicts(today):
        return _("× sources disagree"), "bad"
    if file.is_old(today):
        return _("! old"), "warn"
    if doubtful := len(file.unverified(today)):
        return _("? {count} open").format(count=doubtful), "warn"
    if unknown := len(file.unknown(today)):
        return _("? {count} not known").format(count=unknown), "plain"
    return _("✓ read"), "good"


def fact_status(fact: "RuleFact") -> tuple[str, str]:
    """Return sign with words, and tone, of how well one fact is known."""
    if fact.value is None:
        return _("? not known"), "plain"
    if fact.read is not None:
        return _("✓ read by {name}").format(name=page_text(fact.read.by, 40)), "good"
    sign = "?" if fact.is_open else "✓"
    return f"{sign} {fact.status.words}", "warn" if fact.is_open else "good"


def fact_words(fact: "RuleFact") -> str:
    """Return what a fact is about; a line of the law by its article."""
    line = line_in(fact) if fact.value is not None else None
    if line is not None:
        return article_words(line.article, _)
    if fact.name in _FACTS:
        return _(_FACTS[fact.name])
    return page_text(fact.name.replace("_", " ").capitalize(), 80)


def value_words(fact: "RuleFact") -> str:
    """Return what a fact says, for reading. The words of sources stay in their language."""
    value, line = fact.value, line_in(fact) if fact.value is not None else None
    if value is None:
        return _("Not known: nobody has found out. This does not mean that there is no limit.")
    if line is not None:
        return line.told
    if isinstance(value, Mapping) and {"amount", "unit"} <= set(value):
        return _term(value)
    if isinstance(value, Mapping) and "texts" in value:
        texts = value["texts"]
        told = texts.get(current_language(), texts.get("en", "")) if texts else ""
        return page_text(f"{told} ({value.get('basis', '')})", _CAP)
    return page_text(_plain(fact.name, value), _CAP)


def change_words(kind: str) -> tuple[str, str]:
    """Return words and tone of what a file or a fact does to what is here."""
    words, tone = _CHANGES[kind]
    return _(words), tone


def changes_told(change: "FileChange") -> list[str]:
    """Return a line for each thing that a file changes."""
    if change.kind in {"same", "older"}:
        return []
    told = []
    for one in change.facts:
        fact = one.new or one.old
        assert fact is not None  # noqa: S101  # one of them is there
        was = value_words(one.old) if one.old else _("not there")
        now = value_words(one.new) if one.new else _("not there")
        words = now if change.kind == "added" else f"{was} → {now}"
        told.append(paired(fact_words(fact), words))
    for rules, text in (
        (change.rules_new, _("Checked from now on: {rules}")),
        (change.rules_gone, _("Not named any more, checked all the same: {rules}")),
    ):
        if rules and change.kind == "changed":
            told.append(text.format(rules=page_text(", ".join(rules), _CAP)))
    return told


def _plain(name: str, value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        return in_a_row(paired(_code(name, key), _plain(name, one)) for key, one in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(_plain(name, one) for one in value)
    return _("not known") if value is None else _code(name, value)


def _code(name: str, value: object) -> str:
    """Return a code by its name where it has one, else readable."""
    text = str(value)
    if name == _RIGHTS:
        named = kind_of_right(text)
        return named if named != text else text.replace("_", " ")
    if name == _LANGUAGES:
        return language_words("zh_CN" if text == "zh" else text)
    if _ASKED.search(name) and re.fullmatch(r"[a-z_.0-9]+", text):
        return called(text, _)
    return text.replace("_", " ") if re.fullmatch(r"[a-z0-9_]+", text) else text


def _term(value: Mapping[str, object]) -> str:
    amount, unit = value["amount"], str(value["unit"])
    if isinstance(amount, Sequence) and not isinstance(amount, str):
        amount = " - ".join(map(str, amount))
    text = _(_UNITS[unit]) if unit in _UNITS else "{amount} " + unit
    more = {key: one for key, one in value.items() if key not in {"amount", "unit"}}
    told = text.format(amount=amount)
    return page_text(f"{told} ({_plain('', more)})" if more else told, _CAP)
