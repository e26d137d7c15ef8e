"""Everything that can go wrong and that a person can act on: a class with a stable code.

The words (what happened, what it means for the evidence, what to do) are chosen at the edge, in
the reader's language: `foundation.error_text`. Raise with facts, never with sentences.
"""

from enum import IntEnum
from typing import ClassVar


class ExitStatus(IntEnum):
    """Exit codes of the command line (design section 7)."""

    DONE = 0
    FOUND_WRONG = 1
    WRONG_USE = 2
    MISSING_HERE = 3
    INTERRUPTED = 130


class EvidenceKitError(Exception):
    """Base of all errors a person can act on.

    `code` is stable and documented in `docs/errors.md`; `facts` fill the named fields of its text.
    Facts hold no page content and no secret.
    """

    code: ClassVar[str] = "error"
    exit_status: ClassVar[ExitStatus] = ExitStatus.FOUND_WRONG

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code, facts)
        self.facts = facts

    def __str__(self) -> str:
        return f"{self.code} {self.facts}" if self.facts else self.code


class WrongUse(EvidenceKitError):
    """The command or its arguments can't be carried out as given. Facts: `detail`."""

    code = "use.wrong"
    exit_status = ExitStatus.WRONG_USE


class FolderNotEmpty(WrongUse):
    """A new vault or demo is made in an empty or absent folder only. Facts: `path`."""

    code = "folder.not_empty"


class NotAnAddress(WrongUse):
    """The text is not an http or https address. Facts: `text`."""

    code = "address.invalid"


class ProfileInUse(EvidenceKitError):
    """Another process uses this browser profile. Facts: `name`, `path`."""

    code = "profile.in_use"
    exit_status = ExitStatus.MISSING_HERE


class OperatorMissing(WrongUse):
    """A person's name is due and nobody was named. Facts: `action`."""

    code = "operator.missing"


class AddressListRefused(WrongUse):
    """A file can't be used as a list of addresses. Facts: `path`, `reason` (a word)."""

    code = "list.refused"


class RegisterTableRefused(WrongUse):
    """A file can't be used as a table of rights. Facts: `path`, `reason` (a word)."""

    code = "register.table_refused"


class GroundMissing(WrongUse):
    """A batch was asked for, and nobody stated the ground for capturing. Facts: none."""

    code = "ground.missing"


class NotFound(WrongUse):
    """Nothing with this id is here. Facts: `what`, `id`."""

    code = "id.unknown"


class FileMissing(WrongUse):
    """A file or folder named by the user is not there or can't be read. Facts: `path`, `detail`."""

    code = "file.missing"


class NotAnArchive(WrongUse):
    """The file is no WACZ and no WARC, so there is nothing to check it against. Facts: `path`."""

    code = "file.not_an_archive"


class MissingHere(EvidenceKitError):
    """Something this computer needs for the task is not here. Facts: `detail`."""

    code = "missing"
    exit_status = ExitStatus.MISSING_HERE


class VaultMissing(MissingHere):
    """No vault at the path, or none was named. Facts: `path`."""

    code = "vault.missing"


class VaultNewer(MissingHere):
    """The vault was written by a newer major format. Facts: `path`, `format`, `known`."""

    code = "vault.newer"


class VaultDamaged(EvidenceKitError):
    """vault.json or the custody log can't be read as ours. Facts: `path`, `detail`."""

    code = "vault.damaged"


class VaultLocked(MissingHere):
    """Another process writes to the vault. Facts: `path`, `program`, `pid`."""

    code = "vault.locked"


class VaultNotLocal(MissingHere):
    """The folder is on a share or synced by a cloud service. Facts: `path`, `detail`."""

    code = "vault.not_local"


class VaultNotWritable(MissingHere):
    """A real write into the folder failed. Facts: `path`, `detail`."""

    code = "vault.not_writable"


class KeyMissing(MissingHere):
    """The private key is in no keyring and in no key file here. Facts: `key_id`."""

    code = "key.missing"


class PassphraseMissing(MissingHere):
    """The key file is encrypted, or must be, and no passphrase was given. Facts: `key_id`."""

    code = "key.passphrase_missing"


class PassphraseWrong(MissingHere):
    """The passphrase does not open the key file. Facts: `key_id`."""

    code = "key.passphrase_wrong"


class DemoMixed(EvidenceKitError):
    """A demo key or demo token meets a vault that is not a demo, or the reverse. Facts: `what`."""

    code = "demo.mixed"
    exit_status = ExitStatus.WRONG_USE


class EngineMissing(MissingHere):
    """The browser engine can't be loaded or started. Facts: `detail`."""

    code = "engine.missing"


class BrowserMissing(MissingHere):
    """No installed browser was found, or none is where it is said to be. Facts: `detail`."""

    code = "browser.missing"


class EngineSelfTestFailed(MissingHere):
    """The recorder's self-test failed: sealing is refused. Facts: `engine`, `detail`."""

    code = "engine.self_test"


class DisplayMissing(MissingHere):
    """The app was asked for and there is no display. Facts: none."""

    code = "display.missing"


class DiskFull(MissingHere):
    """Not enough space. Facts: `path`, `needed`, `free`, in bytes (null when unknown)."""

    code = "disk.full"


class Cancelled(EvidenceKitError):
    """A person stopped the task. Facts: none."""

    code = "cancelled"
    exit_status = ExitStatus.INTERRUPTED


class CaptureTooLarge(EvidenceKitError):
    """The capture exceeds what one sealed file may hold. Facts: `limit`, in bytes."""

    code = "capture.too_large"


class BodyDamaged(EvidenceKitError):
    """What was recorded changed on disk before it was sealed. Facts: `address`."""

    code = "capture.body_damaged"


class ArchiveRefused(EvidenceKitError):
    """A ZIP, WACZ or WARC breaks the reading rules; the reason is a one-word code.

    Facts: `path`, `reason`, `member`.
    """

    code = "archive.refused"


class NothingToReplay(EvidenceKitError):
    """The file holds no page that an engine could show again. Facts: `path`, `kind`."""

    code = "replay.nothing"


class ReplayFailed(EvidenceKitError):
    """The replay's process ended without an answer. Facts: `detail`."""

    code = "replay.failed"


class VaultRolledBack(MissingHere):
    """The log lacks an entry that this computer remembers. Facts: `path`, `seq`."""

    code = "vault.rolled_back"


class VaultPartial(MissingHere):
    """The folder is an export of a case: for checking, not for writing. Facts: `path`."""

    code = "vault.partial"


class BackupOlder(MissingHere):
    """This computer has seen later entries than the backup has. Facts: `path`, `seq`, `last`."""

    code = "backup.older"


class BackupDamaged(EvidenceKitError):
    """A copy is not what it was made from, or does not hold. Facts: `path`, `detail`."""

    code = "backup.damaged"


class ExportLoggedIn(WrongUse):
    """Captures made while logged in would leave. Facts: `ids`."""

    code = "export.logged_in"


class ExportTooLarge(EvidenceKitError):
    """The case exceeds what one ZIP may hold. Facts: `files`, `bytes`."""

    code = "export.too_large"


class CaptureRemoved(NotFound):
    """The capture was removed on purpose; its file is gone. Facts: `id`, `at`, `by`, `reason`."""

    code = "capture.removed"


class CaptureInPacket(WrongUse):
    """A packet that left holds the capture: removing it takes a second word.

    Facts: `id`, `packets` (folders in the vault).
    """

    code = "capture.in_packet"


class ExhibitTooLarge(WrongUse):
    """An exhibit alone is more than the recipient takes in one file.

    Facts: `exhibit`, `title`, `bytes`, `pages`, `max_bytes`, `max_pages` (None: not known).
    """

    code = "packet.exhibit_too_large"


class ArchiveNotForRecipient(WrongUse):
    """An archive for whoever may hand it to the seller. Facts: `recipient`, `inside` (a list)."""

    code = "packet.archive_refused"


class PacketNotStamped(EvidenceKitError):
    """A time authority gave no good token for a packet's PDF. Facts: `id`, `reason` (8.3)."""

    code = "packet.not_stamped"


class SignerPassphraseWrong(WrongUse):
    """The passphrase does not open the PKCS#12 file, or it is no such file. Facts: `path`."""

    code = "signer.passphrase_wrong"


class SignerRefused(WrongUse):
    """A PKCS#12 file has nothing that can sign a PDF. Facts: `path`, `reason` (a word)."""

    code = "signer.refused"


class SignerNotValid(WrongUse):
    """A person's certificate does not hold now. Facts: `path`, `begins`, `ends` (UTC days)."""

    code = "signer.not_valid"


class AuthorityMissing(WrongUse):
    """No time authority is chosen and none was given. Facts: none."""

    code = "authority.missing"


class RootsMissing(WrongUse):
    """No root certificate is chosen for time tokens, or the file holds none. Facts: `path`."""

    code = "authority.roots_missing"


class StampTooLarge(EvidenceKitError):
    """A token or certificate to be imported is too large. Facts: `path`, `limit`, in bytes."""

    code = "stamp.too_large"


class TokenOfOther(EvidenceKitError):
    """A token to be imported is over something else than the capture. Facts: `path`, `id`."""

    code = "stamp.token_of_other"


class TokenRefused(EvidenceKitError):
    """A token to be imported is not accepted. Facts: `path`, `reason` (of 8.3, or `empty`)."""

    code = "stamp.token_refused"


class TokenRootUnknown(EvidenceKitError):
    """A token to be imported leads to no root that the person chose. Facts: `path`."""

    code = "stamp.root_unknown"


class PasswordInClear(WrongUse):
    """A user is named for a time authority that is asked without TLS. Facts: `address`."""

    code = "authority.password_in_clear"


class PasswordMissing(MissingHere):
    """The keyring has no password of a user for a time authority. Facts: `authority`, `user`."""

    code = "authority.password_missing"


class KeyringMissing(MissingHere):
    """The system has no keyring that keeps a password. Facts: none."""

    code = "keyring.missing"


class ComplaintBlocked(EvidenceKitError):
    """Pre-flight refuses the complaint as it stands. Facts: `id`, `blocks` (how many)."""

    code = "complaint.blocked"


class ComplaintChanged(EvidenceKitError):
    """A packet would say what nobody confirmed. Facts: `id`, `by`, `was`, `now` (a sentence)."""

    code = "complaint.changed"


class RuleFileRefused(EvidenceKitError):
    """A file of rules is not what its schema asks for. Facts: `file`, `detail`."""

    code = "rules.refused"


class LawUnread(EvidenceKitError):
    """A document would state law that nobody here has read. Facts: `file`, `names`."""

    code = "law.unread"


class ListingsUnviewed(WrongUse):
    """Not every listing of a complaint was seen. Facts: `id`, `missing` (ids of captures)."""

    code = "complaint.unviewed"


class IndexUnavailable(MissingHere):
    """The search index can't be kept on this computer. Facts: `path`, `detail`."""

    code = "index.unavailable"


class FactInUse(EvidenceKitError):
    """A confirmed complaint rests on this word. Facts: `fact`, `complaint`."""

    code = "fact.in_use"
    exit_status = ExitStatus.WRONG_USE
