"""Colours can be read: WCAG 2.2, 1.4.3, at least 4.5 to 1 for each pair that is used."""

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor

import evidencekit.gui
from evidencekit.foundation.resources import resource
from evidencekit.gui.icons import icon
from evidencekit.gui.theme import CONTRAST, DARK, LIGHT, PAIRS, apply_theme, colours

GUI = Path(evidencekit.gui.__file__).parent


def luminance(colour):
    def linear(part):
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part) for part in QColor(colour).getRgbF()[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_itself_is_right():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [LIGHT, DARK, CONTRAST], ids=["light", "dark", "contrast"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_each_pair_can_be_read(theme, ink, ground):
    assert contrast(getattr(theme, ink), getattr(theme, ground)) >= 4.5


def test_high_contrast_is_higher_than_either():
    assert all(contrast(getattr(CONTRAST, ink), getattr(CONTRAST, on)) >= 7 for ink, on in PAIRS)


@pytest.mark.parametrize("dark", [False, True])
def test_icons_are_drawn_in_the_colour_of_the_theme(qapp, dark):
    apply_theme(qapp, dark=dark)
    picture = icon("add").pixmap(96, 96).toImage()
    inked = [
        picture.pixelColor(x, y)
        for x in range(picture.width())
        for y in range(picture.height())
        if picture.pixelColor(x, y).alpha() == 255
    ]
    assert inked
    assert {colour.name() for colour in inked} == {colours().text}


def test_each_class_that_the_sheet_names_is_one_of_ours():
    sheet = re.sub(r"\{[^}]*\}", " ", resource("theme", "app.qss").read_text(encoding="utf-8"))
    ours = {name for name in re.findall(r"\b[A-Z]\w+", sheet) if not re.match("Q[A-Z]", name)}
    source = "".join(path.read_text(encoding="utf-8") for path in GUI.rglob("*.py"))
    assert ours
    assert ours <= set(re.findall(r"^class (\w+)\(", source, re.MULTILINE))


def test_no_widget_has_a_sheet_of_its_own():
    """It would have all that stands in it styled anew, and keep the colours of an earlier theme."""
    styled = [
        path.name for path in GUI.rglob("*.py") if ".setStyleSheet(" in path.read_text("utf-8")
    ]
    assert styled == ["theme.py"]
