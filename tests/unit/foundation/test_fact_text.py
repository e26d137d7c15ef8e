"""Every fact that a reader or a person can give has a label, in each language."""

import re
from pathlib import Path

import pytest

import evidencekit.listing
from evidencekit.casework.fact_values import FACT_NAMES
from evidencekit.foundation.catalogue import catalogue
from evidencekit.foundation.fact_text import fact_label
from evidencekit.gui.words import fact_name
from evidencekit.packet.wording import fact_name as packet_name

LISTING = Path(evidencekit.listing.__file__).parent


def read_names():
    """Return the names that the readers write out."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in LISTING.glob("*.py"))
    return set(re.findall(r'(?:Reading|count_reading)\(\s*"(\w+)"', text))


@pytest.mark.parametrize("name", sorted({*read_names(), *FACT_NAMES}))
def test_a_fact_has_one_label_everywhere(name):
    assert fact_label(name) != name
    assert fact_name(name) == fact_label(name) == packet_name(name, lambda text: text)
    assert re.search(r"[\u4e00-\u9fff]", catalogue("zh_CN").gettext(fact_label(name)))
