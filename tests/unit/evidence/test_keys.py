"""Keys and signatures: two places for a key, one kind of key, strict signatures."""

import base64
import subprocess

import keyring
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from keyring.backends.fail import Keyring as FailKeyring
from keyring.backends.null import Keyring as NullKeyring
from keyring.errors import KeyringLocked

from evidencekit.domain.errors import DemoMixed, KeyMissing, PassphraseWrong
from evidencekit.evidence import pkcs8
from evidencekit.evidence.keys import (
    DEMO_ORGANISATION,
    forget_in_keyring,
    key_from_file,
    key_from_keyring,
    make_key,
)
from evidencekit.evidence.os_keyring import (
    SERVICE,
    forget,
    keep,
    kept,
    keyring_usable,
    keyring_works,
)
from evidencekit.evidence.signature import (
    KeyRefused,
    PublicKey,
    raw_from_der,
    read_fingerprint,
    shown_fingerprint,
)
from fakes.memory_keyring import MemoryKeyring

KEY = make_key()
ORDER = int(
    "39402006196394479212279040100143613805079739270465446667946905279627659399113"
    "263569398956308152294913554433653942643"
)


def test_a_key_is_kept_in_the_keyring_and_found_again(memory_keyring):
    assert KEY.keep_in_keyring("v-1")
    assert list(memory_keyring.secrets) == [(SERVICE, f"v-1/{KEY.key_id}")]
    found = key_from_keyring("v-1", KEY.key_id)
    assert found.public == KEY.public
    assert KEY.public.verifies(b"x", found.sign(b"x"))
    assert key_from_keyring("v-2", KEY.key_id) is None


class Forgetful(MemoryKeyring):
    def get_password(self, service, username):
        return None


class Short(MemoryKeyring):
    def set_password(self, service, username, password):
        super().set_password(service, username, password[:128])


class Sticky(MemoryKeyring):
    def delete_password(self, service, username):
        """Keep it."""


class Shut(MemoryKeyring):
    def set_password(self, service, username, password):
        raise KeyringLocked


@pytest.mark.parametrize("kind", [Forgetful, Short, Sticky, Shut, FailKeyring, NullKeyring])
def test_a_keyring_that_does_not_keep_is_not_used(kind):
    keyring.set_keyring(kind())
    assert not keyring_works()
    assert not KEY.keep_in_keyring("v-1")


def test_trying_the_keyring_leaves_nothing_behind(memory_keyring):
    memory_keyring.set_password(SERVICE, "another", "secret")
    assert keyring_works()
    assert memory_keyring.secrets == {(SERVICE, "another"): "secret"}


def test_a_key_that_is_forgotten_is_gone_and_no_other(memory_keyring):
    other = make_key()
    assert KEY.keep_in_keyring("v-1")
    assert other.keep_in_keyring("v-1")
    forget_in_keyring("v-1", KEY.key_id)
    forget_in_keyring("v-1", KEY.key_id)
    assert list(memory_keyring.secrets) == [(SERVICE, f"v-1/{other.key_id}")]


class Unforgetting(MemoryKeyring):
    def delete_password(self, service, username):
        raise KeyringLocked


def test_a_keyring_that_will_not_forget_keeps_the_key(memory_keyring):
    assert KEY.keep_in_keyring("v-1")
    refusing = Unforgetting()
    refusing.secrets = memory_keyring.secrets
    keyring.set_keyring(refusing)
    forget_in_keyring("v-1", KEY.key_id)
    assert key_from_keyring("v-1", KEY.key_id).public == KEY.public


@pytest.mark.parametrize("text", ["", "!", "AAAA", base64.b64encode(b"x" * 185).decode()])
def test_rubbish_in_the_keyring_is_no_key(memory_keyring, text):
    memory_keyring.set_password(SERVICE, f"v-1/{KEY.key_id}", text)
    assert key_from_keyring("v-1", KEY.key_id) is None


def test_another_key_in_the_keyring_is_not_this_key(memory_keyring):
    make_key().keep_in_keyring("v-1")
    (text,) = memory_keyring.secrets.values()
    memory_keyring.set_password(SERVICE, f"v-1/{KEY.key_id}", text)
    assert key_from_keyring("v-1", KEY.key_id) is None


class PlaintextKeyring(MemoryKeyring):
    priority = 0.1


class Locked(MemoryKeyring):
    priority = 0.1

    def get_password(self, service, username):
        raise KeyringLocked

    def set_password(self, service, username, password):
        raise KeyringLocked


@pytest.mark.parametrize("backend", [FailKeyring, NullKeyring, PlaintextKeyring])
def test_a_keyring_that_keeps_no_secret_is_not_used(backend):
    keyring.set_keyring(backend())
    assert not keyring_usable()
    assert not KEY.keep_in_keyring("v-1")
    assert key_from_keyring("v-1", KEY.key_id) is None
    assert not keep("a user", "a text")
    forget("a user")
    assert kept("a user") is None


def test_a_locked_keyring_holds_no_key():
    keyring.set_keyring(Locked())
    assert not KEY.keep_in_keyring("v-1")
    assert key_from_keyring("v-1", KEY.key_id) is None


def test_a_keyring_that_forgets_is_noticed():
    class Forgetful(MemoryKeyring):
        priority = 0.1

        def set_password(self, service, username, password):
            pass

    keyring.set_keyring(Forgetful())
    assert not KEY.keep_in_keyring("v-1")


def test_a_demo_key_never_reaches_the_keyring(memory_keyring):
    demo = make_key(demo=True)
    with pytest.raises(DemoMixed):
        demo.keep_in_keyring("v-1")
    assert memory_keyring.secrets == {}


@pytest.fixture(scope="module")
def key_file(persons_rounds):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pkcs8, "ROUNDS", persons_rounds)
        return KEY.encrypted("päss wörd")


def test_a_key_file_opens_with_its_passphrase_only(key_file):
    assert key_from_file(key_file, "päss wörd", KEY.key_id, demo=False).public == KEY.public
    with pytest.raises(PassphraseWrong):
        key_from_file(key_file, "other", KEY.key_id, demo=False)


def test_a_key_file_opens_with_openssl(key_file, tmp_path):
    path = tmp_path / "k.pem"
    path.write_bytes(key_file)
    command = ["openssl", "pkey", "-in", path, "-passin", "pass:päss wörd", "-pubout"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stdout == KEY.public.pem


def test_a_key_file_has_600_000_rounds_and_no_private_bytes(key_file):
    der = base64.b64decode(b"".join(key_file.splitlines()[1:-1]))
    assert (600_000).to_bytes(3, "big") in der
    private = KEY._private.private_numbers().private_value.to_bytes(48, "big")
    assert private not in der
    assert str(KEY).count("private") == 0


def test_files_that_hold_no_key_of_ours(key_file):
    with pytest.raises(KeyMissing):
        key_from_file(key_file, "päss wörd", "0" * 16, demo=False)
    with pytest.raises(KeyMissing):
        key_from_file(b"rubbish", "x", KEY.key_id, demo=False)
    plain = KEY._private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    with pytest.raises(KeyMissing):
        key_from_file(plain, "x", KEY.key_id, demo=False)


@pytest.mark.parametrize(
    ("demo", "organisation"), [(False, "Müller IP"), (True, DEMO_ORGANISATION)]
)
def test_the_certificate_is_of_the_key(clock, demo, organisation):
    key = make_key(demo=demo)
    certificate = x509.load_pem_x509_certificate(key.certificate("ana", "Müller IP", clock.now()))
    assert certificate.subject.rfc4514_string() == f"O={organisation},CN=ana"
    certificate.verify_directly_issued_by(certificate)
    assert (
        PublicKey.from_spki(
            certificate.public_key().public_bytes(
                serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
            )
        )
        == key.public
    )


def test_names_of_any_length_fit_a_certificate(clock):
    for name in ("", "n" * 500):
        x509.load_pem_x509_certificate(KEY.certificate(name, name, clock.now()))


def test_the_public_file_is_what_openssl_writes(tmp_path):
    path = tmp_path / "key.pem"
    path.write_bytes(KEY.public.pem)
    command = ["openssl", "pkey", "-pubin", "-pubout", "-in", path]
    assert subprocess.run(command, capture_output=True, check=True).stdout == KEY.public.pem
    assert PublicKey.from_pem(KEY.public.pem) == KEY.public
    assert len(KEY.public.spki) == 120
    assert KEY.public.fingerprint.startswith(KEY.key_id)


def spki(key, form=serialization.PublicFormat.SubjectPublicKeyInfo):
    return key.public_bytes(serialization.Encoding.DER, form)


@pytest.mark.parametrize(
    "der",
    [
        b"",
        b"rubbish",
        spki(ec.generate_private_key(ec.SECP256R1()).public_key()),
        spki(rsa.generate_private_key(65537, 2048).public_key()),
        KEY.public.spki + b"\0",
        KEY.public.spki[:-1] + bytes([KEY.public.spki[-1] ^ 1]),
    ],
    ids=["empty", "rubbish", "p256", "rsa", "longer", "off_the_curve"],
)
def test_other_keys_are_refused(der):
    with pytest.raises(KeyRefused):
        PublicKey.from_spki(der)


@pytest.mark.parametrize(
    "pem", [b"", KEY.public.pem + b"\n", b"# mine\n" + KEY.public.pem], ids=range(3)
)
def test_other_forms_of_the_public_file_are_refused(pem):
    with pytest.raises(KeyRefused):
        PublicKey.from_pem(pem)


def test_both_ways_of_signing_agree():
    digest = hashes.Hash(hashes.SHA256())
    digest.update(b"data")
    whole = digest.finalize()
    assert KEY.public.verifies(b"data", KEY.sign_digest(whole))
    assert KEY.public.verifies_digest(whole, KEY.sign(b"data"))
    assert not KEY.public.verifies(b"date", KEY.sign(b"data"))
    assert not make_key().public.verifies(b"data", KEY.sign(b"data"))


def test_the_raw_form_is_96_bytes_and_verifies():
    raw = raw_from_der(KEY.sign(b"data"))
    assert len(raw) == 96
    assert KEY.public.verifies_raw(b"data", raw)
    assert not KEY.public.verifies_raw(b"data", raw[:-1])
    assert not KEY.public.verifies_raw(b"data", raw + b"\0")


def test_numbers_out_of_range_are_refused():
    r, s = decode_dss_signature(KEY.sign(b"data"))
    for bad in [(0, s), (r, 0), (r + ORDER, s), (r, s + ORDER), (ORDER, ORDER)]:
        assert not KEY.public.verifies(b"data", encode_dss_signature(*bad))
    negative = bytes.fromhex("30060201ff020101")
    assert not KEY.public.verifies(b"data", negative)
    assert not KEY.public.verifies_raw(b"data", bytes(96))
    assert not KEY.public.verifies_raw(b"data", b"\xff" * 96)


def test_der_with_anything_more_is_refused():
    der = KEY.sign(b"data")
    assert not KEY.public.verifies(b"data", der + b"\0")
    assert not KEY.public.verifies(b"data", b"")
    assert not KEY.public.verifies(b"data", der[:-1])


def test_fingerprints_are_read_as_people_type_them():
    shown = shown_fingerprint(KEY.public.fingerprint)
    assert len(shown.split()) == 16
    assert read_fingerprint(shown.upper()) == KEY.public.fingerprint
    assert read_fingerprint(shown[:-1]) is None
    assert read_fingerprint("x" * 64) is None


@pytest.mark.parametrize(
    "name",
    ["keyring.backends.Windows.WinVaultKeyring", "none.such.Keyring", "keyring.No", "nonsense"],
)
def test_a_keyring_that_settings_name_and_that_can_not_be_is_none(monkeypatch, name):
    monkeypatch.setattr(keyring.core, "_keyring_backend", None)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", name)
    assert not keyring_usable()
    assert not KEY.keep_in_keyring("v-1")
    assert key_from_keyring("v-1", KEY.key_id) is None


class ShutLater(MemoryKeyring):
    """Opens for a trial, not for a vault's key."""

    def set_password(self, service, username, password):
        if username.startswith("v-"):
            raise KeyringLocked
        super().set_password(service, username, password)


class Mangling(MemoryKeyring):
    """Gives back a trial as it was, a vault's key otherwise."""

    def set_password(self, service, username, password):
        super().set_password(service, username, password + " " * username.startswith("v-"))


@pytest.mark.parametrize("kind", [ShutLater, Mangling])
def test_a_key_counts_as_kept_only_when_it_was_read_back(kind):
    keyring.set_keyring(kind())
    assert keyring_works()
    assert not KEY.keep_in_keyring("v-1")


@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP521R1(), None])
def test_a_file_with_a_key_of_another_kind_is_not_this_key(curve):
    private = ec.generate_private_key(curve) if curve else rsa.generate_private_key(65537, 2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"words"),
    )
    with pytest.raises(KeyMissing):
        key_from_file(pem, "words", KEY.key_id, demo=False)


def test_a_compressed_point_is_not_the_canonical_form():
    spki = KEY.public.spki
    point = bytes([2 + spki[-1] % 2]) + spki[-96:-48]
    compressed = b"\x30\x46" + spki[2:20] + b"\x03\x32\x00" + point
    serialization.load_der_public_key(compressed)
    with pytest.raises(KeyRefused, match="not the canonical form"):
        PublicKey.from_spki(compressed)


def test_a_pem_of_another_kind_of_key_or_form_is_refused():
    kinds = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    other = rsa.generate_private_key(65537, 2048).public_key().public_bytes(*kinds)
    with pytest.raises(KeyRefused, match=r"not a P-384 key"):
        PublicKey.from_pem(other)
    with pytest.raises(KeyRefused, match="not a key"):
        PublicKey.from_pem(b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")
    with pytest.raises(KeyRefused, match="not the canonical form"):
        PublicKey.from_pem(b"a note\n" + KEY.public.pem)
    assert PublicKey.from_pem(KEY.public.pem) == KEY.public
