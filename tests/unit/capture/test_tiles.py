"""Tiles cover a page once, whatever its height and scale."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from evidencekit.capture.tiles import MAX_ROWS, tiles


@given(st.integers(1, 200_000), st.sampled_from([0.5, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.625, 3]))
def test_every_row_is_in_exactly_one_tile(height, ratio):
    cut = tiles(height, ratio)
    assert [tile.y for tile in cut] == [sum(t.height for t in cut[:n]) for n in range(len(cut))]
    assert sum(tile.height for tile in cut) == height
    assert [(tile.order, tile.of) for tile in cut] == [(n + 1, len(cut)) for n in range(len(cut))]
    exact = Fraction(ratio).limit_denominator(64)
    assert all(tile.height * exact <= MAX_ROWS for tile in cut)
    assert all((tile.y * exact).denominator == 1 for tile in cut)


def test_a_page_of_nothing_has_no_tiles():
    assert tiles(0) == ()
    assert tiles(-5) == ()


def test_a_page_that_fits_is_one_tile():
    assert [(t.y, t.height) for t in tiles(4_000)] == [(0, 4_000)]
    assert [(t.y, t.height) for t in tiles(4_001)] == [(0, 4_000), (4_000, 1)]
