"""Resources are found, and the fonts are the ones that were committed."""

import hashlib

import pytest

from evidencekit.foundation.resources import resource


def test_a_resource_is_found():
    assert resource("locale", "zh_CN", "LC_MESSAGES", "evidencekit.po").is_file()


def test_an_absent_resource_is_an_error():
    with pytest.raises(FileNotFoundError, match=r"fonts/none\.ttf"):
        resource("fonts", "none.ttf")


def test_the_fonts_are_the_ones_committed():
    lines = resource("fonts", "SHA256SUMS").read_text(encoding="ascii").splitlines()
    wanted = {name: digest for digest, name in (line.split("  ") for line in lines)}
    folder = resource("fonts")
    there = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.ttf")
    }
    assert there == wanted


@pytest.mark.parametrize("family", ["NotoSansSC", "DejaVu"])
def test_each_font_has_its_licence(family):
    assert resource("fonts", f"LICENSE-{family}.txt").stat().st_size > 1000
