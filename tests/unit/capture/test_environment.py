"""Clocks of servers, lines of the hosts file."""

from datetime import timedelta
from email.utils import format_datetime

import pytest

from evidencekit.capture.artefacts import AddressCleaner
from evidencekit.capture.environment import hosts_entries, server_clocks, synchronised
from evidencekit.capture.net_errors import error_code
from evidencekit.evidence.records import BytesBody, Exchange
from fakes.held_clock import START


def exchange(host, ahead, origin="network", date=None):
    sent = format_datetime(START.replace(microsecond=0) + timedelta(seconds=ahead), usegmt=True)
    return Exchange(
        url=f"http://{host}/x",
        method="GET",
        status=200,
        reason="OK",
        request_headers=(),
        response_headers=(("date", date or sent),),
        body=BytesBody(b""),
        at=START.replace(microsecond=0),
        resource_type="Document",
        origin=origin,
    )


def test_hosts_count_once_each_however_many_responses_they_gave():
    many = [exchange("a.example", 1)] * 50
    found = server_clocks([*many, exchange("b.example", 7), exchange("c.example", 3)])
    assert found == {"hosts": 3, "median_ms": 3000, "min_ms": 1000, "max_ms": 7000}


@pytest.mark.parametrize(
    "one",
    [
        exchange("a.example", 0, date="yesterday"),
        exchange("a.example", 0, date="Thu, 99 Nov 2026 04:03:05 GMT"),
        exchange("a.example", 5, origin="disk_cache"),
        exchange("a.example", 80 * 24 * 3600),
    ],
)
def test_what_tells_nothing_of_a_clock_is_not_counted(one):
    assert server_clocks([one]) is None


def test_a_hosts_file_that_names_a_host_of_the_capture_is_told_of(tmp_path):
    file = tmp_path / "hosts"
    file.write_text(
        "127.0.0.1 localhost\n10.0.0.9  other Shop.example # mine\n#1.1.1.1 shop.example\n"
    )
    assert hosts_entries({"shop.example"}, file) == ["10.0.0.9 other Shop.example"]
    assert hosts_entries({"shop.example"}, tmp_path / "absent") == []


def test_an_address_with_a_secret_is_replaced_however_it_is_spelled():
    old, new = "http://s.example/i?a=1&token=k/9", "http://s.example/i?a=1&token=WITHHELD"
    cleaner = AddressCleaner({old: new})
    spelled = [
        old,
        "<img src='/i?a=1&amp;token=k/9'>",
        '"http:\\/\\/s.example\\/i?a=1&token=k\\/9"',
        '"/i?a=1\\u0026token=k/9"',
        "//s.example/i?a=1&token=k/9",
    ]
    for text in spelled:
        assert "k/9" not in cleaner.clean(text).replace("\\/", "/")
        assert "WITHHELD" in cleaner.clean(text)


def test_an_unknown_word_of_the_engine_is_no_answer():
    assert error_code("net::ERR_SOMETHING_NEW") == "no_answer"


def test_a_clock_is_called_synchronised_only_by_the_service_that_says_so(tmp_path):
    assert synchronised(tmp_path / "none") is None
    assert synchronised(tmp_path) is False
    (tmp_path / "synchronized").touch()
    assert synchronised(tmp_path) is True
