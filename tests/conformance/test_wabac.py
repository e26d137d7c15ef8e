"""What wabac.js, the reader behind ReplayWeb.page, says of our signature: its own code, under node.

Only in the long run (`LONG=1`): npm fetches it, in the versions of `wabac/package-lock.json`, into
a folder that goes away again. It is under the AGPL; nothing of it is in the product or beside it.
"""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from evidencekit.evidence.keys import make_key
from fakes.vaults import VaultRoom

WANTED = Path(__file__).with_name("wabac")
TOOLS = ("node", "npm")
WITHOUT = [tool for tool in TOOLS if not shutil.which(tool)]
pytestmark = [
    pytest.mark.skipif(not os.environ.get("LONG"), reason="only in the long run: LONG=1"),
    pytest.mark.skipif(bool(WITHOUT), reason=f"needs {' and '.join(WITHOUT)}"),
    # npm fetches 26 MB.
    pytest.mark.timeout(600),
]
MEMBERS = {
    "package": "datapackage.json",
    "digest": "datapackage-digest.json",
    "pages": "pages/pages.jsonl",
}
SIGNATURE, PACKAGE, PAGES = "signature", "in/datapackage.json", "in/pages/pages.jsonl"


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    """wabac.js and what asks it, as one script."""
    folder = tmp_path_factory.mktemp("wabac")
    for file in WANTED.iterdir():
        shutil.copy(file, folder)
    fetch = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--cache", folder / "npm"]
    subprocess.run(fetch, cwd=folder, check=True, capture_output=True)
    bundle = ["say.js", "--bundle", "--platform=node", "--format=esm", "--loader:.html=text",
              "--outfile=said.js", "--log-level=error"]  # fmt: skip
    subprocess.run(["node_modules/.bin/esbuild", *bundle], cwd=folder, check=True)
    return folder / "said.js"


@pytest.fixture
def sealed(tmp_path, clock):
    room = VaultRoom(tmp_path, clock)
    return [room.path / done.file for done in room.seal(2)]


@pytest.fixture
def says(reader):
    def ask(*paths):
        done = subprocess.run(["node", reader, *paths], capture_output=True, check=True)
        found = json.loads(done.stdout)
        return [found[str(path)] for path in paths]

    return ask


def changed(path, name, **changes):
    """Return a copy of a capture with some of MEMBERS written anew, all else as it was."""
    copy = path.with_name(f"{name}.wacz")
    change = {MEMBERS[member]: how for member, how in changes.items()}
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info.filename, change.get(info.filename, bytes)(data))
    return copy


def in_digest(**values):
    def change(data):
        said = json.loads(data)
        for name, value in values.items():
            if name in said:
                said[name] = value
            if name in said["signedData"]:
                said["signedData"][name] = value
        return json.dumps(said).encode()

    return change


def retold(data):
    return data.replace(b"Listing", b"Lasting").replace(b"listing", b"lasting")


def test_it_says_true_of_what_we_seal(sealed, says):
    for found in says(*sealed):
        assert {name: found[name] for name in (SIGNATURE, PACKAGE, PAGES)} == {
            SIGNATURE: True, PACKAGE: True, PAGES: True,
        }  # fmt: skip


def test_it_says_false_of_what_was_changed(sealed, says):
    path = sealed[0]
    with zipfile.ZipFile(path) as archive:
        package = retold(archive.read("datapackage.json"))
        assert package != archive.read("datapackage.json")
        signed = json.loads(archive.read("datapackage-digest.json"))["signedData"]
    raw = bytearray(base64.b64decode(signed["signature"]))
    raw[50] ^= 1
    other = make_key().public
    hash_ = f"sha256:{hashlib.sha256(package).hexdigest()}"
    found = dict(
        zip(
            ("package", "hash", "signature", "key", "pages"),
            says(
                changed(path, "package", package=retold),
                # Whoever changes the package tells its new hash, and can't sign it.
                changed(path, "hash", package=retold, digest=in_digest(hash=hash_)),
                changed(path, "signature",
                        digest=in_digest(signature=base64.b64encode(raw).decode())),
                changed(path, "key",
                        digest=in_digest(publicKey=base64.b64encode(other.spki).decode())),
                changed(path, "pages", pages=retold),
            ),
            strict=True,
        )
    )  # fmt: skip
    assert (found["package"][SIGNATURE], found["package"][PACKAGE]) == (True, False)
    assert (found["hash"][SIGNATURE], found["hash"][PACKAGE]) == (False, True)
    assert found["signature"][SIGNATURE] is False
    assert found["key"][SIGNATURE] is False
    assert (found["pages"][SIGNATURE], found["pages"][PAGES]) == (True, False)
