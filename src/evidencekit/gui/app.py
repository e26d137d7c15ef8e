"""Starts the app: language, Qt, colours, the empty window; after its first paint all the rest."""

import logging
import os
import sys
from types import TracebackType

from PySide6.QtCore import (
    QLibraryInfo,
    QLocale,
    QMessageLogContext,
    Qt,
    QTimer,
    QtMsgType,
    QTranslator,
    qInstallMessageHandler,
)
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo
from PySide6.QtWidgets import QApplication

from evidencekit.foundation.catalogue import _, current_language, use_language
from evidencekit.foundation.logs import set_up_logging
from evidencekit.foundation.paths import user_folders
from evidencekit.foundation.resources import resource
from evidencekit.gui import preferences
from evidencekit.gui.ground import Ground
from evidencekit.gui.main_window import MainWindow
from evidencekit.gui.theme import apply_colours, apply_theme

_log = logging.getLogger(__name__)
_WHOLE = 100
# A window that is not to be seen, as one that starts minimised, is not painted.
_UNSEEN_MS = 2000
# What a Linux without a font of its own choice falls back to, and what stands in its place.
_OURS = "Noto Sans SC"
_NO_CHOICE = {"DejaVu Sans", "Bitstream Vera Sans", "", _OURS}
_FONTS = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf", "DejaVuSans.ttf")


def run_app() -> int:
    """Open the main window and run until it is closed; return the exit code."""
    use_language(preferences.chosen_language())
    if not _has_display():
        from evidencekit.domain.errors import DisplayMissing  # noqa: PLC0415  # seldom wanted
        from evidencekit.foundation.error_text import error_text  # noqa: PLC0415  # as above

        error = DisplayMissing()
        text = error_text(error)
        sys.stderr.write(f"{text.message}\n{text.meaning}\n{text.action}\n")
        return error.exit_status
    set_up_logging(verbose=False, file=user_folders().state / "evidencekit.log")
    qInstallMessageHandler(_log_message)
    # Must be set before QApplication: QtWebEngine is loaded later, when a page is wanted.
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    if preferences.text_size() != _WHOLE:
        # All grows alike, as when a page is zoomed: nothing is cut by letters that outgrow it.
        os.environ.setdefault("QT_SCALE_FACTOR", str(preferences.text_size() / _WHOLE))
    app = QApplication(sys.argv[:1])
    app.setApplicationName("evidencekit")
    app.setApplicationDisplayName(_("evidencekit"))
    shell = AppShell(app)
    sys.excepthook = shell.show_crash
    shell.start()
    status = app.exec()
    if not end_engine_in_order():
        _log.warning("not all of the kept profiles was written")
    return status


def end_engine_in_order() -> bool:
    """End the engine where a profile is kept, behind the last window; say whether all is on disk.

    The application is over then.
    """
    if "evidencekit.webengine" not in sys.modules:
        return True
    from evidencekit.webengine import end_kept  # noqa: PLC0415  # only where it was used

    return end_kept()


class AppShell:
    """Holds the window, and builds it anew when the language changes.

    What `start` shows first is empty: `window.whole` says when everything is there.
    """

    def __init__(self, app: QApplication) -> None:
        self._app = app
        self._translator = QTranslator(app)
        self._last_vault = preferences.last_vault()
        apply_colours(app, **_looks(app))
        self.window = MainWindow(whole=False)
        self._ground = Ground(rail=self._last_vault is not None)
        self._ground.painted.connect(self._furnish)
        self.window.setCentralWidget(self._ground)

    def start(self) -> None:
        """Show the window; what takes time comes after its first paint."""
        self.window.show()
        QTimer.singleShot(_UNSEEN_MS, self._ground, self._furnish)

    def _furnish(self) -> None:
        """Bring what takes time: fonts, the style sheet, all that is in the window, its vault."""
        if self.window.whole:
            # A slow first paint and the limit for it may come in one turn.
            return
        have_qt_speak(self._app, self._translator)
        add_fonts()
        follow_system_theme(self._app)
        # It takes the place of the ground, and the ground's timers with it.
        self.window.furnish()
        self._hear(self.window)
        if self._last_vault is not None:
            self.window.open_last(self._last_vault)
        else:
            # As a window does that is whole when it becomes the active one.
            QTimer.singleShot(0, self.window, self._give_focus)
        self.offer_tour()

    def _give_focus(self) -> None:
        if self.window.isActiveWindow() and self.window.focusWidget() is None:
            self.window.focusNextChild()

    def _hear(self, window: MainWindow) -> None:
        window.language_wanted.connect(self.change_language)
        window.tools.looks_changed.connect(self.renew)

    def offer_tour(self) -> None:
        """Show the tour to one who has not seen it or skipped it for ever."""
        if preferences.chosen().tour != "seen":
            QTimer.singleShot(0, self.window, self.window.tools.show_tour)

    def show_crash(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Say that the program failed where nobody foresaw it; the report holds no content."""
        from evidencekit.gui.tools.crash import show_crash  # noqa: PLC0415  # seldom wanted

        _log.error("Unforeseen", exc_info=(kind, error, trace))
        show_crash(kind, trace, self.window)

    def change_language(self, language: str) -> None:
        """Show everything in another language; work under way is waited for by the old window."""
        if not self.window.jobs.running and language != current_language():
            self.window.leave(lambda: self._change_language(language))

    def _change_language(self, language: str) -> None:
        preferences.choose_language(language)
        use_language(language)
        have_qt_speak(self._app, self._translator)
        fit_font()
        self.renew()

    def renew(self) -> None:
        """Build the window anew, as language and looks are now; its vault stays open."""
        self.window.leave(self._renew)

    def _renew(self) -> None:
        old = self.window
        if old.jobs.running:
            return
        follow_system_theme(self._app)
        self.window = MainWindow()
        self._hear(self.window)
        self.window.setGeometry(old.geometry())
        self.window.show()
        if old.vault is not None:
            self.window.use_desk(old.vault.desk)
        old.close()
        old.deleteLater()


def have_qt_speak(app: QApplication, translator: QTranslator) -> None:
    """Have Qt's own dialogs and buttons speak the language in use too."""
    app.removeTranslator(translator)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(QLocale(current_language()), "qtbase", "_", folder):
        app.installTranslator(translator)


def add_fonts() -> None:
    """Bring the fonts without which Chinese is boxes on many a Linux."""
    if sys.platform not in {"win32", "darwin"}:
        for name in _FONTS:
            QFontDatabase.addApplicationFont(str(resource("fonts", name)))
        fit_font()


def fit_font() -> None:
    """Use our font where the system chose none, with the quotation marks of the language."""
    if QFontInfo(QApplication.font()).family() not in _NO_CHOICE:
        return
    # One family for Latin and Chinese: lines of both stand on the same base line.
    made = QFont(_OURS)
    if not current_language().startswith("zh"):
        made.setFeature(QFont.Tag("pwid"), 1)
    QApplication.setFont(made)


def follow_system_theme(app: QApplication) -> None:
    """Use the chosen theme, else the system's, now and when it changes."""

    def follow() -> None:
        apply_theme(app, **_looks(app))

    hints = app.styleHints()
    if not app.property("themed"):
        app.setProperty("themed", True)
        hints.colorSchemeChanged.connect(follow)
    follow()


def _looks(app: QApplication) -> dict[str, bool]:
    """Return the arguments of a theme: the chosen one, else the system's."""
    chosen = preferences.chosen().theme
    system = app.styleHints().colorScheme() is Qt.ColorScheme.Dark
    dark = chosen == "dark" or (chosen != "light" and system)
    return {"dark": dark, "contrast": chosen == "contrast"}


def _log_message(_kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    # Qt and the engine talk to standard error of what a person can do nothing about.
    _log.debug("%s: %s", context.category, text)


def _has_display() -> bool:
    if sys.platform in {"win32", "darwin"}:
        return True
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(os.environ.get(name) for name in names)
