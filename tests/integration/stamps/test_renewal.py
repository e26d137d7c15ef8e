"""Tokens stamped anew before their certificates end, and what each proves afterwards."""

import subprocess

import pytest

from evidencekit.evidence.roots import Roots
from evidencekit.evidence.timestamp import read_certificates
from evidencekit.foundation.resources import resource
from evidencekit.services.following import FollowUpReading
from evidencekit.services.stamping import Stamping
from evidencekit.vault.check import check_vault
from evidencekit.vault.vault import Vault
from fakes.vaults import put_bytes


def renew(room, *authorities):
    with room.writing() as vault:
        return Stamping(vault, room.clock).stamp(authorities, renew=True)


def at_year(room, year, month=1):
    room.clock.set_wall(room.clock.now().replace(year=year, month=month))


def check(room, pki, only=None):
    trusted = read_certificates(pki.roots.read_bytes())
    return check_vault(
        room.path,
        room.known,
        roots=Roots(trusted),
        pause=lambda _s: None,
        clock=room.clock,
        only=only,
    )


def problems(report):
    return [(c.id, c.outcome.value) for c in report.problems]


def listed(room):
    return (room.path / room.lists()[-1]).read_text()


def test_nothing_is_renewed_that_holds_for_years(room, authority):
    assert room.stamp(authority()).received == 1
    assert renew(room, authority()).to_json()["requested"] == 0
    assert len(room.lists()) == 1


def test_what_ends_within_a_year_is_stamped_anew_once(room, authority, pki):
    # Its certificate ends in March 2027.
    short, long = authority("soon"), authority()
    room.stamp(short)
    at_year(room, 2027)
    result = renew(room, long)
    # The captures' own list waits for the new authority too.
    assert (result.requested, result.received, result.waiting) == (2, 2, 0)
    first, second = room.lists()
    text = listed(room)
    stem = first.removesuffix(".sha256")
    for name in (first, f"{stem}.{short.name}.tsr", f"{stem}.{short.name}.chain.pem"):
        assert f"  {name}\n" in text
    assert second != first
    assert renew(room, long).requested == 0
    assert len(room.lists()) == 2
    assert check(room, pki).problems == []


def test_revocation_lists_are_renewed_with_their_token(room, authority, monkeypatch):
    room.stamp(authority("listed"))
    at_year(room, 2044, 6)
    renew(room, authority("listed"))
    assert f"{authority('listed').name}.1.crl\n" in listed(room)


def test_an_ended_token_holds_while_a_renewal_covers_it_and_is_open_without(room, authority, pki):
    room.stamp(authority("soon"))
    at_year(room, 2028)
    report = check(room, pki)
    assert problems(report) == [("stamp.renewal", "indeterminate")]
    assert report.problems[0].found == "2027-03-01T00:00:00Z"


def test_a_renewal_in_time_covers(room, authority, pki):
    with room.writing() as vault:
        file = vault.captures()[0].file
    room.stamp(authority("soon"))
    at_year(room, 2027)
    with room.writing() as vault:
        stamping = Stamping(vault, room.clock)
        stamping.stamp([authority()], renew=True)
    at_year(room, 2028)
    assert check(room, pki).problems == []
    # Of one capture alone too: the list over the renewed token concerns it.
    assert check(room, pki, only=file).problems == []
    words = ["sh", resource("vault", "check.sh"), "-k", room.made.fingerprint, "-r", pki.roots]
    done = subprocess.run([*words, room.path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "RESULT passed" in done.stdout


def test_a_renewal_that_came_too_late_does_not_cover(room, authority, pki):
    room.stamp(authority("soon"))
    at_year(room, 2028)
    renew(room, authority())
    assert problems(check(room, pki)) == [("stamp.renewal", "indeterminate")]


def test_each_covers_the_next_older_one(room, authority, pki):
    room.stamp(authority("soon"))
    at_year(room, 2027)
    # The renewal itself is by a short one, and is renewed in turn in its last half.
    assert renew(room, authority("soon")).requested == 1
    assert renew(room, authority("soon")).requested == 0
    at_year(room, 2027, 2)
    renew(room, authority())
    assert len(room.lists()) == 3
    at_year(room, 2028)
    assert check(room, pki).problems == []


@pytest.mark.parametrize("suffix", [".tsr", ".chain.pem"])
def test_a_renewed_file_that_changed_fails(room, authority, pki, suffix):
    short = authority("soon")
    room.stamp(short)
    at_year(room, 2027)
    renew(room, authority())
    path = room.stamp_file(short, suffix)
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b"\n")
    assert ("stamp.list", "failed") in problems(check(room, pki))


def test_a_token_under_a_hash_that_weakened_is_renewed_once(room, authority, monkeypatch):
    assert room.stamp(authority()).received == 1
    # What counts as weak today is accepted from nobody in the first place.
    monkeypatch.setattr("evidencekit.vault.stamp_renewal._WEAK", {"sha256"})
    assert renew(room, authority()).requested == 1
    assert renew(room, authority()).requested == 0


def test_a_token_whose_chain_can_not_be_read_is_left_to_verify(room, authority, pki):
    short = authority("soon")
    room.stamp(short)
    at_year(room, 2027)
    put_bytes(room.stamp_file(short, ".chain.pem"), b"no certificate")
    assert renew(room, short).requested == 0
    assert ("stamp.chain", "failed") in problems(check(room, pki))


def test_many_tokens_are_renewed_in_lists_of_a_hundred(room, authority, monkeypatch):
    monkeypatch.setattr("evidencekit.vault.stamps.MAX_LISTED", 1)
    monkeypatch.setattr("evidencekit.vault.stamp_renewal._TOKENS_A_LIST", 2)
    room.seal()
    assert room.stamp(authority("soon")).received == 3
    at_year(room, 2027)
    assert renew(room, authority("soon")).received == 2
    assert sum("soon.tsr\n" in (room.path / path).read_text() for path in room.lists()) == 2


def test_a_token_to_be_renewed_is_a_deadline_until_it_is(room, authority):
    def due():
        told = FollowUpReading(Vault.open_reading(room.path), room.clock).deadlines()
        return [one for one in told if one.kind == "token_renewal"]

    room.stamp(authority("soon"))
    at_year(room, 2025)
    assert due() == []
    at_year(room, 2027)
    (one,) = due()
    # Its certificate ends in March 2027.
    assert (one.due.year, one.due.month) == (2027, 3)
    assert "1 can be renewed" in one.words
    renew(room, authority())
    assert due() == []
