"""Time stamps that are due are asked for by the app itself, while a vault is open."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from evidencekit.bootstrap.capture_stamps import counted
from evidencekit.bootstrap.desk_stamps import due_stamps, stamp
from evidencekit.domain.errors import (
    FileMissing,
    NotAnAddress,
    PassphraseMissing,
    PassphraseWrong,
    PasswordInClear,
    PasswordMissing,
    RootsMissing,
)
from evidencekit.foundation.catalogue import _
from evidencekit.gui.error_dialog import words_of
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import page_text
from evidencekit.gui.words import sentences

if TYPE_CHECKING:
    from evidencekit.services.stamping import StampResult

# As `docs/vault-format.md` 8.1 says: a minute after the last capture, or at so many captures; and
# the shortest pause after a failure is a minute too.
EVERY, FIRST, MANY = 60_000, 5_000, 100
_CHOICE = (RootsMissing, FileMissing, PasswordMissing, PasswordInClear, NotAnAddress)


class StampTimer(QObject):
    """Looks soon after the vault opened, then each minute in which nothing new came.

    It looks away from the GUI thread, and asks as a job that has its turn like any other, only
    authorities that the settings choose and only what no pause holds back. It opens no dialog: what
    fails waits, which the status bar says. A locked key is not tried again until something was
    written. `told` gives words and a tone: what came of a person's wish, and, once each, what is
    wrong with the choice of authorities.
    """

    told = Signal(str, str)

    def __init__(self, vault: OpenVault) -> None:
        super().__init__(vault)
        self._vault = vault
        self._under_way = self._locked = False
        self._fault = ""
        self._changes = 0
        self.timer = QTimer(self, singleShot=True, interval=FIRST)
        self.timer.timeout.connect(self._look)
        vault.captures_changed.connect(self._put_off)
        vault.jobs.closed.connect(self.stop)
        self.timer.start()

    def stop(self) -> None:
        """Ask no more; what is under way ends."""
        self.timer.stop()

    def _look(self) -> None:
        self.timer.start(EVERY)
        self._changes = 0
        # Whoever writes has the vault: the next look comes.
        if self._under_way or self._locked or self._vault.jobs.running:
            return
        self._under_way = True
        self._vault.read(self, lambda desk: bool(due_stamps(desk)), self._ask, self._failed)

    def _ask(self, due: bool) -> None:
        if not due or not self.timer.isActive():
            self._under_way = False
            return
        desk = self._vault.desk
        job = self._vault.jobs.write(
            self,
            _("Getting time stamps"),
            lambda _task: stamp(desk, only_due=True),
            self._asked,
            self._failed,
        )
        job.unasked = True

    def _asked(self, result: "StampResult") -> None:
        self._under_way, self._fault = False, ""
        if result.requested:
            self._vault.captures_changed.emit()

    def ask_now(self) -> None:
        """Ask for all that waits and for what will end within a year: a person wishes it."""
        self._vault.write(
            self,
            _("Getting time stamps"),
            lambda desk, _task: stamp(desk, renew=True),
            self._answered,
        )

    def _answered(self, result: "StampResult") -> None:
        self._vault.captures_changed.emit()
        self._fault = ""
        if not result.requested:
            self.told.emit(_("Nothing waits for a time token."), "good")
            return
        met = (f"{page_text(one.authority, 80)}: {one.meaning}" for one in result.problems)
        words = sentences(counted(result.received, result.waiting), *dict.fromkeys(met))
        self.told.emit(words, "warn" if result.problems else "good")

    def _failed(self, error: Exception) -> None:
        self._under_way = False
        self._locked = isinstance(error, PassphraseMissing | PassphraseWrong)
        if isinstance(error, _CHOICE) and error.code != self._fault:
            # Nobody pressed a button: it is said, and not said again each minute.
            self._fault, text = error.code, words_of(error)
            self.told.emit(sentences(text.message, text.meaning, text.action), "warn")

    def _put_off(self) -> None:
        self._locked = False
        self._changes += 1
        # More captures may come, and share a token with this one.
        if self.timer.isActive() and self._changes < MANY:
            self.timer.start(EVERY)
