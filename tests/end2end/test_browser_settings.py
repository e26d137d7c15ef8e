"""What a site hears of the browser: languages on purpose, cookies only of a kept profile."""

import gzip
import json
import sqlite3
import subprocess
import sys
import threading
import zipfile
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

import pytest
from PySide6.QtCore import QLockFile

from end2end.terminal import Terminal

pytestmark = pytest.mark.timeout(300)
CHILD = Path(__file__).with_name("profile_child.py")
PAGE = b"""<!doctype html><meta charset=utf-8><link rel=icon href='data:,'><h1>Brand X</h1>
<p id=heard></p><script>
heard.textContent = JSON.stringify([navigator.languages, navigator.language,
  Intl.DateTimeFormat().resolvedOptions().locale]);
fetch('/heard?' + encodeURIComponent(heard.textContent)).then(r => r.text());
const visits = Number(localStorage.visits || 0);
localStorage.visits = visits + 1;
fetch('/visits?' + visits).then(r => r.text());
</script>"""


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.heard.append((self.path, dict(self.headers)))
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(PAGE)))
        self.send_header("Set-Cookie", "visitor=CANARY-KEPT-19f2; Max-Age=86400")
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.heard, server.daemon_threads, server.block_on_close = [], True, False
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def terminal(tmp_path):
    made = Terminal(tmp_path)
    assert made.init()[0] == 0
    return made


def address(site):
    return f"http://127.0.0.1:{site.server_port}/"


def settings(terminal, **chosen):
    folder = terminal.folder / "home" / "config"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "settings.json").write_text(json.dumps(chosen), encoding="utf-8")


def provenance(terminal, captured):
    with zipfile.ZipFile(terminal.vault / captured["file"]) as archive:
        return json.loads(archive.read("datapackage.json"))["evidencekit"]


@pytest.mark.parametrize(
    ("chosen", "lang", "header"),
    [
        ({}, "en", "en-US,en;q=0.9"),
        ({}, "zh_CN", "zh-CN,zh;q=0.9,en-US;q=0.8,en;q=0.7"),
        ({"page_languages": ["de-DE", "en"]}, "en", "de-DE,en;q=0.9"),
    ],
)
def test_a_site_hears_the_languages_that_were_chosen(terminal, site, chosen, lang, header):
    settings(terminal, **chosen)
    code, (captured,) = terminal.run(
        *("capture", address(site), "--lang", lang), LC_ALL="POSIX", LANG="POSIX"
    )
    assert code == 0
    assert {heads["Accept-Language"] for _path, heads in site.heard} == {header}
    about = provenance(terminal, captured)
    assert about["capture_settings"] == {"version": 5, "languages": header, "profile": None}
    tags = [part.partition(";")[0] for part in header.split(",")]
    (said,) = [path for path, _heads in site.heard if path.startswith("/heard?")]
    languages, language, drawn = json.loads(unquote(said.partition("?")[2]))
    assert (languages, language) == (tags, tags[0])
    assert drawn == tags[0]


def test_a_language_that_is_none_is_refused_before_anything_starts(terminal, site):
    settings(terminal, page_languages=["en-POSIX"])
    code, said = terminal.run("capture", address(site))
    assert (code, said["error"]["code"]) == (2, "use.wrong")
    assert "en-POSIX" in said["error"]["message"]
    assert site.heard == []


def cookies(site):
    return [heads.get("Cookie") for path, heads in site.heard if path.partition("?")[0] == "/"]


def visits(site):
    """What the page's own storage said at each visit."""
    return [path.partition("?")[2] for path, _heads in site.heard if path.startswith("/visits?")]


def cookies_file(terminal):
    return terminal.folder / "home" / "data" / "profiles" / "brandshop" / "Cookies"


def test_only_a_kept_profile_remembers_and_its_cookies_stay_outside_the_vault(terminal, site):
    for _visit in range(2):
        assert terminal.run("capture", address(site))[0] == 0
    assert cookies(site) == [None, None]
    assert visits(site) == ["0", "0"]
    captured = []
    for _visit in range(2):
        code, documents = terminal.run(
            *("capture", address(site), f"{address(site)}?again", "--profile", "brandshop")
        )
        assert code == 0, documents
        captured += documents
        # On disk as soon as the command has ended, not when the engine feels like it.
        with closing(sqlite3.connect(cookies_file(terminal))) as database:
            assert database.execute("SELECT name FROM cookies").fetchall() == [("visitor",)]
    assert cookies(site)[2:] == [None, *["visitor=CANARY-KEPT-19f2"] * 3]
    assert visits(site)[2:] == ["0", "1", "2", "3"]
    assert not any("profile_not_kept" in one["warnings"] for one in captured)
    for one in captured:
        settings = provenance(terminal, one)["capture_settings"]
        assert settings["profile"] == "brandshop"
    assert list((terminal.folder / "home" / "data" / "profiles" / "brandshop").iterdir())
    for file in terminal.vault.rglob("*"):
        assert not file.is_file() or b"CANARY-KEPT" not in file.read_bytes()
    for one in captured:
        with zipfile.ZipFile(terminal.vault / one["file"]) as archive:
            assert b"CANARY-KEPT" not in gzip.decompress(archive.read("archive/data.warc.gz"))
    assert terminal.run("capture", address(site))[0] == 0
    assert cookies(site)[-1] is None
    code, (kept,) = terminal.run("profile", "list")
    assert (code, kept["name"]) == (0, "brandshop")
    code, gone = terminal.run("profile", "forget", "brandshop")
    assert (code, gone) == (0, {"name": "brandshop", "bytes": kept["bytes"]})
    assert not cookies_file(terminal).parent.exists()
    code, said = terminal.run("profile", "forget", "brandshop")
    assert (code, said["error"]["code"]) == (2, "id.unknown")


def test_the_app_s_browser_keeps_a_profile_as_the_command_does(terminal, site):
    said = []
    for _visit in range(2):
        done = subprocess.run(
            [sys.executable, str(CHILD), str(terminal.vault), address(site), "brandshop"],
            env=terminal.environment,
            capture_output=True,
            timeout=140,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        said.append(json.loads(done.stdout))
        with closing(sqlite3.connect(cookies_file(terminal))) as database:
            assert database.execute("SELECT name FROM cookies").fetchall() == [("visitor",)]
    # Off the record, in the profile; off the record, in the profile again.
    assert cookies(site) == [None, None, None, "visitor=CANARY-KEPT-19f2"]
    assert [one["shown"] for one in said] == ["brandshop"] * 2
    assert all(one["written"] for one in said)
    for one in said:
        (file,) = terminal.vault.rglob(f"{one['id']}.wacz")
        assert provenance(terminal, {"file": file})["capture_settings"]["profile"] == "brandshop"


def test_a_profile_that_could_not_be_written_is_told_of(terminal, site):
    cookies_file(terminal).mkdir(parents=True)
    code, (captured,) = terminal.run("capture", address(site), "--profile", "brandshop")
    assert (code, captured["state"]) == (0, "complete")
    assert "profile_not_kept" in captured["warnings"]


def test_what_is_no_profiles_name_is_refused(terminal, site):
    code, said = terminal.run("capture", address(site), "--profile", "../vault")
    assert (code, said["error"]["code"]) == (2, "use.wrong")
    assert site.heard == []


def test_a_kept_profile_is_one_process_own(terminal, site):
    folder = terminal.folder / "home" / "data" / "profiles" / "brandshop"
    folder.mkdir(parents=True)
    lock = QLockFile(str(folder / "lock"))
    assert lock.tryLock(0)
    code, said = terminal.run("capture", address(site), "--profile", "brandshop")
    lock.unlock()
    assert (code, said["error"]["code"]) == (3, "profile.in_use")
    assert site.heard == []
