"""Pre-flight rules on what is claimed and declared: the proof, its age, its words, its sources."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from evidencekit.casework.dated_facts import fact_on
from evidencekit.casework.dossier import Dossier
from evidencekit.casework.finding import Finding, Speaker
from evidencekit.casework.model import Claim, EnclosureKind
from evidencekit.casework.purchase_model import AppraisalResult
from evidencekit.foundation.catalogue import N_

# Our own figure: a listing changes, and a recipient looks at it after us.
_FRESH = timedelta(days=7)
# A rule that nobody looked at for so long may have changed.
_OLD_RULE = timedelta(days=365)
_PROOF = frozenset({EnclosureKind.TEST_PURCHASE, EnclosureKind.APPRAISAL})
# What thresholds are counted from.
_COUNTED = ("price", "sold")
_WALLS = frozenset({"captcha", "login", "error"})
_RESALE = re.compile(
    r"resale|resell|retail price|price policy|minimum price|\bMAP\b|exclusive (?:territory|dealer)"
    r"|authori[sz]ed (?:dealer|reseller)|grey market|gray market|parallel import"
    r"|转售|倒卖|串货|窜货|乱价|最低价|独家经销|授权经销|平行进口",
    re.IGNORECASE,
)
_FAKE = re.compile(r"counterfeit|fake|not genuine|imitation|假冒|仿冒|伪造|假货", re.IGNORECASE)
_FITS = re.compile(
    r"\b(?:for|fits|compatible with|replacement for|suitable for)\b|适用于|适配|兼容|通用",
    re.IGNORECASE,
)


def declarations(dossier: Dossier, today: date) -> Iterator[Finding]:
    """Rule 7: a named person accepted each declaration that the recipient wants."""
    complaint = dossier.complaint
    say = Speaker("declarations", complaint.id)
    fact = dossier.recipient.fact("declarations", today)
    if fact is None or not isinstance(fact.value, list):
        yield say.unknown(N_("Which declarations this recipient wants is not known."))
        return
    accepted = {one.declaration for one in complaint.declared}
    for wanted in fact.value:
        if wanted not in accepted:
            declaration = dossier.rules.declaration(wanted, today)
            words, texts = declaration.text(complaint.language), dict(declaration.texts)
            text = N_('Nobody has accepted the declaration {id}: "{words}"')
            yield say.block(text, fact, id=wanted, words=words, texts=texts)


def proof_of_goods(dossier: Dossier, today: date) -> Iterator[Finding]:
    """Rule 10: a claim of counterfeit goods rests on a purchase or an appraisal, if one is due."""
    complaint = dossier.complaint
    say = Speaker("proof_of_goods", complaint.id)
    if complaint.claim is None:
        yield say.unknown(
            N_("What is claimed is not recorded: counterfeit goods, or a use of a right.")
        )
        return
    if any(one.kind in _PROOF for one in complaint.enclosures):
        return
    due = dossier.recipient.fact("test_purchase", today)
    results = [one.appraisal for one in dossier.bought if one.appraisal is not None]
    if complaint.claim is not Claim.COUNTERFEIT:
        return
    if AppraisalResult.GENUINE in results:
        yield say.warn(N_("An appraisal of a test purchase says that the goods are genuine."), due)
    elif not any(one.received for one in dossier.bought) and (
        due is None or due.value not in (False, "no")
    ):
        text = N_(
            "Counterfeit goods are claimed, and no test purchase or appraisal is attached: a page "
            "alone seldom shows it."
        )
        yield say.warn(text, due)


def freshness(dossier: Dossier, today: date) -> Iterator[Finding]:
    """Rule 11: each capture is fresh, and of a page that could be read."""
    for page in dossier.pages:
        say = Speaker("freshness", page.capture_id, url=page.url)
        if page.page_kind in _WALLS:
            yield say.warn(N_("The page was blocked when it was captured: {url}"))
        elif page.page_kind == "gone":
            yield say.warn(N_("The listing was gone when it was captured: {url}"))
        known = {fact.name for fact in page.facts} | set(page.unconfirmed)
        unread = [name for name in _COUNTED if name not in known]
        if page.page_kind == "listing" and unread:
            yield say.warn(N_("Not read on the page: {facts}: {url}"), facts=", ".join(unread))
        if page.captured_on is None:
            yield say.unknown(N_("When this page was captured can't be read."))
        elif today - page.captured_on > _FRESH:
            days = (today - page.captured_on).days
            yield say.warn(N_("The capture is {days} days old: {url}"), days=days)


def resale_only(dossier: Dossier, _today: date) -> Iterator[Finding]:
    """Rule 12: the words are not about resale, prices or territories alone."""
    text = dossier.complaint.explanation
    say = Speaker("resale_only", dossier.complaint.id)
    if _RESALE.search(text) and not _FAKE.search(text):
        yield say.warn(
            N_("The text speaks of resale, prices or territories only: recipients refuse that.")
        )


def compatibility(dossier: Dossier, _today: date) -> Iterator[Finding]:
    """Rule 13: a mark after "for" or "fits" may only say what the goods go with."""
    marks = [right.mark_text for right in dossier.rights if right.mark_text]
    for page in dossier.pages:
        found = _FITS.search(page.title)
        named = any(mark.casefold() in page.title.casefold() for mark in marks)
        if found and named:
            say = Speaker("compatibility", page.capture_id, word=found[0], url=page.url)
            yield say.warn(N_('The title says "{word}" beside the mark, as accessories do: {url}'))


def text_limits(dossier: Dossier, today: date) -> Iterator[Finding]:
    """Rule 15, the texts: none is longer than the recipient's field."""
    limits = dossier.recipient.fact("field_limits", today)
    complaint = dossier.complaint
    if limits is None or not isinstance(limits.value, dict):
        say = Speaker("text_limits", complaint.id)
        yield say.unknown(N_("How much the fields of this recipient's form take is not known."))
        return
    texts = {
        "brand": max((right.mark_text for right in dossier.rights), key=len, default=""),
        "patent": max((right.reg_no for right in dossier.rights), key=len, default=""),
        "detailedMessage": complaint.explanation,
    }
    if not any(right.kind.value == "patent" for right in dossier.rights):
        del texts["patent"]
    for name, text in texts.items():
        most = limits.value.get(name, {}).get("max_chars")
        if most is not None and len(text) > most:
            say = Speaker("text_limits", complaint.id, field=name, length=len(text), most=most)
            yield say.warn(N_("{field} has {length} characters; the field takes {most}."), limits)


def rule_status(dossier: Dossier, today: date) -> Iterator[Finding]:
    """Rule 16: what was never read at the recipient, or long ago, is said."""
    facts = dossier.recipient.facts
    held = (fact_on(facts, name, today) for name in dict.fromkeys(one.name for one in facts))
    known = [fact for fact in held if fact is not None]
    doubtful = list(dict.fromkeys(fact.name for fact in known if fact.is_open))
    old = [fact for fact in known if today - fact.checked_on > _OLD_RULE]
    say = Speaker("rule_status", dossier.complaint.id, recipient=dossier.recipient.name)
    if doubtful:
        text = N_("{count} rules of {recipient} were not read in the law or there: {names}.")
        yield say.warn(text, count=len(doubtful), names=", ".join(doubtful))
    if old:
        oldest = min(fact.checked_on for fact in old)
        text = N_("{count} rules of {recipient} were last looked up on {day} or soon after.")
        yield say.warn(text, count=len(old), day=oldest.isoformat())
