"""Packets for the command line: the plan is made from casework, then carried out."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.places import first_line, passphrase, vault_folder
from evidencekit.domain.errors import WrongUse
from evidencekit.foundation.clock import Clock, SystemClock
from evidencekit.foundation.paths import user_folders

if TYPE_CHECKING:
    from evidencekit.packet.model import PacketPlan, PacketResult
    from evidencekit.packet.sign import PersonalSigner
    from evidencekit.services.frozen_packets import WaitingPacket
    from evidencekit.services.packet_stamping import StampedPacket
    from evidencekit.services.stamping import Authority
    from evidencekit.vault.vault import VaultWriter


LONGEST_PREFIX = 20
"""Letters that may stand before an exhibit's number."""


@dataclass(frozen=True, slots=True)
class PacketWish:
    """What the command line asks for: a complaint, or a case and a profile.

    `prefix` stands before the exhibits' numbers; `redacted` makes the copy for strangers; without
    `marks` nothing goes along that persons drew over pictures.

    `pkcs12` is a person's own certificate and key for the PDF; the first line of the other file
    opens it. `authority` is a chosen time authority, by name or address, to be asked for the PDF.
    """

    complaint: str | None
    case: str | None
    profile: str | None
    out: Path
    pkcs12: Path | None = None
    pkcs12_passphrase: Path | None = None
    prefix: str = ""
    redacted: bool = False
    authority: str | None = None
    marks: bool = True

    def require_one(self) -> None:
        """Raise WrongUse unless this names one complaint, or one case with a known profile."""
        from evidencekit.packet.profiles import NAMES

        if (self.complaint is None) == (self.case is None):
            raise WrongUse(detail="packet COMPLAINT, or packet --case C --profile court")
        due = self.case is not None or self.profile is not None
        if due and self.profile not in NAMES:
            raise WrongUse(detail=f"--profile {self.profile or '?'} ({', '.join(NAMES)})")
        if len(self.prefix) > LONGEST_PREFIX:
            raise WrongUse(detail=f"--prefix {self.prefix}")

    def leaving(self, language: str | None) -> "Leaving":
        """Return how the packet leaves. Raises as `first_line`."""
        file = self.pkcs12_passphrase if self.pkcs12 else None
        return Leaving(
            self.out,
            self.marks,
            self.redacted,
            self.authority,
            self.pkcs12,
            first_line(file) if file else None,
            self.profile,
            language,
            self.prefix,
        )


def make_packet(
    vault: Path | None, wish: PacketWish, *, operator: str | None, language: str | None
) -> "PacketResult":
    """Make the packet of a complaint, or of a case for a court; a confirmed complaint is exported.

    Raises WrongUse, ComplaintBlocked, ComplaintChanged, as `load_pkcs12`, `chosen_authorities`,
    `Packets.make`, `CaseworkReading.dossier`, and opening for writing.
    """
    from evidencekit.vault.heads import KnownVaults
    from evidencekit.vault.vault import Vault

    wish.require_one()
    clock, known = SystemClock(), KnownVaults(user_folders().data / "known.json")
    leaving = wish.leaving(language)
    with Vault.open_writing(vault_folder(vault), known, clock, passphrase()) as writer:
        if wish.complaint is not None:
            return packet_of_complaint(writer, clock, wish.complaint, leaving, operator)
        return packet_of_case(writer, clock, str(wish.case), leaving, operator)


def stamp_packet(
    vault: Path | None, packet_id: str, out: Path, authority: str | None
) -> "StampedPacket":
    """Put the time of a chosen authority on a packet that was made; hand it out in `out`.

    Raises as `chosen_authorities`, `PacketStamping.stamp`, and opening for writing.
    """
    from evidencekit.vault.heads import KnownVaults
    from evidencekit.vault.vault import Vault

    clock, known = SystemClock(), KnownVaults(user_folders().data / "known.json")
    with Vault.open_writing(vault_folder(vault), known, clock, passphrase()) as writer:
        return stamp_packet_in(writer, clock, packet_id, out, authority)


def stamp_packet_in(
    writer: "VaultWriter", clock: Clock, packet_id: str, out: Path, authority: str | None
) -> "StampedPacket":
    """Do as `stamp_packet` in an open vault."""
    from evidencekit.bootstrap.time_authorities import chosen_authorities
    from evidencekit.services.packet_stamping import PacketStamping
    from evidencekit.services.pdf_signing import PdfSigning

    wanted = [authority] if authority else []
    asked = chosen_authorities(writer.marker, wanted, None, clock)[0]
    signing = PdfSigning(writer, clock, authority=asked)
    return PacketStamping(writer, signing).stamp(packet_id, out)


def waiting_packets(vault: Path | None) -> "list[WaitingPacket]":
    """Return the packets that wait for an authority's time. Raises as opening for reading."""
    from evidencekit.services.frozen_packets import waiting_packets as waiting
    from evidencekit.vault.vault import Vault

    return waiting(Vault.open_reading(vault_folder(vault)))


def _authority(name: str | None, writer: "VaultWriter", clock: Clock) -> "Authority | None":
    """Return whom to ask for time: nobody, unless it is said."""
    if name is None:
        return None
    from evidencekit.bootstrap.time_authorities import chosen_authorities

    return chosen_authorities(writer.marker, [name], None, clock)[0]


@dataclass(frozen=True, slots=True)
class Leaving:
    """Where a packet goes, in which form, and how its PDF is signed: as `PacketWish` says it.

    `words` opens the file `pkcs12`. Without a `profile` and a `language` they are the complaint's.
    """

    out: Path
    marks: bool = True
    redacted: bool = False
    authority: str | None = None
    pkcs12: Path | None = None
    words: str | None = field(default=None, repr=False)
    profile: str | None = None
    language: str | None = None
    prefix: str = ""


def packet_of_complaint(
    writer: "VaultWriter",
    clock: Clock,
    complaint: str,
    leaving: Leaving,
    operator: str | None = None,
) -> "PacketResult":
    """Make the packet of a complaint in an open vault; a confirmed one is exported.

    Not so by a packet for the firm itself, which its recipient never gets. Without an `operator`
    it is the vault's. Raises ComplaintBlocked, ComplaintChanged, as
    `load_pkcs12`, `chosen_authorities`, `Packets.make` and `CaseworkReading.dossier`.
    """
    from evidencekit.packet.profiles import INTERNAL
    from evidencekit.services.casework import CaseworkReading
    from evidencekit.services.confirming import Confirming
    from evidencekit.services.packet_plan import plan_of
    from evidencekit.services.packets import Packets

    personal = _personal(leaving, clock)
    dossier = CaseworkReading(writer).dossier(complaint)
    person = operator or writer.marker.operator
    plan = plan_of(dossier, person, leaving.language, leaving.profile)
    confirming = Confirming(writer, clock)
    confirming.require_unblocked(complaint)
    confirming.require_as_confirmed(complaint)
    making = Packets(writer, clock, personal, _authority(leaving.authority, writer, clock))
    made = making.make(_formed(plan, leaving), leaving.out)
    if not made.draft and plan.profile != INTERNAL.id:
        confirming.exported(complaint)
    return made


def packet_of_case(
    writer: "VaultWriter", clock: Clock, case: str, leaving: Leaving, operator: str | None = None
) -> "PacketResult":
    """Make the packet of a whole case in an open vault, without a profile for a court.

    Without an `operator` it is the vault's. Raises as `load_pkcs12`, `chosen_authorities`,
    `Packets.make` and `CaseworkReading.case`.
    """
    from evidencekit.packet.profiles import COURT
    from evidencekit.services.casework import CaseworkReading
    from evidencekit.services.packet_plan import plan_of_case
    from evidencekit.services.packets import Packets

    personal = _personal(leaving, clock)
    reading = CaseworkReading(writer)
    found = reading.case(case)
    person, profile = operator or writer.marker.operator, leaving.profile or COURT
    rights = reading.rights_of(found)
    plan = plan_of_case(found, rights, person, leaving.language, profile)
    making = Packets(writer, clock, personal, _authority(leaving.authority, writer, clock))
    return making.make(_formed(plan, leaving), leaving.out)


def _personal(leaving: Leaving, clock: Clock) -> "PersonalSigner | None":
    """Open the person's own certificate: before anything else, so that nothing is half made."""
    if leaving.pkcs12 is None:
        return None
    from evidencekit.packet.sign import load_pkcs12

    return load_pkcs12(leaving.pkcs12, leaving.words, clock.now())


def _formed(plan: "PacketPlan", leaving: Leaving) -> "PacketPlan":
    return replace(plan, prefix=leaving.prefix, redacted=leaving.redacted, marks=leaving.marks)
