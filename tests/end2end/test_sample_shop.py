"""The sample shop captured by the command line: whole, and every body that it sent is kept."""

import io
import json
import os
import subprocess
import sys
import zipfile
from hashlib import sha256

import pytest
from PIL import Image
from warcio.archiveiterator import ArchiveIterator

from evidencekit.services.sample_shop import SampleShop

pytestmark = pytest.mark.timeout(300)
SHUT = '--host-resolver-rules="MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"'


class Run:
    """One vault, the five listings in it, and what the shop says that it sent."""

    def __init__(self, folder):
        self.vault, words = folder / "vault", folder / "words.txt"
        words.write_text("correct horse battery\n", encoding="utf-8")
        kept = {k: v for k, v in os.environ.items() if not k.startswith("EVIDENCEKIT_")}
        self.environment = kept | {
            "EVIDENCEKIT_HOME": str(folder / "home"),
            "EVIDENCEKIT_CHROMIUM_FLAGS": SHUT,
            "EVIDENCEKIT_PASSPHRASE_FILE": str(words),
            "QT_QPA_PLATFORM": "offscreen",
        }
        self.always = ("--vault", str(self.vault), "--json")
        self.tell("init", self.vault, "--name", "Brand X", "--operator", "Ana")
        with SampleShop() as shop:
            self.origin = shop.origin
            self.code, self.documents = self.tell("capture", *shop.listings)
            self.served = shop.served

    def tell(self, *words):
        done = subprocess.run(
            [sys.executable, "-m", "evidencekit", *map(str, words), *self.always],
            env=self.environment,
            capture_output=True,
            check=False,
            timeout=200,
        )
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        return done.returncode, json.loads(done.stdout)

    def records(self, document):
        """Give kind, address, status and body of each record, by a reader that is not ours."""
        with zipfile.ZipFile(self.vault / document["file"]) as archive:
            data = archive.read("archive/data.warc.gz")
        for record in ArchiveIterator(io.BytesIO(data)):
            status = record.http_headers.get_statuscode() if record.http_headers else None
            target = record.rec_headers.get_header("WARC-Target-URI")
            yield record.rec_type, target, status, record.content_stream().read()


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return Run(tmp_path_factory.mktemp("shop"))


def test_each_listing_is_captured_complete(run):
    assert run.code == 0, run.documents
    states = [(one["state"], one["gaps"], one["failed_requests"]) for one in run.documents]
    assert states == [("complete", 0, 0)] * 5
    assert {one["page_kind"] for one in run.documents} == {"listing"}
    assert run.documents[1]["url"].endswith("/s/k7q2")
    assert run.documents[1]["final_url"] == f"{run.origin}/item/6820418262?from=share"


def test_every_body_that_the_shop_sent_is_kept_as_it_was(run):
    kept, hops = set(), []
    for document in run.documents:
        for kind, target, status, body in run.records(document):
            if kind == "response":
                kept.add((target, int(status), sha256(body).hexdigest()))
                hops += [target] if status == "302" else []
    sent = {(one.url, one.status, one.sha256) for one in run.served}
    assert len(sent) >= 25
    assert sent == kept
    # Only scrolling brings these two: one by an observer, one by the engine itself.
    addresses = {target for target, _status, _digest in kept}
    assert {f"{run.origin}/pictures/{name}-3.jpg" for name in ("wallet", "crossbody")} <= addresses
    assert hops == [f"{run.origin}/s/k7q2"]


def test_what_came_late_is_in_the_text_and_in_the_document(run):
    texts = [
        body.decode()
        for document in run.documents
        for kind, target, _status, body in run.records(document)
        if kind == "resource" and target.startswith("urn:text:")
    ]
    assert len(texts) == 5
    for text, words in zip(
        texts,
        (
            ("129.00 - 169.00", "1万+", "晨星旗舰店"),
            ("¥59.90", "已售 3421", "晨星旗舰店"),
            ("价格：¥199.00", "库存：36 件"),
            ("US $48.50", "2,000+ sold", "Northgate Outlet"),
            ("US $74.00", "41 available", "Northgate Outlet"),
        ),
        strict=True,
    ):
        assert not [word for word in words if word not in text]


def test_the_pictures_of_the_whole_page_are_two_to_four_screens(run):
    for document in run.documents:
        shots = [
            Image.open(io.BytesIO(body))
            for _kind, target, _status, body in run.records(document)
            if target and target.startswith("urn:fullpage:")
        ]
        assert len(shots) == 1
        assert 1800 <= shots[0].height <= 4000


def test_the_cookie_is_withheld_and_the_vault_stands(run):
    for document in run.documents:
        file = run.vault / document["file"]
        with zipfile.ZipFile(file) as archive:
            about = json.loads(archive.read("datapackage.json"))["evidencekit"]
        names = {(one["where"], one["name"]) for one in about["withheld"]}
        assert ("response_header", "set-cookie") in names
        for _kind, _target, _status, body in run.records(document):
            assert b"pierside-sample" not in body
    code, report = run.tell("verify", "--deep")
    assert (code, report["ok"]) == (0, True)
