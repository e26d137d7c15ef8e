"""One listing after the other: its picture, what the complaint says of it, and what a person says.

That goods infringe is said here and nowhere else in the app, of one listing at a time.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from evidencekit.foundation.catalogue import _
from evidencekit.gui.cases.says import or_unknown
from evidencekit.gui.error_dialog import words_of
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import button, label, page_text
from evidencekit.gui.pieces import Newest, words
from evidencekit.gui.theme import GAP
from evidencekit.gui.viewer.pictures import Picture, parts_named, picture_of
from evidencekit.gui.viewer.screenshot import ScreenshotPane

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk
    from evidencekit.casework.dossier import CapturedPage

_HIGH = 320


class ListingWalk(QWidget):
    """Walks through listings. `over` comes after the last one, `left` when there is no way back.

    `viewed` says when each was found infringing, `left_out` which leave the complaint.
    """

    over = Signal()

    def __init__(self, vault: OpenVault, pages: "Sequence[CapturedPage]") -> None:
        super().__init__()
        self._vault, self._pages = vault, tuple(pages)
        self._newest = Newest(vault, self)
        self._at = 0
        self._done = 0
        self.viewed: dict[str, datetime] = {}
        self.left_out: list[str] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        self.place, self.about = label("", "heading"), words("")
        self.earlier = words("", "muted")
        self.picture = ScreenshotPane()
        self.picture.setMinimumHeight(_HIGH)
        layout.addWidget(self.place)
        layout.addWidget(self.about)
        layout.addWidget(self.picture, 1)
        layout.addWidget(self.earlier)
        layout.addLayout(self._make_end())
        self._show()

    @property
    def listing(self) -> "CapturedPage":
        """Return the listing that is shown."""
        return self._pages[self._at]

    def return_to_last(self) -> None:
        """Show the last listing again."""
        self._at = len(self._pages) - 1
        self._show()

    def _make_end(self) -> QHBoxLayout:
        end = QHBoxLayout()
        self.back = button(_("Back"), lambda: self._go(-1))
        self.out = button(_("Leave it out"), self._leave_out)
        self.infringes = button(_("This listing infringes"), self._infringes, primary=True)
        end.addWidget(self.back)
        end.addStretch(1)
        end.addWidget(self.out)
        end.addWidget(self.infringes)
        return end

    def _show(self) -> None:
        page = self.listing
        place = _("Listing {number} of {count}").format(number=self._at + 1, count=len(self._pages))
        self.place.setText(place)
        self.place.setAccessibleName(place)
        about = _about(page)
        self.about.setText(about)
        self.about.setAccessibleName(about)
        self.back.setEnabled(self._at > 0)
        # Until the picture is there nobody has been shown it.
        self.infringes.setEnabled(False)
        self._tell(_("Wait for the picture."))
        self.picture.wait()
        self._newest.read(
            lambda desk: _picture(desk, page.capture_id), self._show_picture, self._fail
        )

    def _show_picture(self, picture: Picture) -> None:
        self.picture.show_picture(picture)
        shown = self.picture.shows_picture
        self.infringes.setEnabled(shown)
        self._tell(self._said() if shown else _no_picture())

    def _fail(self, error: Exception) -> None:
        self.picture.fail(words_of(error))
        self._tell(_no_picture())

    def _said(self) -> str:
        if self.listing.capture_id in self.viewed:
            return _("You said: this listing infringes.")
        if self.listing.capture_id in self.left_out:
            return _("You said: leave it out.")
        return ""

    def _tell(self, text: str) -> None:
        self.earlier.setText(text)
        self.earlier.setAccessibleName(text)

    def _infringes(self) -> None:
        named = self.listing.capture_id
        self.viewed[named] = self._vault.desk.now()
        if named in self.left_out:
            self.left_out.remove(named)
        self._go(1)

    def _leave_out(self) -> None:
        named = self.listing.capture_id
        self.viewed.pop(named, None)
        if named not in self.left_out:
            self.left_out.append(named)
        self._go(1)

    def _go(self, step: int) -> None:
        if self._at + step == len(self._pages):
            self._newest.forget()
            self.over.emit()
            return
        self._at += step
        self._show()


def _picture(desk: "Desk", capture_id: str) -> Picture:
    return picture_of(desk.tiles(capture_id), parts_named(desk.capture(capture_id)))


def _about(page: "CapturedPage") -> str:
    """Return what the complaint says of a listing: only what a person confirmed."""
    facts = {fact.name: fact.content.get("value") for fact in page.facts}
    price = " ".join(str(facts[name]) for name in ("price", "currency") if facts.get(name))
    told = (
        (_("Title"), page_text(page.title) if page.title else or_unknown(facts.get("title"))),
        (_("Price"), or_unknown(price)),
        (_("Seller"), or_unknown(facts.get("seller"))),
        (_("Address"), or_unknown(page.url)),
    )
    return "\n".join(f"{name}: {value}" for name, value in told)


def _no_picture() -> str:
    return _(
        "No picture of this listing can be shown, so nobody can say here that it infringes. "
        "Leave it out, or capture the page again."
    )
