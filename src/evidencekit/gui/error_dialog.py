"""An error as a person reads it: what happened, what it means for the evidence, what to do."""

import os
from dataclasses import replace

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from evidencekit.domain.errors import EvidenceKitError, VaultLocked
from evidencekit.foundation.catalogue import N_, _
from evidencekit.foundation.error_text import ErrorText, error_text
from evidencekit.gui.parts import label
from evidencekit.gui.theme import EDGE, GAP

_COMPUTER = N_("Open This computer in the help menu: it says how to get what is missing.")
_ROOT = N_(
    "Get the root certificate from the authority, compare its fingerprint, and add it in the "
    "settings, under time authorities."
)
# Where the command line names an option or another command, a window has other things to do.
ACTIONS = {
    "use.wrong": N_("Mend what is named above, then try again."),
    "profile.in_use": N_(
        "Let the other command end. Where this program itself used the profile, start it anew."
    ),
    "operator.missing": N_("Give the name of the person who acts."),
    "id.unknown": N_("Look for it in the list again: it may have been removed meanwhile."),
    "missing": _COMPUTER,
    "engine.missing": _COMPUTER,
    "engine.self_test": N_(
        "Open This computer in the help menu, start the program anew, and install it again if this "
        "comes back."
    ),
    "replay.failed": N_(
        "Try again. This computer, in the help menu, says whether the browser engine works here."
    ),
    "capture.removed": N_("Choose another one: the list is read anew."),
    "signer.not_valid": N_("Get a new certificate, or sign with the vault's key."),
    "vault.partial": N_("Open the whole vault, or restore a backup of it."),
    "law.unread": N_("Read the source, then say so on the page of recipients and laws."),
    "register.table_refused": N_(
        "Fill in the table that the page of rights saves, and keep its headings."
    ),
    "index.unavailable": N_("Free disk space, or close the other program; then try again."),
    "vault.missing": N_("Choose the folder that holds the file vault.json, or make a vault."),
    "vault.damaged": N_("Restore the named file from a backup, then open the vault again."),
    "vault.locked": N_("Wait until it ends or close it. Looking at the evidence works meanwhile."),
    "key.missing": N_(
        "Open the vault on the computer that made it. Where its key is lost for good, change it "
        "under Keys in the Vault menu."
    ),
    "key.passphrase_missing": N_("Make the vault with a passphrase; it locks the key file."),
    "key.passphrase_wrong": N_("Type the passphrase again, with care for capitals and blanks."),
    "demo.mixed": N_("Use a real key and a real time authority, or the demo's own vault."),
    "authority.missing": N_("Choose one in the settings, under time authorities."),
    "authority.roots_missing": _ROOT,
    "authority.password_missing": N_(
        "Add the authority again in the settings, with its user name and password."
    ),
    "stamp.root_unknown": _ROOT,
    "complaint.blocked": N_("Mend what pre-flight names, then make the complaint anew."),
    "complaint.changed": N_(
        "Reopen it, read the sentences and confirm them anew; "
        "where a packet was made, amend the complaint."
    ),
}

# Where a command lists names for its options, a window says what they stand for.
_MESSAGES = {
    "law.unread": N_("The document would state lines of the law that nobody here has read in it."),
}


def words_of(error: Exception) -> ErrorText:
    """Return the three parts of any error; one that nobody foresaw is said to be that."""
    if isinstance(error, EvidenceKitError):
        text = error_text(error)
        if isinstance(error, VaultLocked) and error.facts.get("pid") == os.getpid():
            # Who is asked to close another program would look for it in vain.
            return replace(
                text,
                message=_("This program itself writes to the vault just now."),
                action=_("Close the window in which pages are captured, then try again."),
            )
        return in_a_window(text, error.code)
    return ErrorText(
        _("Something went wrong that this program did not foresee ({kind}).").format(
            kind=type(error).__name__
        ),
        _("Nothing is half-sealed; evidence already sealed is not affected."),
        _("Try again. If it comes back, the log file says where it happened."),
    )


def in_a_window(text: ErrorText, code: str) -> ErrorText:
    """Return the words of an error of this code with what a person at a window can do."""
    message, action = _MESSAGES.get(code), ACTIONS.get(code)
    return replace(
        text,
        message=_(message) if message else text.message,
        action=_(action) if action else text.action,
    )


class ErrorDialog(QDialog):
    """Shows the three parts of one error."""

    def __init__(self, text: ErrorText, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("That did not work"))
        self.setMinimumWidth(520)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP // 2)
        for heading, words in (
            (_("What happened"), text.message),
            (_("What it means for the evidence"), text.meaning),
            (_("What to do"), text.action),
        ):
            layout.addWidget(label(heading, "heading"))
            layout.addWidget(label(words, wraps=True, selectable=True))
            layout.addSpacing(GAP + 2)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        box.rejected.connect(self.reject)
        close = box.button(QDialogButtonBox.StandardButton.Close)
        close.setText(_("Close"))
        close.setAccessibleName(_("Close"))
        layout.addWidget(box)
