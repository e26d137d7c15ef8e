"""Replay: this process as the one that replays, and the ones that are started for a capture."""

import os
import sys
import tempfile
from pathlib import Path

from evidencekit.bootstrap.places import passphrase, vault_folder
from evidencekit.domain.errors import DisplayMissing
from evidencekit.foundation.clock import SystemClock
from evidencekit.foundation.paths import user_folders


def replay_file(file: Path, page: str | None, *, check: bool) -> dict[str, object]:
    """Replay an archive in this process, whose network is shut for good by it.

    With `check` off screen, else in a window until it is closed. Raises FileMissing,
    NothingToReplay, ArchiveRefused, NotAnAddress, DisplayMissing, EngineMissing,
    EngineSelfTestFailed, DiskFull.
    """
    from evidencekit.capture.addresses import web_address
    from evidencekit.capture.replay_source import open_source
    from evidencekit.domain.errors import FileMissing

    address = web_address(page) if page else None
    if not check and not _has_display():
        raise DisplayMissing
    if not file.is_file():
        raise FileMissing(path=file, detail="not a file")
    with tempfile.TemporaryDirectory(prefix="evidencekit-replay-") as folder:
        scratch = Path(folder)
        source = open_source(file, scratch, address)
        from evidencekit.webengine.replay_page import shut_network

        shut_network()
        if check:
            from evidencekit.webengine.replay import replay_off_screen

            return replay_off_screen(source, scratch / "visit", SystemClock())
        from evidencekit.webengine.replay_window import replay_in_window

        return replay_in_window(source)


def open_replay(vault: Path | None, capture_id: str) -> int:
    """Show a capture's replay in a process of its own; return its exit code. Raises NotFound."""
    from evidencekit.services.replaying import open_replay as opened
    from evidencekit.vault.vault import Vault

    reading = Vault.open_reading(vault_folder(vault))
    return opened(reading, reading.find(capture_id))


def score_replay(vault: Path | None, capture_id: str) -> dict[str, object]:
    """Return how like its sealed pictures and text a capture replays, kept as a derived file.

    Raises NotFound, ReplayFailed and everything of `Vault.open_writing`.
    """
    from evidencekit.services.replaying import ReplayScoring
    from evidencekit.vault.heads import KnownVaults
    from evidencekit.vault.vault import Vault

    clock, known = SystemClock(), KnownVaults(user_folders().data / "known.json")
    with Vault.open_writing(vault_folder(vault), known, clock, passphrase()) as writer:
        return ReplayScoring(writer, clock).score(writer.find(capture_id))


def _has_display() -> bool:
    if sys.platform in {"win32", "darwin"}:
        return True
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(os.environ.get(name) for name in names)
