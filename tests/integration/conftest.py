"""What tests of whole packets and exports share."""

import hashlib

import pytest

from evidencekit.evidence import child
from evidencekit.evidence.confined import ask_child
from evidencekit.packet import pdf_child, token_child


@pytest.fixture(scope="session")
def _answers():
    return {}


@pytest.fixture
def asked_once(monkeypatch, _answers):
    """A confined child is asked once about the same bytes: tests that change one file of many and
    verify all of them would spend most of their time on what did not change.
    """

    def remembering(entry, file, arguments, limits):
        begin = file.tell()
        content = hashlib.sha256(file.read()).hexdigest()
        file.seek(begin)
        asked = (entry, content, tuple(arguments), limits)
        if asked not in _answers:
            _answers[asked] = ask_child(entry, file, arguments, limits)
        return _answers[asked]

    for module in (child, pdf_child, token_child):
        monkeypatch.setattr(module, "ask_child", remembering)
