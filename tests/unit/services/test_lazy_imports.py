"""What only a few commands need is not loaded with the rest: starting stays quick."""

import subprocess
import sys

import pytest

_HEAVY = ("numpy", "phonenumbers", "stdnum", "PIL")
_LIGHT = (
    "evidencekit.cli.main",
    "evidencekit.bootstrap.desk",
    "evidencekit.services.photos",
    "evidencekit.services.photo_pages",
    "evidencekit.listing.identifiers",
    "evidencekit.casework.linkage",
)


def test_photos_and_phones_cost_only_those_who_ask_for_them():
    names = ", ".join(_LIGHT)
    code = f"import sys, {names}; print([n for n in {_HEAVY!r} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# What reads pages, holds documents against schemas, brings a database up, finds a keyring.
_OF_OTHERS = (
    *("bs4", "soupsieve", "price_parser", "tldextract", "requests", "jsonschema"),
    *("alembic", "mako", "keyring", "pydantic"),
)


@pytest.mark.parametrize("service", ["library", "looking", "casework", "following", "reviewing"])
def test_who_looks_at_captures_and_cases_loads_no_reader_of_pages(service):
    code = (
        f"import sys, evidencekit.services.{service};"
        f"print([one for one in {_OF_OTHERS!r} if one in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
