"""What a shop and a right are called on papers that leave the house."""

from dataclasses import replace

import pytest

from evidencekit.casework.model import Right, RightKind, RightStatus
from evidencekit.services.sellers import Shop

RIGHT = Right(
    "r-1", RightKind.TRADEMARK, "CN", "CNIPA", "123", "X", (18,), "bags", "Brand X Ltd.",
    None, None, RightStatus.REGISTERED, (), None,
)  # fmt: skip


@pytest.mark.parametrize(
    ("platform", "shop_id", "name", "said"),
    [
        ("taobao", "7", "S", "S (taobao 7)"),
        # A page that names no shop's id has the name in its place.
        ("taobao", "S", "S", "S (taobao)"),
        ("taobao", "7", "", "7 (taobao)"),
        ("", "", "S", "S"),
        ("", "", "", "s-1"),
    ],
)
def test_a_shop_has_its_name_and_its_place(platform, shop_id, name, said):
    assert Shop("s-1", platform, shop_id, name, "", registered=True).words == said


def test_a_right_has_its_mark_and_its_number():
    assert RIGHT.words == "X · CNIPA 123 (CN)"
    assert replace(RIGHT, mark_text="", office="").words == "123 (CN)"
