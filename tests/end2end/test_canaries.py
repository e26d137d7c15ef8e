"""No secret of the person is anywhere: every byte of a full vault, its packet, logs and settings.

A page uses each secret that a browser can hold; the key and its passphrase are looked for too.
"""

import base64
import gzip
import hashlib
import io
import json
import re
import subprocess
import zipfile
import zlib

import pytest
from cryptography.hazmat.primitives import serialization

from end2end.terminal import Terminal
from loopback_site import CANARIES, loopback_site

RIGHT = "kind: trademark\njurisdiction: CN\nowner_as_registered: Brand X Ltd\nstatus: registered\n"
CASE = "name: Brand X\nright: {right}\ncaptures: [{capture}]\n"
PDF_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


class Room:
    """A terminal that did the whole job on the page of secrets."""

    def __init__(self, folder, site):
        self.terminal = Terminal(folder)
        self.said = b""
        self.run("init", self.terminal.vault, "--name", "Brand X", "--operator", "Ana")
        self.capture = self.run("capture", f"{site.main}/secrets", "--wait", "1")[0]
        (gone,) = self.run("capture", f"{site.main}/secrets", "--wait", "1")
        self._complain(folder)
        self.run("hide", self.capture["id"], "--reason", "a blank page")
        self.run("remove", gone["id"], "--reason", "taken twice", "--as", "Ana")
        self.run("key", "show")
        self.old_key = next((self.terminal.vault / "keys").glob("*.enc.pem")).read_bytes()
        self.run("key", "rotate", "--as", "Ana")
        self.run("key", "export-public", "--out", folder / "public.pem")
        self.run("capture", f"{site.main}/gone-away")
        # A wrong passphrase, a wrong use: what errors say is looked at too.
        (folder / "wrong.txt").write_text("not these words\n")
        wrong = {"EVIDENCEKIT_PASSPHRASE_FILE": str(folder / "wrong.txt")}
        self.run("hide", self.capture["id"], "--reason", "x", "--undo", **wrong)
        self.report = self.run("verify", "--deep")
        self.shown = self.run("show", self.capture["id"])

    def run(self, *words, **environment):
        words = (*words, "--vault", self.terminal.vault, "--json", "--verbose")
        process = self.terminal.start(*words, **environment)
        out, err = process.communicate(timeout=100)
        self.said += out + err
        assert b"Traceback" not in err, err.decode()
        return json.loads(out)

    def _complain(self, folder):
        (folder / "right.yaml").write_text(RIGHT)
        right = self.run("right", "new", "--from", folder / "right.yaml")["id"]
        text = CASE.format(right=right, capture=self.capture["id"])
        (folder / "case.yaml").write_text(text)
        case = self.run("case", "new", "--from", folder / "case.yaml")["id"]
        made = ("--case", case, "--profile", "court", "--out", folder / "packet")
        self.packet = self.run("packet", *made)

    def pieces(self):
        """Yield everything that was written: names with bytes, containers opened."""
        yield "what was said", self.said
        for path in sorted(self.terminal.folder.rglob("*")):
            if path.is_file() and path != self.terminal.passphrase:
                yield from opened(path.relative_to(self.terminal.folder), path.read_bytes())
        pdf = self.terminal.folder / "packet" / "packet.pdf"
        text = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, check=True).stdout
        yield "packet.pdf as text", re.sub(rb"\s+", b"", text)


def opened(name, data):
    yield name, data
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                yield from opened(f"{name}!{member}", archive.read(member))
    elif data[:2] == b"\x1f\x8b":
        yield from opened(f"{name}!", gzip.decompress(data))
    elif b"%PDF-" in data[:2000]:
        for number, found in enumerate(PDF_STREAM.finditer(data)):
            try:
                yield f"{name}!{number}", zlib.decompressobj().decompress(found[1])
            except zlib.error:
                continue
    else:
        # Bodies as they came over the wire, inside a WARC.
        for found in re.finditer(rb"\x1f\x8b\x08", data):
            inside = zlib.decompressobj(31)
            try:
                yield f"{name}@{found.start()}", inside.decompress(data[found.start() :])
            except zlib.error:
                continue


def forms(secret):
    """Return a secret as it may stand somewhere: plain, UTF-16, hex, base64 at each offset."""
    wide = secret.decode("latin-1").encode("utf-16-le")
    shapes = {secret, wide, secret.hex().encode(), secret.hex().upper().encode()}
    shapes |= {hashlib.sha256(secret).hexdigest().encode()}
    for offset in range(3):
        encoded = base64.b64encode(bytes(offset) + secret)
        # Whole groups only: what stands at the seams depends on the neighbours.
        shapes.add(encoded[4 if offset else 0 : -4])
    return shapes


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    with loopback_site() as site:
        yield Room(tmp_path_factory.mktemp("canaries"), site)


def test_the_page_did_use_the_secrets(room):
    # Else the test below would look for what never was there.
    assert room.capture["title"] == "typed"
    withheld = room.shown["provenance"]["withheld"]
    assert {one["where"] for one in withheld} >= {
        "request_header",
        "response_header",
        "request_body",
        "address_parameter",
        "ws_sent",
    }
    assert room.packet["pages"] > 0
    assert room.report["ok"]


def key_forms(room):
    """Forms of the passphrase, and of both keys as they are without it."""
    words = room.terminal.passphrase.read_text().strip().encode()
    shapes = forms(words)
    (pem,) = (room.terminal.vault / "keys").glob("*.enc.pem")
    # The key before it was erased when it was changed: nothing of it may be left either.
    for sealed in (pem.read_bytes(), room.old_key):
        key = serialization.load_pem_private_key(sealed, words)
        der = key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        scalar = key.private_numbers().private_value.to_bytes(48, "big")
        shapes |= forms(der) | forms(scalar)
        assert scalar in der
    return shapes


@pytest.fixture(scope="module")
def places(room):
    """Where each of these is: all are looked for at once, since to unpack takes longest."""
    wanted = {name: forms(secret.encode()) for name, secret in CANARIES.items()}
    wanted |= {"keys": key_forms(room), "brand": {b"Brand X"}, "reason": {b"taken twice"}}
    found = {name: [] for name in wanted}
    for where, data in room.pieces():
        for name, shapes in wanted.items():
            if any(one in data for one in shapes):
                found[name].append(str(where))
    return found


@pytest.mark.parametrize("name", CANARIES)
def test_no_secret_of_the_page_is_anywhere(places, name):
    assert places[name] == []


def test_neither_the_keys_nor_their_passphrase_is_anywhere(places):
    assert places["keys"] == []


def test_the_search_finds_what_is_there(places):
    """The same search, for something that is in the captured page and in the custody log."""
    assert any(".wacz!archive/data.warc.gz" in place for place in places["brand"])
    assert any(place.endswith("vault.json") for place in places["brand"])
    assert any("jsonl" in place for place in places["reason"])
