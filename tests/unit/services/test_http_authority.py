"""The name that an address gives to files and log."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencekit.domain.errors import NotAnAddress
from evidencekit.services.http_authority import authority_name

NAME = re.compile(r"[a-z0-9-]{1,40}")


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("http://timestamp.digicert.com", "timestamp-digicert-com"),
        ("https://freetsa.org/tsr", "freetsa-org-tsr"),
        ("https://user:secret@TSA.example:8443/", "tsa-example-8443"),
    ],
)
def test_a_plain_address_is_its_own_name(address, name):
    assert authority_name(address) == name


def test_the_demo_name_is_taken_and_what_does_not_show_still_counts():
    assert authority_name("http://demo/").startswith("demo-")
    assert authority_name("http://a/?x=1") != authority_name("http://a/?x=2")
    long = "http://a.example/" + "p" * 60
    assert authority_name(long + "1") != authority_name(long + "2")


@given(st.text(alphabet="abc-.:/?王@", max_size=60))
def test_a_name_always_has_the_form_of_the_log(rest):
    try:
        name = authority_name(f"http://h{rest}")
    except NotAnAddress:
        return
    assert NAME.fullmatch(name)
    assert name != "demo"


@pytest.mark.parametrize("address", ["ftp://a", "tsa", "http://", "file:///etc/passwd"])
def test_no_web_address_no_name(address):
    with pytest.raises(NotAnAddress):
        authority_name(address)
