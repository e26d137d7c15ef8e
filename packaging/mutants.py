"""Changes `evidence` and `vault` in one place at a time and counts what the tests notice.

    make mutate ARGS="--only evidence --sample 300 --seed 7"

mutmut makes the mutants (under `mutants`, of the bodies of functions and methods) and learns which
test runs which function; then each mutant meets its tests, the aptest first, up to `--budget`
seconds of them. A mutant that only a slower test would notice counts as survived, so the share of
the killed is a lower bound. Without `--sample` it takes a night. `build/mutants.json` keeps every
verdict, `--again` asks only those that survived there. `mutmut show NAME` shows a survivor.
"""

import argparse
import collections
import gc
import json
import os
import random  # noqa: TID251 - seeded, and for choosing alone
import signal
import sys
import threading
import time
from pathlib import Path

import pytest
from mutmut.__main__ import (
    collect_or_load_stats,
    collect_source_file_mutation_data,
    copy_also_copy_files,
    copy_src_dir,
    create_mutants,
    get_mutant_runner,
    setup_source_paths,
)
from mutmut.configuration import config
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.state import state
from mutmut.utils.format_utils import mangled_name_from_mutant_name

RESULTS = Path("build/mutants.json").absolute()
QUIET = ["--rootdir=.", "--tb=no", "-q", "-x", "-p", "no:randomly", "-p", "no:cacheprovider"]
# These run only in the process that `child` starts; nothing sees them from here.
APART = "evidencekit.evidence.child_main.x_"
TESTS_APART = "tests/integration/evidence/test_child.py::"
GOAL = 85
# How a fork ends in which no test could be begun; pytest has other numbers.
BROKEN = 99


def main() -> int:
    """Make, choose and run mutants, print the table; 1 if fewer than `GOAL` % were noticed."""
    os.chdir(Path(__file__).resolve().parents[1])
    given = arguments()
    prepare()
    names = chosen(given)
    print(f"{len(names)} mutants", flush=True)
    verdicts = run_all(names, given.budget)
    return tell(verdicts)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", default="", help="part of the names, as evidence or vault.book")
    parser.add_argument("--sample", type=int, help="how many, by chance; all if not given")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--budget", type=float, default=20, help="seconds of tests a mutant")
    parser.add_argument("--again", action="store_true", help="those alone that survived last time")
    return parser.parse_args()


def prepare() -> None:
    """Let mutmut write the mutants and learn who tests what; quick where nothing changed."""
    Path("mutants").mkdir(exist_ok=True)
    RESULTS.parent.mkdir(exist_ok=True)
    set_mutant_under_test("mutant_generation")
    copy_src_dir()
    copy_also_copy_files()
    setup_source_paths()
    create_mutants(1)
    collect_or_load_stats(get_mutant_runner(1), apply_config_invalidation=True)
    set_mutant_under_test("")
    os.chdir("mutants")
    # Everything is imported once, here; each mutant runs in a fork of this process.
    pytest.main([*QUIET, "--collect-only", "-qqq", *config().pytest_add_cli_args_test_selection])
    gc.freeze()  # else each fork would go through all of it several times


def chosen(given: argparse.Namespace) -> list[str]:
    """Return the names of the mutants to run."""
    os.chdir("..")
    mutants, _data = collect_source_file_mutation_data(mutant_names=())
    os.chdir("mutants")
    names = sorted(name for _file, name, _before in mutants if given.only in name)
    if given.again:
        names = [name for name in names if kept().get(name) == "survived"]
    if given.sample:
        names = random.Random(given.seed).sample(names, min(given.sample, len(names)))  # noqa: S311
    return names


def kept() -> dict[str, str]:
    """Return the verdicts of the last run."""
    return json.loads(RESULTS.read_text()) if RESULTS.exists() else {}


def run_all(names: list[str], budget: float) -> dict[str, str]:
    """Return the verdict on each mutant; those so far are kept whenever this is stopped."""
    verdicts, before = {}, kept()
    for name in names:
        verdicts[name] = verdict_on(name, budget)
        print(f"{verdicts[name]:9}{name}", flush=True)
        RESULTS.write_text(json.dumps(before | verdicts, indent=1))
    return verdicts


def verdict_on(name: str, budget: float) -> str:
    """Run the tests of one mutant in a fork."""
    tests, seconds = tests_of(name, budget)
    if not tests:
        return "survived"
    pid = os.fork()
    if pid == 0:
        run_in_fork(name, tests)
    late = threading.Event()

    def stop() -> None:
        late.set()
        os.killpg(pid, signal.SIGKILL)

    clock = threading.Timer(60 + 5 * seconds, stop)
    clock.start()
    _pid, status = os.waitpid(pid, 0)
    clock.cancel()
    if late.is_set():
        return "timeout"
    code = os.waitstatus_to_exitcode(status)
    if code == BROKEN:
        raise RuntimeError(f"no test was run for {name}")
    return "killed" if code else "survived"


def tests_of(name: str, budget: float) -> tuple[list[str], float]:
    """Return the tests that run the mutant's function, and their seconds.

    In front are quick ones that run little else: these are meant for it. The second of a file costs
    twice, the third three times, and so on, for those of one file look at one side of it.
    """
    durations, by_function = state().duration_by_test, state().tests_by_mangled_function_name
    names = by_function.get(mangled_name_from_mutant_name(name), set())
    breadth = collections.Counter(test for tests in by_function.values() for test in tests)
    if name.startswith(APART):
        names = names | {test for test in durations if test.startswith(TESTS_APART)}
    costs = {test: breadth[test] * (0.05 + durations[test]) for test in names}
    taken: collections.Counter[str] = collections.Counter()
    for test in sorted(names, key=lambda test: (costs[test], test)):
        taken[test.partition("::")[0]] += 1
        costs[test] *= taken[test.partition("::")[0]]
    tests, seconds = [], 0.0
    for test in sorted(names, key=lambda test: (costs[test], test)):
        # One that is too long for what is left keeps no shorter one out.
        if not tests or seconds + durations[test] <= budget:
            tests.append(test)
            seconds += durations[test]
    return tests, seconds


class Quickest:
    """Has pytest run these tests in this order. As arguments, hundreds would cost it minutes."""

    def __init__(self, tests: list[str]) -> None:
        self.tests = tests

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Choose and sort."""
        found = {item.nodeid: item for item in items}
        items[:] = [found[test] for test in self.tests if test in found]


def run_in_fork(name: str, tests: list[str]) -> None:
    """Become the process in which the mutant takes the place of the function."""
    os.setsid()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    status = BROKEN
    try:
        from evidencekit.evidence import confined  # noqa: PLC0415 - the mutated one

        set_mutant_under_test(name)
        # The child has no environment of ours.
        start = confined._START  # noqa: SLF001
        confined._START = f"import os; os.environ['MUTANT_UNDER_TEST'] = {name!r};" + start  # noqa: SLF001
        files = sorted({test.partition("::")[0] for test in tests})
        status = 1  # what stops pytest itself is noticed too
        status = int(pytest.main([*QUIET, *files], plugins=[Quickest(tests)]))
    finally:
        os._exit(status)


def tell(verdicts: dict[str, str]) -> int:
    """Print a table by file and the survivors."""
    files: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for name, verdict in verdicts.items():
        files[name.partition(".x")[0]][verdict] += 1
    total = sum(files.values(), collections.Counter())
    print(f"\n{'file':48}{'mutants':>9}{'killed':>9}{'timeout':>9}{'survived':>9}{'%':>8}")
    for name, counts in [*sorted(files.items()), ("all", total)]:
        number = counts.total()
        noticed = number - counts["survived"]
        row = (number, counts["killed"], counts["timeout"], counts["survived"])
        print(f"{name:48}" + "".join(f"{one:9}" for one in row) + f"{noticed / number:8.1%}")
    print()
    print(*sorted(name for name, verdict in verdicts.items() if verdict == "survived"), sep="\n")
    return 0 if 100 * (total.total() - total["survived"]) >= GOAL * total.total() else 1


if __name__ == "__main__":
    start = time.monotonic()
    result = main()
    print(f"{time.monotonic() - start:.0f} s")
    sys.exit(result)
