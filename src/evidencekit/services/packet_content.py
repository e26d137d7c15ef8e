"""The whole content of a packet: exhibits, the matter around them, the fields of a form."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evidencekit.foundation.catalogue import catalogue
from evidencekit.foundation.clock import Clock
from evidencekit.packet.model import Bates, Exhibit, PacketContent, PacketPlan
from evidencekit.packet.parts.narrative import sentences
from evidencekit.packet.parts.telling import unplaced
from evidencekit.packet.strangers import for_strangers
from evidencekit.services.casework import CaseworkReading
from evidencekit.services.field_sheet import field_sheet, url_batch
from evidencekit.services.frozen_packets import archive_of
from evidencekit.services.marking import redacted_of
from evidencekit.services.matter import MatterReading
from evidencekit.vault.vault import VaultWriter


@dataclass(frozen=True, slots=True)
class ContentReading:
    """Puts together what a packet says, and takes out what its reader must not have.

    Pictures go to `scratch`, which the caller removes.
    """

    vault: VaultWriter
    clock: Clock
    scratch: Path

    def content(
        self,
        plan: PacketPlan,
        packet_id: str,
        exhibits: tuple[Exhibit, ...],
        bates: Bates | None,
        signer: tuple[str, str] | None,
    ) -> PacketContent:
        """Return the content. Raises what `CaseworkReading` and `MatterReading` raise."""
        marker, key = self.vault.marker, self.vault.key
        content = PacketContent(
            packet_id=packet_id,
            plan=replace(plan, struck=(*plan.struck, *self._struck(plan, exhibits))),
            made=self.clock.now().replace(microsecond=0),
            vault_id=marker.vault_id,
            organisation=marker.name,
            key_id=key.key_id,
            fingerprint=key.public.fingerprint,
            demo=marker.demo,
            exhibits=exhibits,
            signer=signer,
            matter=MatterReading(self.vault, self.clock, self.scratch).of(plan, exhibits),
            bates=bates,
            archive=None if plan.archive else archive_of(self.vault, plan),
        )
        content = self._with_fields(content)
        return content if plan.archive else for_strangers(content)

    def _struck(self, plan: PacketPlan, exhibits: Sequence[Exhibit]) -> tuple[str, ...]:
        if not plan.redacted:
            return ()
        found = (redacted_of(self.vault, one.sha256) for one in exhibits)
        return tuple(word for one in found if one is not None for word in one.struck)

    def _with_fields(self, content: PacketContent) -> PacketContent:
        plan = content.plan
        if plan.complaint is None:
            return content
        say = catalogue(plan.language).gettext
        dossier = CaseworkReading(self.vault).dossier(plan.complaint)
        told = "\n".join(sentences(unplaced(content, say)))
        day = content.made.date()
        fields = field_sheet(dossier, told, day, say)
        return replace(content, plan=replace(plan, fields=fields, batch=url_batch(dossier, day)))
