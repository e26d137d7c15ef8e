"""Vaults in a test's folder, made and filled by the product itself; a time authority of openssl."""

import dataclasses
import functools
import hashlib
import itertools
import os
import subprocess
from datetime import timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from evidencekit.domain.ids import IdKind, new_id
from evidencekit.evidence.timestamp import (
    check_reply,
    make_request,
    read_certificates,
    read_request,
)
from evidencekit.services.stamp_import import import_stamp
from evidencekit.vault.create import NewVault, create_vault
from evidencekit.vault.heads import KnownVaults
from evidencekit.vault.stamp_files import Kept, Waiting
from evidencekit.vault.stamps import StampLists
from evidencekit.vault.vault import Vault
from fakes.drafts import a_draft

WISH = NewVault("Müller & 王 律师", "ana")
_AUTHORITY = """[req]
distinguished_name=d
prompt=no
[d]
O=Test
CN=Root
[ca]
basicConstraints=critical,CA:true
[t]
extendedKeyUsage=critical,timeStamping
crlDistributionPoints=URI:http://ca.example/list.crl
[crl]
database=index.txt
default_md=sha256
default_crl_days=3000
[tsa]
default_tsa=x
[x]
serial=serial
signer_digest=sha256
default_policy=1.2.3.4
digests=sha256
ess_cert_id_alg=sha256
"""


class VaultRoom:
    """One vault, the memory of one computer, and a clock that moves with each use."""

    def __init__(self, folder, clock, wish=WISH, passphrase=None):
        self.clock = clock
        self.known = KnownVaults(folder / "known.json")
        self.passphrase = passphrase
        self.made = create_vault(folder / "vault", wish, clock, self.known, passphrase)
        self.path = self.made.path
        self.log = self.path / "custody" / f"{self.made.key_id}.jsonl"

    def writing(self):
        return Vault.open_writing(self.path, self.known, self.clock, self.passphrase)

    def draft(self):
        self.clock.advance(timedelta(milliseconds=1500))
        return dataclasses.replace(a_draft(), capture_id=new_id(IdKind.CAPTURE, self.clock.now()))

    def seal(self, count=1):
        with self.writing() as vault:
            return [vault.seal(self.draft()) for _each in range(count)]


def sha256(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def stamp(room, writer, folder):
    """Make a list over everything and have an authority of openssl stamp it; return its root."""
    lists = StampLists(writer, room.clock)
    (listed,) = lists.make_lists()
    waiting = Waiting(listed, "local")
    request = lists.request(waiting)
    reply, root = _ask(folder, request), folder / "ca.pem"
    crls = {1: (folder / "list.crl").read_bytes()}
    token = check_reply(reply, read_request(request), read_certificates(root.read_bytes()))
    lists.keep(waiting, Kept(reply, token, crls))
    return root


# To make one takes longer than all else here. So many that no two authorities of a test share one.
_RSA_KEYS, _TAKEN = 12, itertools.count()


@functools.cache
def _rsa(_number):
    key = rsa.generate_private_key(65537, 2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _ask(folder, request):
    folder.mkdir()
    (folder / "c.cnf").write_text(_AUTHORITY)
    (folder / "serial").write_text("01")
    (folder / "index.txt").touch()

    def openssl(words):
        subprocess.run(["openssl", *words.split()], cwd=folder, check=True, capture_output=True)

    for name in ("ca.key", "t.key"):
        (folder / name).write_bytes(_rsa(next(_TAKEN) % _RSA_KEYS))
    openssl("req -x509 -key ca.key -config c.cnf -out ca.pem -extensions ca -days 3000")
    openssl("req -new -key t.key -config c.cnf -out t.csr -subj /O=Test/CN=TSA")
    openssl(
        "x509 -req -in t.csr -CA ca.pem -CAkey ca.key -set_serial 2 -extfile c.cnf "
        "-extensions t -out t.pem -days 3000"
    )
    openssl("ca -gencrl -config c.cnf -name crl -keyfile ca.key -cert ca.pem -out list.pem")
    openssl("crl -in list.pem -outform DER -out list.crl")
    return _answer(folder, request)


def _answer(folder, request):
    (folder / "tsq").write_bytes(request)
    words = "ts -reply -config c.cnf -queryfile tsq -signer t.pem -inkey t.key -out tsr"
    subprocess.run(["openssl", *words.split()], cwd=folder, check=True, capture_output=True)
    return (folder / "tsr").read_bytes()


def bring(room, folder, words=b"%PDF-1.7 a notary's"):
    """Import a token over the newest capture, by the authority of `stamp`, and a certificate."""
    roots = read_certificates((folder / "ca.pem").read_bytes())
    with room.writing() as vault:
        entry = vault.captures()[0]
        data = vault.path_of(entry).read_bytes()
        source = folder / "got.tsr"
        source.write_bytes(_answer(folder, make_request(data)))
        import_stamp(vault, source, entry.id, roots, "ana")
        (folder / "got.pdf").write_bytes(words)
        import_stamp(vault, folder / "got.pdf", entry.id, (), "ana")


def full_vault(folder, clock, wish=WISH, passphrase=None):
    """Return a room with two captures, a derived file, a stamped list; and the root's path."""
    room = VaultRoom(folder, clock, wish, passphrase)
    with room.writing() as vault:
        first = vault.seal(room.draft())
        vault.add_derived(first.sha256, "facts-1.json", "facts", b'{"format": "1.0"}')
        vault.seal(room.draft())
        vault.record("note", {"about": None, "by": "ana", "text": 'x","sig":"AA","v":1}\n王 \\'})
        roots = stamp(room, vault, folder / "authority")
    return room, roots


def files(root):
    """Return what lies below `root`: paths with their bytes."""
    found = (Path(top) / name for top, _dirs, names in os.walk(root) for name in names)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def flipped(data, position, bit):
    changed = bytearray(data)
    changed[position] ^= 1 << bit
    return bytes(changed)


def put_bytes(path, data):
    path.chmod(0o644)
    path.write_bytes(data)
