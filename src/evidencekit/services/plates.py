"""Plates for a packet: the genuine goods beside each suspected offer, and what the register tells.

Security features of products stay in the register: no packet has them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from evidencekit.casework import database
from evidencekit.casework.compared import Area, Spot, shown_area
from evidencekit.casework.model import Right
from evidencekit.casework.photo_records import GenuinePhoto, genuine_of
from evidencekit.casework.products import Product, products_of
from evidencekit.domain.errors import ArchiveRefused
from evidencekit.packet.jpeg import SUFFIX, read_jpeg
from evidencekit.packet.marking import reduced
from evidencekit.packet.matter import GenuineProduct, Plate, PlatePicture, PlatePoint
from evidencekit.packet.model import Exhibit, Screenshot
from evidencekit.packet.png import PngFault, from_picture, scan
from evidencekit.services.comparing import Comparison, comparison_of
from evidencekit.vault.vault import Vault

MOST, _MOST_PHOTOS = 12, 4
Shares = tuple[float, float]


class Compared(TypedDict, total=False):
    """The members of a `Matter` that are made here."""

    plates: tuple[Plate, ...]
    products: tuple[GenuineProduct, ...]


@dataclass(frozen=True, slots=True)
class Plates:
    """Makes the pictures of plates in `scratch`, which the caller removes.

    Without `confidential` no point goes along that is marked so, or tells a security feature.
    Raises ArchiveRefused for a picture that can't be read, OSError.
    """

    vault: Vault
    scratch: Path
    rights: Sequence[Right]
    confidential: bool

    def of(self, exhibits: Sequence[Exhibit]) -> tuple[Plate, ...]:
        """Return a plate for each of the first twelve exhibits that have a picture.

        None without a photo of the genuine goods in the register.
        """
        photos = self._photos()
        if not photos:
            return ()
        secrets = self._secrets()
        shown = [one for one in exhibits if one.screenshots][:MOST]
        return tuple(self._plate(one, photos, secrets) for one in shown)

    def products(self) -> tuple[GenuineProduct, ...]:
        """Return the products of the rights, with prices and photos."""
        photos = {one.sha256: one for one in self._photos()}
        return tuple(self._product(one, photos) for one in self._registered())

    def _registered(self) -> list[Product]:
        with database.reading(self.vault) as connection:
            return [one for right in self.rights for one in products_of(connection, right.id)]

    def _photos(self) -> list[GenuinePhoto]:
        named = [one.id for one in self.rights]
        with database.reading(self.vault) as connection:
            photos = [one for one in genuine_of(connection) if one.right_id in named]
        return [one for one in photos if self.vault.layout.plain_file(one.file)]

    def _secrets(self) -> tuple[str, ...]:
        lines = (line for one in self._registered() for line in one.security.splitlines())
        return tuple(folded for line in lines if (folded := _folded(line)))

    def _product(self, product: Product, photos: dict[str, GenuinePhoto]) -> GenuineProduct:
        shown = [photos[one.sha256] for one in product.photos if one.sha256 in photos]
        prices = tuple(
            (f"{one.price.currency} {one.price.amount:f}", one.day.isoformat(), one.source)
            for one in product.prices
        )
        pictures = tuple(self._genuine(one, None)[0] for one in shown[:_MOST_PHOTOS])
        return GenuineProduct(product.name, product.sku, product.features, prices, pictures)

    def _plate(
        self, exhibit: Exhibit, photos: Sequence[GenuinePhoto], secrets: Sequence[str]
    ) -> Plate:
        said = comparison_of(self.vault, exhibit.sha256)
        chosen = next((one for one in photos if said and one.sha256 == said.photo), photos[0])
        # Of a photo of another right than this packet's nothing is marked.
        marked = said is not None and said.photo in {None, chosen.sha256}
        area = said.photo_area if said and marked else None
        genuine, genuine_area = self._genuine(chosen, area)
        suspect, suspect_area = self._suspect(exhibit, said)
        points = tuple(
            PlatePoint(
                one.words,
                _share(one.photo if marked else None, genuine_area),
                _share(one.suspect, suspect_area),
                one.confidential,
            )
            for one in (said.points if said else ())
            if self.confidential or not (one.confidential or _tells(one.words, secrets))
        )
        by = said.by if said and self.confidential else ""
        return Plate(exhibit.number, genuine, suspect, points, by)

    def _genuine(self, photo: GenuinePhoto, area: Area | None) -> tuple[PlatePicture, Area]:
        flat = self.scratch / f"genuine-{photo.sha256}.png"
        try:
            png = (
                scan(flat)
                if flat.exists()
                else from_picture(self.vault.layout.at(photo.file), flat)
            )
            shown = shown_area(area, (png.width, png.height))
            small = self.scratch / f"genuine-{photo.sha256}-{'-'.join(map(str, shown))}.jpg"
            reduced(flat, small, shown)
        except PngFault as fault:
            raise ArchiveRefused(path=photo.file, reason=fault.code, member="") from fault
        source = f"{photo.by}, {photo.at:%Y-%m-%d}" if self.confidential else f"{photo.at:%Y-%m-%d}"
        return PlatePicture(small, source, photo.sha256, cropped=area is not None), shown

    def _suspect(self, exhibit: Exhibit, said: Comparison | None) -> tuple[PlatePicture, Area]:
        wanted = said.suspect_area if said else None
        shot, rest = _tile(exhibit.screenshots, wanted)
        target = self.scratch / f"{exhibit.number}-plate.jpg"
        try:
            x, y, wide, high = shown_area(rest, size := _size(shot.path))
            area = x, y, wide, min(high, size[1] - y)
            reduced(shot.path, target, area)
        except PngFault as fault:
            raise ArchiveRefused(path=exhibit.file, reason=fault.code, member=shot.urn) from fault
        picture = PlatePicture(target, exhibit.text("final_url"), shot.sha256, cropped=True)
        return picture, (x, y + shot.y, *area[2:])


def _tile(shots: Sequence[Screenshot], area: Area | None) -> tuple[Screenshot, Area | None]:
    """Return the tile in which an area begins, and the area in its own pixels."""
    if area is None:
        return shots[0], None
    x, y, wide, high = area
    shot = next((one for one in reversed(shots) if one.y <= y), shots[0])
    return shot, (x, y - shot.y, wide, high)


def _size(path: Path) -> tuple[int, int]:
    picture = read_jpeg(path) if path.suffix == SUFFIX else scan(path)
    return picture.width, picture.height


def _share(spot: Spot | None, area: Area) -> Shares | None:
    """Return a place as shares of the part that is shown; None outside it."""
    if spot is None:
        return None
    x, y = (spot[0] - area[0]) / area[2], (spot[1] - area[1]) / area[3]
    return (x, y) if 0 <= x <= 1 and 0 <= y <= 1 else None


def _tells(words: str, secrets: Sequence[str]) -> bool:
    told = _folded(words)
    return any(one in told for one in secrets)


def _folded(text: str) -> str:
    return "".join(text.split()).casefold()
