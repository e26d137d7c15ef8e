"""What the app has its own command do, off screen in a process of its own.

An engine that visits one page after the other, and its memory, end with that process.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Protocol, cast

from evidencekit.bootstrap.desk import Desk
from evidencekit.foundation.catalogue import current_language
from evidencekit.foundation.error_text import ErrorText

_LOOK_S, _MOST_TOLD = 0.2, 200


class Stoppable(Protocol):
    """Who waits for the work: may ask it to stop, hears how it goes."""

    @property
    def cancelled(self) -> bool:
        """Say whether the work is to stop."""

    def check(self) -> None:
        """Raise Cancelled when it is."""

    def say(self, words: str) -> None:
        """Hear how it goes."""


def steps_told(task: Stoppable) -> Callable[[int, int], None]:
    """Return who tells a task how many of how many are done, and raises Cancelled when it stops.

    Of many it hears about each two-hundredth; whether it is to stop is asked each time.
    """

    def told(done: int, count: int) -> None:
        task.check()
        if done == count or done % max(1, count // _MOST_TOLD) == 0:
            task.say(f"{done}/{count}")

    return told


@dataclass(frozen=True, slots=True)
class CommandEnd:
    """How a command ended: the rows of its `--json`, or what went wrong: words and code."""

    rows: tuple[dict[str, object], ...] = ()
    trouble: ErrorText | None = None
    code: str = ""


def require_key(desk: Desk) -> None:
    """Have a key that is locked be asked for here, where a person can answer.

    Raises PassphraseMissing, PassphraseWrong, and what else `Vault.open_writing` raises.
    """
    with desk.writing():
        pass


def run_own_command(desk: Desk, arguments: Sequence[str], task: Stoppable) -> CommandEnd:
    """Run a command over the desk's vault, whose key can be had; `--as` may stand before it.

    Blocks. Raises Cancelled: what was sealed stays.
    """
    command = [sys.executable, "-P", "-m", "evidencekit", "--json", "--lang", current_language()]
    command += ["--vault", str(desk.folder), *arguments]
    with _passphrase_file(desk.passphrase) as secret:
        out = _run(command, {"EVIDENCEKIT_PASSPHRASE_FILE": str(secret)} if secret else {}, task)
    return _end_of(out)


@contextmanager
def _passphrase_file(words: str | None) -> Iterator[Path | None]:
    """Give a file with the passphrase that only this user can read, gone at the end; None: none.

    It lies in the computer's temporary folder, never in a vault.
    """
    if words is None:
        yield None
        return
    with TemporaryDirectory(prefix="evidencekit-") as folder:
        file = Path(folder) / "passphrase"
        file.touch(0o600)
        file.write_text(words, encoding="utf-8")
        yield file


def _run(command: Sequence[str], extra: dict[str, str], task: Stoppable) -> bytes:
    """Run the command to its end and return what it wrote. Raises Cancelled."""
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONIOENCODING": "utf-8"} | extra
    pipe = subprocess.PIPE
    with (
        subprocess.Popen(command, env=env, stdout=pipe, stderr=pipe) as process,  # noqa: S603
        ThreadPoolExecutor(2, "batch") as readers,
    ):
        # Both are pipes, as asked for above.
        out = readers.submit(cast("IO[bytes]", process.stdout).read)
        readers.submit(_hear, cast("IO[bytes]", process.stderr), task.say)
        _wait(process, task)
        task.check()
        return out.result()


def _wait(process: "subprocess.Popen[bytes]", task: Stoppable) -> None:
    asked = False
    while True:
        with suppress(subprocess.TimeoutExpired):
            process.wait(_LOOK_S)
            return
        if task.cancelled and not asked:
            asked = True
            if sys.platform == "win32":
                process.kill()
            else:
                process.send_signal(signal.SIGINT)


def _hear(stream: IO[bytes], say: Callable[[str], None]) -> None:
    for line in stream:
        text = line.decode("utf-8", "replace").strip()
        if text:
            say(text)


def _end_of(out: bytes) -> CommandEnd:
    try:
        document = json.loads(out)
    except ValueError:
        document = None
    if isinstance(document, list):
        return CommandEnd(tuple(document))
    error = document.get("error") if isinstance(document, dict) else None
    said = error if isinstance(error, dict) else {}
    words = [str(said.get(name) or "") for name in ("message", "meaning", "action")]
    return CommandEnd(trouble=ErrorText(*words), code=str(said.get("code") or ""))
