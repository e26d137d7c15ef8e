"""The statement of facts, drafted from confirmed facts: each sentence bound to its exhibit."""

from collections.abc import Iterator

from evidencekit.foundation.catalogue import N_
from evidencekit.packet.model import Exhibit, ShownFact
from evidencekit.packet.parts.blocks import Block, Notice, Points, Text, Title
from evidencekit.packet.parts.telling import Telling

_TITLE = N_("Statement of facts (draft)")
_NOTE = N_(
    "Drafted by the program from what persons confirmed, corrected or entered. Whoever signs it "
    "reads it first and strikes what they can not say. Whether goods infringe is for the reader to "
    "decide; they are called suspected."
)
_RIGHT = N_("{owner} is named as owner of {mark}, {number} ({office}).")
_OFFER = N_(
    "On {time} (UTC) the page at {address} offered goods, suspected of infringing this right, "
    "under the title “{title}” ({exhibit})."
)
_OFFER_PLAIN = N_(
    "On {time} (UTC) the page at {address} was captured, under the title “{title}” ({exhibit})."
)
_PRICE = N_("The price shown was {price} ({exhibit}).")
_SELLER = N_("The seller was named as “{seller}” ({exhibit}).")
_SOLD = N_("The page stated {sold} sold; that is the platform's claim ({exhibit}).")
_STOCK = N_("The page stated {stock} in stock; that is the platform's claim ({exhibit}).")
_WALL = N_("On {time} (UTC) the page at {address} was asked for and not shown ({exhibit}).")
_MOST = 60
_MORE = N_("The other {count} exhibits are told of in the table of exhibits.")


def narrative(tell: Telling) -> list[Block]:
    """Return the statement: rights, then one group of sentences an exhibit."""
    most = _MOST if tell.content.plan.shape.archive else 8
    flow: list[Block] = [Title(tell.say(_TITLE)), Notice(tell.say(_NOTE))]
    flow.append(Points(tuple(sentences(tell, most)), numbered=True))
    more = len(tell.content.exhibits) - most
    return [*flow, Text(tell.say(_MORE).format(count=more))] if more > 0 else flow


def sentences(tell: Telling, most: int = _MOST) -> Iterator[str]:
    """Yield the sentences in the reader's language; of at most `most` exhibits."""
    for right in tell.content.matter.rights:
        yield tell.say(_RIGHT).format(
            owner=right.owner, mark=right.mark or "-", number=right.number, office=right.office
        )
    for exhibit in tell.content.exhibits[:most]:
        between = "" if tell.content.plan.language == "zh_CN" else " "
        yield between.join(_of_exhibit(tell, exhibit))


def _of_exhibit(tell: Telling, exhibit: Exhibit) -> Iterator[str]:
    said = {
        "time": exhibit.text("started")[:19].replace("T", " "),
        "address": exhibit.text("final_url"),
        "title": exhibit.text("title"),
        "exhibit": tell.named(exhibit.number),
    }
    if exhibit.text("state") in {"wall", "failed"}:
        yield tell.say(_WALL).format(**said)
        return
    facts = {fact.name: fact for fact in exhibit.facts}
    if "title" in facts:
        said["title"] = facts["title"].value or facts["title"].raw
    offer = _OFFER if tell.content.matter.rights else _OFFER_PLAIN
    yield tell.say(offer).format(**said)
    if "price" in facts:
        yield tell.say(_PRICE).format(price=_price(facts), **said)
    for name, words in (("seller", _SELLER), ("sold", _SOLD), ("stock", _STOCK)):
        if name in facts:
            value = facts[name].value or facts[name].raw
            yield tell.say(words).format(**{**said, name: value})


def _price(facts: dict[str, ShownFact]) -> str:
    value = facts["price"].value
    if "price_max" in facts and facts["price_max"].value != value:
        value = f"{value}-{facts['price_max'].value}"
    currency = facts["currency"].value if "currency" in facts else ""
    return f"{currency} {value}".strip()
