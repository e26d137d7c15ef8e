"""Pre-flight rules on what leaves the house: secrets, languages of papers, law that nobody read."""

import re
from collections.abc import Iterator
from datetime import date

from evidencekit.casework.confidential import told_in
from evidencekit.casework.dated_facts import RuleFact
from evidencekit.casework.dossier import Dossier
from evidencekit.casework.finding import Finding, Speaker
from evidencekit.casework.law import lines_on
from evidencekit.casework.model import Capacity, Enclosure, EnclosureKind, Right
from evidencekit.casework.right_standing import power_for
from evidencekit.foundation.catalogue import N_
from evidencekit.foundation.display_text import one_line

_ENCLOSED = {
    EnclosureKind.SECURITY_FEATURES: N_(
        "{name} shows security features: a platform may pass it on to the seller. Take it out."
    ),
    EnclosureKind.IDENTITY: N_(
        "{name} is an identity document, and this recipient does not ask for one. Take it out."
    ),
    EnclosureKind.BUYER_ACCOUNT: N_(
        "{name} shows the account of a test buyer: a platform may close it. Take it out."
    ),
}
_TOLD = {
    EnclosureKind.SECURITY_FEATURES: N_("The text tells of a security feature: take it out."),
    EnclosureKind.IDENTITY: N_("The text holds the number of an identity document: take it out."),
    EnclosureKind.BUYER_ACCOUNT: N_("The text names the account of a test buyer: take it out."),
}
# What a recipient asks for by name is no secret from it.
_ASKED = {EnclosureKind.IDENTITY: "id_document"}
_LEFT = {
    "unreadable": N_("Marks {number} are in no packet: their log can't be read."),
    "other_original": N_(
        "Marks {number} are not whole in the packet: they were drawn over another picture."
    ),
}
_NOT_DRAWN = N_(
    "Marks {number} tell a security feature or the account of a test buyer: a mark that does is "
    "not drawn for this recipient."
)
_GO_ALONG = N_("Marks {number} go to this recipient, who may pass them on. Their words: {words}")
_SHOWN = 80
_OFFICES = frozenset({"authority", "court"})
_ARTICLE = re.compile(r"(?:\bArt(?:icle|\.)?\s*|第)\s*([0-9]{1,4})", re.IGNORECASE)
MACHINE = "machine"


def confidential(dossier: Dossier, today: date) -> Iterator[Finding]:
    """Rule 9: no secret of the owner or of a test buyer goes to a platform, and so to a seller."""
    complaint = dossier.complaint
    if dossier.recipient.kind in _OFFICES:
        return
    asked = _asked_for(dossier, today)
    for one in complaint.enclosures:
        if one.kind in _ENCLOSED and _ASKED.get(one.kind, "-") not in asked:
            say = Speaker("confidential", complaint.id, name=one.name)
            yield say.block(_ENCLOSED[one.kind])
    text = " ".join((complaint.explanation, *complaint.declarations))
    for kind in told_in(text, dossier.secrets):
        yield Speaker("confidential", complaint.id).block(_TOLD[kind])


def marks_go_along(dossier: Dossier, _today: date) -> Iterator[Finding]:
    """What persons drew over the pictures goes along, and to whom; what is not shown is said."""
    handed_on = dossier.recipient.kind not in _OFFICES
    for page in dossier.pages:
        for one in page.marks:
            say = Speaker("marks_go_along", page.capture_id, number=one.number)
            told = any(kind for text in one.words for kind in told_in(text, dossier.secrets))
            if one.left_out:
                yield say.warn(_LEFT[one.left_out])
            elif handed_on and told:
                yield say.warn(_NOT_DRAWN)
            elif handed_on:
                words = "; ".join(one_line(text, _SHOWN) for text in one.words) or "-"
                yield say.warn(_GO_ALONG, words=words)


def papers_language(dossier: Dossier, today: date) -> Iterator[Finding]:
    """Rule 14: each paper is in a language that is taken here, or translated, and says by whom."""
    fact = dossier.recipient.fact("languages", today)
    taken = _taken(dossier, fact)
    written = dossier.complaint.language.partition("_")[0]
    if not taken:
        say = Speaker("papers_language", dossier.complaint.id)
        yield say.unknown(N_("Which languages this recipient takes is not known."), fact)
    elif written not in taken:
        text = N_("The complaint is written in a language ({language}) that is not taken here.")
        yield Speaker("papers_language", dossier.complaint.id).warn(text, fact, language=written)
    enclosures = dossier.complaint.enclosures
    translated = any(_is_translation(one) and one.language in taken for one in enclosures)
    for one in enclosures:
        say = Speaker("papers_language", dossier.complaint.id, name=one.name)
        yield from _of_translation(one, dossier, say) if _is_translation(one) else ()
        if not one.language:
            yield say.unknown(N_("In which language {name} is written is not recorded."))
        elif taken and one.language not in taken and not translated:
            text = N_("{name} is in a language ({language}) that is not taken here: translate it.")
            yield say.warn(text, fact, language=one.language)
    if dossier.filer.capacity is Capacity.AGENT and "zh" in taken:
        for right in dossier.rights:
            yield from _foreign_power(right, dossier, today)


def law_read(dossier: Dossier, today: date) -> Iterator[Finding]:
    """What an authority or a court is told of the law was read by a person who can be named."""
    if dossier.recipient.kind not in _OFFICES:
        return
    stated = (*_declared(dossier, today), *_cited(dossier, today))
    for fact in {(one.file, one.name, one.origin): one for one in stated}.values():
        say = Speaker("law_read", dossier.complaint.id, name=fact.name, file=fact.file)
        text = N_(
            "The complaint states {name} of {file}, which nobody here has read in the law itself "
            "({status}): have a person read it and record that (recipients read)."
        )
        yield say.block(text, fact, status=fact.status.value)


def _asked_for(dossier: Dossier, today: date) -> frozenset[str]:
    named: set[str] = set()
    for name in ("required", "conditional"):
        fact = dossier.recipient.fact(name, today)
        if fact is not None and isinstance(fact.value, (list, dict)):
            named |= {str(one).rpartition(".")[2] for one in fact.value}
    return frozenset(named)


def _taken(dossier: Dossier, fact: RuleFact | None) -> frozenset[str]:
    """Return the languages that are taken; at a court that of the bundle; empty: not known."""
    if fact is not None and isinstance(fact.value, list):
        return frozenset(map(str, fact.value))
    if dossier.recipient.kind == "court":
        return frozenset({dossier.complaint.language.partition("_")[0]})
    return frozenset()


def _is_translation(one: Enclosure) -> bool:
    return one.kind is EnclosureKind.TRANSLATION


def _of_translation(one: Enclosure, dossier: Dossier, say: Speaker) -> Iterator[Finding]:
    if not one.translator:
        yield say.warn(
            N_("Who translated {name} is not said: the work of a machine must be marked.")
        )
    elif one.translator == MACHINE and dossier.recipient.kind in _OFFICES:
        yield say.warn(N_("{name} was translated by a machine: here a person must sign for it."))


def _foreign_power(right: Right, dossier: Dossier, today: date) -> Iterator[Finding]:
    """A power that is not in Chinese came from abroad: it wants a notary and an apostille."""
    poa = power_for(right, dossier.complaint, today)
    fact = dossier.recipient.fact("conditional", today)
    if poa is None or poa.language == "zh":
        return
    say = Speaker("papers_language", right.id, right=right.reg_no or right.id)
    if not poa.language:
        yield say.unknown(N_("The language of the power of attorney for {right} is not recorded."))
        return
    if poa.translation is None:
        yield say.warn(N_("The power of attorney for {right} has no Chinese translation."), fact)
    if None in (poa.notarised, poa.apostille):
        text = N_("Whether the power of attorney for {right} has notary and apostille is unknown.")
        yield say.unknown(text, fact)
    elif not (poa.notarised and poa.apostille):
        text = N_("The power of attorney for {right} is foreign, without notary and apostille.")
        yield say.warn(text, fact)


def _declared(dossier: Dossier, today: date) -> Iterator[RuleFact]:
    for one in dossier.complaint.declared:
        fact = dossier.rules.declaration(one.declaration, today).fact
        if fact.is_open:
            yield fact


def _cited(dossier: Dossier, today: date) -> Iterator[RuleFact]:
    """Give the lines of the law whose article the text of the complaint names."""
    complaint = dossier.complaint
    text = " ".join((complaint.explanation, *complaint.declarations))
    named = set(_ARTICLE.findall(text))
    for law in dossier.rules.laws if named else ():
        for line in lines_on(law, today):
            if line.fact.is_open and set(_ARTICLE.findall(line.article)) & named:
                yield line.fact
