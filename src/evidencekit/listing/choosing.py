"""Of many answers one: the first, unless the page itself says that another is meant."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from evidencekit.domain.facts import Reading

_MOST_OTHERS = 10
_AMOUNTS = {"price", "price_max", "list_price", "rating"}
_SEEN = {"text", "markup"}
_STRUCTURED = {"json-ld", "microdata", "rdfa"}
_COUNTS = {"sold", "stock", "reviews"}

Facts = dict[str, Reading]
Shown = Callable[[Reading], bool]


def combined(answers: list[Reading], shown: Shown) -> tuple[Facts, dict[str, list[Reading]]]:
    """Take one answer of each fact and keep who disagrees.

    `shown` says whether the page shows an amount or a count to the eye.
    """
    by_name: dict[str, list[Reading]] = {}
    for answer in answers:
        by_name.setdefault(answer.name, []).append(answer)
    facts: Facts = {}
    contradictions: dict[str, list[Reading]] = {}
    for name, said in by_name.items():
        chosen = (
            _price(said, shown, by_name.get("price_max", []))
            if name == "price"
            else _chosen(name, said, shown)
        )
        facts[name] = chosen
        others: dict[str, Reading] = {}
        for one in said:
            if one.reader != chosen.reader and not agree(one, chosen):
                others.setdefault(str(one.value), one)
        if others:
            contradictions[name] = list(others.values())[:_MOST_OTHERS]
    _one_range(facts, by_name.get("price_max", []))
    _former_is_higher(facts)
    rating, scale = facts.get("rating"), facts.get("rating_scale")
    if scale and (rating is None or scale.reader != rating.reader):
        del facts["rating_scale"]
    stock = facts.get("stock")
    if stock and stock.low and "in_stock" not in facts:
        facts["in_stock"] = Reading("in_stock", True, stock.raw, stock.where, stock.reader)
    return facts, contradictions


def _chosen(name: str, said: list[Reading], shown: Shown) -> Reading:
    if name in _COUNTS:
        return _count(name, said, shown)
    return said[0]


def _one_of_range(said: list[Reading], highs: list[Reading]) -> Reading | None:
    """Return the price by the heading where structured data tell only a range around it.

    An aggregate of offers begins with the cheapest, be it used; a buyer reads the shop's own.
    """
    low = next((one for one in said if one.reader in _STRUCTURED), None)
    seen = next((one for one in said if one.reader == "markup"), None)
    if low is None or seen is None:
        return None
    high = next((one for one in highs if (one.reader, one.where) == (low.reader, low.where)), None)
    if high is None:
        return None
    bottom, middle, top = (Decimal(str(one.value)) for one in (low, seen, high))
    return seen if bottom < middle <= top else None


def _price(said: list[Reading], shown: Shown, highs: list[Reading]) -> Reading:
    """What a script calls a price counts when the page shows it, or shows none at all."""
    if said[0].reader in _STRUCTURED:
        return _one_of_range(said, highs) or said[0]
    if said[0].reader != "script" or shown(said[0]):
        return said[0]
    visible = next((one for one in said if one.reader == "script" and shown(one)), None)
    return visible or next((one for one in said if one.reader in _SEEN), said[0])


def _count(name: str, said: list[Reading], shown: Shown) -> Reading:
    """An exact count before a bucket, of several the one that is shown.

    Of a stock the bucket that is shown ("more than 10") counts before an exact number in a script.
    """
    exact = [one for one in said if not _open(one)]
    if not exact:
        return said[0]
    bucket = next((one for one in said if _open(one) and one.reader in _SEEN), None)
    if name == "stock" and bucket and not any(map(shown, exact)):
        return bucket
    same_reader = [one for one in exact if one.reader == exact[0].reader]
    return next((one for one in same_reader if shown(one)), exact[0])


def _one_range(facts: Facts, highs: list[Reading]) -> None:
    """The high end belongs to the same words as the low end, or is left out."""
    low = facts.get("price")
    facts.pop("price_max", None)
    for high in highs:
        if low and high.reader == low.reader and _stem(high.where) == _stem(low.where):
            if Decimal(str(high.value)) > Decimal(str(low.value)):
                facts["price_max"] = high
            return


def _former_is_higher(facts: Facts) -> None:
    """A former price that is not above the price is another thing's."""
    price, former = facts.get("price"), facts.get("list_price")
    if price and former and Decimal(str(former.value)) <= Decimal(str(price.value)):
        del facts["list_price"]


def _stem(where: str) -> str:
    """Return a place without its last key: the low and the high end are members of one node."""
    return where.rpartition(".")[0] if where.startswith("script") else where


def _open(reading: Reading) -> bool:
    return reading.low is not None and reading.high is None


def agree(one: Reading, other: Reading) -> bool:
    """Say whether two readings of a fact say the same: equal numbers, or buckets that meet."""
    if one.low is not None and other.low is not None:
        low, high = max(one.low, other.low), min(one.high or 10**15, other.high or 10**15)
        return low <= high
    if one.name in _AMOUNTS:
        try:
            return Decimal(str(one.value)) == Decimal(str(other.value))
        except InvalidOperation:
            return False
    return plain(one.value) == plain(other.value)


def plain(value: object) -> str:
    """Return words in lower case, white space folded."""
    return " ".join(str(value).casefold().split())
