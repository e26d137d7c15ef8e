"""Languages that a site is asked for."""

import pytest

from evidencekit.capture.languages import accept_language
from evidencekit.domain.errors import WrongUse


@pytest.mark.parametrize(
    ("chosen", "program", "value"),
    [
        ((), "en", "en-US,en;q=0.9"),
        ((), "zh_CN", "zh-CN,zh;q=0.9,en-US;q=0.8,en;q=0.7"),
        ((), "fr", "en-US,en;q=0.9"),
        (("de",), "en", "de"),
        (("zh-Hant-TW", "es-419"), "en", "zh-Hant-TW,es-419;q=0.9"),
    ],
)
def test_the_first_is_wanted_most(chosen, program, value):
    assert accept_language(chosen, program) == value


@pytest.mark.parametrize(
    "chosen", [("en-POSIX",), ("en_US",), ("de", ""), ("de;q=1",), ("de\r\nX: y",), ("en",) * 10]
)
def test_what_is_no_language_is_refused(chosen):
    with pytest.raises(WrongUse, match="page_languages"):
        accept_language(chosen, "en")
