"""The vault that a window works at: reading and writing as jobs, and who must know of changes."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from evidencekit.domain.errors import PassphraseMissing, PassphraseWrong
from evidencekit.gui.jobs import Job, Jobs, Task

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk
    from evidencekit.gui.deeds import Deeds

T = TypeVar("T")
AskPassphrase = Callable[[bool, Callable[[str], None]], None]


class OpenVault(QObject):
    """A desk with the jobs done at it. Lives on the GUI thread.

    `captures_changed` and `casework_changed` tell that lists are to be read again,
    `photos_changed` that a person decided about pictures, `person_changed` who works here from now
    on. `ask` asks the person for the passphrase (True: the last one was wrong) and hands it on; one
    who declines leaves the work undone.
    """

    captures_changed = Signal()
    casework_changed = Signal()
    photos_changed = Signal()
    person_changed = Signal(str)

    def __init__(self, desk: "Desk", jobs: Jobs, ask: AskPassphrase, parent: QObject) -> None:
        super().__init__(parent)
        self.desk, self.jobs = desk, jobs
        self._ask = ask

    @cached_property
    def deeds(self) -> "Deeds":
        """Return what was done here and can be undone."""
        from evidencekit.gui.deeds import Deeds  # noqa: PLC0415  # not before a vault is open

        return Deeds(self.write, self)

    def set_person(self, name: str) -> None:
        """Have what is done from now on be recorded under this name."""
        self.desk.operator = name
        self.person_changed.emit(name)

    def read(
        self,
        owner: QObject,
        work: Callable[["Desk"], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> Job:
        """Read from the vault away from the GUI thread; `then` gets the result on it."""
        return self.jobs.read(owner, lambda _task: self.desk.read(work), then, failed)

    def write(  # a job and its two ends
        self,
        owner: QObject,
        title: str,
        work: Callable[["Desk", Task], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> Job:
        """Write to the vault as a job; where the key wants a passphrase the person is asked.

        Without `failed` an error is shown in a dialog.
        """

        def again(passphrase: str) -> None:
            self.desk.unlock(passphrase)
            self.write(owner, title, work, then, failed)

        def again_or_fail(error: Exception) -> None:
            if isinstance(error, (PassphraseMissing, PassphraseWrong)):
                self._ask(isinstance(error, PassphraseWrong), again)
            elif failed is not None:
                failed(error)
            else:
                self.jobs.report(error)

        return self.jobs.write(
            owner, title, lambda task: work(self.desk, task), then, again_or_fail
        )
