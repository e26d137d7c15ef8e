"""Which part of a picture is shown where a person points at places on it."""

import pytest

from evidencekit.casework.compared import area_around, shown_area


@pytest.mark.parametrize(
    ("spots", "size", "known", "area"),
    [
        ([], (300, 900), None, None),
        ([(10, 299)], (300, 900), None, None),
        ([(10, 300)], (300, 900), None, (0, 150, 300, 300)),
        ([(10, 5), (10, 899)], (300, 900), None, (0, 5, 300, 895)),
        ([(10, 899)], (300, 900), None, (0, 600, 300, 300)),
        ([(450, 10)], (900, 300), None, None),
        ([(50, 450)], (300, 900), (0, 400, 100, 100), (0, 400, 100, 100)),
        ([(150, 450)], (300, 900), (0, 400, 100, 100), (0, 300, 300, 300)),
    ],
)
def test_the_part_shown_has_every_place(spots, size, known, area):
    found = area_around(spots, size, known)
    assert found == area
    x, y, wide, high = shown_area(found, size)
    assert x + wide <= size[0]
    assert y + high <= size[1]
    assert all(x <= at < x + wide and y <= row < y + high for at, row in spots)
