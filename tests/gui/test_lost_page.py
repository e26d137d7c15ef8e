"""A call under way when the page's process ends says so, however soon the page lives again."""

import pytest

from evidencekit.capture.connection import EngineGone, EngineInfo
from evidencekit.webengine.channel import Inbox
from evidencekit.webengine.connection import PageConnection

ENGINE = EngineInfo("QtWebEngine", "6", "130", "agent", sandbox=True)


class Wire:
    """The far end of a channel, where the engine would be: it does what a test says."""

    def __init__(self, inbox, happens):
        self._inbox, self._happens, self.sent = inbox, happens, []

    def command(self, number, method, _params):
        self.sent.append(method)
        self._happens(self._inbox, number)


def connected(happens):
    inbox = Inbox()
    wire = Wire(inbox, happens)
    return wire, PageConnection(wire, inbox, None, ENGINE, lambda: None, lambda act: act())


def answers(inbox, number):
    inbox.put_message({"k": "reply", "id": number, "result": {"done": True}})


def dies_and_lives_again(inbox, _number):
    inbox.lose("KilledTerminationStatus")
    inbox.revive()


def test_a_call_that_the_dead_process_took_along_is_not_waited_for():
    wire, page = connected(dies_and_lives_again)
    with pytest.raises(EngineGone):
        page.call("Page.captureScreenshot")
    wire._happens = answers
    assert page.call("Page.enable") == {"done": True}


def test_a_page_without_a_process_is_told_nothing():
    wire, page = connected(answers)
    page.inbox.lose("KilledTerminationStatus")
    with pytest.raises(EngineGone, match="Killed"):
        page.call("Page.enable")
    assert wire.sent == []
