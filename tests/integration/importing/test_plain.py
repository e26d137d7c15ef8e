"""Captures without a browser, of a real server: what it sent, hop by hop, to the byte."""

import gzip
import hashlib
import io
import ipaddress
import json
import ssl
import threading
import zipfile
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from evidencekit.capture import plain_http
from evidencekit.capture.plan import CapturePlan
from evidencekit.capture.withholding import WithholdRules
from evidencekit.cli import run_command_line
from evidencekit.domain.errors import NotAnAddress
from evidencekit.domain.ids import IdKind, new_id
from evidencekit.evidence.report import Outcome
from evidencekit.services.facts import FactReading
from evidencekit.services.plain_capturing import PlainCapturing
from evidencekit.services.verifying import verify_paths
from fakes.vaults import VaultRoom, files
from loopback_pages import closed_port, loopback_pages

ITEM = """<!doctype html><meta charset=utf-8><title>BRAND X 手表</title>
<script type="application/ld+json">{"@type": "Product", "name": "BRAND X 手表",
"offers": {"@type": "Offer", "price": "12.50", "priceCurrency": "USD"}}</script>
<h1>BRAND X 手表</h1>""".encode()
API = json.dumps({"price": "66.31"}).encode()
GONE = b"<title>Page not found</title><p>This listing was removed."
ROBOT = b"<title>Robot Check</title><p>Type the characters you see in this image"
BIG = bytes(range(256)) * 4096


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_words):
        """Say nothing."""

    def answer(self, body=b"", kind="text/html", status=200, **headers):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Set-Cookie", "session=CANARY-COOKIE")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        path = self.path.partition("?")[0]
        inside = f"http://127.0.0.2:{self.server.inside}/secret"
        packed = {"body": gzip.compress(ITEM), "Content_Encoding": "gzip"}
        answers = {
            "/start": {"body": b"moved", "status": 302, "Location": "/hop?token=abc"},
            "/hop": {"status": 301, "Location": "/item/1"},
            "/item/1": {
                "body": ITEM,
                "kind": "text/html; charset=utf-8",
                "X_Csrf_Token": "CANARY-CSRF",
            },
            "/packed": packed,
            "/big": {"body": BIG, "kind": "application/octet-stream"},
            "/api": {"body": API, "kind": "application/json"},
            "/inward": {"status": 302, "Location": inside},
            "/secret": {"body": b"secret"},
            "/loop": {"status": 302, "Location": "/loop"},
            "/file": {"status": 302, "Location": "file:///etc/hostname"},
            "/missing": {"body": GONE, "status": 404},
            "/captcha": {"body": ROBOT},
        }
        if path in answers:
            self.answer(**answers[path])
        else:
            self.torn(path)

    def torn(self, path):
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"half of it")
        if path == "/slow":
            self.wfile.flush()
            self.server.stopping.wait()


@pytest.fixture
def site():
    servers = [ThreadingHTTPServer((host, 0), Handler) for host in ("127.0.0.1", "127.0.0.2")]
    for one in servers:
        one.asked, one.stopping, one.daemon_threads = [], threading.Event(), True
        one.inside = servers[1].server_address[1]
        threading.Thread(target=one.serve_forever, daemon=True).start()
    servers[0].base = f"http://127.0.0.1:{servers[0].server_address[1]}"
    servers[0].inner = servers[1]
    yield servers[0]
    for one in servers:
        one.stopping.set()
        one.shutdown()
        one.server_close()


class Desk:
    def __init__(self, folder, clock):
        self.clock, self.room = clock, VaultRoom(folder, clock)

    def capture(self, url, **plan):
        with self.room.writing() as vault:
            work = PlainCapturing(vault, self.clock, "ana", WithholdRules())
            name = new_id(IdKind.CAPTURE, self.clock.now())
            result = work.capture(name, url, CapturePlan(**plan))
            if result.sealed is None:
                return result.outcome, {}, [], {}
            entry = vault.find(result.sealed.id)
            with vault.open_capture(entry) as capture:
                about, responses = capture.evidencekit, list(capture.responses())
            facts = FactReading(vault, self.clock).read(entry)["facts"]
        return result.outcome, about, responses, facts


@pytest.fixture
def desk(tmp_path, clock):
    return Desk(tmp_path, clock)


def test_each_hop_and_the_body_are_kept_and_nothing_of_the_users_own(desk, site):
    url = f"{site.base.replace('://', '://user:CANARY-PASS@')}/start?sid=own"
    _outcome, about, responses, facts = desk.capture(url)
    assert [(one.url, one.status, one.body) for one in responses] == [
        (f"{site.base}/start?sid=own", 302, b"moved"),
        (f"{site.base}/hop?token=abc", 301, b""),
        (f"{site.base}/item/1", 200, ITEM),
    ]
    assert (about["state"], about["http_status"], about["title"]) == (
        "complete",
        200,
        "BRAND X 手表",
    )
    assert about["final_url"] == f"{site.base}/item/1"
    assert about["engine"]["kind"] == "requests"
    assert about["engine"]["window"] == "none"
    assert {"no_browser", "private_address", "address_has_credentials"} == set(about["warnings"])
    assert facts["price"]["value"] == "12.50"
    withheld = {(one["where"], one["name"]) for one in about["withheld"]}
    assert withheld >= {
        ("user_info", "user_info"),
        ("response_header", "set-cookie"),
        ("response_header", "x-csrf-token"),
        ("request_header", "cookie"),
    }
    # The site got its cookie back within the visit, and no log-in.
    assert "Cookie" in site.asked[-1][1]
    assert not any("Authorization" in headers for _path, headers in site.asked)
    assert all(headers["Accept-Encoding"] == "identity" for _path, headers in site.asked)
    sealed = files(desk.room.path / "evidence")
    unpacked = b"".join(sealed.values()) + b"".join(
        gzip.decompress(data) for data in _gzips(sealed)
    )
    assert b"CANARY" not in unpacked


def _gzips(sealed):
    for name, data in sealed.items():
        if name.endswith(".wacz"):
            yield zipfile.ZipFile(io.BytesIO(data)).read("archive/data.warc.gz")


def test_a_netrc_of_the_person_is_not_sent(desk, site, tmp_path, monkeypatch):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login ana password CANARY-NETRC\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    desk.capture(f"{site.base}/item/1")
    assert not any("Authorization" in headers for _path, headers in site.asked)


def test_an_answer_of_an_api_is_kept_as_it_is(desk, site):
    _outcome, about, (response,), facts = desk.capture(f"{site.base}/api")
    assert (response.body, response.media_type, facts) == (API, "application/json", {})
    assert (about["state"], about["page_kind"]) == ("complete", "other")


def test_a_packed_body_is_stored_unpacked_and_its_header_renamed(desk, site):
    _outcome, _about, (response,), _facts = desk.capture(f"{site.base}/packed")
    assert response.body == ITEM
    assert dict(response.headers)["x-orig-Content-Encoding"] == "gzip"


def test_a_body_over_the_limit_is_cut_and_says_so(desk, site):
    _outcome, about, (response,), _facts = desk.capture(f"{site.base}/big", bytes=100_000)
    assert response.body == BIG[:100_000]
    assert (about["state"], about["limits"]["stopped_by"]) == ("complete_with_gaps", "bytes")
    assert [gap["reason"] for gap in about["gaps"]] == ["cut"]


def test_a_body_at_the_limit_is_whole(desk, site):
    _outcome, about, (response,), _facts = desk.capture(f"{site.base}/big", bytes=len(BIG))
    assert (response.body, about["state"]) == (BIG, "complete")


def test_a_server_that_stalls_is_left_at_the_deadline(desk, site):
    _outcome, about, (response,), _facts = desk.capture(f"{site.base}/slow", seconds=3)
    assert response.body == b"half of it"
    assert (about["state"], about["limits"]["stopped_by"]) == ("complete_with_gaps", "time")


def test_a_server_that_breaks_off_leaves_a_gap_and_no_limit(desk, site):
    _outcome, about, (response,), _facts = desk.capture(f"{site.base}/torn")
    assert response.body == b"half of it"
    assert (about["state"], about["limits"]["stopped_by"]) == ("complete_with_gaps", None)


def test_a_redirect_into_a_private_network_is_not_followed(desk, site, monkeypatch):
    # Of the two loopback addresses one plays the Internet.
    monkeypatch.setattr(plain_http, "is_public", lambda ip: ip == "127.0.0.1")
    _outcome, about, (response,), _facts = desk.capture(f"{site.base}/inward")
    assert response.status == 302
    assert (about["state"], about["reason"]) == ("failed", "private_address")
    (failed,) = about["failed_requests"]
    assert failed["url"].endswith("/secret")
    assert site.inner.asked == []
    assert "private_address" not in about["warnings"]


def test_from_a_private_address_a_private_redirect_is_followed_and_marked(desk, site):
    _outcome, about, responses, _facts = desk.capture(f"{site.base}/inward")
    assert len(responses) == 2
    assert "private_address" in about["warnings"]


@pytest.mark.parametrize(
    ("path", "state", "reason", "kind"),
    [
        ("/missing", "failed", "http_error", "gone"),
        ("/captcha", "wall", "captcha", "captcha"),
        ("/loop", "failed", "no_answer", "error"),
        ("/file", "failed", "no_answer", "error"),
    ],
)
def test_the_end_is_said_as_it_is(desk, site, path, state, reason, kind):
    _outcome, about, _responses, _facts = desk.capture(f"{site.base}{path}")
    assert (about["state"], about["reason"], about["page_kind"]) == (state, reason, kind)


def test_no_answer_at_all_is_a_line_in_the_log(desk):
    outcome, about, _responses, _facts = desk.capture(f"http://127.0.0.1:{closed_port()}/")
    assert (about, outcome.error) == ({}, "refused")
    outcome, about, _responses, _facts = desk.capture("http://nowhere.invalid/")
    assert (about, outcome.error) == ({}, "dns")
    with loopback_pages(tls=True) as shop:
        outcome, about, _responses, _facts = desk.capture(f"{shop}/light")
    assert (about, outcome.error) == ({}, "tls")
    with pytest.raises(NotAnAddress):
        desk.capture("ftp://shop.example/")
    assert files(desk.room.path / "staging") == {}


def test_the_certificate_of_the_server_is_kept(desk, tmp_path, monkeypatch):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    place = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 7)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2120, 1, 1, tzinfo=UTC))
        .add_extension(place, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    both = tmp_path / "both.pem"
    both.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain) + pem)
    (tmp_path / "roots.pem").write_bytes(pem)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "roots.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.inside = [], 0
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    place = f"127.0.0.1:{server.server_port}"
    try:
        _outcome, about, (response,), _facts = desk.capture(f"https://{place}/api")
    finally:
        server.shutdown()
        server.server_close()
    (tls,) = [one for one in about["artefacts"] if one["kind"] == "tls"]
    assert (response.body, tls["urn"]) == (API, f"urn:tls:{place}")
    assert tls["sha256"] == hashlib.sha256(pem).hexdigest()


def test_what_is_sealed_verifies(desk, site):
    desk.capture(f"{site.base}/start")
    desk.capture(f"{site.base}/torn")
    known = desk.room.known
    report = verify_paths([desk.room.path], deep=True, fingerprint=None, roots=None, known=known)
    assert [check for check in report.checks if check.outcome is Outcome.FAILED] == []


def test_names_say_which_addresses_are_public():
    public = ("93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34")
    private = ("127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fe80::1%eth0", "::ffff:10.0.0.1")
    assert all(map(plain_http.is_public, public))
    assert not any(map(plain_http.is_public, private))


def test_the_command(tmp_path, site, capsys, monkeypatch):
    (tmp_path / "words").write_text("horse\n")
    monkeypatch.setenv("EVIDENCEKIT_PASSPHRASE_FILE", str(tmp_path / "words"))
    monkeypatch.setenv("EVIDENCEKIT_VAULT", str(tmp_path / "vault"))
    assert (
        run_command_line(["init", str(tmp_path / "vault"), "--name", "N", "--operator", "a"]) == 0
    )
    capsys.readouterr()
    words = ["capture", f"{site.base}/item/1", "--engine", "requests", "--json"]
    assert run_command_line(words) == 0
    (said,) = json.loads(capsys.readouterr().out)
    assert (said["state"], said["responses"], said["title"]) == ("complete", 1, "BRAND X 手表")
    assert "no_browser" in said["warnings"]
    assert run_command_line(["list"]) == 0
    assert "no_browser" in capsys.readouterr().out
    assert run_command_line(["capture", site.base, "--engine", "netscape", "--json"]) == 2
