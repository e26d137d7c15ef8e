"""Layers drawn on the screen are kept as derived files, and read again as they were."""

import json

import pytest

from evidencekit.bootstrap.desk import Desk
from evidencekit.bootstrap.desk_marking import keep_layer, layers
from evidencekit.domain.errors import OperatorMissing, WrongUse
from evidencekit.domain.ids import IdKind, new_id
from evidencekit.packet.marks import Drawn, LayerMark, Reason, Shape
from evidencekit.vault.create import NewVault
from fakes.pictures import a_page, png
from fakes.vaults import VaultRoom

BLACK = (
    LayerMark(Drawn(Shape.REDACT, (10, 20, 60, 30)), Reason.REVIEWER, "a name"),
    LayerMark(Drawn(Shape.REDACT, (10, 80, 60, 30)), Reason.CHAT),
)
LINES = (
    LayerMark(Drawn(Shape.ARROW, (90, 90, 20, 20))),
    LayerMark(Drawn(Shape.BOX, (5, 5, 40, 40))),
    LayerMark(Drawn(Shape.NUMBER, (30, 60, 0, 0), "1")),
    LayerMark(Drawn(Shape.TEXT, (30, 90, 0, 0), "正品 'yes': no")),
)


@pytest.fixture
def place(tmp_path, clock):
    room = VaultRoom(tmp_path, clock, NewVault("Org", "ana"))
    with room.writing() as vault:
        capture = vault.seal(a_page(new_id(IdKind.CAPTURE, clock.now()), png(120, 160)))
    return room, capture


def test_what_was_kept_is_read_as_it_was(place):
    room, capture = place
    desk = Desk.open(room.path, room.passphrase)
    sealed = (room.path / capture.file).read_bytes()
    keep_layer(desk, capture.id, "redaction", BLACK, ("canary name",), "ana")
    made = keep_layer(desk, capture.id, "annotation", LINES, (), "li")
    keep_layer(desk, capture.id, "redaction", BLACK[:1], (), "ana")
    found = layers(desk, capture.id)
    assert [(one.kind, one.number, one.counts) for one in found] == [
        ("redaction", 2, True), ("redaction", 1, False), ("annotation", 1, True),
    ]  # fmt: skip
    assert found[1].marks == BLACK
    assert found[1].struck == ("canary name",)
    assert found[2].marks == LINES
    assert (found[2].by, len(made.pictures)) == ("li", 1)
    assert (room.path / capture.file).read_bytes() == sealed


def test_what_is_half_said_is_not_kept(place):
    room, capture = place
    desk = Desk.open(room.path, room.passphrase)
    bare = LayerMark(Drawn(Shape.REDACT, (10, 20, 60, 30)))
    with pytest.raises(WrongUse):
        keep_layer(desk, capture.id, "redaction", [bare], (), "ana")
    silent = LayerMark(Drawn(Shape.TEXT, (1, 1, 0, 0)))
    with pytest.raises(WrongUse):
        keep_layer(desk, capture.id, "annotation", [silent], (), "ana")
    with pytest.raises(OperatorMissing):
        keep_layer(desk, capture.id, "redaction", BLACK, (), "")
    assert layers(desk, capture.id) == ()


@pytest.mark.parametrize(
    "log", [b"", b"[]", b"{}", b'{"redact": [{"box": [1, 2]}], "made": "", "by": ""}', b"\xff"]
)
def test_a_log_that_is_none_is_said_and_breaks_nothing(place, log):
    room, capture = place
    desk = Desk.open(room.path, room.passphrase)
    made = keep_layer(desk, capture.id, "redaction", BLACK, (), "ana")
    assert json.loads((room.path / made.log).read_bytes())["by"] == "ana"
    (room.path / made.log).chmod(0o600)
    (room.path / made.log).write_bytes(log)
    (found,) = layers(desk, capture.id)
    assert (found.readable, found.counts, found.marks) == (False, False, ())
