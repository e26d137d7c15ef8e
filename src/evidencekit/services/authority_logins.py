"""User names and passwords of time authorities.

The name stands in the address, the password in the keyring of the system, and nowhere else.
"""

import ipaddress
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from evidencekit.capture.addresses import web_address
from evidencekit.domain.errors import (
    KeyringMissing,
    NotAnAddress,
    PasswordInClear,
    PasswordMissing,
    WrongUse,
)
from evidencekit.evidence.os_keyring import forget, keep, kept
from evidencekit.foundation.http import Login


@dataclass(frozen=True, slots=True)
class AuthorityAddress:
    """An address as it is asked, and the user that is named there, if any."""

    plain: str
    user: str | None

    @property
    def with_user(self) -> str:
        """Return the address as the settings keep it: `https://USER@host/path`."""
        if self.user is None:
            return self.plain
        scheme, rest = self.plain.split("://", 1)
        return f"{scheme}://{quote(self.user, safe='')}@{rest}"


def read_address(text: str, user: str | None = None) -> AuthorityAddress:
    """Take an address apart. `user` goes before the one in it.

    Raises NotAnAddress, WrongUse (a password in it), PasswordInClear (a user, but no TLS).
    """
    try:
        parts = urlsplit(text.strip())
        before, at, host = parts.netloc.rpartition("@")
        plain = web_address(parts._replace(netloc=host).geturl() if at else text)
    except (ValueError, NotAnAddress) as error:
        # What stands before an @ may be a password: it is not to be said again.
        raise NotAnAddress(text=text.rpartition("@")[2]) from error
    named, colon, _password = before.partition(":")
    if colon:
        raise WrongUse(detail="a password in the address; give it by --password-file")
    address = AuthorityAddress(plain, user or unquote(named) or None)
    if address.user is not None and not _is_private(plain):
        raise PasswordInClear(address=plain)
    return address


def _is_private(address: str) -> bool:
    """Say whether what is sent there can be read by no one on the way."""
    parts = urlsplit(address)
    if parts.scheme.lower() == "https":
        return True
    host = parts.hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def keep_password(authority: str, user: str, password: str) -> None:
    """Keep a password in the keyring, read back and compared. Raises KeyringMissing."""
    if not keep(_entry(authority, user), password):
        raise KeyringMissing


def has_password(authority: str, user: str) -> bool:
    """Say whether a password is kept."""
    return kept(_entry(authority, user)) is not None


def forget_password(authority: str, user: str) -> None:
    """Remove a password from the keyring, if there is one."""
    forget(_entry(authority, user))


def login_for(authority: str, address: AuthorityAddress) -> Login | None:
    """Return what to send to this address, None if no user is named. Raises PasswordMissing."""
    if address.user is None:
        return None
    password = kept(_entry(authority, address.user))
    if password is None:
        raise PasswordMissing(authority=authority, user=address.user)
    return Login(address.user, password)


def _entry(authority: str, user: str) -> str:
    return f"tsa/{authority}/{user}"
