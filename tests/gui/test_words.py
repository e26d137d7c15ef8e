"""Words for the eye that more than one page puts together."""

import pytest

from evidencekit.foundation.catalogue import use_language
from evidencekit.gui.words import sentences


@pytest.mark.parametrize(("language", "told"), [("en", "One. Two."), ("zh_CN", "One.Two.")])
def test_sentences_stand_behind_each_other_as_the_language_has_it(language, told):
    use_language(language)
    assert sentences("One.", None, "", "Two.") == told
    assert sentences("One.") == "One."
    assert not sentences(None, "")
