"""Sellers and photos for the command line: the vault is opened as the command needs it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.places import passphrase, vault_folder
from evidencekit.foundation.clock import SystemClock
from evidencekit.foundation.paths import user_folders

if TYPE_CHECKING:
    from evidencekit.vault.vault import VaultWriter


def show_seller(vault: Path | None, key: str) -> dict[str, object]:
    """Return all that is known of a seller. Raises as `seller_dossier` and opening for reading."""
    from evidencekit.services.seller_dossier import seller_dossier
    from evidencekit.vault.vault import Vault

    return seller_dossier(Vault.open_reading(vault_folder(vault)), key)


def seller_identifiers(vault: Path | None, key: str) -> list[dict[str, object]]:
    """Return what names a seller, and where. Raises as `Sellers` and opening for writing."""
    from evidencekit.services.sellers import Sellers

    with _writing(vault) as writer:
        sellers = Sellers(writer, SystemClock())
        found = sellers.identifiers(sellers.shop(key))
        return [{"capture": capture, **one.to_json()} for capture, one in found]


def link_sellers(vault: Path | None) -> dict[str, object]:
    """Return what links sellers; photos are hashed first. Raises as `Sellers`, `hash_galleries`."""
    from evidencekit.services.photo_pages import hash_galleries
    from evidencekit.services.sellers import Sellers

    clock = SystemClock()
    with _writing(vault) as writer:
        hash_galleries(writer, clock)
        return Sellers(writer, clock).linkage()


def merge_sellers(
    vault: Path | None, one: str, other: str, reason: str, by: str | None
) -> dict[str, object]:
    """Record that two sellers are one hand. Raises as `Sellers.merge` and opening for writing."""
    from evidencekit.services.sellers import Sellers

    with _writing(vault) as writer:
        return Sellers(writer, SystemClock()).merge(one, other, reason, by).to_json()


def split_seller(vault: Path | None, key: str, reason: str, by: str | None) -> dict[str, object]:
    """Record that a seller stands alone. Raises as `Sellers.split` and opening for writing."""
    from evidencekit.services.sellers import Sellers

    with _writing(vault) as writer:
        return Sellers(writer, SystemClock()).split(key, reason, by).to_json()


def undo_seller_decision(
    vault: Path | None, number: int, by: str | None
) -> list[dict[str, object]]:
    """Take a decision back. Raises as `Sellers.undo` and opening for writing."""
    from evidencekit.services.sellers import Sellers

    with _writing(vault) as writer:
        return [one.to_json() for one in Sellers(writer, SystemClock()).undo(number, by)]


def photo_candidates(vault: Path | None, capture_id: str) -> list[dict[str, object]]:
    """Return pictures near those of a capture. Raises as `Photos.candidates` and opening."""
    from evidencekit.services.photos import Photos

    with _writing(vault) as writer:
        found = Photos(writer, SystemClock()).candidates(capture_id)
        return [one.to_json() for one in found]


def add_genuine_photos(
    vault: Path | None, right_id: str, files: Sequence[Path], by: str | None
) -> dict[str, object]:
    """Keep photos of the genuine product. Raises as `Photos.add_genuine` and opening."""
    from evidencekit.services.photos import Photos

    with _writing(vault) as writer:
        kept = Photos(writer, SystemClock()).add_genuine(right_id, files, by)
        return {"right": right_id, "photos": kept}


def decide_photos(
    vault: Path | None, first: str, second: str, verdict: str, by: str | None
) -> dict[str, object]:
    """Record what a person sees in two pictures. Raises as `Photos.decide` and opening."""
    from evidencekit.casework.photo_records import Verdict
    from evidencekit.services.photos import Photos

    with _writing(vault) as writer:
        made = Photos(writer, SystemClock()).decide(first, second, Verdict(verdict), by)
    return {"first": first, "second": second, "verdict": made.verdict.value, "by": made.by}


@contextmanager
def _writing(vault: Path | None) -> Iterator["VaultWriter"]:
    from evidencekit.vault.heads import KnownVaults
    from evidencekit.vault.vault import Vault

    clock, known = SystemClock(), KnownVaults(user_folders().data / "known.json")
    with Vault.open_writing(vault_folder(vault), known, clock, passphrase()) as writer:
        yield writer
