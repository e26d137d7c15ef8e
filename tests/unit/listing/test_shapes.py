"""Whole pages in the shapes in which shops build theirs: every fact, and none that isn't there."""

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from evidencekit.domain.capture import PageKind
from evidencekit.listing.reading import read_page
from evidencekit.listing.report import fact_document

HERE = Path(__file__).parent
WANTED = yaml.safe_load((HERE / "shapes.yaml").read_text(encoding="utf-8"))
AMOUNTS = {"price", "price_max", "list_price", "rating"}


def test_every_page_has_its_facts_and_none_is_forgotten():
    assert set(WANTED) == {path.stem for path in (HERE / "shapes").glob("*.html")}


@pytest.mark.parametrize("name", WANTED)
def test_a_page_of_this_shape(name):
    reading = read_page((HERE / "shapes" / f"{name}.html").read_bytes(), None, None)
    assert reading.page_kind is PageKind.LISTING
    said = {key: fact_document(fact)["value"] for key, fact in reading.facts.items()}
    found = {key: said.get(key) for key in WANTED[name] if key != "never"}
    wanted = {key: value for key, value in WANTED[name].items() if key != "never"}
    for key in AMOUNTS & set(wanted):
        wanted[key] = Decimal(wanted[key])
        found[key] = found[key] and Decimal(str(found[key]))
    assert found == wanted
    assert {key: said[key] for key in WANTED[name].get("never", []) if said.get(key)} == {}
