"""Pre-flight: a complaint held against its recipient's rules. Nothing unknown counts as fine."""

from collections.abc import Callable, Iterator
from datetime import date
from urllib.parse import SplitResult, urlsplit

from evidencekit.casework import preflight_claims as claims
from evidencekit.casework import preflight_enclosed as enclosed
from evidencekit.casework import preflight_papers as papers
from evidencekit.casework.dated_facts import RuleFact
from evidencekit.casework.dossier import CapturedPage, Dossier
from evidencekit.casework.finding import Finding, Speaker
from evidencekit.casework.model import Capacity, Right, RightStatus
from evidencekit.casework.recipients import Recipient
from evidencekit.casework.right_standing import power_faults, power_for
from evidencekit.casework.rulebook import shipped
from evidencekit.casework.splitting import batches
from evidencekit.foundation.catalogue import N_, current_language
from evidencekit.listing.platforms import platform_of, registrable, site_name

# What a complaint about a listing says of it.
_EXPECTED = ("title", "price", "currency", "seller")
# WIPO ST.3: offices whose rights hold in several countries, named in `territories`.
_REGIONAL = frozenset({"AP", "BX", "EA", "EM", "EP", "EU", "GC", "IB", "OA", "WO"})


def preflight(dossier: Dossier, today: date) -> list[Finding]:
    """Return all findings of the rules that are due at this recipient, in the rules' order.

    `today` is the UTC day: it decides which facts hold and what has expired.
    """
    due = [RULES[rule] for rule in due_rules(dossier.recipient)]
    return [found for rule in (*due, *ALWAYS) for found in rule(dossier, today)]


def due_rules(recipient: Recipient) -> tuple[str, ...]:
    """Return the rules that are due: those its file names, and those that no file leaves out.

    Of a recipient that comes with this program these are what is due there as shipped, of any
    other what is due at one of its kind; who owns a right and who may act is never waived.
    """
    ours = [one for one in shipped().recipients if one.id == recipient.id]
    alike = ours or [one for one in shipped().recipients if one.kind == recipient.kind]
    named = {rule for one in alike for rule in one.preflight} | NEVER_WAIVED
    left = (rule for rule in RULES if rule in named)
    return tuple(dict.fromkeys((*recipient.preflight, *left)))


def right_in_force(dossier: Dossier, today: date) -> Iterator[Finding]:
    """Rule 1: each right is registered, not expired, and holds in the country of each site."""
    for right in dossier.rights:
        say = Speaker("right_in_force", right.id, right=right.reg_no or right.id)
        if right.status is RightStatus.UNREGISTERED:
            yield say.unknown(N_("{right} is unregistered: whether it is accepted is not known."))
        elif right.status is not RightStatus.REGISTERED:
            text = N_("{right} is not in force: its status is {status}.")
            yield say.block(text, status=right.status.value)
        if right.expiry and right.expiry < today:
            yield say.block(N_("{right} expired on {day}."), day=right.expiry.isoformat())
        elif right.expiry is None:
            yield say.unknown(N_("When {right} expires is not recorded."))
        yield from _territory(dossier, right, today, say)


def listing_link(dossier: Dossier, today: date) -> Iterator[Finding]:
    """Rule 2: each address is one of a listing, at a site that the recipient covers."""
    due = dossier.recipient.fact("listing_link_due", today)
    covers = dossier.recipient.fact("covers", today)
    if due is not None and due.value is False:
        return
    for page in dossier.pages:
        say = Speaker("listing_link", page.capture_id, url=page.url or "?")
        url = _split(page.url)
        if url is None:
            yield say.unknown(N_("The address of this capture can't be read."))
            continue
        yield from _covered(url, covers, say)
        yield from _listing(url, page, due, say)


def url_limit(dossier: Dossier, today: date) -> Iterator[Finding]:
    """Rule 3: no more addresses than one notice takes; else it is split, none dropped."""
    say = Speaker("url_limit", dossier.complaint.id)
    fact = dossier.recipient.fact("max_urls", today)
    if fact is None or not isinstance(fact.value, int):
        yield say.unknown(N_("How many addresses one notice takes is not known."))
        return
    parts = batches(dossier.captures, fact.value)
    if len(parts) > 1:
        text = N_(
            "{count} addresses, and one notice takes {limit}: make {parts} complaints, "
            "from batch 1 of {parts} to batch {parts} of {parts}."
        )
        details = {"count": len(dossier.captures), "limit": fact.value, "parts": len(parts)}
        yield say.block(text, fact, **details)
    elif fact.status.is_doubtful:
        text = N_("Within {limit} addresses; the limit itself is not confirmed ({status}).")
        yield say.warn(text, fact, limit=fact.value, status=fact.status.value)


def one_right(dossier: Dossier, today: date) -> Iterator[Finding]:
    """Rule 4: one right, of one kind, where the recipient wants one a notice."""
    say = Speaker("one_right", dossier.complaint.id)
    many = len(dossier.rights)
    if many == 1:
        return
    fact = dossier.recipient.fact("one_right_per_notice", today)
    if fact is None:
        yield say.unknown(N_("Whether one notice may name several rights is not known."))
    elif fact.value is True:
        kinds = len({right.kind for right in dossier.rights})
        text = N_("{count} rights of {kinds} kinds in one notice: this recipient wants one.")
        yield say.block(text, fact, count=many, kinds=kinds)


def filer_authority(dossier: Dossier, today: date) -> Iterator[Finding]:
    """Rule 5: who is not the owner shows a power of attorney that holds and names all."""
    filer = dossier.filer
    for right in dossier.rights:
        name = right.reg_no or right.id
        say = Speaker("filer_authority", right.id, right=name, filer=filer.name)
        if filer.capacity is Capacity.OWNER:
            continue
        power = power_for(right, dossier.complaint, today)
        if power is None:
            yield say.block(N_("{filer} is not the owner of {right}: no power of attorney."))
            continue
        recipient = dossier.recipient.called(current_language())
        yield from power_faults(right, power, dossier.complaint, today, recipient)
        if power.file in dossier.unusable:
            yield say.block(N_("The power of attorney for {right} is not what was kept: add it."))


def facts_confirmed(dossier: Dossier, _today: date) -> Iterator[Finding]:
    """Only what a person confirmed is complained with; what that leaves out is said."""
    for page in dossier.pages:
        say = Speaker("facts_confirmed", page.capture_id)
        if page.unconfirmed:
            text = N_("Read, but confirmed by nobody, and so left out: {facts}.")
            yield say.warn(text, facts=", ".join(page.unconfirmed))
        if page.page_kind != "listing":
            continue
        known = {fact.name for fact in page.facts} | set(page.unconfirmed)
        missing = [name for name in _EXPECTED if name not in known]
        if missing:
            text = N_("Neither read nor entered: {facts}. They are missing from the complaint.")
            yield say.unknown(text, facts=", ".join(missing))


RULES: dict[str, Callable[[Dossier, date], Iterator[Finding]]] = {
    "right_in_force": right_in_force,
    "listing_link": listing_link,
    "url_limit": url_limit,
    "one_right": one_right,
    "filer_authority": filer_authority,
    "owner_name": papers.owner_name,
    "declarations": claims.declarations,
    "certificate": papers.certificate,
    "right_kind": papers.right_kind,
    "register_number": papers.register_number,
    "own_work": papers.own_work,
    "proof_of_goods": claims.proof_of_goods,
    "freshness": claims.freshness,
    "resale_only": claims.resale_only,
    "compatibility": claims.compatibility,
    "text_limits": claims.text_limits,
    "papers_language": enclosed.papers_language,
    "rule_status": claims.rule_status,
}
# An impostor gets no further, whatever a file of rules says.
NEVER_WAIVED = frozenset({"filer_authority", "owner_name", "certificate"})
# Whoever it goes to: what was left out is said; no secret leaves, no law is told from hearsay.
ALWAYS: tuple[Callable[[Dossier, date], Iterator[Finding]], ...] = (
    facts_confirmed,
    enclosed.confidential,
    enclosed.marks_go_along,
    enclosed.law_read,
)
NAMES = frozenset(RULES) | {rule.__name__ for rule in ALWAYS}


def _territory(dossier: Dossier, right: Right, today: date, say: Speaker) -> Iterator[Finding]:
    held = set(right.territories) or {right.jurisdiction}
    if not right.territories and right.jurisdiction in _REGIONAL:
        text = N_("In which countries {right} holds is not recorded (territories).")
        yield say.unknown(text)
        return
    for (country, site), fact in _countries(dossier, today).items():
        if not country:
            text = N_("In which country {site} sells is not known: {right} holds in {held}.")
            yield say.unknown(text, fact, site=site, held=", ".join(sorted(held)))
        elif country not in held:
            text = N_("{right} does not hold in {country}, where {site} sells.")
            yield say.block(text, fact, country=country, site=site)
        elif fact and fact.status.is_doubtful:
            text = N_("That {site} sells in {country} is not confirmed ({status}).")
            yield say.warn(text, fact, country=country, site=site, status=fact.status.value)


def _countries(dossier: Dossier, today: date) -> dict[tuple[str, str], RuleFact | None]:
    """Return the country of each site of the complaint, empty where it is not known."""
    fact = dossier.recipient.fact("site_countries", today)
    known = fact.value if fact and isinstance(fact.value, dict) else {}
    sites = [_site(_split(page.url)) for page in dossier.pages]
    return {(str(known.get(site, "")), site): fact for site in sites}


def _site(url: SplitResult | None) -> str:
    host = (url.hostname or "") if url else ""
    return registrable(host) or host or "?"


def _covered(url: SplitResult, covers: RuleFact | None, say: Speaker) -> Iterator[Finding]:
    host = url.hostname or ""
    if covers is None or not isinstance(covers.value, list):
        yield say.unknown(N_("Which sites this recipient covers is not known: {url}"))
    elif not {registrable(host), site_name(host)} & {str(one) for one in covers.value}:
        yield say.block(N_("This recipient does not cover the site of {url}"), covers)


def _listing(
    url: SplitResult, page: CapturedPage, due: RuleFact | None, say: Speaker
) -> Iterator[Finding]:
    if page.page_kind == "shop" and due is not None:
        yield say.block(
            N_("The address of a shop stands where that of a listing is due: {url}"), due
        )
        return
    platform = platform_of(url.hostname or "")
    if due is None or platform is None or not platform.items:
        yield say.unknown(
            N_("Whether this is the address of one listing can't be told: {url}"), due
        )
    elif platform.item_id(url) is None:
        yield say.block(
            N_("This is not the form of a listing's address on its platform: {url}"), due
        )


def _split(text: str) -> SplitResult | None:
    try:
        url = urlsplit(text)
        _ = url.port
    except ValueError:
        return None
    return url if url.scheme in {"http", "https"} and url.hostname else None
