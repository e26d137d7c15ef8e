"""What we write holds before our published schemas, and each schema refuses what is wrong."""

import copy
import json

import pytest
from jsonschema import Draft202012Validator

from evidencekit.evidence.records import Artefact, BytesBody
from evidencekit.evidence.roots import Roots
from evidencekit.services.facts import FactReading
from evidencekit.services.verifying import verify_paths
from evidencekit.vault.kinds import KINDS
from fakes.drafts import PAGE, a_draft
from fakes.held_clock import HeldClock
from fakes.vaults import full_vault
from schemas import NAMES, faults, schema, vault_documents

LISTING = b"""<html><head><title>Shoes</title><script type="application/ld+json">
{"@type": "Product", "name": "Shoes", "offers": {"price": "12.50", "priceCurrency": "EUR"}}
</script></head><body><h1>Shoes</h1></body></html>"""
BOXES = b'{"width":1265,"height":12400,"boxes":[[8,21,310,19,"Listing 1001"],[8,50,90,30,"Shoes"]]}'
PAGE_INFO = {
    "pageid": "c-1",
    "url": PAGE,
    "urls": {PAGE: {"status": 200, "mime": "text/html", "type": "document"}},
    "counts": {"jsErrors": 0},
}


def artefact(kind, media, data):
    return Artefact(kind, f"urn:{kind}:{PAGE}", media, BytesBody(data))


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    clock = HeldClock()
    room, _roots = full_vault(tmp_path_factory.mktemp("vault"), clock, passphrase="x")
    extra = (
        artefact("dom", "text/html", LISTING),
        artefact("text-boxes", "application/json", BOXES),
        artefact("pageinfo", "application/json", json.dumps(PAGE_INFO).encode()),
    )
    with room.writing() as vault:
        draft = room.draft()
        sealed = vault.seal(a_draft(capture_id=draft.capture_id, artefacts=extra))
        FactReading(vault, clock).read(sealed)
    return room


def documents(room):
    """Give what the product itself wrote; the stand-in for a derived file is the fake's own."""
    return [one for one in vault_documents(room.path) if one != ("facts", {"format": "1.0"})]


def report(path, room):
    return verify_paths(
        [path], deep=True, fingerprint=None, roots=Roots(), known=room.known
    ).to_json()


def examples(room):
    """One good document of each schema."""
    found = dict(documents(room))
    found["capture"] = found["datapackage"]["evidencekit"]
    found["known"] = json.loads((room.path.parent / "known.json").read_text())
    return found


def test_the_schemas_are_schemas():
    for name in NAMES:
        Draft202012Validator.check_schema(schema(name))


def test_a_full_vault_holds(room):
    made = documents(room)
    assert {name for name, _document in made} == set(NAMES) - {
        "capture",
        "known",
        "packet",
        "verify",
    }
    assert [fault for name, document in made for fault in faults(name, document)] == []


def test_what_a_computer_remembers_holds(room):
    assert faults("known", examples(room)["known"]) == []


def test_reports_hold_whatever_they_say(room, tmp_path):
    bad = tmp_path / "bad.wacz"
    bad.write_bytes(b"PK")
    good = report(room.path, room)
    assert faults("verify", good) == []
    wrong = report(bad, room)
    assert (wrong["ok"], faults("verify", wrong)) == (False, [])
    assert faults("verify", wrong | {"ok": True})
    assert faults("verify", wrong | {"verdict": "passed"})
    assert faults("verify", wrong | {"problems": []})
    assert faults("verify", good | {"trust": {"key": "sure", "time": "none"}})


def test_each_kind_of_line_has_its_body():
    bodies = schema("custody-line")["$defs"]
    assert {kind: set(body["properties"]) for kind, body in bodies.items()} == KINDS
    assert all(set(body["required"]) == set(body["properties"]) for body in bodies.values())


WRONG = {
    "vault": [("vault_id", "v-1"), ("demo", 0), ("extra", 1), ("created", "2026-11-23")],
    "custody-line": [("prev", "0" * 63), ("seq", -1), ("kind", "x y"), ("v", 2), ("body", {})],
    "capture": [("state", "whole"), ("custody", {}), ("demo", None), ("warnings", ["a", "a"])],
    "datapackage": [("resources", []), ("profile", "x"), ("evidencekit", {}), ("created", None)],
    "datapackage-digest": [("hash", "md5:1"), ("signedData", {}), ("path", "x")],
    "exchange-metadata": [("source", "guess"), ("exact", 1), ("withheld", [{"name": "x"}])],
    "text-boxes": [("boxes", [[1, 2, 3, "x"]]), ("width", -1), ("boxes", [[1, 2, 3, 4.5, "x"]])],
    "pageinfo": [("urls", []), ("url", None)],
    "facts": [("facts", {"title": {"value": "x"}}), ("source", {}), ("kind", "text")],
    "known": [("v", 2), ("vaults", {"x": {}})],
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_document_is_refused(room, name):
    good = examples(room)[name]
    assert faults(name, good) == []
    for member, value in WRONG[name]:
        bad = copy.deepcopy(good) | {member: value}
        assert faults(name, bad), (member, value)
    for member in schema(name)["required"]:
        assert faults(name, {key: value for key, value in good.items() if key != member})


def test_every_schema_is_tried():
    # What a packet says of itself is tried with packets: `test_strangers.py`.
    assert {*WRONG, "packet", "verify"} == set(NAMES)


def test_a_capture_that_calls_itself_complete_has_no_gap(room):
    good = examples(room)["capture"]
    assert good["gaps"]
    assert faults("capture", good | {"state": "complete"})


def test_a_fact_whose_words_stand_in_one_place_tells_it(room):
    (facts,) = [one for kind, one in documents(room) if kind == "facts"]
    assert facts["facts"]["title"]["text_box"] == [8, 50, 90, 30]
    assert "text_box" not in facts["facts"]["price"]
