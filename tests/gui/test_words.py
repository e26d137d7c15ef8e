"""Words for the eye that more than one page puts together."""

import re

import pytest

from evidencekit.foundation.catalogue import use_language
from evidencekit.foundation.error_text import TEXTS
from evidencekit.gui.error_dialog import ACTIONS
from evidencekit.gui.words import sentences

# No window shows these: it asks instead, does it another way, or is not there at all.
ASKED = {"ground.missing", "capture.in_packet", "backup.older", "export.logged_in"}
ASKED |= {"complaint.unviewed", "display.missing"}


@pytest.mark.parametrize(("language", "told"), [("en", "One. Two."), ("zh_CN", "One.Two.")])
def test_sentences_stand_behind_each_other_as_the_language_has_it(language, told):
    use_language(language)
    assert sentences("One.", None, "", "Two.") == told
    assert sentences("One.") == "One."
    assert not sentences(None, "")


def test_a_window_leads_to_windows_not_to_commands():
    commands = {code for code, text in TEXTS.items() if re.search(r"`evidencekit|--[a-z]", text[2])}
    assert commands - ASKED <= set(ACTIONS)
    assert not {code for code, action in ACTIONS.items() if "`" in action}
