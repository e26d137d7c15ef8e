"""A disk that fails while sealing: an error, and no file."""

import errno
import os
from dataclasses import replace

import pytest

from evidencekit.evidence.wacz import seal
from fakes.drafts import a_context, a_draft, a_key


def test_a_full_disk(tmp_path, monkeypatch):
    real = os.fsync

    def full(handle):
        real(handle)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space") as error:
        seal(tmp_path / "c.wacz.part", a_draft(), a_key(), a_context())
    assert error.value.errno == errno.ENOSPC
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("call", range(11))
def test_the_nth_piece_of_a_body_fails(tmp_path, call):
    class Failing:
        """A spool on a disk that breaks at the n-th read."""

        size = 5
        sha256 = "0" * 64

        def pieces(self):
            yield b"x"
            raise OSError(errno.EIO, "Input/output error")

    draft = a_draft()
    everything = [*draft.exchanges, *draft.artefacts]
    everything[call] = replace(everything[call], body=Failing())
    cut = len(draft.exchanges)
    broken = replace(draft, exchanges=tuple(everything[:cut]), artefacts=tuple(everything[cut:]))
    with pytest.raises(OSError, match="Input/output"):
        seal(tmp_path / "c.wacz.part", broken, a_key(), a_context())
    assert list(tmp_path.iterdir()) == []
