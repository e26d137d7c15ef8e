"""The memory keyring behaves as the backends of the operating systems do."""

import keyring
import pytest
from keyring.errors import PasswordDeleteError

from fakes.memory_keyring import MemoryKeyring


def test_a_secret_comes_back_until_it_is_deleted():
    backend = MemoryKeyring()
    assert backend.get_password("evidencekit", "a") is None
    backend.set_password("evidencekit", "a", "one")
    backend.set_password("evidencekit", "a", "two")
    assert backend.get_password("evidencekit", "a") == "two"
    assert backend.get_password("evidencekit", "b") is None
    backend.delete_password("evidencekit", "a")
    assert backend.get_password("evidencekit", "a") is None


def test_deleting_what_is_not_there_is_an_error():
    with pytest.raises(PasswordDeleteError):
        MemoryKeyring().delete_password("evidencekit", "a")


def test_two_keyrings_share_nothing():
    one, two = MemoryKeyring(), MemoryKeyring()
    one.set_password("s", "u", "secret")
    assert two.get_password("s", "u") is None


def test_it_is_the_keyring_of_a_test(memory_keyring):
    keyring.set_password("s", "u", "secret")
    assert memory_keyring.secrets == {("s", "u"): "secret"}
