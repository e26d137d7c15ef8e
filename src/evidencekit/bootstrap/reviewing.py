"""What a person says of facts, for the command line: the vault is opened as the command needs."""

from pathlib import Path

from evidencekit.bootstrap.places import passphrase, vault_folder
from evidencekit.foundation.clock import SystemClock
from evidencekit.foundation.paths import user_folders


def show_review(vault: Path | None, capture_id: str) -> dict[str, object]:
    """Return how the facts of a capture stand. Raises as `review_document` and opening."""
    from evidencekit.services.reviewing import review_document
    from evidencekit.vault.vault import Vault

    return review_document(Vault.open_reading(vault_folder(vault)), capture_id)


def review_facts(
    vault: Path | None,
    capture_id: str,
    what: str,
    words: tuple[object, ...],
    box: tuple[int, ...] | None = None,
) -> dict[str, object]:
    """Let a person speak of facts; return how they stand then. Raises as `FactReviewing`.

    `what` is the name of one of its methods, `words` what it takes after the capture.
    """
    from evidencekit.casework.standing import PictureBox
    from evidencekit.services.reviewing import FactReviewing, review_document
    from evidencekit.vault.heads import KnownVaults
    from evidencekit.vault.vault import Vault

    clock, known = SystemClock(), KnownVaults(user_folders().data / "known.json")
    with Vault.open_writing(vault_folder(vault), known, clock, passphrase()) as writer:
        drawn = {"box": PictureBox(*box)} if box else {}
        getattr(FactReviewing(writer, clock), what)(capture_id, *words, **drawn)
        return review_document(writer, capture_id)
