"""What each check means for the evidence when it did not pass, in the reader's language."""

from evidencekit.foundation.catalogue import N_, _

FAILED: dict[str, str] = {
    "vault.format": N_("The vault can't be read as one of ours, or is newer than this program."),
    "vault.identity": N_("The vault and its log do not name the same vault."),
    "vault.demo": N_("Something made for a demo lies in a real vault. It proves nothing."),
    "key.file": N_("The key file is not the key that its name says."),
    "key.known": N_("This is not the key you expected. Somebody else may have made these files."),
    "custody.form": N_("A line of the custody log is not as this program writes it."),
    "custody.tail": N_(
        "The custody log ends in the middle of a line. What stood there is unknown."
    ),
    "custody.chain": N_("The custody log is broken: lines were changed, removed, added or moved."),
    "custody.signatures": N_("A line of the custody log was not signed with the vault's key."),
    "custody.events": N_("The custody log tells something that can't have happened so."),
    "custody.remembered": N_("The vault is older than it was: entries seen before are gone."),
    "custody.witness": N_("A capture or list remembers a log entry that the log does not have."),
    "custody.succession": N_(
        "A log says that it goes on where another ended, and that one did not end so."
    ),
    "key.revoked": N_("Something was signed with a key after it had been revoked."),
    "custody.file_missing": N_("Evidence that the log names is not here."),
    "custody.file_unknown": N_("The log does not know this file: it is no evidence."),
    "wacz.hash": N_("The capture is not the file that was sealed: it was changed or replaced."),
    "wacz.signature": N_("The signature over the capture is missing or does not fit."),
    "wacz.metadata": N_("The capture says other things of itself than its name or the log."),
    "wacz.zip": N_("The capture's container is not as it was sealed, or hides something."),
    "wacz.members": N_("A file inside the capture is not the one its manifest names."),
    "wacz.pages": N_("The list of pages inside is not in its form, or names another page."),
    "wacz.digest": N_("The capture's manifest is not the one that was signed."),
    "wacz.domain": N_(
        "The certificate or the time token of the signature inside does not hold what it says."
    ),
    "archive.read": N_(
        "The file could not be read within the limits for files from elsewhere. Do not rely on it."
    ),
    "wacz.inner_signature": N_("The signature inside the capture does not fit its manifest."),
    "warc.records": N_("A record of the capture does not fit its own length or hash."),
    "warc.index": N_("The capture's index points at other records than it says."),
    "warc.artefacts": N_("The pictures and texts in the capture are not those its manifest names."),
    "stamp.list": N_("The stamped list does not fit the files it names, or the log."),
    "stamp.request": N_("The request for the time token is not the one in the log."),
    "stamp.token": N_("The time token does not fit the list: it proves no time."),
    "stamp.chain": N_("The time authority's certificates do not lead to a root that you chose."),
    "stamp.imported": N_("A token or certificate got elsewhere is not the file that was kept."),
    "stamp.revocation": N_(
        "A certificate of the time authority was revoked, or its revocation list was changed."
    ),
    "export.scope": N_("What this export leaves out does not fit its log."),
    "export.files": N_("A file of the export is missing or is not the one that it names."),
    "export.zip": N_("The ZIP is built so that it could be read in two ways, or is damaged."),
    "derived.hash": N_("A file made from evidence was changed. The evidence itself is not it."),
    "packet.manifest": N_("The packet's manifest is not the one that was recorded."),
    "packet.signature": N_("The packet's PDF is not as it was signed, or not by the key it names."),
    "packet.files": N_("A file of the packet is missing, changed, or not in its manifest."),
    "packet.marks": N_(
        "A picture with marks is not the one that was enclosed, or is not of the exhibit's picture."
    ),
    "packet.embedded": N_("A file inside the packet's PDF is not the one that its manifest names."),
}

INDETERMINATE: dict[str, str] = {
    "vault.demo": N_("This is a demo. It shows how checking works and proves nothing."),
    "key.known": N_(
        "The files agree with each other. Whose key this is, this computer does not know."
    ),
    "packet.signature": N_("This packet is a draft: nobody signed it."),
    "custody.clock": N_(
        "The clock was moved between two lines of the log, and no line tells of it: the times of "
        "the log may have been made up."
    ),
    "export.scope": N_("The log does not vouch for what this export leaves out: ask for its list."),
    "custody.remembered": N_(
        "A backup: this computer has seen later entries, which are not in it."
    ),
    "custody.unfinished": N_("A capture was being sealed. Opening the vault finishes it."),
    "custody.succession": N_(
        "A new key goes on with this vault. That the old key agreed is not shown."
    ),
    "custody.next_log_missing": N_(
        "The old log names the key that follows, and that key's log is not here."
    ),
    "custody.key_without_log": N_(
        "A key has no log: a change of keys was interrupted, or its log was taken away."
    ),
    "custody.removal_unfinished": N_(
        "A removed capture's file is still here. Opening the vault removes it."
    ),
    "wacz.inner_signature": N_("The signature inside is of a kind that is not checked here."),
    "wacz.domain": N_(
        "The signature inside fits and names this domain. Whether to trust its certificate's root "
        "is not decided here."
    ),
    "signature.domain": N_(
        "The signature inside fits. It was made with a domain's certificate, not with a known key."
    ),
    "key.none": N_("The file names no key that can be checked here: who made it is unknown."),
    "warc.records": N_(
        "Some contents carry no hash. Whether they were changed can't be seen from the file."
    ),
    "stamp.chain": N_("The time authority's root came with the files: compare it yourself."),
    "stamp.renewal": N_(
        "The authority's certificates have ended, and no later token covers this one."
    ),
    "stamp.order": N_("The token is older than the capture says it is: its clock was ahead."),
}

_INSIDE = N_("The inside of a capture whose hash and signature are right: --deep reads it.")
NOT_CHECKED: dict[str, str] = {
    "wacz.zip": _INSIDE,
    "wacz.members": _INSIDE,
    "wacz.pages": _INSIDE,
    "wacz.digest": _INSIDE,
    "wacz.inner_signature": _INSIDE,
    "warc.records": _INSIDE,
    "warc.index": _INSIDE,
    "warc.artefacts": _INSIDE,
    "wacz.hash": N_("A capture on its own: the log that knows its hash is not here."),
    "wacz.signature": N_("No signature lies beside the capture: the one inside was checked."),
    "stamp.revocation": N_("Whether a certificate was revoked is not looked up offline."),
    "custody.remembered": N_("This computer remembers no later entry to compare the log with."),
    "custody.file_missing": N_("Not in this export: other captures of the vault, on purpose."),
    "key.known": N_("A demo: whose key it is does not matter."),
    "packet.manifest": N_("Nobody signed the packet, or its signature failed."),
    "packet.embedded": N_("No files are inside this PDF: it is not an archive."),
    "packet.timestamp": N_(
        "The PDF's signature is not timestamped: its time is the clock of that computer."
    ),
}
NOTED: dict[str, str] = {
    "custody.removed": N_(
        "A person removed this capture on purpose. The signed log says who, when and why."
    ),
    "packet.signature": N_(
        "The PDF was signed with a person's own certificate. Whose it is, is not checked here."
    ),
    "packet.timestamp": N_(
        "A time authority put this time on the PDF. Whether to trust its root is not decided here."
    ),
}

_UNKNOWN = N_("This could not be decided here.")
_WRONG = N_("This check failed.")
_LEFT = N_("What it needs is missing, or failed before it.")


def meaning(code: str, *, indeterminate: bool) -> str:
    """Return the sentence for a check id, or a meaning code, that did not pass."""
    if indeterminate:
        return _(INDETERMINATE.get(code, _UNKNOWN))
    return _(FAILED.get(code, _WRONG))


def not_checked_because(code: str) -> str:
    """Return the sentence that says why a check was not made."""
    return _(NOT_CHECKED.get(code, _LEFT))


def note(code: str) -> str:
    """Return the sentence for a check that passed and must be told all the same."""
    return _(NOTED[code])
