"""Files hashed by child processes while this one still loads what asks for them.

Forked from a process that has loaded next to nothing, they never wait for its interpreter, as
threads do. They read, hash, write lines into a pipe, and nothing else.
"""

import contextlib
import os
import signal
import stat
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from evidencekit.evidence.hashing import WORKERS, Hashed, Identity, hash_file, identity

# A task is a byte, so that no two children get the same one, and none waits for another.
_MOST_TASKS = 256


class HashedAside:
    """Hashes of files that will be asked for, begun at once in children: POSIX, from one thread.

    A context: at its end the children are ended, whatever they were about. A child that dies takes
    with it only what it knew.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self._awaited = set(paths)
        self._found: dict[Path, tuple[Identity, Hashed]] = {}
        self._asked = threading.Lock()
        self._paths = tuple(paths)
        tasks, given = os.pipe()
        os.write(given, bytes(range(min(_MOST_TASKS, len(paths)))))
        os.close(given)
        heard, told = os.pipe()
        self._children: list[int] = []
        # With fewer of them, or none, whoever asks hashes more itself.
        with contextlib.suppress(OSError):
            for _each in range(WORKERS):
                self._children.append(self._begin(tasks, told, heard))
        os.close(tasks)
        os.close(told)
        self._answers = os.fdopen(heard, "rb")

    def of(self, path: Path, file: BinaryIO) -> Hashed:
        """As `Ahead`; waits for a child that is to hash this file."""
        with self._asked:
            while path in self._awaited and self._hear():
                pass
            found = self._found.pop(path, None)
        return found[1] if found and found[0] == identity(file) else hash_file(file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._answers.close()
        for child in self._children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)

    def _hear(self) -> bool:
        """Take in the next answer; False when there will be none."""
        answer = self._answers.readline()
        if not answer:
            self._awaited.clear()
            return False
        number, *found = answer.decode("ascii").split()
        path = self._paths[int(number)]
        self._awaited.discard(path)
        if found:
            count, device, inode, size, changed = map(int, found[1:])
            self._found[path] = (device, inode, size, changed), Hashed(found[0], count)
        return True

    def _begin(self, tasks: int, told: int, heard: int) -> int:
        child = os.fork()
        if not child:
            try:
                # Ctrl-C reaches a child as well: it goes without a word.
                signal.signal(signal.SIGINT, signal.SIG_DFL)
                os.close(heard)
                serve(self._paths, tasks, told)
            finally:
                os._exit(0)
        return child


def serve(paths: Sequence[Path], tasks: int, told: int) -> None:
    """Do tasks until there are none: each is a run of `paths`, each path a line of the answer.

    Raises OSError when nobody listens any more.
    """
    count = min(_MOST_TASKS, len(paths))
    while task := os.read(tasks, 1):
        begin, end = (len(paths) * number // count for number in (task[0], task[0] + 1))
        for number in range(begin, end):
            words = (number, *_hash(paths[number]))
            os.write(told, " ".join(map(str, words)).encode("ascii") + b"\n")


def _hash(path: Path) -> tuple[str | int, ...]:
    try:
        # What is no plain file any more must not hold a child up.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb", buffering=0) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return ()
            before, hashed = identity(file), hash_file(file)
            return (hashed.sha256, hashed.size, *before)
    except OSError:
        # Whoever asks opens it again and is told why.
        return ()
