"""Between which tokens a record was put together, and the token asked for beside the work."""

import threading
from datetime import timedelta

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencekit.bootstrap.capture_stamps import authorities_of_settings, stamp_batch
from evidencekit.bootstrap.desk import Desk
from evidencekit.domain.times import utc_seconds
from evidencekit.evidence.roots import Roots
from evidencekit.evidence.timestamp import read_certificates
from evidencekit.foundation.clock import SystemClock
from evidencekit.services.demo_authority import DemoAuthority
from evidencekit.services.earlier_token import EarlierToken
from evidencekit.services.looking import show_capture
from evidencekit.services.proof import proof_of
from evidencekit.services.stamping import Stamping
from evidencekit.services.time_bracket import TimeBracket
from evidencekit.services.time_words import bracket_words, captured_words, words_of_shown
from evidencekit.services.verifying_one import verify_one
from evidencekit.services.viewing import view_capture
from evidencekit.vault.create import NewVault
from evidencekit.vault.stamps import StampLists
from evidencekit.vault.vault import Vault
from fakes.held_clock import HeldClock
from fakes.vaults import VaultRoom, flipped, put_bytes
from integration.stamps.test_stamp_command import settings

LONG = 20.0


def shown(room, capture_id):
    return show_capture(Vault.open_reading(room.path), capture_id)


def time_of(room, capture_id):
    return tuple(shown(room, capture_id)["time"].values())


def earlier(room, vault, *authorities):
    asking = EarlierToken(vault, room.clock, authorities)
    with asking:
        assert asking.wait(LONG)
    return asking.result


def seal(room, vault):
    return vault.seal(room.draft())


def test_a_capture_between_two_tokens(room, authority):
    local = authority()
    with room.writing() as vault:
        assert earlier(room, vault, local).received == 1
        before = utc_seconds(room.clock.now())
        room.clock.advance(timedelta(minutes=1))
        sealed = seal(room, vault)
        assert time_of(room, sealed.id) == (before, local.name, None, None)
        Stamping(vault, room.clock).stamp([local])
    after = utc_seconds(room.clock.now())
    assert time_of(room, sealed.id) == (before, local.name, after, local.name)
    assert before < after


def test_a_token_that_came_after_the_sealing_began_is_no_lower_bound(room, authority):
    local = authority()
    with room.writing() as vault:
        lists = StampLists(vault, room.clock)
        lists.make_head_list()
        sealed = seal(room, vault)
        # Over a head before the capture, but asked for later.
        Stamping(vault, room.clock).stamp([local])
    assert room.said("stamp.received")[0]["list"] == room.lists()[0]
    assert time_of(room, sealed.id)[:2] == (None, None)
    assert time_of(room, sealed.id)[3] == local.name


def test_nobody_is_asked_when_nobody_was_chosen(room, server):
    with room.writing() as vault:
        assert authorities_of_settings(vault.marker, room.clock) == ([], None)
        assert earlier_of_none(room, vault) == []
        assert stamp_batch(vault, room.clock, ([], None)) == ""
    assert (server.asked, room.lists()) == ([], [])


def earlier_of_none(room, vault):
    with EarlierToken(vault, room.clock, ()) as asking:
        return asking.result.problems


def test_an_authority_that_hangs_is_not_waited_for_and_writes_nothing_later(
    room, server, authority
):
    hanging = authority("hang", seconds=60)
    with room.writing() as vault:
        asking = EarlierToken(vault, room.clock, [hanging])
        with asking:
            while not server.asked:
                assert not asking.wait(0.01)
            sealed = seal(room, vault)
        assert not asking.wait(0)
        server.released.set()
        assert asking.wait(LONG)
    server.released.clear()
    assert room.said("stamp.received") == []
    (listed,) = room.lists()
    with room.writing() as vault:
        assert not vault.recovery.happened
        (waiting,) = StampLists(vault, room.clock).waiting([hanging.name])
    assert waiting.list == listed
    assert time_of(room, sealed.id) == (None, None, None, None)


def test_a_list_that_waits_is_used_again(room, authority):
    with room.writing() as vault:
        local = authority("later")
        assert earlier(room, vault, local).problems[0].reason == "http_status"
        assert earlier(room, vault, local).received == 1
        assert len(room.lists()) == 1
        assert earlier(room, vault, local).received == 1
        assert len(room.lists()) == 2


def test_a_bad_reply_is_refused_and_said_in_the_log(room, authority):
    with room.writing() as vault:
        assert earlier(room, vault, authority("html")).received == 0
    assert [body["reason"] for body in room.said("stamp.failed")] == ["not_a_reply"]


def test_the_proof_says_both_bounds_only_when_they_were_checked(room, authority, pki):
    local = authority()
    with room.writing() as vault:
        earlier(room, vault, local)
        room.clock.advance(timedelta(minutes=1))
        sealed = seal(room, vault)
        Stamping(vault, room.clock).stamp([local])
    trusted = Roots(read_certificates(pki.roots.read_bytes()))

    def proven(roots=trusted):
        view = view_capture(room.path, sealed.id)
        report = verify_one(Vault.open_reading(room.path), sealed.id, roots, room.known)
        key = view.shown["provenance"]["key_id"]
        return proof_of(report, sealed.file, key, view.tokens, view.earlier).proves

    said = proven()
    assert [one for one in said if one.startswith("They were put together after 2026-")]
    assert [one for one in said if one.startswith("They existed by 2026-")]
    assert [one for one in proven(Roots()) if "after" in one and "to whoever trusts" in one]
    reply = room.path / f"{view_capture(room.path, sealed.id).earlier.stem}.tsr"
    put_bytes(reply, flipped(reply.read_bytes(), 900, 1))
    assert proven() == ("Nothing, as long as a check fails.",)


def test_a_batch_is_stamped_at_its_end_and_trouble_is_one_line(room, authority, server, pki):
    with room.writing() as vault:
        seal(room, vault)
        said = stamp_batch(vault, room.clock, ([authority("html")], None))
        assert said == "1 time token is still missing, to be asked for again."
        said = stamp_batch(vault, room.clock, ([authority()], None))
        assert said == "1 time token received."
        settings(authorities=[f"{server.address}/good"])
        chosen = authorities_of_settings(vault.marker, room.clock)
        assert chosen[1].code == "authority.roots_missing"
        said = stamp_batch(vault, room.clock, chosen)
        assert said.startswith("No time token was asked for: There is no root certificate")
        settings(authorities=[f"{server.address}/good"], authority_roots=[str(pki.roots)])
        (one,), trouble = authorities_of_settings(vault.marker, room.clock)
    assert (one.address, trouble) == (f"{server.address}/good", None)


def test_a_demo_asks_its_own_authority_at_stamp_alone(tmp_path, clock):
    demo = VaultRoom(tmp_path, clock, NewVault("Demo", "nobody", demo=True), "x")
    settings(authorities=["http://127.0.0.1:9/"])
    with demo.writing() as vault:
        assert authorities_of_settings(vault.marker, clock) == ([], None)
        (sealed,) = [vault.seal(demo.draft())]
        Stamping(vault, clock).stamp([DemoAuthority(clock)])
    words = words_of_shown(shown(demo, sealed.id))
    assert words[1] == "DEMO: this proves nothing."


def test_the_app_asks_once_a_run(room, server, pki):
    settings(authorities=[f"{server.address}/good"], authority_roots=[str(pki.roots)])
    server.now = SystemClock().now
    desk = Desk.open(room.path)
    for _each in range(2):
        with desk.writing() as writer, desk.earlier_token(writer):
            for thread in threading.enumerate():
                if thread.name == "earlier token":
                    thread.join(LONG)
    assert (len(server.asked), len(room.said("stamp.received"))) == (1, 1)


@pytest.mark.parametrize(
    ("servers", "words"),
    [
        (None, "by this computer's clock."),
        ({"hosts": 2, "min_ms": -1200, "max_ms": 300}, "agreed within 2 s)."),
        ({"hosts": 1, "min_ms": 0, "max_ms": 0}, "agreed within 1 s)."),
        ({"hosts": 1, "min_ms": -90_000, "max_ms": 5}, "differed from it by up to 90 s)."),
        ({"hosts": 1}, "by this computer's clock."),
    ],
)
def test_what_the_servers_say_of_this_clock(servers, words):
    about = {"started": "2026-11-23T22:00:00.004Z", "clock": {"servers": servers}}
    said = captured_words(about)
    assert said.startswith("Captured 2026-11-23 22:00:00.004 UTC")
    assert said.endswith(words)


def test_bounds_that_contradict_are_said():

    bracket = TimeBracket("2026-11-23T22:00:00Z", "a", "2026-11-23T21:00:00Z", "b")
    assert any("contradict" in one for one in bracket_words(bracket, demo=False))
    assert not any("captured at" in one.lower() for one in bracket_words(bracket, demo=False))


@given(st.lists(st.sampled_from(["seal", "earlier", "stamp", "wait"]), max_size=5))
@hypothesis.settings(max_examples=12)
def test_whatever_the_order_the_bracket_holds_the_sealing(tmp_path_factory, steps):
    clock = HeldClock()
    room = VaultRoom(tmp_path_factory.mktemp("v"), clock, NewVault("D", "n", demo=True), "x")
    authority, sealed = DEMO, {}
    authority.clock = clock
    with room.writing() as vault:
        for step in steps:
            if step == "seal":
                begun = clock.now()
                one = vault.seal(room.draft())
                sealed[one.id] = (begun, clock.now())
            elif step == "earlier":
                earlier(room, vault, authority)
            elif step == "stamp":
                Stamping(vault, clock).stamp([authority])
            clock.advance(timedelta(seconds=7))
    for capture_id, (begun, ended) in sealed.items():
        low, _by, high, _who = time_of(room, capture_id)
        assert low is None or low <= utc_seconds(begun)
        assert high is None or utc_seconds(ended) <= high


class _Demo:
    """One demo authority for all examples, its keys made once, its clock theirs."""

    def __init__(self):
        self.clock = HeldClock()
        self._real = DemoAuthority(self)
        self.name, self.roots = self._real.name, self._real.roots

    def now(self):
        return self.clock.now()

    def ask(self, request):
        return self._real.ask(request)


DEMO = _Demo()
