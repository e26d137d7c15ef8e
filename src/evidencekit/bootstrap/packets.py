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
    from evidencekit.services.packets import Packets
    from evidencekit.services.stamping import Authority
    from evidencekit.vault.vault import VaultWriter


_LONGEST_PREFIX = 20


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
        if len(self.prefix) > _LONGEST_PREFIX:
            raise WrongUse(detail=f"--prefix {self.prefix}")


def make_packet(
    vault: Path | None, wish: PacketWish, *, operator: str | None, language: str | None
) -> "PacketResult":
    """Make the packet of a complaint, or of a case for a court; a confirmed complaint is exported.

    Raises WrongUse, ComplaintBlocked, ComplaintChanged, as `load_pkcs12`, `chosen_authorities`,
    `Packets.make`, `CaseworkReading.dossier`, and opening for writing.
    """
    from evidencekit.services.casework import CaseworkReading
    from evidencekit.services.packet_plan import plan_of, plan_of_case
    from evidencekit.services.packets import Packets
    from evidencekit.vault.heads import KnownVaults
    from evidencekit.vault.vault import Vault

    wish.require_one()
    clock, known = SystemClock(), KnownVaults(user_folders().data / "known.json")
    personal = _personal(wish, clock)
    with Vault.open_writing(vault_folder(vault), known, clock, passphrase()) as writer:
        person = operator or writer.marker.operator
        reading = CaseworkReading(writer)
        if wish.complaint is not None:
            plan = plan_of(reading.dossier(wish.complaint), person, language, wish.profile)
        else:
            case = reading.case(str(wish.case))
            rights = reading.rights_of(case)
            plan = plan_of_case(case, rights, person, language, str(wish.profile))
        plan = replace(plan, prefix=wish.prefix, redacted=wish.redacted, marks=wish.marks)
        making = Packets(writer, clock, personal, _authority(wish.authority, writer, clock))
        return _made(writer, clock, making, plan, wish.out)


def _made(
    writer: "VaultWriter", clock: Clock, making: "Packets", plan: "PacketPlan", out: Path
) -> "PacketResult":
    from evidencekit.services.confirming import Confirming

    work = Confirming(writer, clock)
    if plan.complaint is not None:
        work.require_unblocked(plan.complaint)
        work.require_as_confirmed(plan.complaint)
    made = making.make(plan, out)
    if plan.complaint is not None and not made.draft:
        work.exported(plan.complaint)
    return made


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


def _personal(wish: PacketWish, clock: Clock) -> "PersonalSigner | None":
    if wish.pkcs12 is None:
        return None
    from evidencekit.packet.sign import load_pkcs12

    words = first_line(wish.pkcs12_passphrase) if wish.pkcs12_passphrase else None
    return load_pkcs12(wish.pkcs12, words, clock.now())


@dataclass(frozen=True, slots=True)
class Leaving:
    """Where a packet goes, in which form, and how its PDF is signed: as `PacketWish` says it.

    `words` opens the file `pkcs12`.
    """

    out: Path
    marks: bool = True
    redacted: bool = False
    authority: str | None = None
    pkcs12: Path | None = None
    words: str | None = field(default=None, repr=False)


def packet_of_complaint(
    writer: "VaultWriter",
    clock: Clock,
    complaint: str,
    leaving: Leaving,
    operator: str | None = None,
) -> "PacketResult":
    """Make the packet of a complaint in an open vault; a confirmed one is exported.

    `operator` is who makes it; without, the person whom the vault names.
    Raises ComplaintBlocked, ComplaintChanged, as `load_pkcs12`, `chosen_authorities`,
    `Packets.make` and `CaseworkReading.dossier`.
    """
    from evidencekit.packet.sign import load_pkcs12
    from evidencekit.services.casework import CaseworkReading
    from evidencekit.services.packet_plan import plan_of
    from evidencekit.services.packets import Packets

    own = leaving.pkcs12
    personal = load_pkcs12(own, leaving.words, clock.now()) if own is not None else None
    person = operator or writer.marker.operator
    plan = plan_of(CaseworkReading(writer).dossier(complaint), person)
    plan = replace(plan, redacted=leaving.redacted, marks=leaving.marks)
    making = Packets(writer, clock, personal, _authority(leaving.authority, writer, clock))
    return _made(writer, clock, making, plan, leaving.out)
