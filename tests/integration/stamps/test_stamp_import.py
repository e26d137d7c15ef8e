"""Tokens and certificates got elsewhere: bound to a capture, kept as they came, checked again."""

import hashlib
import json
import os

import pytest
from asn1crypto import tsp
from cryptography.hazmat.primitives.serialization import Encoding

from evidencekit.cli.main import run_command_line
from evidencekit.domain.errors import (
    DemoMixed,
    FileMissing,
    RootsMissing,
    StampTooLarge,
    TokenOfOther,
    TokenRefused,
    TokenRootUnknown,
)
from evidencekit.evidence.report import Outcome, TimeTrust, Verdict
from evidencekit.evidence.timestamp import make_request, read_certificates
from evidencekit.services.demo_authority import DemoAuthority
from evidencekit.services.stamp_import import import_stamp
from evidencekit.vault.check import check_vault
from evidencekit.vault.create import NewVault
from evidencekit.vault.imported import MAX_CERTIFICATE
from fakes.vaults import VaultRoom, files, flipped, put_bytes
from integration.stamps.test_checking_stamps import check, check_sh, problems

PDF = b"%PDF-1.7\nnotary\n"


@pytest.fixture
def capture(room):
    with room.writing() as vault:
        return vault.captures()[0]


@pytest.fixture
def bring(room, capture, tmp_path, pki):
    trusted = read_certificates(pki.roots.read_bytes())

    def bring(data, name="it.tsr", roots=trusted, to=None):
        source = tmp_path / name
        source.write_bytes(data)
        with room.writing() as vault:
            return import_stamp(vault, source, to or capture.id, roots, '王 \\ "x","seq":1')

    return bring


@pytest.fixture
def reply(room, server, capture):
    """Return a reply over the capture's file, as anybody gets it from an authority."""
    data = (room.path / capture.file).read_bytes()

    def reply(algorithm="sha256", behaviour="good", over=data, **parts):
        imprint = {
            "hash_algorithm": {"algorithm": algorithm},
            "hashed_message": hashlib.new(algorithm, over).digest(),
        }
        asked = {"version": 1, "message_imprint": imprint, "cert_req": True} | parts
        return getattr(server, f"do_{behaviour}")(tsp.TimeStampReq(asked))

    return reply


def token_of(reply):
    return reply["time_stamp_token"].dump()


@pytest.mark.parametrize("asked", [("sha256", {}), ("sha384", {"nonce": 77}), ("sha512", {})])
def test_a_token_over_the_file_is_kept_and_counts(room, capture, bring, reply, pki, asked):
    data = reply(asked[0], **asked[1]).dump()
    kept = bring(data, "whatever")
    assert (kept.id, kept.kind, kept.warnings) == (capture.id, "token", ())
    assert kept.gen_time == f"{room.clock.now():%Y-%m-%dT%H:%M:%SZ}"
    assert kept.file == f"stamps/imported/{hashlib.sha256(data).hexdigest()}.tsr"
    place = room.path / kept.file
    assert (place.read_bytes(), place.stat().st_mode & 0o777) == (data, 0o444)
    chain, token = room.said("stamp.imported")
    assert (chain["kind"], token["kind"]) == ("chain", "token")
    with room.writing() as vault:
        assert not vault.recovery.happened
        states = vault.stamped()
    assert list(states.items()) == [(capture.sha256, "stamped")]
    report = check(room, pki.roots)
    assert (report.verdict, report.time_trust) == (Verdict.PASSED, TimeTrust.KNOWN_ROOT)
    code, lines, done = check_sh(room, "-r", pki.roots)
    assert (code, done.stderr) == (0, "")
    assert {line.split()[0] for line in lines} == {"OK"}
    assert f"OK   stamp.token {kept.file}" in lines


def test_a_bare_token_is_one_too(room, bring, reply, pki):
    kept = bring(token_of(reply()))
    assert kept.file.endswith(".tst")
    assert check(room, pki.roots).verdict is Verdict.PASSED
    assert check_sh(room, "-r", pki.roots)[0] == 0


def test_the_root_is_weighed_each_time(room, bring, reply, pki):
    bring(reply().dump())
    open_report = check(room)
    assert problems(open_report) == [("stamp.chain", "tsr", "indeterminate")]
    assert open_report.time_trust is TimeTrust.FROM_BUNDLE
    assert problems(check(room, pki.other_roots, strict=True)) == [("stamp.chain", "tsr", "failed")]
    code, lines, _done = check_sh(room)
    assert code == 0
    assert [line.split()[1] for line in lines if line.startswith("NOTE")] == ["stamp.chain"]
    code, lines, _done = check_sh(room, "-r", pki.other_roots)
    assert code == 1


def test_a_certificate_is_kept_and_never_counts(room, capture, bring, pki):
    kept = bring(PDF, "notary.pdf", roots=())
    assert (kept.kind, kept.gen_time, kept.file[-4:]) == ("certificate", None, ".pdf")
    with room.writing() as vault:
        assert vault.stamped() == {}
    report = check(room, pki.roots)
    assert (report.verdict, report.time_trust) == (Verdict.PASSED, TimeTrust.NONE)
    said = [c.id for c in report.with_outcome(Outcome.NOT_CHECKED) if c.item == kept.file]
    assert said == ["stamp.certificate"]
    code, lines, _done = check_sh(room)
    assert code == 0
    assert any(line.startswith("NOTE stamp.certificate") for line in lines)


@pytest.mark.parametrize(
    ("data", "extension"),
    [
        (b"\x89PNG\r\n\x1a\n..", "png"),
        (b"\xff\xd8\xff\xe0", "jpg"),
        (b"\xef\xbb\xbf \n<?xml version='1.0'?>", "xml"),
        (b"PK\x03\x04", "bin"),
        (b"0" * 70_000, "bin"),
    ],
)
def test_what_it_is_called_hangs_on_what_it_is(bring, data, extension):
    assert bring(data, "../odd name.exe".replace("/", "_")).file.endswith(f".{extension}")


def test_the_same_again_is_nothing_new(room, capture, bring, reply):
    token = reply().dump()
    for data, name in ((token, "a.tsr"), (PDF, "b.pdf")):
        first = bring(data, name)
        before = files(room.path)
        again = bring(data, name, roots=())
        assert again.warnings == ("already_here",)
        assert (again.file, again.gen_time) == (first.file, first.gen_time)
        assert files(room.path) == before
    with room.writing() as vault:
        other = vault.captures()[1].id
    assert bring(PDF, "b.pdf", to=other).warnings == ()
    assert [body["id"] for body in room.said("stamp.imported")][-2:] == [capture.id, other]


def refused(room, error, action):
    before = files(room.path)
    with pytest.raises(error) as caught:
        action()
    assert files(room.path) == before
    return caught.value.facts.get("reason")


def test_a_token_over_something_else_leaves_nothing(room, bring, reply):
    for algorithm in ("sha256", "sha512"):
        other = reply(algorithm, over=b"another file").dump()
        refused(room, TokenOfOther, lambda other=other: bring(other))


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        ("usage", "key_usage"),
        ("expired", "validity"),
        ("nocert", "no_certificate"),
        ("signature", "signer"),
        ("unnamed", "signer"),
        ("twin", "signer"),
    ],
)
def test_what_8_3_refuses_is_refused(room, bring, reply, behaviour, reason):
    data = reply(behaviour=behaviour).dump()
    assert refused(room, TokenRefused, lambda: bring(data)) == reason


def test_what_is_named_a_token_must_be_one(room, bring, reply):
    good = reply().dump()
    for bad in (good[:-1], good + b"\0", b"<html>", bytes.fromhex("30053003020102")):
        refused(room, TokenRefused, lambda bad=bad: bring(bad))
    assert refused(room, TokenRefused, lambda: bring(b"", "x.pdf")) == "empty"
    assert refused(room, TokenRefused, lambda: bring(reply("sha1").dump())) == "hash_algorithm"
    refused(room, StampTooLarge, lambda: bring(b"0" * 70_000))


def test_a_root_that_nobody_chose_is_refused_and_the_file_stays(room, bring, reply, pki):
    data, other = reply().dump(), read_certificates(pki.other_roots.read_bytes())
    refused(room, TokenRootUnknown, lambda: bring(data, roots=other))
    refused(room, RootsMissing, lambda: bring(data, roots=()))


def test_too_large_absent_and_odd_files(room, bring, capture, tmp_path):
    sparse = tmp_path / "big.pdf"
    with sparse.open("wb") as file:
        file.truncate(MAX_CERTIFICATE + 1)
    os.mkfifo(tmp_path / "pipe")
    with room.writing() as vault:
        for name, error in (
            ("big.pdf", StampTooLarge),
            ("none", FileMissing),
            ("pipe", FileMissing),
        ):
            with pytest.raises(error):
                import_stamp(vault, tmp_path / name, capture.id, (), "ana")


def test_a_capture_that_was_changed_takes_no_token(room, capture, bring, reply):
    place = room.path / capture.file
    data = reply(over=flipped(place.read_bytes(), 100, 1)).dump()
    put_bytes(place, flipped(place.read_bytes(), 100, 1))
    refused(room, FileMissing, lambda: bring(data))


def test_demo_and_real_do_not_mix(room, bring, capture, reply, tmp_path, clock):
    authority = DemoAuthority(clock)
    asked = tsp.TimeStampReq(
        {
            "version": 1,
            "message_imprint": {
                "hash_algorithm": {"algorithm": "sha256"},
                "hashed_message": bytes.fromhex(capture.sha256),
            },
            "cert_req": True,
        }
    )
    refused(room, DemoMixed, lambda: bring(authority.ask(asked.dump()), roots=authority.roots))
    demo = VaultRoom(tmp_path / "d", clock, NewVault("Demo", "nobody", demo=True), "x")
    (sealed,) = demo.seal()
    source = tmp_path / "real.tsr"
    source.write_bytes(reply(over=(demo.path / sealed.file).read_bytes()).dump())
    with demo.writing() as vault, pytest.raises(DemoMixed):
        import_stamp(vault, source, sealed.id, (), "nobody")
    asked["message_imprint"]["hashed_message"] = bytes.fromhex(sealed.sha256)
    source.write_bytes(authority.ask(asked.dump()))
    with demo.writing() as vault:
        assert import_stamp(vault, source, sealed.id, authority.roots, "nobody").kind == "token"
        assert vault.stamped() == {sealed.sha256: "demo"}
    report = check_vault(demo.path, demo.known, pause=lambda _s: None)
    assert (report.ok, report.time_trust) == (True, TimeTrust.DEMO)


def test_a_token_older_than_its_capture_is_said(room, capture, bring, reply, server, pki):
    server.now = lambda: room.clock.now().replace(hour=1)
    assert bring(reply().dump()).warnings == ("clock",)
    assert problems(check(room, pki.roots)) == [("stamp.order", "tsr", "indeterminate")]


@pytest.mark.parametrize("kind", ["token", "chain", "certificate"])
def test_a_flipped_bit_is_found_by_both(room, bring, reply, kind):
    bring(reply().dump())
    bring(PDF, "n.pdf")
    (body,) = [one for one in room.said("stamp.imported") if one["kind"] == kind]
    place = room.path / body["file"]
    good = place.read_bytes()
    for position in (0, len(good) // 2, len(good) - 1):
        put_bytes(place, flipped(good, position, 2))
        failed = check(room).with_outcome(Outcome.FAILED)
        assert ("stamp.imported", body["file"]) in [(c.id, c.item) for c in failed]
        code, lines, _done = check_sh(room)
        assert code == 1
        assert any(line.startswith(f"BAD  stamp.imported {body['file']}") for line in lines)
    place.unlink()
    assert "custody.file_missing" in [c.id for c in check(room).with_outcome(Outcome.FAILED)]
    assert check_sh(room)[0] == 1


def test_a_file_that_no_line_names_is_unknown_then_set_aside(room):
    place = room.path / "stamps" / "imported" / f"{'0' * 64}.pdf"
    place.parent.mkdir()
    place.write_bytes(PDF)
    assert [c.id for c in check(room).with_outcome(Outcome.FAILED)] == ["custody.file_unknown"]
    with room.writing() as vault:
        assert vault.recovery.set_aside == [
            place.relative_to(room.path).as_posix().replace("/", "_")
        ]
    assert check(room).ok


def test_the_command(room, capture, reply, pki, tmp_path, capsys):
    source = tmp_path / "got.tsr"
    source.write_bytes(reply().dump())

    def run(*words):
        status = run_command_line([*map(str, words), "--vault", str(room.path), "--json"])
        return status, json.loads(capsys.readouterr().out)

    status, said = run("stamp", "import", source, capture.id)
    assert (status, said["error"]["code"]) == (2, "authority.roots_missing")
    status, said = run("stamp", "import", source, "c-none", "--roots", pki.roots)
    assert (status, said["error"]["code"]) == (2, "id.unknown")
    status, said = run("stamp", "import", source, capture.id, "--roots", pki.roots, "--as", "李")
    assert status == 0
    assert set(said) == {"id", "file", "sha256", "kind", "gen_time", "warnings"}
    assert room.said("stamp.imported")[-1]["by"] == "李"
    status, shown = run("show", capture.id)
    assert [one["kind"] for one in shown["imported"]] == ["chain", "token"]
    assert shown["stamped"] == "stamped"


def told(room, data, extension, **change):
    """Keep a file and log it as a writer would that checks nothing; return its path."""
    digest = hashlib.sha256(data).hexdigest()
    path = f"stamps/imported/{digest}.{extension}"
    body = room.said("stamp.imported")[-1] | {"file": path, "sha256": digest} | change
    with room.writing() as vault:
        # Not before: opening sets aside what no line names.
        (room.path / path).write_bytes(data)
        vault.record("stamp.imported", body)
    return path


def of(report, path):
    found = [one for one in report.checks if one.item == path and "custody" not in one.id]
    return {one.id: (one.outcome.value, one.found) for one in found}


def test_one_capture_is_checked_with_its_own_and_no_others(room, capture, bring, reply):
    kept = bring(reply().dump())
    with room.writing() as vault:
        other = vault.captures()[1]
    for only, there in ((capture.file, True), (other.file, False)):
        report = check_vault(room.path, room.known, only=only, pause=lambda _s: None)
        assert bool(of(report, kept.file)) is there


def test_a_certificate_for_a_capture_that_was_never_sealed_fails(room, bring):
    bring(PDF, "n.pdf")
    with room.writing() as vault:
        other = vault.captures()[1].id
    path = told(room, PDF + b"2", "pdf", id=other)
    assert of(check(room), path) == {"stamp.imported": ("failed", "no such capture")}


def test_a_token_over_a_file_that_was_changed_is_not_checked_by_it(room, capture, bring, reply):
    kept = bring(reply("sha512").dump())
    place = room.path / capture.file
    put_bytes(place, flipped(place.read_bytes(), 100, 1))
    report = check(room)
    found = of(report, kept.file)
    assert found.pop("stamp.imported")[0] == "passed"
    assert {one for one, _found in found.values()} == {"not_checked"}
    assert set(found) == {"stamp.token", "stamp.chain", "stamp.revocation"}
    assert (report.ok, report.time_trust) == (False, TimeTrust.NONE)


def test_a_demo_token_that_a_real_vault_tells_of_fails(room, capture, bring, reply, clock):
    bring(reply().dump())
    authority = DemoAuthority(clock)
    asked = make_request((room.path / capture.file).read_bytes())
    path = told(room, authority.ask(asked), "tsr")
    (root,) = authority.roots
    told(room, root.public_bytes(Encoding.PEM), "pem", kind="chain", gen_time=None)
    report = check(room)
    assert of(report, path)["vault.demo"] == ("failed", None)
    assert of(report, path)["stamp.token"][0] == "passed"
    assert not report.ok


def test_a_kept_chain_that_is_none_helps_nobody_and_hinders_nobody(room, bring, reply, pki):
    bring(reply().dump())
    told(room, b"no certificate", "pem", kind="chain", gen_time=None)
    assert check(room, pki.roots).verdict is Verdict.PASSED
    assert problems(check(room)) == [("stamp.chain", "tsr", "indeterminate")]
