"""Which time authorities are asked and which roots are trusted: options first, then settings."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.domain.errors import (
    AuthorityMissing,
    DemoMixed,
    FileMissing,
    RootsMissing,
    WrongUse,
)
from evidencekit.foundation.catalogue import current_language
from evidencekit.foundation.clock import Clock
from evidencekit.foundation.paths import user_folders
from evidencekit.foundation.settings import Settings, load_settings

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from evidencekit.evidence.roots import Roots
    from evidencekit.services.stamp_attempts import StampAttempts
    from evidencekit.services.stamping import Authority
    from evidencekit.vault.marker import VaultMarker

_MAX_FILE = 4 << 20


def chosen_authorities(
    marker: "VaultMarker", wanted: Sequence[str], roots: Path | None, clock: Clock
) -> list["Authority"]:
    """Return whom to ask: the ones wanted (names or addresses), else those of the settings.

    A demo vault has its own authority and no other. Raises AuthorityMissing, RootsMissing,
    NotAnAddress, WrongUse (no such name), FileMissing, DemoMixed, PasswordInClear,
    PasswordMissing.
    """
    if marker.demo:
        return [_demo_authority(wanted, clock)]
    chosen = settings()
    if wanted:
        addresses = [address_of(word, chosen.authorities) for word in wanted]
    else:
        addresses = _of_settings(chosen.authorities, marker.authorities)
    if not addresses:
        raise AuthorityMissing
    files = [roots] if roots else [Path(name) for name in chosen.authority_roots]
    trusted = _roots_in(files)
    if not trusted:
        raise RootsMissing(path=roots or "--roots")
    asked = {one.name: one for one in (_authority(text, trusted) for text in addresses)}
    return list(asked.values())


def authority_names(marker: "VaultMarker") -> list[str]:
    """Return the names of those that `chosen_authorities` returns for nothing wanted."""
    from evidencekit.services.http_authority import authority_name
    from evidencekit.vault.stamp_files import DEMO_AUTHORITY

    if marker.demo:
        return [DEMO_AUTHORITY]
    chosen = _of_settings(settings().authorities, marker.authorities)
    return list(dict.fromkeys(map(authority_name, chosen)))


def address_of(word: str, chosen: Sequence[str]) -> str:
    """Return the address that a person means: an address, a name in the settings, or a preset's.

    Raises NotAnAddress, WrongUse (no such name, or only its customers know the address).
    """
    from evidencekit.services.authority_logins import read_address
    from evidencekit.services.authority_presets import find_preset
    from evidencekit.services.http_authority import authority_name

    if "://" in word or "@" in word:
        # Says early whether it is an address at all.
        return read_address(word).with_user
    for address in chosen:
        if authority_name(address) == word:
            return address
    preset = find_preset(word)
    if preset is None:
        raise WrongUse(detail=f"--authority {word}")
    if preset.address is None:
        raise WrongUse(detail=f"{word}: {preset.note(current_language())}")
    return preset.address


def _authority(text: str, trusted: tuple["Certificate", ...]) -> "Authority":
    from evidencekit.services.authority_logins import login_for, read_address
    from evidencekit.services.http_authority import HttpAuthority, authority_name

    address = read_address(text)
    login = login_for(authority_name(address.plain), address)
    return HttpAuthority(address.plain, trusted, login=login)


def roots_to_verify(given: Path | None) -> "Roots":
    """Return the roots of a PEM or DER file, and no other; without one those of the settings.

    Raises FileMissing, RootsMissing.
    """
    from evidencekit.evidence.roots import Roots

    if given is None:
        return Roots(_roots_in([Path(name) for name in settings().authority_roots]))
    return Roots(roots_in(given), strict=True)


def roots_in(file: Path) -> tuple["Certificate", ...]:
    """Return the roots in a PEM or DER file, at least one. Raises FileMissing, RootsMissing."""
    trusted = _roots_in([file])
    if not trusted:
        raise RootsMissing(path=file)
    return trusted


def settings_file() -> Path:
    """Return where the user's settings lie."""
    return user_folders().config / "settings.json"


def settings() -> Settings:
    """Return the user's settings."""
    return load_settings(settings_file())


def stamp_attempts(vault_id: str) -> "StampAttempts":
    """Return what is remembered of failed requests for a vault."""
    from evidencekit.services.stamp_attempts import StampAttempts

    return StampAttempts(user_folders().data / "stamping" / f"{vault_id}.json")


def _demo_authority(wanted: Sequence[str], clock: Clock) -> "Authority":
    from evidencekit.services.demo_authority import DemoAuthority

    for word in wanted:
        if word != DemoAuthority.name:
            raise DemoMixed(what=f"--authority {word}")
    return DemoAuthority(clock)


def _of_settings(chosen: Sequence[str], of_vault: Sequence[str]) -> list[str]:
    if not of_vault:
        return list(chosen)
    from evidencekit.services.http_authority import authority_name

    return [one for one in chosen if authority_name(one) in of_vault]


def _roots_in(files: Sequence[Path]) -> tuple["Certificate", ...]:
    if not files:
        return ()
    from evidencekit.evidence.timestamp import read_root_file

    found: list[Certificate] = []
    for file in files:
        try:
            with file.open("rb") as opened:
                found += read_root_file(opened.read(_MAX_FILE))
        except OSError as error:
            raise FileMissing(path=file, detail=error.strerror) from error
        except ValueError:
            raise RootsMissing(path=file) from None
    return tuple(dict.fromkeys(found))
