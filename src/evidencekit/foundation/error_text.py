"""The words of each error: what happened, what it means for the evidence, what to do.

Shared by the command line and the app. A test holds that every error class has its words here, in
both languages, and a heading in `docs/errors.md`.
"""

import re
from dataclasses import dataclass

from evidencekit.domain.errors import EvidenceKitError
from evidencekit.foundation.catalogue import N_, _
from evidencekit.foundation.display_text import one_line


@dataclass(frozen=True, slots=True)
class ErrorText:
    """Three sentences for a person."""

    message: str
    meaning: str
    action: str


_NOTHING = N_("Nothing was captured or changed.")
_SAFE = N_("Evidence already sealed is not affected.")

TEXTS: dict[str, tuple[str, str, str]] = {
    "use.wrong": (
        N_("The command can't be carried out as given: {detail}."),
        _NOTHING,
        N_("See `evidencekit --help`, or the command's own --help."),
    ),
    "folder.not_empty": (
        N_("The folder {path} is not empty."),
        N_("Nothing was written to it."),
        N_("Name a new folder, or one that is empty."),
    ),
    "profile.in_use": (
        N_("The browser profile {name} is in use by another window or command."),
        N_("Nothing was captured with it."),
        N_("Wait until the other one is done, or close it, and try again."),
    ),
    "address.invalid": (
        N_("This is not a web address: {text}"),
        _NOTHING,
        N_("Give the whole address, beginning with http:// or https://."),
    ),
    "list.refused": (
        N_("{path} can't be used as a list of addresses ({reason})."),
        _NOTHING,
        N_(
            "Give one address a line, or a table (CSV, XLSX) whose column of addresses is headed"
            " url; an address with a comma stands in quotes."
        ),
    ),
    "register.table_refused": (
        N_("{path} can't be used as a table of rights ({reason})."),
        N_("Nothing was added; the register is as it was."),
        N_(
            "Fill in the table that `evidencekit right template OUT.xlsx` writes, and keep its"
            " headings."
        ),
    ),
    "ground.missing": (
        N_("Nobody has stated on what ground pages are captured into this vault."),
        N_("Nothing was captured. The ground stands in each capture, for whoever asks later."),
        N_(
            "Say it once: --ground own-right (rights of your own) or --ground mandate (the owner"
            " of the rights asked you to), with --as NAME."
        ),
    ),
    "operator.missing": (
        N_("No person is named for: {action}."),
        N_("Nothing was recorded: a confirmation is a named person's act."),
        N_("Name the person with --as NAME or EVIDENCEKIT_AS."),
    ),
    "id.unknown": (
        N_("There is no {what} with the id {id} in this vault."),
        _SAFE,
        N_("See `evidencekit list` for the ids that are here."),
    ),
    "file.missing": (
        N_("{path} can't be read: {detail}."),
        _SAFE,
        N_("Check the path and whether you may read it."),
    ),
    "file.not_an_archive": (
        N_("{path} is not an archive that can be verified (WACZ, WARC, WARC.gz)."),
        N_("Nothing was checked. A saved page (MHTML, HTML) holds nothing to check it against."),
        N_("Verify the capture that it was made from, or keep its hash with a witness."),
    ),
    "capture.removed": (
        N_("The capture {id} was removed by {by} at {at}: {reason}"),
        N_("Its file is gone. The signed log still says that it was there, and its hash."),
        N_("See `evidencekit show {id}` for what the log says."),
    ),
    "capture.in_packet": (
        N_("A packet that was made holds the capture {id}: {packets}."),
        N_("Nothing was removed. The packet keeps its own copy, here and with its recipient."),
        N_("If it is to be removed all the same, add --although-in-packet."),
    ),
    "packet.exhibit_too_large": (
        N_(
            "Exhibit {exhibit} ({title}) alone is {bytes} bytes on {pages} pages; the recipient "
            "takes {max_bytes} bytes and {max_pages} pages in one file."
        ),
        N_("No packet was made. The evidence in the vault is as it was, and nothing was cut."),
        N_(
            "Take the exhibit out of this complaint, ask the recipient for another way or a larger "
            "file and give that limit, or hand in the archive packet on a data carrier."
        ),
    ),
    "packet.archive_refused": (
        N_("{recipient} may hand what it gets to the seller; an archive packet holds {inside}."),
        N_("No packet was made, and nothing left the vault."),
        N_("Make a submission, or give the archive to a court, an authority or your own lawyer."),
    ),
    "packet.not_stamped": (
        N_("The time authority gave no good token for the packet {id}: {reason}."),
        N_("The packet is as it was: signed, and its time is that of the computer that made it."),
        N_("Try again later, or with another of the authorities that you chose."),
    ),
    "signer.passphrase_wrong": (
        N_("The passphrase does not open {path}, or it is no PKCS#12 file."),
        N_("No packet was made, and nothing was signed."),
        N_("Check the passphrase file: its first line is the passphrase."),
    ),
    "signer.refused": (
        N_("{path} can't sign a PDF: {reason}."),
        N_("No packet was made, and nothing was signed."),
        N_("Give a PKCS#12 file with one RSA (2,048 bits or more) or elliptic-curve key."),
    ),
    "signer.not_valid": (
        N_("The certificate in {path} does not hold now: it holds from {begins} to {ends}."),
        N_("No packet was made: a signature with it would be worth nothing."),
        N_("Get a new certificate, or sign with the vault's key by leaving out --pkcs12."),
    ),
    "missing": (
        N_("Something this computer needs is missing: {detail}."),
        _NOTHING,
        N_("Run `evidencekit doctor`: it says what is missing and how to get it."),
    ),
    "vault.missing": (
        N_("There is no vault at {path}."),
        N_("Nothing was looked at and nothing was written."),
        N_("Name one with --vault DIR, or make one with `evidencekit init DIR`."),
    ),
    "vault.newer": (
        N_("The vault at {path} has format {format}; this version knows {known}."),
        N_("The evidence is as it was; this version does not touch it."),
        N_("Open it with a newer evidencekit. check.sh in the vault needs no version of ours."),
    ),
    "vault.damaged": (
        N_("The vault at {path} can't be read: {detail}."),
        N_("It was not changed. Sealed captures in it can still be checked one by one."),
        N_("Run `evidencekit verify` on it and restore the named file from a backup."),
    ),
    "vault.locked": (
        N_("Another program is writing to the vault at {path}: {program}, process {pid}."),
        _NOTHING,
        N_("Wait until it ends or close it. Reading commands work meanwhile."),
    ),
    "vault.not_local": (
        N_("{path} is not on a local disk of this computer: {detail}."),
        N_("Nothing was written: on a share or in a synced folder evidence could be torn."),
        N_("Choose a folder on a local disk outside synced folders. Verifying works anywhere."),
    ),
    "vault.not_writable": (
        N_("A trial write to {path} failed: {detail}."),
        _NOTHING,
        N_("Choose a folder that you may write to, or ask for the right to."),
    ),
    "key.missing": (
        N_("The signing key {key_id} is not on this computer."),
        N_("Nothing can be sealed here. Verifying needs no key."),
        N_("Open the vault on the computer that made it, or give its passphrase file."),
    ),
    "key.passphrase_missing": (
        N_("There is no keyring here, and no passphrase was given for the key file."),
        N_("No key was made or opened; nothing is ever kept in a plain file."),
        N_("Give --passphrase-file FILE or set EVIDENCEKIT_PASSPHRASE_FILE."),
    ),
    "key.passphrase_wrong": (
        N_("The passphrase does not open the signing key {key_id}."),
        N_("Nothing can be sealed until it does. Verifying needs no key."),
        N_("Check the passphrase file: its first line, without the line end, is the passphrase."),
    ),
    "demo.mixed": (
        N_("A demo and a real vault can't be mixed: {what}."),
        N_("Nothing was accepted: demo keys and demo tokens prove nothing."),
        N_("Use a real key and a real time authority, or a vault made by `evidencekit demo`."),
    ),
    "engine.missing": (
        N_("The browser engine does not start: {detail}."),
        _NOTHING,
        N_("Run `evidencekit doctor`: it says which library is missing and how to get it."),
    ),
    "browser.missing": (
        N_("No installed browser was found: {detail}."),
        _NOTHING,
        N_(
            "Install Chrome, Edge or Chromium, name its program as `chromium_path` in the settings,"
            " or capture with the engine that is built in."
        ),
    ),
    "engine.self_test": (
        N_("The recorder's self-test failed on engine {engine}: {detail}."),
        N_("Pages can be looked at, but nothing is sealed: a body could be missing unnoticed."),
        N_("Run `evidencekit doctor`, restart, and install the pinned engine version again."),
    ),
    "display.missing": (
        N_("There is no display here, so the app can't open."),
        _SAFE,
        N_("Use the command line (`evidencekit --help`), or try `evidencekit demo`."),
    ),
    "disk.full": (
        N_("Not enough space at {path}: about {needed} bytes are needed, {free} are free."),
        N_("Nothing was half-written; evidence already sealed is not affected."),
        N_("Make space or choose another disk, then try again."),
    ),
    "cancelled": (
        N_("Stopped, as you asked."),
        N_("Nothing is half-sealed; what was sealed before stays."),
        N_("Start again whenever you like."),
    ),
    "capture.too_large": (
        N_("The capture is larger than {limit} bytes, the most that one sealed file may hold."),
        N_("It was not sealed; evidence already sealed is not affected."),
        N_("Capture again with lower limits for height, time or media."),
    ),
    "capture.body_damaged": (
        N_("What was recorded of {address} changed on disk before it could be sealed."),
        N_("The capture was not sealed, because it would not show what was received."),
        N_("Check the disk and the programs that touch the vault's folder, then capture again."),
    ),
    "archive.refused": (
        N_("{path} is refused: {reason} ({member})."),
        N_("Nothing of it was used. It may be damaged, or made to mislead its reader."),
        N_("Get the file again from where it came, and compare its SHA-256."),
    ),
    "replay.nothing": (
        N_("There is no page to replay in {path} ({kind})."),
        N_("The evidence is as it was; only web pages can be shown again by an engine."),
        N_("Look at it in the app, or get the original out of the capture with unzip."),
    ),
    "replay.failed": (
        N_("The replay ended without an answer: {detail}."),
        N_("Replay is only a view: the sealed bodies and pictures are the evidence."),
        N_("Try again. `evidencekit doctor` says whether the browser engine works here."),
    ),
    "vault.rolled_back": (
        N_("The vault at {path} is older than it was: log entry {seq}, seen here, is gone."),
        N_("Nothing was written. Captures made since then may be missing; `verify` names them."),
        N_("Bring back the newer copy; if there is none, keep both and ask for help."),
    ),
    "vault.partial": (
        N_("{path} is an export of a case, not a vault."),
        N_("Nothing was written: two computers must not go on with one log."),
        N_("Check it with `evidencekit verify`. For the whole vault use a backup and `restore`."),
    ),
    "backup.older": (
        N_("The backup {path} ends at log entry {last}; this computer has seen entry {seq}."),
        N_("Nothing was restored: captures made since then would be missing from the vault."),
        N_("Look for a newer backup. To give the later entries up, add --although-older."),
    ),
    "backup.damaged": (
        N_("{path} is not a whole and sound copy: {detail}."),
        N_("Nothing was put in place. The vault that it was made from is not affected."),
        N_("Check the disk, then use another backup, or make a new one."),
    ),
    "export.logged_in": (
        N_("These captures were made while logged in: {ids}."),
        N_("Nothing was exported: they may show the name, the messages or a token of the account."),
        N_("Look at them. To export them all the same, add --although-logged-in."),
    ),
    "export.too_large": (
        N_("The export would have {files} files and {bytes} bytes: more than one ZIP may hold."),
        N_("Nothing was exported. Evidence already sealed is not affected."),
        N_("Make smaller cases of it, or hand over a backup of the whole vault."),
    ),
    "authority.missing": (
        N_("No time authority is chosen."),
        N_("Nothing was asked. The time of each capture is this computer's clock only."),
        N_("Choose one by `evidencekit stamp authorities`, or give --authority and --roots."),
    ),
    "authority.roots_missing": (
        N_("There is no root certificate to check time tokens with: {path}."),
        N_("Nothing was asked: a token that leads to no root you chose is not accepted."),
        N_("Get the root from the authority, compare its fingerprint, give it with --roots FILE."),
    ),
    "stamp.too_large": (
        N_("{path} is larger than {limit} bytes."),
        N_("It was not imported. Evidence already sealed is not affected."),
        N_("Check that it is the token or certificate that you mean."),
    ),
    "stamp.token_of_other": (
        N_("The time token {path} is over something else than the capture {id}."),
        N_("It was not imported: it proves nothing of this capture."),
        N_("Ask the authority for a token over the capture's .wacz file, or name its capture."),
    ),
    "stamp.token_refused": (
        N_("The time token {path} is not accepted: {reason}."),
        N_("It was not imported: it would prove no time."),
        N_(
            "Get it anew from the authority. What the reason means stands in the vault format, 8.3."
        ),
    ),
    "stamp.root_unknown": (
        N_("The time token {path} leads to no root certificate that you chose."),
        N_("It was not imported. Nothing is lost: your file is as it was."),
        N_("Get the authority's root, compare its fingerprint, and import with --roots FILE."),
    ),
    "authority.password_in_clear": (
        N_("A password would go to {address} where anybody on the way can read it."),
        N_("Nothing was sent and no password was kept."),
        N_("Use the authority's https:// address; ask it for one if you have none."),
    ),
    "authority.password_missing": (
        N_("The keyring of this computer has no password of {user} for {authority}."),
        N_("Nothing was asked. The captures wait."),
        N_("Give it by `evidencekit stamp authorities --add ADDRESS --user U --password-file F`."),
    ),
    "index.unavailable": (
        N_("The search index can't be kept at {path}: {detail}."),
        N_("Evidence is not affected: the index is made from the vault, never the other way."),
        N_("Free disk space, or close the other program; then try again. `doctor` says more."),
    ),
    "keyring.missing": (
        N_("This computer has no keyring that keeps a password."),
        N_("Nothing was kept: a password is never written to a plain file."),
        N_("Unlock or install a keyring of the system, or use an authority without a password."),
    ),
    "complaint.blocked": (
        N_("The complaint {id} is refused by pre-flight: {blocks} blocks."),
        N_("It was not confirmed. Evidence already sealed is not affected."),
        N_("See `evidencekit complaint check {id}`, then make the complaint anew without them."),
    ),
    "complaint.changed": (
        N_('{by} confirmed of {id}: "{was}" Its packet would say now: "{now}"'),
        N_("No packet was made, for nobody stands by these words. Sealed evidence is as it was."),
        N_(
            "See `evidencekit complaint wording {id}`, then take the confirmation back with "
            "`complaint reopen {id}` and confirm anew. After a packet: `complaint amend {id}`."
        ),
    ),
    "rules.refused": (
        N_("The rules in {file} are refused: {detail}"),
        N_("No rule was changed. Evidence already sealed is not affected."),
        N_("Get the file anew from whoever made it, or mend what is named and try again."),
    ),
    "law.unread": (
        N_("The document would state what nobody here has read in the law itself: {names}"),
        N_("It was not written: an authority or a court must not be told law from hearsay."),
        N_(
            "Read the source, then say so, for several at once if need be: "
            "`evidencekit recipients read {file} FACT... --where PLACE --as NAME`."
        ),
    ),
    "complaint.unviewed": (
        N_("Nobody said that the pictures of these captures of {id} were looked at: {missing}"),
        N_("It was not confirmed: that goods infringe is said of each listing by who saw it."),
        N_("Look at each, then name it with --i-have-viewed, or confirm in the app."),
    ),
    "fact.in_use": (
        N_("What was said of {fact} can't be undone: the complaint {complaint} rests on it."),
        N_("What was filed stays as it was filed. Nothing was changed."),
        N_("Correct the fact instead: that is a new record, which later complaints use."),
    ),
}


# What a fact without words leaves between brackets, Chinese ones too.
_NOTHING_IN = re.compile(r" ?[(\uff08][)\uff09]")


def error_text(error: EvidenceKitError) -> ErrorText:
    """Return the words of `error` in the current language, its facts made visible and one line."""
    facts = _Facts({name: _shown(value) for name, value in error.facts.items()})
    message, meaning, action = (
        _NOTHING_IN.sub("", _(part).format_map(facts)) for part in TEXTS[error.code]
    )
    return ErrorText(message, meaning, action)


class _Facts(dict[str, str]):
    """A fact that was not given shows as `?`: the edge must never fail in its turn."""

    def __missing__(self, name: str) -> str:
        return "?"


def _shown(fact: object) -> str:
    return "?" if fact is None else one_line(str(fact))
