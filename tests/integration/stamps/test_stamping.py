"""Tokens from a real authority on loopback: good ones kept, each bad one refused for its reason."""

import re
import socket
import subprocess
from datetime import timedelta

import pytest
from asn1crypto import tsp

from evidencekit.domain.capture import Stamped
from evidencekit.domain.errors import DemoMixed
from evidencekit.evidence.timestamp import (
    ReplyFault,
    check_reply,
    make_request,
    read_certificates,
    read_request,
)
from evidencekit.services.demo_authority import DemoAuthority
from evidencekit.services.stamp_attempts import StampAttempts
from evidencekit.services.stamping import Stamping, due_stamps
from evidencekit.vault.create import NewVault
from evidencekit.vault.stamp_files import Waiting
from evidencekit.vault.stamps import StampFilesChanged, StampLists
from evidencekit.vault.vault import Vault
from fakes.vaults import VaultRoom, put_bytes

REFUSALS = {
    "html": "not_a_reply",
    "empty": "not_a_reply",
    "big": "too_large",
    "refused": "refused",
    "imprint": "imprint",
    "nonce": "nonce",
    "nononce": "nonce",
    "sha1": "hash_algorithm",
    "usage": "key_usage",
    "expired": "validity",
    "nocert": "no_certificate",
    "signature": "signer",
    "unnamed": "signer",
    "twin": "signer",
    "nowhere": "http_status",
    "moved": "http_status",
    "bare": "not_a_reply",
    "twosigners": "signer",
    "revoked": "revoked",
    "weak": "chain",
}


def by_hand(room, authority, roots):
    """What the README tells anybody to type; return what it says."""
    (listed,) = room.lists()
    stem = f"{listed.removesuffix('.sha256')}.{authority.name}"
    checked = subprocess.run(
        ["openssl", "ts", "-verify", "-data", listed, "-in", f"{stem}.tsr",
         "-CAfile", roots, "-untrusted", f"{stem}.chain.pem"],
        cwd=room.path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    summed = subprocess.run(
        ["sha256sum", "-c", listed], cwd=room.path, capture_output=True, text=True, check=False
    )
    return checked.stdout.strip(), summed.returncode, summed.stdout.count(": OK")


@pytest.mark.parametrize("behaviour", ["good", "mods", "chunked"])
def test_a_good_token_is_kept_and_passes_by_hand(room, authority, pki, behaviour):
    asked = authority(behaviour)
    result = room.stamp(asked)
    assert (result.requested, result.received, result.waiting) == (1, 1, 0)
    assert result.problems == []
    assert result.exit_status == 0
    assert by_hand(room, asked, pki.roots) == ("Verification: OK", 0, 3)
    (body,) = room.said("stamp.received")
    assert body["authority"] == asked.name
    assert body["gen_time"] == f"{room.clock.now():%Y-%m-%dT%H:%M:%SZ}"
    assert not body["recovered"]
    with room.writing() as vault:
        states = {vault.stamped()[entry.sha256] for entry in vault.captures()}
    assert states == {Stamped.STAMPED}
    assert all(path.stat().st_mode & 0o777 == 0o444 for path in room.path.glob("stamps/*.*"))


def test_the_request_asks_for_sha256_a_nonce_and_the_certificate(room, authority, server):
    room.stamp(authority("html"))
    request = read_request(server.asked[0])
    assert request.digest.hex() == room.said("stamp.requested")[0]["list_sha256"]
    # 64 random bits are shorter than 40 once in 16 million runs.
    assert 40 < request.nonce.bit_length() <= 64


@pytest.mark.parametrize("behaviour", REFUSALS)
def test_each_bad_reply_is_refused_for_its_own_reason(room, authority, behaviour):
    asked = authority(behaviour)
    result = room.stamp(asked)
    assert [problem.reason for problem in result.problems] == [REFUSALS[behaviour]]
    assert all(problem.meaning for problem in result.problems)
    assert (result.received, result.waiting, result.exit_status) == (0, 1, 1)
    assert {name.rsplit(".", 1)[1] for name in room.kept()} == {"tsq"}
    assert room.said("stamp.received") == []
    assert [body["reason"] for body in room.said("stamp.failed")] == [REFUSALS[behaviour]]
    aside = [path.stat().st_size for path in (room.path / "quarantine").iterdir()]
    assert len(aside) == (0 if behaviour in {"empty", "moved"} else 1)
    assert all(size <= 65537 for size in aside)


def test_a_root_that_was_not_chosen_is_refused(room, authority, pki):
    result = room.stamp(authority(roots=read_certificates(pki.other_roots.read_bytes())))
    assert [problem.reason for problem in result.problems] == ["chain"]


def test_an_old_reply_sent_again_is_refused(room, authority):
    assert room.stamp(authority("replay")).received == 1
    room.seal()
    result = room.stamp(authority("replay"))
    # Of another list: its imprint is wrong before its nonce is.
    assert [problem.reason for problem in result.problems] == ["imprint"]


def test_an_authority_that_is_away_is_asked_once_a_run_and_logged_once_a_list(
    room, authority, server
):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    away = type(authority())(f"http://127.0.0.1:{port}/", authority().roots)
    for _run in range(2):
        result = room.stamp(away)
        assert [problem.reason for problem in result.problems] == ["unreachable"]
        assert (result.waiting, result.exit_status) == (1, 1)
    assert len(room.said("stamp.failed")) == 1
    room.seal()
    assert room.stamp(away).requested == 1
    # While it is away no further list is made: what is sealed meanwhile fills fewer ones.
    assert len(room.lists()) == 1


def test_an_authority_that_hangs_ends_at_the_limit(room, authority):
    # By itself it would say 503 after a minute, and that would be the reason.
    result = room.stamp(authority("hang", seconds=0.5))
    assert [problem.reason for problem in result.problems] == ["unreachable"]


def test_a_slow_drip_ends_at_the_limit(room, authority):
    # By itself it never ends.
    result = room.stamp(authority("drip", seconds=0.5))
    assert [problem.reason for problem in result.problems] == ["unreachable"]


def test_the_queue_survives_a_restart_and_sends_the_same_request(room, authority, server):
    asked = authority("later")
    assert room.stamp(asked).waiting == 1
    again = room.stamp(asked)
    assert (again.requested, again.received, again.waiting) == (1, 1, 0)
    assert server.asked[0] == server.asked[1]
    assert len(room.said("stamp.requested")) == 1
    assert len(room.lists()) == 1
    assert room.stamp(asked).requested == 0


def test_a_second_authority_gets_the_same_list(room, authority, pki):
    first, second = authority("good"), authority("mods")
    result = room.stamp(first, second)
    assert (result.received, result.waiting) == (2, 0)
    assert len(room.lists()) == 1


def test_a_capture_is_listed_once_and_lists_hold_no_more_than_a_thousand(room, monkeypatch):
    monkeypatch.setattr("evidencekit.vault.stamps.MAX_LISTED", 2)
    room.seal(3)
    with room.writing() as vault:
        lists = StampLists(vault, room.clock)
        made = lists.make_lists()
        assert lists.make_lists() == []
        files = [entry.file for entry in vault.captures()]
    text = "".join((room.path / path).read_text() for path in made)
    assert len(made) == 3
    assert all(text.count(file) == 1 for file in files)
    assert all(re.match(r"[0-9a-f]{64}  stamps/heads/", (room.path / p).read_text()) for p in made)


def test_a_list_that_was_changed_is_not_sent_again(room, authority, server):
    room.stamp(authority("html"))
    path = room.path / room.lists()[0]
    data = path.read_bytes()
    # In the line of the head: the captures are still listed.
    put_bytes(path, (b"0" if data[:1] != b"0" else b"1") + data[1:])
    result = room.stamp(authority("html"))
    assert [problem.reason for problem in result.problems] == ["changed"]
    assert len(server.asked) == 1


def test_a_wrong_clock_is_said_and_the_token_kept(room, authority, server):
    server.begin(lambda: room.clock.now().replace(year=2030))
    result = room.stamp(authority())
    assert (result.received, result.exit_status) == (1, 0)
    assert [problem.reason for problem in result.problems] == ["clock"]


def test_without_an_authority_no_list_is_made(room):
    assert room.stamp().to_json() == {"requested": 0, "received": 0, "waiting": 0, "problems": []}
    assert room.lists() == []


def unlogged(room, authority):
    """Stamp, then take back the last line, as a kill before the log would have left it."""
    before = len(room.log.read_bytes().splitlines()) + 1
    room.stamp(authority)
    lines = room.log.read_bytes().splitlines(keepends=True)
    assert len(lines) == before + 1
    room.log.write_bytes(b"".join(lines[:-1]))
    room.known = type(room.known)(room.path.parent / "another.json")


def test_a_reply_that_was_not_logged_is_checked_and_logged_at_start(room, authority, server):
    asked = authority()
    unlogged(room, asked)
    with room.writing() as vault:
        assert vault.recovery.stamped == [f"stamps/{room.stamp_file(asked, '.tsr').name}"]
        assert vault.recovery.set_aside == []
    (body,) = room.said("stamp.received")
    assert body["recovered"]
    assert room.stamp(asked).requested == 0


@pytest.mark.parametrize("suffix", [".tsr", ".chain.pem", ".tsq"])
def test_an_unlogged_reply_that_does_not_hold_goes_to_quarantine(room, authority, suffix):
    asked = authority()
    unlogged(room, asked)
    path = room.stamp_file(asked, suffix)
    put_bytes(path, path.read_bytes()[:-40] + bytes(40))
    with room.writing() as vault:
        assert vault.recovery.stamped == []
    assert room.said("stamp.received") == []
    assert {name.rsplit(".", 1)[1] for name in room.kept()} == {"tsq"}


def test_demo_and_real_do_not_mix(room, authority, server, tmp_path, clock):
    with pytest.raises(DemoMixed):
        room.stamp(DemoAuthority(clock))
    # A root of a demo, chosen by mistake for a real address.
    with pytest.raises(DemoMixed):
        room.stamp(authority(roots=DemoAuthority(clock).roots))
    demo = VaultRoom(tmp_path / "demo", clock, NewVault("Demo", "nobody", demo=True), "x")
    demo.seal()
    with demo.writing() as vault:
        stamping = Stamping(vault, clock)
        with pytest.raises(DemoMixed):
            stamping.stamp([authority()])
    assert server.asked == []
    assert room.lists() == []


def test_a_token_under_another_policy_than_the_one_asked_for_is_refused(authority, pki, clock):
    asked = tsp.TimeStampReq.load(make_request(b"a list"))
    roots = read_certificates(pki.roots.read_bytes())

    def reason(policy):
        asked["req_policy"] = policy
        data = asked.dump()
        try:
            check_reply(authority().ask(data), read_request(data), roots)
        except ReplyFault as fault:
            return fault.reason
        return None

    # What certomancer stamps under, whatever it is asked for.
    reply = check_reply(authority().ask(data := make_request(b"a")), read_request(data), roots)
    assert reason(reply.policy) is None
    assert reason("1.2.3.4.5") == "policy"


def away_from(authority):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    return type(authority())(f"http://127.0.0.1:{port}/", authority().roots)


def test_a_long_queue_outlives_restarts_and_goes_out_in_few_requests(
    room, authority, server, monkeypatch
):
    monkeypatch.setattr("evidencekit.vault.stamps.MAX_LISTED", 3)
    away = away_from(authority)
    for _restart in range(10):
        room.seal()
        assert room.stamp(away).waiting == 1
    result = room.stamp(authority())
    # The first list was made with three, the other nine fill three lists.
    assert (result.requested, result.received, result.waiting) == (4, 4, 0)
    assert len(server.asked) == 4
    with room.writing() as vault:
        assert set(vault.stamped().values()) == {Stamped.STAMPED}
        assert len(vault.stamped()) >= 12


def in_background(room, attempts, *authorities):
    with room.writing() as vault:
        return Stamping(vault, room.clock, attempts).stamp(authorities, only_due=True)


def due(room, attempts, *authorities):
    names = [authority.name for authority in authorities]
    return due_stamps(Vault.open_reading(room.path), names, attempts, room.clock.now())


def test_who_asks_by_itself_pauses_and_a_person_does_not(room, authority, server, tmp_path):
    attempts = StampAttempts(tmp_path / "attempts.json")
    refusing = authority("html")
    found = due(room, attempts, refusing)
    assert (found.unlisted, found.waiting, bool(found)) == (2, (), True)
    assert in_background(room, attempts, refusing).requested == 1
    assert not due(room, attempts, refusing)
    assert in_background(room, attempts, refusing).requested == 0
    with room.writing() as vault:
        by_hand = Stamping(vault, room.clock, attempts).stamp([refusing])
    assert by_hand.requested == 1
    # The second failure in a row: five minutes.
    room.clock.advance(timedelta(minutes=4))
    attempts = StampAttempts(tmp_path / "attempts.json")
    assert in_background(room, attempts, refusing).requested == 0
    room.clock.advance(timedelta(minutes=1))
    assert len(due(room, attempts, refusing).waiting) == 1
    assert in_background(room, attempts, refusing).requested == 1


def test_while_nobody_can_be_reached_nothing_is_asked_or_listed_by_itself(
    room, authority, tmp_path
):
    attempts = StampAttempts(tmp_path / "attempts.json")
    away = away_from(authority)
    assert in_background(room, attempts, away).requested == 1
    room.seal()
    assert not due(room, attempts, away)
    assert in_background(room, attempts, away).requested == 0
    assert len(room.lists()) == 1
    # Another authority is there: it gets what waits and what was sealed since.
    found = due(room, attempts, away, authority())
    assert (found.unlisted, [one.authority for one in found.waiting]) == (1, [authority().name])
    result = in_background(room, attempts, away, authority())
    assert (result.requested, result.received, len(room.lists())) == (2, 2, 2)
    room.clock.advance(timedelta(minutes=1))
    assert len(due(room, attempts, away).waiting) == 2


def test_what_is_sealed_meanwhile_is_seen_and_the_list_names_the_newest_head(room, authority):
    asked = authority()
    with room.writing() as vault:
        lists = StampLists(vault, room.clock)
        (first,) = lists.make_lists()
        lists.request(lists.waiting([asked.name])[0])
        sealed = vault.seal(room.draft())
        (second,) = lists.make_lists()
        head = vault.head
        assert lists.waiting([asked.name])[1].list == second
    text = (room.path / second).read_text()
    assert text.splitlines()[0] == f"{head.hash}  stamps/heads/{room.made.key_id}-{head.seq}.json"
    assert text.splitlines()[1:] == [f"{sealed.sha256}  {sealed.file}"]
    assert first != second


def test_a_list_or_request_that_is_gone_or_none_is_not_sent_again(room, authority, server):
    asked = authority("later")
    room.stamp(asked)
    request, listed = room.stamp_file(asked, ".tsq"), room.path / room.lists()[0]
    good = {path: path.read_bytes() for path in (request, listed)}
    for path, bad in [(request, b"x"), (request, None), (listed, b"no list"), (listed, b"")]:
        put_bytes(path, bad) if bad is not None else path.unlink()
        # What is in no list any more is listed again, and that list is sent.
        with room.writing() as vault, pytest.raises(StampFilesChanged) as changed:
            StampLists(vault, room.clock).request(Waiting(room.lists()[0], asked.name))
        assert changed.value.path == path.relative_to(room.path).as_posix()
        path.unlink(missing_ok=True)
        path.write_bytes(good[path])
    assert len(server.asked) == 1
    assert room.stamp(asked).received == 1


def test_an_unlogged_reply_over_another_list_goes_to_quarantine(room, authority):
    asked = authority()
    unlogged(room, asked)
    listed = room.path / room.lists()[0]
    put_bytes(listed, b"0" * 64 + listed.read_bytes()[64:])
    with room.writing() as vault:
        assert vault.recovery.stamped == []
        assert vault.recovery.set_aside
    assert room.said("stamp.received") == []


@pytest.mark.parametrize("suffix", [".tsq", ".chain.pem"])
def test_an_unlogged_reply_that_stands_alone_goes_to_quarantine(room, authority, suffix):
    asked = authority()
    unlogged(room, asked)
    room.stamp_file(asked, suffix).unlink()
    with room.writing() as vault:
        assert vault.recovery.stamped == []
        assert any(name.endswith(".tsr") for name in vault.recovery.set_aside)
    assert room.said("stamp.received") == []
