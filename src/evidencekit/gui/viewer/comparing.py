"""A capture beside a photo of genuine goods: a person says where they differ, for packets."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from evidencekit.casework.compared import ComparedPoint, Size, Spot
from evidencekit.foundation.catalogue import _
from evidencekit.gui.actions import add_action
from evidencekit.gui.deeds import Deed
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import button, label, page_text
from evidencekit.gui.theme import EDGE, GAP
from evidencekit.gui.viewer.canvas import Canvas
from evidencekit.gui.viewer.pictures import Picture, Strip, picture_of
from evidencekit.gui.viewer.points_list import PointsList

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk
    from evidencekit.bootstrap.desk_marking import ComparingStart, Genuine

_SIZE, _LEAST_HIGH, _LIST_HIGH = (980, 700), 160, 170
# A frame around a place is this share of the picture's width, to either side.
_FRAME = 0.03
# Points, the photo's SHA-256 where there is one; and the person.
_Said = tuple[Sequence[ComparedPoint], str | None]
Kept = Callable[[Sequence[ComparedPoint], str | None, str], None]


class ComparisonDialog(QDialog):
    """Listing and photo side by side, a click on either places the chosen point; points below."""

    def __init__(
        self, parent: QWidget, found: "tuple[ComparingStart, Picture]", person: str, then: Kept
    ) -> None:
        super().__init__(parent)
        self._start, self._listing, self._then = *found, then
        self._places: dict[str | None, tuple[Spot | None, ...]] = {}
        title = _("Points of comparison")
        self.setWindowTitle(title)
        self.resize(*_SIZE)
        self.suspect, self.photo, self.photos = Canvas(), Canvas(), QComboBox()
        self.photo.setAccessibleName(_("Photo of the genuine goods"))
        self.photos.setAccessibleName(_("With which photo"))
        for one in self._start.photos:
            self.photos.addItem(page_text(one.name, 80), one.sha256)
        self.photos.setMinimumContentsLength(12)
        self.points, self.person = PointsList(), QLineEdit(person)
        self.points.setFixedHeight(_LIST_HIGH)
        self.trouble = label("", "muted", wraps=True)
        self.act = button(_("Record it"), self._finish, primary=True)
        # No default: Return in a field must not end what is being written.
        page = QVBoxLayout(self)
        page.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        page.setSpacing(GAP + 2)
        page.addWidget(label(title, "title"))
        page.addWidget(label(_what_it_is(), "muted", wraps=True))
        page.addLayout(self._sides(), 1)
        page.addWidget(self.points)
        page.addWidget(self.trouble)
        page.addLayout(self._end())
        self.suspect.show_picture(self._listing)
        self.suspect.clicked.connect(lambda at: self._place("suspect", at))
        self.photo.clicked.connect(lambda at: self._place("photo", at))
        self.photos.currentIndexChanged.connect(lambda _at: self._show_photo())
        self.points.changed.connect(self._look)
        self.person.textChanged.connect(self._look)
        known = self._start.known
        self._marked: str | None = known.photo if known else None
        self.points.show_points(known.points if known else ())
        self._show_photo()
        (self.points.list if self.points.points else self.points.add).setFocus()

    @property
    def genuine(self) -> "Genuine | None":
        """Return the photo that is compared with, None where the register has none."""
        at = self.photos.currentIndex()
        return self._start.photos[at] if at >= 0 else None

    @property
    def _listing_size(self) -> Size:
        return self._listing.width, self._listing.height

    def _show_photo(self) -> None:
        one = self.genuine
        self.photo.show_picture(_picture(one) if one else None)
        now = one.sha256 if one else None
        if now != self._marked:
            # A place is one of its own photo; on another it would say what nobody said.
            self._places[self._marked] = self.points.photo_places
            self._marked = now
            self.points.put_photo_places(self._places.get(now, ()))
        self._look()

    def _place(self, side: str, at: QPointF) -> None:
        x, y = (int(part / self._scale(side)) for part in (at.x(), at.y()))
        wide, high = self._size(side) or (0, 0)
        if 0 <= x < wide and 0 <= y < high:
            self.points.place(side, (x, y))

    def _size(self, side: str) -> Size | None:
        if side == "suspect":
            return self._listing_size
        return self.genuine.size if self.genuine else None

    def _scale(self, side: str) -> float:
        """Return how large a picture is in its view before zooming; photos come small."""
        one = self.genuine
        return one.cells[0] / one.size[0] if side == "photo" and one else 1.0

    def _look(self) -> None:
        chosen = self.points.chosen
        for side, view in (("suspect", self.suspect), ("photo", self.photo)):
            spot = getattr(chosen, side) if chosen else None
            size, scale = self._size(side), self._scale(side)
            view.mark([_frame(spot, size, scale)] if spot and size else [])
        fault = self.points.fault(self._listing_size, self._size("photo"))
        if not self.points.points and not self._start.known:
            fault = _("Add a point.")
        if not self.person.text().strip():
            fault = _("A name is needed.")
        self.trouble.setText(fault)
        self.trouble.setAccessibleName(fault)
        self.act.setEnabled(not fault)

    def _finish(self) -> None:
        one = self.genuine
        self.accept()
        self._then(self.points.points, one.sha256 if one else None, self.person.text().strip())

    def _sides(self) -> QGridLayout:
        grid, photo = QGridLayout(), QVBoxLayout()
        grid.setSpacing(GAP)
        photo.addWidget(self.photos)
        photo.addWidget(self.photo, 1)
        grid.addWidget(label(_("The listing"), "heading"), 0, 0)
        grid.addWidget(label(_("The genuine goods"), "heading"), 0, 1)
        grid.addWidget(self.suspect, 1, 0)
        grid.addLayout(photo, 1, 1)
        # Where there is nothing to place a point on, that is said in the stead of an empty view.
        lacks: list[tuple[int, tuple[QWidget, ...], str]] = []
        if not self._listing.width:
            lacks.append((0, (self.suspect,), _no_picture()))
        if not self._start.photos:
            lacks.append((1, (self.photos, self.photo), _no_photo()))
        for column, views, told in lacks:
            for view in views:
                view.hide()
            grid.addWidget(label(told, "muted", wraps=True), 1, column, Qt.AlignmentFlag.AlignTop)
        for column, view in enumerate((self.suspect, self.photo)):
            view.setMinimumHeight(_LEAST_HIGH)
            grid.setColumnStretch(column, 1)
        grid.setRowStretch(1, 1)
        return grid

    def _end(self) -> QHBoxLayout:
        end = QHBoxLayout()
        caption = label(_("Your name, kept with the points"))
        caption.setBuddy(self.person)
        self.person.setAccessibleName(caption.text())
        end.addWidget(caption)
        end.addWidget(self.person, 1)
        end.addStretch(1)
        end.addWidget(button(_("Cancel"), self.reject))
        end.addWidget(self.act)
        return end


class ComparingGoods(QObject):
    """Opens the dialog for the capture that `shown` names, and keeps what was said in it."""

    def __init__(self, vault: OpenVault, shown: Callable[[], str], place: QWidget) -> None:
        super().__init__(place)
        self._vault, self._shown, self._place = vault, shown, place
        self.dialog: ComparisonDialog | None = None
        add_action(place, _("Points of comparison..."), self.ask)

    def ask(self) -> None:
        """Read both pictures and what was compared before, then ask."""
        capture_id = self._shown()

        def work(desk: "Desk") -> "tuple[ComparingStart, Picture]":
            # Brings Pillow with it, which no window needs before goods are compared.
            from evidencekit.bootstrap.desk_marking import begin_comparing  # noqa: PLC0415

            tiles = desk.tiles(capture_id)
            return begin_comparing(desk, capture_id), picture_of(tiles, len(tiles))

        def show(found: "tuple[ComparingStart, Picture]") -> None:
            if capture_id == self._shown() and self._place.isVisible():
                self._open(capture_id, found)

        self._vault.read(self, work, show, self._vault.jobs.report)

    def _open(self, capture_id: str, found: "tuple[ComparingStart, Picture]") -> None:
        known = found[0].known
        before = (known.points, known.photo) if known else ((), None)

        def keep(points: Sequence[ComparedPoint], photo: str | None, by: str) -> None:
            self._keep(capture_id, before, (points, photo), by)

        self.dialog = ComparisonDialog(self._place, found, self._vault.desk.operator, keep)
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.open()

    def _keep(self, capture_id: str, before: _Said, now: _Said, by: str) -> None:
        def keep(desk: "Desk", said: _Said) -> None:
            from evidencekit.bootstrap.desk_marking import keep_comparison  # noqa: PLC0415

            keep_comparison(desk, capture_id, *said, by)

        deed = Deed(
            _("Points of comparison"),
            lambda desk: keep(desk, now),
            # What stood before is recorded once more: what is recorded last counts, alone.
            lambda desk, _none: keep(desk, before),
            self._vault.captures_changed.emit,
        )
        self._vault.deeds.do(deed)


def _picture(one: "Genuine") -> Picture:
    width, height, rows = one.cells
    image = QImage(rows, width, height, width * 3, QImage.Format.Format_RGB888)
    # A copy, since these bytes are not the image's own.
    return Picture((Strip(0, image.copy(), 0, height),), width, height, ())


def _frame(spot: Spot, size: Size, scale: float) -> QRectF:
    half = size[0] * _FRAME
    around = QRectF(spot[0] - half, spot[1] - half, half * 2, half * 2)
    shown = around.intersected(QRectF(0, 0, *size))
    return QRectF(*(part * scale for part in (shown.x(), shown.y(), shown.width(), shown.height())))


def _what_it_is() -> str:
    return _(
        "Where the goods of the listing differ from the genuine ones, in your words. Choose a "
        "point, then click its place on either picture. Packets show both side by side with the "
        "points. What is recorded last counts, alone; nothing of the capture is changed."
    )


def _no_picture() -> str:
    return _("This capture has no picture that can be shown.")


def _no_photo() -> str:
    return _(
        "The register has no photo of genuine goods that can be shown. Packets show points only "
        "beside such a photo: add a product with photos to the right first."
    )
