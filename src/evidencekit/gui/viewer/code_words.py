"""Codes of the vault's format as words for the viewer; one that is not known is shown as it is."""

from collections.abc import Mapping

from evidencekit.foundation.catalogue import N_, _
from evidencekit.gui.parts import page_text
from evidencekit.services.custody_table import TITLES

_READERS = {
    "address": N_("the address"),
    "json-ld": N_("structured data"),
    "microdata": N_("structured data"),
    "markup": N_("the page's markup"),
    "meta": N_("tags in the head"),
    "script": N_("data in a script"),
    "text": N_("visible text"),
}
_MEMBERS = {
    "about": N_("About"),
    "action": N_("What was done"),
    "authority": N_("Authority"),
    "by": N_("By"),
    "bytes": N_("Bytes"),
    "case": N_("Case"),
    "folder": N_("Folder"),
    "hidden": N_("Hidden"),
    "key_id": N_("Key"),
    "recipient": N_("Recipient"),
    "capture": N_("Capture"),
    "capture_sha256": N_("SHA-256 of the capture"),
    "record_sha256": N_("SHA-256 of the record"),
    "complaint": N_("Complaint"),
    "fact": N_("Fact"),
    "file": N_("File"),
    "gen_time": N_("Time (UTC)"),
    "id": N_("Capture"),
    "kind": N_("Kind"),
    "reason": N_("Reason"),
    "recovered": N_("Finished after an interruption"),
    "sha256": N_("SHA-256"),
    "step_ms": N_("Moved by, in milliseconds"),
    "source": N_("Made from (SHA-256)"),
    "text": N_("Text"),
}
_DERIVED = {
    "facts": N_("facts"),
    "text": N_("text"),
    "replay_score": N_("replay score"),
    "identifiers": N_("what names the seller"),
    "pictures": N_("hashes of pictures"),
    "crop": N_("crop"),
    "redaction": N_("redaction"),
    "annotation": N_("annotation"),
    "comparison": N_("points of comparison"),
    "translation": N_("translation"),
    "token": N_("time token"),
    "chain": N_("certificates of a time token"),
    "certificate": N_("certificate of others"),
}
_ENDS = {
    "complete": N_("Everything that the page asked for was recorded."),
    "complete_with_gaps": N_("The page was captured, but parts of it are missing; see below."),
    "wall": N_("The page itself was not shown: something stood in front of it."),
    "failed": N_("The capture failed. What was recorded until then is sealed."),
}
_REASONS = {
    "captcha": N_("A captcha stood in front of the page."),
    "login": N_("A log-in stood in front of the page."),
    "block": N_("The site refused the visit."),
    "http_error": N_("The server answered with an error."),
    "no_answer": N_("The server did not answer."),
    "crash": N_("The browser engine crashed."),
    "private_address": N_("It led from the Internet into a private network: not followed."),
    "download": N_("The address gave a download, not a page."),
}
_GAPS = {
    "not_seen": N_("The recorder did not see it"),
    "body_gone": N_("Its content was gone"),
    "too_large": N_("It was too large"),
    "cut": N_("It was cut off"),
    "open_at_end": N_("It was still loading at the end"),
    "channel_lost": N_("The recorder's channel was lost"),
    "post_popup": N_("It was sent from a pop-up"),
    "shared_worker": N_("A shared worker loaded it"),
    "worker_update": N_("A worker's update loaded it"),
}
_WARNINGS = {
    "no_sandbox": N_("The engine ran without its sandbox."),
    "clock": N_("This computer's clock may have been wrong."),
    "text_repaired": N_("Broken characters of the page were replaced."),
    "address_has_credentials": N_("The address itself holds what looks like a log-in."),
    "stopped_by_limit": N_("A limit ended the capture early."),
    "never_idle": N_("The page never came to rest."),
    "script_stopped": N_("A script that never ended was stopped."),
    "wall_passed_by_person": N_("A person solved a question of the site before the capture."),
    "certificate_accepted": N_("A person loaded it though the site's certificate is not valid."),
    "private_address": N_("The page is on this computer or a private network."),
    "screen_not_in_wire": N_("Something on the screen is not in what the server sent."),
    "dom_part_missing": N_("A part of the document is missing."),
    "ax_missing": N_("The accessibility tree is missing."),
    "screen_missing": N_("The screen was not compared with what the server sent."),
    "title_cut": N_("The title was too long and was cut."),
    "text_cut": N_("The visible text was too long and was cut."),
    "content_vanished": N_("The page showed much less when it had been scrolled."),
    "pictures_undecoded": N_("Some pictures could not be drawn."),
    "fullpage_inexact": N_("The full screenshot does not fit the page exactly."),
    "frame_text_missing": N_("The text of a frame is missing."),
    "page_unread": N_("The page could not be looked at."),
    "view_missing": N_("The screenshot of the window is missing."),
    "fullpage_missing": N_("The screenshot of the whole page is missing."),
    "dom_missing": N_("The document after scripts is missing."),
    "text_missing": N_("The visible text is missing."),
    "imported": N_("It was imported, not captured by us."),
    "original_damaged": N_("The imported file is damaged; it is kept as it was handed over."),
    "no_browser": N_("No browser, no picture: a program asked, not a visitor."),
    "text_boxes_missing": N_("The places of the text are missing."),
    "devtools_open": N_("Developer tools were open in the browser's window."),
    "devtools_possible": N_("Developer tools could have been opened; none were seen."),
    "unattended_window": N_("It could not be watched whether developer tools were open."),
}
_LIMITS = {
    "height": N_("The page was higher than the limit."),
    "width": N_("The page was wider than the limit."),
    "time": N_("The time limit was reached."),
    "growth": N_("The page kept growing."),
    "bytes": N_("The page sent more than the limit."),
}
_WITHHELD = {
    "request_header": N_("header that was sent"),
    "response_header": N_("header that was received"),
    "request_body": N_("form or upload that was sent"),
    "address_parameter": N_("part of an address"),
    "user_info": N_("name or password in an address"),
    "form_value": N_("field of a form"),
    "ws_sent": N_("message that the page sent"),
}
_ENGINES = {
    "embedded": N_("built into evidencekit"),
    "installed": N_("a browser installed on this computer"),
    "requests": N_("no browser: a plain request"),
    "import": N_("none: imported, not captured by us"),
}


def _in(table: Mapping[str, str], code: object) -> str:
    text = table.get(str(code))
    return _(text) if text else page_text(code)


def reader_words(code: object) -> str:
    """Return what a reader of facts looked at."""
    return _in(_READERS, code)


def event_words(kind: object) -> str:
    """Return the words of a kind of custody line."""
    return _in(TITLES, kind)


def member_words(name: object) -> str:
    """Return the words of a member of a custody line's body."""
    return _in(_MEMBERS, name)


def derived_words(kind: object) -> str:
    """Return the words of a kind of derived file."""
    return _in(_DERIVED, kind)


def end_words(state: object, reason: object) -> str:
    """Return a sentence on how a capture ended, the reason's own where there is one."""
    if reason:
        return _in(_REASONS, reason)
    return _(_ENDS[str(state)]) if str(state) in _ENDS else _("How it ended is not known.")


def shortfall_words(state: object, reason: object) -> str:
    """Return what a capture lacks, in a sentence; empty where it lacks nothing."""
    if state == "complete_with_gaps":
        return _("Parts of the page are missing from this capture, which names them.")
    return end_words(state, reason) if state in ("wall", "failed") else ""


def gap_words(reason: object) -> str:
    """Return why something of the page is missing."""
    return _in(_GAPS, reason)


def warning_words(code: object) -> str:
    """Return the sentence of a warning."""
    return _in(_WARNINGS, code)


def limit_words(code: object) -> str:
    """Return the sentence of the limit that ended a capture; empty when none did."""
    return _in(_LIMITS, code) if code else ""


def withheld_words(where: object) -> str:
    """Return where something stood that was withheld."""
    return _in(_WITHHELD, where)


def engine_words(kind: object) -> str:
    """Return what kind of engine it was."""
    return _in(_ENGINES, kind)
