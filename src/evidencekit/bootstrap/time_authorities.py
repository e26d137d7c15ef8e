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
from evidencekit.foundation.clock import Clock
from evidencekit.foundation.paths import user_folders
from evidencekit.foundation.settings import Settings, load_settings

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from evidencekit.evidence.check_stamp import Roots
    from evidencekit.services.stamping import Authority
    from evidencekit.vault.marker import VaultMarker

_MAX_FILE = 4 << 20


def chosen_authorities(
    marker: "VaultMarker", wanted: str | None, roots: Path | None, clock: Clock
) -> list["Authority"]:
    """Return whom to ask: the one wanted (a name or an address), else those of the settings.

    A demo vault has its own authority and no other. Raises AuthorityMissing, RootsMissing,
    NotAnAddress, WrongUse (no such name), FileMissing, DemoMixed.
    """
    if marker.demo:
        return [_demo_authority(wanted, clock)]
    from evidencekit.services.http_authority import HttpAuthority

    chosen = _settings()
    addresses = _addresses(chosen.authorities, marker.authorities, wanted)
    if not addresses:
        raise AuthorityMissing
    files = [roots] if roots else [Path(name) for name in chosen.authority_roots]
    trusted = _roots_in(files)
    if not trusted:
        raise RootsMissing(path=roots or "--roots")
    return [HttpAuthority(address, trusted) for address in addresses]


def roots_to_verify(given: Path | None) -> "Roots":
    """Return the roots of a PEM file, and no other; without one those of the settings.

    Raises FileMissing, RootsMissing.
    """
    from evidencekit.evidence.check_stamp import Roots

    if given is None:
        return Roots(_roots_in([Path(name) for name in _settings().authority_roots]))
    trusted = _roots_in([given])
    if not trusted:
        raise RootsMissing(path=given)
    return Roots(trusted, strict=True)


def _settings() -> Settings:
    return load_settings(user_folders().config / "settings.json")


def _demo_authority(wanted: str | None, clock: Clock) -> "Authority":
    from evidencekit.services.demo_authority import DemoAuthority

    if wanted not in {None, DemoAuthority.name}:
        raise DemoMixed(what=f"--authority {wanted}")
    return DemoAuthority(clock)


def _addresses(
    settings: Sequence[str], of_vault: Sequence[str], wanted: str | None
) -> Sequence[str]:
    from evidencekit.services.http_authority import authority_name

    if wanted and "://" in wanted:
        # Says early whether it is an address at all.
        authority_name(wanted)
        return [wanted]
    named = [(authority_name(address), address) for address in settings]
    if wanted:
        found = [address for name, address in named if name == wanted]
        if not found:
            raise WrongUse(detail=f"--authority {wanted}")
        return found
    return [address for name, address in named if not of_vault or name in of_vault]


def _roots_in(files: Sequence[Path]) -> tuple["Certificate", ...]:
    from evidencekit.evidence.timestamp import read_certificates, roots_of

    found: list[Certificate] = []
    for file in files:
        try:
            with file.open("rb") as opened:
                found += roots_of(read_certificates(opened.read(_MAX_FILE)))
        except OSError as error:
            raise FileMissing(path=file, detail=error.strerror) from error
        except ValueError:
            raise RootsMissing(path=file) from None
    return tuple(dict.fromkeys(found))
