"""Vaults in a test's folder, made and filled by the product itself; a time authority of openssl."""

import dataclasses
import hashlib
import os
import subprocess
from datetime import timedelta
from pathlib import Path

from evidencekit.domain.ids import IdKind, new_id
from evidencekit.vault.create import NewVault, create_vault
from evidencekit.vault.heads import KnownVaults
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
    """Make a list over everything, have an authority of openssl stamp it, log both."""
    head, key_id = writer.head, room.made.key_id
    heads = f"stamps/heads/{key_id}-{head.seq}.json"
    (room.path / heads).write_bytes(room.log.read_bytes().split(b"\n")[head.seq])
    paths = [heads, *(entry.file for entry in writer.captures())]
    listed = "stamps/20261123T223300Z-1.sha256"
    text = "".join(f"{sha256(room.path / path)}  {path}\n" for path in paths)
    (room.path / listed).write_text(text)
    stem = room.path / "stamps/20261123T223300Z-1.local"
    _ask(folder, room.path / listed, stem)
    asked = {
        "authority": "local",
        "list": listed,
        "list_sha256": sha256(room.path / listed),
        "tsq_sha256": sha256(f"{stem}.tsq"),
    }
    writer.record("stamp.requested", dict(asked))
    del asked["tsq_sha256"]
    received = {
        "chain_sha256": sha256(f"{stem}.chain.pem"),
        "gen_time": "2026-11-23T22:33:57Z",
        "policy": "1.2.3.4",
        "recovered": False,
        "serial": "02",
        "tsr_sha256": sha256(f"{stem}.tsr"),
    }
    writer.record("stamp.received", asked | received)
    return folder / "ca.pem"


def _ask(folder, listed, stem):
    folder.mkdir()
    (folder / "c.cnf").write_text(_AUTHORITY)
    (folder / "serial").write_text("01")

    def openssl(words):
        subprocess.run(["openssl", *words.split()], cwd=folder, check=True, capture_output=True)

    key = "-newkey rsa:2048 -nodes -config c.cnf"
    openssl(f"req -x509 {key} -keyout ca.key -out ca.pem -extensions ca -days 3000")
    openssl(f"req {key} -keyout t.key -out t.csr -subj /O=Test/CN=TSA")
    openssl(
        "x509 -req -in t.csr -CA ca.pem -CAkey ca.key -set_serial 2 -extfile c.cnf "
        "-extensions t -out t.pem -days 3000"
    )
    openssl(f"ts -query -data {listed} -sha256 -cert -out {stem}.tsq")
    openssl(
        f"ts -reply -config c.cnf -queryfile {stem}.tsq -signer t.pem -inkey t.key -out {stem}.tsr"
    )
    chain = (folder / "t.pem").read_text() + (folder / "ca.pem").read_text()
    Path(f"{stem}.chain.pem").write_text(chain)


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
