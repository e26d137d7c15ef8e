"""Exhibits for readers who take few pages: small pictures of the upper part, words under each."""

from evidencekit.foundation.catalogue import N_
from evidencekit.packet.model import Exhibit
from evidencekit.packet.parts.blocks import Block, Grid, Panel, Text, Title
from evidencekit.packet.parts.telling import Telling

_TITLE = N_("Exhibits")
_NOTE = N_(
    "Each picture is a reduced copy of the upper part of the page. The capture it is from, with "
    "everything the servers sent, is kept by the sender and named here by its SHA-256."
)
_NO_PICTURE = N_("This capture holds no picture of the page.")
_MORE = N_("{count} more exhibits have no picture here; the table names them.")
MOST = 10


def short_exhibits(tell: Telling) -> list[Block]:
    """Return at most ten pictures, two a row: what fits ten pages with all else."""
    say, exhibits = tell.say, tell.content.exhibits
    panels = tuple(_panel(tell, one) for one in exhibits[:MOST])
    flow: list[Block] = [Title(say(_TITLE)), Text(say(_NOTE)), Grid(panels)]
    more = len(exhibits) - MOST
    return [*flow, Text(say(_MORE).format(count=more))] if more > 0 else flow


def _panel(tell: Telling, exhibit: Exhibit) -> Panel:
    when = f"{exhibit.text('started')[:19].replace('T', ' ')} UTC"
    title = exhibit.text("title")
    lines = (title[:60], exhibit.text("final_url"), when, f"SHA-256 {exhibit.sha256}")
    path = exhibit.small
    named = tell.named(exhibit.number)
    return Panel(named, path, tuple(filter(None, lines)), empty=tell.say(_NO_PICTURE))
