"""The dialog of a right: its main fields, those of its kind; a fault stays in it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from evidencekit.casework.right_form import form_of
from evidencekit.foundation.catalogue import _
from evidencekit.gui.ask_dialog import AskDialog
from evidencekit.gui.cases.says import kind_of_right, status_of_right
from evidencekit.gui.rights.says import (
    field_words,
    mark_types,
    part_words,
    register_kinds,
)

if TYPE_CHECKING:
    from evidencekit.casework.model import Right

_WIDTH, _TEXT_HEIGHT = 620, 72
_KINDS = ("trademark", "copyright", "design", "patent")
_STATUSES = ("registered", "pending", "expired", "cancelled", "unregistered")
_LINES = (
    *("mark_text", "jurisdiction", "office", "reg_no", "app_no", "owner_as_registered"),
    *("classes", "reg_date", "expiry", "territories"),
)
# Asked for where the right is of the kind that has them.
_CHOSEN = ("mark_type", "register_kind")
_OF_WORK = ("title", "author", "work_type")
_OF_KIND = {
    "trademark": _CHOSEN,
    "copyright": (*_OF_WORK, "own_work_url"),
}
_LISTS = frozenset({"classes", "territories"})
_NEEDED = ("jurisdiction", "owner_as_registered")


class RightDialog(AskDialog):
    """Asks for the main fields of a right, a new one or one that is there.

    `then` gets the fields as a form has them (with `clear` for those that were emptied) and the
    person's name. The fields that are not here are changed by a form, and stay as they are; so do
    those that a right of this kind does not have.
    """

    def __init__(
        self,
        parent: QWidget,
        operator: str,
        then: Callable[[dict[str, object], str], None],
        right: "Right | None" = None,
    ) -> None:
        title = _("Change the right") if right else _("Add a right")
        super().__init__(title, _what_counts(), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._then, self._right = then, right
        self._before = _said(right) if right else {}
        self.kind, self.status = QComboBox(), QComboBox()
        for kind in _KINDS:
            self.kind.addItem(kind_of_right(kind), kind)
        for status in _STATUSES:
            self.status.addItem(status_of_right(status)[0], status)
        self.mark_type, self.register_kind = _choice(mark_types()), _choice(register_kinds())
        self.lines = {name: QLineEdit() for name in _LINES}
        self.more = {name: QLineEdit() for name in (*_OF_WORK, "own_work_url")}
        self.goods = QPlainTextEdit()
        self.goods.setFixedHeight(_TEXT_HEIGHT)
        self.goods.setTabChangesFocus(True)
        for name, hint in _hints().items():
            (self.lines | self.more)[name].setPlaceholderText(hint)
        self.add_field(field_words("kind"), self.kind)
        self.add_field(field_words("status"), self.status)
        for name, line in self.lines.items():
            self.add_field(field_words(name), line)
            line.textChanged.connect(self._look)
        self.add_field(field_words("goods"), self.goods)
        self._add_those_of_a_kind()
        self.by = self.add_person(operator)
        self.by.textChanged.connect(self._look)
        self.add_end(_("Keep"), self._finish)
        self._fill()
        self._look()
        self.setMinimumWidth(_WIDTH)

    @property
    def _choosers(self) -> dict[str, QComboBox]:
        names = ("kind", "status", "mark_type", "register_kind")
        return {name: getattr(self, name) for name in names}

    def _add_those_of_a_kind(self) -> None:
        for name in _OF_KIND["trademark"]:
            self.add_field(field_words(name), self._choosers[name])
        for name, line in self.more.items():
            told = field_words(name) if name == "own_work_url" else part_words(name)
            self.add_field(told, line)
        self.kind.currentIndexChanged.connect(self._show_those_of_the_kind)

    def _show_those_of_the_kind(self) -> None:
        shown = _OF_KIND.get(self.kind.currentData(), ())
        for names in _OF_KIND.values():
            for name in names:
                field = self.more.get(name) or self._choosers[name]
                self.fields.setRowVisible(field, name in shown)
        self.fit()

    def _fill(self) -> None:
        for name, chooser in self._choosers.items():
            place = chooser.findData(self._before.get(name, chooser.itemData(0)))
            chooser.setCurrentIndex(max(0, place))
        for name, line in (self.lines | self.more).items():
            line.setText(self._before.get(name, ""))
        self.goods.setPlainText(self._before.get("goods", ""))
        self._show_those_of_the_kind()

    def _look(self) -> None:
        missing = [name for name in _NEEDED if not self.lines[name].text().strip()]
        nameless = not self.by.text().strip()
        if missing:
            names = ", ".join(field_words(name) for name in missing)
            self.say(_("Needed: {fields}").format(fields=names))
        else:
            self.say(_("A name is needed.") if nameless else "")
        self.act.setEnabled(not missing and not nameless)

    def _finish(self) -> None:
        said = {name: line.text().strip() for name, line in self.lines.items()}
        said["goods"] = self.goods.toPlainText().strip()
        said |= {"kind": self.kind.currentData(), "status": self.status.currentData()}
        for name in _OF_KIND.get(said["kind"], ()):
            line = self.more.get(name)
            said[name] = line.text().strip() if line else self._choosers[name].currentData()
        changed = {name: text for name, text in said.items() if text != self._before.get(name, "")}
        fields = _as_a_form(changed, self._right)
        if fields:
            self._then(fields, self.by.text().strip())
        self.accept()


def _as_a_form(changed: dict[str, str], right: "Right | None") -> dict[str, object]:
    """Return the changed fields as a form has them; a work keeps what the dialog does not ask."""
    of_work = {name: text for name, text in changed.items() if name in _OF_WORK}
    fields: dict[str, object] = {
        name: [one for one in text.replace(",", " ").split() if one] if name in _LISTS else text
        for name, text in changed.items()
        if text and name not in of_work
    }
    emptied = [name for name, text in changed.items() if not text and name not in of_work]
    if of_work:
        before = form_of(right).get("work", {}) if right else {}
        work = {name: text for name, text in (before | of_work).items() if text}
        if work:
            fields["work"] = work
        elif before:
            emptied.append("work")
    return fields | ({"clear": emptied} if emptied else {})


def _choice(values: list[tuple[str, str]]) -> QComboBox:
    """Return a choice that begins with what is not known."""
    made = QComboBox()
    made.addItem(_("not known"), "")
    for value, told in values:
        made.addItem(told, value)
    return made


def _said(right: "Right") -> dict[str, str]:
    """Return the fields of the dialog as a right has them."""
    texts = {name: str(getattr(right, name) or "") for name in (*_LINES, "goods")}
    for name in _LISTS:
        texts[name] = ", ".join(map(str, getattr(right, name)))
    if right.work is not None:
        texts |= {name: getattr(right.work, name) for name in _OF_WORK}
    texts |= {name: str(getattr(right, name) or "") for name in ("own_work_url", *_CHOSEN)}
    return texts | {"kind": right.kind.value, "status": right.status.value}


def _hints() -> dict[str, str]:
    return {
        "jurisdiction": _("two capitals, such as CN, US, EM"),
        "owner_as_registered": _("letter for letter as on the certificate"),
        "classes": "18, 25",
        "reg_date": "2020-01-31",
        "expiry": "2030-01-30",
        "territories": _("countries of a regional right: DE, FR"),
        "own_work_url": _("https://... where the owner shows the work"),
    }


def _what_counts() -> str:
    return _(
        "As the register has it, letter for letter: a complaint whose owner differs from the "
        "register is refused, here and there. What stood before stays in the history. Holder, "
        "licensees, recordals and the like are changed by a form."
    )
