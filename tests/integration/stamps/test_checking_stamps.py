"""What `verify` and check.sh say of tokens: whose root, whose time, and what does not hold."""

import shutil
import subprocess
from datetime import timedelta

import pytest

from evidencekit.domain.times import utc_seconds
from evidencekit.evidence.report import Outcome, TimeTrust, Verdict
from evidencekit.evidence.roots import Roots
from evidencekit.evidence.timestamp import (
    TimeToken,
    check_reply,
    make_request,
    read_certificates,
    read_request,
)
from evidencekit.foundation.resources import resource
from evidencekit.services.demo_authority import DemoAuthority
from evidencekit.services.stamping import Stamping
from evidencekit.vault.check import check_vault
from evidencekit.vault.create import NewVault
from evidencekit.vault.stamp_files import Kept
from evidencekit.vault.stamps import StampLists
from fakes.vaults import VaultRoom


def check(room, roots=None, *, strict=False):
    trusted = read_certificates(roots.read_bytes()) if roots else ()
    return check_vault(
        room.path, room.known, roots=Roots(trusted, strict=strict), pause=lambda _s: None
    )


def check_sh(room, *words):
    done = subprocess.run(
        ["sh", str(resource("vault", "check.sh")), "-k", room.made.fingerprint, *words, room.path],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, [line for line in done.stdout.splitlines() if "stamp." in line], done


def problems(report):
    return [(c.id, c.item.rpartition(".")[2], c.outcome.value) for c in report.problems]


@pytest.fixture
def stamped(room, authority):
    room.authority = authority()
    room.stamp(room.authority)
    return room


def test_a_chosen_root_passes(stamped, pki):
    report = check(stamped, pki.roots)
    assert report.problems == []
    assert (report.verdict, report.time_trust) == (Verdict.PASSED, TimeTrust.KNOWN_ROOT)
    said = {c.id for c in report.with_outcome(Outcome.NOT_CHECKED)}
    assert "stamp.revocation" in said
    code, lines, done = check_sh(stamped, "-r", pki.roots)
    assert (code, done.stderr) == (0, "")
    assert {line.split()[0] for line in lines} == {"OK"}
    assert "RESULT passed" in done.stdout


def test_a_root_from_the_vault_itself_leaves_it_open(stamped):
    report = check(stamped)
    assert problems(report) == [("stamp.chain", "pem", "indeterminate")]
    assert report.time_trust is TimeTrust.FROM_BUNDLE
    assert report.verdict is Verdict.INDETERMINATE


def test_another_root_fails_if_it_was_named_for_this_and_is_open_if_from_the_settings(stamped, pki):
    assert problems(check(stamped, pki.other_roots, strict=True)) == [
        ("stamp.chain", "pem", "failed")
    ]
    assert problems(check(stamped, pki.other_roots)) == [("stamp.chain", "pem", "indeterminate")]
    code, lines, _done = check_sh(stamped, "-r", pki.other_roots)
    assert code == 1
    assert [line.split()[1] for line in lines if line.startswith("BAD")] == ["stamp.chain"]


def test_a_certificate_that_has_ended_since_still_holds_for_its_time(room, server, authority, pki):
    # The signer's certificate ended in 2021: to both checkers only the token's own time counts.
    room.clock.set_wall(room.clock.now().replace(year=2020))
    room.seal()
    room.stamp(authority("expired"))
    report = check(room, pki.roots)
    assert [c.id for c in report.with_outcome(Outcome.FAILED)] == []
    code, lines, _done = check_sh(room, "-r", pki.roots)
    assert code == 0
    assert [line for line in lines if line.startswith("NOTE") and "have ended since" in line]


def forged(room, authority, change, other=None):
    """Keep a reply that no honest writer would keep; the log says that it did."""
    with room.writing() as vault:
        lists = StampLists(vault, room.clock)
        lists.make_lists()
        (waiting,) = lists.waiting([authority.name])
        request = lists.request(waiting)
        asked = request if other is None else other
        reply = authority.ask(asked)
        token = check_reply(reply, read_request(asked), authority.roots)
        lists.keep(waiting, Kept(reply, change(token)))


def test_a_token_over_something_else_fails_in_both(room, authority, pki):
    forged(room, authority(), lambda token: token, other=make_request(b"another list"))
    report = check(room, pki.roots)
    found = [c for c in report.problems if c.id == "stamp.token"]
    assert [(c.outcome, c.found) for c in found] == [(Outcome.FAILED, "imprint")]
    assert report.time_trust is TimeTrust.NONE
    code, lines, _done = check_sh(room, "-r", pki.roots)
    assert code == 1
    assert [line.split()[1] for line in lines if line.startswith("BAD")] == ["stamp.token"]


def test_a_token_of_the_same_list_for_another_request_fails_in_both(room, authority, pki):
    with room.writing() as vault:
        (path,) = StampLists(vault, room.clock).make_lists()
    other = make_request((room.path / path).read_bytes())
    forged(room, authority(), lambda token: token, other=other)
    assert [c.found for c in check(room, pki.roots).problems] == ["nonce"]
    code, lines, _done = check_sh(room, "-r", pki.roots)
    assert code == 1
    assert [line.split()[1] for line in lines if line.startswith("BAD")] == ["stamp.token"]


def test_a_log_that_tells_another_time_than_the_token_fails(room, authority, pki):
    def earlier(token):
        at = token.gen_time - timedelta(days=300)
        return TimeToken(at, token.policy, token.serial, token.chain)

    forged(room, authority(), earlier)
    assert problems(check(room, pki.roots)) == [("stamp.token", "tsr", "failed")]


def test_a_chain_without_its_root_fails(room, authority, pki):
    def cut(token):
        return TimeToken(token.gen_time, token.policy, token.serial, token.chain[:1])

    forged(room, authority(), cut)
    report = check(room, pki.roots)
    assert problems(report) == [("stamp.token", "tsr", "failed")]


def test_a_token_older_than_its_capture_leaves_it_open(room, server, authority, pki):
    server.begin(lambda: room.clock.now() - timedelta(minutes=6))
    room.stamp(authority())
    report = check(room, pki.roots)
    assert problems(report) == [("stamp.order", "tsr", "indeterminate")]
    (order,) = report.problems
    assert order.found == utc_seconds(room.clock.now() - timedelta(minutes=6))
    server.begin(lambda: room.clock.now() - timedelta(minutes=4))
    room.seal()
    room.stamp(authority())
    assert len([c for c in check(room, pki.roots).problems if c.id == "stamp.order"]) == 1


@pytest.fixture
def demo(tmp_path, clock):
    room = VaultRoom(tmp_path / "d", clock, NewVault("Demo", "nobody", demo=True), "x")
    room.seal()
    with room.writing() as vault:
        result = Stamping(vault, clock).stamp([DemoAuthority(clock)])
    assert (result.received, result.waiting, result.problems) == (1, 0, [])
    return room


def test_a_demo_token_holds_in_its_demo_and_proves_nothing(demo):
    report = check(demo)
    assert report.ok
    assert report.verdict is Verdict.INDETERMINATE
    assert report.to_json()["trust"] == {"key": "demo", "time": "demo"}
    code, lines, done = check_sh(demo)
    assert code == 0
    assert any(line.startswith("OK   stamp.token") for line in lines)
    assert done.stdout.splitlines()[-1] == "RESULT DEMO: proves nothing"


class _Disguised:
    """A demo's authority behind another name."""

    def __init__(self, clock):
        self._demo = DemoAuthority(clock)
        self.name, self.roots, self.ask = "honest-time", self._demo.roots, self._demo.ask


def test_a_demo_token_in_a_real_vault_fails_in_both(room, clock):
    forged(room, _Disguised(clock), lambda token: token)
    failed = [c.id for c in check(room).with_outcome(Outcome.FAILED)]
    assert failed == ["vault.demo"]
    code, _lines, done = check_sh(room)
    assert code == 1
    assert "BAD  vault.demo" in done.stdout


@pytest.mark.parametrize("suffix", [".tsq", ".tsr", ".chain.pem", ".sha256", "head"])
def test_a_file_that_is_gone_is_named_by_both(stamped, suffix):
    if suffix == "head":
        (path,) = stamped.path.glob("stamps/heads/*")
    elif suffix == ".sha256":
        path = stamped.path / stamped.lists()[0]
    else:
        path = stamped.stamp_file(stamped.authority, suffix)
    name = path.relative_to(stamped.path).as_posix()
    path.unlink()
    assert check(stamped).verdict is Verdict.FAILED
    code, lines, done = check_sh(stamped)
    assert code == 1
    assert any(line.startswith("BAD") and name in line for line in done.stdout.splitlines()), lines


def test_verify_writes_nothing(stamped, pki, tmp_path):
    shutil.copytree(stamped.path, tmp_path / "before")
    check(stamped, pki.roots)
    done = subprocess.run(["diff", "-r", str(stamped.path), str(tmp_path / "before")], check=False)
    assert done.returncode == 0


def test_a_chain_that_leads_to_no_root_fails_by_it(room, authority, pki):
    def under_another(token):
        (root,) = read_certificates(pki.other_roots.read_bytes())
        return TimeToken(token.gen_time, token.policy, token.serial, (*token.chain[:-1], root))

    asked = authority()
    forged(room, asked, under_another)
    report = check(room, pki.roots)
    (found,) = [one for one in report.problems if one.id == "stamp.chain"]
    assert (found.outcome, found.found) == (Outcome.FAILED, "chain")
    assert found.item == f"stamps/{room.stamp_file(asked, '.chain.pem').name}"
    assert report.time_trust is TimeTrust.NONE
