"""The one place of a fact's words on the page, or none where it is not sure."""

import pytest

from evidencekit.services.text_places import Box, one_place

BOXES = (
    Box(10, 10, 90, 12, "Home > Tin whistle"),
    Box(10, 40, 200, 30, "Tin whistle"),
    Box(10, 80, 60, 14, "$12.50"),
    Box(10, 100, 60, 14, "Total 112.50"),
    Box(10, 130, 40, 14, "Sold by"),
    Box(60, 130, 50, 14, "North"),
    Box(10, 150, 40, 14, "in stock"),
    Box(10, 170, 40, 14, "in stock"),
)


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("Tin whistle", (10, 40, 200, 30)),
        ("12.50", (10, 80, 60, 14)),
        ("12.5", None),
        ("Sold by North", (10, 130, 100, 14)),
        ("in stock", None),
        ("nowhere", None),
        ("", None),
    ],
)
def test_where_words_stand(words, place):
    assert one_place(words, BOXES) == place
