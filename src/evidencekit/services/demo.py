"""The whole job on the sample shop: each step a function, its answer kept for the end.

A demo proves nothing: its vault, key and tokens say so, and so does its verification.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from evidencekit.capture.plan import CapturePlan
from evidencekit.capture.withholding import WithholdRules
from evidencekit.casework.model import ViewedIn
from evidencekit.domain.errors import FolderNotEmpty
from evidencekit.evidence.report import VerificationReport
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.clock import Clock
from evidencekit.foundation.files import write_whole
from evidencekit.packet.model import PacketResult
from evidencekit.services.capturing import Browser, CaptureResult, Capturing
from evidencekit.services.casework import Casework, CheckResult
from evidencekit.services.confirming import Confirming
from evidencekit.services.demo_authority import DemoAuthority
from evidencekit.services.demo_casework import demo_complaint
from evidencekit.services.facts import FactReading
from evidencekit.services.packet_plan import plan_of
from evidencekit.services.packets import Packets
from evidencekit.services.reviewing import FactReviewing
from evidencekit.services.stamping import Stamping, StampResult
from evidencekit.vault.check import check_vault
from evidencekit.vault.create import NewVault, create_vault
from evidencekit.vault.heads import KnownVaults
from evidencekit.vault.vault import VaultWriter

OPERATOR = "DEMO, no person"
_ORGANISATION = "Brand X (DEMO)"
_WORDS = 12


@dataclass(frozen=True, slots=True)
class DemoPlaces:
    """Where a demo lies: `folder` holds the vault and, outside it, the passphrase file."""

    folder: Path

    @property
    def vault(self) -> Path:
        """Return the vault's folder."""
        return self.folder / "vault"

    @property
    def passphrase_file(self) -> Path:
        """Return the file that holds the passphrase of the demo's key."""
        return self.folder / "DEMO-passphrase.txt"


@dataclass(slots=True)
class DemoReport:
    """What the demo did, step by step."""

    places: DemoPlaces
    passphrase_file: Path | None = None
    captures: list[CaptureResult] = field(default_factory=list)
    facts: dict[str, dict[str, object]] = field(default_factory=dict)
    stamps: StampResult | None = None
    check: CheckResult | None = None
    packet: PacketResult | None = None
    verification: VerificationReport | None = None


def prepare_demo(
    folder: Path, passphrase: str | None, clock: Clock, known: KnownVaults
) -> tuple[DemoPlaces, str]:
    """Make the demo's folder, passphrase and vault; return where they are, and the passphrase.

    Raises FolderNotEmpty, and what `create_vault` raises.
    """
    places = DemoPlaces(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderNotEmpty(path=folder)
    words = passphrase or "-".join(secrets.token_hex(2) for _word in range(_WORDS // 2))
    wish = NewVault(_ORGANISATION, OPERATOR, demo=True)
    create_vault(places.vault, wish, clock, known, words)
    if passphrase is None:
        write_whole(places.passphrase_file, f"{words}\n".encode(), 0o600)
    return places, words


@dataclass(frozen=True, slots=True)
class Demo:
    """The steps on an open demo vault."""

    vault: VaultWriter
    clock: Clock
    known: KnownVaults
    say: Callable[[str], None]

    def capture(self, browser: Browser, addresses: tuple[str, ...], report: DemoReport) -> None:
        """Capture the listings of the sample shop."""
        self.say(_("1/6 Capturing the five listings of the sample shop"))
        capturing = Capturing(
            vault=self.vault,
            browser=browser,
            clock=self.clock,
            operator=OPERATOR,
            rules=WithholdRules(),
        )
        report.captures = capturing.capture_all(
            addresses,
            CapturePlan(),
            lambda result: self.say(f"    {result.outcome.state}  {result.outcome.title}"),
        )

    def stamp(self, report: DemoReport) -> None:
        """Get DEMO time tokens from an authority inside this process."""
        self.say(_("2/6 Stamping them by a DEMO authority inside this program"))
        report.stamps = Stamping(self.vault, self.clock).stamp([DemoAuthority(self.clock)])

    def read_facts(self, report: DemoReport) -> None:
        """Read who sells what, for how much."""
        self.say(_("3/6 Reading the facts of the pages"))
        reading = FactReading(self.vault, self.clock)
        for entry in self.vault.captures():
            report.facts[entry.id] = reading.read(entry)
            # A demo has no person: its complaint says by whom these were confirmed.
            FactReviewing(self.vault, self.clock).confirm(entry.id, (), OPERATOR)

    def complain(self, report: DemoReport, shop: str) -> None:
        """Make a right, a seller, a case and a complaint; check it; confirm it as no person."""
        self.say(_("4/6 A case, and a complaint checked against its recipient's rules"))
        casework = Confirming(self.vault, self.clock)
        sealed = [result.sealed.id for result in report.captures if result.sealed]
        forms = report.places.folder / "forms"
        today = self.clock.now().date()
        complaint = demo_complaint(casework, forms, shop, sealed, today)
        report.check = casework.check(complaint)
        # As for the facts: a demo has no person, its DEMO operator says so of each listing.
        casework.confirm(complaint, OPERATOR, dict.fromkeys(sealed), ViewedIn.COMMAND)

    def make_packet(self, report: DemoReport) -> None:
        """Make the packet of the complaint, and keep its frozen copy."""
        self.say(_("5/6 The packet: a signed PDF with its attachments"))
        if report.check is None:
            return
        casework = Casework(self.vault, self.clock)
        complaint = report.check.complaint
        plan = plan_of(casework.dossier(complaint), OPERATOR)
        out = report.places.folder / "packet"
        report.packet = Packets(self.vault, self.clock).make(plan, out)
        casework.exported(complaint)

    def verify(self, report: DemoReport) -> None:
        """Check everything, as a stranger would."""
        self.say(_("6/6 Checking everything again"))
        report.verification = check_vault(self.vault.root, self.known, deep=True)
