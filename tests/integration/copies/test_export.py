"""A case exported as one ZIP: what common tools and `verify` find in it, and what spoils it."""

import errno
import hashlib
import json
import random  # noqa: TID251  # seeded: the same positions in each run
import shutil
import subprocess
import zipfile
from datetime import timedelta

import pytest

from evidencekit.cli import run_command_line
from evidencekit.domain.errors import (
    ArchiveRefused,
    DiskFull,
    ExportLoggedIn,
    ExportTooLarge,
    NotFound,
    VaultPartial,
    WrongUse,
)
from evidencekit.domain.ids import IdKind, new_id
from evidencekit.evidence.report import Outcome, Verdict
from evidencekit.evidence.roots import Roots
from evidencekit.evidence.timestamp import read_certificates
from evidencekit.services import exporting
from evidencekit.services.casework import Casework
from evidencekit.services.exporting import Exporting
from evidencekit.services.packet_plan import plan_of_case
from evidencekit.services.packets import Packets
from evidencekit.services.verifying import verify_paths
from evidencekit.vault.create import NewVault
from evidencekit.vault.heads import KnownVaults
from evidencekit.vault.layout import capture_file
from evidencekit.vault.vault import Vault
from fakes.drafts import AT
from fakes.held_clock import HeldClock
from fakes.pictures import a_page, png
from fakes.vaults import VaultRoom, files, flipped, put_bytes, stamp

pytestmark = pytest.mark.usefixtures("asked_once")

RIGHT = "kind: trademark\njurisdiction: CN\nowner_as_registered: X\nstatus: registered\n"


class Room:
    """A vault with three stamped captures; two of them, and a packet, are of one case."""

    def __init__(self, folder, wish=None, **about):
        self.folder, self.clock = folder, HeldClock(AT)
        self.room = VaultRoom(folder, self.clock, *([wish] if wish else []), passphrase="x")
        with self.room.writing() as vault:
            sealed = [self._seal(vault, **about) for _each in range(3)]
            for one in sealed:
                vault.add_derived(one.sha256, "facts-1.json", "facts", b'{"format": "1.0"}')
            self.ids = [one.id for one in sealed]
            self.root = stamp(self.room, vault, folder / "authority") if not wish else None
            casework = Casework(vault, self.clock)
            right = casework.add("right", self._form(RIGHT))["id"]
            case = f"name: 假货\nright: {right}\ncaptures: [{self.ids[0]}, {self.ids[2]}]\n"
            self.case = casework.add("case", self._form(case))["id"]
            case = casework.case(self.case)
            plan = plan_of_case(case, [casework.right(case.right)], "ana", "en")
            Packets(vault, self.clock).make(plan, folder / "packet")

    def _seal(self, vault, **about):
        self.clock.advance(timedelta(seconds=2))
        name = new_id(IdKind.CAPTURE, self.clock.now())
        return vault.seal(a_page(name, png(200, 300), **about))

    def _form(self, text):
        path = self.folder / "form.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    def export(self, name="case.zip", **how):
        self.clock.advance(timedelta(seconds=2))
        with self.room.writing() as vault:
            return Exporting(vault, self.clock).export(self.case, self.folder / name, "ana", **how)

    @property
    def roots(self):
        return Roots(read_certificates(self.root.read_bytes()), strict=True)

    def verify(self, path, *, stranger=False, key=None, roots=True):
        known = KnownVaults(self.folder / "nothing.json") if stranger else self.room.known
        given = self.roots if roots else Roots()
        return verify_paths([path], deep=True, fingerprint=key, roots=given, known=known)


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    import keyring

    from fakes.memory_keyring import MemoryKeyring

    before = keyring.get_keyring()
    keyring.set_keyring(MemoryKeyring())
    room = Room(tmp_path_factory.mktemp("export"))
    room.made = room.export()
    yield room
    keyring.set_keyring(before)


@pytest.fixture
def unpacked(room, tmp_path):
    target = tmp_path / "got it"
    subprocess.run(["unzip", "-q", room.made.path, "-d", target], check=True)
    return target


def check_sh(folder, *words):
    done = subprocess.run(
        ["sh", folder / "check.sh", *map(str, words)], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def test_common_tools_read_it(room, unpacked):
    tested = subprocess.run(["unzip", "-t", room.made.path], capture_output=True, check=False)
    assert tested.returncode == 0
    code, lines = check_sh(unpacked, "-k", room.room.made.fingerprint, "-r", room.root)
    assert code == 0
    odd = [line for line in lines if not line.startswith("OK   ")]
    absent = Vault.open_reading(room.room.path).find(room.ids[1]).file
    assert odd[:3] == [
        f"NOTE custody.file_missing {absent}: not in this export",
        f"KEY  fingerprint {room.room.made.fingerprint}",
        "RESULT passed",
    ]
    assert sum(line.startswith("OK   export.files ") for line in lines) > 20
    assert "OK   export.scope export.json" in lines


def test_what_is_in_it(room, unpacked):
    told = json.loads((unpacked / "export.json").read_bytes())
    assert told["captures"] == [room.ids[0], room.ids[2]]
    named = {file["name"]: file["sha256"] for file in told["files"]}
    there = files(unpacked)
    logs = {name for name in there if name.startswith("custody/")}
    assert set(named) == set(there) - logs - {"export.json"}
    assert all(hashlib.sha256(there[name]).hexdigest() == named[name] for name in named)
    assert not any(".enc.pem" in name or name == "casework.db" for name in there)
    assert not any(room.ids[1] in name for name in there)
    assert any(name.startswith("packets/") and name.endswith("packet.pdf") for name in there)
    line = json.loads((unpacked / min(logs)).read_bytes().splitlines()[-1])
    (file,) = line["body"]["files"]
    assert (line["kind"], line["body"]["case"]) == ("export.made", room.case)
    assert file["sha256"] == hashlib.sha256(there["export.json"]).hexdigest()
    assert "假货" not in json.dumps(told, ensure_ascii=False)


@pytest.mark.parametrize("packed", [True, False])
def test_verify_here_and_at_a_strangers(room, unpacked, packed):
    path = room.made.path if packed else unpacked
    here = room.verify(path)
    assert (here.problems, here.verdict) == ([], Verdict.PASSED)
    left = [c.item for c in here.with_outcome(Outcome.NOT_CHECKED) if c.id.endswith("missing")]
    assert left == [Vault.open_reading(room.room.path).find(room.ids[1]).file]
    there = room.verify(path, stranger=True, roots=False)
    assert there.verdict is Verdict.INDETERMINATE
    assert {one.id for one in there.problems} == {"key.known", "stamp.chain"}
    assert there.problems[0].found == room.room.made.fingerprint
    given = room.verify(path, stranger=True, key=room.room.made.fingerprint)
    assert given.verdict is Verdict.PASSED


def test_later_entries_of_the_vault_do_not_spoil_it(room):
    room.export("later.zip")
    assert room.verify(room.made.path).verdict is Verdict.PASSED


def test_it_is_not_for_writing(room, unpacked):
    with pytest.raises(VaultPartial):
        Vault.open_writing(unpacked, room.room.known, room.clock, "x")


def names_of(unpacked):
    named = [p for p in sorted(unpacked.rglob("*")) if p.is_file()]
    return [path for path in named if path.suffix != ".crt"]


@pytest.mark.timeout(300)  # children for each file, twice
def test_each_file_is_missed_and_each_flip_found(room, unpacked):
    seeded = random.Random(7)  # noqa: S311
    for path in names_of(unpacked):
        data = path.read_bytes()
        path.unlink()
        if path.name == "vault.json":
            put = path.write_bytes
            put(data)
            continue
        verdict = room.verify(unpacked).verdict
        # Without its list it is a vault in which captures are missing.
        assert verdict is Verdict.FAILED, path
        path.write_bytes(flipped(data, seeded.randrange(len(data)), seeded.randrange(8)))
        report = room.verify(unpacked)
        assert report.verdict is not Verdict.PASSED, path
        if path.name != "export.json":
            assert report.verdict is Verdict.FAILED, path
        path.write_bytes(data)
    assert room.verify(unpacked).verdict is Verdict.PASSED


def test_check_sh_misses_what_is_named(room, unpacked):
    key = room.room.made.fingerprint
    for path in [*unpacked.glob("evidence/*/*/*.wacz"), *unpacked.glob("packets/*/packet.pdf")]:
        data = path.read_bytes()
        path.unlink()
        code, lines = check_sh(unpacked, "-k", key)
        assert code == 1
        assert any(line.startswith("BAD ") and str(path.name) in line for line in lines)
        path.write_bytes(data)
    assert check_sh(unpacked, "-k", key)[0] == 0


def test_a_list_made_shorter_is_never_passed(room, unpacked):
    told = unpacked / "export.json"
    text = told.read_text(encoding="utf-8")
    document = json.loads(text)
    gone = document["captures"].pop()
    entry = Vault.open_reading(room.room.path).find(gone)
    document["files"] = [
        one
        for one in document["files"]
        if gone not in one["name"] and entry.sha256 not in one["name"]
    ]
    put_bytes(told, json.dumps(document, indent=1, ensure_ascii=False).encode())
    for suffix in ("", ".sig"):
        (unpacked / f"{entry.file}{suffix}").unlink()
    shutil.rmtree(unpacked / "derived" / entry.sha256)
    for folder in unpacked.glob("packets/*"):
        shutil.rmtree(folder)
    document["files"] = [one for one in document["files"] if "packets/" not in one["name"]]
    put_bytes(told, json.dumps(document, indent=1, ensure_ascii=False).encode())
    report = room.verify(unpacked)
    assert report.verdict is Verdict.INDETERMINATE
    assert [one.id for one in report.problems] == ["export.scope"]
    code, lines = check_sh(unpacked, "-k", room.room.made.fingerprint)
    assert code == 0
    assert "RESULT passed" not in lines
    assert any(line.startswith("NOTE export.scope") for line in lines)


def test_what_is_too_much_is_unknown(room, unpacked):
    entry = Vault.open_reading(room.room.path).find(room.ids[1])
    shutil.copy(room.room.path / entry.file, unpacked / entry.file)
    assert room.verify(unpacked).verdict is Verdict.FAILED
    assert check_sh(unpacked)[0] == 1


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../up", "name"),
        ("evidence/../../up", "name"),
        ("evidence/.hidden", "name"),
        ("evidence/CON.wacz", "name"),
        ("other/file", "name"),
        ("VAULT.JSON", "name"),
        ("vault.json/x", "name"),
        ("custody/a\\b", "name"),
        ("evidence/" + "a" * 300, "name"),
    ],
)
def test_a_zip_with_odd_names_is_refused(room, tmp_path, name, reason):
    path = tmp_path / "odd.zip"
    shutil.copy(room.made.path, path)
    with zipfile.ZipFile(path, "a") as archive:
        info = zipfile.ZipInfo(name)
        info.filename = name
        archive.writestr(info, b"x")
    report = room.verify(path)
    assert [(one.id, one.found.partition(":")[0]) for one in report.problems] == [
        ("export.zip", reason)
    ]


def test_a_damaged_zip_is_refused(room, tmp_path):
    data = room.made.path.read_bytes()
    path = tmp_path / "cut.zip"
    path.write_bytes(data[: len(data) // 2])
    assert [one.id for one in room.verify(path).problems] == ["export.zip"]


def test_what_is_refused_before_anything_is_written(room, tmp_path):
    (tmp_path / "there.zip").touch()
    with room.room.writing() as vault:
        exporting = Exporting(vault, room.clock)
        with pytest.raises(NotFound):
            exporting.export("k-none", tmp_path / "a.zip", "ana")
        with pytest.raises(WrongUse):
            exporting.export(room.case, tmp_path / "there.zip", "ana")
        with pytest.raises(WrongUse):
            exporting.export(room.case, room.room.path / "evidence" / "a.zip", "ana")
    assert [path.name for path in tmp_path.iterdir()] == ["there.zip"]


def test_captures_made_while_logged_in_are_asked_about(tmp_path):
    room = Room(tmp_path, logged_in=True)
    with pytest.raises(ExportLoggedIn) as caught:
        room.export()
    assert caught.value.facts["ids"] == f"{room.ids[0]}, {room.ids[2]}"
    assert not (tmp_path / "case.zip").exists()
    room.export(although_logged_in=True)
    assert room.verify(tmp_path / "case.zip").verdict is Verdict.PASSED


def test_a_demo_stays_a_demo(tmp_path):
    room = Room(tmp_path, NewVault("Demo", "nobody", demo=True))
    made = room.export()
    known = KnownVaults(tmp_path / "nothing.json")
    report = verify_paths([made.path], deep=True, fingerprint=None, roots=Roots(), known=known)
    assert (report.verdict, report.demo) == (Verdict.INDETERMINATE, True)
    subprocess.run(["unzip", "-q", made.path, "-d", tmp_path / "x"], check=True)
    assert check_sh(tmp_path / "x")[1][-1] == "RESULT DEMO: proves nothing"


def test_a_capture_that_was_removed_is_said_to_be(tmp_path):
    room = Room(tmp_path)
    with room.room.writing() as vault:
        entry = vault.find(room.ids[2])
        body = {"by": "ana", "id": entry.id, "reason": "not ours", "sha256": entry.sha256}
        vault._custody.append("capture.removed", body)
    for suffix in ("", ".sig"):
        (room.room.path / f"{entry.file}{suffix}").unlink()
    shutil.rmtree(room.room.path / "derived" / entry.sha256)
    made = room.export()
    assert (made.captures, made.removed) == ((room.ids[0],), (room.ids[2],))
    subprocess.run(["unzip", "-q", made.path, "-d", tmp_path / "x"], check=True)
    assert not any(entry.id in name for name in files(tmp_path / "x"))
    told = json.loads((tmp_path / "x" / "export.json").read_bytes())
    assert told["removed"] == [{"id": entry.id, "sha256": entry.sha256}]
    report = room.verify(made.path)
    assert (report.problems, report.verdict) == ([], Verdict.PASSED)
    assert check_sh(tmp_path / "x", "-k", room.room.made.fingerprint)[0] == 0


def test_what_is_being_sealed_meanwhile_is_no_matter_of_the_case(tmp_path):
    room = Room(tmp_path)
    with room.room.writing() as vault:
        name = new_id(IdKind.CAPTURE, room.clock.now())
        body = {"bytes": 1, "file": capture_file(name), "id": name, "sha256": "0" * 64}
        vault._custody.append("capture.sealing", body)
        made = Exporting(Vault.open_reading(room.room.path), room.clock).export(
            room.case, tmp_path / "x.zip", "ana"
        )
    assert [one.id for one in room.verify(made.path).problems] == ["export.scope"]


def test_a_full_disk_leaves_no_zip_and_no_line(room, tmp_path, monkeypatch):
    real, before = exporting._pieces, room.room.log.read_bytes()

    def pieces(place):
        if place.suffix == ".wacz":
            raise OSError(errno.ENOSPC, "no space")
        return real(place)

    monkeypatch.setattr(exporting, "_pieces", pieces)
    with room.room.writing() as vault, pytest.raises(DiskFull):
        Exporting(vault, room.clock).export(room.case, tmp_path / "x.zip", "ana")
    assert list(tmp_path.iterdir()) == []
    assert room.room.log.read_bytes() == before


def test_what_our_own_reader_would_refuse_is_not_written(room, tmp_path, monkeypatch):
    monkeypatch.setattr(exporting, "MAX_ENTRIES", 30)
    with room.room.writing() as vault, pytest.raises(ExportTooLarge):
        Exporting(vault, room.clock).export(room.case, tmp_path / "x.zip", "ana")
    assert list(tmp_path.iterdir()) == []


def test_a_changed_capture_does_not_leave(tmp_path):
    room = Room(tmp_path)
    entry = Vault.open_reading(room.room.path).find(room.ids[0])
    place = room.room.path / entry.file
    put_bytes(place, flipped(place.read_bytes(), 5000, 1))
    with pytest.raises(ArchiveRefused):
        room.export()
    assert not list(tmp_path.glob("*case.zip*"))


def test_the_command_over_a_vault_that_somebody_writes(room, tmp_path, capsys):
    words = ["export", "--case", room.case, "--out", str(tmp_path / "x.zip")]
    words += ["--vault", str(room.room.path), "--json"]
    with room.room.writing():
        assert run_command_line(words) == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["logged"], made["captures"]) == (False, [room.ids[0], room.ids[2]])
    report = room.verify(tmp_path / "x.zip")
    assert [one.id for one in report.problems] == ["export.scope"]
    assert report.verdict is Verdict.INDETERMINATE


def _member(name, value):
    def change(document):
        return json.dumps(document | {name: value}, indent=1, ensure_ascii=False).encode()

    return change


def _file(**change):
    def changed(document):
        document["files"][0] |= change
        return _member("files", document["files"])(document)

    return changed


@pytest.mark.parametrize(
    "change",
    [
        lambda _document: b"{",
        lambda _document: b"[]",
        lambda document: json.dumps(document).encode(),
        _member("kind", "backup"),
        _member("format", "2.0"),
        _member("captures", "all"),
        _member("captures", ["c-1"]),
        _member("files", None),
        _member("files", [7]),
        _file(name="../../etc/passwd"),
        _file(sha256="x"),
        _file(bytes="1"),
        _file(more=1),
        _file(name="vault.json"),
    ],
)
def test_a_list_that_is_not_in_its_form_leaves_nothing_out(room, unpacked, change):
    told = unpacked / "export.json"
    document = json.loads(told.read_bytes())
    # The last of them names a file twice.
    assert "vault.json" in {one["name"] for one in document["files"][1:]}
    put_bytes(told, change(document))
    report = room.verify(unpacked)
    failed = {one.id: one for one in report.with_outcome(Outcome.FAILED)}
    assert failed["export.scope"].found == "form"
    assert "custody.file_missing" in failed
    assert "export.files" in {one.id for one in report.with_outcome(Outcome.NOT_CHECKED)}


def test_a_link_in_the_place_of_the_list_is_not_followed(room, unpacked, tmp_path):
    told = unpacked / "export.json"
    told.rename(tmp_path / "moved.json")
    told.symlink_to(tmp_path / "moved.json")
    failed = {one.id: one for one in room.verify(unpacked).with_outcome(Outcome.FAILED)}
    assert failed["export.scope"].found == "form"
