"""The bootstrap of a fresh machine: what it installs, when it stops, what it starts and counts."""

import ast
import importlib
import os
import subprocess
import sys
from pathlib import Path
from threading import Event

import pytest

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"
sys.path.insert(0, str(PACKAGING))
bootstrap = importlib.import_module("bootstrap")
computer = importlib.import_module("computer")
suite = importlib.import_module("suite")
sys.path.remove(str(PACKAGING))

OLD_NAMES = {"libasound2", "libglib2.0-0"}
NEW_NAMES = {"libasound2t64", "libglib2.0-0t64"}
PLAIN_NAMES = {names[0] for names in computer.LIBRARIES.values() if len(names) == 1}


class FakeMachine(computer.Machine):
    """A Linux computer that has everything, but for what the test takes away."""

    def __init__(self, **changes):
        self.env = {"HOME": "/home/li"}
        self.platform = "linux"
        self.is_root = False
        self.own_python = "/usr/bin/python3"
        self.pythons = {"/usr/bin/python3": "3 11"}
        self.venv_version = "3.11.2"
        self.sudo = False
        self.commands = {"apt-get", "sudo", *computer.TEST_TOOLS, *computer.WELCOME_TOOLS}
        self.apt_knows = set()
        self.t64 = False
        self.lacking = set()
        self.apt_status = 0
        self.shm = True
        self.restricted = False
        self.statuses = {}
        self.done = []
        self.became = None
        self.__dict__.update(changes)

    def ask(self, command):
        if command[0] == "sudo":
            return "" if self.sudo else None
        if "apt-cache" in command:
            return "\n".join(self.policy(name) for name in command[4:])
        if "platform" in command[-1]:
            return self.venv_version if Path(command[0]).exists() else None
        if "sysconfig" in command[-1]:
            return str(Path(command[0]).parent)
        if Path(command[0]).name == "python" and Path(command[0]).exists():
            return "3 11"
        return self.pythons.get(command[0])

    def policy(self, name):
        candidate = "1.0-1" if name in self.apt_knows else "(none)"
        return f"{name}:\n  Installed: (none)\n  Candidate: {candidate}\n  Version table:"

    def set_up(self, command):
        self.done.append(" ".join(command))
        if "venv" in command:
            folder = Path(command[-1]) / "bin"
            folder.mkdir(parents=True)
            (folder / "python").touch()
        if "apt-get" in command and "install" in command:
            if self.apt_status == 0:
                self.commands |= set(computer.TEST_TOOLS)
                self.pythons["python3"] = "3 11"
                self.lacking = set()
            return self.apt_status
        return self.statuses.get(command[0], 0)

    def call(self, command, env=None, output=None):
        self.done.append(" ".join(command))
        return next((s for word, s in self.statuses.items() if word in self.done[-1]), 0)

    def become(self, command, env):
        self.became = (list(command), dict(env))
        return 0

    def finds(self, tool):
        return tool in self.commands

    def loads(self, library):
        return library not in self.lacking

    def shared_memory_works(self):
        return self.shm

    def restricts_namespaces(self):
        return self.restricted

    def has_t64_packages(self):
        return self.t64


@pytest.fixture
def checkout(tmp_path):
    locks = tmp_path / "packaging" / "locks"
    locks.mkdir(parents=True)
    (locks / "run.txt").write_text("one==1\n")
    (locks / "dev.txt").write_text("one==1\ntwo==2\n")
    return bootstrap.Checkout(tmp_path, windows=False)


def stop_of(machine, checkout, kind="run", **wishes):
    with pytest.raises(computer.Stop) as caught:
        bootstrap.prepare(machine, checkout, kind, **wishes)
    return caught.value


# --- system packages -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "t64", "expected"),
    [
        (OLD_NAMES, False, OLD_NAMES),
        (NEW_NAMES, True, NEW_NAMES),
        (OLD_NAMES | NEW_NAMES, False, NEW_NAMES),
        (set(), False, OLD_NAMES),
        (set(), True, NEW_NAMES),
    ],
    ids=["debian 12", "debian 13", "both known", "no lists, old system", "no lists, new system"],
)
def test_package_names_are_those_that_apt_knows(known, t64, expected):
    machine = FakeMachine(apt_knows=known | PLAIN_NAMES, t64=t64)
    chosen = computer.choose_packages(machine, computer.LIBRARIES.values())
    assert set(chosen) == PLAIN_NAMES | expected


def test_root_installs_what_is_missing_without_questions():
    machine = FakeMachine(is_root=True, lacking={"libasound.so.2"}, apt_knows={"libasound2"})
    computer.require_system(machine, python_missing=False, libraries=True, tools=False)
    update, install = machine.done
    assert update.startswith("env DEBIAN_FRONTEND=noninteractive apt-get")
    assert update.endswith("update")
    assert install.endswith("install -y --no-install-recommends libasound2")


def test_a_user_with_sudo_installs_through_sudo_that_never_asks():
    machine = FakeMachine(sudo=True, lacking={"libnss3.so"})
    computer.require_system(machine, python_missing=False, libraries=True, tools=False)
    assert all(command.startswith("sudo -n env ") for command in machine.done)


def test_a_user_without_sudo_gets_one_line_with_everything_and_status_3(checkout):
    machine = FakeMachine(
        pythons={}, lacking={"libnss3.so", "libasound.so.2"}, commands={"apt-get", "sudo"}
    )
    stop = stop_of(machine, checkout, "dev", tools=True)
    assert stop.status == 3
    assert machine.done == []
    lines = [line for line in str(stop).splitlines() if "apt-get" in line]
    line = "sudo apt-get update && sudo apt-get install -y --no-install-recommends "
    packages = "libasound2 libnss3 openssl poppler-utils python3 python3-venv qpdf unzip"
    assert lines == [line + packages]


def test_the_second_browser_is_installed_for_tests_where_apt_has_it():
    lacks = {"apt-get", *computer.TEST_TOOLS}
    machine = FakeMachine(is_root=True, commands=lacks, apt_knows={"chromium"})
    computer.require_system(machine, python_missing=False, libraries=True, tools=True)
    [install] = machine.done
    assert install.endswith("install -y --no-install-recommends chromium")


@pytest.mark.parametrize(
    "changes",
    [
        {"apt_knows": set(), "is_root": True},
        {"apt_knows": {"chromium"}, "sudo": False},
        {"apt_knows": {"chromium"}, "is_root": True, "apt_status": 100},
    ],
    ids=["apt has none", "nobody may", "apt fails"],
)
def test_without_the_second_browser_the_rest_goes_on(changes):
    machine = FakeMachine(commands={"apt-get", *computer.TEST_TOOLS}, **changes)
    computer.require_system(machine, python_missing=False, libraries=True, tools=True)
    assert len(machine.done) == (1 if "apt_status" in changes else 0)


def test_where_sudo_does_not_exist_the_line_uses_su():
    machine = FakeMachine(commands={"apt-get"}, lacking={"libnss3.so"})
    with pytest.raises(
        computer.Stop, match=r"su -c 'apt-get update && apt-get install .* libnss3'"
    ):
        computer.require_system(machine, python_missing=False, libraries=True, tools=False)


def test_a_system_without_apt_is_told_the_names_of_the_libraries():
    machine = FakeMachine(is_root=True, commands=set(), lacking={"libnss3.so"})
    with pytest.raises(computer.Stop, match=r"libnss3\.so") as caught:
        computer.require_system(machine, python_missing=False, libraries=True, tools=False)
    assert caught.value.status == 3


def test_without_python_and_without_apt_the_version_that_is_needed_is_named(checkout):
    machine = FakeMachine(platform="darwin", pythons={}, commands=set())
    stop = stop_of(machine, checkout)
    assert stop.status == 3
    assert "Python 3.11 or newer" in str(stop)


@pytest.mark.parametrize("apt_status", [0, 100], ids=["installed in vain", "apt failed"])
def test_an_installation_that_does_not_help_stops(apt_status, monkeypatch):
    machine = FakeMachine(is_root=True, lacking={"libnss3.so"}, apt_status=apt_status)
    monkeypatch.setattr(machine, "loads", lambda name: name != "libnss3.so")
    with pytest.raises(computer.Stop, match="nss3"):
        computer.require_system(machine, python_missing=False, libraries=True, tools=False)


def test_main_hands_on_the_status_and_says_why(capsys, monkeypatch, checkout):
    monkeypatch.setattr(bootstrap, "Checkout", lambda: checkout)
    assert bootstrap.main(["run"], FakeMachine(lacking={"libnss3.so"})) == 3
    said = capsys.readouterr()
    assert "libnss3" in said.err
    assert said.out == ""


@pytest.mark.parametrize("is_root", [True, False])
def test_unusable_shared_memory_stops_with_the_line_that_helps(is_root):
    machine = FakeMachine(shm=False, is_root=is_root)
    with pytest.raises(computer.Stop, match="1777") as caught:
        computer.require_system(machine, python_missing=False, libraries=True, tools=False)
    assert ("sudo" in str(caught.value)) is not is_root


@pytest.mark.parametrize(("is_root", "told"), [(False, True), (True, False)])
def test_restricted_namespaces_are_told_but_neither_changed_nor_fatal(is_root, told, capsys):
    machine = FakeMachine(restricted=True, is_root=is_root)
    computer.require_system(machine, python_missing=False, libraries=True, tools=False)
    assert ("sysctl" in capsys.readouterr().err) is told
    assert machine.done == []


def test_other_systems_are_asked_for_nothing():
    machine = FakeMachine(platform="darwin", lacking={"libnss3.so"}, commands=set(), shm=False)
    computer.require_system(machine, python_missing=False, libraries=True, tools=True)
    assert machine.done == []


# --- Python and the environment ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pythons", "expected"),
    [
        ({"/usr/bin/python3": "3 11", "python3.13": "3 13"}, "/usr/bin/python3"),
        ({"/usr/bin/python3": "3 9", "python3.12": "3 12"}, "python3.12"),
        ({"/usr/bin/python3": "3 15", "python3.13": "3 13"}, "python3.13"),
        ({"/usr/bin/python3": "3 10"}, None),
        ({}, None),
    ],
)
def test_a_python_that_the_locks_are_for_is_found(pythons, expected):
    assert bootstrap.find_python(FakeMachine(pythons=pythons)) == expected


def test_no_fitting_python_even_after_the_installation_is_said(checkout, monkeypatch):
    machine = FakeMachine(is_root=True)
    monkeypatch.setattr(bootstrap, "find_python", lambda machine: None)
    stop = stop_of(machine, checkout)
    assert stop.status == 3
    assert "python3-venv" in str(stop)


def test_the_second_start_installs_nothing(checkout):
    bootstrap.prepare(FakeMachine(), checkout, "run")
    machine = FakeMachine()
    bootstrap.prepare(machine, checkout, "run")
    assert machine.done == []


def test_an_environment_for_tests_will_do_for_the_app_but_not_the_other_way(checkout):
    bootstrap.prepare(FakeMachine(), checkout, "run")
    assert not bootstrap.is_ready(FakeMachine(), checkout, "dev")
    bootstrap.prepare(FakeMachine(), checkout, "dev")
    assert bootstrap.is_ready(FakeMachine(), checkout, "run")


def test_a_changed_lock_is_installed_into_the_environment_that_there_is(checkout):
    bootstrap.prepare(FakeMachine(), checkout, "run")
    checkout.lock("run").write_text("one==2\n")
    machine = FakeMachine()
    bootstrap.prepare(machine, checkout, "run")
    assert [command for command in machine.done if "venv" in command.split()] == []
    assert "-m pip install" in machine.done[0]
    assert bootstrap.is_ready(FakeMachine(), checkout, "run")


def test_another_python_or_another_folder_makes_the_environment_stale(checkout, tmp_path):
    bootstrap.prepare(FakeMachine(), checkout, "run")
    assert not bootstrap.is_ready(FakeMachine(venv_version="3.13.1"), checkout, "run")
    elsewhere = bootstrap.Checkout(tmp_path / "copy", windows=False)
    (tmp_path / "copy").mkdir()
    for name in (".venv", "packaging"):
        (tmp_path / name).rename(tmp_path / "copy" / name)
    assert not bootstrap.is_sound(FakeMachine(), elsewhere)


def test_an_interrupted_environment_is_noticed_and_made_anew(checkout):
    machine = FakeMachine(statuses={str(checkout.python): 1})  # pip is killed
    assert stop_of(machine, checkout).status == 1
    (checkout.venv / "leftover").mkdir()
    assert not bootstrap.is_ready(FakeMachine(), checkout, "run")
    machine = FakeMachine()
    bootstrap.prepare(machine, checkout, "run")
    assert "-m venv" in machine.done[0]
    assert not (checkout.venv / "leftover").exists()
    assert bootstrap.is_ready(FakeMachine(), checkout, "run")


def test_an_interrupted_change_of_a_finished_environment_is_noticed_too(checkout):
    bootstrap.prepare(FakeMachine(), checkout, "run")
    stop_of(FakeMachine(statuses={str(checkout.python): 1}), checkout, "dev")
    assert not bootstrap.is_ready(FakeMachine(), checkout, "run")


def test_an_environment_made_by_hand_is_completed_not_thrown_away(checkout):
    checkout.scripts.mkdir(parents=True)
    checkout.python.touch()
    (checkout.venv / "mine").touch()
    bootstrap.prepare(FakeMachine(), checkout, "dev")
    assert (checkout.venv / "mine").exists()
    assert bootstrap.is_ready(FakeMachine(), checkout, "dev")


def test_uv_is_used_where_it_is_and_pip_where_uv_fails(checkout):
    machine = FakeMachine(statuses={"uv": 2})
    machine.commands.add("uv")
    bootstrap.prepare(machine, checkout, "run")
    _, by_uv, by_pip = machine.done
    assert by_uv.startswith("uv pip install")
    assert "-m pip install" in by_pip
    for command in (by_uv, by_pip):
        assert f"--require-hashes --no-deps -r {checkout.lock('run')}" in command


def test_the_command_runs_from_a_folder_with_a_space_and_hands_on_its_arguments(tmp_path):
    checkout = bootstrap.Checkout(tmp_path / "my work", windows=False)
    checkout.scripts.mkdir(parents=True)
    checkout.python.write_text('#!/bin/sh\nprintf "<%s>" "$@"\n')
    checkout.python.chmod(0o755)
    bootstrap.link_package(FakeMachine(), checkout)
    command = [str(checkout.scripts / "evidencekit"), "show", "c 1"]
    assert subprocess.check_output(command, text=True) == "<-P><-m><evidencekit><show><c 1>"
    path_file = checkout.scripts / "evidencekit.pth"
    assert path_file.read_text() == f"{checkout.root / 'src'}\n"


@pytest.mark.parametrize("name", ["bootstrap.py", "computer.py"])
def test_an_old_python_gets_far_enough_to_ask_for_a_newer_one(name):
    ast.parse((PACKAGING / name).read_text(encoding="utf-8"), feature_version=(3, 8))


# --- starting ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("platform", "env", "arguments", "expected"),
    [
        ("linux", {"DISPLAY": ":0"}, [], []),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, [], []),
        ("linux", {}, [], ["demo"]),
        ("linux", {"DISPLAY": ""}, [], ["demo"]),
        ("linux", {}, ["verify", "--json"], ["verify", "--json"]),
        ("win32", {}, [], []),
        ("darwin", {}, [], []),
    ],
)
def test_without_a_display_the_demo_runs_and_it_is_said_why(platform, env, arguments, expected):
    machine = FakeMachine(platform=platform, env=env)
    chosen, reason = bootstrap.app_arguments(machine, arguments)
    assert chosen == expected
    assert ("DISPLAY" in reason) is (expected == ["demo"])


def test_run_starts_the_app_of_the_environment(checkout):
    machine = FakeMachine(env={})
    assert bootstrap.run(machine, checkout, []) == 0
    command, env = machine.became
    assert command == [str(checkout.python), "-P", "-m", "evidencekit", "demo"]
    assert env == {"QT_QPA_PLATFORM": "offscreen"}


def test_the_python_command_passes_everything_on(checkout):
    machine = FakeMachine()
    bootstrap.start_python(machine, checkout, ["packaging/screens.py", "--theme", "dark"])
    assert machine.became[0][1:] == ["packaging/screens.py", "--theme", "dark"]
    assert bootstrap.is_ready(machine, checkout, "dev")


@pytest.mark.parametrize("arguments", [[], ["dance"]])
def test_an_unknown_command_is_refused(arguments, capsys):
    assert bootstrap.main(arguments, FakeMachine()) == 2
    assert "usage" in capsys.readouterr().err


# --- tests and checks ----------------------------------------------------------------------------


def write_tests(checkout, *names):
    for name in names:
        path = checkout.root / "tests" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


class PytestMachine(FakeMachine):
    """Writes the report that each pytest process would write; `None` is a crash before that."""

    def __init__(self, reports, **changes):
        super().__init__(**changes)
        self.reports, self.around = reports, []

    def call(self, command, env=None, output=None):
        target = next((word for word in command if word.startswith("--junit-xml=")), None)
        if target is None:
            return super().call(command, env, output)
        self.done.append(" ".join(command))
        self.around.append(env)
        path = Path(target.partition("=")[2])
        status, numbers = self.reports[path.stem]
        if numbers:
            path.write_text(junit_file(*numbers))
        output.write_text(f"{path.stem} said this\n")
        return status


def junit_file(passed, failed=0, errors=0, skipped=0):
    cases = ["<testcase classname='a' name='fine'/>"] * passed
    cases += [
        "<testcase classname='a' name='odd'><failure message='no&#10;way'/></testcase>"
    ] * failed
    cases += ["<testcase classname='a' name='bad'><error/><failure/></testcase>"] * errors
    cases += ["<testcase classname='a' name='left'><skipped/></testcase>"] * skipped
    return f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>"


def test_a_process_for_each_folder_and_for_each_end2end_file(checkout):
    write_tests(checkout, "unit/domain/test_a.py", "faults/test_b.py", "gui/test_c.py")
    write_tests(checkout, "end2end/test_d.py", "end2end/web/test_e.py", "end2end/helper.py")
    (checkout.root / "tests" / "conformance").mkdir()
    assert suite.test_processes(checkout.root, suite.FOLDERS) == {
        "whole": [("gui", "tests/gui"), ("unit", "tests/unit"), ("faults", "tests/faults")],
        "each file": [
            ("end2end-test_d", "tests/end2end/test_d.py"),
            ("end2end-web-test_e", "tests/end2end/web/test_e.py"),
        ],
    }


@pytest.fixture
def with_tests(checkout, monkeypatch):
    write_tests(checkout, "unit/test_a.py", "gui/test_b.py", "end2end/test_c.py")
    monkeypatch.setattr(bootstrap, "Checkout", lambda: checkout)
    return checkout


def test_the_last_line_adds_up_all_processes(with_tests, capsys):
    reports = {"unit": (0, (8, 0, 0, 2)), "gui": (0, (5, 0, 0, 0)), "end2end-test_c": (5, None)}
    machine = PytestMachine(reports)
    assert bootstrap.main(["test"], machine) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[-1] == "13 passed, 0 failed, 2 skipped"
    folders = {env.pop("PYTEST_DEBUG_TEMPROOT") for env in machine.around}
    assert len(folders) == 3, "each process has its own files"
    assert not any(map(os.path.exists, folders)), "and leaves none"
    assert machine.around == [{"QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": ""}] * 3
    assert sorted(said[:-1]) == [f"{one} said this" for one in sorted(reports)]


def test_failures_and_errors_are_failures_and_are_handed_on(with_tests, capsys):
    reports = {
        "unit": (1, (7, 1, 2, 0)),
        "gui": (0, (5, 0, 0, 0)),
        "end2end-test_c": (0, (1, 0, 0, 0)),
    }
    assert bootstrap.main(["test"], PytestMachine(reports)) == 1
    assert capsys.readouterr().out.splitlines()[-4:] == [
        "FAILED a::odd: no",
        "FAILED a::bad",
        "FAILED a::bad",
        "13 passed, 3 failed, 0 skipped",
    ]


@pytest.mark.parametrize("numbers", [None, (5, 0, 0, 0)], ids=["in mid-test", "at exit"])
def test_a_crash_is_one_failure_and_the_rest_still_runs(with_tests, capsys, numbers):
    reports = {
        "unit": (0, (10, 0, 0, 0)),
        "gui": (-11, numbers),
        "end2end-test_c": (0, (1, 0, 0, 0)),
    }
    assert bootstrap.main(["test"], PytestMachine(reports)) == 1
    said = capsys.readouterr()
    passed = 16 if numbers else 11
    assert said.out.splitlines()[-1] == f"{passed} passed, 1 failed, 0 skipped"
    assert said.out.splitlines()[-2] == "FAILED gui: pytest ended with signal 11"


def test_an_old_report_is_not_counted_again(with_tests, capsys):
    reports = with_tests.root / "build" / "tests"
    reports.mkdir(parents=True)
    (reports / "gui.xml").write_text('<testsuite tests="99"/>')
    machine = PytestMachine(
        {"unit": (0, (1, 0, 0, 0)), "gui": (-6, None), "end2end-test_c": (0, (1, 0, 0, 0))}
    )
    assert bootstrap.main(["test"], machine) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "2 passed, 1 failed, 0 skipped"


def test_what_is_left_of_one_kind_is_shared(with_tests, monkeypatch, capsys):
    monkeypatch.setattr(suite.os, "cpu_count", lambda: 2)
    done = Event()

    class TwoHands(PytestMachine):
        def call(self, command, env=None, output=None):
            # The first folder ends when the second has: only another hand can have taken that up.
            if "tests/gui" in command:
                assert done.wait(60)
            status = super().call(command, env, output)
            if "tests/unit" in command:
                done.set()
            return status

    reports = dict.fromkeys(("unit", "gui", "end2end-test_c"), (0, (1, 0, 0, 0)))
    assert bootstrap.main(["test"], TwoHands(reports)) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "3 passed, 0 failed, 0 skipped"


def test_no_tests_at_all_is_no_failure(checkout, monkeypatch, capsys):
    monkeypatch.setattr(bootstrap, "Checkout", lambda: checkout)
    assert bootstrap.main(["test"], PytestMachine({})) == 0
    assert capsys.readouterr().out == "0 passed, 0 failed, 0 skipped\n"


def test_check_stops_at_the_first_step_that_fails(with_tests):
    machine = PytestMachine({}, statuses={"ruff check": 1})
    assert bootstrap.main(["check"], machine) == 1
    assert "ruff check" in machine.done[-1]


def test_the_static_part_needs_no_libraries_and_runs_no_tests(with_tests):
    machine = PytestMachine({}, lacking={"libnss3.so"}, commands={"apt-get"})
    assert bootstrap.main(["check", "--static"], machine) == 0
    assert "mypy" in machine.done[-1]


def test_check_leaves_out_what_needs_a_web_engine(with_tests):
    machine = PytestMachine({"unit": (0, (1, 0, 0, 0)), "gui": (0, (1, 0, 0, 0))})
    assert bootstrap.main(["check"], machine) == 0
    assert not any("end2end" in command for command in machine.done)


# --- the real edge -------------------------------------------------------------------------------


def test_the_real_machine_answers():
    machine = computer.Machine()
    assert machine.ask([sys.executable, "-c", "print('yes')"]) == "yes"
    assert machine.ask([sys.executable, "-c", "raise SystemExit(1)"]) is None
    assert machine.ask(["no-such-command-here"]) is None
    assert not machine.loads("libno-such-library.so.9")
    assert machine.finds(sys.executable)
    assert not machine.finds("no-such-command-here")
    assert machine.set_up(["no-such-command-here"]) == 127
    assert machine.call([sys.executable, "-c", "raise SystemExit(4)"]) == 4
