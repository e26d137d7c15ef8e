"""What only a few commands need is not loaded with the rest: starting stays quick."""

import subprocess
import sys

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
