"""Side by side: the genuine goods at the left, the suspected at the right, numbered callouts."""

from evidencekit.foundation.catalogue import N_
from evidencekit.packet.matter import Plate, PlatePicture, PlatePoint
from evidencekit.packet.parts.blocks import (
    Block,
    Callout,
    Grid,
    Pairs,
    Panel,
    Points,
    SideBySide,
    Sub,
    Table,
    Text,
    Title,
)
from evidencekit.packet.parts.telling import Telling

_TITLE = N_("Genuine and suspected goods, side by side")
_GENUINE, _SUSPECT = N_("Genuine"), N_("Suspected ({exhibit})")
_NONE = N_(
    "No picture of the genuine goods stands in the register of rights, so nothing is put beside "
    "the pictures of these exhibits."
)
_SAME_PHOTO = N_(
    "Where nobody chose another, the first photo of the register stands beside an exhibit. Whether "
    "both show the same product was not judged by the program."
)
_CROP = N_("Part of the picture of the page, made smaller; the unedited original is the exhibit.")
_PART = N_("Part of the photo, made smaller.")
_REGISTER = N_("register of rights, {source}")
_SOURCE, _HASH = N_("Source: {source}"), N_("SHA-256 of the source: {hash}")
_POINTS = N_("Points of comparison")
_NO_POINTS = N_("No point of comparison was recorded. A person who knows the goods has to do that.")
_COMPARED = N_("Compared by {by}.")
_CONFIDENTIAL = N_("{words} (confidential: not to be handed on)")
_PRODUCTS = N_("Genuine products, as the register of rights has them")
_NUMBER, _FEATURES = N_("Article number"), N_("Features")
_PRICE, _DAY, _WHERE = N_("Price of the genuine product"), N_("Day"), N_("Where it was seen")


def plate(tell: Telling) -> list[Block]:
    """Return one plate an exhibit; without a picture of the genuine goods that there is none."""
    say, plates = tell.say, tell.content.matter.plates
    flow: list[Block] = [Title(say(_TITLE))]
    if plates:
        flow.append(Text(say(_SAME_PHOTO), small=True))
        flow += [block for one in plates for block in _one(tell, one)]
    else:
        flow.append(Text(say(_NONE)))
    return [*flow, *_products(tell)]


def _products(tell: Telling) -> list[Block]:
    products = tell.content.matter.products
    flow: list[Block] = [Sub(tell.say(_PRODUCTS))] if products else []
    for one in products:
        rows = ((_NUMBER, one.sku), (_FEATURES, one.features))
        flow.append(Text(one.name))
        flow.append(Pairs([(tell.say(name), value) for name, value in rows if value]))
        if one.prices:
            flow.append(Table(tell.head(_PRICE, _DAY, _WHERE), one.prices, (130, 90, 280)))
        if one.photos:
            flow.append(Grid(tuple(_photo(tell, photo) for photo in one.photos)))
    return flow


def _photo(tell: Telling, photo: PlatePicture) -> Panel:
    return Panel(tell.say(_GENUINE), photo.path, _under(tell, photo, registered=True))


def _one(tell: Telling, plate: Plate) -> list[Block]:
    say = tell.say
    genuine = _marks(plate, genuine=True)
    under = _under(tell, plate.genuine, registered=True)
    under = (*under, say(_PART)) if plate.genuine.cropped else under
    left = Panel(say(_GENUINE), plate.genuine.path, under, genuine)
    right = Panel(
        say(_SUSPECT).format(exhibit=tell.named(plate.exhibit)),
        plate.suspect.path,
        (*_under(tell, plate.suspect), say(_CROP)),
        _marks(plate, genuine=False),
    )
    points = tuple(_words(tell, one) for one in plate.points)
    told = Points(points, numbered=True) if points else Text(say(_NO_POINTS), small=True)
    by = [Text(say(_COMPARED).format(by=plate.by), small=True)] if plate.by else []
    return [SideBySide(left, right), Sub(say(_POINTS)), told, *by]


def _words(tell: Telling, point: PlatePoint) -> str:
    return tell.say(_CONFIDENTIAL).format(words=point.words) if point.confidential else point.words


def _under(tell: Telling, picture: PlatePicture, *, registered: bool = False) -> tuple[str, ...]:
    source = picture.source
    if registered:
        source = tell.say(_REGISTER).format(source=source)
    return (
        tell.say(_SOURCE).format(source=source),
        tell.say(_HASH).format(hash=picture.sha256),
    )


def _marks(plate: Plate, *, genuine: bool) -> tuple[Callout, ...]:
    places = [one.genuine if genuine else one.suspect for one in plate.points]
    return tuple(Callout(n, *at) for n, at in enumerate(places, 1) if at is not None)
