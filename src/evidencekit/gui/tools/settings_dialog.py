"""Settings: what a person chose for this computer. No secret is shown, kept or asked for here."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from evidencekit.bootstrap import installed_browser
from evidencekit.domain.errors import EvidenceKitError
from evidencekit.evidence.signature import read_fingerprint
from evidencekit.foundation.catalogue import _, current_language
from evidencekit.foundation.settings import TrustedKey
from evidencekit.gui import preferences
from evidencekit.gui.authorities import AuthorityList, choice_words
from evidencekit.gui.help_dialog import help_by_key
from evidencekit.gui.parts import Bar, button, label, page_text
from evidencekit.gui.theme import EDGE, GAP
from evidencekit.gui.tools.profile_list import ProfileList
from evidencekit.gui.words import LANGUAGE_NAMES, sentences

_SIZE = (720, 560)
_LINES = 72


class SettingsDialog(QDialog):
    """Looks, capturing, time authorities, trusted keys. Saved at once by its button.

    `language_wanted` and `looks_changed` tell what the window must follow.
    """

    language_wanted = Signal(str)
    looks_changed = Signal()

    def __init__(self, parent: QWidget, part: str = "") -> None:
        """`part` is the part to begin with: `profiles`, `time`, else the first."""
        super().__init__(parent)
        self._part = part
        self.setWindowTitle(_("Settings"))
        self.resize(*_SIZE)
        help_by_key(self, "settings")
        self._before = preferences.chosen()
        self.trouble = Bar("bad")
        self.language = _choice(_("Language"), list(LANGUAGE_NAMES.items()), current_language())
        themes = (
            ("", _("As the system has it")),
            ("light", _("Light")),
            ("dark", _("Dark")),
            ("contrast", _("High contrast")),
        )
        self.theme = _choice(_("Theme"), themes, self._before.theme or "")
        sizes = [(size, _("{percent} %").format(percent=size)) for size in preferences.TEXT_SIZES]
        self.text_size = _choice(
            _("Size of text and controls"), sizes, str(preferences.text_size())
        )
        self.notices = QCheckBox(_("Tell me when a job is done or a deadline is near"))
        self.notices.setAccessibleName(self.notices.text())
        self.notices.setChecked(self._before.notices != preferences.OFF)
        self.engine = _choice(_("Pages are captured by"), _engines(), self._before.engine or "")
        self.program = _line(
            _("Program of the installed browser"), self._before.chromium_path or ""
        )
        self.program.setPlaceholderText(_("as it is found on this computer"))
        languages = ", ".join(self._before.page_languages)
        self.page_languages = _line(_("Languages asked of sites"), languages)
        self.page_languages.setPlaceholderText("zh-CN, en")
        self.withheld = _lines(_("Headers withheld"), self._before.withheld_headers)
        self.parameters = _lines(
            _("Address parameters withheld"), self._before.credential_parameters
        )
        self.keys = _lines(
            _("Trusted keys"),
            [f"{one.fingerprint} {one.label}" for one in self._before.trusted_keys],
        )
        self.authorities = AuthorityList()
        self.profiles = ProfileList()
        self.save_button = button(_("Save"), self.save, primary=True)
        self._arrange()

    def save(self) -> None:
        """Keep what is chosen; what can't be read is told and nothing is kept."""
        try:
            keys = tuple(_trusted(line) for line in _words(self.keys, "\n"))
        except ValueError as error:
            words = _("This line begins with no fingerprint: {line}").format(line=error)
            self.trouble.say(words)
            return
        try:
            self.authorities.keep()
        except EvidenceKitError as error:
            self._tell(error)
            return
        looks = {
            "theme": self.theme.currentData() or None,
            "text_size": self.text_size.currentData(),
            "notices": None if self.notices.isChecked() else preferences.OFF,
        }
        preferences.choose(
            **looks,
            engine=self.engine.currentData() or None,
            chromium_path=self.program.text().strip() or None,
            page_languages=tuple(_words(self.page_languages, ",")),
            withheld_headers=tuple(one.lower() for one in _words(self.withheld, "\n")),
            credential_parameters=tuple(one.lower() for one in _words(self.parameters, "\n")),
            trusted_keys=keys,
        )
        self.accept()
        if looks["theme"] != self._before.theme:
            self.looks_changed.emit()
        if self.language.currentData() != current_language():
            self.language_wanted.emit(self.language.currentData())

    def _tell(self, error: EvidenceKitError) -> None:
        from evidencekit.gui.error_dialog import words_of  # noqa: PLC0415  # seldom wanted

        text = words_of(error)
        self.trouble.say(sentences(text.message, text.action))

    def _arrange(self) -> None:
        tabs = QTabWidget()
        tabs.addTab(self._looks_tab(), _("Looks"))
        tabs.addTab(self._capture_tab(), _("How pages are captured"))
        tabs.addTab(self.profiles, _("Browser profiles"))
        times = self._time_tab()
        tabs.addTab(times, _("Time authorities"))
        tabs.addTab(self._trust_tab(), _("Trusted keys"))
        begin = {"profiles": self.profiles, "time": times}.get(self._part)
        if begin is not None:
            tabs.setCurrentWidget(begin)
        tabs.tabBar().setAccessibleName(_("Parts of the settings"))
        end = QHBoxLayout()
        end.addStretch()
        end.addWidget(button(_("Cancel"), self.reject))
        end.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP)
        layout.addWidget(label(_("Settings"), "title"))
        layout.addWidget(self.trouble)
        layout.addWidget(tabs, 1)
        layout.addLayout(end)

    def _looks_tab(self) -> QWidget:
        page = _form(
            (self.language, self.theme, self.text_size),
            _("A new size counts from the next start of the program."),
        )
        form = page.layout()
        if isinstance(form, QFormLayout):
            form.addRow(label(_("Notices by the system"), "heading"))
            form.addRow(self.notices)
            told = _("They name no page and no person: others may see this screen.")
            form.addRow(label(told, "muted", wraps=True))
        return page

    def _capture_tab(self) -> QWidget:
        return _form(
            (self.engine, self.program, self.page_languages, self.withheld, self.parameters),
            _(
                "One a line. These are kept out of what is sealed, beside cookies, log-ins and "
                "tokens, which always are; each capture lists what was withheld."
            ),
        )

    def _time_tab(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.addWidget(label(choice_words(), "muted", wraps=True))
        column.addWidget(self.authorities, 1)
        return page

    def _trust_tab(self) -> QWidget:
        return _form(
            (self.keys,),
            _(
                "One a line: the 64 digits of a fingerprint that you compared with its owner, a "
                "blank, and whose key it is. `verify` calls evidence signed with it known."
            ),
        )


def _engines() -> list[tuple[str, str]]:
    found = installed_browser()
    words = _("{browser}, in a window of its own").format(browser=found)
    return [
        ("", _("the engine that is built in")),
        ("chromium", words if found else _("an installed browser (none was found)")),
    ]


def _choice(name: str, choices: Sequence[tuple[str, str]], now: str) -> QComboBox:
    field = QComboBox()
    field.setAccessibleName(name)
    for value, words in choices:
        field.addItem(words, value)
    field.setCurrentIndex(max(field.findData(now), 0))
    return field


def _line(name: str, text: str) -> QLineEdit:
    field = QLineEdit(text)
    field.setAccessibleName(name)
    return field


def _lines(name: str, texts: Sequence[str]) -> QPlainTextEdit:
    field = QPlainTextEdit("\n".join(texts))
    field.setAccessibleName(name)
    field.setTabChangesFocus(True)
    field.setMinimumHeight(_LINES)
    return field


def _form(fields: Sequence[QWidget], told: str) -> QWidget:
    page = QWidget()
    layout = QFormLayout(page)
    layout.setSpacing(GAP + 2)
    layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    for field in fields:
        caption = QLabel(field.accessibleName())
        caption.setBuddy(field)
        layout.addRow(caption, field)
    layout.addRow(label(told, "muted", wraps=True))
    return page


def _words(field: QLineEdit | QPlainTextEdit, mark: str) -> list[str]:
    text = field.text() if isinstance(field, QLineEdit) else field.toPlainText()
    return [part.strip() for part in text.split(mark) if part.strip()]


def _trusted(line: str) -> TrustedKey:
    digits, _blank, name = line.partition(" ")
    fingerprint = read_fingerprint(digits)
    if fingerprint is None:
        raise ValueError(page_text(line, 80))
    return TrustedKey(fingerprint, name.strip())
