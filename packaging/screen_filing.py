"""What a capture has beside its screenshot, and a complaint on its way out, in the usual state."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import QWidget

from evidencekit.bootstrap.desk_leaving import hide
from evidencekit.gui.bring import BatchDialog, ImportDialog
from evidencekit.gui.bring.reread_dialog import RereadDialog
from evidencekit.gui.captures.removal import Removal
from evidencekit.gui.cases.case_view import CasePanel
from evidencekit.gui.main_window import MainWindow
from evidencekit.gui.viewer.replay_score import ScoreDialog


class Turner(Protocol):
    """Whoever lets Qt work."""

    def until(self, ready: Callable[[], object]) -> None:
        """Let Qt work until something is so, and then until nothing moves any more."""


def screens(studio: Turner, window: MainWindow, scratch: Path) -> Iterator[tuple[str, QWidget]]:
    """Give the screens by name, of a window with the demo's vault; files go below `scratch`."""
    yield from _viewer(studio, window)
    yield from _bringing(studio, window, scratch)
    yield from _stamp_kept(studio, window, scratch)
    yield from _filtered(studio, window)
    window.show_room("cases")
    studio.until(lambda: window.jobs.idle)
    room = window.stack.currentWidget()
    room.area.ensureWidgetVisible(room.panel.leaving)
    studio.until(lambda: True)
    yield "case-leaving", window
    for name, ask in (
        ("dialog-bundle", room.panel.leaving.ask_bundle),
        ("dialog-steps", room.panel.leaving.ask_steps),
    ):
        ask()
        studio.until(lambda: True)
        yield name, room.panel.leaving.dialog
        room.panel.leaving.dialog.reject()
    yield from _visited_again(studio, room.panel)
    yield from _draft(studio, window)
    yield from _packet(studio, window, scratch)


def _viewer(studio: Turner, window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    ids = [entry.id for entry in window.vault.desk.captures().entries]
    window.open_capture(ids[-1], ids)
    page = window.stack.currentWidget()
    studio.until(lambda: window.jobs.idle)
    page.facts.choose("price")
    studio.until(lambda: True)
    yield "viewer-fact", window
    page.side.setCurrentIndex(1)
    studio.until(lambda: True)
    yield "viewer-integrity", window
    page.photos.wanted.emit()
    for at, name in enumerate(("custody", "about", "photos"), 1):
        page.tabs.setCurrentIndex(at)
        studio.until(lambda: window.jobs.idle)
        yield f"viewer-{name}", window


def _bringing(studio: Turner, window: MainWindow, scratch: Path) -> Iterator[tuple[str, QWidget]]:
    """Give the import of files as it ended, and a list as it is about to begin."""
    paper, empty = scratch / "notary-2026-88.pdf", scratch / "page.warc"
    paper.write_bytes(b"%PDF-1.7 a certificate")
    empty.write_bytes(b"no archive")
    done, filled = ImportDialog(window.vault, window), BatchDialog(window.vault, window)
    done.show()
    done.add([paper, empty])
    done.start()
    studio.until(lambda: window.jobs.idle)
    yield "import-done", done
    done.close()
    filled.show()
    filled.add(["https://shop.example/item/4711", "https://shop.example/item/4712", "a word"])
    studio.until(lambda: True)
    yield "batch-filled", filled
    filled.close()
    ids = [entry.id for entry in window.vault.desk.captures().entries]
    for name, dialog, act in (
        ("facts-again-done", RereadDialog(window.vault, ids[:3], window), "start"),
        ("replay-score-done", ScoreDialog(window.vault, ids[-1], window), "measure"),
    ):
        dialog.open()
        studio.until(lambda: window.jobs.idle)
        getattr(dialog, act)()
        studio.until(lambda: window.jobs.idle)
        yield name, dialog
        dialog.reject()


def _visited_again(studio: Turner, panel: CasePanel) -> Iterator[tuple[str, QWidget]]:
    """Give the listings of the case before they are visited again, and after: the shop is shut."""
    panel.ask_again()
    dialog = panel.dialog
    studio.until(dialog.go.isEnabled)
    yield "recheck", dialog
    dialog.start()
    studio.until(lambda: not dialog.busy)
    yield "recheck-done", dialog
    dialog.reject()


def _removed(studio: Turner, window: MainWindow, removal: Removal) -> Iterator[tuple[str, QWidget]]:
    """Give how it is asked whether a capture that a packet holds is to be deleted."""
    # The oldest is one that the demo's packet holds.
    removal.ask(window.vault.desk.captures().entries[-1].id)
    dialog = removal.dialog
    dialog.reason.setText("2026-114")
    studio.until(lambda: True)
    yield "dialog-remove", dialog
    dialog.act.click()
    studio.until(lambda: removal.question is not None)
    yield "dialog-remove-packet", removal.question
    removal.question.reject()


def _stamp_kept(studio: Turner, window: MainWindow, scratch: Path) -> Iterator[tuple[str, QWidget]]:
    """Give what is said of a certificate of others that was kept for a capture."""
    paper = scratch / "notary-2026-89.pdf"
    paper.write_bytes(b"%PDF-1.7 another certificate")
    window.show_room("captures")
    bulk = window.stack.currentWidget().bulk
    bulk.said = None
    bulk.keep_stamp(paper, window.vault.desk.captures().entries[0].id)
    studio.until(lambda: bulk.said is not None and window.jobs.idle)
    yield "dialog-stamp-kept", bulk.said
    bulk.said.accept()
    studio.until(lambda: window.jobs.idle)
    yield from _removed(studio, window, bulk.removal)


def _filtered(studio: Turner, window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """Give the captures under open filters, hidden ones among them, as cards and as lines."""
    page, vault = window.stack.currentWidget(), window.vault
    hidden = vault.desk.captures().entries[-4:-3]
    ids = [one.id for one in hidden]
    hide(vault.desk, ids, "taken twice", "Ana", hidden=True)
    vault.captures_changed.emit()
    page.filters.button.click()
    studio.until(lambda: window.jobs.idle and page.model.hidden_count)
    page.filters.show_wish({"price_to": "150", "stamped": "demo", "hidden": True})
    page.filters.changed.emit()
    page.view.setCurrentIndex(page.model.index(0, 0))
    studio.until(lambda: window.jobs.idle and not page.model.searching)
    yield "captures-filter", window
    page.show_as("list")
    studio.until(lambda: window.jobs.idle)
    yield "captures-filter-list", window
    page.view.setCurrentIndex(page.model.index_of(ids[0]))
    page.bulk.ask_show()
    studio.until(lambda: True)
    yield "dialog-show-again", page.bulk.dialog
    page.bulk.dialog.reject()
    page.show_as("grid")
    page.filters.clear_button.click()
    page.filters.button.click()
    hide(vault.desk, ids, "not twice", "Ana", hidden=False)
    vault.captures_changed.emit()
    studio.until(lambda: window.jobs.idle and not page.model.hidden_count)


def _draft(studio: Turner, window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """Give a draft that is kept, and the dialog in which a person stands by it."""
    room = window.stack.currentWidget()
    old = room.panel.complaints.list.keys()
    room.compose("")
    studio.until(lambda: window.jobs.idle)
    room.composer.keep()
    studio.until(lambda: window.jobs.idle)
    room.composer.leave()
    studio.until(lambda: window.jobs.idle and len(room.panel.complaints.list.keys()) > len(old))
    card = room.panel.complaints
    (new,) = set(card.list.keys()) - set(old)
    card.list.choose(new)
    studio.until(lambda: window.jobs.idle and card.view is not None)
    room.area.verticalScrollBar().setValue(0)
    studio.until(lambda: True)
    yield "case-draft", window
    card.ask_confirm()
    walk = card.dialog.walk
    studio.until(lambda: window.jobs.idle)
    yield "dialog-confirm", card.dialog
    while card.dialog.stack.currentWidget() is walk:
        studio.until(walk.infringes.isEnabled)
        walk.infringes.click()
    studio.until(lambda: window.jobs.idle)
    yield "dialog-confirm-end", card.dialog
    card.dialog.reject()
    card.list.choose(old[0])
    studio.until(lambda: window.jobs.idle and card.view is not None)


def _packet(studio: Turner, window: MainWindow, scratch: Path) -> Iterator[tuple[str, QWidget]]:
    """Give the packet of the demo's complaint: asked for, made, looked at."""
    card = window.stack.currentWidget().panel.complaints
    card.ask_reopen()
    studio.until(lambda: True)
    yield "dialog-reopen", card.dialog
    card.dialog.reject()
    card.ask_packet()
    card.dialog.place.setText(str(scratch))
    studio.until(lambda: True)
    yield "dialog-packet", card.dialog
    card.dialog.act.click()
    studio.until(lambda: window.jobs.idle and card.result is not None)
    window.stack.currentWidget().area.ensureWidgetVisible(card.result)
    studio.until(lambda: True)
    yield "case-packet", window
    card.result.look.click()
    shown = card.findChild(QWidget, "pdf")
    studio.until(lambda: True)
    yield "packet-pdf", shown
    shown.close()
