"""The index of sellers, headed by the right that is said to be infringed."""

from evidencekit.foundation.catalogue import N_
from evidencekit.packet.matter import NamedRight
from evidencekit.packet.parts.blocks import Block, Pairs, Sub, Table, Text, Title
from evidencekit.packet.parts.telling import Telling

_TITLE, _RIGHT, _SELLERS = N_("Index of sellers"), N_("Right relied on"), N_("Sellers")
_NO_RIGHT = N_("No right is named for this packet.")
_NO_SELLER = N_("No seller is named: neither in the register of this case nor by a confirmed fact.")
_SELLER, _PLATFORM, _SHOP = N_("Seller"), N_("Platform"), N_("Shop and address")
_EXHIBITS = N_("Exhibits")
_AS_SHOWN = N_("{name} (as the page names it)")
_MARK, _NUMBER, _OWNER = N_("Mark"), N_("Registration number"), N_("Owner as registered")
_OFFICE, _CLASSES, _GOODS, _EXPIRY = (
    N_("Office"),
    N_("Classes"),
    N_("Goods and services"),
    N_("Expires"),
)
_NOTE = N_(
    "Who runs a shop is not proved by its page. Shops are listed one by one; they are not taken to "
    "be one person unless the threshold sheet says on whose word and on what grounds."
)


def sellers(tell: Telling) -> list[Block]:
    """Return rights, then sellers with their exhibits."""
    matter, say = tell.content.matter, tell.say
    flow: list[Block] = [Title(say(_TITLE)), Sub(say(_RIGHT))]
    flow += [Pairs(right_rows(tell, right)) for right in matter.rights]
    if not matter.rights:
        flow.append(Text(say(_NO_RIGHT)))
    flow.append(Sub(say(_SELLERS)))
    if not matter.sellers:
        return [*flow, Text(say(_NO_SELLER))]
    rows = [
        (
            one.name if one.known else say(_AS_SHOWN).format(name=one.name),
            one.platform,
            "\n".join(part for part in (one.shop_id, one.url) if part),
            tell.listed(one.exhibits),
        )
        for one in matter.sellers
    ]
    head = tell.head(_SELLER, _PLATFORM, _SHOP, _EXHIBITS)
    return [*flow, Table(head, rows, (150, 80, 180, 90)), Text(say(_NOTE), small=True)]


def right_rows(tell: Telling, right: NamedRight) -> list[tuple[str, str]]:
    """Return a right as names and values, without what is not known."""
    say = tell.say
    rows = (
        (_MARK, right.mark),
        (_NUMBER, right.number),
        (_OFFICE, " · ".join(part for part in (right.office, right.jurisdiction) if part)),
        (_CLASSES, ", ".join(map(str, right.classes))),
        (_GOODS, right.goods),
        (_OWNER, right.owner),
        (_EXPIRY, right.expiry.isoformat() if right.expiry else ""),
    )
    return [(say(name), value) for name, value in rows if value]
