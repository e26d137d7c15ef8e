"""Bodies of custody lines: their members and the forms of these, to the last character."""

import pytest

from evidencekit.vault.kinds import KINDS, MAX_REASON, body_is_sound

ONE = "c-01jdbq3zgmkx5w0r2t4y6a8b1d"
HASH, KEY = "a" * 64, "8ec80c97b0ed6131"
CRL = {"file": "stamps/20261123T223300Z-1.local.1.crl", "sha256": HASH}
AFTER = {"head": HASH, "key_id": KEY, "seq": 3}
LIST = {"authority": "local", "list": "stamps/20261123T223300Z-1.sha256", "list_sha256": HASH}
SEALED = {"bytes": 0, "file": "a/b.wacz", "id": ONE, "recovered": False, "sha256": HASH}
REMOVED = {"by": "ana", "id": ONE, "reason": "asked", "sha256": HASH}
HIDDEN = {"by": "ana", "hidden": True, "id": ONE, "reason": "asked"}
RECEIVED = LIST | {
    "chain_sha256": HASH, "gen_time": "2026-11-23T22:33:57Z", "policy": "1.2", "recovered": False,
    "revocation": [CRL], "serial": "1f", "tsr_sha256": HASH,
}  # fmt: skip
IMPORTED = {
    "by": "ana", "capture_sha256": HASH, "file": "stamps/x.pdf", "gen_time": None, "id": ONE,
    "kind": "certificate", "sha256": HASH,
}  # fmt: skip
BEGUN = {
    "after": None, "demo": False, "format": "1.0", "key_id": KEY, "program": "x",
    "spki": "A" * 160, "vault_id": "v-01jdbq3vqn6t8k2m4y7x9p0r5c",
}  # fmt: skip
BODIES = {
    "capture.sealed": SEALED,
    "capture.removed": REMOVED,
    "capture.hidden": HIDDEN,
    "stamp.received": RECEIVED,
    "stamp.imported": IMPORTED,
    "log.begun": BEGUN,
}


@pytest.mark.parametrize("kind", sorted(BODIES))
def test_a_body_has_all_members_of_its_kind_and_no_other(kind):
    body = BODIES[kind]
    assert body_is_sound(kind, body)
    assert set(body) == KINDS[kind]
    assert not body_is_sound(kind, body | {"more": 1})
    for name in body:
        assert not body_is_sound(kind, {other: body[other] for other in body if other != name})


@pytest.mark.parametrize(
    ("kind", "name", "good"),
    [
        *(("capture.removed", "reason", text) for text in ("x", "x" * MAX_REASON)),
        *(("capture.hidden", "reason", text) for text in ("x", "为什么 not", "x" * MAX_REASON)),
        ("capture.hidden", "hidden", False),
        ("capture.sealed", "bytes", 1),
        ("log.begun", "after", AFTER),
        ("log.begun", "after", AFTER | {"seq": 0}),
        ("log.begun", "format", "12.10"),
        ("stamp.received", "revocation", []),
        ("stamp.imported", "gen_time", "2026-11-23T22:33:57Z"),
        ("stamp.received", "authority", "a" * 40),
    ],
)
def test_what_may_stand_there(kind, name, good):
    assert body_is_sound(kind, BODIES[kind] | {name: good})


@pytest.mark.parametrize(
    ("kind", "name", "bad"),
    [
        *(("capture.removed", "reason", one) for one in ("", "x" * (MAX_REASON + 1), 7, None)),
        *(("capture.hidden", "reason", one) for one in ("", "x" * (MAX_REASON + 1), ["x"])),
        ("capture.hidden", "hidden", 1),
        *(("capture.sealed", "bytes", one) for one in (-1, True, "1", 1.0, None)),
        *(("capture.sealed", "file", one) for one in ("../x", "/x", None, 1)),
        *(("capture.sealed", "sha256", one) for one in ("A" * 64, "a" * 63, HASH + "\n", 1)),
        *(("capture.sealed", "id", one) for one in ("c-1", "v" + ONE[1:], None)),
        *(("log.begun", "after", one) for one in
          ({}, [], AFTER | {"seq": -1}, AFTER | {"head": "x"}, AFTER | {"key_id": "x"},
           AFTER | {"more": 1}, "x", False)),
        *(("log.begun", "spki", one) for one in ("A" * 159, "A" * 161, "-" * 160, None)),
        *(("log.begun", "key_id", one) for one in (KEY[1:], KEY.upper(), None)),
        ("log.begun", "vault_id", ONE),
        ("log.begun", "format", "1"),
        *(("stamp.received", "revocation", one) for one in
          (None, {}, [1], [{}], [CRL | {"more": 1}], [CRL | {"file": 1}], [CRL | {"sha256": "x"}],
           [CRL | {"file": "stamps/x.crl"}], [CRL, {}], [{}, CRL])),
        *(("stamp.received", "gen_time", one) for one in (None, "2026-11-23T22:33:57.000Z")),
        *(("stamp.received", "authority", one) for one in ("", "a" * 41, "A", 1)),
        ("stamp.received", "list", "stamps/x.sha256"),
        ("stamp.imported", "gen_time", "soon"),
        ("stamp.imported", "kind", "Certificate"),
    ],
)  # fmt: skip
def test_what_may_not_stand_there(kind, name, bad):
    assert not body_is_sound(kind, BODIES[kind] | {name: bad})


def test_of_an_unknown_kind_nothing_is_asked_and_of_a_note_no_form():
    assert body_is_sound("later.kind", {"what": 1.5})
    assert body_is_sound("note", {"about": 1, "by": None, "text": []})
    assert not body_is_sound("note", {"about": 1, "by": None})
