"""Which time authorities a person may choose, chose, gives up: the choice is in the settings."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.places import first_line
from evidencekit.bootstrap.time_authorities import address_of, roots_in, settings, settings_file
from evidencekit.bootstrap.time_roots import keep_root
from evidencekit.domain.errors import WrongUse
from evidencekit.foundation.catalogue import current_language
from evidencekit.foundation.settings import save_settings

if TYPE_CHECKING:
    from evidencekit.services.authority_presets import Preset


@dataclass(frozen=True, slots=True)
class AuthorityWish:
    """An authority to choose: a preset's name or an address; who asks; the roots it ends in."""

    authority: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    roots: Path | None = None


def password_in(file: Path) -> str:
    """Return the first line of a file. Raises FileMissing, WrongUse if it is empty."""
    password = first_line(file)
    if not password:
        raise WrongUse(detail=f"--password-file {file}")
    return password


def list_authorities() -> list[dict[str, object]]:
    """Return the rows of `stamp authorities`: the chosen ones, then the presets that are not.

    Raises WrongUse, NotAnAddress, PasswordInClear for an address in the settings that is none.
    """
    from evidencekit.services.authority_logins import has_password, read_address
    from evidencekit.services.authority_presets import find_preset, presets
    from evidencekit.services.http_authority import authority_name

    rows = []
    for text in settings().authorities:
        address = read_address(text)
        name = authority_name(address.plain)
        row = _row(name, address.plain, find_preset(name), chosen=True)
        kept = address.user is not None and has_password(name, address.user)
        rows.append(row | {"user": address.user, "password_kept": kept})
    names = {row["name"] for row in rows}
    others = [one for one in presets() if one.name not in names]
    return rows + [_row(one.name, one.address, one, chosen=False) for one in others]


def add_authority(wish: AuthorityWish) -> list[dict[str, object]]:
    """Choose an authority; return the rows as they are then, it the last of the chosen ones.

    Chosen again, the new wish counts.

    The roots are copied, so that their file may go. Raises NotAnAddress, WrongUse, PasswordInClear,
    KeyringMissing, FileMissing, RootsMissing; nothing is changed then.
    """
    from evidencekit.services.authority_logins import keep_password, read_address
    from evidencekit.services.http_authority import authority_name

    before = settings()
    address = read_address(address_of(wish.authority, before.authorities), wish.user)
    name = authority_name(address.plain)
    if wish.password is not None and address.user is None:
        raise WrongUse(detail="--password-file needs --user")
    trusted = roots_in(wish.roots) if wish.roots else ()
    if wish.password is not None and address.user is not None:
        keep_password(name, address.user, wish.password)
    roots = [*before.authority_roots, *map(keep_root, trusted)]
    others = [one for one in before.authorities if authority_name(one) != name]
    chosen = replace(
        before,
        authorities=(*others, address.with_user),
        authority_roots=tuple(dict.fromkeys(roots)),
    )
    save_settings(settings_file(), chosen)
    return list_authorities()


def remove_authority(name: str) -> list[dict[str, object]]:
    """Give up a chosen authority, by name, and forget its password; return the rows then.

    The roots stay: tokens that were got are checked with them. Raises WrongUse for any other name.
    """
    from evidencekit.services.authority_logins import forget_password, read_address
    from evidencekit.services.http_authority import authority_name

    before = settings()
    named = [one for one in before.authorities if authority_name(one) == name]
    if not named:
        raise WrongUse(detail=f"--remove {name}")
    user = read_address(named[0]).user
    if user is not None:
        forget_password(name, user)
    others = tuple(one for one in before.authorities if one not in named)
    save_settings(settings_file(), replace(before, authorities=others))
    return list_authorities()


def _row(
    name: str, address: str | None, preset: "Preset | None", *, chosen: bool
) -> dict[str, object]:
    about = preset and {
        "title": preset.title,
        "seen_where": preset.seen_where,
        "seen_on": preset.seen_on,
        "terms_read": False,
        "qualified": False,
        "note": preset.note(current_language()),
    }
    return {
        "name": name,
        "address": address,
        "chosen": chosen,
        "user": None,
        "password_kept": False,
        "preset": about,
    }
