"""What a capture's end means for the person who made it, and what was refused to a page."""

from evidencekit.capture.outcome import CaptureOutcome
from evidencekit.domain.capture import CaptureState, PageKind
from evidencekit.foundation.catalogue import N_, _, ngettext
from evidencekit.gui.parts import page_text
from evidencekit.gui.words import size_words
from evidencekit.services.live_capture import Recorded

_WALLS = {
    "login": N_("This looks like a log-in page, not a listing. Log in here, then capture again."),
    "captcha": N_(
        "The site asks whether you are a person. Answer it here, then capture again: this capture "
        "shows the question, not the listing."
    ),
    "block": N_(
        "The site refuses to show this page. The capture shows the refusal, not the listing. "
        "Try again later, or from another connection."
    ),
}
_WAITING = {
    "login": N_(
        "This looks like a log-in page, not a listing. Log in here: the capture goes on by itself "
        "when the listing is there, and says that you did."
    ),
    "captcha": N_(
        "The site asks whether you are a person. Answer it here: the capture goes on by itself "
        "when the listing is there, and says that you did."
    ),
    "block": N_(
        "The site refuses to show this page. If it offers a way on, take it here: the capture goes "
        "on by itself when the listing is there."
    ),
}
_FAILED = {
    "http_error": N_("The site answered with an error page. The capture shows that page."),
    "crash": N_("The page's process ended during the capture. Load the page and capture again."),
    "download": N_("This address is a download, not a page. Nothing of it was saved."),
}
_REFUSED = {
    "popup": N_("Refused: a new window to {address}"),
    "download": N_("Refused: a download from {address}"),
    "permission": N_("Refused: a permission that {address} asked for"),
    "certificate": N_("Not loaded: the certificate of {address} is not valid"),
    "auth": N_("Not loaded: {address} asks for a name and password in a window of its own"),
    "dialog": N_("Refused: a message box of {address}"),
}


def advice(outcome: CaptureOutcome) -> str:
    """Return what the person should know or do after a capture; empty when all is well."""
    if outcome.state is CaptureState.WALL:
        return _(_WALLS.get(outcome.reason or "", _WALLS["block"]))
    if outcome.state is CaptureState.FAILED:
        words = N_("No page came. Check the address and the connection, then load it again.")
        return _(_FAILED.get(outcome.reason or "", words))
    if outcome.page_kind is PageKind.GONE:
        return _("The site says that this page is gone. The capture shows that it said so.")
    return _missing(outcome)


def _missing(outcome: CaptureOutcome) -> str:
    if outcome.limits.stopped_by:
        return _(
            "The page is longer or larger than one capture takes. What lies beyond is missing, "
            "and the capture says so."
        )
    if outcome.gaps:
        return ngettext(
            "{count} part of the page is missing from the capture, which names it. Load the page "
            "again and capture once more if it matters.",
            "{count} parts of the page are missing from the capture, which names them. Load the "
            "page again and capture once more if they matter.",
            len(outcome.gaps),
        ).format(count=len(outcome.gaps))
    if outcome.state is CaptureState.COMPLETE_WITH_GAPS:
        return _("Not everything of the page could be looked at; the capture says what is missing.")
    return ""


def wall_words(wall: str) -> str:
    """Return what the person is asked to do while a capture waits before a wall."""
    return _(_WAITING.get(wall, _WAITING["block"]))


def refused(what: str, address: str) -> str:
    """Return the line that names what a page was refused."""
    words = _(_REFUSED.get(what, N_("Refused: something that {address} asked for")))
    return words.format(address=page_text(address, 80))


def recorded_words(recorded: Recorded) -> str:
    """Return how much is recorded of the page that is shown."""
    return ngettext(
        "Recording: {count} response, {size}",
        "Recording: {count} responses, {size}",
        recorded.responses,
    ).format(count=recorded.responses, size=size_words(recorded.bytes))
