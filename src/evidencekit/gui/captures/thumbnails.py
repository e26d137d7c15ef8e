"""Small pictures of captures: cut and scaled in a worker, a few hundred kept."""

from collections import OrderedDict
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QImage, QPixmap

from evidencekit.gui.captures.top_rows import top_rows
from evidencekit.gui.open_vault import OpenVault

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk

# What was scrolled past long ago is not made any more.
_WANTED_AT_MOST = 60


class Look(Enum):
    """What there is to see of a capture."""

    WAITING = "waiting"
    PICTURE = "picture"
    NONE = "none"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """The top of a screenshot, or why there is none."""

    look: Look
    picture: QPixmap | None = None

    @property
    def key(self) -> tuple[Look, int]:
        """Return what is the same for two that look the same, without the picture itself."""
        return self.look, 0 if self.picture is None else self.picture.cacheKey()


_WAITING = Thumbnail(Look.WAITING)


class Thumbnails(QObject):
    """Thumbnails of one size (logical pixels), made when asked for. Lives on the GUI thread.

    `kept` is how many stay in memory on a screen of one pixel to a logical one; fewer on finer.
    `ready` gives the id of a capture whose thumbnail has come.
    """

    ready = Signal(str)

    def __init__(self, vault: OpenVault, size: QSize, kept: int, parent: QObject) -> None:
        super().__init__(parent)
        self._vault, self._size, self._kept = vault, size, kept
        self._made: OrderedDict[str, Thumbnail] = OrderedDict()
        self._wanted: dict[str, float] = {}
        self._making = False

    def get(self, capture_id: str, ratio: float) -> Thumbnail:
        """Return a thumbnail, or what stands in its place until it is `ready`.

        `ratio`: pixels of the screen to a logical one.
        """
        known = self._made.get(capture_id)
        if known is not None:
            self._made.move_to_end(capture_id)
            return known
        self._wanted.pop(capture_id, None)
        self._wanted[capture_id] = ratio
        while len(self._wanted) > _WANTED_AT_MOST:
            self._wanted.pop(next(iter(self._wanted)))
        self._make_next()
        return _WAITING

    def forget_failures(self) -> None:
        """Have what could not be shown tried again when it is next asked for."""
        for capture_id in [one for one, made in self._made.items() if made.picture is None]:
            del self._made[capture_id]

    def _make_next(self) -> None:
        if self._making or not self._wanted:
            return
        capture_id, ratio = self._wanted.popitem()
        self._making = True
        size = self._size * ratio
        self._vault.read(
            self,
            lambda desk: _cut(desk, capture_id, size),
            lambda image: self._take(capture_id, image, ratio),
            lambda _error: self._keep(capture_id, Thumbnail(Look.UNREADABLE), ratio),
        )

    def _take(self, capture_id: str, image: QImage | None, ratio: float) -> None:
        if image is None:
            self._keep(capture_id, Thumbnail(Look.NONE), ratio)
        elif image.isNull():
            self._keep(capture_id, Thumbnail(Look.UNREADABLE), ratio)
        else:
            picture = QPixmap.fromImage(image)
            picture.setDevicePixelRatio(ratio)
            self._keep(capture_id, Thumbnail(Look.PICTURE, picture), ratio)

    def _keep(self, capture_id: str, made: Thumbnail, ratio: float) -> None:
        self._making = False
        self._wanted.pop(capture_id, None)
        self._made[capture_id] = made
        while len(self._made) > max(1, self._kept / ratio**2):
            self._made.popitem(last=False)
        self.ready.emit(capture_id)
        self._make_next()


def _cut(desk: "Desk", capture_id: str, size: QSize) -> QImage | None:
    """Return the top of the screenshot in `size` pixels; None without one, null if unreadable."""
    tiles = desk.tiles(capture_id, most=1)
    return top_rows(tiles[0].png, size) if tiles else None
