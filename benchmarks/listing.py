"""Reads saved listing pages: time a page, the largest, and many pages on all cores against one.

    python benchmarks/listing.py [PAGE.html...] [--results]

Without pages: those of ../shared/listings. Goals: a page of 1.6 MB under 0.7 s of processor time;
1,000 pages on all cores at least 1.8 times as fast as on one.
"""

import os
import statistics
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from evidencekit.listing import read_page

HERE = Path(__file__).resolve().parent
LISTINGS = HERE.parents[1] / "shared" / "listings"
MANY, ROUNDS, LARGE = 1000, 3, 1_500_000
LARGEST_GOAL, CORES_GOAL = 0.7, 1.8


def processor_time(path: Path) -> float:
    """Return the least processor time of some rounds of reading a page, in seconds."""
    body = path.read_bytes()
    times = []
    for _round in range(ROUNDS):
        begin = time.process_time()
        read_page(body, None, None)
        times.append(time.process_time() - begin)
    return min(times)


def read(path: str) -> int:
    """Read one page; return how many facts it has."""
    return len(read_page(Path(path).read_bytes(), None, None).facts)


def wall(pages: Sequence[str], workers: int) -> float:
    """Return the time by the clock of reading pages in so many processes, in seconds."""
    with ProcessPoolExecutor(workers) as pool:
        # The start of the processes and what they load is no reading.
        list(pool.map(read, pages[: 4 * workers]))
        begin = time.perf_counter()
        list(pool.map(read, pages, chunksize=10))
        return time.perf_counter() - begin


def main(words: Sequence[str]) -> int:
    """Measure and print; return 0 when the goals are reached."""
    paths = [Path(word) for word in words if word != "--results"]
    paths = paths or sorted(LISTINGS.glob("*/*.html"))
    times = {path: processor_time(path) for path in paths}
    spread = sorted(times.values())
    large = [took for path, took in times.items() if path.stat().st_size >= LARGE]
    pages = [str(paths[number % len(paths)]) for number in range(MANY)]
    alone, cores = wall(pages, 1), os.cpu_count() or 1
    faster = alone / wall(pages, cores)
    rows = [
        ("median of a page, processor", statistics.median(spread), "s", None),
        ("P95 of a page, processor", spread[int(0.95 * (len(spread) - 1))], "s", None),
        *(("a page of 1.6 MB, processor", one, "s", one < LARGEST_GOAL) for one in large),
        (f"{MANY} pages on one core", alone, "s", None),
        (f"{MANY} pages, {cores} cores / one", faster, "x", faster >= CORES_GOAL),
    ]
    lines = ["| figure | measured | met |", "|---|---|---|"]
    lines += [
        f"| {name} | {value:.3g} {unit} | {'' if met is None else 'yes' if met else '**no**'} |"
        for name, value, unit, met in rows
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    if "--results" in words:
        at = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime())
        head = f"\n## benchmarks/listing.py, {at}\n{len(paths)} pages, {cores} cores.\n\n"
        with (HERE / "results.md").open("a", encoding="utf-8") as file:
            file.write(head + "\n".join(lines) + "\n")
    return 0 if all(met is not False for _n, _v, _u, met in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
