"""Side by side: the genuine goods at the left, the suspected at the right, numbered callouts."""

from evidencekit.foundation.catalogue import N_
from evidencekit.packet.matter import Plate, PlatePicture
from evidencekit.packet.parts.blocks import (
    Block,
    Callout,
    Panel,
    Points,
    SideBySide,
    Sub,
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
    "The first photo of the register stands beside each exhibit. Whether both show the same "
    "product was not judged by the program."
)
_CROP = N_("Part of the picture of the page, made smaller; the unedited original is the exhibit.")
_SOURCE, _HASH = N_("Source: {source}"), N_("SHA-256 of the source: {hash}")
_POINTS = N_("Points of comparison")
_NO_POINTS = N_("No point of comparison was recorded. A person who knows the goods has to do that.")


def plate(tell: Telling) -> list[Block]:
    """Return one plate an exhibit; without a picture of the genuine goods that there is none."""
    say, plates = tell.say, tell.content.matter.plates
    flow: list[Block] = [Title(say(_TITLE))]
    if not plates:
        return [*flow, Text(say(_NONE))]
    flow.append(Text(say(_SAME_PHOTO), small=True))
    return [*flow, *(block for one in plates for block in _one(tell, one))]


def _one(tell: Telling, plate: Plate) -> list[Block]:
    say = tell.say
    genuine = _marks(plate, genuine=True)
    left = Panel(say(_GENUINE), plate.genuine.path, _under(tell, plate.genuine), genuine)
    right = Panel(
        say(_SUSPECT).format(exhibit=tell.named(plate.exhibit)),
        plate.suspect.path,
        (*_under(tell, plate.suspect), say(_CROP)),
        _marks(plate, genuine=False),
    )
    points = tuple(one.words for one in plate.points)
    told = Points(points, numbered=True) if points else Text(say(_NO_POINTS), small=True)
    return [SideBySide(left, right), Sub(say(_POINTS)), told]


def _under(tell: Telling, picture: PlatePicture) -> tuple[str, ...]:
    return (
        tell.say(_SOURCE).format(source=picture.source),
        tell.say(_HASH).format(hash=picture.sha256),
    )


def _marks(plate: Plate, *, genuine: bool) -> tuple[Callout, ...]:
    places = [one.genuine if genuine else one.suspect for one in plate.points]
    return tuple(Callout(n, *at) for n, at in enumerate(places, 1) if at is not None)
