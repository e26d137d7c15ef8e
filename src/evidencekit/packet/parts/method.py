"""The statement of method: what was done to each page, told from the log of each capture."""

from evidencekit.foundation.catalogue import N_
from evidencekit.packet.matter import Action, Visit
from evidencekit.packet.model import Exhibit
from evidencekit.packet.parts.blocks import Block, Pairs, Points, Sub, Table, Text, Title
from evidencekit.packet.parts.telling import Telling

_TITLE = N_("Statement of method")
_INTRO = (
    N_(
        "A web page was loaded in a browser engine, and everything that the servers sent for it "
        "was recorded as it came."
    ),
    N_(
        "Then the program waited for the page to settle, scrolled through it so that pictures "
        "below are loaded, and took its text, its structure and a picture of the whole page."
    ),
    N_(
        "Each step was written to a log with its time and its outcome. Pages, pictures and log "
        "were put into one file, and that file was signed with the key named in each exhibit."
    ),
    N_(
        "The file has not been changed since: it was compared with its SHA-256 when this packet "
        "was made."
    ),
)
_IMPORTED = N_(
    "Exhibit {number} was not captured by this program, but imported: the steps by "
    "which it was made are not known here."
)
_STEPS = N_("Steps taken, from the log of the capture")
_TIME, _STEP, _OUTCOME = N_("Time (UTC)"), N_("Step"), N_("Outcome")
_NO_LOG = N_("This capture has no log of steps.")
_WATCHED = N_("The page was open before a person; the program did not load it again.")
_ALONE = N_("The program loaded the page by itself; nobody is recorded as watching.")
_ENGINE, _MACHINE, _CLOCK, _SETTINGS = (
    N_("Browser engine"),
    N_("Computer"),
    N_("Clock"),
    N_("Settings"),
)
_CLOCK_WORDS = N_("{zone}; servers' clocks minus this one: {median} ms over {hosts} hosts")
_CLOCK_ALONE = N_("{zone}; not compared with any server")
_LIMITS = N_("Known limits")
_KNOWN = (
    N_("Another visitor, place, language or time may be shown another page."),
    N_("The clock is that of the computer; a time token, where there is one, is independent."),
    N_(
        "What a page loads only after a click or a log-in is not there unless a person did that; "
        "only what says that there is more of the page is pressed without one."
    ),
)
_DID = {
    "hide_scrollbars": N_("scroll bars hidden"),
    "show_scrollbars": N_("scroll bars shown again"),
    "navigate": N_("page loaded"),
    "settle": N_("waited until nothing more was loading"),
    "settle_at_top": N_("waited again, at the top of the page"),
    "settle_at_end": N_("waited a last time for what was still loading"),
    "wait": N_("waited as asked"),
    "read_page": N_("judged what kind of page it is"),
    "read_page_again": N_("judged again what kind of page it is"),
    "scroll": N_("scrolled through the page"),
    "patience": N_("gave late answers their time"),
    "expand": N_("pressed what says that there is more of the page"),
    "photos": N_("asked for the photos that the page names"),
    "scroll_parts": N_("scrolled through boxes and frames of the page"),
    "photos_ask": N_("asked for a photo at full size"),
    "fonts": N_("waited for fonts"),
    "back_to_top": N_("scrolled back to the top"),
    "stop_loading": N_("stopped what was still loading"),
    "stop_script": N_("stopped scripts that let nobody else run"),
    "view": N_("picture of the window taken"),
    "unfold": N_("looked for parts that only scroll by themselves"),
    "fullpage": N_("picture of the whole page taken"),
    "text_boxes": N_("places of the words read"),
    "dom": N_("document after scripts taken"),
    "text": N_("visible text taken"),
    "ax": N_("accessibility tree taken"),
    "screen": N_("title, price, seller and main picture noted as shown"),
    "certificates": N_("certificates of the sites asked for"),
    "mhtml": N_("page saved as MHTML"),
    "print": N_("page printed to PDF"),
    "blank_bands": N_("picture looked through for blank bands"),
    "consent_look": N_("looked for a consent banner"),
    "consent_refuse": N_("consent banner refused"),
    "person_asked": N_("a person was asked to solve what stood before the page"),
    "person_passed_wall": N_("a person solved it, in view"),
    "person_left_wall": N_("a person left it as it stood"),
}
_ENDS = {
    "done": N_("done"),
    "timeout": N_("out of time"),
    "limit": N_("stopped by a limit"),
    "skipped": N_("left out"),
    "refused": N_("refused"),
    "failed": N_("failed"),
}


def method(tell: Telling) -> list[Block]:
    """Return the method in plain words, then the steps of each capture as its log has them."""
    say = tell.say
    flow: list[Block] = [Title(say(_TITLE))]
    flow.append(Points(tuple(say(one) for one in _INTRO), numbered=True))
    for exhibit in tell.content.exhibits:
        flow += _of_exhibit(tell, exhibit)
    flow += [Sub(say(_LIMITS)), Points(tuple(say(one) for one in _KNOWN))]
    return flow


def engine_of(exhibit: Exhibit) -> str:
    """Return the engine that made the capture, empty where it says none."""
    engine = exhibit.about.get("engine")
    if not isinstance(engine, dict):
        return ""
    return " ".join(str(engine.get(one) or "") for one in ("name", "version")).strip()


def did_words(action: Action) -> str:
    """Return what a step did, to be translated; of one unknown here its own name."""
    return _DID.get(action.did, action.did)


def _of_exhibit(tell: Telling, exhibit: Exhibit) -> list[Block]:
    say = tell.say
    visit = tell.content.matter.visits.get(exhibit.number, Visit())
    flow: list[Block] = [Sub(f"{tell.named(exhibit.number)}: {say(_STEPS)}")]
    if "origin" in exhibit.about:
        return [*flow, Text(say(_IMPORTED).format(number=exhibit.called))]
    flow.append(Pairs(_around(tell, exhibit)))
    if not visit.actions:
        return [*flow, Text(say(_NO_LOG))]
    flow.append(Text(say(_WATCHED if visit.watched else _ALONE)))
    rows = [(one.at[11:23], say(did_words(one)), _outcome(tell, one)) for one in visit.actions]
    return [*flow, Table((say(_TIME), say(_STEP), say(_OUTCOME)), rows, (70, 200, 230))]


def _around(tell: Telling, exhibit: Exhibit) -> list[tuple[str, str]]:
    say, about = tell.say, exhibit.about
    rows = [(_ENGINE, engine_of(exhibit))]
    around, clock = about.get("environment"), about.get("clock")
    if isinstance(around, dict):
        view = around.get("viewport")
        size = f"{view.get('width')} x {view.get('height')}" if isinstance(view, dict) else ""
        rows.append((_MACHINE, str(around.get("platform") or "")))
        rows.append((_SETTINGS, ", ".join(p for p in (str(around.get("locale") or ""), size) if p)))
    if isinstance(clock, dict):
        zone, servers = str(clock.get("time_zone") or ""), clock.get("servers")
        given = servers if isinstance(servers, dict) else None
        words = _CLOCK_WORDS if given else _CLOCK_ALONE
        fields = {"median": (given or {}).get("median_ms"), "hosts": (given or {}).get("hosts")}
        rows.append((_CLOCK, say(words).format(zone=zone, **fields)))
    return [(say(name), value) for name, value in rows if value]


def _outcome(tell: Telling, action: Action) -> str:
    end = str(action.result.get("end", ""))
    words = [tell.say(_ENDS[end]) if end in _ENDS else end]
    left_out = {"end", "limit_ms", "by"}
    more = {k: v for k, v in action.result.items() if k not in left_out and v not in (None, "")}
    return ", ".join([*(one for one in words if one), *(f"{k} {v}" for k, v in more.items())])
