"""The words of the packet's pages, marked for translation; the packet's reader has his language."""

from collections.abc import Callable

from evidencekit.foundation.catalogue import N_
from evidencekit.foundation.fact_text import fact_label
from evidencekit.foundation.origin_text import origin_note
from evidencekit.packet.model import Exhibit, PacketContent, ShownFact

COVER, EXHIBITS = N_("Cover"), N_("Exhibits")
UNREVIEWED = N_(
    "Put together by a program from what persons recorded. No lawyer has reviewed it, unless one "
    "signs it; whoever hands it in answers for it."
)
RECIPIENT, REFERENCE, CASE = N_("Recipient"), N_("Reference"), N_("Case")
COMPLAINT, STATEMENT = N_("Complaint"), N_("Statement")
PREPARED_BY, PREPARED_ON = N_("Prepared by"), N_("Prepared on (this computer's clock)")
PACKET_ID, PAGES = N_("Packet"), N_("Pages")
MANIFEST_HASH = N_("SHA-256 of manifest.json")
FINGERPRINT = N_("Fingerprint of the signing key")
ARCHIVE = N_("Archive with the captures, kept by the sender")
ARCHIVE_HASH = N_("{packet}, SHA-256 of its manifest.json: {hash}")
SIGNER = N_("This PDF is signed by")
SIGNER_FINGERPRINT = N_("Fingerprint of that person's key")
NUMBER = N_("No.")
EXHIBIT, FACTS, PROVENANCE = (
    N_("Exhibit {number}"),
    N_("Facts of the page"),
    N_("Provenance"),
)
FACT_HEAD = (N_("Fact"), N_("Value"), N_("Words of the page"), N_("Where it stood"))
FACTS_NOTE = N_(
    "A fact is what the page claims. A count shown as a bucket has no value, only its low end. "
    "What was not read is absent. Only what a person confirmed, corrected or entered is stated."
)
NO_FACTS = N_("No facts were read from this page.")
NO_PICTURE = N_("This capture holds no screenshot of the whole page.")
SLICE = N_(
    "Screenshot {tile} of {tiles}, part {part} of {parts}: pixel rows {first} to {last}; "
    "neighbouring parts overlap."
)
WHOLE_PAGE = N_("The whole page, reduced. The numbers count the pictures that follow.")
IMPORTED_SLICE = N_(
    "Imported picture {tile} of {tiles}, part {part} of {parts}: pixel rows {first} to {last}; "
    "neighbouring parts overlap."
)
CONVERTED = N_("Converted for printing; the original is in the capture.")
REDACTED = N_("A redacted copy; the original is in the capture, unchanged.")
SMALLER = N_("A smaller copy for sending (JPEG); the original is in the capture.")
PART = N_("Part {number} of {of}")
PART_NOTE = N_(
    "All parts are signed and name the same manifest, which lists them. The hash is over the "
    "pictures of a part: it is the same in the manifest and in each part."
)
PART_FILE, PART_HASH = N_("Part"), N_("SHA-256 over its pictures")
PAGE_OF, EXHIBIT_PAGE = N_("Page {page} of {total}"), N_("Exhibit {number}, page {page} of {total}")
SIGNATURES = N_("Signatures of others")
SIGNATURES_NOTE = N_(
    "These fields are part of what was signed by whoever made this packet. A declarant and a "
    "lawyer may sign in them, with a program for signing PDF files; any other change breaks the "
    "first signature. An empty field says nothing."
)
DECLARANT, LAWYER = N_("Signature of the declarant"), N_("Signature of the lawyer")
AUTHOR = N_("Signature of whoever made this packet")
TIME_STAMP = N_("Time stamp of an authority over this document")
FILES, FILE, BYTES = (
    N_("Files of this packet, but manifest.json and packet.pdf"),
    N_("File"),
    N_("Bytes"),
)
PICTURES, TILE = N_("Screenshots as they are in the captures (PNG)"), N_("Part")
TOKENS, NO_TOKENS = N_("Time tokens (RFC 3161)"), N_("No time token names these captures.")
AUTHORITY, TOKEN_TIME, LIST = N_("Authority"), N_("Time (UTC)"), N_("Over the list")
ELSEWHERE = N_("got elsewhere")
CHECKING = N_("How to check without our program")
PROOF = N_("What this does and does not prove")

_FINAL = N_("Final. Signed with the vault's key; the frozen copy is kept in the vault.")
_FINAL_PERSONAL = N_(
    "Final. Signed with a person's own certificate; the frozen copy is kept in the vault."
)
_DRAFT = N_("DRAFT. Not confirmed, not signed, not kept: do not file.")
_DEMO = N_("DEMO. Made of a sample shop by a throw-away key: it proves nothing.")
_DEMO_DRAFT = N_("DEMO and DRAFT. It proves nothing and is not to be filed.")

_STATES = {
    "complete": N_("complete"),
    "complete_with_gaps": N_("complete with gaps, {gaps} of them"),
    "wall": N_("wall: the page was not shown ({reason})"),
    "failed": N_("failed ({reason})"),
}
_WIRE = {
    "found": N_("found in what the server sent"),
    "not_found": N_("not found in what the server sent"),
    "not_checked": N_("not checked"),
}

_PROVES = N_("What it proves")
_PROVES_NOT = N_("What it does not prove")
_CHECKED = N_("How it was made")
_YES = (
    N_("The captures, screenshots and files named here are unchanged since they were signed."),
    N_("They were signed with the key whose fingerprint the cover names."),
)
_YES_EARLIER = (_YES[0], N_("Each capture was signed with the key that its exhibit names."))
_NO_EARLIER = N_(
    "It does not show that one key followed the other in order: the vault's custody log does, "
    "which an export of the case holds."
)
_TIME = N_(
    "Where a time token stands, the capture existed no later than the authority's time, to whoever "
    "trusts that authority."
)
_NO = (
    N_("It does not prove who runs the shop, nor that goods are fake."),
    N_("It does not prove whose key it is: compare the fingerprint with its owner by another way."),
    N_("It does not prove that every visitor was shown the same page, nor what was shown later."),
    N_("Facts are the page's own claims. A program read them; a person has to judge them."),
    N_("Without a time token the times are those of the computer that captured the page."),
    N_(
        "No court or authority has accepted this form in advance; the law decides what it is worth."
    ),
)
_OTHERS = N_("Of exhibits whose slip sheet names an origin it proves less:")
_HOW = (
    N_(
        "A browser engine loaded each page and recorded what the servers sent; secrets of the user "
        "were left out and are counted under Provenance."
    ),
    N_(
        "Screenshots stand here pixel for pixel, in parts that overlap, with nothing drawn on them."
    ),
    N_(
        "The lines of text that the page had stand unseen over its screenshots, where the browser "
        "laid them out, so that they can be searched and copied."
    ),
    N_("A character that no font of ours can draw is printed as its code, such as [U+1F600]."),
)
_HOW_MARKED = N_("Only under “Pictures with marks” did persons draw, on copies of pictures.")
_HOW_SHORT = (
    N_(
        "A browser engine loaded each page and recorded what the servers sent; secrets of the user "
        "were left out. The sender keeps the captures."
    ),
    N_("The pictures are copies for reading: reduced, or redacted where that is said."),
    _HOW[3],
)
_YES_SHORT = (
    N_("The files named here are unchanged since they were signed."),
    N_("A capture that is shown later is the one meant if its SHA-256 is the one named here."),
)
_DEMO_NOTE = N_("This is a demo: nothing in it proves anything.")


def status(content: PacketContent) -> str:
    """Return the sentence of the status banner, to be translated."""
    if content.demo:
        return _DEMO_DRAFT if content.plan.draft else _DEMO
    final = _FINAL_PERSONAL if content.signer else _FINAL
    return _DRAFT if content.plan.draft else final


def watermark(content: PacketContent) -> str | None:
    """Return the word behind each page, to be translated; None on a real, final packet."""
    if content.plan.draft:
        return N_("DRAFT")
    return N_("DEMO") if content.demo else None


_STANDINGS = {
    "confirmed": N_("Confirmed by {by}"),
    "corrected": N_("Corrected by {by}"),
    "entered": N_("Entered by {by}"),
}
_ON_PICTURE = N_("On the picture at {box} (x, y, width, height in pixels)")
_LEFT_OUT = N_("Read, but confirmed by nobody, and so not stated here: {facts}.")


def fact_ground(fact: ShownFact, say: Callable[[str], str]) -> str:
    """Return where a fact was read, and which person stands for it."""
    read = f"{fact.reader}: {fact.where}" if fact.reader else ""
    drawn = say(_ON_PICTURE).format(box=fact.box) if fact.box else ""
    stands = say(_STANDINGS[fact.standing]).format(by=fact.by) if fact.by else ""
    return "\n".join(part for part in (read, drawn, stands) if part)


def left_out(exhibit: Exhibit, say: Callable[[str], str]) -> str:
    """Return which facts were read and are not stated, empty when there are none."""
    names = ", ".join(fact_name(name, say) for name in exhibit.unconfirmed)
    return say(_LEFT_OUT).format(facts=names) if names else ""


def fact_name(name: str, say: Callable[[str], str]) -> str:
    """Return the word for a fact; of one unknown here its own name."""
    return say(fact_label(name))


def identity(exhibit: Exhibit, say: Callable[[str], str], pages: str) -> list[tuple[str, str]]:
    """Return what the slip sheet says of a capture."""
    about = exhibit.about
    gaps = about.get("gaps")
    state = say(_STATES.get(exhibit.text("state"), N_("unknown")))
    note = origin_note(exhibit.about.get("engine"))
    return [
        *([(say(N_("Origin")), say(note))] if note else []),
        (say(N_("Address")), exhibit.text("final_url")),
        (say(N_("Address asked for")), exhibit.text("url")),
        (say(N_("Captured from (UTC)")), exhibit.text("started")),
        (say(N_("until (UTC)")), exhibit.text("finished")),
        (say(N_("Time by")), _time_words(exhibit, say)),
        (
            say(N_("State of the capture")),
            state.format(
                gaps=len(gaps) if isinstance(gaps, list) else 0, reason=exhibit.text("reason")
            ),
        ),
        (say(N_("HTTP status")), exhibit.text("http_status")),
        (say(N_("Capture")), exhibit.capture_id),
        (say(N_("SHA-256 of the capture")), exhibit.sha256),
        (say(N_("Sealed with the key")), exhibit.fingerprint or exhibit.key_id),
        (say(PAGES), pages),
    ]


def _time_words(exhibit: Exhibit, say: Callable[[str], str]) -> str:
    words = say(N_("the capturing computer's clock"))
    for token in exhibit.tokens:
        said = say(N_("{authority}: existed by {time}"))
        words += "\n" + said.format(authority=token.authority, time=token.gen_time)
    for one in exhibit.imported:
        if one.gen_time:
            words += "\n" + say(N_("a token got elsewhere: existed by {time}")).format(
                time=one.gen_time
            )
    return words


def provenance(
    exhibit: Exhibit, say: Callable[[str], str], *, named: bool = True
) -> list[tuple[str, str]]:
    """Return how the capture came about; who captured it on which machine only if `named`."""
    engine, around = _object(exhibit, "engine"), _object(exhibit, "environment")
    counts, wire = _object(exhibit, "counts"), _object(exhibit, "screen_wire")
    clock = _object(exhibit, "clock")
    warnings = exhibit.about.get("warnings")
    checked = say(_WIRE["not_checked"])
    rows = [
        (N_("Captured by"), exhibit.text("operator") if named else ""),
        (
            N_("Browser engine"),
            f"{engine.get('name')} {engine.get('version')} ({engine.get('kind')})",
        ),
        (N_("Computer"), f"{around.get('platform')}, {around.get('locale')}" if named else ""),
        (
            N_("Time zone"),
            f"{clock.get('time_zone')} ({clock.get('utc_offset_minutes')} min)" if named else "",
        ),
        (N_("Responses recorded"), f"{counts.get('responses')} ({counts.get('bytes')} B)"),
        (N_("Gaps"), f"{counts.get('gaps')}"),
        (N_("Failed requests of the page"), f"{counts.get('failed')}"),
        (N_("Secrets withheld"), f"{counts.get('withheld')}"),
    ]
    for name in ("title", "price", "seller", "main_picture"):
        if name in wire and str(wire[name]) != "not_checked":
            found = say(_WIRE.get(str(wire[name]), checked))
            rows.append((N_("On screen and on the wire"), f"{name}: {found}"))
    rows += _origin(exhibit)
    rows.append(
        (N_("Warnings"), ", ".join(map(str, warnings)) if isinstance(warnings, list) else "")
    )
    return [(say(name), value) for name, value in rows if value]


def _origin(exhibit: Exhibit) -> list[tuple[str, str]]:
    """Return what is known of an imported file; what it says of itself is its own claim."""
    origin = _object(exhibit, "origin")
    said = {name: str(value) for name, value in origin.items() if value is not None}
    rows = (
        (N_("Imported file"), " ".join(said.get(one, "") for one in ("name", "kind"))),
        (N_("SHA-256 of the imported file"), said.get("sha256", "")),
        (N_("Made by, as it says"), said.get("software", "")),
        (N_("Made at, as it says"), said.get("time", "")),
    )
    return [(name, value) for name, value in rows if value.strip()]


def _object(exhibit: Exhibit, name: str) -> dict[str, object]:
    value = exhibit.about.get(name)
    return value if isinstance(value, dict) else {}


def proof(content: PacketContent) -> list[tuple[str, tuple[str, ...]]]:
    """Return headings and sentences of the page on what is proved, to be translated."""
    archive = content.plan.archive
    several = archive and bool(content.sealing_keys.keys() - {content.key_id})
    stamped = any(
        one.tokens or any(got.gen_time for got in one.imported) for one in content.exhibits
    )
    yes: tuple[str, ...] = _YES_EARLIER if several else _YES
    yes = (*yes, _TIME) if stamped else yes
    yes = yes if archive else _YES_SHORT
    if content.demo:
        yes = (_DEMO_NOTE,)
    kinds = {str(_object(one, "engine").get("kind")) for one in content.exhibits}
    others = tuple(note for kind in sorted(kinds) if (note := origin_note(kind)))
    marked = (_OTHERS, *others) if others else ()
    no = (*_NO, _NO_EARLIER) if several else _NO
    how: tuple[str, ...] = _HOW if archive else _HOW_SHORT
    marked_over = any(one.marked for one in content.exhibits)
    return [
        (_PROVES, yes),
        (_PROVES_NOT, (*no, *marked)),
        (_CHECKED, (*how[:2], _HOW_MARKED, *how[2:]) if marked_over else how),
    ]
