"""Colours, spaces and the style sheet: one table, light and dark, each pair readable."""

from dataclasses import asdict, dataclass
from functools import cache
from string import Template

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
        (role.Light, c.base),
        (role.Midlight, c.raised),
        (role.Mid, c.line),
        # What lies behind pages, as of a PDF.
        (role.Dark, c.raised),
        (role.Shadow, c.line),
    ):
        palette.setColor(place, QColor(value))
    off = QPalette.ColorGroup.Disabled
    for place in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(off, place, QColor(c.muted))
    return palette


@cache
def _sheet(c: Colours) -> str:
    """Return `resources/theme/app.qss` in these colours. Widgets take a role by `role`."""
    sheet = Template(resource("theme", "app.qss").read_text(encoding="utf-8"))
    check = "check-white.svg" if c is LIGHT else "check.svg"
    down = "down.svg" if c is LIGHT else "down-white.svg"
    icons = {"check_icon": _icon(check), "down_icon": _icon(down)}
    return sheet.substitute(asdict(c), **icons)


def _icon(name: str) -> str:
    return resource("icons", name).as_posix()
