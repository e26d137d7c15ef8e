"""A queue of 10,000 captures: offline through 10 restarts, then stamped; what it takes.

The captures are a byte each and their lines the vault's own, unflushed while they are made. The
authority is certomancer's, on loopback. Goal: no more than 10 requests. Seconds are the process's
own (CPU), for a busy machine stretches the others.
"""

import hashlib
import resource
import socket
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from unittest import mock

import keyring

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from evidencekit.domain.ids import IdKind, new_id
from evidencekit.evidence.timestamp import read_certificates
from evidencekit.services.http_authority import HttpAuthority
from evidencekit.services.stamp_attempts import StampAttempts
from evidencekit.services.stamping import Stamping, due_stamps
from evidencekit.vault.layout import capture_file
from evidencekit.vault.vault import Vault
from fakes.held_clock import HeldClock
from fakes.memory_keyring import MemoryKeyring
from fakes.vaults import VaultRoom
from pki.authority import Pki, TimeServer

CAPTURES, RESTARTS, GOAL = 10_000, 10, 10


def fill(room: VaultRoom, count: int) -> None:
    """Add captures that no checker would pass, but that a list names like any other."""
    with room.writing() as vault, mock.patch("evidencekit.vault.log.flush"):
        log = vault._custody  # noqa: SLF001  # lines of the vault's own kinds
        for number in range(count):
            room.clock.advance(timedelta(seconds=1))
            capture_id = new_id(IdKind.CAPTURE, room.clock.now())
            path, data = capture_file(capture_id), str(number).encode()
            place = vault.layout.at(path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
            place.with_name(f"{place.name}.sig").write_bytes(b"x")
            digest = hashlib.sha256(data).hexdigest()
            body = {"bytes": len(data), "file": path, "id": capture_id, "sha256": digest}
            log.append("capture.sealing", body)
            log.append("capture.sealed", body | {"recovered": False})


def run(room: VaultRoom, authority: HttpAuthority, folder: Path) -> tuple[float, float]:
    """Open the vault anew and stamp as a person does; return the CPU seconds of each."""
    begun = time.process_time()
    with room.writing() as vault:
        opened = time.process_time()
        attempts = StampAttempts(folder / "attempts.json")
        Stamping(vault, room.clock, attempts).stamp([authority])
        ended = time.process_time()
    return opened - begun, ended - opened


def main(folder: Path, count: int) -> int:
    keyring.set_keyring(MemoryKeyring())
    room = VaultRoom(folder, HeldClock())
    fill(room, count)
    pki = Pki(folder)
    server = TimeServer(pki)
    server.begin(room.clock.now)
    roots = read_certificates(pki.roots.read_bytes())
    with socket.create_server(("127.0.0.1", 0)) as closed:
        nobody = HttpAuthority(f"http://127.0.0.1:{closed.getsockname()[1]}/", roots)
    away = [run(room, nobody, folder) for _restart in range(RESTARTS)]
    good = HttpAuthority(f"{server.address}/good", roots)
    opened, stamped = run(room, good, folder)
    begun = time.process_time()
    left = due_stamps(
        Vault.open_reading(room.path), [good.name], StampAttempts(folder / "x"), room.clock.now()
    )
    looked = time.process_time() - begun
    server.close()
    requests = len(server.asked)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"captures                     {count}")
    print(f"open while offline, s        {min(a for a, _b in away):.2f} .. {max(away)[0]:.2f}")
    print(f"stamp while offline, s       {min(b for _a, b in away):.2f} .. first {away[0][1]:.2f}")
    print(f"open, s                      {opened:.2f}")
    print(f"stamp all, s                 {stamped:.2f}")
    print(f"what is due, s               {looked:.2f}")
    print(f"requests                     {requests} (goal <= {GOAL})")
    print(f"memory, MB                   {memory}")
    return 0 if requests <= GOAL and not left else 1


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        sys.exit(main(Path(place), int(sys.argv[1]) if len(sys.argv) > 1 else CAPTURES))
