"""Seal and deep check of one capture, measured: MB/s, times of one hashing, peak memory.

python benchmarks/seal.py [MB] [DIR]     default 100, in a new folder that is removed again
"""

import hashlib
import os
import shutil
import struct
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from evidencekit.evidence.check_wacz import Expected, check_capture
from evidencekit.evidence.records import Exchange, FileBody
from evidencekit.evidence.wacz import seal, sign_file
from fakes.drafts import CAPTURE_ID, a_context, a_draft, a_key, an_exchange

BODY = 1 << 19
REPEATS = 3


def words(size: int) -> bytes:
    """Text of 4,096 words in no order: about as compressible as a page."""
    known = [hashlib.sha256(str(n).encode()).hexdigest()[: 3 + n % 7] for n in range(4096)]
    drawn = struct.unpack(f"<{size // 4}H", os.urandom(size // 4 * 2))
    return " ".join(known[number % 4096] for number in drawn).encode()[:size]


def spooled(
    folder: Path, count: int, media: str, make: Callable[[int], bytes]
) -> Iterator[Exchange]:
    for number in range(count):
        path, data = folder / f"{number}", make(BODY)
        path.write_bytes(data)
        body = FileBody(path, len(data), hashlib.sha256(data).hexdigest())
        yield replace(an_exchange(f"https://a.example/{number}", b"", media), body=body)


def best(action: Callable[[], object]) -> float:
    def once() -> float:
        start = time.perf_counter()
        action()
        return time.perf_counter() - start

    return min(once() for _each in range(REPEATS))


def hashed(path: Path) -> None:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)


def measure(folder: Path, megabytes: int, media: str, make: Callable[[int], bytes]) -> None:
    bodies = folder / "spool"
    bodies.mkdir()
    draft = a_draft(exchanges=tuple(spooled(bodies, megabytes * 2, media, make)))
    key, path = a_key(), folder / f"{CAPTURE_ID}.wacz"
    start = time.perf_counter()
    done = seal(path, draft, key, a_context())
    seconds = time.perf_counter() - start
    path.with_name(f"{path.name}.sig").write_bytes(sign_file(done, key))
    expected = Expected(done.sha256, key.public)
    once = best(lambda: hashed(path))
    quick = best(lambda: check_capture(path, "x", expected))
    cpu = time.process_time()
    deep = best(lambda: check_capture(path, "x", expected, deep=True))
    cpu = (time.process_time() - cpu) / REPEATS
    print(
        f"{media}: seal {megabytes * 1.048576 / seconds:.0f} MB/s, file {done.bytes / 1e6:.0f} MB"
    )
    print(f"  hash once {once:.3f} s, verify {quick / once:.2f} x, deep {deep / once:.2f} x")
    print(f"  deep takes {cpu / once:.2f} x of processor time, on {os.cpu_count()} cores")
    shutil.rmtree(bodies)


def main() -> None:
    megabytes = int(next(iter(sys.argv[1:]), "100"))
    where = next(iter(sys.argv[2:]), None)
    for media, make in (("image/jpeg", os.urandom), ("text/html", words)):
        with tempfile.TemporaryDirectory(dir=where) as folder:
            measure(Path(folder), megabytes, media, make)
    if sys.platform != "win32":
        import resource  # noqa: PLC0415  # Windows has none

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"peak memory {peak / (1024 if sys.platform == 'linux' else 1 << 20):.0f} MB")


if __name__ == "__main__":
    main()
