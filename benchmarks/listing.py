"""Reads saved listing pages: time a page, the largest, and many pages on all cores against one.

    python benchmarks/listing.py [PAGE.html...] [--results]

Without pages: those of ../shared/listings. Goals: a page of 1.6 MB under 0.7 s of processor time;
1,000 pages on all cores at least 1.8 times as fast as on one. One core and all take turns, and a
bare loop beside them says what the machine itself gains then: others may be using it.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from evidencekit.listing.reading import read_page

HERE = Path(__file__).resolve().parent
LISTINGS = HERE.parents[1] / "shared" / "listings"
MANY, SOME, ROUNDS, LARGE = 1000, 50, 3, 1_500_000
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


def turn(_number: int) -> int:
    """Do nothing but use a processor."""
    return sum(number * number % 7 for number in range(400_000))


def wall(pool: ProcessPoolExecutor, work: Callable[[Any], int], given: Sequence[object]) -> float:
    """Return the time by the clock of working through what is given, in seconds."""
    begin = time.perf_counter()
    list(pool.map(work, given, chunksize=5))
    return time.perf_counter() - begin


def by_turns(pages: Sequence[str], cores: int) -> tuple[float, float, float]:
    """Return seconds on one core, and how many times as fast all are: at pages, at a bare loop."""
    spent = dict.fromkeys(("pages", "pages on all", "loop", "loop on all"), 0.0)
    with ProcessPoolExecutor(1) as one, ProcessPoolExecutor(cores) as all_of_them:
        for pool in (one, all_of_them):
            # The start of the processes and what they load is no reading.
            list(pool.map(read, pages[: 4 * cores]))
        for first in range(0, len(pages), SOME):
            some = pages[first : first + SOME]
            for name, pool in (("", one), (" on all", all_of_them)):
                spent[f"pages{name}"] += wall(pool, read, some)
                spent[f"loop{name}"] += wall(pool, turn, range(SOME // 2))
    return (
        spent["pages"],
        spent["pages"] / spent["pages on all"],
        spent["loop"] / spent["loop on all"],
    )


def main(words: Sequence[str]) -> int:
    """Measure and print; return 0 when the goals are reached."""
    paths = [Path(word) for word in words if word != "--results"]
    paths = paths or sorted(LISTINGS.glob("*/*.html"))
    times = {path: processor_time(path) for path in paths}
    spread = sorted(times.values())
    large = [took for path, took in times.items() if path.stat().st_size >= LARGE]
    pages = [str(paths[number % len(paths)]) for number in range(MANY)]
    cores = os.cpu_count() or 1
    alone, faster, bare = by_turns(pages, cores)
    rows = [
        ("median of a page, processor", statistics.median(spread), "s", None),
        ("P95 of a page, processor", spread[int(0.95 * (len(spread) - 1))], "s", None),
        *(("a page of 1.6 MB, processor", one, "s", one < LARGEST_GOAL) for one in large),
        (f"{MANY} pages on one core", alone, "s", None),
        (f"{MANY} pages, {cores} cores / one", faster, "x", faster >= CORES_GOAL),
        (f"a bare loop, {cores} cores / one, meanwhile", bare, "x", None),
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
