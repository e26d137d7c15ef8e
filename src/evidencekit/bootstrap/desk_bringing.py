"""What the app brings into its vault beside the page that a person looks at: files, and lists.

A list is captured by the command itself, off screen in a process of its own: its engine and its
memory end with it. All functions block; for a worker's thread.
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
from evidencekit.domain.capture import Ground
from evidencekit.domain.errors import FileMissing, NotAnAddress
from evidencekit.foundation.catalogue import current_language
from evidencekit.foundation.error_text import ErrorText
from evidencekit.foundation.files import write_whole
from evidencekit.foundation.paths import user_folders
from evidencekit.services.importing import ImportResult

_LOOK_S = 0.2


class Stoppable(Protocol):
    """Who waits for the work: may ask it to stop, hears how it goes."""

    @property
    def cancelled(self) -> bool:
        """Say whether the work is to stop."""

    def check(self) -> None:
        """Raise Cancelled when it is."""

    def say(self, words: str) -> None:
        """Hear how it goes."""


@dataclass(frozen=True, slots=True)
class AddressList:
    """A list as a person gave it: what can be captured, in its order, each once.

    `not_addresses` are the lines that are none; `twice` counts those listed before.
    """

    addresses: tuple[str, ...]
    not_addresses: tuple[str, ...]
    twice: int


@dataclass(frozen=True, slots=True)
class ListWish:
    """A list to be captured, by whom, and the ground that this person states now, if any."""

    addresses: tuple[str, ...]
    by: str
    ground: Ground | None = None


@dataclass(frozen=True, slots=True)
class ListEnd:
    """How a list ended: rows of `capture --json`, or the words of what went wrong."""

    rows: tuple[dict[str, object], ...] = ()
    trouble: ErrorText | None = None


def read_list(texts: Sequence[str]) -> AddressList:
    """Sort the lines of a list."""
    from evidencekit.capture.addresses import web_address

    found: dict[str, None] = {}
    wrong, twice = [], 0
    for text in texts:
        try:
            address = web_address(text)
        except NotAnAddress:
            wrong.append(text)
            continue
        twice += address in found
        found[address] = None
    return AddressList(tuple(found), tuple(wrong), twice)


def read_list_file(file: Path) -> AddressList:
    """Sort the lines of a file: text, CSV or XLSX. Raises as `read_addresses`."""
    from evidencekit.services.address_list import read_addresses

    return read_list(read_addresses(file))


def ground_stated(desk: Desk) -> bool:
    """Say whether nobody needs to state a ground any more. Raises VaultDamaged."""
    from evidencekit.services.ground import stated_ground
    from evidencekit.vault.vault import Vault

    return desk.demo or stated_ground(Vault.open_reading(desk.folder)) is not None


def unfinished_list(desk: Desk) -> tuple[str, ...]:
    """Return the list that was begun in this vault and not brought to its end; else nothing."""
    try:
        return tuple(_kept(desk).read_text(encoding="utf-8").splitlines())
    except (OSError, UnicodeDecodeError):
        return ()


def forget_list(desk: Desk) -> None:
    """Have a list that was stopped not be offered again. Its captures stay. Raises OSError."""
    _kept(desk).unlink(missing_ok=True)


def capture_list(desk: Desk, wish: ListWish, task: Stoppable) -> ListEnd:
    """Capture a list; what an earlier run of the same list sealed is not visited again.

    Raises Cancelled (what was sealed stays), PassphraseMissing, PassphraseWrong, and what
    `Vault.open_writing` raises.
    """
    with desk.writing():
        # A key that is locked is asked for here, where a person can answer.
        pass
    _kept(desk).parent.mkdir(parents=True, exist_ok=True)
    write_whole(_kept(desk), "\n".join(wish.addresses).encode("utf-8"))
    command = [sys.executable, "-P", "-m", "evidencekit", "--json", "--lang", current_language()]
    command += ["--vault", str(desk.folder), "--as", wish.by, "capture", "--from", str(_kept(desk))]
    command += ["--ground", wish.ground.value.replace("_", "-")] if wish.ground else []
    with _passphrase_file(desk.passphrase) as secret:
        out = _run(command, {"EVIDENCEKIT_PASSPHRASE_FILE": str(secret)} if secret else {}, task)
    end = _end_of(out)
    if end.trouble is None and all(row.get("id") for row in end.rows):
        forget_list(desk)
    return end


def import_files(
    desk: Desk, files: Sequence[Path], by: str, task: Stoppable
) -> tuple[ImportResult, ...]:
    """Import files in the order given. Raises Cancelled; else as `Importing.bring_all`.

    What came before a cancel or a failure stays.
    """
    from evidencekit.capture.importing_child import examine_in_child
    from evidencekit.foundation.clock import SystemClock
    from evidencekit.services.importing import Importing

    missing = next((file for file in files if not file.is_file()), None)
    if missing is not None:
        raise FileMissing(path=missing, detail="not a file")
    done: list[ImportResult] = []

    def told(result: ImportResult) -> None:
        done.append(result)
        task.say(f"{len(done)}/{len(files)}")
        task.check()

    with desk.writing() as writer:
        importing = Importing(writer, SystemClock(), by, examine_in_child, told)
        importing.bring_all(files)
    return tuple(done)


def _kept(desk: Desk) -> Path:
    return user_folders().data / "batches" / f"{desk.vault_id}.list.txt"


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


def _end_of(out: bytes) -> ListEnd:
    try:
        document = json.loads(out)
    except ValueError:
        document = None
    if isinstance(document, list):
        return ListEnd(tuple(document))
    error = document.get("error") if isinstance(document, dict) else None
    said = error if isinstance(error, dict) else {}
    words = [str(said.get(name) or "") for name in ("message", "meaning", "action")]
    return ListEnd(trouble=ErrorText(*words))
