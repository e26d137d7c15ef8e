"""What a packet tells of the matter around its exhibits, read from casework, captures and log."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from evidencekit.casework.model import Complaint, Right
from evidencekit.domain.errors import NotFound
from evidencekit.evidence.wacz_file import WaczFile
from evidencekit.foundation.catalogue import catalogue
from evidencekit.foundation.clock import Clock
from evidencekit.packet.matter import (
    Action,
    CustodyOf,
    IndexedSeller,
    Matter,
    NamedRight,
    Redaction,
    Sums,
    Viewer,
    Visit,
    WireValue,
)
from evidencekit.packet.model import Exhibit, PacketPlan
from evidencekit.packet.profiles import Part
from evidencekit.services.casework import CaseworkReading
from evidencekit.services.custody_table import custody_rows
from evidencekit.services.marking import redactions_of
from evidencekit.services.plates import Compared, Plates
from evidencekit.services.thresholds import LAW, UNSAID, SheetWish, Thresholds
from evidencekit.vault.vault import Vault

_BROWSERS = {"embedded", "installed"}
_MOST = 4 << 20
_LAWS = {"CN": LAW, "US": "us_thresholds"}


@dataclass(frozen=True, slots=True)
class MatterReading:
    """Reads the matter of a plan; pictures of plates go to `scratch`, which the caller removes.

    Raises what `CaseworkReading` raises; NotFound is a lost noun.
    """

    vault: Vault
    clock: Clock
    scratch: Path
    casework: CaseworkReading

    def of(self, plan: PacketPlan, exhibits: Sequence[Exhibit]) -> Matter:
        """Return all that the plan's parts need, and no more."""
        complaints = self._complaints(plan)
        rights = self._rights(plan)
        sellers = self._seller_ids(plan, complaints)
        parts = set(plan.shape.parts)
        return Matter(
            rights=tuple(map(_named, rights)),
            sellers=self._sellers(sellers, exhibits),
            viewers=_viewers(complaints, exhibits) if plan.archive else (),
            sums=self._sums(rights, sellers) if Part.THRESHOLD in parts else (),
            custody=self._custody(exhibits, plan) if Part.CUSTODY in parts else (),
            **self._compared(rights, exhibits, plan),
            redactions=self._redactions(exhibits, plan) if plan.redacted else (),
            visits={one.number: self._visit(one) for one in exhibits} if plan.archive else {},
        )

    def _complaints(self, plan: PacketPlan) -> list[Complaint]:
        reading = self.casework
        if plan.complaint is not None:
            return [reading.complaint(plan.complaint)]
        if plan.case is None:
            return []
        about = reading.complaints_about(plan.captures)
        return [one for one in about if one.confirmed_by is not None]

    def _rights(self, plan: PacketPlan) -> list[Right]:
        reading = self.casework
        if plan.complaint is not None:
            return list(reading.dossier(plan.complaint).rights)
        return reading.rights_of(reading.case(plan.case)) if plan.case else []

    def _seller_ids(self, plan: PacketPlan, complaints: Sequence[Complaint]) -> tuple[str, ...]:
        if plan.complaint is not None:
            return tuple(one.seller for one in complaints if one.seller)
        return self.casework.case(plan.case).sellers if plan.case else ()

    def _sellers(
        self, sellers: Iterable[str], exhibits: Sequence[Exhibit]
    ) -> tuple[IndexedSeller, ...]:
        reading = self.casework
        shown = {one.number: _confirmed(one, "seller") for one in exhibits}
        rows, taken = [], set()
        for seller in map(reading.seller, sellers):
            same = tuple(n for n, name in shown.items() if name == seller.name)
            taken |= set(same)
            rows.append(
                IndexedSeller(seller.name, seller.platform, seller.shop_id, seller.url, same)
            )
        others: dict[tuple[str, str], list[int]] = {}
        for one in exhibits:
            name = shown[one.number]
            if name and one.number not in taken:
                others.setdefault((name, _confirmed(one, "platform")), []).append(one.number)
        rows += [
            IndexedSeller(name, platform, "", "", tuple(numbers), known=False)
            for (name, platform), numbers in others.items()
        ]
        return tuple(rows)

    def _sums(self, rights: Sequence[Right], sellers: Iterable[str]) -> tuple[Sums, ...]:
        sheets, reading = Thresholds(self.vault, self.clock), self.casework
        made = []
        for right in rights:
            law = _LAWS.get(right.jurisdiction)
            for seller in sellers if law else ():
                try:
                    sheet = sheets.sheet(SheetWish(seller, right.id, law=law or LAW))
                except NotFound:
                    continue
                name = reading.seller(seller).name
                number = f"{right.office} {right.reg_no}"
                unsaid = tuple(one for one in sheet.missing if one.code in UNSAID)
                shops = tuple(shop.words for shop in sheet.shops)
                about = (name, number, shops, sheet.grounds, sheet.sheet)
                made.append(Sums(*about, answers=sheet.answers, lacking=unsaid))
        return tuple(made)

    def _custody(self, exhibits: Sequence[Exhibit], plan: PacketPlan) -> tuple[CustodyOf, ...]:
        say = catalogue(plan.language).gettext
        lines = [line for log in self.vault.logs() for line in log.report.lines]
        files: dict[str, set[object]] = {}
        for one in exhibits:
            files[one.file] = {one.file, one.sha256, one.capture_id}
            for token in one.tokens:
                files[token.list] = {token.list}
        return tuple(
            CustodyOf(
                file,
                tuple(
                    (str(row.seq), row.at, row.words, row.by if plan.archive else "")
                    for row in custody_rows(
                        (line for line in lines if names & _texts(line.body)), say
                    )
                ),
            )
            for file, names in files.items()
        )

    def _compared(
        self, rights: Sequence[Right], exhibits: Sequence[Exhibit], plan: PacketPlan
    ) -> Compared:
        if Part.PLATE not in plan.shape.parts:
            return {}
        plates = Plates(self.vault, self.scratch, rights, confidential=plan.archive)
        return {"plates": plates.of(exhibits), "products": plates.products()}

    def _redactions(self, exhibits: Sequence[Exhibit], plan: PacketPlan) -> tuple[Redaction, ...]:
        say = catalogue(plan.language).gettext
        return tuple(row for one in exhibits for row in redactions_of(self.vault, one, say))

    def _visit(self, exhibit: Exhibit) -> Visit:
        with self.vault.open_capture(self.vault.find(exhibit.capture_id)) as capture:
            return visit_of(capture)


def visit_of(capture: WaczFile) -> Visit:
    """Return how a capture came about. Raises ArchiveRefused, OSError.

    A page that a person had open is not loaded by the program: its log has no `navigate`.
    """
    log = capture.artefact("actions", _MOST) or b""
    actions = tuple(_action(line) for line in map(_object, log.splitlines()) if line)
    engine = capture.evidencekit.get("engine")
    browser = isinstance(engine, dict) and engine.get("kind") in _BROWSERS
    loaded = any(one.did == "navigate" for one in actions)
    wire = _object(capture.artefact("screen-wire", _MOST) or b"")
    values = tuple(
        WireValue(name, *(str(said.get(part) or "") for part in ("shown", "result", "record")))
        for name, said in wire.items()
        if isinstance(said, dict)
    )
    return Visit(actions, values, watched=bool(actions) and browser and not loaded)


def _action(line: dict[str, object]) -> Action:
    result, script = line.get("result"), line.get("script_sha256")
    return Action(
        str(line.get("at") or ""),
        str(line.get("did") or ""),
        str(line.get("target") or ""),
        result if isinstance(result, dict) else {},
        script if isinstance(script, str) else None,
    )


def _object(data: bytes) -> dict[str, object]:
    try:
        value = json.loads(data)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _named(right: Right) -> NamedRight:
    return NamedRight(
        right.kind.value,
        right.mark_text,
        right.reg_no,
        right.office,
        right.jurisdiction,
        right.classes,
        right.goods,
        right.owner_as_registered,
        right.expiry,
    )


def _viewers(complaints: Iterable[Complaint], exhibits: Sequence[Exhibit]) -> tuple[Viewer, ...]:
    here = {one.capture_id for one in exhibits}
    return tuple(
        Viewer(one.capture, one.by, one.at, one.how.value)
        for complaint in complaints
        for one in complaint.viewings
        if one.capture in here
    )


def _confirmed(exhibit: Exhibit, name: str) -> str:
    return next((fact.value for fact in exhibit.facts if fact.name == name), "")


def _texts(body: dict[str, object]) -> set[object]:
    return {value for value in body.values() if isinstance(value, str)}
