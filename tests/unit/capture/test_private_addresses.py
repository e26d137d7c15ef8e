"""Which hosts are certainly not of the public net."""

import pytest

from evidencekit.capture.private_addresses import is_private_host


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "LOCALHOST.", "a.localhost", "10.0.0.8", "192.168.1.1"),
        *("172.16.0.1", "169.254.169.254", "[::1]", "[fe80::1%25eth0]", "[::ffff:10.0.0.1]"),
        *("0.0.0.0", "100.64.0.1", "printer.local", "nas.lan", "[fd00::1]"),  # noqa: S104
    ],
)
def test_inside(host):
    assert is_private_host(host)


@pytest.mark.parametrize(
    "host", ["shop.example", "8.8.8.8", "[2606:4700::1]", "localhost.example", "", "10.0.0.example"]
)
def test_outside_or_not_known(host):
    assert not is_private_host(host)
