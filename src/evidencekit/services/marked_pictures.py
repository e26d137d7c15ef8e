"""The pictures of an exhibit with the marks that persons drew over them, for one packet.

An archive has the copy that was kept, byte for byte. Whoever may hand on what he gets has the marks
drawn anew over the picture that he is shown: what is redacted there is redacted under the marks.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from evidencekit.casework import database
from evidencekit.casework.confidential import Secrets, secrets_of, told_in
from evidencekit.casework.purchases import purchases_about
from evidencekit.domain.errors import ArchiveRefused
from evidencekit.domain.times import parse_utc
from evidencekit.packet.marked import LeftLayer, MarkedLayer, MarkedPart, MarkedPicture, WhyLeft
from evidencekit.packet.marking import around, reduced, render
from evidencekit.packet.marks import Drawn, touches
from evidencekit.packet.model import PacketPlan, Screenshot
from evidencekit.packet.png import PngFault, scan
from evidencekit.packet.strangers import hider
from evidencekit.services.casework import CaseworkReading
from evidencekit.services.layers import ANNOTATION, Layer, LayerPicture, layers_of
from evidencekit.services.marking import redacted_of
from evidencekit.vault.book import CaptureEntry
from evidencekit.vault.vault import Vault

Shown = tuple[tuple[MarkedLayer, ...], tuple[LeftLayer, ...]]


@dataclass(frozen=True, slots=True)
class MarkedPictures:
    """Reads the marks of captures of `vault`; pictures go to `scratch`, which the caller removes.

    Marks made after `until` do not stand in the packet. `archive`: the copies as they were kept.
    `short`: parts alone, made smaller. `hide` takes struck words out of what is drawn; a mark that
    tells one of `secrets` is not drawn.
    """

    vault: Vault
    scratch: Path
    until: datetime | None = None
    archive: bool = True
    short: bool = False
    hide: Callable[[str], str] = str
    secrets: Secrets = ()

    def of(
        self, entry: CaptureEntry, originals: Sequence[Screenshot], shown: Sequence[Screenshot]
    ) -> Shown:
        """Return the layers that are shown, first to last, and those that are not, with reasons.

        `originals` are the pictures of the capture, `shown` those that this packet has of them.
        Raises ArchiveRefused for a bad picture, OSError.
        """
        layers, left = [], []
        kept = self.vault.derived_of(entry.sha256)
        for layer in reversed(layers_of(self.vault, entry.sha256)):
            if layer.kind != ANNOTATION:
                continue
            why = self._unknown(layer, kept)
            if why is not None:
                left.append(LeftLayer(layer.number, why))
            elif self.until is None or parse_utc(layer.made) <= self.until:
                made, reasons = self._layer(layer, kept, originals, shown)
                layers += [made] if made.pictures else []
                left += [LeftLayer(layer.number, one) for one in reasons]
        return tuple(layers), tuple(left)

    def _unknown(self, layer: Layer, kept: dict[str, str]) -> WhyLeft | None:
        if not layer.readable:
            return WhyLeft.UNREADABLE
        return None if self._digest(layer.file) == kept.get(layer.file, "-") else WhyLeft.CHANGED

    def _digest(self, file: str) -> str:
        place = self.vault.layout.plain_file(file)
        if place is None:
            return ""
        with place.open("rb") as data:
            return hashlib.file_digest(data, "sha256").hexdigest()

    def _layer(
        self,
        layer: Layer,
        kept: dict[str, str],
        originals: Sequence[Screenshot],
        shown: Sequence[Screenshot],
    ) -> tuple[MarkedLayer, list[WhyLeft]]:
        marks = tuple(self._told(layer))
        pictures, reasons = [], []
        known = {one.sha256 for one in originals}
        here = {one.sha256: one for one in shown}
        for one in layer.pictures:
            if one.source_sha256 not in known:
                reasons.append(WhyLeft.OTHER_ORIGINAL)
            elif not self._digest(one.file) == one.sha256 == kept.get(one.file):
                reasons.append(WhyLeft.CHANGED)
            elif one.source_sha256 not in here:
                reasons.append(WhyLeft.NOT_REDACTED)
            else:
                made = self._picture(layer, one, here[one.source_sha256], marks)
                pictures += [made] if made is not None else []
        digest = kept[layer.file]
        whole = MarkedLayer(
            layer.number, layer.made, layer.by, layer.file, digest, marks, tuple(pictures)
        )
        return whole, list(dict.fromkeys(reasons))

    def _told(self, layer: Layer) -> Iterator[Drawn]:
        for drawn in (one.drawn for one in layer.marks):
            if self.archive:
                yield drawn
            elif not any(told_in(drawn.words, self.secrets)):
                yield replace(drawn, words=self.hide(drawn.words))

    def _picture(
        self, layer: Layer, one: LayerPicture, shot: Screenshot, marks: Sequence[Drawn]
    ) -> MarkedPicture | None:
        place = self.vault.layout.at(one.file)
        try:
            height = scan(shot.path).height
            here = tuple(mark for mark in marks if touches(mark, shot.y, height))
            if not here:
                return None
            path = place if self.archive else self._drawn_anew(layer, shot, here)
            parts = tuple(self._parts(path, shot.y, here)) if self.short else ()
        except PngFault as fault:
            raise ArchiveRefused(path=one.file, reason=fault.code, member=shot.urn) from fault
        return MarkedPicture(
            path=None if self.short else path,
            file=one.file,
            sha256=one.sha256,
            size=place.stat().st_size,
            source_sha256=one.source_sha256,
            order=shot.order,
            of=shot.of,
            y=shot.y,
            covered=shot.converted == "redacted",
            parts=parts,
        )

    def _drawn_anew(self, layer: Layer, shot: Screenshot, marks: Sequence[Drawn]) -> Path:
        target = self.scratch / f"marked-{layer.number}-{shot.path.stem}.png"
        render(shot.path, marks, shot.y, target)
        return target

    def _parts(self, path: Path, top: int, marks: Sequence[Drawn]) -> Iterator[MarkedPart]:
        png = scan(path)
        for number, (area, here) in enumerate(around(marks, top, (png.width, png.height)), 1):
            target = path.with_name(f"{path.stem}-{number}.jpg")
            reduced(path, target, area)
            rows = top + area[1], top + area[1] + area[3]
            yield MarkedPart(target, rows, here)


def marked_for(
    vault: Vault, plan: PacketPlan, casework: CaseworkReading, scratch: Path
) -> MarkedPictures | None:
    """Return what reads the marks for a plan, None where none are to go along.

    Raises what `CaseworkReading` raises.
    """
    if not plan.marks:
        return None
    if plan.archive:
        return MarkedPictures(vault, scratch, plan.facts_as_of)
    found = (redacted_of(vault, vault.find(one).sha256) for one in plan.captures)
    struck = (word for one in found if one is not None for word in one.struck)
    return MarkedPictures(
        vault,
        scratch,
        plan.facts_as_of,
        archive=False,
        short=not plan.shape.archive,
        hide=hider((*plan.struck, *struck), patterns=plan.redacted),
        secrets=_secrets(vault, plan, casework),
    )


def _secrets(vault: Vault, plan: PacketPlan, casework: CaseworkReading) -> Secrets:
    if plan.complaint is not None:
        return casework.dossier(plan.complaint).secrets
    rights = casework.rights_of(casework.case(plan.case)) if plan.case else []
    with database.reading(vault) as connection:
        bought = purchases_about(connection, plan.captures, None)
        return tuple(secrets_of(connection, (one.id for one in rights), bought))
