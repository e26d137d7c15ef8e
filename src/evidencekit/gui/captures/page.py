"""The captures page: header, grid or list, detail pane; says so where there is nothing to show."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.gui import preferences
from evidencekit.gui.actions import add_action
from evidencekit.gui.captures.bulk import Bulk
from evidencekit.gui.captures.delegate import PICTURE
from evidencekit.gui.captures.detail import DetailPane
from evidencekit.gui.captures.filters import KEYS, Filters
from evidencekit.gui.captures.model import ID, CaptureModel
from evidencekit.gui.captures.page_parts import filter_field, message, stack_of
from evidencekit.gui.captures.saving import SavedTable
from evidencekit.gui.captures.searches import Searches
from evidencekit.gui.captures.thumbnails import Thumbnails
from evidencekit.gui.captures.views import CaptureGrid, CaptureTable
from evidencekit.gui.empty_page import empty_page
from evidencekit.gui.error_dialog import words_of
from evidencekit.gui.icons import toggle
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import Bar, button, label, page_text
from evidencekit.gui.theme import EDGE, GAP
from evidencekit.gui.words import sentences

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import CaptureList
    from evidencekit.services.library import Wish

_THUMBNAILS_KEPT = 300


class CapturesPage(QWidget):
    """All captures of a vault.

    `open_wanted` gives a capture's id and the ids of all that are shown, in their order;
    `capture_wanted`, `list_wanted`, `import_wanted` tell what the person wants to bring in.
    """

    open_wanted = Signal(str, list)
    capture_wanted = Signal()
    list_wanted = Signal()
    import_wanted = Signal()

    def __init__(self, vault: OpenVault, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._vault = vault
        self._chosen = ""
        self._scrolled = (0, 0)
        self._known = self._trouble = False
        self.model = CaptureModel(vault, self)
        self.thumbnails = Thumbnails(vault, PICTURE, _THUMBNAILS_KEPT, self)
        self.grid = CaptureGrid(self.model, self.thumbnails)
        self.table = CaptureTable(self.model)
        self.detail = DetailPane(vault)
        self.count_label = label("", "muted")
        self.filter, self.filters = filter_field(), Filters(vault)
        self.table_file = SavedTable(self, vault, lambda: self.model.wish)
        self.searches = Searches(vault)
        self.toggles = {
            "grid": toggle("captures", _("Grid (G)")),
            "list": toggle("list", _("List (L)")),
        }
        self.no_hits = label("", "heading", wraps=True)
        self.damage = tuple(
            label("", role, wraps=True, selectable=True) for role in ("heading", "", "")
        )
        self.log_damage = Bar("bad")
        self._blank = QWidget()
        self._empty = self._empty_page()
        self._damaged = message("warning", *self.damage)
        self._see_hidden = button(_("Show the hidden ones too"), self._ask_hidden)
        self._clear_all = button(_("Clear the filter"), lambda: self._look_for({}))
        self._nothing_found = message("captures", self.no_hits, self._clear_all, self._see_hidden)
        self._views = stack_of(self.grid, self.table, self._nothing_found)
        self._split = self._splitter()
        self.bulk = Bulk(self, vault, self.model, lambda: self.view)
        self._body = stack_of(self._blank, self._split, self._empty, self._damaged)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(EDGE)
        layout.addLayout(self._header())
        layout.addWidget(self.filters)
        layout.addWidget(self.log_damage)
        layout.addWidget(self._body, 1)
        self._connect()
        self._make_actions()
        self.show_as("list" if preferences.chosen().view == "list" else "grid")
        self.reload()

    @property
    def count(self) -> int:
        """Return how many captures there are, let through by the filter or not."""
        return self.model.total

    @property
    def chosen(self) -> str:
        """Return the id of the capture that is chosen; empty if none of those shown is."""
        return self._chosen if self.model.index_of(self._chosen).isValid() else ""

    @property
    def view(self) -> CaptureGrid | CaptureTable:
        """Return the view that is in use."""
        return self.table if self.toggles["list"].isChecked() else self.grid

    def reload(self) -> None:
        """Read the list of captures anew; what is chosen and the place in it stay."""
        self._vault.read(self, lambda desk: desk.captures(), self._show_list, self._show_damage)

    def show_as(self, name: str) -> None:
        """Show the captures as `grid` or as `list`."""
        had_focus = self.view.hasFocus()
        for one, button_of in self.toggles.items():
            button_of.setChecked(one == name)
        self._choose_again()
        self._show_body()
        self.view.scrollTo(self.view.currentIndex())
        if had_focus:
            self.view.setFocus()

    def _show_from_now_on(self, name: str) -> None:
        """Show the captures so, at the next start too."""
        preferences.choose(view=name)
        self.show_as(name)

    def _choose_columns(self) -> None:
        self._show_from_now_on("list")
        header = self.table.header()
        self.table.column_menu().popup(header.mapToGlobal(header.rect().bottomLeft()))

    def open_chosen(self) -> None:
        """Ask for the evidence of the chosen capture."""
        if self.chosen:
            self.open_wanted.emit(self.chosen, self.model.ids)

    # --- parts ---

    def _header(self) -> QHBoxLayout:
        keys = QKeySequence("Ctrl+N").toString(QKeySequence.SequenceFormat.NativeText)
        self.capture_button = self._capture_button()
        self.capture_button.setToolTip(_("Capture a page ({keys})").format(keys=keys))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(label(_("Captures"), "title"))
        # Down to the line that the larger letters stand on.
        self.count_label.setContentsMargins(0, 5, 0, 0)
        row.addWidget(self.count_label, 1)
        row.addWidget(self.filter)
        row.addWidget(self.filters.button)
        row.addWidget(self.searches)
        pair = QHBoxLayout()
        pair.setSpacing(2)
        for one in self.toggles.values():
            pair.addWidget(one)
        row.addLayout(pair)
        row.addWidget(self.capture_button)
        return row

    def _capture_button(self) -> QPushButton:
        return button(_("Capture a page"), self.capture_wanted.emit, primary=True)

    def _splitter(self) -> QSplitter:
        split = QSplitter()
        split.setChildrenCollapsible(False)
        split.setHandleWidth(EDGE)
        split.addWidget(self._views)
        split.addWidget(self.detail)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 0)
        return split

    def _empty_page(self) -> QWidget:
        told = _("A capture is one page at one time, sealed so that anybody can verify it.")
        self.empty_button = self._capture_button()
        ways = QWidget()
        row = QHBoxLayout(ways)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self.empty_button)
        row.addWidget(button(_("Capture a list..."), self.list_wanted.emit))
        row.addWidget(button(_("Import files..."), self.import_wanted.emit))
        made = empty_page("capture", _("No captures yet"), told, ways_in=ways)
        # The button has the focus here, not the page.
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return made

    def _connect(self) -> None:
        self._vault.captures_changed.connect(self.reload)
        self.filter.textChanged.connect(self._ask)
        self.filters.changed.connect(self._ask)
        self.filters.table_wanted.connect(self.table_file.ask)
        self.searches.chosen.connect(self._look_for)
        self.filter.returnPressed.connect(self._go_to_captures)
        for name, one in self.toggles.items():
            one.clicked.connect(partial(self._show_from_now_on, name))
        self.model.modelAboutToBeReset.connect(self._keep_place)
        self.model.modelReset.connect(self._find_place)
        self.model.dataChanged.connect(lambda *_which: self._show_chosen())
        self.model.moved.connect(self._show_body)
        self.thumbnails.ready.connect(self._picture_came)
        self.detail.open_wanted.connect(self.open_chosen)
        for view in (self.grid, self.table):
            view.selectionModel().selectionChanged.connect(partial(self._choose, view))
            view.doubleClicked.connect(lambda _index: self.open_chosen())

    def _make_actions(self) -> None:
        for place, name, act, *keys in (
            (self, _("Show as a grid"), partial(self._show_from_now_on, "grid"), "G"),
            (self, _("Show as a list"), partial(self._show_from_now_on, "list"), "L"),
            (self, _("Filter the captures"), self._go_to_filter, "Ctrl+F"),
            (self, _("Filter by platform, price, day, state"), self.filters.button.click, KEYS),
            (self, _("Show the hidden ones too"), self._ask_hidden),
            (self, _("Save what is found as a table..."), self.table_file.ask),
            (self, _("Choose the columns of the list"), self._choose_columns, "Ctrl+Shift+L"),
            (self._views, "", self.open_chosen, "Return", "Enter"),
            (self.filter, "", self._leave_filter, "Esc"),
        ):
            add_action(place, name, act, *keys)
        opening = add_action(self, _("Open the chosen capture"), self.open_chosen, "E")
        for view in (self.grid, self.table):
            self.bulk.watch(view, opening)

    # --- what comes ---

    def _show_list(self, found: "CaptureList") -> None:
        self.thumbnails.forget_failures()
        self.detail.forget_failures()
        self._trouble, self._known = False, True
        words = ""
        if found.damaged_at:
            text = _("The custody log is damaged at {place}: captures may be missing here.")
            words = text.format(place=page_text(found.damaged_at))
        self.log_damage.say(words)
        self.filters.count_hidden(len(found.hidden))
        self.model.set_list(found)
        self.bulk.look()

    def _show_damage(self, error: Exception) -> None:
        text = words_of(error)
        for part, words in zip(self.damage, (text.message, text.meaning, text.action), strict=True):
            part.setText(words)
            part.setAccessibleName(words)
        self._trouble = True
        self._show_body()

    def _show_body(self) -> None:
        """Show what there is: captures, none, none that the filter lets through, or damage."""
        any_at_all = self.count > 0 or self.model.hidden_count > 0
        usable = self._known and not self._trouble and any_at_all
        for control in (self.filter, self.filters.button, *self.toggles.values()):
            control.setEnabled(usable)
        self.count_label.setText(self._count_words() if usable else "")
        if self._trouble:
            self._body.setCurrentWidget(self._damaged)
        elif not self._known:
            self._body.setCurrentWidget(self._blank)
        elif not any_at_all:
            self._body.setCurrentWidget(self._empty)
        else:
            self._body.setCurrentWidget(self._split)
            self._show_view()
        self._follow_focus()

    def _show_view(self) -> None:
        nothing = not self.model.rowCount() and not self.model.searching
        if nothing:
            self.no_hits.setText(self._why_nothing())
            self._clear_all.setVisible(bool(self.model.wish))
            unseen = self.model.hidden_count > 0 and not self.model.wish.get("hidden")
            self._see_hidden.setVisible(unseen)
        self._views.setCurrentWidget(self._nothing_found if nothing else self.view)
        self._show_chosen()

    def _why_nothing(self) -> str:
        if self.model.search_error is not None:
            told = words_of(self.model.search_error)
            return sentences(_("Nobody knows what would be found."), told.message, told.action)
        if not self.model.wish:
            return _("All captures are hidden.")
        if not self.filter.text().strip():
            return _("No capture is let through by the filter.")
        if self.filters.wish:
            words = _("No capture that the filter lets through has \u201c{text}\u201d in it.")
            return words.format(text=page_text(self.filter.text(), 60))
        words = _("No capture has \u201c{text}\u201d in its facts, its address or its page.")
        return words.format(text=page_text(self.filter.text(), 60))

    def _follow_focus(self) -> None:
        shown = self._body.currentWidget()
        self.setFocusProxy(self.empty_button if shown is self._empty else self.view)
        if self.isActiveWindow() and QApplication.focusWidget() is None:
            # What had it is hidden or off by now; without a focus no key would work.
            self.setFocus()

    def _count_words(self) -> str:
        chosen = len(self.bulk.chosen)
        words = self._shown_words()
        return (
            _("{words}, {count} chosen").format(words=words, count=chosen) if chosen > 1 else words
        )

    def _shown_words(self) -> str:
        shown, total = f"{self.model.rowCount():,}", f"{self.count:,}"
        if self.model.searching:
            return _("Searching {count} captures").format(count=total)
        if self.model.counting:
            return _("At least {shown} of {count} captures").format(shown=shown, count=total)
        if self.model.wish.keys() - {"hidden"}:
            return _("{shown} of {count} captures").format(shown=shown, count=total)
        return ngettext("{count} capture", "{count} captures", self.count).format(count=total)

    def _picture_came(self, capture_id: str) -> None:
        index = self.model.index_of(capture_id)
        if index.isValid():
            self.grid.update(index)

    # --- what is chosen, and where in the list the person is ---

    def _choose(self, view: QAbstractItemView, *_which: object) -> None:
        if view is self.view:
            chosen, now = self.bulk.chosen, str(view.currentIndex().data(ID))
            self._chosen = now if now in chosen else next(iter(chosen), "")
            self._show_chosen()
            self.count_label.setText(self._count_words())

    def _show_chosen(self) -> None:
        if self.chosen:
            row, sha256 = self.model.row(self.chosen), self.model.sha256(self.chosen)
            self.detail.show_capture(self.chosen, row, sha256)
        else:
            self.detail.show_nothing()

    def _choose_again(self) -> None:
        index = self.model.index_of(self._chosen)
        if index.isValid():
            self.view.setCurrentIndex(index)
        else:
            # What the filter hides is chosen again when it comes back.
            kept, self._chosen = self._chosen, ""
            self.view.clearSelection()
            self._chosen = kept

    def _keep_place(self) -> None:
        self._scrolled = (
            self.grid.verticalScrollBar().value(),
            self.table.verticalScrollBar().value(),
        )

    def _find_place(self) -> None:
        self._choose_again()
        value = self._scrolled[1 if self.view is self.table else 0]
        if value:
            self.view.lay_out_all()
            self.view.verticalScrollBar().setValue(value)

    # --- what is looked for ---

    def _ask(self) -> None:
        """Ask for what the line and the filters say."""
        words = " ".join(self.filter.text().split())
        wish = {**self.filters.wish, **({"words": words} if words else {})}
        self.model.set_wish(wish)
        self.searches.follow(wish)

    def _look_for(self, wish: "Wish") -> None:
        """Have line and filters say this, at once."""
        self.filters.show_wish(wish)
        self.filter.setText(str(wish.get("words", "")))
        self._ask()

    def _ask_hidden(self) -> None:
        self.filters.ask_hidden(too=True)

    # --- the filter's keys ---

    def _go_to_filter(self) -> None:
        self.filter.setFocus()
        self.filter.selectAll()

    def _go_to_captures(self) -> None:
        self.view.setFocus()

    def _leave_filter(self) -> None:
        self.filter.clear()
        self._go_to_captures()
