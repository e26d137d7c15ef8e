"""The custody appendix, by artefact: who did what with each, from the signed log."""

from evidencekit.foundation.catalogue import N_
from evidencekit.packet.parts.blocks import Block, Sub, Table, Text, Title
from evidencekit.packet.parts.telling import Telling

_TITLE = N_("Appendix: custody, by artefact")
_INTRO = N_(
    "From the custody log of the vault, which is chained by hashes and signed line by line. The "
    "log itself is not in this packet; an export of the case holds it whole."
)
_EMPTY = N_("No line of the log names this artefact.")
_NONE = N_("This packet holds no artefact that the log names.")
_LINE, _WHEN, _WHAT, _BY = N_("Line"), N_("When (UTC)"), N_("What happened"), N_("By")


def custody(tell: Telling) -> list[Block]:
    """Return the lines of each artefact; its heading stands even where there are none."""
    say, kept = tell.say, tell.content.matter.custody
    flow: list[Block] = [Title(say(_TITLE)), Text(say(_INTRO))]
    for one in kept:
        flow.append(Sub(one.file))
        if one.rows:
            head = tell.head(_LINE, _WHEN, _WHAT, _BY)
            flow.append(Table(head, one.rows, (34, 126, 240, 100)))
        else:
            flow.append(Text(say(_EMPTY)))
    return flow if kept else [*flow, Text(say(_NONE))]
