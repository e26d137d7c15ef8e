"""Packets for the command line: the plan is made from casework, then carried out."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.places import first_line, passphrase, vault_folder
from evidencekit.domain.errors import WrongUse
from evidencekit.foundation.clock import Clock, SystemClock
from evidencekit.foundation.paths import user_folders

if TYPE_CHECKING:
    from evidencekit.packet.model import PacketPlan, PacketResult
    from evidencekit.packet.sign import PersonalSigner
    from evidencekit.vault.vault import VaultWriter


_LONGEST_PREFIX = 20


@dataclass(frozen=True, slots=True)
class PacketWish:
    """What the command line asks for: a complaint, or a case and a profile.

    `prefix` stands before the exhibits' numbers; `redacted` makes the copy for strangers.

    `pkcs12` is a person's own certificate and key for the PDF; the first line of the other file
    opens it.
    """

    complaint: str | None
    case: str | None
    profile: str | None
    out: Path
    pkcs12: Path | None = None
    pkcs12_passphrase: Path | None = None
    prefix: str = ""
    redacted: bool = False

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

    Raises WrongUse, as `load_pkcs12`, `Packets.make`, `CaseworkReading.dossier`, and opening for
    writing.
    """
    from evidencekit.services.casework import CaseworkReading
    from evidencekit.services.packet_plan import plan_of, plan_of_case
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
            right = reading.right(case.right)
            plan = plan_of_case(case, right, person, language, str(wish.profile))
        plan = replace(plan, prefix=wish.prefix, redacted=wish.redacted)
        return _made(writer, clock, plan, wish.out, personal)


def _made(
    writer: "VaultWriter",
    clock: Clock,
    plan: "PacketPlan",
    out: Path,
    personal: "PersonalSigner | None" = None,
) -> "PacketResult":
    from evidencekit.services.casework import Casework
    from evidencekit.services.packets import Packets

    made = Packets(writer, clock, personal).make(plan, out)
    if plan.complaint is not None and not made.draft:
        Casework(writer, clock).exported(plan.complaint)
    return made


def _personal(wish: PacketWish, clock: Clock) -> "PersonalSigner | None":
    if wish.pkcs12 is None:
        return None
    from evidencekit.packet.sign import load_pkcs12

    words = first_line(wish.pkcs12_passphrase) if wish.pkcs12_passphrase else None
    return load_pkcs12(wish.pkcs12, words, clock.now())


def packet_of_complaint(
    writer: "VaultWriter", clock: Clock, complaint: str, out: Path
) -> "PacketResult":
    """Make the packet of a complaint in an open vault; a confirmed one is exported.

    Raises as `Packets.make` and `CaseworkReading.dossier`.
    """
    from evidencekit.services.casework import CaseworkReading
    from evidencekit.services.packet_plan import plan_of

    plan = plan_of(CaseworkReading(writer).dossier(complaint), writer.marker.operator)
    return _made(writer, clock, plan, out)
