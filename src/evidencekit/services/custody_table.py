"""Custody lines as rows for people: on the terminal, in a packet, in an export."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from evidencekit.evidence.custody import CustodyLine
from evidencekit.foundation.catalogue import N_
from evidencekit.foundation.display_text import one_line

_LONGEST = 200
# The kinds in a few words, for a column of a table.
TITLES: dict[str, str] = {
    "log.begun": N_("Custody log begun"),
    "capture.sealing": N_("Sealing begun"),
    "capture.sealed": N_("Sealed"),
    "capture.lost": N_("Could not be sealed"),
    "capture.failed": N_("Capture failed"),
    "stamp.requested": N_("Time token asked for"),
    "stamp.received": N_("Time token received"),
    "stamp.failed": N_("Time token refused"),
    "stamp.imported": N_("Token or certificate brought in"),
    "clock.step": N_("Clock set, or computer asleep"),
    "derived.made": N_("Derived file made"),
    "facts.confirmed": N_("Fact confirmed"),
    "complaint.confirmed": N_("Complaint confirmed"),
    "packet.made": N_("Packet made"),
    "packet.signed": N_("Packet signed"),
    "capture.removed": N_("Removed on purpose"),
    "capture.hidden": N_("Hidden, or shown again"),
    "export.made": N_("Exported"),
    "backup.made": N_("Backup made"),
    "vault.restored": N_("Vault restored from a backup"),
    "key.succeeded": N_("Key changed"),
    "key.revoked": N_("Key revoked"),
    "note": N_("Note"),
}
_WORDS: dict[str, str] = {
    "log.begun": N_("The custody log began, with key {key_id}."),
    "capture.sealing": N_("Sealing began: {bytes} bytes, SHA-256 {sha256}."),
    "capture.sealed": N_("Sealed as {file}."),
    "capture.lost": N_("It could not be sealed: {reason}."),
    "capture.failed": N_("The capture failed: {error}."),
    "capture.removed": N_("Removed on purpose: {reason}"),
    "capture.hidden": N_("Hidden from lists: {reason}"),
    "capture.shown": N_("Shown in lists again: {reason}"),
    "stamp.requested": N_("A time token was asked of {authority}."),
    "stamp.received": N_("A time token of {authority} came; its time is {gen_time}."),
    "stamp.failed": N_("No time token from {authority}: {reason}."),
    "stamp.imported": N_("A token or certificate got elsewhere was added: {file}."),
    "derived.made": N_("A file was made from it: {file}."),
    "facts.confirmed": N_("A person spoke of a fact: {fact} ({action})."),
    "complaint.confirmed": N_("The complaint {complaint} to {recipient} was confirmed."),
    "packet.made": N_("A packet was made: {folder}."),
    "packet.signed": N_("The packet's PDF was signed with key {key_id}."),
    "export.made": N_("It was exported."),
    "backup.made": N_("A backup was made."),
    "vault.restored": N_("The vault was restored from a backup."),
    "clock.step": N_("This computer's clock was set: it moved by {step_ms} ms."),
    "key.succeeded": N_("The key was changed; this log ends here."),
    "key.revoked": N_("Key {key_id} was revoked: {reason}."),
    "note": N_("Note: {text}"),
}


@dataclass(frozen=True, slots=True)
class CustodyRow:
    """One line: its number in its log, when (UTC text), its kind, what it says, by whom or ""."""

    seq: int
    at: str
    kind: str
    words: str
    by: str

    def to_json(self) -> dict[str, object]:
        """Return the row as an object."""
        return {
            "seq": self.seq,
            "at": self.at,
            "kind": self.kind,
            "words": self.words,
            "by": self.by,
        }


def custody_rows(lines: Iterable[CustodyLine], say: Callable[[str], str]) -> list[CustodyRow]:
    """Return the lines as rows in the language of `say`, a catalogue's `gettext`.

    A kind that is not known here is shown by its name. Texts of people are cut at 200 characters.
    """
    return [
        CustodyRow(line.seq, line.at, line.kind, _words(line, say), _short(line.body.get("by")))
        for line in lines
    ]


def _words(line: CustodyLine, say: Callable[[str], str]) -> str:
    shown_again = line.kind == "capture.hidden" and line.body.get("hidden") is False
    words = _WORDS.get("capture.shown" if shown_again else line.kind)
    if words is None:
        return line.kind
    try:
        return say(words).format(**{name: _short(value) for name, value in line.body.items()})
    except KeyError:
        # A body that is not its kind's: `verify` says so.
        return line.kind


def _short(value: object) -> str:
    return "" if value is None else one_line(str(value), _LONGEST)
