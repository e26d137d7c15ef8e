"""The keyring of the operating system: texts kept under a user's name, all for one service."""

import contextlib
import secrets

import keyring
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError

SERVICE = "evidencekit"
# Characters of a P-384 key in base64 PKCS#8.
_KEPT_LENGTH = 248


def keyring_usable() -> bool:
    """Say whether the OS keyring keeps secrets: not `fail`, not `null`, not a plain file."""
    try:
        backends = _backends(keyring.get_keyring())
    except (KeyringError, RuntimeError, ImportError, AttributeError, ValueError):
        # Somebody's settings name one that is not of this computer, or none at all.
        return False
    return bool(backends) and all(_is_safe(backend) for backend in backends)


def keyring_works() -> bool:
    """Say whether the OS keyring gives back what it was given: a random value, removed again.

    It is as long as a key, so that a keyring with too small a limit is found out here.
    """
    if not keyring_usable():
        return False
    user, value = f"test-{secrets.token_hex(8)}", secrets.token_hex(_KEPT_LENGTH // 2)
    try:
        keyring.set_password(SERVICE, user, value)
        kept = keyring.get_password(SERVICE, user)
        keyring.delete_password(SERVICE, user)
        gone = keyring.get_password(SERVICE, user) is None
    except KeyringError:
        return False
    return kept == value and gone


def keep(user: str, text: str) -> bool:
    """Keep a text and read it back; False if the keyring is unusable or gives something else."""
    if not keyring_usable():
        return False
    try:
        keyring.set_password(SERVICE, user, text)
    except KeyringError:
        return False
    return kept(user) == text


def kept(user: str) -> str | None:
    """Return what is kept; None if nothing is, or the keyring will not say."""
    if not keyring_usable():
        return None
    try:
        return keyring.get_password(SERVICE, user)
    except KeyringError:
        return None


def forget(user: str) -> None:
    """Remove what is kept, if there is any; a keyring that refuses keeps it."""
    if keyring_usable():
        with contextlib.suppress(KeyringError):
            keyring.delete_password(SERVICE, user)


def _backends(backend: KeyringBackend) -> list[KeyringBackend]:
    # The chainer asks several in turn and writes to the first.
    return list(getattr(backend, "backends", [backend]))


def _is_safe(backend: KeyringBackend) -> bool:
    kind = type(backend)
    unusable = kind.__module__ in {"keyring.backends.fail", "keyring.backends.null"}
    return not unusable and "plaintext" not in kind.__name__.lower()
