"""Proxies of the computer, as a capture tells of them."""

import pytest

from evidencekit.capture.environment import environment_facts, proxies


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)


def test_without_a_proxy_there_is_none():
    assert proxies() == {}
    assert environment_facts({}, ())["proxy"] is False


def test_a_proxy_is_named_without_its_log_in(monkeypatch):
    monkeypatch.setenv("https_proxy", "http://ana:p@ss:w@proxy.example:3128/path")
    monkeypatch.setenv("http_proxy", "proxy.example")
    assert proxies() == {"http": "proxy.example", "https": "proxy.example:3128"}
    assert environment_facts({}, ())["proxy"] is True
