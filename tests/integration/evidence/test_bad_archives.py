"""The complete list of bad inputs: each refused with its own reason by the real command."""

import io
import json
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidencekit.evidence.archive_kind import HEAD, kind_of
from evidencekit.evidence.check_wacz import check_lone_capture
from evidencekit.evidence.lone_file import check_lone
from evidencekit.evidence.report import Outcome
from fakes.bad_archives import BAD, ORDER, sealed, with_manifest, with_numbers

# Run by a process of its own, so that its peak and that of its child can be told apart from ours.
# One for all files, since most of the time went into loading the command: what a peak says of one
# file, it says of all before it too.
MEASURED = """
import json, resource, sys
from evidencekit.cli import run_command_line
for line in sys.stdin:
    status = run_command_line(json.loads(line))
    sys.stdout.flush()
    # What getrusage says of the process itself begins with what pytest, which started it, had.
    with open("/proc/self/status") as about:
        peaks = [int(line.split()[1]) for line in about if line.startswith("VmHWM:")]
    peaks.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
    print(json.dumps({"status": status, "kib": peaks}), flush=True)
"""
SECONDS, KIB = 2.0, 500 * 1024


def failures(findings):
    return {c.id: c.found or "" for c in findings.checks if c.outcome is Outcome.FAILED}


def found_here(name, data):
    return failures(check_lone(io.BytesIO(data), kind_of(name, data[:HEAD]), "", None))


@pytest.mark.parametrize("kind", BAD)
def test_each_has_its_reason_in_time(kind):
    name, make, check, wanted = BAD[kind]
    data = make()
    start = time.process_time()
    found = found_here(name, data)
    assert time.process_time() - start < SECONDS
    assert found[check].startswith(wanted), found


class Measured:
    """The command in a process that is told of one file after the other."""

    def __init__(self, errors):
        self._errors = errors
        with errors.open("wb") as stderr:
            self.process = subprocess.Popen(
                [sys.executable, "-c", MEASURED],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
            )

    def verify(self, path):
        """Return the report on a file, and the exit status with the peaks of memory after it."""
        self.process.stdin.write(json.dumps(["--json", "verify", str(path)]) + "\n")
        self.process.stdin.flush()
        said = []
        for line in self.process.stdout:
            if line.startswith('{"status"'):
                assert self._errors.read_text() == ""
                return json.loads("".join(said)), json.loads(line)
            said.append(line)
        pytest.fail(f"the command ended: {self._errors.read_text()}")


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    made = Measured(tmp_path_factory.mktemp("measured") / "stderr")
    yield made
    made.process.communicate()


@pytest.mark.parametrize("kind", BAD)
def test_the_command_fails_without_a_traceback_in_little_memory(kind, tmp_path, running):
    name, make, check, wanted = BAD[kind]
    path = tmp_path / name
    path.write_bytes(make())
    report, end = running.verify(path)
    assert end["status"] == 1
    assert max(end["kib"]) < KIB
    found = {one["check"]: one["found"] for one in report["problems"]}
    assert found[check].startswith(wanted)


def test_a_manifest_of_200_mb(tmp_path, running):
    path = tmp_path / "big.wacz"
    with path.open("wb") as file:
        from evidencekit.evidence.zip_store import StoredEntry, directory, local_header

        entry = StoredEntry("datapackage.json", 0, 0, 200 << 20, "")
        file.write(local_header(entry))
        file.seek(200 << 20, 1)
        file.write(directory([entry], file.tell()))
    report, end = running.verify(path)
    assert end["status"] == 1
    assert max(end["kib"]) < KIB
    assert report["problems"][0]["found"] == "too_large: datapackage.json"


def test_the_other_form_of_a_signature_is_no_news():
    # ECDSA verifies (r, n - s) too; a file is named by its hash, never by its signature.
    assert found_here("x.wacz", with_numbers(lambda r, s: (r, ORDER - s))) == {}


def test_a_depth_in_json_is_told_once():
    assert "wacz.members" in found_here("x.wacz", with_manifest(b'{"a":' + b"[" * 99 + b"]" * 99))


edits = st.lists(
    st.tuples(
        st.sampled_from(["flip", "cut", "insert", "swap"]),
        st.floats(0, 1, exclude_max=True),
        st.binary(min_size=1, max_size=9),
    ),
    min_size=1,
    max_size=4,
)


def edited(data, changes):
    for kind, place, extra in changes:
        at = int(place * len(data))
        if kind == "flip":
            data = data[:at] + bytes([data[at] ^ (extra[0] or 1)]) + data[at + 1 :]
        elif kind == "cut":
            data = data[:at] + data[at + extra[0] + 1 :] if data else data
        elif kind == "insert":
            data = data[:at] + extra + data[at:]
        else:
            half = len(data) // 2
            data = data[half:] + data[:half]
        if not data:
            break
    return data


@settings(max_examples=200)
@given(edits)
def test_no_edit_of_a_capture_escapes_the_checker(changes):
    data = edited(sealed(), changes)
    findings = check_lone_capture(io.BytesIO(data), "", None)
    assert data == sealed() or failures(findings)
