"""The console of a page as an artefact."""

import json

from evidencekit.capture.console import ConsoleLog
from evidencekit.capture.withholding import WithholdRules


def said(text, level="info", url="http://shop.example/a.js?token=s3cret"):
    return {"k": "console", "level": level, "text": text, "url": url}


def lines(log):
    return [json.loads(line) for line in log.text().splitlines()]


def test_lines_say_when_how_grave_what_and_by_which_script(clock):
    log = ConsoleLog(WithholdRules(), clock)
    log.take(said("boom\nat f", "error"))
    [line] = lines(log)
    assert list(line) == ["at", "level", "text", "url"]
    assert (line["level"], line["text"]) == ("error", "boom\nat f")
    assert line["url"] == "http://shop.example/a.js?token=WITHHELD"


def test_credentials_in_words_are_withheld_and_long_words_cut(clock):
    log = ConsoleLog(WithholdRules(), clock)
    log.take(said("GET http://shop.example/?access_token=s3cret failed " + "x" * 5000))
    [line] = lines(log)
    assert "s3cret" not in line["text"]
    assert len(line["text"]) <= 2100


def test_a_flood_is_cut_and_counted(clock):
    log = ConsoleLog(WithholdRules(), clock)
    for number in range(1200):
        log.take(said(str(number)))
    told = lines(log)
    assert len(told) == 1001
    assert told[-1]["text"] == "[at least 200 more lines were not kept]"


def test_what_an_earlier_document_wrote_is_forgotten(clock):
    log = ConsoleLog(WithholdRules(), clock)
    log.take(said("of the page before"))
    log.take({"k": "load_started"})
    assert log.text() == ""
