"""How a capture came about, what is missing from it, and where its sealed file lies."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from evidencekit.foundation.catalogue import _, pgettext
from evidencekit.foundation.origin_text import IMPORTED_NOTE
from evidencekit.gui.error_dialog import words_of
from evidencekit.gui.icons import icon
from evidencekit.gui.parts import button, label
from evidencekit.gui.theme import GAP
from evidencekit.gui.viewer import code_words as words
from evidencekit.gui.viewer.reading import ReadingPane, Row, Section
from evidencekit.gui.words import kind_words, local_time, sentences, state_words, utc_time

if TYPE_CHECKING:
    from evidencekit.services.viewing import CaptureView

About = Mapping[str, Any]
_MOST = 300


class AboutPanel(QWidget):
    """Shows the provenance of a capture in words; the file's hash can be copied.

    `score_wanted`: the person wants to know how true the replay is.
    """

    score_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._sha256 = ""
        self.text = ReadingPane(_("About this capture"))
        self.copy = button(_("Copy SHA-256"), self._copy)
        self.copy.setIcon(icon("copy"))
        self._copied = label("", "muted")
        self.score = button(_("How true is the replay?"), self.score_wanted.emit)
        row = QHBoxLayout()
        row.addWidget(self.copy)
        row.addWidget(self._copied)
        row.addStretch(1)
        row.addWidget(self.score)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self.text, 1)
        layout.addLayout(row)

    def show_view(self, view: "CaptureView | None") -> None:
        """Show a capture; None empties the panel."""
        self._sha256 = str(view.shown.get("sha256") or "") if view else ""
        self.copy.setEnabled(bool(self._sha256))
        self.score.setEnabled(view is not None and view.trouble is None)
        self._copied.setText("")
        self.text.read(about_sections(view) if view else [])

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._sha256)
        self._copied.setText(_("Copied."))


def about_sections(view: "CaptureView") -> list[Section]:
    """Return what is known of a capture, section by section."""
    about = _object(view.shown.get("provenance"))
    if not about:
        return [_unread(view), _file(view.shown)]
    return [
        _end(about),
        *_origin(about),
        _page(about),
        _making(about),
        _time(view),
        *_missing(about),
        _file(view.shown),
    ]


def _unread(view: "CaptureView") -> Section:
    title = _("The sealed file can't be read")
    if view.trouble is None:
        return Section(title, (Row("", _("It does not say how it was made."), "warn"),))
    said = words_of(view.trouble)
    return Section(
        title, (Row("", said.message, "bad"), Row("", said.meaning), Row("", said.action))
    )


def shortfall_of(view: "CaptureView") -> str:
    """Return what a capture lacks, in a sentence or two; empty where it says that it is whole."""
    about = _object(view.shown.get("provenance"))
    said = words.shortfall_words(about.get("state"), about.get("reason"))
    limit = words.limit_words(_object(about.get("limits")).get("stopped_by"))
    return sentences(said, limit if said else None)


def _end(about: About) -> Section:
    engine = _object(about.get("engine")).get("kind")
    state, tone = state_words(about.get("state"), engine)
    rows = [
        Row(_("State"), state, tone),
        Row(_("Meaning"), words.end_words(about.get("state"), about.get("reason"))),
    ]
    limit = words.limit_words(_object(about.get("limits")).get("stopped_by"))
    if limit:
        rows.append(Row(_("Limit"), limit, "warn"))
    rows += [Row(_("Warning"), words.warning_words(one), "warn") for one in _warnings(about)]
    return Section(_("How it ended"), tuple(rows))


def _warnings(about: About) -> list[object]:
    # The sandbox has a row of its own.
    return [one for one in _list(about.get("warnings")) if one != "no_sandbox"]


def _origin(about: About) -> list[Section]:
    """Return where an imported file comes from, as far as it says so itself."""
    origin = _object(about.get("origin"))
    if not origin:
        return []
    rows = (
        Row("", _(IMPORTED_NOTE), "warn"),
        Row(_("File as it was called"), _text(origin.get("name"))),
        Row(_("Kind of file"), _text(origin.get("kind"))),
        Row(_("Bytes of the file"), _count(origin.get("bytes"))),
        Row(_("SHA-256 of the file"), _text(origin.get("sha256"))),
        Row(_("Made by, as it says"), _text(origin.get("software"))),
        Row(_("Made at, as it says"), _text(origin.get("time"))),
    )
    return [Section(_("Imported file"), rows)]


def _page(about: About) -> Section:
    asked, final = about.get("url"), about.get("final_url")
    rows = [
        Row(_("Title"), _text(about.get("title"))),
        Row(_("Address asked for"), _text(asked)),
        Row(_("Address at the end"), _("the same") if asked == final else _text(final)),
        Row(_("Kind of page"), kind_words(about.get("page_kind"))),
        Row(_("HTTP status"), _text(about.get("http_status"))),
    ]
    return Section(_("Page"), tuple(rows))


def _making(about: About) -> Section:
    engine, counts = _object(about.get("engine")), _object(about.get("counts"))
    limits, sandbox = _object(about.get("limits")), about.get("sandbox")
    named = f"{engine.get('name', '-')} {engine.get('version', '')}".strip()
    boxed = Row(_("Sandbox"), _("off: a hostile page had less to overcome"), "warn")
    if sandbox is None:
        boxed = Row(_("Sandbox"), _("no browser ran"))
    elif sandbox is True:
        boxed = Row(_("Sandbox"), _("on"))
    rows = (
        Row(_("Captured by"), _text(about.get("operator"))),
        Row(_("Begun"), _moment(about.get("started"))),
        Row(_("Finished"), _moment(about.get("finished"))),
        Row(_("Browser engine"), named),
        Row(_("Kind of engine"), words.engine_words(engine.get("kind"))),
        boxed,
        Row(_("Scrolled to row"), _text(limits.get("scrolled_to"))),
        Row(_("Responses recorded"), _count(counts.get("responses"))),
        Row(_("Bytes recorded"), _count(counts.get("bytes"))),
    )
    note = _("Times are those of this computer's clock.")
    return Section(_("How it was made"), rows, note)


def _time(view: "CaptureView") -> Section:
    # Brings the vault with it, which no window needs before a vault is open.
    from evidencekit.services.time_words import words_of_shown  # noqa: PLC0415

    said = _("{authority}: existed by {time}")
    rows = tuple(
        Row("", said.format(authority=one.authority, time=utc_time(one.gen_time)))
        for one in view.tokens
    )
    note = _("Integrity says whether they were verified.") if rows else ""
    sentences = tuple(Row("", one) for one in words_of_shown(view.shown))
    return Section(_("Time"), (*sentences, *rows), note)


def _missing(about: About) -> list[Section]:
    gaps, failed = _list(about.get("gaps")), _list(about.get("failed_requests"))
    withheld = _list(about.get("withheld"))
    kept = tuple(
        Row(words.withheld_words(one.get("where")), _withheld(one))
        for one in map(_object, withheld[:_MOST])
    )
    return [
        _listed(
            _("Gaps"),
            _("Parts that the page loaded and that are not in the capture."),
            [(words.gap_words(one.get("reason")), one) for one in map(_object, gaps)],
        ),
        _listed(
            _("Requests that failed"),
            _("The page itself did not get these."),
            [(_text(one.get("error")), one) for one in map(_object, failed)],
        ),
        Section(
            _("Withheld"),
            kept or (Row("", _("None."), "muted"),),
            _("Secrets of the person at work. Their values were never stored."),
        ),
    ]


def _listed(title: str, note: str, found: Sequence[tuple[str, About]]) -> Section:
    if not found:
        return Section(title, (Row("", _("None."), "muted"),))
    rows = [Row(reason, _text(one.get("url"))) for reason, one in found[:_MOST]]
    if len(found) > _MOST:
        more = _("{count} more are named in the sealed file.").format(count=len(found) - _MOST)
        rows.append(Row("", more, "muted"))
    return Section(title, tuple(rows), note)


def _withheld(one: About) -> str:
    return _("{name}, {count} times, {bytes} bytes").format(
        name=_text(one.get("name")), count=_count(one.get("count")), bytes=_count(one.get("bytes"))
    )


def _file(shown: About) -> Section:
    rows = (
        Row(_("Capture"), _text(shown.get("id"))),
        Row(_("File in the vault"), _text(shown.get("file"))),
        Row(_("Size in bytes"), _count(shown.get("bytes"))),
        Row(_("SHA-256"), _text(shown.get("sha256"))),
        Row(pgettext("time", "Sealed"), _moment(shown.get("sealed"))),
    )
    return Section(_("Sealed file"), rows)


def _moment(utc: object) -> str:
    if not utc:
        return "-"
    return _("{local} ({utc})").format(local=local_time(utc), utc=utc_time(utc))


def _count(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else "-"


def _text(value: object) -> str:
    return "-" if value in (None, "") else str(value)


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
