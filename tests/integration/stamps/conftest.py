"""One time authority on loopback for all tests here, its keys made once, its clock theirs."""

import pytest

from evidencekit.evidence.timestamp import read_certificates
from evidencekit.services.http_authority import HttpAuthority
from evidencekit.services.stamping import Stamping
from evidencekit.vault.stamp_files import Waiting
from fakes.vaults import VaultRoom
from pki.authority import Pki, TimeServer


@pytest.fixture(scope="session")
def pki(tmp_path_factory):
    made = Pki(tmp_path_factory.mktemp("pki"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def _server(pki):
    server = TimeServer(pki)
    yield server
    server.close()


@pytest.fixture
def server(_server, clock):
    """The server, telling the test's time."""
    _server.begin(clock.now)
    return _server


@pytest.fixture
def authority(server, pki):
    """Return an authority whose address behaves as asked."""
    trusted = read_certificates(pki.roots.read_bytes())

    def at(behaviour="good", roots=trusted, seconds=20):
        return HttpAuthority(f"{server.address}/{behaviour}", roots, seconds)

    return at


class StampRoom(VaultRoom):
    """A vault and what its stamps are."""

    def stamp(self, *authorities):
        with self.writing() as vault:
            return Stamping(vault, self.clock).stamp(authorities)

    def lists(self):
        return sorted(f"stamps/{path.name}" for path in self.path.glob("stamps/*.sha256"))

    def stamp_file(self, authority, suffix):
        return self.path / f"{Waiting(self.lists()[0], authority.name).stem}{suffix}"

    def kept(self):
        """The names of everything in `stamps/` but lists and heads."""
        names = {path.name for path in self.path.glob("stamps/*") if path.is_file()}
        return {name for name in names if not name.endswith(".sha256")}

    def said(self, kind):
        from evidencekit.evidence.custody import check_log

        lines = check_log(self.log.read_bytes(), None).lines
        return [line.body for line in lines if line.kind == kind]


@pytest.fixture
def room(tmp_path, clock):
    room = StampRoom(tmp_path, clock)
    room.seal(2)
    return room
