"""What the app does with packets that were made: an authority's time on them. All block."""

from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.desk import Desk
from evidencekit.foundation.clock import SystemClock
from evidencekit.vault.vault import Vault

if TYPE_CHECKING:
    from evidencekit.services.frozen_packets import WaitingPacket
    from evidencekit.services.packet_stamping import StampedPacket


def authorities(desk: Desk) -> tuple[str, ...]:
    """Return the names of the time authorities that are chosen; of a demo its own."""
    from evidencekit.bootstrap.time_authorities import authority_names

    return tuple(authority_names(Vault.open_reading(desk.folder).marker))


def waiting(desk: Desk) -> "tuple[WaitingPacket, ...]":
    """Return the packets whose PDF carries no authority's time. Raises VaultDamaged."""
    from evidencekit.services.frozen_packets import waiting_packets

    return tuple(waiting_packets(Vault.open_reading(desk.folder)))


def stamp(desk: Desk, packet_id: str, authority: str, out: Path) -> "StampedPacket":
    """Put the time of a chosen authority on a packet; hand it out in `out`, a new folder.

    Raises as `chosen_authorities`, `PacketStamping.stamp`, and opening for writing.
    """
    from evidencekit.bootstrap.packets import stamp_packet_in

    with desk.writing() as writer:
        return stamp_packet_in(writer, SystemClock(), packet_id, out, authority)
