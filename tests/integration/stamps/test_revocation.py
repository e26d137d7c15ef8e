"""Revocation lists: fetched the day of the token, kept beside it, judged by both checkers."""

import hashlib
import subprocess

import pytest

from evidencekit.evidence.report import Outcome
from evidencekit.evidence.roots import Roots
from evidencekit.evidence.timestamp import read_certificates
from evidencekit.foundation.resources import resource
from evidencekit.services.revocation import fetch_crl
from evidencekit.services.stamping import Stamping
from evidencekit.vault.check import check_vault
from fakes.vaults import flipped, put_bytes


def check(room, pki):
    trusted = read_certificates(pki.roots.read_bytes())
    return check_vault(room.path, room.known, roots=Roots(trusted), pause=lambda _s: None)


def check_sh(room, pki):
    words = ["-k", room.made.fingerprint, "-r", pki.roots, room.path]
    script = str(resource("vault", "check.sh"))
    done = subprocess.run(["sh", script, *words], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, [one for one in done.stdout.splitlines() if "stamp.revocation" in one]


def said(report):
    found = [c for c in report.checks if c.id == "stamp.revocation"]
    return sorted((c.item.split("Z-1.")[1], c.outcome.value, c.found) for c in found)


def test_the_list_is_kept_known_to_the_log_and_judged_offline(room, authority, pki, server):
    asked = authority("listed")
    assert room.stamp(asked).problems == []
    (path,) = room.path.glob("stamps/*.1.crl")
    (body,) = room.said("stamp.received")
    assert [one["file"] for one in body["revocation"]] == [f"stamps/{path.name}"]
    assert path.stat().st_mode & 0o777 == 0o444
    before = len(server.lists_asked)
    assert before == 1
    report = check(room, pki)
    assert report.problems == []
    # The root's own list over the intermediate is named nowhere.
    name = asked.name
    assert said(report) == [(f"{name}.1.crl", "passed", None), (f"{name}.tsr", "not_checked", None)]
    code, lines = check_sh(room, pki)
    assert (code, [line.split()[0] for line in lines]) == (0, ["OK"])
    assert len(server.lists_asked) == before


def test_several_tokens_of_a_run_ask_for_the_list_once(room, authority, server, monkeypatch):
    monkeypatch.setattr("evidencekit.vault.stamps.MAX_LISTED", 1)
    assert room.stamp(authority("listed")).received == 2
    assert len(server.lists_asked) == 1
    assert len(list(room.path.glob("stamps/*.crl"))) == 2


@pytest.mark.parametrize("behaviour", ["nolist", "badlist"])
def test_without_a_list_that_holds_the_token_is_kept_and_that_is_said(
    room, authority, pki, behaviour
):
    result = room.stamp(authority(behaviour))
    assert (result.received, result.exit_status) == (1, 0)
    assert [problem.reason for problem in result.problems] == ["revocation"]
    assert list(room.path.glob("stamps/*.crl")) == []
    report = check(room, pki)
    assert report.problems == []
    assert {outcome for _item, outcome, _found in said(report)} == {Outcome.NOT_CHECKED.value}
    assert check_sh(room, pki) == (0, [])


def test_a_list_that_names_the_certificate_fails_in_both(room, authority, pki, clock):
    # It was kept by a program that did not look.
    class Blind:
        def over(self, token):
            return {1: pki.crl("inter", clock.now())}

    with room.writing() as vault:
        stamping = Stamping(vault, clock)
        stamping._revocation = Blind()
        assert stamping.stamp([authority("revoked")]).received == 1
    report = check(room, pki)
    assert [(c.id, c.found) for c in report.problems] == [("stamp.revocation", "revoked")]
    code, lines = check_sh(room, pki)
    assert (code, [line.split()[0] for line in lines]) == (1, ["BAD"])


def test_a_changed_or_missing_list_is_named_by_both(room, authority, pki):
    room.stamp(authority("listed"))
    (path,) = room.path.glob("stamps/*.1.crl")
    good = path.read_bytes()
    put_bytes(path, flipped(good, len(good) // 2, 3))
    hashes = [hashlib.sha256(data).hexdigest() for data in (good, path.read_bytes())]
    assert [(c.id, c.item, c.expected, c.found) for c in check(room, pki).problems] == [
        ("stamp.revocation", f"stamps/{path.name}", *hashes)
    ]
    code, lines = check_sh(room, pki)
    assert code == 1
    assert path.name in lines[0]
    path.unlink()
    assert "custody.file_missing" in {c.id for c in check(room, pki).problems}
    assert check_sh(room, pki)[0] == 1


def test_an_unlogged_reply_takes_its_list_along(room, authority, pki):
    asked = authority("listed")
    room.stamp(asked)
    taken_back(room)
    with room.writing() as vault:
        assert (len(vault.recovery.stamped), vault.recovery.set_aside) == (1, [])
    (body,) = room.said("stamp.received")
    assert body["recovered"]
    assert len(body["revocation"]) == 1
    assert check(room, pki).with_outcome(Outcome.FAILED) == []


def taken_back(room):
    """Take back the last line, as a kill before the log would have left it."""
    lines = room.log.read_bytes().splitlines(keepends=True)
    room.log.write_bytes(b"".join(lines[:-1]))
    room.known = type(room.known)(room.path.parent / "another.json")


def test_an_unlogged_list_that_does_not_count_goes_to_quarantine_the_token_stays(
    room, authority, pki
):
    room.stamp(authority("listed"))
    taken_back(room)
    (path,) = room.path.glob("stamps/*.1.crl")
    put_bytes(path, path.read_bytes()[:-9] + bytes(9))
    with room.writing() as vault:
        assert len(vault.recovery.stamped) == 1
        assert vault.recovery.set_aside == [f"stamps_{path.name}"]
    assert room.said("stamp.received")[0]["revocation"] == []
    assert check(room, pki).problems == []


def test_an_unlogged_token_whose_list_revokes_it_goes_to_quarantine(room, authority, pki, clock):
    class Blind:
        def over(self, token):
            return {1: pki.crl("inter", clock.now())}

    with room.writing() as vault:
        stamping = Stamping(vault, clock)
        stamping._revocation = Blind()
        stamping.stamp([authority("revoked")])
    taken_back(room)
    with room.writing() as vault:
        assert vault.recovery.stamped == []
        assert len(vault.recovery.set_aside) == 3
    assert room.said("stamp.received") == []


def test_a_server_of_lists_that_is_away_is_no_obstacle(room, authority, server, clock):
    with room.writing() as vault:
        result = Stamping(
            vault, clock, fetch=lambda _address: fetch_crl("http://127.0.0.1:9/")
        ).stamp([authority("listed")])
    assert (result.received, [one.reason for one in result.problems]) == (1, ["revocation"])
    assert server.lists_asked == []
