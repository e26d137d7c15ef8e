"""This computer: what the bootstrap asks of it, and what the system must bring.

Standard library only, and it still runs on Python 3.8. Here belong system libraries, tools and the
way they are installed; not Python's own environment, which is made in `bootstrap`.
"""

from __future__ import annotations

import ctypes
import os
import shlex
import shutil
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent
NEEDS_A_PERSON = 3
PROCESS_LIMIT_S = 1800
PYTHON = {"Python 3.11 or newer": ("python3",), "its module venv": ("python3-venv",)}

# Shared library -> the Debian and Ubuntu package that has it; the newest name comes first.
# Read with readelf from the parts of PySide6 that we load, plugins for xcb, Wayland and offscreen
# included; what every Debian has anyway (C and C++ runtime, zlib, zstd, udev) is left out.
LIBRARIES = {
    "libEGL.so.1": ("libegl1",),
    "libGL.so.1": ("libgl1",),
    "libX11-xcb.so.1": ("libx11-xcb1",),
    "libX11.so.6": ("libx11-6",),
    "libXcomposite.so.1": ("libxcomposite1",),
    "libXdamage.so.1": ("libxdamage1",),
    "libXext.so.6": ("libxext6",),
    "libXfixes.so.3": ("libxfixes3",),
    "libXrandr.so.2": ("libxrandr2",),
    "libXtst.so.6": ("libxtst6",),
    "libasound.so.2": ("libasound2t64", "libasound2"),
    "libbrotlidec.so.1": ("libbrotli1",),
    "libdbus-1.so.3": ("libdbus-1-3",),
    "libdrm.so.2": ("libdrm2",),
    "libexpat.so.1": ("libexpat1",),
    "libfontconfig.so.1": ("libfontconfig1",),
    "libfreetype.so.6": ("libfreetype6",),
    "libgbm.so.1": ("libgbm1",),
    "libglib-2.0.so.0": ("libglib2.0-0t64", "libglib2.0-0"),
    "libgssapi_krb5.so.2": ("libgssapi-krb5-2",),
    "libnspr4.so": ("libnspr4",),
    "libnss3.so": ("libnss3",),
    "libwayland-client.so.0": ("libwayland-client0",),
    "libwayland-cursor.so.0": ("libwayland-cursor0",),
    "libwayland-egl.so.1": ("libwayland-egl1",),
    "libxcb-cursor.so.0": ("libxcb-cursor0",),
    "libxcb-dri3.so.0": ("libxcb-dri3-0",),
    "libxcb-glx.so.0": ("libxcb-glx0",),
    "libxcb-icccm.so.4": ("libxcb-icccm4",),
    "libxcb-image.so.0": ("libxcb-image0",),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1",),
    "libxcb-randr.so.0": ("libxcb-randr0",),
    "libxcb-render-util.so.0": ("libxcb-render-util0",),
    "libxcb-render.so.0": ("libxcb-render0",),
    "libxcb-shape.so.0": ("libxcb-shape0",),
    "libxcb-shm.so.0": ("libxcb-shm0",),
    "libxcb-sync.so.1": ("libxcb-sync1",),
    "libxcb-util.so.1": ("libxcb-util1",),
    "libxcb-xfixes.so.0": ("libxcb-xfixes0",),
    "libxcb-xkb.so.1": ("libxcb-xkb1",),
    "libxcb.so.1": ("libxcb1",),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0",),
    "libxkbcommon.so.0": ("libxkbcommon0",),
    "libxkbfile.so.1": ("libxkbfile1",),
}

# Command -> package, wanted by tests only.
TEST_TOOLS = {
    "unzip": ("unzip",),
    "openssl": ("openssl",),
    "qpdf": ("qpdf",),
    "pdftotext": ("poppler-utils",),
}

# Command -> package, of use to tests that are left out without it: a second browser engine.
WELCOME_TOOLS = {"chromium": "chromium"}

SHARED_MEMORY = "/dev/shm"  # noqa: S108 - it is looked at, nothing is put there
APPARMOR_SWITCH = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
APPARMOR_NOTE = """\
Note: this system keeps programs of ordinary users from making user namespaces, and the sandbox of
the capture browser needs them: capturing will fail, everything else works. An administrator can
allow them until the next restart with
  sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0
or for good by that setting in a file under /etc/sysctl.d. This is never changed without you."""


class Stop(Exception):
    """The work cannot go on; the message says what to do, `status` is the exit status."""

    def __init__(self, message: str, status: int = NEEDS_A_PERSON) -> None:
        super().__init__(message)
        self.status = status


class Machine:
    """This computer, as far as the rest asks it anything; tests put another in its place."""

    def __init__(self) -> None:
        self.env: dict[str, str] = dict(os.environ)
        self.platform = sys.platform
        self.is_root = hasattr(os, "geteuid") and os.geteuid() == 0
        # Not sys.executable: started from .venv, that one would vanish when .venv is made anew.
        self.own_python: str = getattr(sys, "_base_executable", sys.executable)

    def call(
        self,
        command: Sequence[str],
        env: Mapping[str, str] | None = None,
        output: Path | None = None,
    ) -> int:
        """Runs a test or a check in the checkout and returns its exit status.

        What it prints goes to the file `output`, if one is given.
        """
        full_env = {**self.env, **(env or {})}
        try:
            with output.open("wb") if output else nullcontext() as file:
                return subprocess.call(
                    command,
                    cwd=ROOT,
                    env=full_env,
                    timeout=PROCESS_LIMIT_S,
                    stdout=file,
                    stderr=file and subprocess.STDOUT,
                )
        except subprocess.TimeoutExpired:
            say(f"stopped after {PROCESS_LIMIT_S} s: {shlex.join(command)}")
            return 124

    def set_up(self, command: Sequence[str]) -> int:
        """Runs a step of the installation; standard output stays free for the app's own."""
        say(f"$ {shlex.join(command)}")
        try:
            return subprocess.call(command, env=self.env, stdout=sys.stderr)
        except OSError:
            return 127

    def ask(self, command: Sequence[str]) -> str | None:
        """What a command prints, or None where it fails or does not exist."""
        try:
            answer = subprocess.check_output(
                command, stderr=subprocess.DEVNULL, text=True, env=self.env
            )
        except (OSError, subprocess.CalledProcessError):
            return None
        return answer.strip()

    def become(self, command: Sequence[str], env: Mapping[str, str]) -> int:
        """Hands this process over to a command; on Windows, which cannot, waits for it."""
        sys.stdout.flush()
        if os.name != "nt":
            os.execve(command[0], list(command), {**self.env, **env})  # noqa: S606 - no shell wanted
        return subprocess.call(command, env={**self.env, **env})

    def finds(self, tool: str) -> bool:
        """Whether a command is on the path."""
        return shutil.which(tool) is not None

    def loads(self, library: str) -> bool:
        """Whether the dynamic loader finds a shared library and all that it needs."""
        try:
            ctypes.CDLL(library)
        except OSError:
            return False
        return True

    def shared_memory_works(self) -> bool:
        """Whether this user may make files in /dev/shm; Chromium dies without a word if not."""
        return os.access(SHARED_MEMORY, os.R_OK | os.W_OK | os.X_OK)

    def restricts_namespaces(self) -> bool:
        """Whether AppArmor keeps ordinary users from user namespaces, as Ubuntu 24.04 does."""
        try:
            return APPARMOR_SWITCH.read_text().strip() == "1"
        except OSError:
            return False

    def has_t64_packages(self) -> bool:
        """Whether this is a system after the change to 64-bit time, with package names to match."""
        return any(Path("/var/lib/dpkg/info").glob("lib*t64*.list"))


def say(text: str) -> None:
    """Tells the person something; never on standard output, which may be read by a program."""
    print(text, file=sys.stderr, flush=True)


def missing_libraries(machine: Machine) -> dict[str, tuple[str, ...]]:
    """Shared libraries that Qt will ask for and that are not here, with their package names."""
    if machine.platform != "linux":
        return {}
    return {name: packs for name, packs in LIBRARIES.items() if not machine.loads(name)}


def missing_tools(machine: Machine) -> dict[str, tuple[str, ...]]:
    """Commands that tests call and that are not here; looked for only where apt could help."""
    if machine.platform != "linux":
        return {}
    return {name: packs for name, packs in TEST_TOOLS.items() if not machine.finds(name)}


def known_to_apt(machine: Machine, names: Iterable[str]) -> set[str]:
    """Those of the packages that apt could install now; a purely virtual name is not one."""
    answer = machine.ask(["env", "LC_ALL=C", "apt-cache", "policy", *sorted(names)]) or ""
    known, name = set(), ""
    for line in answer.splitlines():
        if not line.startswith(" "):
            name = line.rstrip(":")
        elif "Candidate:" in line and "(none)" not in line:
            known.add(name)
    return known


def choose_packages(machine: Machine, wanted: Iterable[tuple[str, ...]]) -> list[str]:
    """One package name for each need: the first that apt knows, else the likely one."""
    wanted = list(wanted)
    known = known_to_apt(machine, {name for names in wanted for name in names})
    likely = 0 if machine.has_t64_packages() else -1
    chosen = {next((name for name in names if name in known), names[likely]) for names in wanted}
    return sorted(chosen)


def line_to_type(packages: Sequence[str], sudo: str) -> str:
    """The one line that installs the packages."""
    install = f"apt-get install -y --no-install-recommends {' '.join(packages)}"
    if sudo:
        return f"{sudo} apt-get update && {sudo} {install}"
    return f"su -c 'apt-get update && {install}'"


def may_install(machine: Machine) -> bool:
    """Whether packages can be installed here without asking anybody."""
    return machine.is_root or machine.ask(["sudo", "-n", "true"]) is not None


def apt_get(machine: Machine) -> list[str]:
    """The beginning of every command of apt-get that changes something."""
    prefix = [] if machine.is_root else ["sudo", "-n"]
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    return [*apt, "-q", "-o", "Dpkg::Use-Pty=0", "-o", "DPkg::Lock::Timeout=300"]


def install_packages(machine: Machine, missing: Mapping[str, tuple[str, ...]]) -> None:
    """Installs by apt what is missing, or stops with the one line that a person has to type."""
    what = f"Missing on this system: {in_words(list(missing))}"
    if not machine.finds("apt-get"):
        raise Stop(f"{what}. Please install the packages they are in, then start again.")
    admin, apt = may_install(machine), apt_get(machine)
    if admin:
        say(f"{what}. Being installed:")
        machine.set_up([*apt, "update"])  # its failure shows below, if it matters at all
    packages = choose_packages(machine, missing.values())
    if admin and machine.set_up([*apt, "install", "-y", "--no-install-recommends", *packages]) == 0:
        return
    trouble = f"{what}; apt could not install it" if admin else what
    line = line_to_type(packages, "sudo" if machine.finds("sudo") else "")
    raise Stop(f"{trouble}. Please type this line, then start again:\n{line}")


def offer_packages(machine: Machine) -> None:
    """Installs by apt, where that needs nobody, what a few tests are left out without."""
    wanted = {pack for name, pack in WELCOME_TOOLS.items() if not machine.finds(name)}
    if not wanted or machine.platform != "linux" or not machine.finds("apt-get"):
        return
    packages = sorted(known_to_apt(machine, wanted))
    if packages and may_install(machine):
        say(f"Being installed for tests: {in_words(packages)}")
        install = [*apt_get(machine), "install", "-y", "--no-install-recommends", *packages]
        if machine.set_up(install) != 0:
            say("apt could not install it; the tests that need it are left out.")


def in_words(names: Sequence[str]) -> str:
    """The first few names of a list, and how many there are besides."""
    first, rest = names[:4], names[4:]
    return ", ".join(first) + (f" and {len(rest)} more" if rest else "")


def require_system(machine: Machine, python_missing: bool, libraries: bool, tools: bool) -> None:
    """Everything that must come from the system, installed in one go or named in one line."""

    def missing() -> dict[str, tuple[str, ...]]:
        return {
            **(missing_libraries(machine) if libraries else {}),
            **(missing_tools(machine) if tools else {}),
        }

    wanted = {**(PYTHON if python_missing else {}), **missing()}
    if wanted:
        install_packages(machine, wanted)
        if still := missing():
            raise Stop(f"Still missing after the installation: {', '.join(still)}.")
    if tools:
        offer_packages(machine)
    if libraries and machine.platform == "linux":
        require_sandbox(machine)


def require_sandbox(machine: Machine) -> None:
    """What Chromium's own processes need of the system; told, never changed from here."""
    if not machine.shared_memory_works():
        line = f"chmod 1777 {SHARED_MEMORY}"
        if not Path(SHARED_MEMORY).is_dir():
            mount = f"mount -t tmpfs -o mode=1777 tmpfs {SHARED_MEMORY}"
            line = f"sh -c 'mkdir -p {SHARED_MEMORY} && {mount}'"
        sudo = "" if machine.is_root else "sudo "
        trouble = f"You cannot make files in {SHARED_MEMORY} (it must be there, with mode 1777)"
        raise Stop(f"{trouble}. Please type this line, then start again:\n{sudo}{line}")
    if machine.restricts_namespaces() and not machine.is_root:
        say(APPARMOR_NOTE)
