"""The gallery of a listing, counted by what shops call it."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from bs4 import Tag

from evidencekit.domain.facts import Reading
from evidencekit.listing.js_values import Json, read_document
from evidencekit.listing.page import Page, hidden, in_side_region, place

_READER = "markup"
_GALLERY = re.compile(
    r"(?i)thumb[a-z]*[-_]?(?:list|nav|strip|wrap|container|carousel|gallery|images?)|ulthumb"
    r"|(?:image|product|gallery|img)[-_]?thumb|product[-_]images?(?:$|[-_ ])|image[-_]?gallery"
    r"|^alt-?images|thumbnails(?:$|[-_ ])|(?:^|[-_ ])thumbs(?:$|[-_ ])|product[-_]gallery"
    r"|image-carousel(?:$"
    r"|[-_ ])|(?:^|[-_ ])spec-list|filmstrip"
)
# What a host puts into the address of the same picture for each of its sizes.
_SIZE = re.compile(
    r"(?i)[-_.]\d{2,4}x\d{2,4}(?:q\d{1,3})?(?=[._]|$)|\._[A-Z0-9_,]{2,40}_(?=\.)|/s-l\d{2,4}(?=\.)"
    r"|\.(?:jpe?g|png|webp)_\d{2,4}x\d{2,4}.*$|_(?:64|65|100|145|200|300|400|500|600|640|800|1000"
    r"|1200)(?=\.)"
)
_MOST = 60


def picture_key(address: str) -> str:
    """Return an address without its size: the same for one picture in every size."""
    path = urlsplit(address if "//" in address else f"//{address}").path or address
    return _SIZE.sub("", path.rsplit("?", 1)[0]) or path


def distinct(addresses: list[str]) -> list[str]:
    """Return the first address of each picture, sizes of one picture counted once."""
    found: dict[str, str] = {}
    for address in addresses:
        found.setdefault(picture_key(address), address)
    return list(found.values())


def picture_facts(page: Page) -> Iterator[Reading]:
    """Read the gallery: what shop software states, else the first list of small pictures."""
    stated = _magento(page)
    if stated:
        yield from gallery_readings(stated, "script[type='text/x-magento-init']", _READER)
        return
    slide = ".woocommerce-product-gallery__image"
    slides = page.soup.select(slide, limit=_MOST) if slide[1:] in page.text else []
    if slides:
        yield from _of_tags(slides, slide)
        return
    for tag, names in page.named:
        if _GALLERY.search(names) and not in_side_region(tag) and not hidden(tag):
            found = distinct(list(_addresses(tag)))
            if 1 < len(found) <= _MOST:
                yield from gallery_readings(found, place(tag), _READER)
                return


def gallery_readings(addresses: list[str], where: str, reader: str) -> Iterator[Reading]:
    """Yield the list of a gallery's pictures and their number."""
    found = distinct(addresses)
    if found:
        yield Reading("image_urls", found, found[0][:300], where, reader)
        yield Reading("images", len(found), found[0][:300], where, reader)


def _of_tags(tags: list[Tag], where: str) -> Iterator[Reading]:
    found = [next(_addresses(tag), "") for tag in tags]
    yield from gallery_readings([address for address in found if address], where, _READER)


def _addresses(tag: Tag) -> Iterator[str]:
    for picture in tag.find_all("img", limit=2 * _MOST):
        keys = (
            "data-zoom-src",
            "data-old-hires",
            "data-large_image",
            "data-src",
            "data-lazy",
            "src",
        )
        given = (str(picture[key]) for key in keys if picture.get(key))
        address = next((one for one in given if not one.startswith("data:")), "")
        if address and not re.search(r"(?i)video|play[-_]?(?:icon|button)|\.svg|\.gif", address):
            yield address[:2000]


def _magento(page: Page) -> list[str]:
    for script in page.soup.find_all("script", type="text/x-magento-init", limit=60):
        text = script.string or ""
        if "mage/gallery/gallery" in text:
            return list(_magento_pictures(read_document(text), 0))
    return []


def _magento_pictures(value: Json, depth: int) -> Iterator[str]:
    if not isinstance(value, dict) or depth > 5:  # noqa: PLR2004
        return
    data = value.get("data")
    for part in data if isinstance(data, list) else []:
        address = part.get("full") or part.get("img") if isinstance(part, dict) else None
        if isinstance(address, str):
            yield address
    for part in value.values():
        yield from _magento_pictures(part, depth + 1)
