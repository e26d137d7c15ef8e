"""Points of comparison as a person writes them: a list, and the chosen one's words and places."""

import re
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QVBoxLayout,
    QWidget,
)

from evidencekit.casework.compared import ComparedPoint, Size, Spot
from evidencekit.foundation.catalogue import _
from evidencekit.gui.parts import button, page_text
from evidencekit.gui.theme import GAP

MOST, _LONGEST = 20, 500
_SPOT = re.compile(r"\s*(\d{1,5})\s*[,\uff0c\s]\s*(\d{1,5})\s*")


class PointsList(QWidget):
    """Lists points; `changed` comes with each other choice, word or place."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._points: list[ComparedPoint] = []
        self.list = QListWidget()
        self.list.setAccessibleName(_("Points of comparison"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(self._choose)
        self.words, self.suspect, self.photo = (QLineEdit() for _each in range(3))
        self.words.setMaxLength(_LONGEST)
        self.confidential = QCheckBox(_("Confidential: not for platforms or sellers"))
        self.add = button(_("Add a point"), self.add_point)
        self.remove = button(_("Remove the point"), self.remove_point)
        for line in (self.words, self.suspect, self.photo):
            line.textEdited.connect(self._take)
        self.confidential.clicked.connect(self._take)
        self._arrange()
        self._choose(-1)

    @property
    def points(self) -> tuple[ComparedPoint, ...]:
        """Return the points in their order."""
        return tuple(self._points)

    @property
    def chosen(self) -> ComparedPoint | None:
        """Return the chosen point, None where there is none."""
        row = self.list.currentRow()
        return self._points[row] if 0 <= row < len(self._points) else None

    def show_points(self, points: Sequence[ComparedPoint]) -> None:
        """Show points, the first chosen."""
        self._points = list(points)
        self.list.clear()
        self.list.addItems([_line(at, one) for at, one in enumerate(points, 1)])
        self.list.setCurrentRow(0 if points else -1)

    def add_point(self) -> None:
        """Add an empty point and choose it: it wants words first."""
        self._points.append(ComparedPoint(""))
        self.list.addItem(_line(len(self._points), self._points[-1]))
        self.list.setCurrentRow(len(self._points) - 1)
        self.words.setFocus()

    def remove_point(self) -> None:
        """Remove the chosen point; the next one is chosen."""
        row = self.list.currentRow()
        if 0 <= row < len(self._points):
            rest = [*self._points[:row], *self._points[row + 1 :]]
            self.show_points(rest)
            self.list.setCurrentRow(min(row, len(rest) - 1))

    def place(self, side: str, spot: Spot) -> None:
        """Place the chosen point, or a new one, on a side: `suspect` or `photo`."""
        if self.chosen is None:
            self.add_point()
        line = self.suspect if side == "suspect" else self.photo
        line.setText(_spot_words(spot))
        self._take()

    @property
    def photo_places(self) -> tuple[Spot | None, ...]:
        """Return the places on the photo, point by point."""
        return tuple(one.photo for one in self._points)

    def put_photo_places(self, places: Sequence[Spot | None]) -> None:
        """Put places on the photo, point by point; other points than they were of have none."""
        row = self.list.currentRow()
        fits = len(places) == len(self._points)
        spots = places if fits else [None] * len(self._points)
        self.show_points(
            [replace(one, photo=spot) for one, spot in zip(self._points, spots, strict=True)]
        )
        self.list.setCurrentRow(row)

    def fault(self, suspect: Size, photo: Size | None) -> str:
        """Say what is wrong with the points or the places typed, for pictures of these sizes."""
        for line, size in ((self.suspect, suspect), (self.photo, photo)):
            if line.text().strip() and _spot(line.text()) is None:
                return _("A place is two numbers, as in 150, 475.")
            if size is None and line.text().strip():
                return _("There is no photo to mark a place on.")
        for at, one in enumerate(self._points, 1):
            if not one.words.strip():
                return _("Point {number} has no words yet.").format(number=at)
            if not (_inside(one.suspect, suspect) and _inside(one.photo, photo)):
                return _("A place of point {number} is outside its picture.").format(number=at)
        return ""

    def _choose(self, _row: int) -> None:
        one = self.chosen
        for part in (self.words, self.suspect, self.photo, self.confidential, self.remove):
            part.setEnabled(one is not None)
        self.words.setText(one.words if one else "")
        self.suspect.setText(_spot_words(one.suspect if one else None))
        self.photo.setText(_spot_words(one.photo if one else None))
        self.confidential.setChecked(one is not None and one.confidential)
        self.add.setEnabled(len(self._points) < MOST)
        self.changed.emit()

    def _take(self) -> None:
        one, row = self.chosen, self.list.currentRow()
        if one is not None:
            self._points[row] = replace(
                one,
                words=self.words.text(),
                suspect=_spot(self.suspect.text()),
                photo=_spot(self.photo.text()),
                confidential=self.confidential.isChecked(),
            )
            self.list.item(row).setText(_line(row + 1, self._points[row]))
            self.changed.emit()

    def _arrange(self) -> None:
        named = QFormLayout()
        named.setSpacing(GAP)
        named.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for caption, line in (
            (_("What differs"), self.words),
            (_("Place on the listing"), self.suspect),
            (_("Place on the photo"), self.photo),
        ):
            line.setAccessibleName(caption)
            shown = QLabel(caption)
            shown.setBuddy(line)
            named.addRow(shown, line)
        named.addRow("", self.confidential)
        left, ends = QVBoxLayout(), QHBoxLayout()
        for one in (self.add, self.remove):
            ends.addWidget(one)
        ends.addStretch(1)
        left.setSpacing(GAP)
        left.addWidget(self.list, 1)
        left.addLayout(ends)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP * 2)
        row.addLayout(left, 1)
        row.addLayout(named, 1)


def _spot(text: str) -> Spot | None:
    found = _SPOT.fullmatch(text)
    return (int(found[1]), int(found[2])) if found else None


def _spot_words(spot: Spot | None) -> str:
    return f"{spot[0]}, {spot[1]}" if spot else ""


def _inside(spot: Spot | None, size: Size | None) -> bool:
    if spot is None:
        return True
    return size is not None and spot[0] < size[0] and spot[1] < size[1]


def _line(number: int, point: ComparedPoint) -> str:
    told = page_text(point.words, 120) or _("no words yet")
    marks = [
        *([_("on the listing")] if point.suspect else []),
        *([_("on the photo")] if point.photo else []),
        *([_("confidential")] if point.confidential else []),
    ]
    return " · ".join((f"{number}. {told}", *marks))
