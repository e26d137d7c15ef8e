"""The whole content of a packet: exhibits, the matter around them, the fields of a form."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evidencekit.evidence.signature import PublicKey
from evidencekit.foundation.catalogue import catalogue
from evidencekit.foundation.clock import Clock
from evidencekit.packet.model import Bates, Exhibit, PacketContent, PacketPlan
from evidencekit.packet.strangers import for_strangers
from evidencekit.services.casework import CaseworkReading
from evidencekit.services.field_sheet import field_sheet, url_batch
from evidencekit.services.frozen_packets import archive_of
from evidencekit.services.marking import redacted_of
from evidencekit.services.matter import MatterReading
from evidencekit.services.wording import packet_wording
from evidencekit.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class ContentReading:
    """Puts together what a packet says, and takes out what its reader must not have.

    Pictures go to `scratch`, which the caller removes. `key` is the vault's, which signs;
    `casework` is where complaint and rights are read.
    """

    vault: Vault
    clock: Clock
    scratch: Path
    key: PublicKey
    casework: CaseworkReading

    def content(
        self,
        plan: PacketPlan,
        packet_id: str,
        exhibits: tuple[Exhibit, ...],
        bates: Bates | None,
        signer: tuple[str, str] | None,
    ) -> PacketContent:
        """Return the content. Raises what `CaseworkReading` and `MatterReading` raise."""
        marker, key = self.vault.marker, self.key
        content = PacketContent(
            packet_id=packet_id,
            plan=replace(plan, struck=(*plan.struck, *self._struck(plan, exhibits))),
            made=self.clock.now().replace(microsecond=0),
            vault_id=marker.vault_id,
            organisation=marker.name,
            key_id=key.key_id,
            fingerprint=key.fingerprint,
            demo=marker.demo,
            exhibits=exhibits,
            signer=signer,
            matter=self._matter.of(plan, exhibits),
            bates=bates,
            archive=None if plan.archive else archive_of(self.vault, plan, self.casework),
        )
        content = self._worded(content)
        return content if plan.archive else for_strangers(content)

    @property
    def _matter(self) -> MatterReading:
        return MatterReading(self.vault, self.clock, self.scratch, self.casework)

    def _struck(self, plan: PacketPlan, exhibits: Sequence[Exhibit]) -> tuple[str, ...]:
        if not plan.redacted:
            return ()
        found = (redacted_of(self.vault, one.sha256) for one in exhibits)
        return tuple(word for one in found if one is not None for word in one.struck)

    def _worded(self, content: PacketContent) -> PacketContent:
        """Return the content with its statement and, of a complaint, the fields of the form."""
        plan, reading = content.plan, self.casework
        say, day = catalogue(plan.language).gettext, content.made.date()
        if plan.complaint is None:
            rights = reading.rights_of(reading.case(plan.case)) if plan.case else []
            wording = packet_wording(plan, content.exhibits, None, rights)
            return replace(content, wording=wording)
        dossier = reading.dossier(plan.complaint)
        wording = packet_wording(plan, content.exhibits, dossier, dossier.rights)
        fields = field_sheet(dossier, wording, day, say)
        batch = url_batch(dossier, day)
        return replace(content, plan=replace(plan, fields=fields, batch=batch), wording=wording)
