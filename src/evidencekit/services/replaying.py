"""Replay of captures: each in a process of its own, whose network is shut before it starts."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from evidencekit.domain.errors import NothingToReplay, ReplayFailed
from evidencekit.domain.times import utc_text
from evidencekit.evidence.canonical import indented
from evidencekit.foundation.catalogue import current_language
from evidencekit.foundation.clock import Clock
from evidencekit.vault.book import CaptureEntry
from evidencekit.vault.vault import Vault, VaultWriter

REPLAY_VERSION = "1"
SCORE_FILE = f"replay-{REPLAY_VERSION}.json"
_SECONDS = 180.0
# What a reader of the score needs; the rest of the child's answer is about this run alone.
_MEMBERS = ("exact", "approximate", "missing", "settled", "sandbox", "text", "pixels", "requests")


def replay_command(file: Path, *options: str) -> list[str]:
    """Return the words that start a replay of `file` as a process."""
    program = [sys.executable, "-P", "-m", "evidencekit", "replay", str(file)]
    return [*program, "--lang", current_language(), *options]


def open_replay(vault: Vault, entry: CaptureEntry) -> int:
    """Show a capture in the replay's window until the person closes it; return the exit code.

    Raises FileMissing.
    """
    command = replay_command(vault.path_of(entry))
    return subprocess.run(command, check=False).returncode  # noqa: S603  # our own program


@dataclass(frozen=True, slots=True)
class ReplayScoring:
    """The use case: replays a capture off screen once and keeps how alike it was."""

    vault: VaultWriter
    clock: Clock

    def score(self, entry: CaptureEntry) -> dict[str, object]:
        """Return the score of a capture, measured now unless this version has it already.

        Raises FileMissing, NothingToReplay, ReplayFailed, DiskFull, VaultNotWritable.
        """
        kept = kept_score(self.vault, entry.sha256)
        if kept is not None:
            return kept
        said = self._replayed(entry)
        document: dict[str, object] = {
            "format": "1.0",
            "kind": "replay_score",
            "source": {"capture_id": entry.id, "sha256": entry.sha256},
            "made": utc_text(self.clock.now()),
            "by": f"evidencekit replay {REPLAY_VERSION}",
            **{name: said.get(name) for name in _MEMBERS},
        }
        self.vault.add_derived(entry.sha256, SCORE_FILE, "replay_score", indented(document))
        return document

    def _replayed(self, entry: CaptureEntry) -> dict[str, object]:
        try:
            return run_replay(self.vault.path_of(entry))
        except ReplayFailed as error:
            if error.facts["detail"] != NothingToReplay.code:
                raise
            with self.vault.open_capture(entry) as capture:
                origin = capture.evidencekit.get("origin")
            kind = origin.get("kind") if isinstance(origin, dict) else None
            raise NothingToReplay(path=entry.id, kind=kind) from error


def run_replay(file: Path) -> dict[str, object]:
    """Replay a file off screen in a child and return its answer. Raises ReplayFailed."""
    command = replay_command(file, "--check", "--json")
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=_SECONDS)  # noqa: S603  # our own program
    except subprocess.TimeoutExpired as error:
        raise ReplayFailed(detail="timeout") from error
    try:
        said = json.loads(done.stdout)
    except ValueError as error:
        raise ReplayFailed(detail=f"exit {done.returncode}") from error
    if done.returncode or not isinstance(said, dict):
        failed = said.get("error") if isinstance(said, dict) else None
        code = failed.get("code") if isinstance(failed, dict) else f"exit {done.returncode}"
        raise ReplayFailed(detail=code)
    return said


def kept_score(vault: Vault, sha256: str) -> dict[str, object] | None:
    """Return the score kept for the capture with this hash by this version, if any."""
    return vault.derived_json(sha256, SCORE_FILE)
