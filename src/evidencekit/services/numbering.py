"""Numbers that a matter never gives twice: of exhibits and of pages, read from frozen packets.

A frozen packet is never changed, so what was numbered stays so, and no second book is kept.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from evidencekit.packet.model import MANIFEST, PDF, Bates, PacketPlan
from evidencekit.packet.packet_folder import as_objects
from evidencekit.services.casework import CaseworkReading
from evidencekit.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Numbering:
    """Exhibit numbers of the captures that were exhibits before, and the first free page."""

    exhibits: dict[str, int]
    page: int

    def of(self, captures: tuple[str, ...]) -> dict[str, int]:
        """Return the number of each capture: what it had, else the next that nobody had."""
        numbers = dict(self.exhibits)
        free = max(numbers.values(), default=0)
        for capture in captures:
            if capture not in numbers:
                free += 1
                numbers[capture] = free
        return {capture: numbers[capture] for capture in captures}


def numbering_of(vault: Vault, plan: PacketPlan, casework: CaseworkReading) -> Numbering:
    """Return what the frozen packets of the plan's case, else of its complaint, have used up.

    A complaint goes on from those in whose place it stands: one matter, one set of numbers.
    """
    exhibits: dict[str, int] = {}
    page = 1
    for folder, manifest in frozen_of(vault, plan, casework):
        for one in as_objects(manifest.get("exhibits")):
            capture, number = one.get("capture_id"), one.get("number")
            if isinstance(capture, str) and isinstance(number, int):
                exhibits.setdefault(capture, number)
        bates = manifest.get("bates")
        first = bates.get("first") if isinstance(bates, dict) else None
        if isinstance(first, int):
            page = max(page, first + _pages(vault, folder))
    return Numbering(exhibits, page)


def bates_of(plan: PacketPlan, numbering: Numbering) -> Bates | None:
    """Return the page numbers of a packet, None where its profile has none."""
    if not plan.shape.bates:
        return None
    matter = plan.case or plan.complaint or "captures"
    return Bates(f"EK-{matter.rpartition('-')[2][-6:].upper()}-", numbering.page)


def frozen_of(
    vault: Vault, plan: PacketPlan, casework: CaseworkReading
) -> Iterator[tuple[str, dict[str, object]]]:
    """Give the frozen packets of the plan's case, else of its complaint: folder and manifest.

    A complaint's are also those of the complaints that it stands for.
    """
    if not plan.case and not plan.complaint:
        return
    chain = _chain(casework, plan.complaint) if plan.complaint and not plan.case else ()
    for folder in vault.packet_folders():
        path = vault.layout.plain_file(f"{folder}/{MANIFEST}")
        manifest = read_object(path.read_bytes()) if path else {}
        ours = manifest.get("case") == plan.case if plan.case else False
        if ours or manifest.get("complaint") in chain:
            yield folder, manifest


def _chain(casework: CaseworkReading, complaint_id: str) -> tuple[str, ...]:
    """Return a complaint and all before it in whose place it stands."""
    chain = [complaint_id]
    while before := casework.complaint(chain[-1]).amends:
        chain.append(before)
    return tuple(chain)


def _pages(vault: Vault, folder: str) -> int:
    path = vault.layout.plain_file(f"{folder}/{PDF}")
    if path is None:
        return 0
    try:
        with path.open("rb") as file:
            return int(PdfFileReader(file).root["/Pages"]["/Count"])
    except (PdfError, KeyError, ValueError, TypeError):
        # Whatever damaged it, `verify` says so; numbers go on behind all that is known.
        return 0


def read_object(data: bytes) -> dict[str, object]:
    """Return the object of a manifest, empty for what is none."""
    try:
        value = json.loads(data)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
