"""Addresses of time authorities with a user in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencekit.domain.errors import EvidenceKitError, NotAnAddress, PasswordInClear, WrongUse
from evidencekit.services.authority_logins import read_address


@pytest.mark.parametrize(
    ("text", "plain", "user"),
    [
        ("https://tsa.example/x?y=a@b", "https://tsa.example/x?y=a@b", None),
        ("http://tsa.example", "http://tsa.example", None),
        (" https://ana@tsa.example:8443/x ", "https://tsa.example:8443/x", "ana"),
        ("https://a%40b%3Ac@tsa.example/", "https://tsa.example/", "a@b:c"),
        ("http://ana@127.0.0.1:8080/", "http://127.0.0.1:8080/", "ana"),
        ("http://ana@[::1]/", "http://[::1]/", "ana"),
        ("http://ana@localhost/", "http://localhost/", "ana"),
    ],
)
def test_the_user_is_taken_out_and_put_back(text, plain, user):
    address = read_address(text)
    assert (address.plain, address.user) == (plain, user)
    assert read_address(address.with_user) == address


def test_a_user_given_beside_it_goes_before():
    assert read_address("https://ana@a.example/", "bo").with_user == "https://bo@a.example/"


@pytest.mark.parametrize(
    "host", ["a.example", "127.0.0.1.example", "localhost.example", "10.0.0.1"]
)
def test_a_user_needs_tls(host):
    with pytest.raises(PasswordInClear):
        read_address(f"http://ana@{host}/")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("https://ana:secret@a.example/", WrongUse),
        ("https://ana:@a.example/", WrongUse),
        ("https:/ana:secret@a.example/", NotAnAddress),
        ("https://ana:secret@/", NotAnAddress),
        ("https://ana:secret@a.example:x/", NotAnAddress),
        ("https://[ana:secret@a.example/", NotAnAddress),
    ],
)
def test_a_password_is_refused_and_in_no_fact(text, error):
    with pytest.raises(error) as raised:
        read_address(text)
    assert "secret" not in str(raised.value)


@given(st.text(alphabet="ab:/@?#[]\\ .%", max_size=30))
def test_whatever_it_is_it_is_an_address_or_an_error_of_ours(rest):
    try:
        address = read_address(f"https://{rest}")
    except EvidenceKitError:
        return
    assert "@" not in address.plain.split("://")[1].split("/")[0].split("?")[0].split("#")[0]
