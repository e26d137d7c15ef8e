"""A lane does one thing after the other, on one thread where that is worth it."""

import threading

import pytest

from evidencekit.evidence.lanes import Lane

LARGE = bytes(1 << 16)


def test_large_pieces_are_done_in_order_on_one_thread_and_small_ones_in_place():
    lane, done = Lane(threaded=True), []

    def note(piece):
        done.append((len(piece), threading.get_ident()))

    for piece in (LARGE, LARGE[:-1], b"x", LARGE):
        lane.do(note, piece)
    lane.wait()
    lane.close()
    assert [size for size, _thread in done] == [1 << 16, (1 << 16) - 1, 1, 1 << 16]
    first, second, here, last = (thread for _size, thread in done)
    assert first == second == last != here == threading.get_ident()


def test_what_a_piece_raised_is_raised_by_whoever_comes_next():
    lane = Lane(threaded=True)

    def refuse(_piece):
        raise ValueError("no")

    lane.do(refuse, LARGE)
    with pytest.raises(ValueError, match="no"):
        lane.do(refuse, LARGE)
    lane.wait()
    lane.close()
