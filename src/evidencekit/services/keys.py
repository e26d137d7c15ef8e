"""A vault's keys as a person needs them: to compare, to hand out, to change, to revoke."""

from collections.abc import Callable
from dataclasses import dataclass

from cryptography import x509

from evidencekit.domain.errors import NotFound, OperatorMissing, WrongUse
from evidencekit.evidence.signature import PublicKey, shown_fingerprint
from evidencekit.foundation.catalogue import N_
from evidencekit.vault.book import Book, LogFile, fold
from evidencekit.vault.key_store import key_place, writing_keys
from evidencekit.vault.succession import ChangedKey
from evidencekit.vault.vault import Vault, VaultWriter

REASONS = ("lost", "stolen", "left")

_SHEET = (
    N_("{organisation}: the key that seals our evidence"),
    N_("Fingerprint (SHA-256 of the public key, ECDSA P-384):"),
    "    {first}\n    {second}",
    N_("Key id {key_id}, in use since {since}. Vault {vault_id}."),
    N_(
        "Whoever receives evidence from us compares these 64 digits with those that `evidencekit "
        "verify` or check.sh shows, or gives them with --key or -k. If they agree, the evidence "
        "was sealed with this key and is unchanged since."
    ),
    N_(
        "This binds the key to us. It does not prove when something was captured, that a site "
        "sent it, or that what a page says is true."
    ),
    N_("Date, name, signature: ________________________________"),
)


@dataclass(frozen=True, slots=True)
class KeyView:
    """One key of a vault.

    `since` is the time of its log's first line, UTC text; `subject` that of its certificate, or
    None; `store` where this computer keeps the private half, or None; `state` one of writing,
    succeeded, revoked, superseded (another log goes on, and the key did not say so).
    """

    vault_id: str
    organisation: str
    key: PublicKey
    since: str
    subject: str | None
    store: str | None
    state: str

    @property
    def groups(self) -> str:
        """Return the fingerprint as 16 groups of 4 digits."""
        return shown_fingerprint(self.key.fingerprint)

    def letterhead(self, say: Callable[[str], str]) -> str:
        """Return the sheet to print on letterhead, in the language of `say`."""
        groups = self.groups.split(" ")
        return "\n\n".join(map(say, _SHEET)).format(
            organisation=self.organisation,
            first=" ".join(groups[:8]),
            second=" ".join(groups[8:]),
            key_id=self.key.key_id,
            since=self.since[:10],
            vault_id=self.vault_id,
        )

    def to_json(self) -> dict[str, object]:
        """Return an element of `key show --json`."""
        return {
            "key_id": self.key.key_id,
            "fingerprint": self.key.fingerprint,
            "groups": self.groups,
            "state": self.state,
            "store": self.store,
            "since": self.since,
            "subject": self.subject,
        }


def keys_of(vault: Vault) -> list[KeyView]:
    """Return the keys of a vault, the one that writes now first. Raises VaultDamaged."""
    logs = vault.logs()
    book, writing = fold(logs), writing_keys(vault.layout)
    views = [_view(vault, log, book, writing) for log in logs if log.key and log.report.lines]
    return sorted(views, key=lambda view: view.state != "writing")


def current_key(vault: Vault) -> KeyView:
    """Return the key that writes now. Raises NotFound if no log has its key; VaultDamaged."""
    views = keys_of(vault)
    if not views:
        raise NotFound(what="key", id=vault.marker.vault_id)
    return views[0]


def rotate(writer: VaultWriter, by: str | None, passphrase: str | None) -> ChangedKey:
    """Change the key in order. Raises OperatorMissing and as `VaultWriter.rotate`."""
    if not by:
        raise OperatorMissing(action="key rotate")
    return writer.rotate(by, passphrase)


def revoke(writer: VaultWriter, key_id: str, by: str | None, reason: str) -> None:
    """Say in the log that a key before this one counts no more.

    Raises OperatorMissing, NotFound, WrongUse (the key that writes now, a reason that is none, a
    key revoked already), DiskFull, VaultNotWritable.
    """
    if not by:
        raise OperatorMissing(action="key revoke")
    if reason not in REASONS:
        raise WrongUse(detail=f"--reason {reason}: one of {', '.join(REASONS)}")
    if key_id == writer.key.key_id:
        raise WrongUse(detail=f"{key_id} writes now: `key rotate` first")
    logs = writer.logs()
    if key_id not in {log.key_id for log in logs}:
        raise NotFound(what="key", id=key_id)
    if key_id in fold(logs).revoked:
        raise WrongUse(detail=f"{key_id} was revoked already")
    writer.record("key.revoked", {"by": by, "key_id": key_id, "reason": reason})


def _view(vault: Vault, log: LogFile, book: Book, writing: list[str]) -> KeyView:
    key = log.key
    if key is None:
        raise NotFound(what="key", id=log.key_id)
    place = key_place(vault.layout, vault.marker.vault_id, key.key_id)
    return KeyView(
        vault_id=vault.marker.vault_id,
        organisation=vault.marker.name,
        key=key,
        since=log.report.lines[0].at,
        subject=_subject(vault, key.key_id),
        store=place.value if place else None,
        state=_state(key.key_id, book, writing),
    )


def _state(key_id: str, book: Book, writing: list[str]) -> str:
    if key_id in book.revoked:
        return "revoked"
    if key_id in writing:
        return "writing"
    return "succeeded" if key_id in book.succeeded else "superseded"


def _subject(vault: Vault, key_id: str) -> str | None:
    place = vault.layout.plain_file(f"keys/{key_id}.crt")
    try:
        pem = place.read_bytes() if place else b""
        return x509.load_pem_x509_certificate(pem).subject.rfc4514_string()
    except (OSError, ValueError):
        return None
