"""The fields of a complaint: to whom, of what right, by whom, which listings, in which words."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from evidencekit.casework.model import Capacity, Claim, Complaint, ComplaintState, Filer
from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.gui.captures.thumbnails import Thumbnails
from evidencekit.gui.cases.composer.drafted import DraftedWords
from evidencekit.gui.cases.composer.ticks import Tick, TickList
from evidencekit.gui.cases.says import (
    capacity_words,
    claim_words,
    language_words,
    or_unknown,
    right_line,
)
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import label, page_text
from evidencekit.gui.pieces import words
from evidencekit.gui.theme import GAP

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk_composing import DraftView
    from evidencekit.casework.dossier import CapturedPage
    from evidencekit.casework.model import Seller

_PICTURE = QSize(72, 54)
_KEPT = 200
_MOST_RIGHTS, _MOST_LISTINGS = 3, 4
_WORDS_HIGH, _SENTENCES_HIGH = 108, 62
_LANGUAGES = ("en", "zh_CN")
# The field that mends what a rule of pre-flight found.
_MENDS = {
    "url_limit": "captures",
    "one_right": "rights",
    "filer_authority": "filer",
    "owner_name": "holder",
    "right_kind": "claim",
    "proof_of_goods": "claim",
    "resale_only": "explanation",
    "text_limits": "explanation",
    "confidential": "explanation",
    "rule_status": "recipient",
    "law_read": "recipient",
}


class DraftFields(QWidget):
    """The form of a draft.

    `changed` gives the draft as the form says it now, and the name of the field that was changed;
    `opened` the id of a capture to be looked at.
    """

    changed = Signal(object, str)
    opened = Signal(str)

    def __init__(self, vault: OpenVault) -> None:
        super().__init__()
        self._draft: Complaint | None = None
        self._pages: tuple[CapturedPage, ...] = ()
        self._thumbnails = Thumbnails(vault, _PICTURE, _KEPT, self)
        self._thumbnails.ready.connect(self._picture)
        self.recipient, self.language, self.claim = QComboBox(), QComboBox(), QComboBox()
        self.seller, self.capacity = QComboBox(), QComboBox()
        self.rights = TickList(_("Rights"), _MOST_RIGHTS)
        self.captures = TickList(_("Listings"), _MOST_LISTINGS, _PICTURE)
        self.filer, self.holder = QLineEdit(), QLineEdit()
        self.explanation = _text(_WORDS_HIGH)
        self.declarations = _text(_SENTENCES_HIGH)
        self._fields: dict[str, QWidget] = {
            "recipient": self.recipient,
            "language": self.language,
            "claim": self.claim,
            "rights": self.rights,
            "seller": self.seller,
            "filer": self.filer,
            "capacity": self.capacity,
            "holder": self.holder,
            "captures": self.captures,
            "explanation": self.explanation,
            "declarations": self.declarations,
        }
        self.enclosed = words("", "muted")
        self.drafted = DraftedWords()
        self.drafted.wanted.connect(self._fill_in)
        self._lay_out()
        self._offer_words()
        self._listen()

    def offer(self, view: "DraftView") -> None:
        """Offer what the draft may name, and show it."""
        self._draft, self._pages = view.draft, view.pages
        _fill(self.recipient, view.recipients)
        sellers = [(one.id, _seller(one)) for one in view.sellers]
        _fill(self.seller, [("", _("nobody by name")), *sellers])
        self.rights.show_rows([Tick(one.id, right_line(one)) for one in view.rights], ())
        self.captures.show_rows([Tick(one.capture_id, _listing(one)) for one in view.pages], ())
        self._ask_pictures()
        self.show_draft(view.draft)

    def show_draft(self, draft: Complaint) -> None:
        """Show what a draft says; nothing is told of it."""
        self._draft = draft
        chosen = (
            (self.recipient, draft.recipient),
            (self.language, draft.language),
            (self.claim, draft.claim.value if draft.claim else ""),
            (self.seller, draft.seller or ""),
            (self.capacity, draft.filer.capacity.value),
        )
        for combo, key in chosen:
            _choose(combo, key)
        self.rights.tick(draft.rights)
        self.captures.tick(draft.captures)
        for line, text in ((self.filer, draft.filer.name), (self.holder, draft.holder)):
            if line.text() != text:
                _quietly(line, text)
        sentences = "\n".join(draft.declarations)
        for field, text in ((self.explanation, draft.explanation), (self.declarations, sentences)):
            if field is self.declarations and _sentences(field) == draft.declarations:
                continue
            if field.toPlainText() != text:
                _quietly(field, text)
        self.drafted.hold(empty=not draft.explanation.strip())
        self.enclosed.setText(_enclosed(len(draft.enclosures)))
        self.enclosed.setVisible(bool(draft.enclosures))

    def field_for(self, rule: str) -> QWidget | None:
        """Return the field in which what a rule found is mended; None: not in this form."""
        return self._fields.get(_MENDS.get(rule, ""))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Have the page undo and do again, not the field by itself: one history for all."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = QKeySequence.StandardKey
            if event.matches(keys.Undo) or event.matches(keys.Redo):
                event.ignore()
                return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GAP + 4)
        grid.setVerticalSpacing(GAP // 2)
        for column in range(2):
            grid.setColumnStretch(column, 1)
        rows: tuple[tuple[tuple[str, str], ...], ...] = (
            (("recipient", _("Recipient")),),
            (("language", _("Language of the packet")), ("claim", _("What is claimed"))),
            (("seller", _("Seller")),),
            (("rights", _("Rights")),),
            (("captures", _("Listings, with the facts that persons stand for")),),
            (("explanation", _("Explanation, in your own words")),),
            (("filer", _("Who files")), ("capacity", _("Files as"))),
            (("holder", _("Owner, as the notice names it")),),
            (("declarations", _("Further sentences, one a line")),),
        )
        for row, pairs in enumerate(rows):
            for column, (name, caption) in enumerate(pairs):
                span = 1 if len(pairs) > 1 else 2
                self._add(grid, (row, column, span), name, caption)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, GAP, 0)
        layout.addLayout(grid)
        layout.addWidget(self.enclosed)
        layout.addStretch(1)

    def _add(self, grid: QGridLayout, place: tuple[int, int, int], name: str, caption: str) -> None:
        row, column, span = place
        field, named = self._fields[name], label(caption, "muted", wraps=True)
        field.setAccessibleName(caption)
        named.setBuddy(field)
        both = QVBoxLayout()
        both.setContentsMargins(0, 0, 0, GAP // 2)
        both.setSpacing(2)
        both.addWidget(named)
        both.addWidget(field)
        if name == "captures":
            both.addWidget(label(_("Space ticks a listing, Enter opens it."), "muted", wraps=True))
        if name == "explanation":
            both.addWidget(self.drafted)
        grid.addLayout(both, row, column, 1, span)

    def _offer_words(self) -> None:
        _fill(self.language, [(one, language_words(one)) for one in _LANGUAGES])
        claims = [(one.value, claim_words(one)) for one in Claim]
        _fill(self.claim, [("", _("not said yet")), *claims])
        _fill(self.capacity, [(one.value, capacity_words(one)) for one in Capacity])

    def _listen(self) -> None:
        for name, field in self._fields.items():
            if isinstance(field, QComboBox):
                field.activated.connect(lambda _at, name=name: self._tell(name))
            elif isinstance(field, TickList):
                field.changed.connect(lambda name=name: self._tell(name))
            elif isinstance(field, QLineEdit):
                field.textEdited.connect(lambda _text, name=name: self._tell(name))
                field.installEventFilter(self)
            elif isinstance(field, QPlainTextEdit):
                field.textChanged.connect(lambda name=name: self._tell(name))
                field.installEventFilter(self)
        self.captures.opened.connect(self.opened)

    def _fill_in(self, text: str) -> None:
        # What a person wrote is never replaced.
        if not self.explanation.toPlainText().strip():
            self.explanation.setPlainText(text)
            self.explanation.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell(self, name: str) -> None:
        if self._draft is not None:
            self.changed.emit(self._said(self._draft), name)

    def _said(self, draft: Complaint) -> Complaint:
        """Return the draft as the form says it; what was declared was declared of another."""
        claim = str(self.claim.currentData())
        return replace(
            draft,
            recipient=str(self.recipient.currentData()),
            language=str(self.language.currentData()),
            claim=Claim(claim) if claim else None,
            rights=_in_order(draft.rights, self.rights.ticked),
            seller=str(self.seller.currentData()) or None,
            captures=_in_order(draft.captures, self.captures.ticked),
            explanation=self.explanation.toPlainText(),
            filer=Filer(self.filer.text(), Capacity(str(self.capacity.currentData()))),
            holder=self.holder.text(),
            declarations=_sentences(self.declarations),
            declared=(),
            state=ComplaintState.DRAFT,
        )

    def _ask_pictures(self) -> None:
        for page in self._pages[:_KEPT]:
            self._picture(page.capture_id)

    def _picture(self, capture_id: str) -> None:
        made = self._thumbnails.get(capture_id, self.devicePixelRatioF())
        if made.picture is not None:
            whole = made.picture
            ratio = whole.devicePixelRatio()
            high = min(whole.height(), round(_PICTURE.height() * ratio))
            self.captures.set_picture(capture_id, QIcon(whole.copy(0, 0, whole.width(), high)))


def _text(height: int) -> QPlainTextEdit:
    made = QPlainTextEdit()
    made.setFixedHeight(height)
    made.setTabChangesFocus(True)
    return made


def _sentences(field: QPlainTextEdit) -> tuple[str, ...]:
    lines = (line.strip() for line in field.toPlainText().splitlines())
    return tuple(line for line in lines if line)


def _in_order(before: Sequence[str], now: Sequence[str]) -> tuple[str, ...]:
    """Return what is ticked now, what was named before first and in its order."""
    return tuple(dict.fromkeys((*(one for one in before if one in now), *now)))


def _fill(combo: QComboBox, pairs: Sequence[tuple[str, str]]) -> None:
    combo.clear()
    for key, text in pairs:
        combo.addItem(page_text(text), key)
    # A long name must not widen the whole column.
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(12)


def _choose(combo: QComboBox, key: str) -> None:
    at = combo.findData(key)
    if at < 0:
        # What is not offered any more is still what the draft says.
        combo.addItem(page_text(key), key)
        at = combo.count() - 1
    combo.setCurrentIndex(at)


def _quietly(field: QLineEdit | QPlainTextEdit, text: str) -> None:
    field.blockSignals(True)
    if isinstance(field, QLineEdit):
        field.setText(text)
    else:
        field.setPlainText(text)
    field.blockSignals(False)


def _seller(seller: "Seller") -> str:
    return f"{or_unknown(seller.name)} · {or_unknown(seller.platform)}"


def _listing(page: "CapturedPage") -> str:
    """Return the lines of a listing: what it is called, and the facts a packet will state."""
    facts = {fact.name: fact.content.get("value") for fact in page.facts}
    price = " ".join(str(facts[name]) for name in ("currency", "price") if facts.get(name))
    told = [part for part in (price, str(facts.get("seller") or "")) if part]
    lines = [page_text(page.title or page.url or page.capture_id, 80)]
    lines.append(page_text(" · ".join(told), 80) if told else _("no fact confirmed yet"))
    count = len(page.unconfirmed)
    if count:
        text = ngettext("! {count} fact not confirmed", "! {count} facts not confirmed", count)
        lines.append(text.format(count=count))
    return "\n".join(lines)


def _enclosed(count: int) -> str:
    text = ngettext(
        "{count} paper is enclosed and stays.", "{count} papers are enclosed and stay.", count
    )
    return text.format(count=count)
