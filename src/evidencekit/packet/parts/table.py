"""Which function makes which part. Cover and full exhibits are the composer's own."""

from collections.abc import Callable

from evidencekit.packet.parts import (
    appendix,
    completeness,
    contents,
    custody,
    marked,
    method,
    narrative,
    plate,
    redactions,
    sellers,
    short,
    statements,
    threshold,
)
from evidencekit.packet.parts.blocks import Block
from evidencekit.packet.parts.telling import Telling
from evidencekit.packet.profiles import Part

PARTS: dict[Part, Callable[[Telling], list[Block]]] = {
    Part.CONTENTS: contents.contents,
    Part.EVIDENCE_LIST: contents.evidence_list,
    Part.NARRATIVE: narrative.narrative,
    Part.SELLERS: sellers.sellers,
    Part.METHOD: method.method,
    Part.COMPLETENESS: completeness.completeness,
    Part.PLATE: plate.plate,
    Part.MARKS: marked.marked,
    Part.THRESHOLD: threshold.threshold,
    Part.SHORT_EXHIBITS: short.short_exhibits,
    Part.VIEWING: statements.viewing,
    Part.CERTIFICATE: statements.certificate,
    Part.DECLARATION: statements.declaration,
    Part.SEAL: statements.seal,
    Part.TRANSLATOR: statements.translator,
    Part.CUSTODY: custody.custody,
    Part.REDACTIONS: redactions.redactions,
    Part.HASHES: appendix.hashes,
    Part.CHECKING: appendix.checking,
    Part.PROOF: appendix.proof,
}
FLOWING = frozenset(
    {
        Part.SELLERS,
        Part.NARRATIVE,
        Part.THRESHOLD,
        Part.COMPLETENESS,
        Part.REDACTIONS,
        Part.SEAL,
    }
)
"""Parts that may begin in the middle of a page."""
