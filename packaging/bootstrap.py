"""Gets a checkout ready on this computer and starts it: `run`, `test`, `check`.

Standard library only. Here belong Python itself, the virtual environment and what the system must
bring; not what the app can say of itself once it runs.
Python 3.8 still gets far enough here to say that a newer one is needed.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from computer import ROOT, Machine, Stop, require_system, say
from suite import FOLDERS, QUICK_FOLDERS, run_tests

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MINIMUM = (3, 11)
MAXIMUM = (3, 14)  # the last that the pinned PySide6 has wheels for
TYPED = tuple(f"packaging/{name}.py" for name in ("bootstrap", "computer", "suite"))
PYTHON_NAMES = ("python3.13", "python3.12", "python3.11", "python3.14", "python3", "python")


@dataclass(frozen=True)
class Checkout:
    """The folders and files of one checkout that this program reads or makes."""

    root: Path = ROOT
    windows: bool = os.name == "nt"

    @property
    def venv(self) -> Path:
        """The virtual environment."""
        return self.root / ".venv"

    @property
    def scripts(self) -> Path:
        """Where the environment keeps its commands."""
        return self.venv / ("Scripts" if self.windows else "bin")

    @property
    def python(self) -> Path:
        """The environment's Python."""
        return self.scripts / ("python.exe" if self.windows else "python")

    @property
    def unfinished(self) -> Path:
        """Stands in the environment for as long as an installation is under way."""
        return self.venv / ".evidencekit-unfinished"

    def lock(self, kind: str) -> Path:
        """The list of packages, with hashes, for `run` or `dev`."""
        return self.root / "packaging" / "locks" / f"{kind}.txt"

    def stamp(self, kind: str) -> Path:
        """Says what was installed for `run` or `dev`."""
        return self.venv / f".evidencekit-{kind}"


# --- Python and its environment ------------------------------------------------------------------


def find_python(machine: Machine) -> str | None:
    """A Python that is new enough and can make virtual environments."""
    names = (machine.own_python, *PYTHON_NAMES)
    return next((name for name in names if has_modules(machine, name, "venv", "ensurepip")), None)


def has_modules(machine: Machine, python: str, *modules: str) -> bool:
    """Whether a Python runs, is of a version that the locks are for, and has the modules."""
    question = f"import sys, {', '.join(modules)}; print(*sys.version_info[:2])"
    answer = machine.ask([python, "-c", question])
    return bool(answer) and MINIMUM <= tuple(map(int, str(answer).split())) <= MAXIMUM


def stamp_text(machine: Machine, checkout: Checkout, kind: str) -> str | None:
    """What the stamp of a finished environment must say now; None where its Python does not run."""
    question = "import platform; print(platform.python_version())"
    version = machine.ask([str(checkout.python), "-c", question])
    if not version:
        return None
    digest = hashlib.sha256(checkout.lock(kind).read_bytes()).hexdigest()
    return f"lock {digest}\npython {version}\nfolder {checkout.root}\n"


def is_ready(machine: Machine, checkout: Checkout, kind: str) -> bool:
    """Whether the environment holds what `kind` needs; one for `dev` has all that `run` needs."""
    if checkout.unfinished.exists():
        return False
    for name in ("run", "dev") if kind == "run" else ("dev",):
        stamp = checkout.stamp(name)
        if stamp.exists() and stamp.read_text() == stamp_text(machine, checkout, name):
            return True
    return False


def is_sound(machine: Machine, checkout: Checkout) -> bool:
    """Whether packages can be added to the environment as it stands; if not, it is made anew."""
    if checkout.unfinished.exists():
        return False
    folder = f"folder {checkout.root}"
    stamps = [stamp for stamp in map(checkout.stamp, ("run", "dev")) if stamp.exists()]
    if any(folder not in stamp.read_text().splitlines() for stamp in stamps):
        return False  # a copy or a moved checkout: its scripts name the old place
    return has_modules(machine, str(checkout.python), "pip")


@contextmanager
def one_at_a_time(checkout: Checkout) -> Iterator[None]:
    """Keeps a second start from taking an environment in the making for a wreck."""
    path = checkout.root / "build" / "bootstrap.lock"
    path.parent.mkdir(exist_ok=True)
    with path.open("w") as file:
        if not checkout.windows:
            import fcntl  # noqa: PLC0415 - Windows has none

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def prepare_environment(machine: Machine, checkout: Checkout, kind: str, python: str) -> None:
    """Makes or mends the environment. Killed half-way, it is noticed next time and made anew."""
    with one_at_a_time(checkout):
        if is_ready(machine, checkout, kind):
            return
        sound = is_sound(machine, checkout)
        checkout.venv.mkdir(exist_ok=True)
        checkout.unfinished.touch()
        if not sound:
            clear(checkout.venv, keep=checkout.unfinished)
            if machine.set_up([python, "-m", "venv", str(checkout.venv)]) != 0:
                raise Stop("The virtual environment could not be made; see above.", 1)
        for name in ("run", "dev"):
            checkout.stamp(name).unlink(missing_ok=True)
        install_lock(machine, checkout, kind)
        link_package(machine, checkout)
        checkout.stamp(kind).write_text(stamp_text(machine, checkout, kind) or "")
        checkout.unfinished.unlink()


def clear(folder: Path, keep: Path) -> None:
    """Empties a folder but for one file."""
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry != keep:
            entry.unlink()


def install_lock(machine: Machine, checkout: Checkout, kind: str) -> None:
    """Installs exactly what the lock lists, each file checked against its hash."""
    what = ["--require-hashes", "--no-deps", "-r", str(checkout.lock(kind))]
    if machine.finds("uv"):
        uv = ["uv", "pip", "install", "--python", str(checkout.python), "--compile-bytecode"]
        if machine.set_up([*uv, *what]) == 0:
            return
        say("uv did not manage; trying pip")
    pip = [str(checkout.python), "-m", "pip", "install", "--no-input"]
    # Progress is for somebody who watches; a log would only fill with it.
    pip += ["--disable-pip-version-check", *([] if sys.stderr.isatty() else ["-q"])]
    if machine.set_up([*pip, *what]) != 0:
        raise Stop("The packages could not be installed; see above. Is there a network?", 1)


def link_package(machine: Machine, checkout: Checkout) -> None:
    """Makes the package in `src` importable, and `evidencekit` a command of the environment."""
    question = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = machine.ask([str(checkout.python), "-c", question])
    if not packages:
        raise Stop("The virtual environment does not run.", 1)
    (Path(packages) / "evidencekit.pth").write_text(f"{checkout.root / 'src'}\n", encoding="utf-8")
    # -P: the folder that somebody happens to be in must not supply modules.
    if checkout.windows:
        command = checkout.scripts / "evidencekit.cmd"
        command.write_text('@"%~dp0python.exe" -P -m evidencekit %*\n')
        return
    command = checkout.scripts / "evidencekit"
    python = shlex.quote(str(checkout.python))
    command.write_text(f'#!/bin/sh\nexec {python} -P -m evidencekit "$@"\n')
    command.chmod(0o755)


def prepare(
    machine: Machine, checkout: Checkout, kind: str, *, libraries: bool = True, tools: bool = False
) -> None:
    """Brings this computer to the point where the app, or the tests, can start."""
    ready = is_ready(machine, checkout, kind)
    python = None if ready else find_python(machine)
    require_system(machine, not ready and python is None, libraries, tools)
    if ready:
        return
    python = python or find_python(machine)
    if python is None:
        raise Stop("Python 3.11 or newer with venv is needed (packages python3, python3-venv).")
    prepare_environment(machine, checkout, kind, python)


# --- the commands --------------------------------------------------------------------------------


def app_arguments(machine: Machine, arguments: Sequence[str]) -> tuple[list[str], str]:
    """What the app is started with, and the reason if that is not what was asked for."""
    has_display = any(machine.env.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    if arguments or has_display or machine.platform in ("win32", "darwin"):
        return list(arguments), ""
    reason = "No display here (neither DISPLAY nor WAYLAND_DISPLAY is set): no window can open, "
    return ["demo"], reason + "so the demo runs instead, in this terminal."


def run(machine: Machine, checkout: Checkout, arguments: Sequence[str]) -> int:
    """Starts the app, or the command of the app that the arguments name."""
    prepare(machine, checkout, "run")
    chosen, reason = app_arguments(machine, arguments)
    env = {}
    if reason:
        say(reason)
        env = {"QT_QPA_PLATFORM": machine.env.get("QT_QPA_PLATFORM", "offscreen")}
    return machine.become([str(checkout.python), "-P", "-m", "evidencekit", *chosen], env)


def start_python(machine: Machine, checkout: Checkout, arguments: Sequence[str]) -> int:
    """Starts the environment's Python, for the other targets of the Makefile."""
    prepare(machine, checkout, "dev")
    return machine.become([str(checkout.python), *arguments], {})


def test(machine: Machine, checkout: Checkout, arguments: Sequence[str]) -> int:
    """Runs every test there is."""
    prepare(machine, checkout, "dev", tools=True)
    return run_tests(machine, checkout.root, checkout.python, FOLDERS, arguments)


def check(machine: Machine, checkout: Checkout, arguments: Sequence[str]) -> int:
    """All that a change must pass before it is handed in; `--static` leaves the tests out."""
    static = "--static" in arguments
    prepare(machine, checkout, "dev", libraries=not static, tools=not static)
    module = [str(checkout.python), "-m"]
    steps = {
        "format": [*module, "ruff", "format", "--check", "."],
        "lint": [*module, "ruff", "check", "."],
        "floors": [str(checkout.scripts / "lint-imports")],
        "types": [*module, "mypy", "src", *TYPED],
    }
    for name, command in steps.items():
        start = time.monotonic()
        status = machine.call(command)
        say(f"== {name}: {'ok' if status == 0 else 'failed'}, {time.monotonic() - start:.1f} s")
        if status != 0:
            return status
    if static:
        return 0
    rest = [argument for argument in arguments if argument != "--static"]
    return run_tests(machine, checkout.root, checkout.python, QUICK_FOLDERS, rest)


COMMANDS = {"run": run, "test": test, "check": check, "python": start_python}


def main(arguments: Sequence[str], machine: Machine | None = None) -> int:
    """Carries out one command and returns its exit status."""
    if not arguments or arguments[0] not in COMMANDS:
        say("usage: bootstrap.py run | test | check [--static], then arguments for app or pytest")
        return 2
    try:
        return COMMANDS[arguments[0]](machine or Machine(), Checkout(), arguments[1:])
    except Stop as stop:
        say(str(stop))
        return stop.status
    except OSError as trouble:
        say(f"The bootstrap could not go on: {trouble}")
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
