"""Colours can be read: WCAG 2.2, 1.4.3, at least 4.5 to 1 for each pair that is used."""

import pytest
from PySide6.QtGui import QColor

from evidencekit.gui.icons import icon
from evidencekit.gui.theme import CONTRAST, DARK, LIGHT, PAIRS, apply_theme, colours


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
