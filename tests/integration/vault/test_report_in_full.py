"""Every word of a report: what is checked of which file, what was expected, what was found."""

import hashlib
import re
import shutil

import keyring
import pytest

from evidencekit.domain.errors import VaultMissing
from evidencekit.evidence.keys import make_key
from evidencekit.evidence.report import KeyTrust, TimeTrust
from evidencekit.evidence.roots import Roots
from evidencekit.evidence.timestamp import read_certificates
from evidencekit.vault.check import check_vault
from evidencekit.vault.heads import KnownVaults
from evidencekit.vault.layout import capture_file
from evidencekit.vault.vault import Vault
from fakes.held_clock import HeldClock
from fakes.memory_keyring import MemoryKeyring
from fakes.vaults import VaultRoom, bring, files, full_vault, put_bytes


@pytest.fixture(scope="module")
def pattern(tmp_path_factory):
    before = keyring.get_keyring()
    keyring.set_keyring(MemoryKeyring())
    folder = tmp_path_factory.mktemp("pattern")
    room, root = full_vault(folder, HeldClock())
    bring(room, folder / "authority")
    room.keyring, room.roots = keyring.get_keyring(), Roots(read_certificates(root.read_bytes()))
    room.names = short_names(room)
    yield room
    keyring.set_keyring(before)


@pytest.fixture
def room(pattern, tmp_path, memory_keyring):
    keyring.set_keyring(pattern.keyring)
    shutil.copytree(pattern.path, tmp_path / "vault")
    shutil.copy(pattern.path.parent / "known.json", tmp_path)
    copy = object.__new__(VaultRoom)
    copy.__dict__ |= pattern.__dict__ | {"names": dict(pattern.names)}
    copy.path, copy.known = tmp_path / "vault", KnownVaults(tmp_path / "known.json")
    copy.log = copy.path / "custody" / pattern.log.name
    return copy


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def short_names(room):
    """Return what stands here for the ids, paths and hashes of this vault."""
    (listed,) = room.path.glob("stamps/*.sha256")
    names = {room.made.fingerprint: "PRINT", room.made.key_id: "KEY", room.made.vault_id: "VAULT"}
    names[listed.stem] = "LIST"
    for path, data in files(room.path).items():
        names[sha256(data)] = "SHA" if "imported" in path else f"SHA({path.rpartition('.')[2]})"
    names |= {sha256(one): f"LINE{n}" for n, one in enumerate(lines_of(room), 1)}
    for number, entry in enumerate(Vault.open_reading(room.path).captures()[::-1], 1):
        names |= {entry.id: f"C{number}", entry.sha256: f"SHA{number}"}
        names[entry.file.rpartition("/")[0]] = "MONTH"
    return names


def lines_of(room):
    return room.log.read_bytes().splitlines()


def report(room, **how):
    return check_vault(room.path, room.known, roots=room.roots, pause=lambda _s: None, **how)


def told(room, **how):
    """Return a line for each check: id, item, outcome and, if any, expected, found, code."""
    lines = [line_of(one, room.names) for one in report(room, **how).checks]
    # The order of these is that of hashes over what an authority chose.
    places = [n for n, line in enumerate(lines) if re.match(r"custody\.file_.*/imported/", line)]
    for place, line in zip(places, sorted(lines[n] for n in places), strict=True):
        lines[place] = line
    return lines


def line_of(one, names):
    words = [one.id, one.item, one.outcome.value]
    if one.expected is not None or one.found is not None:
        words += ["|", str(one.expected), "|", str(one.found)]
    text = " ".join(words + ([f"| {one.meaning_code}"] if one.meaning_code else []))
    for name, short in names.items():
        text = text.replace(name, short)
    return text


GOOD = """
vault.format vault.json passed
vault.identity custody/KEY.jsonl:1 passed
key.file keys/KEY.pem passed
key.known keys/KEY.pem passed
custody.form custody/KEY.jsonl passed
custody.tail custody/KEY.jsonl passed
custody.chain custody/KEY.jsonl passed
custody.signatures custody/KEY.jsonl passed
custody.events custody/KEY.jsonl passed
custody.clock custody/KEY.jsonl passed
custody.remembered custody/KEY.jsonl:12 passed
custody.file_missing derived/SHA1/facts-1.json passed
custody.file_missing MONTH/C1.wacz passed
custody.file_missing MONTH/C1.wacz.sig passed
custody.file_missing MONTH/C2.wacz passed
custody.file_missing MONTH/C2.wacz.sig passed
custody.file_missing stamps/LIST.local.1.crl passed
custody.file_missing stamps/LIST.local.chain.pem passed
custody.file_missing stamps/LIST.local.tsq passed
custody.file_missing stamps/LIST.local.tsr passed
custody.file_missing stamps/LIST.sha256 passed
custody.file_missing stamps/heads/KEY-6.json passed
custody.file_missing stamps/imported/SHA.pdf passed
custody.file_missing stamps/imported/SHA.pem passed
custody.file_missing stamps/imported/SHA.tsr passed
custody.file_unknown evidence passed
custody.file_unknown stamps passed
custody.file_unknown derived passed
{captures}stamp.list stamps/LIST.sha256 passed
custody.witness stamps/heads/KEY-6.json passed
stamp.request stamps/LIST.local.tsq passed
stamp.token stamps/LIST.local.tsr passed
stamp.chain stamps/LIST.local.chain.pem passed
stamp.revocation stamps/LIST.local.1.crl passed
stamp.order stamps/LIST.local.tsr passed
stamp.renewal stamps/LIST.local.tsr passed
stamp.imported stamps/imported/SHA.pem passed
stamp.imported stamps/imported/SHA.tsr passed
stamp.token stamps/imported/SHA.tsr passed
stamp.chain stamps/imported/SHA.tsr passed
stamp.revocation stamps/imported/SHA.tsr not_checked
stamp.order stamps/imported/SHA.tsr passed
stamp.imported stamps/imported/SHA.pdf passed
stamp.certificate stamps/imported/SHA.pdf not_checked
derived.hash derived/SHA1/facts-1.json passed
"""
PLAIN = """wacz.hash {0} passed
wacz.signature {0}.sig passed
wacz.zip {0} not_checked
wacz.members {0} not_checked
wacz.pages {0} not_checked
wacz.digest {0} not_checked
wacz.inner_signature {0} not_checked
warc.records {0} not_checked
warc.index {0} not_checked
warc.artefacts {0} not_checked
wacz.metadata {0} passed
custody.witness {0} passed
"""
INSIDE = """wacz.zip {0} passed
wacz.members {0} passed
wacz.pages {0} passed
wacz.digest {0} passed
wacz.inner_signature {0}!datapackage-digest.json passed
"""
DEEP = f"""wacz.hash {{0}} passed
wacz.signature {{0}}.sig passed
{INSIDE}wacz.metadata {{0}} passed
warc.records {{0}} passed
warc.index {{0}} passed
warc.artefacts {{0}} passed
custody.witness {{0}} passed
"""
FIRST, SECOND = "MONTH/C1.wacz", "MONTH/C2.wacz"


def expected(form):
    return GOOD.format(captures=form.format(FIRST) + form.format(SECOND)).split("\n")[1:-1]


def test_all_that_is_checked_in_a_good_vault(room):
    assert told(room) == expected(PLAIN)
    assert told(room, deep=True) == expected(DEEP)
    found = report(room)
    assert found.checked == len({line.split()[1].partition(":")[0] for line in expected(PLAIN)})
    # What is hashed: all but keys, logs, lists and signatures.
    hashed = re.compile(r"evidence/.*\.wacz|derived/.*|stamps/.*(?<!\.sha256)")
    sizes = [len(data) for name, data in files(room.path).items() if hashed.fullmatch(name)]
    assert found.bytes_read == sum(sizes)
    assert (found.key_trust, found.time_trust) == (KeyTrust.KNOWN, TimeTrust.KNOWN_ROOT)
    assert found.fingerprints == (room.made.fingerprint,)


CHANGED = {
    "evidence/*/*/*.wacz": """
wacz.hash MONTH/C1.wacz failed | SHA1 | CHANGED
wacz.signature MONTH/C1.wacz.sig failed | KEY | does not verify
wacz.zip MONTH/C1.wacz failed | None | bytes_after
wacz.metadata MONTH/C1.wacz not_checked
custody.witness MONTH/C1.wacz not_checked
stamp.list stamps/LIST.sha256 failed | SHA1 | MONTH/C1.wacz: CHANGED
""",
    "evidence/*/*/*.sig": f"""
wacz.signature MONTH/C1.wacz.sig failed | KEY | does not verify
{INSIDE.format(FIRST)}warc.records MONTH/C1.wacz passed
warc.index MONTH/C1.wacz passed
warc.artefacts MONTH/C1.wacz passed
""",
    "stamps/*.sha256": """
custody.file_unknown stamps/heads/KEY-6.json failed
stamp.list stamps/LIST.sha256 failed | None | form
""",
    "stamps/*.tsq": """
stamp.request stamps/LIST.local.tsq failed | SHA(tsq) | CHANGED
stamp.revocation stamps/LIST.local.tsr not_checked
""",
    "stamps/*.tsr": """
stamp.token stamps/LIST.local.tsr failed | SHA(tsr) | CHANGED
stamp.revocation stamps/LIST.local.tsr not_checked
""",
    "stamps/*.chain.pem": """
stamp.chain stamps/LIST.local.chain.pem failed | SHA | CHANGED
stamp.revocation stamps/LIST.local.tsr not_checked
""",
    "stamps/*.crl": """
stamp.revocation stamps/LIST.local.1.crl failed | SHA(crl) | CHANGED
stamp.revocation stamps/LIST.local.tsr not_checked
""",
    "stamps/heads/*": """
stamp.list stamps/LIST.sha256 failed | LINE7 | stamps/heads/KEY-6.json: CHANGED
custody.witness stamps/heads/KEY-6.json failed | LINE7 | LINE7
""",
    "stamps/imported/*.tsr": "\nstamp.imported stamps/imported/SHA.tsr failed | SHA | CHANGED\n",
    "stamps/imported/*.pdf": "\nstamp.imported stamps/imported/SHA.pdf failed | SHA | CHANGED\n",
    "stamps/imported/*.pem": "\nstamp.imported stamps/imported/SHA.pem failed | SHA | CHANGED\n",
    "derived/*/*": "\nderived.hash derived/SHA1/facts-1.json failed | SHA(json) | CHANGED\n",
    "vault.json": """
vault.format vault.json failed | 1.0 | damaged
vault.identity custody/KEY.jsonl:1 not_checked
""",
    "keys/*.pem": """
key.file keys/KEY.pem failed | KEY | missing or not this key
custody.signatures custody/KEY.jsonl not_checked
wacz.hash MONTH/C1.wacz not_checked
wacz.signature MONTH/C1.wacz not_checked
wacz.hash MONTH/C2.wacz not_checked
wacz.signature MONTH/C2.wacz not_checked
""",
}
GONE = {
    "evidence/*/*/*.wacz": """
custody.file_missing MONTH/C1.wacz failed
stamp.list stamps/LIST.sha256 failed | SHA1 | MONTH/C1.wacz: missing
""",
    "evidence/*/*/*.sig": CHANGED["evidence/*/*/*.sig"].replace(
        "\nwacz.signature MONTH/C1.wacz.sig failed | KEY | does not verify",
        "\ncustody.file_missing MONTH/C1.wacz.sig failed"
        "\nwacz.signature MONTH/C1.wacz.sig failed | KEY | missing",
    ),
    "stamps/*.sha256": """
custody.file_unknown stamps/heads/KEY-6.json failed
custody.file_missing stamps/LIST.sha256 failed
custody.file_missing stamps/LIST.sha256 failed
stamp.revocation stamps/LIST.local.tsr not_checked
""",
    **{
        f"stamps/*.{suffix}": f"""
custody.file_missing stamps/LIST.local.{name} failed
stamp.revocation stamps/LIST.local.tsr not_checked
"""
        for suffix, name in zip(
            ("tsq", "tsr", "chain.pem", "crl"), ("tsq", "tsr", "chain.pem", "1.crl"), strict=True
        )
    },
    "stamps/heads/*": """
custody.file_missing stamps/heads/KEY-6.json failed
stamp.list stamps/LIST.sha256 failed | LINE7 | stamps/heads/KEY-6.json: missing
custody.witness stamps/heads/KEY-6.json failed | LINE7 | LINE7
""",
    "stamps/imported/*.tsr": "\ncustody.file_missing stamps/imported/SHA.tsr failed\n",
    "derived/*/*": "\ncustody.file_missing derived/SHA1/facts-1.json failed\n",
    "keys/*.pem": CHANGED["keys/*.pem"],
    "custody/*": """
custody.form custody/KEY.jsonl failed | None | missing
custody.remembered custody/KEY.jsonl:12 failed | LINE12 | None
custody.file_unknown derived/SHA1/facts-1.json failed
custody.file_unknown MONTH/C1.wacz failed
custody.file_unknown MONTH/C1.wacz.sig failed
custody.file_unknown MONTH/C2.wacz failed
custody.file_unknown MONTH/C2.wacz.sig failed
custody.file_unknown stamps/LIST.local.1.crl failed
custody.file_unknown stamps/LIST.local.chain.pem failed
custody.file_unknown stamps/LIST.local.tsq failed
custody.file_unknown stamps/LIST.local.tsr failed
custody.file_unknown stamps/imported/SHA.pdf failed
custody.file_unknown stamps/imported/SHA.pem failed
custody.file_unknown stamps/imported/SHA.tsr failed
custody.witness stamps/heads/KEY-6.json failed | LINE7 | None
""",
}


def news(room, **how):
    """Return what is told now and was not told of the good vault."""
    return [line for line in told(room, **how) if line not in expected(PLAIN)]


def split(text):
    return text.split("\n")[1:-1]


@pytest.mark.parametrize("kind", CHANGED)
def test_a_changed_file(room, kind):
    place = min(room.path.glob(kind))
    data = place.read_bytes() + b"x"
    put_bytes(place, data)
    room.names[sha256(data)] = "CHANGED"
    assert news(room) == split(CHANGED[kind])


@pytest.mark.parametrize("kind", GONE)
def test_a_file_that_is_gone(room, kind):
    min(room.path.glob(kind)).unlink()
    assert news(room) == split(GONE[kind])


def test_keys_and_logs_gone_together(room):
    shutil.rmtree(room.path / "keys")
    shutil.rmtree(room.path / "custody")
    assert news(room) == [
        "custody.form custody failed | None | missing",
        *split(GONE["custody/*"])[1:],
    ]


def test_a_folder_without_a_marker_is_no_vault(room):
    (room.path / "vault.json").unlink()
    with pytest.raises(VaultMissing):
        report(room)


MARKERS = {
    (b'"1.0"', b'"2.0"'): "\nvault.format vault.json failed | 1.0 | 2.0\n",
    (b'"v-0', b'"v-1'): """
vault.identity custody/KEY.jsonl:1 failed | OTHER demo=False | VAULT demo=False
key.known keys/KEY.pem indeterminate | None | PRINT
custody.remembered custody/KEY.jsonl not_checked
wacz.metadata MONTH/C1.wacz failed | OTHER | VAULT
wacz.metadata MONTH/C2.wacz failed | OTHER | VAULT
""",
    (b"false", b"true"): """
vault.identity custody/KEY.jsonl:1 failed | VAULT demo=True | VAULT demo=False
key.known keys/KEY.pem not_checked
wacz.metadata MONTH/C1.wacz failed | True | False
wacz.metadata MONTH/C2.wacz failed | True | False
vault.demo vault.json indeterminate
""",
}


@pytest.mark.parametrize("said", MARKERS, ids=["format", "vault_id", "demo"])
def test_another_marker(room, said):
    place = room.path / "vault.json"
    put_bytes(place, place.read_bytes().replace(*said))
    room.names[room.made.vault_id.replace("v-0", "v-1")] = "OTHER"
    assert news(room) == split(MARKERS[said])


def chain(*numbers, code="seq"):
    return [f"custody.chain custody/KEY.jsonl:{one} failed | None | {code}" for one in numbers]


UNFINISHED = "custody.unfinished MONTH/C1.wacz indeterminate"
LATER = "custody.remembered custody/KEY.jsonl:12 failed | LINE12 | "
LOGS = {
    "dropped": (
        lambda ls: [*ls[:2], *ls[3:]],
        [*chain(3, code="prev"), *chain(*range(4, 12)), UNFINISHED],
    ),
    "swapped": (lambda ls: [*ls[:2], ls[3], ls[2], *ls[4:]], chain(3, 4, 5, code="prev")),
    "doubled": (
        lambda ls: [*ls[:3], *ls[2:]],
        [
            *chain(4, code="prev"),
            *chain(*range(5, 14)),
            "custody.events custody/KEY.jsonl:3 failed | None | sealed_twice",
        ],
    ),
    "no line": (
        lambda ls: [*ls[:2], b"{\n", *ls[3:]],
        [
            "custody.form custody/KEY.jsonl:3 failed | None | syntax",
            *chain(4, code="prev"),
            UNFINISHED,
        ],
    ),
    "another last": (
        lambda ls: [*ls[:-1], re.sub(rb'"mono":\d+', b'"mono":7', ls[-1])],
        [
            "custody.signatures custody/KEY.jsonl:12 failed | KEY | None",
            "custody.clock custody/KEY.jsonl:12 indeterminate | 3993 ms | None",
            f"{LATER}CHANGED",
        ],
    ),
    "torn": (
        lambda ls: [*ls, b'{"at"'],
        ["custody.tail custody/KEY.jsonl:13 failed | None | torn"],
    ),
    "cut": (
        lambda ls: ls[:-1],
        [f"{LATER}None", "custody.file_unknown stamps/imported/SHA.pdf failed"],
    ),
}


@pytest.mark.parametrize("kind", LOGS)
def test_a_changed_log(room, kind):
    to, wanted = LOGS[kind]
    room.log.write_bytes(b"".join(to(room.log.read_bytes().splitlines(keepends=True))))
    room.names = {sha256(lines_of(room)[-1]): "CHANGED"} | room.names
    assert news(room) == wanted


def test_files_that_nobody_knows(room):
    for folder in ("evidence", "stamps", "derived", "stamps/heads", "stamps/imported"):
        (room.path / folder / "x").touch()
    unknown = ("derived/x", "evidence/x", "stamps/heads/x", "stamps/imported/x", "stamps/x")
    assert news(room) == [f"custody.file_unknown {one} failed" for one in unknown]
    assert not [line for line in told(room) if line.startswith("custody.file_unknown evidence p")]


def test_a_key_that_nobody_knows_here(room):
    room.known = KnownVaults(room.path.parent / "nobody.json")
    assert news(room) == [
        "key.known keys/KEY.pem indeterminate | None | PRINT",
        "custody.remembered custody/KEY.jsonl not_checked",
    ]
    assert report(room).key_trust is KeyTrust.FROM_BUNDLE
    assert news(room, fingerprint="0" * 64)[0] == (
        f"key.known keys/KEY.pem failed | {'0' * 64} | PRINT"
    )


def test_a_capture_that_was_removed_and_one_whose_file_stayed(room):
    place = max(room.path.glob("evidence/*/*/*.wacz"))
    data = place.read_bytes()
    with room.writing() as vault:
        vault.remove(vault.captures()[0].id, "bo", "asked to")
    at = Vault.open_reading(room.path).logs()[0].report.lines[-1].at
    wanted = [
        "custody.remembered custody/KEY.jsonl:13 passed",
        f"custody.removed MONTH/C2.wacz passed | None | {at} bo: asked to",
    ]
    assert news(room) == wanted
    assert not [line for line in told(room) if SECOND in line and line not in wanted]
    place.write_bytes(data)
    code = "custody.removal_unfinished"
    wanted.insert(1, f"custody.unfinished MONTH/C2.wacz indeterminate | {code}")
    assert news(room) == wanted


def test_a_sealing_that_was_not_finished(room):
    draft = room.draft()
    body = {"bytes": 1, "file": capture_file(draft.capture_id), "id": draft.capture_id}
    with room.writing() as vault:
        vault._custody.append("capture.sealing", body | {"sha256": "0" * 64})
    room.names[draft.capture_id] = "C3"
    assert "custody.unfinished MONTH/C3.wacz indeterminate" in news(room)


def test_a_key_without_a_log(room):
    key = make_key()
    (room.path / "keys" / f"{key.key_id}.pem").write_bytes(key.public.pem)
    assert news(room) == [
        f"custody.unfinished custody/{key.key_id}.jsonl indeterminate | custody.key_without_log"
    ]
