"""PDFs and tokens of strangers, in a child: what it finds is found here, its ends have reasons."""

import hashlib
import json

import pytest

from evidencekit.evidence import confined
from evidencekit.evidence.confined import Limits
from evidencekit.evidence.report import Outcome, TimeTrust
from evidencekit.evidence.roots import Roots
from evidencekit.evidence.timestamp import read_certificates
from evidencekit.packet.model import PdfFindings
from evidencekit.packet.pdf_child import check_pdf_in_child
from evidencekit.packet.token_child import judge_in_child
from evidencekit.packet.tokens import HASHES, PacketToken, judge
from fakes.vaults import bring, flipped, full_vault

ENDS = [
    ("import os; os.abort()", "child_crash"),
    ("import os; os._exit(70)", "child_memory"),
    ("print('[]')", "child_answer"),
    ("print('{}')", "child_answer"),
    ("print('x' * 10**6)", "child_answer"),
    ("while True: pass", "child_time"),
]
QUICK = Limits(384 << 20, 2, 8 << 10)


@pytest.fixture
def stamped(tmp_path, clock):
    """A token of ours with its revocation list, and the root that it leads to."""
    vault, roots = full_vault(tmp_path, clock)
    (reply,) = (vault.path / "stamps").glob("*.tsr")
    listed = hashlib.sha256(next(reply.parent.glob("*.sha256")).read_bytes()).digest()
    lists = {int(one.suffixes[-2][1:]): one.read_bytes() for one in reply.parent.glob("*.crl")}
    chain = reply.with_suffix(".chain.pem").read_bytes()
    request = reply.with_suffix(".tsq").read_bytes()
    token = PacketToken(
        "stamps/a", reply.read_bytes(), chain, {"sha256": listed}, request, lists or {1: b"none"}
    )
    return token, read_certificates(roots.read_bytes())


def test_a_token_is_judged_in_a_child_as_here(stamped):
    token, roots = stamped
    good, trust = judge(token, Roots(roots), demo=False)
    assert trust is TimeTrust.KNOWN_ROOT
    assert {one.id for one in good} == {
        "stamp.request", "stamp.token", "stamp.chain", "stamp.revocation",
    }  # fmt: skip
    tokens = [token]
    for part in ("reply", "request", "chain"):
        data = getattr(token, part)
        tokens += [
            PacketToken(**given | {part: changed})
            for given in [{name: getattr(token, name) for name in PacketToken.__slots__}]
            for changed in (b"", flipped(data, len(data) // 2, 0))
        ]
    for one in tokens:
        for trusted in (Roots(roots), Roots(), Roots((), strict=True)):
            assert judge_in_child(one, trusted, demo=False) == judge(one, trusted, demo=False)


@pytest.mark.usefixtures("own_children")
def test_a_child_as_a_person_has_it_judges_so_too(stamped):
    token, roots = stamped
    for trusted in (Roots(roots), Roots(), Roots((), strict=True)):
        assert judge_in_child(token, trusted, demo=False) == judge(token, trusted, demo=False)


def test_a_token_got_elsewhere_too(tmp_path, clock):
    vault, _roots = full_vault(tmp_path, clock)
    bring(vault, tmp_path / "authority")
    imported = vault.path / "stamps" / "imported"
    lines = [json.loads(line)["body"] for line in vault.log.read_text().splitlines()
             if '"kind":"stamp.imported"' in line]  # fmt: skip
    said = next(one for one in lines if one["kind"] == "token")
    chain = b"".join((vault.path / one["file"]).read_bytes() for one in lines
                     if one["kind"] == "chain")  # fmt: skip
    capture = next(vault.path.glob(f"evidence/*/*/{said['id']}.wacz")).read_bytes()
    digests = {name: hashlib.new(name, capture).digest() for name in HASHES}
    reply = next(imported.glob(f"{said['sha256']}.*")).read_bytes()
    for given, told in ((digests, said["gen_time"]), (digests, None), ({}, None)):
        token = PacketToken("imported", reply, chain, given, told=told)
        found = judge(token, Roots(), demo=False)
        assert judge_in_child(token, Roots(), demo=False) == found
        failed = [one.id for one in found[0] if one.outcome is Outcome.FAILED]
        assert failed == ([] if told else ["stamp.token"])


@pytest.mark.parametrize(("code", "wanted"), ENDS)
def test_each_end_has_its_reason(tmp_path, monkeypatch, code, wanted):
    monkeypatch.setattr(confined, "_START", code)
    pdf = tmp_path / "a.pdf"
    pdf.write_bytes(b"%PDF-1.7\n")
    assert check_pdf_in_child(pdf, QUICK) == PdfFindings(wanted)
    token = PacketToken("a", b"", b"", {"sha256": b""}, b"")
    checks, trust = judge_in_child(token, Roots(), demo=False, limits=QUICK)
    assert [(one.id, one.item, one.found) for one in checks] == [("stamp.token", "a", wanted)]
    assert trust is TimeTrust.NONE


@pytest.mark.parametrize(
    "said",
    [
        {"checks": [], "trust": "none"},
        {"checks": {}, "trust": "none"},
        {"checks": [["key.known", "", "passed", None, None, None]], "trust": "none"},
        {"checks": [["stamp.token", "", "passed", None, None, None]], "trust": "good"},
        {"checks": [["stamp.token", "", "passed", None, None, None]] * 17, "trust": "none"},
        {"checks": [["stamp.token", "", "passed", None, None, None]]},
    ],
)
def test_an_answer_about_a_token_is_believed_no_further_than_its_form(monkeypatch, said):
    monkeypatch.setattr(confined, "_START", f"print({json.dumps(said)!r})")
    token = PacketToken("a", b"", b"", {"sha256": b""}, b"")
    checks, _trust = judge_in_child(token, Roots(), demo=False)
    assert [(one.id, one.found) for one in checks] == [("stamp.token", "child_answer")]


@pytest.mark.parametrize("fingerprint", [1, [], {}])
def test_an_answer_about_a_pdf_too(tmp_path, monkeypatch, fingerprint):
    said = {"fault": None, "fingerprint": fingerprint, "subject": None, "manifest_sha256": None}
    monkeypatch.setattr(confined, "_START", f"print({json.dumps(said)!r})")
    pdf = tmp_path / "a.pdf"
    pdf.write_bytes(b"%PDF-1.7\n")
    assert check_pdf_in_child(pdf) == PdfFindings("child_answer")


@pytest.mark.usefixtures("own_children")
def test_a_pdf_that_wants_all_the_memory_ends_the_child(tmp_path):
    import zlib

    # A cross-reference stream of 2 GiB of zeros in 2 MB: one MiB, packed once and said 2048 times.
    work, size = zlib.compressobj(9, wbits=-15), 2048 << 20
    piece = work.compress(bytes(1 << 20)) + work.flush(zlib.Z_FULL_FLUSH)
    check = (size % 65521 << 16 | 1).to_bytes(4, "big")
    data = b"\x78\xda" + piece * 2048 + b"\x03\x00" + check
    body = b"%PDF-1.7\n1 0 obj\n<< /Type /XRef /Size 9 /W [1 4 2] /Root 1 0 R /Filter /FlateDecode "
    body += b"/Length %d >>\nstream\n" % len(data) + data + b"\nendstream\nendobj\n"
    pdf = tmp_path / "a.pdf"
    pdf.write_bytes(body + b"startxref\n9\n%%EOF\n")
    assert check_pdf_in_child(pdf).fault in {"child_memory", "unreadable"}


def test_a_pdf_that_is_not_there(tmp_path):
    assert check_pdf_in_child(tmp_path / "none.pdf") == PdfFindings("unreadable")
