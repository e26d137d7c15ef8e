"""The log of redactions: what was taken out, and why; hashes are never taken out."""

from evidencekit.foundation.catalogue import N_
from evidencekit.packet.parts.blocks import Block, Table, Text, Title
from evidencekit.packet.parts.telling import Telling

_TITLE = N_("Redactions")
_INTRO = N_(
    "What is named here was taken out of this copy: it is not under the black boxes. The full "
    "packet and the captures are kept unredacted; their hashes are printed unchanged. Who took it "
    "out stands in the log that the sender keeps."
)
_PICTURES = N_("Only pictures that were redacted by a person are shown in this copy.")
_NONE = N_("Nothing was taken out of the pictures of these exhibits.")
_EXHIBIT, _WHAT, _WHY, _WHEN = N_("Exhibit"), N_("What"), N_("Why"), N_("When (UTC)")


def redactions(tell: Telling) -> list[Block]:
    """Return the log; nothing where the packet is not a redacted one."""
    if not tell.content.plan.redacted:
        return []
    say, log = tell.say, tell.content.matter.redactions
    flow: list[Block] = [Title(say(_TITLE)), Text(say(_INTRO)), Text(say(_PICTURES))]
    if not log:
        return [*flow, Text(say(_NONE))]
    rows = [
        (tell.content.labels.get(one.exhibit, "-"), one.what, one.why, one.at[:19]) for one in log
    ]
    head = tell.head(_EXHIBIT, _WHAT, _WHY, _WHEN)
    return [*flow, Table(head, rows, (50, 210, 140, 120))]
