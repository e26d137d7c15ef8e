"""The command line as a person meets it: a process, its exit code, its words, its JSON.

Every page comes from loopback and the resolver is shut to anything else.
"""

import signal
import socket
import ssl
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from end2end.terminal import Terminal

HOSTILE = "<b>\u202e\x00价格" + "長" * 10_000
ITEM = f"""<!doctype html><meta charset=utf-8><title>{HOSTILE.replace(chr(0), "&#0;")}</title>
<h1>Brand X bag 正品</h1><p class=price>¥129.00</p><img src=/picture.png>""".encode()
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    pages = {  # noqa: RUF012  # a table, never changed
        "/item": (200, "text/html; charset=utf-8", ITEM),
        "/picture.png": (200, "image/png", PICTURE),
        "/gone": (404, "text/html", b"<title>404</title><h1>Not found</h1>"),
    }

    def do_GET(self):
        if self.path == "/never":
            self.server.stopping.wait(90)
            return
        status, kind, body = self.pages.get(self.path, (404, "text/plain", b"no"))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Set-Cookie", "sid=CANARY-COOKIE")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Say nothing."""


def _serve(context=None):
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.stopping = threading.Event()
    server.daemon_threads = True
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture(scope="module")
def site():
    server = _serve()
    yield f"http://127.0.0.1:{server.server_port}"
    server.stopping.set()
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def self_signed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)  # noqa: TID251  # a certificate of the test's own moment
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = folder / "both.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server = _serve(context)
    yield f"https://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def terminal(tmp_path_factory):
    made = Terminal(tmp_path_factory.mktemp("terminal"))
    code, document = made.init()
    assert code == 0
    assert document["key_store"] == "file"
    return made


@pytest.fixture(scope="module")
def captured(terminal, site):
    code, documents = terminal.run("capture", f"{site}/item")
    assert code == 0, documents
    return documents[0]


def test_a_capture_ends_complete_and_says_what_it_is(captured, site):
    assert captured["state"] == "complete"
    assert captured["url"] == captured["final_url"] == f"{site}/item"
    assert captured["http_status"] == 200
    assert captured["gaps"] == 0
    assert captured["responses"] >= 2
    assert captured["stamped"] == "none"


def test_list_and_show_name_the_capture(terminal, captured):
    code, rows = terminal.run("list")
    assert code == 0
    assert captured["id"] in [row["id"] for row in rows]
    code, document = terminal.run("show", captured["id"])
    assert code == 0
    assert document["sha256"] == captured["sha256"]


def test_a_hostile_title_is_shown_with_its_controls_named(terminal, captured):
    process = terminal.start("list", "--vault", terminal.vault)
    out, _err = process.communicate(timeout=60)
    assert "[U+202E]" in out.decode()
    assert "\u202e" not in out.decode()
    assert len(out) < 20_000


def test_verify_says_ok(terminal, captured):
    code, report = terminal.run("verify", "--deep")
    assert code == 0
    assert report["ok"] is True
    assert report["verdict"] == "passed"


def test_check_by_hand_agrees(terminal, captured):
    process = subprocess.run(
        ["sh", terminal.vault / "check.sh"], capture_output=True, check=False, timeout=100
    )
    assert process.returncode == 0, process.stderr.decode()


def test_no_secret_of_the_user_is_in_the_vault(terminal, captured):
    for path in terminal.vault.rglob("*"):
        if path.is_file():
            assert b"CANARY-COOKIE" not in path.read_bytes(), path


@pytest.mark.parametrize(
    ("words", "code", "error"),
    [
        (("capture", "not a url"), 2, "address.invalid"),
        (("capture", "ftp://127.0.0.1/x"), 2, "address.invalid"),
        (("capture",), 2, "use.wrong"),
        (("show", "c-nothing"), 2, "id.unknown"),
    ],
)
def test_wrong_use(terminal, words, code, error):
    found, document = terminal.run(*words)
    assert (found, document["error"]["code"]) == (code, error)
    assert all(document["error"][part] for part in ("message", "meaning", "action"))


def test_no_vault(tmp_path):
    code, document = Terminal(tmp_path).run("list")
    assert (code, document["error"]["code"]) == (3, "vault.missing")


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path):
    terminal = Terminal(tmp_path)
    terminal.vault.mkdir()
    (terminal.vault / "mine.txt").write_text("mine", encoding="utf-8")
    code, document = terminal.init()
    assert (code, document["error"]["code"]) == (2, "folder.not_empty")
    assert [p.name for p in terminal.vault.iterdir()] == ["mine.txt"]


def test_a_vault_of_a_newer_format(tmp_path):
    terminal = Terminal(tmp_path)
    terminal.init()
    marker = terminal.vault / "vault.json"
    text = marker.read_text(encoding="utf-8")
    marker.write_text(text.replace('"1.0"', '"2.0"'), encoding="utf-8")
    for words in (("list",), ("capture", "http://127.0.0.1:9/")):
        code, document = terminal.run(*words)
        assert (code, document["error"]["code"]) == (3, "vault.newer")


def test_no_keyring_and_no_passphrase(tmp_path):
    terminal = Terminal(tmp_path)
    words = ("init", terminal.vault, "--name", "N", "--operator", "O")
    del terminal.environment["EVIDENCEKIT_PASSPHRASE_FILE"]
    backend = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    code, document = terminal.run(*words, **backend)
    assert (code, document["error"]["code"]) == (3, "key.passphrase_missing")
    assert not terminal.vault.exists()


def test_a_wrong_passphrase(terminal, tmp_path, site):
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("wrong\n", encoding="utf-8")
    environment = {"EVIDENCEKIT_PASSPHRASE_FILE": str(wrong)}
    code, document = terminal.run("capture", f"{site}/item", **environment)
    assert (code, document["error"]["code"]) == (3, "key.passphrase_wrong")


def test_a_404_is_failed_sealed_and_named(terminal, site):
    code, documents = terminal.run("capture", f"{site}/gone")
    assert code == 1
    assert documents[0]["state"] == "failed"
    assert documents[0]["http_status"] == 404
    assert documents[0]["id"]


def _closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize("what", ["dns", "refused", "tls"])
def test_no_answer_leaves_a_custody_line_and_no_capture(terminal, self_signed, what):
    url = {
        "dns": "http://shop.invalid/item",
        "refused": f"http://127.0.0.1:{_closed_port()}/",
        "tls": f"{self_signed}/item",
    }[what]
    code, documents = terminal.run("capture", url)
    assert code == 1
    assert documents[0]["id"] is None
    assert documents[0]["state"] == "failed"
    assert documents[0]["error"] == what
    log = next((terminal.vault / "custody").iterdir()).read_text(encoding="utf-8")
    assert f'"error":"{what}"' in log


def test_a_second_process_is_told_who_writes(terminal, site):
    holder = terminal.start("capture", f"{site}/never", "--vault", terminal.vault)
    try:
        _wait_for(terminal.vault / "vault.lock.json", holder)
        code, document = terminal.run("capture", f"{site}/item")
        assert (code, document["error"]["code"]) == (3, "vault.locked")
        assert str(holder.pid) in document["error"]["message"]
        assert terminal.run("list")[0] == 0
        holder.send_signal(signal.SIGINT)
        _out, err = holder.communicate(timeout=60)
        assert holder.returncode == 130, err.decode()
        assert b"Traceback" not in err
    finally:
        holder.kill()
        holder.communicate()
    assert list((terminal.vault / "staging").iterdir()) == []
    assert terminal.run("verify")[0] == 0


def _wait_for(path, process):
    event = threading.Event()
    for _try in range(400):
        if path.exists() and path.stat().st_size:
            return
        assert process.poll() is None, process.communicate()
        event.wait(0.05)
    pytest.fail(f"{path} did not appear")


def test_the_app_without_a_display_says_so(terminal):
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {k: v for k, v in terminal.environment.items() if k not in names}
    process = subprocess.run(
        [sys.executable, "-m", "evidencekit"],
        env=environment,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert process.returncode == 3
    assert b"display" in process.stderr


def test_verify_loads_no_qt_no_web_client_and_no_reader_of_pages(terminal, captured):
    code = (
        "import sys; from evidencekit.cli import run_command_line;"
        f"run_command_line(['verify', '--vault', {str(terminal.vault)!r}, '--quiet']);"
        "heavy = {'PySide6', 'requests', 'bs4', 'evidencekit.listing'};"
        "sys.exit(str(heavy & sys.modules.keys()) if heavy & sys.modules.keys() else 0)"
    )
    process = subprocess.run(
        [sys.executable, "-c", code],
        env=terminal.environment,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert process.returncode == 0, process.stderr.decode()
