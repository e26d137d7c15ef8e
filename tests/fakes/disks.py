"""The system's file calls under a watch: each may fail, be cut short, or be remembered.

Files opened by `open` are watched too: their writes come through `Disk.call` like those of `os`.
"""

import errno
import io
import os
from pathlib import Path

CALLS = ("open", "write", "fsync", "replace", "rename", "chmod", "mkdir", "rmdir", "ftruncate",
         "unlink")  # fmt: skip
BLOCK = 512


class _File(io.FileIO):
    """A raw file whose writes are watched."""

    disk = None

    def write(self, data):
        return self.disk.call("write", super().write, data)


class Disk:
    """While entered, each file call of this process goes through `call`."""

    def __enter__(self):
        self._real = {name: getattr(os, name) for name in CALLS}
        self._open = io.open
        for name, real in self._real.items():
            setattr(os, name, self._watched(name, real))
        io.open = self._opened
        return self

    def __exit__(self, *_error):
        for name, real in self._real.items():
            setattr(os, name, real)
        io.open = self._open

    def call(self, name, real, *given, **named):
        """Carry out one call; the place to do otherwise."""
        return real(*given, **named)

    def _watched(self, name, real):
        def call(*given, **named):
            return self.call(name, real, *given, **named)

        return call

    def _opened(self, file, mode="r", *given, **named):
        if not set("wxa+") & set(mode):
            return self._open(file, mode, *given, **named)
        if "b" not in mode:
            return self.call("open", self._open, file, mode, *given, **named)
        raw = type("Watched", (_File,), {"disk": self})
        opened = self.call("open", raw, file, mode.replace("b", ""))
        return (io.BufferedRandom if "+" in mode else io.BufferedWriter)(opened)


class FailingDisk(Disk):
    """The `number`-th call fails with `code`; with None it writes only half of what it should."""

    def __init__(self, number, code):
        self.calls, self.number, self._code = 0, number, code

    def call(self, name, real, *given, **named):
        self.calls += 1
        if self.calls != self.number:
            return real(*given, **named)
        if self._code is not None:
            raise OSError(self._code, os.strerror(self._code))
        if name != "write":
            return real(*given, **named)
        *handle, data = given
        return real(*handle, bytes(data)[: max(1, len(data) // 2)])


FAULTS = {"ENOSPC": errno.ENOSPC, "EIO": errno.EIO, "EACCES": errno.EACCES, "short write": None}


class RememberingDisk(Disk):
    """What a disk may hold below `root` if the power goes away before any of the calls.

    Bytes that were not flushed may be there, be gone, or be there in part; a name that was made,
    changed or taken away may still be as before until its folder was flushed. Everything that was
    there at the beginning is there. A rename is whole: the one name or the other.
    """

    def __init__(self, root):
        self.root = root
        self.moments = []
        self._kept = {}

    def __enter__(self):
        self._names = self._scan()
        self._begin = dict(self._names)
        self._flushed = self._contents()
        self._events = []
        return super().__enter__()

    def call(self, name, real, *given, **named):
        self._look()
        self._remember()
        done = real(*given, **named)
        self._look()
        if name == "fsync":
            self._flush(given[0])
        return done

    def _remember(self):
        events = [(changes, bool(waits)) for changes, waits in self._events]
        self.moments.append(Moment(self._begin, events, dict(self._flushed), self._contents()))

    def _flush(self, handle):
        place = os.fstat(handle)
        number = self._number(place)
        if number in self._kept:
            self._flushed[number] = self._kept[number].read_bytes()
        folder = next((name for name, one in self._names.items() if one == -number), None)
        for _changes, waits in self._events:
            waits.discard(folder)

    def _look(self):
        names = self._scan()
        paths = {
            path for path in names.keys() | self._names if names.get(path) != self._names.get(path)
        }
        if paths:
            changes = {path: names.get(path) for path in paths}
            # A rename is one step: it is done when the folder of the new name is flushed.
            made = {path for path in paths if changes[path] is not None} or paths
            self._events.append((changes, {path.rpartition("/")[0] for path in made}))
        self._names = names

    def _scan(self):
        """Give each path a number: of a file positive, of a folder negative."""
        found, folders = {"": -self._number(self.root.stat())}, [""]
        while folders:
            folder = folders.pop()
            for entry in os.scandir(self.root / folder if folder else self.root):
                path = f"{folder}/{entry.name}" if folder else entry.name
                number = self._number(entry.stat(follow_symlinks=False))
                if entry.is_dir(follow_symlinks=False):
                    found[path] = -number
                    folders.append(path)
                else:
                    found[path] = number
                    self._keep(number, path)
        return found

    def _keep(self, number, path):
        # An open file keeps its number, so that no other file is taken for it later.
        if number not in self._kept:
            opened = getattr(self, "_real", {"open": os.open})["open"](
                self.root / path, os.O_RDONLY
            )
            self._kept[number] = Path(f"/proc/self/fd/{opened}")

    @staticmethod
    def _number(place):
        return place.st_ino

    def _contents(self):
        return {number: path.read_bytes() for number, path in self._kept.items()}

    def close(self):
        """Let go of the files."""
        for path in self._kept.values():
            os.close(int(path.name))


class Moment:
    """One moment before a call: what was flushed by then, and what was not."""

    def __init__(self, begin, events, flushed, contents):
        self._begin, self._events = begin, events
        self._flushed, self._contents = flushed, contents

    def put_down(self, target, chance, kept):
        """Write to `target` a state that the disk may be in; `kept` of what was unsure is there."""
        names = dict(self._begin)
        for changes, unsure in self._events:
            if unsure and chance.random() >= kept:
                continue
            for path, number in changes.items():
                names.pop(path, None)
                if number is not None:
                    names[path] = number
        for path in sorted(names):
            place = target / path
            if names[path] < 0:
                if place.parent.is_dir():
                    place.mkdir(exist_ok=True)
            elif place.parent.is_dir():
                place.write_bytes(self._bytes(names[path], chance, kept))

    def _bytes(self, number, chance, kept):
        flushed, now = self._flushed.get(number, b""), self._contents[number]
        if flushed == now or kept == 1:
            return now
        if kept == 0:
            return flushed
        size = chance.choice([len(flushed), len(now), chance.randint(0, len(now))])
        size = max(size, min(len(flushed), len(now)))
        mixed = bytearray()
        for at in range(0, size, BLOCK):
            block = (now if chance.random() < kept else flushed)[at : min(at + BLOCK, size)]
            mixed += block.ljust(min(BLOCK, size - at), b"\0")
        return bytes(mixed)
