"""What checking a capture found, in words; what that proves, and what it does not."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from evidencekit.domain.times import utc_text
from evidencekit.foundation.catalogue import N_, _
from evidencekit.foundation.error_text import ErrorText
from evidencekit.gui.icons import icon
from evidencekit.gui.parts import badge, button, label, set_role, tip
from evidencekit.gui.theme import GAP
from evidencekit.gui.viewer.reading import ReadingPane, Row, Section
from evidencekit.gui.words import local_time, utc_time

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk
    from evidencekit.evidence.report import Check, VerificationReport
    from evidencekit.services.proof import Proof
    from evidencekit.services.viewing import CaptureView

_VERDICTS = {
    "failed": (N_("check failed"), "bad", N_("Something is not as it was sealed. See below what.")),
    "demo": (N_("DEMO"), "demo", N_("No check failed. A demo proves nothing all the same.")),
    "indeterminate": (
        N_("not decided"),
        "warn",
        N_("No check failed, but not everything could be decided here."),
    ),
    "passed": (
        N_("checks passed"),
        "good",
        N_("Every check passed, with a key that this computer knows."),
    ),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """A report with what it proves, and when it was made."""

    report: "VerificationReport"
    proof: "Proof"
    at: datetime


def checked(desk: "Desk", capture_id: str, view: "CaptureView") -> Checked:
    """Check a capture and say what that proves. Blocks. Raises NotFound."""
    # Brings the vault with it, which no window needs before a vault is open.
    from evidencekit.services.proof import proof_of  # noqa: PLC0415

    report = desk.verify_capture(capture_id)
    about = view.shown.get("provenance")
    key = about.get("key_id") if isinstance(about, dict) else ""
    file = str(view.shown.get("file"))
    proof = proof_of(report, file, str(key or ""), view.tokens, view.earlier)
    return Checked(report, proof, desk.now())


def verdict_words(report: "VerificationReport") -> tuple[str, str, str]:
    """Return badge, tone and sentence of a verdict. A demo is never said to have passed."""
    verdict = report.verdict.value
    if report.demo and verdict != "failed":
        verdict = "demo"
    text, tone, sentence = _VERDICTS[verdict]
    return _(text), tone, _(sentence)


def first_failure(report: "VerificationReport", file: str) -> "Check | None":
    """Return the failed check to be named first: one about the capture's own file, else any."""
    failed = [one for one in report.problems if one.outcome.value == "failed"]
    own = [one for one in failed if one.item.startswith(file)]
    return next(iter(own or failed), None)


class IntegrityPanel(QWidget):
    """Shows how the check of a capture ended; `again_wanted` asks for another."""

    again_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.verdict, self._sentence = badge("", "plain"), label("", wraps=True)
        self._counts = label("", "muted", wraps=True)
        self.again = button(_("Verify again (F5)"), self.again_wanted.emit)
        self.again.setIcon(icon("verify"))
        self.details = ReadingPane(_("What the check found"))
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(self.verdict, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        head.addWidget(self.again)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addLayout(head)
        layout.addWidget(self._sentence)
        layout.addWidget(self._counts)
        layout.addWidget(self.details, 1)
        self.wait()

    def wait(self) -> None:
        """Say that the check is under way; nothing of an older one stays."""
        self._say(_("checking"), "plain", _("Checking every byte of this capture..."))
        self.again.setEnabled(False)

    def show_checked(self, checked: Checked) -> None:
        """Show how a check ended."""
        report = checked.report
        self._say(*verdict_words(report))
        counts = report.counts
        self._counts.setText(
            _(
                "{passed} passed, {failed} failed, {open} not decided, {left} not checked. "
                "Checked {time}."
            ).format(
                passed=counts["passed"],
                failed=counts["failed"],
                open=counts["indeterminate"],
                left=counts["not_checked"],
                time=local_time(utc_text(checked.at)),
            )
        )
        self._counts.setToolTip(tip(utc_time(utc_text(checked.at))))
        failed = [_problem(one) for one in report.problems if one.outcome.value == "failed"]
        undecided = [_problem(one) for one in report.problems if one.outcome.value != "failed"]
        self.details.read([*failed, *_proof(checked.proof), *undecided])
        self.again.setEnabled(True)

    def fail(self, words: ErrorText) -> None:
        """Say why there is no report."""
        self._say(_("not checked"), "warn", words.message)
        self.details.read([Section("", (Row("", words.meaning), Row("", words.action)))])
        self.again.setEnabled(True)

    @property
    def words(self) -> str:
        """Return all that it says."""
        parts = (self.verdict, self._sentence, self._counts)
        return "\n".join([*(part.text() for part in parts), self.details.words])

    def _say(self, text: str, tone: str, sentence: str) -> None:
        self.verdict.setText(text)
        set_role(self.verdict, f"badge-{tone}")
        self._sentence.setText(sentence)
        self._counts.setText("")
        self.details.read([])


def _proof(proof: "Proof") -> list[Section]:
    return [
        Section(title, tuple(Row("", one) for one in said), bullets=True)
        for title, said in (
            (_("What it proves"), proof.proves),
            (_("What it does not prove"), proof.proves_not),
        )
    ]


def _problem(check: "Check") -> Section:
    failed = check.outcome.value == "failed"
    title = _("Failed: {check}") if failed else _("Not decided: {check}")
    rows = [
        Row(_("File"), check.item, "bad" if failed else ""),
        Row(_("Check"), check.id),
    ]
    if check.expected:
        rows.append(Row(_("Expected"), check.expected))
    if check.found:
        rows.append(Row(_("Found"), check.found))
    return Section(title.format(check=check.meaning), tuple(rows))
