"""Colours, spaces and the style sheet: one table, light and dark, each pair readable."""

from dataclasses import dataclass

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from evidencekit.foundation.resources import resource

GAP = 8
EDGE = 16
# The least width of the rail.
RAIL = 148


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of a theme as `#rrggbb`. `*_back` is the ground that its colour is read on."""

    window: str
    base: str
    raised: str
    text: str
    muted: str
    line: str
    accent: str
    on_accent: str
    chosen: str
    good: str
    good_back: str
    warn: str
    warn_back: str
    bad: str
    bad_back: str
    demo: str
    demo_back: str


LIGHT = Colours(
    window="#f5f6f8",
    base="#ffffff",
    raised="#eceff3",
    text="#1b1f24",
    muted="#57606c",
    line="#d3d9e0",
    accent="#0b5cad",
    on_accent="#ffffff",
    chosen="#dbe9f8",
    good="#17663a",
    good_back="#e3f4ea",
    warn="#7a4b00",
    warn_back="#fff2cc",
    bad="#a8201a",
    bad_back="#fde8e6",
    demo="#5f3796",
    demo_back="#efe7fa",
)
DARK = Colours(
    window="#1b1e23",
    base="#22262c",
    raised="#2b3038",
    text="#e7eaee",
    muted="#aab3bf",
    line="#3d444e",
    accent="#6fb3ff",
    on_accent="#0a1a2a",
    chosen="#28415c",
    good="#7fdb9f",
    good_back="#1c3527",
    warn="#f4c656",
    warn_back="#3b3013",
    bad="#ff9088",
    bad_back="#401f1d",
    demo="#cfb5ff",
    demo_back="#30264a",
)
CONTRAST = Colours(
    window="#000000",
    base="#000000",
    raised="#161616",
    text="#ffffff",
    muted="#e6e6e6",
    line="#ffffff",
    accent="#ffe14d",
    on_accent="#000000",
    chosen="#003a70",
    good="#8dffb0",
    good_back="#00270f",
    warn="#ffd75e",
    warn_back="#2b2000",
    bad="#ffb3ad",
    bad_back="#3a0b08",
    demo="#e3d2ff",
    demo_back="#1f1238",
)
# What is read on what; a test holds each pair at 4.5:1 or more (WCAG 2.2, 1.4.3).
PAIRS = (
    *(("text", ground) for ground in ("window", "base", "raised", "chosen")),
    *(("muted", ground) for ground in ("window", "base", "raised", "chosen")),
    ("accent", "window"),
    ("accent", "base"),
    ("on_accent", "accent"),
    *((name, f"{name}_back") for name in ("good", "warn", "bad", "demo")),
    *((name, ground) for name in ("good", "warn", "bad", "demo") for ground in ("window", "base")),
)

_current: list[Colours] = [LIGHT]


def colours() -> Colours:
    """Return the colours in use."""
    return _current[0]


def apply_colours(app: QApplication, *, dark: bool, contrast: bool = False) -> None:
    """Have the grounds of a theme, which is all that the first paint shows of it."""
    plain = DARK if dark else LIGHT
    _current[0] = CONTRAST if contrast else plain
    app.setPalette(_palette(colours()))


def apply_theme(app: QApplication, *, dark: bool, contrast: bool = False) -> None:
    """Give every window of the app the light or the dark theme, or that of high contrast."""
    plain = DARK if dark else LIGHT
    _current[0] = CONTRAST if contrast else plain
    sheet = _sheet(colours())
    if app.styleSheet() == sheet:
        # Each widget there is would be styled anew, and look as before.
        return
    app.setStyle("Fusion")
    app.setPalette(_palette(colours()))
    app.setStyleSheet(sheet)


def _palette(c: Colours) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for place, value in (
        (role.Window, c.window),
        (role.WindowText, c.text),
        (role.Base, c.base),
        (role.AlternateBase, c.raised),
        (role.Text, c.text),
        (role.Button, c.raised),
        (role.ButtonText, c.text),
        (role.ToolTipBase, c.raised),
        (role.ToolTipText, c.text),
        (role.PlaceholderText, c.muted),
        (role.Highlight, c.accent),
        (role.HighlightedText, c.on_accent),
        (role.Link, c.accent),
        (role.Mid, c.line),
    ):
        palette.setColor(place, QColor(value))
    off = QPalette.ColorGroup.Disabled
    for place in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(off, place, QColor(c.muted))
    return palette


def _check_mark(c: Colours) -> str:
    return resource("icons", "check-white.svg" if c is LIGHT else "check.svg").as_posix()


def _icon_of(c: Colours, name: str) -> str:
    return resource("icons", f"{name}.svg" if c is LIGHT else f"{name}-white.svg").as_posix()


def _sheet(c: Colours) -> str:
    """Return the style sheet. Widgets take a role by the dynamic property `role`."""
    return f"""
QWidget {{ font-size: 14px; }}
QMainWindow, QDialog {{ background: {c.window}; }}
QLabel[role="title"] {{ font-size: 20px; font-weight: 600; }}
QLabel[role="heading"] {{ font-size: 15px; font-weight: 600; }}
QLabel[role="code"] {{ font-family: monospace; font-size: 15px; }}
QLabel[role="muted"] {{ color: {c.muted}; }}
QLabel[role="badge-good"] {{ color: {c.good}; background: {c.good_back}; }}
QLabel[role="badge-warn"] {{ color: {c.warn}; background: {c.warn_back}; }}
QLabel[role="badge-bad"] {{ color: {c.bad}; background: {c.bad_back}; }}
QLabel[role="badge-demo"] {{ color: {c.demo}; background: {c.demo_back}; }}
QLabel[role="badge-plain"] {{ color: {c.muted}; background: {c.raised}; }}
QLabel[role^="badge"] {{ padding: 2px 8px; border-radius: 9px; font-size: 12px; font-weight: 600; }}
QFrame[role="card"] {{ background: {c.base}; border: 1px solid {c.line}; border-radius: 8px; }}
QFrame[role="bar-warn"] {{ background: {c.warn_back}; border: none; }}
QFrame[role="bar-bad"] {{ background: {c.bad_back}; border: none; }}
QFrame[role="bar-good"] {{ background: {c.good_back}; border: none; }}
QFrame[role="bar-demo"] {{ background: {c.demo_back}; border: none; }}
QFrame[role="bar-warn"] QLabel {{ color: {c.warn}; }}
QFrame[role="bar-bad"] QLabel {{ color: {c.bad}; }}
QFrame[role="bar-good"] QLabel {{ color: {c.good}; }}
QFrame[role="bar-demo"] QLabel {{ color: {c.demo}; }}
QFrame[role="rail"] {{ background: {c.raised}; border: none; border-right: 1px solid {c.line}; }}
QFrame[role="rail"] QToolButton {{ border: none; border-radius: 6px; padding: 8px 10px;
  text-align: left; color: {c.text}; }}
QFrame[role="rail"] QToolButton:hover {{ background: {c.chosen}; }}
QFrame[role="rail"] QToolButton:checked {{ background: {c.chosen}; font-weight: 600; }}
QFrame[role="rail"] QToolButton:focus {{ border: 2px solid {c.accent}; }}
QToolButton[role="tool"] {{ border: 1px solid {c.line}; border-radius: 6px; background: {c.base}; }}
QToolButton[role="tool"]:hover {{ border-color: {c.accent}; }}
QToolButton[role="tool"]:checked {{ background: {c.chosen}; border-color: {c.accent}; }}
QToolButton[role="tool"]:disabled {{ background: transparent; border-color: {c.line}; }}
QToolButton[role="tool"]:focus {{ border: 2px solid {c.accent}; }}
QPushButton {{ padding: 6px 14px; border: 1px solid {c.line}; border-radius: 6px;
  background: {c.base}; color: {c.text}; min-height: 18px; }}
QPushButton:hover {{ border-color: {c.accent}; }}
QPushButton:focus {{ border: 2px solid {c.accent}; padding: 5px 13px; }}
QPushButton:disabled {{ color: {c.muted}; background: {c.raised}; }}
QPushButton[role="primary"] {{ background: {c.accent}; color: {c.on_accent};
  border-color: {c.accent}; font-weight: 600; }}
QPushButton[role="primary"]:focus {{ border: 2px solid {c.text}; }}
QPushButton[role="primary"]:disabled {{ background: {c.raised}; color: {c.muted};
  border-color: {c.line}; }}
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox,
QDateEdit {{ background: {c.base}; color: {c.text};
  border: 1px solid {c.line}; border-radius: 6px; padding: 5px 8px; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus,
QSpinBox:focus, QDateEdit:focus {{ border: 2px solid {c.accent}; padding: 4px 7px; }}
QComboBox::drop-down, QDateEdit::drop-down {{ border: none; width: 26px; }}
QComboBox::down-arrow, QDateEdit::down-arrow {{ image: url("{_icon_of(c, "down")}");
  width: 14px; height: 14px; }}
QComboBox QAbstractItemView {{ background: {c.base}; color: {c.text}; border: 1px solid {c.line};
  selection-background-color: {c.chosen}; selection-color: {c.text}; }}
QListWidget::item {{ padding: 6px 10px; }}
QSpinBox::up-button, QSpinBox::down-button {{ width: 0; border: none; }}
QCheckBox {{ spacing: 8px; }}
QCheckBox::indicator, QListView::indicator {{ width: 16px; height: 16px;
  border: 1px solid {c.muted}; border-radius: 4px; background: {c.base}; }}
QCheckBox::indicator:focus, QCheckBox::indicator:hover {{ border: 2px solid {c.accent}; }}
QCheckBox::indicator:checked, QListView::indicator:checked {{
  background: {c.accent}; border-color: {c.accent};
  image: url("{_check_mark(c)}"); }}
QRadioButton {{ spacing: 8px; }}
QRadioButton::indicator {{ width: 16px; height: 16px; border: 1px solid {c.muted};
  border-radius: 9px; background: {c.base}; }}
QRadioButton::indicator:focus, QRadioButton::indicator:hover {{ border: 2px solid {c.accent};
  border-radius: 10px; }}
QRadioButton::indicator:checked {{ background: qradialgradient(cx: 0.5, cy: 0.5, radius: 0.5,
  fx: 0.5, fy: 0.5, stop: 0 {c.accent}, stop: 0.5 {c.accent}, stop: 0.6 {c.base},
  stop: 1 {c.base}); border-color: {c.accent}; }}
QCheckBox:disabled, QRadioButton:disabled {{ color: {c.muted}; }}
QListView, QTreeView, QTableView, QGraphicsView, QPdfView {{ background: {c.base};
  border: 1px solid {c.line}; border-radius: 8px; outline: none; }}
QListView:focus, QTreeView:focus, QTableView:focus, QGraphicsView:focus {{
  border: 2px solid {c.accent}; }}
QListView::item:selected, QTreeView::item:selected, QTableView::item:selected {{
  background: {c.chosen}; color: {c.text}; }}
QHeaderView::section {{ background: {c.raised}; color: {c.muted}; border: none;
  border-bottom: 1px solid {c.line}; padding: 5px 8px; font-weight: 600; }}
QStatusBar {{ background: {c.raised}; border-top: 1px solid {c.line}; }}
QStatusBar::item {{ border: none; }}
QMenuBar {{ background: {c.window}; }}
QSplitter::handle {{ background: {c.line}; }}
QTabWidget::pane {{ border: none; }}
QTabBar::tab {{ padding: 7px 14px; border: none; border-bottom: 2px solid transparent;
  background: transparent; color: {c.muted}; }}
QTabBar::tab:hover {{ color: {c.text}; }}
QTabBar::tab:selected {{ color: {c.text}; border-bottom: 2px solid {c.accent}; font-weight: 600; }}
QTabBar::tab:focus {{ color: {c.accent}; }}
QMenu {{ background: {c.base}; color: {c.text}; border: 1px solid {c.line}; padding: 4px; }}
QMenu::item {{ padding: 6px 24px 6px 12px; border-radius: 4px; }}
QMenu::item:selected {{ background: {c.chosen}; color: {c.text}; }}
QMenu::item:disabled {{ color: {c.muted}; }}
QMenu::separator {{ height: 1px; background: {c.line}; margin: 4px 8px; }}
QScrollBar:vertical {{ width: 12px; background: transparent; margin: 0; }}
QScrollBar:horizontal {{ height: 12px; background: transparent; margin: 0; }}
QScrollBar::handle {{ background: {c.line}; border-radius: 4px; margin: 2px; }}
QScrollBar::handle:hover {{ background: {c.muted}; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QScrollArea {{ border: none; background: transparent; }}
QScrollArea > QWidget > QWidget {{ background: transparent; }}
QToolTip {{ background: {c.raised}; color: {c.text}; border: 1px solid {c.line}; }}
"""
