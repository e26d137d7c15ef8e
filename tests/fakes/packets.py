"""Packets of pictures on disk, composed without a vault."""

from evidencekit.foundation.catalogue import catalogue
from evidencekit.packet.compose import compose
from evidencekit.packet.model import Exhibit, PacketContent, PacketPlan, Screenshot
from fakes.drafts import AT

HOSTILE = '<img src="/etc/hostname"/> 假货 😀 𠮷 & <b>\u202e'


def content(pictures, made=AT, title=HOSTILE, exhibit=(), **plan):
    """One exhibit of `pictures`; `exhibit` are more of its members, `plan` of its plan."""
    shots = tuple(
        Screenshot(path, f"urn:{n}", "0" * 64, 9, n, len(pictures), 0)
        for n, path in enumerate(pictures, 1)
    )
    about = {"title": title, "final_url": "https://shop.example/", "state": "complete"}
    one = Exhibit(
        1, "c-1", "evidence/x", "1" * 64, 9, "k" * 16, about, (), shots, (), **dict(exhibit)
    )
    given = {"title": "证据", "captures": ("c-1",), "operator": "ana", **plan}
    whole = PacketPlan(**given)
    return PacketContent("p", whole, made, "v-1", "Org", "0" * 16, "2" * 64, False, (one,))


def write_pdf(target, said, files=(), **more):
    """Compose `said` into the file `target` and return it."""
    with target.open("wb") as file:
        compose(file, said, list(files), "3" * 64, catalogue(said.plan.language), **more)
    return target
