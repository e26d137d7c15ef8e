"""For whom a packet is, in which language, and what stands before its exhibits' numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QComboBox, QLineEdit

from evidencekit.bootstrap.packets import LONGEST_PREFIX
from evidencekit.foundation.catalogue import LANGUAGES, N_, _
from evidencekit.gui.ask_dialog import AskDialog
from evidencekit.gui.cases.says import language_words
from evidencekit.gui.parts import label
from evidencekit.packet.profiles import COURT, INTERNAL, PROFILES, find_profile

_PROFILES = {
    "us_court": N_("A court in the United States"),
    "cn_court": N_("A court in China"),
    "cn_authority": N_("An authority in China"),
    "authority": N_("Another authority"),
    "platform": N_("A platform"),
    "email": N_("A notice by e-mail"),
    "internal": N_("Internal use"),
}


@dataclass(frozen=True, slots=True)
class Offered:
    """The profiles that may be chosen, the first chosen beforehand, and the language likewise.

    `recipient`: the first is that recipient's own, and the language the complaint's. Without it
    the language goes along with a profile that has one of its own.
    """

    profiles: Sequence[str]
    language: str
    recipient: bool = True

    @classmethod
    def for_case(cls, language: str) -> "Offered":
        """Return what is offered of a whole case: the court of the language first."""
        court = find_profile(COURT, language).id
        return cls((court, *(one for one in PROFILES if one != court)), language, recipient=False)


class PacketForm:
    """The fields, rows of the dialog."""

    def __init__(self, dialog: AskDialog, offered: Offered) -> None:
        self._offered, self._dialog = offered, dialog
        self.profile, self.language, self.prefix = QComboBox(), QComboBox(), QLineEdit()
        own = _("{profile} (this recipient's own)")
        for at, one in enumerate(offered.profiles):
            named = _(_PROFILES[one])
            mine = offered.recipient and not at
            self.profile.addItem(own.format(profile=named) if mine else named, one)
        for one in LANGUAGES:
            self.language.addItem(language_words(one), one)
        self.language.setCurrentIndex(self.language.findData(offered.language))
        self.prefix.setMaxLength(LONGEST_PREFIX)
        self.prefix.setPlaceholderText(_("whose exhibits they are, such as P-"))
        self.told = label("", "muted")
        self._redacted = False
        dialog.add_field(_("For whom"), self.profile)
        dialog.fields.addRow("", self.told)
        dialog.add_field(_("Language of the packet"), self.language)
        dialog.add_field(_("Before exhibits' numbers"), self.prefix)
        self._tell()
        self.profile.currentIndexChanged.connect(self._follow)

    @property
    def chosen(self) -> tuple[str, str, str]:
        """Return profile, language and prefix."""
        profile, language = self.profile.currentData(), self.language.currentData()
        return str(profile), str(language), self.prefix.text().strip()

    def tell_redacted(self, redacted: bool) -> None:  # a check box' signal
        """Say what goes along, of the copy for strangers or of the whole."""
        self._redacted = redacted
        self._tell()

    def _follow(self) -> None:
        language = PROFILES[self.chosen[0]].language
        if language is not None and not self._offered.recipient:
            self.language.setCurrentIndex(self.language.findData(language))
        self._tell()
        self._dialog.fit()

    def _tell(self) -> None:
        """Say what goes along to such a reader, and what does not."""
        profile = PROFILES[self.chosen[0]]
        if profile.archive and not self._redacted:
            text = _("Sealed captures go along, the operator is named.")
        elif profile.max_pages is None:
            text = _("No captures go along, no operator is named.")
        else:
            text = _("At most {count} pages; no captures, no operator named.").format(
                count=profile.max_pages
            )
        if self._offered.recipient and profile is INTERNAL:
            text += "\n" + _("It does not stand for the recipient's own packet.")
        self.told.setText(text)
        self.told.setAccessibleName(text)
