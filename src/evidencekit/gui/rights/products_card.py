"""The genuine goods of a right on its page: products with prices and photos, further photos."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from evidencekit.foundation.catalogue import N_, _, ngettext
from evidencekit.gui.flow import FlowLayout
from evidencekit.gui.parts import badge, card, label, page_text
from evidencekit.gui.pieces import words
from evidencekit.gui.theme import GAP
from evidencekit.gui.words import paired

if TYPE_CHECKING:
    from evidencekit.bootstrap.register_desk import Cells, RightView
    from evidencekit.casework.products import Product

_PHOTO = 112
_LISTS = (
    ("made_in", N_("Made in")),
    ("parties", N_("Authorised parties")),
    ("importers", N_("Importers")),
    ("ports", N_("Ports")),
)


def products_card(view: "RightView") -> QFrame:
    """Return what is recorded of the genuine goods; what is confidential is only said to be so."""
    frame, layout = card()
    layout.addWidget(label(_("Genuine products"), "heading"))
    if not view.products and not view.loose:
        layout.addWidget(words(_("None recorded. They are what a copy is held against."), "muted"))
    for product in view.products:
        layout.addWidget(_product(product, view.cells))
    if view.loose:
        layout.addWidget(words(_("Genuine photos without a product")))
        named = _("Photo of the genuine goods")
        layout.addWidget(_photos(view.loose, view.cells, named))
    return frame


def _product(product: "Product", cells: "dict[str, Cells | None]") -> QWidget:
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, GAP // 2, 0, 0)
    layout.setSpacing(GAP // 2)
    named = " · ".join(part for part in (product.name, product.sku) if part)
    layout.addWidget(words(page_text(named)))
    if product.features:
        layout.addWidget(words(page_text(product.features, 2000)))
    for name, caption in _LISTS:
        if names := getattr(product, name):
            layout.addWidget(words(paired(_(caption), page_text(", ".join(names), 600)), "muted"))
    for price in product.prices:
        money = f"{price.price.amount} {price.price.currency}"
        text = f"{money} · {price.day.isoformat()} · {page_text(price.source, 120)}"
        layout.addWidget(words(text, "muted"))
    if product.photos:
        named = _("Photo of {product}").format(product=page_text(product.name))
        layout.addWidget(_photos([one.sha256 for one in product.photos], cells, named))
    if product.security:
        told = badge(_("Security features: confidential, in no packet"), "warn")
        layout.addWidget(told, 0, Qt.AlignmentFlag.AlignLeft)
    return box


def _photos(hashes: Iterable[str], cells: "dict[str, Cells | None]", name: str) -> QWidget:
    """Return the photos that were read; how many more there are is said."""
    box, wanted = QWidget(), list(hashes)
    shown = [_photo(cells[one], name) for one in wanted if one in cells]
    more = len(wanted) - len(shown)
    if more:
        text = ngettext("{count} more photo", "{count} more photos", more)
        shown.append(label(text.format(count=more), "muted"))
    box.setLayout(FlowLayout(*shown))
    return box


def _photo(cells: "Cells | None", name: str) -> QLabel:
    shown = QLabel()
    shown.setAccessibleName(name)
    if cells is None:
        shown.setText(_("This picture can't be shown."))
        return shown
    width, height, rows = cells
    image = QImage(rows, width, height, width * 3, QImage.Format.Format_RGB888)
    keep = Qt.AspectRatioMode.KeepAspectRatio
    smooth = Qt.TransformationMode.SmoothTransformation
    shown.setPixmap(QPixmap.fromImage(image).scaled(_PHOTO, _PHOTO, keep, smooth))
    return shown
