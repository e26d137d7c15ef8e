"""What tests share whose files are read by confined children: those children, warm."""

import hashlib

import pytest

from evidencekit.capture import importing_child
from evidencekit.casework import photo_child
from evidencekit.evidence import child
from evidencekit.packet import pdf_child, token_child
from evidencekit.services import table_child
from fakes.warm_children import WarmChildren

_ASKING = (child, importing_child, pdf_child, photo_child, table_child, token_child)


@pytest.fixture(scope="session")
def _warm():
    children = WarmChildren()
    yield children
    children.close()


@pytest.fixture
def own_children():
    """To use it is to have children started as for a person."""


@pytest.fixture(autouse=True)
def _warm_children(request, monkeypatch, _warm):
    """Children of this process are forked off loaded ones, which takes a tenth of the time."""
    if "own_children" not in request.fixturenames:
        for module in _ASKING:
            monkeypatch.setattr(module, "ask_child", _warm.ask)


@pytest.fixture(scope="session")
def _answers():
    return {}


@pytest.fixture
def asked_once(monkeypatch, _warm, _warm_children, _answers):
    """A confined child is asked once about the same bytes: tests that change one file of many and
    verify all of them would spend most of their time on what did not change.
    """

    def remembering(entry, file, arguments, limits):
        begin = file.tell()
        content = hashlib.sha256(file.read()).hexdigest()
        file.seek(begin)
        asked = (entry, content, tuple(arguments), limits)
        if asked not in _answers:
            _answers[asked] = _warm.ask(entry, file, arguments, limits)
        return _answers[asked]

    for module in (child, pdf_child, token_child):
        monkeypatch.setattr(module, "ask_child", remembering)
