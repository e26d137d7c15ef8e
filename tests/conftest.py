"""What every test gets: a home of its own, no network, a quiet log, an empty keyring."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import ipaddress
import logging
import socket
from pathlib import Path

import hypothesis
import keyring
import pytest

from evidencekit.evidence import pkcs8
from evidencekit.foundation.catalogue import use_language
from fakes.held_clock import HeldClock
from fakes.memory_keyring import MemoryKeyring
from qt_messages import pytest_configure
from sharing import pytest_runtestloop

__all__ = ["pytest_configure", "pytest_runtestloop"]

SHARED = Path(__file__).resolve().parents[2] / "shared"

hypothesis.settings.register_profile("evidencekit", deadline=None)
hypothesis.settings.load_profile("evidencekit")


def is_loopback(address: object) -> bool:
    """Say whether a socket address stays on this computer; a path of a Unix socket does."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0]).split("%", 1)[0]
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Where no tool may be missing (`.ci/run`), a skip fails but for ../shared and the long run."""
    report = yield
    if (
        report.skipped
        and os.environ.get("EVIDENCEKIT_CI")
        and not any(word in str(report.longrepr) for word in ("../shared", "LONG=1"))
    ):
        report.outcome = "failed"
    return report


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory, monkeypatch):
    """None of this person's folders, language or settings reach a test."""
    for name in os.environ:
        if name.startswith("EVIDENCEKIT_") and name != "EVIDENCEKIT_CI":
            monkeypatch.delenv(name)
    monkeypatch.setenv("EVIDENCEKIT_HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    use_language("en")
    yield
    use_language("en")


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch):
    """A connection that would leave this computer fails the test."""

    def guarded(name):
        original = getattr(socket.socket, name)

        def connect(self, address):
            if not is_loopback(address):
                # Not an OSError: the code under test may expect those.
                pytest.fail(f"a test must not connect to {address!r}")
            return original(self, address)

        return connect

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, guarded(name))


@pytest.fixture(scope="session", autouse=True)
def _no_wait_for_the_disk():
    """Nothing here need outlive a loss of power, and to wait for the disk took a third of the time.

    A handle that can't be flushed still fails. The faults of disks put their own in its place, and
    what tests start as processes flushes as it does for a person.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", os.fstat)
        yield


@pytest.fixture(scope="session", autouse=True)
def persons_rounds():
    """Key files of tests open quickly. Yields how many rounds a person's have, for `test_keys`.

    For the whole session: vaults that a module shares are made before any fixture of a test.
    """
    before = pkcs8.ROUNDS
    with pytest.MonkeyPatch.context() as patch:
        # The fewest that fill the three bytes in which the number is written.
        patch.setattr(pkcs8, "ROUNDS", 1 << 15)
        yield before


@pytest.fixture(autouse=True)
def memory_keyring():
    """An empty keyring of this test alone."""
    before = keyring.get_keyring()
    backend = MemoryKeyring()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)


class _Collector(logging.Handler):
    def __init__(self):
        super().__init__(logging.WARNING)
        self.records = []

    def emit(self, record):
        if record.name.split(".", 1)[0] == "evidencekit":
            self.records.append(record)


@pytest.fixture(autouse=True)
def _quiet_log(request):
    """A warning or worse in our own log fails the test, unless it asks for `expected_log`."""
    ours, collector = logging.getLogger("evidencekit"), _Collector()
    # On the root, because `set_up_logging` replaces the handlers of our own logger.
    logging.getLogger().addHandler(collector)
    yield collector
    logging.getLogger().removeHandler(collector)
    ours.handlers = []
    ours.setLevel(logging.NOTSET)
    if collector.records and "expected_log" not in request.fixturenames:
        said = "; ".join(f"{r.levelname} {r.name}: {r.getMessage()}" for r in collector.records)
        pytest.fail(f"unexpected in the log: {said}")


@pytest.fixture
def expected_log(_quiet_log):
    """The warnings and errors logged so far; to use it is to expect some."""
    return _quiet_log.records


@pytest.fixture
def clock():
    """A clock that the test moves."""
    return HeldClock()


@pytest.fixture
def shared():
    """The material beside the checkout: knowledge pages, labelled listings, archives."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared")
    return SHARED
