"""What marks cover, and which parts of a long picture show them."""

import pytest

from evidencekit.packet.marking import around, extent
from evidencekit.packet.marks import POINT, Drawn, Shape

WIDE, HIGH = 1265, 8000


def box(x, y, wide=100, high=60):
    return Drawn(Shape.BOX, (x, y, wide, high))


def inside(area, mark):
    x, y, wide, high = area
    left, top, right, lower = extent(mark)
    return x <= left and y <= top and x + wide >= right and y + high >= lower


def test_a_mark_covers_what_is_drawn_of_it():
    assert extent(box(10, 20)) == (10, 20, 110, 80)
    assert extent(Drawn(Shape.ARROW, (300, 400, 100, 500))) == (
        100 - POINT, 400 - POINT, 300 + POINT, 500 + POINT,
    )  # fmt: skip
    assert extent(Drawn(Shape.NUMBER, (50, 60, 0, 0), "1")) == (28, 38, 72, 82)
    left, top, right, lower = extent(Drawn(Shape.TEXT, (50, 60, 0, 0), "缝线 seam"))
    assert left <= 50
    assert right > 50 + 100
    assert top >= 50
    assert lower > top + 20


def test_marks_near_each_other_are_in_one_part_and_far_ones_in_another():
    marks = [box(600, 5000), box(100, 300), box(700, 420)]
    parts = list(around(marks, 0, (WIDE, HIGH)))
    assert [len(here) for _area, here in parts] == [2, 1]
    for area, here in parts:
        assert all(inside(area, mark) for mark in here)
        assert area[3] < 1400


@pytest.mark.parametrize(("x", "y"), [(0, 0), (WIDE - 100, HIGH - 60), (600, 4000)])
def test_a_part_lies_in_the_picture_and_is_large_enough_to_be_read(x, y):
    ((area, _here),) = around([box(x, y)], 0, (WIDE, HIGH))
    left, top, wide, high = area
    assert left >= 0
    assert left + wide <= WIDE
    assert top >= 0
    assert top + high <= HIGH
    assert wide >= 640
    assert high >= 240


def test_of_a_tile_places_are_its_own():
    ((area, _here),) = around([box(100, 4100)], 4000, (WIDE, 500))
    assert 0 <= area[1] <= 100
    assert area[1] + area[3] <= 500


def test_a_picture_smaller_than_a_part_is_shown_whole():
    ((area, _here),) = around([box(10, 10, 20, 20)], 0, (120, 80))
    assert area == (0, 0, 120, 80)


def test_a_mark_that_reaches_out_of_the_picture_is_shown_as_far_as_it_is_there():
    for mark in (box(-50, -50), box(1200, 7990, 400, 400), box(5000, 100)):
        ((area, _here),) = around([mark], 0, (WIDE, HIGH))
        x, y, wide, high = area
        assert x >= 0
        assert y >= 0
        assert 0 < wide <= WIDE - x
        assert 0 < high <= HIGH - y
