"""Time tokens around a batch of captures: one before, those of the batch when it is done.

Only where the settings choose an authority. Whatever goes wrong here, the captures stand.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from evidencekit.domain.errors import AuthorityMissing, EvidenceKitError
from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.foundation.clock import Clock

if TYPE_CHECKING:
    from evidencekit.services.stamping import Authority
    from evidencekit.vault.marker import VaultMarker
    from evidencekit.vault.vault import VaultWriter


def authorities_of_settings(
    marker: "VaultMarker", clock: Clock
) -> tuple[list["Authority"], EvidenceKitError | None]:
    """Return whom the settings choose, and what is wrong with that choice if something is.

    A demo's own authority is nobody's choice: it is asked by `stamp` alone.
    """
    from evidencekit.bootstrap.time_authorities import chosen_authorities

    if marker.demo:
        return [], None
    try:
        return chosen_authorities(marker, (), None, clock), None
    except AuthorityMissing:
        return [], None
    except EvidenceKitError as error:
        return [], error


def token_before(
    writer: "VaultWriter", clock: Clock, authorities: Sequence["Authority"]
) -> AbstractContextManager[object]:
    """Return what asks for a token over the log as it stands, beside the work done in it."""
    if not authorities:
        return nullcontext()
    from evidencekit.services.earlier_token import EarlierToken

    return EarlierToken(writer, clock, authorities)


def stamp_batch(
    writer: "VaultWriter", clock: Clock, chosen: tuple[list["Authority"], EvidenceKitError | None]
) -> str:
    """Ask for the tokens that are waiting; return what came of it in one line, empty for nothing.

    Nothing raises: the captures are sealed, and what is missing waits.
    """
    authorities, trouble = chosen
    if trouble is None and authorities:
        from evidencekit.services.stamping import Stamping

        try:
            result = Stamping(writer, clock).stamp(authorities)
        except EvidenceKitError as error:
            trouble = error
        else:
            return counted(result.received, result.waiting)
    if trouble is None:
        return ""
    from evidencekit.foundation.error_text import error_text

    said = _("No time token was asked for: {reason} The captures wait for one.")
    return said.format(reason=error_text(trouble).message)


def counted(received: int, waiting: int) -> str:
    """Return how many tokens came, or how many of them are missing, in words."""
    if not waiting:
        got = ngettext("{n} time token received.", "{n} time tokens received.", received)
        return got.format(n=received)
    late = ngettext(
        "{n} time token is still missing, to be asked for again.",
        "{n} time tokens are still missing, to be asked for again.",
        waiting,
    )
    return late.format(n=waiting)
