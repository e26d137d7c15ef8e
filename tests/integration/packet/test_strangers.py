"""What a stranger finds in a packet for a platform, and in a redacted one: every byte is read."""

import dataclasses
import io
import json
import re
import subprocess
import zipfile
from dataclasses import replace
from datetime import timedelta

import pikepdf
import pytest
from PIL import Image

from evidencekit.domain.errors import OperatorMissing, WrongUse
from evidencekit.domain.ids import IdKind, new_id
from evidencekit.evidence.records import Artefact, BytesBody
from evidencekit.evidence.report import Outcome
from evidencekit.evidence.roots import Roots
from evidencekit.packet.verify import check_packet
from evidencekit.services.confirming import Confirming
from evidencekit.services.marking import Marking
from evidencekit.services.packet_plan import plan_of, plan_of_case
from evidencekit.services.packets import Packets
from evidencekit.vault.create import NewVault
from evidencekit.vault.vault import Vault
from fakes.drafts import PAGE
from fakes.pictures import a_page, png
from fakes.vaults import VaultRoom, files
from schemas import faults

pytestmark = pytest.mark.usefixtures("asked_once")

OPERATOR, MACHINE, LOCALE = "Quentin Qanary", "CanaryOS 9.9", "de-AT"
MAIL, BUYER, STREET = "buyer.canary@mail.example", "canarybuyer77", "Canary Street 12"
COOKIE = "sid=canarycookie"
CANARIES = (OPERATOR, MACHINE, LOCALE, MAIL, BUYER, STREET, COOKIE, "canary")
TITLE = f"北岸 bag, ask {MAIL}"
RIGHT = """kind: trademark
jurisdiction: CN
office: CNIPA
reg_no: "0123/45"
mark_text: BRAND X
classes: ["18"]
owner_as_registered: Brand X Ltd
status: registered
certificate: paper.pdf
"""
REDACTION = """redact:
  - box: [100, 50, 200, 30]
    what: e-mail address of the buyer
    why: personal_contact
  - box: [10, 400, 40, 40]
    why: reviewer
strike: [canarybuyer77, Canary Street 12]
"""


def text_boxes():
    rows = [
        [8, 10, 200, 14, "北岸 bag"],
        [100, 52, 180, 14, "ask the buyer"],
        [8, 90, 300, 14, f"write to {MAIL}"],
        [8, 120, 90, 14, "Canary"],
        [100, 120, 90, 14, "Street 12"],
        [8, 150, 90, 14, "by canary"],
        [8, 170, 90, 14, "buyer77 today"],
        [8, 200, 90, 14, "plain words"],
    ]
    return json.dumps({"width": 320, "height": 900, "boxes": rows}, separators=(",", ":")).encode()


class Desk:
    def __init__(self, folder, clock):
        self.folder = folder
        self.room = VaultRoom(folder, clock, NewVault("Org", OPERATOR))
        (folder / "paper.pdf").write_bytes(b"%PDF-1.7 certificate")
        self.clock = clock
        name = new_id(IdKind.CAPTURE, clock.now())
        draft = a_page(
            name,
            png(320, 900),
            title=TITLE,
            operator=OPERATOR,
            environment={"platform": MACHINE, "locale": LOCALE, "proxy": False},
            engine={"kind": "embedded", "name": "E", "version": "1", "user_agent": MACHINE},
        )
        boxes = Artefact(
            "text-boxes", f"urn:text-boxes:{PAGE}", "application/json", BytesBody(text_boxes())
        )
        draft = dataclasses.replace(draft, artefacts=(*draft.artefacts, boxes))
        with self.room.writing() as vault:
            self.capture = vault.seal(draft).id
            work = Confirming(vault, clock)
            self.right = work.add("right", self.form("right", RIGHT))["id"]
            self.case = work.add("case", self.form("case", self._case()))["id"]

    def _case(self):
        return f"name: The matter\nright: {self.right}\ncaptures: [{self.capture}]\n"

    def form(self, name, text):
        path = self.folder / f"{name}.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    def do(self, work):
        self.clock.advance(timedelta(seconds=2))
        with self.room.writing() as vault:
            return work(vault)

    def redact(self, text=REDACTION, by=OPERATOR):
        form = self.form("redaction", text)
        return self.do(lambda vault: Marking(vault, self.clock).redact(self.capture, form, by))

    def of_case(self, out, **changes):
        def make(vault):
            work = Confirming(vault, self.clock)
            case = work.case(self.case)
            plan = plan_of_case(case, [work.right(case.right)], OPERATOR)
            return Packets(vault, self.clock).make(replace(plan, **changes), self.folder / out)

        return self.do(make)

    def complaint(self, recipient, language="en"):
        text = f"recipient: {recipient}\nrights: [{self.right}]\nlanguage: {language}\n"
        text += f"captures: [{self.capture}]\nfiler: {{name: Brand X Ltd, capacity: owner}}\n"
        text += 'explanation: "=1+1 <b>they say</b>"\n'

        def add(vault):
            work = Confirming(vault, self.clock)
            return work.add("complaint", self.form("complaint", text))["id"]

        return self.do(add)

    def packet(self, complaint, out, draft=False):
        """Make the packet as if the complaint were confirmed: what pre-flight says is no matter."""

        def make(vault):
            plan = plan_of(Confirming(vault, self.clock).dossier(complaint), OPERATOR)
            made = replace(plan, draft=draft)
            return Packets(vault, self.clock).make(made, self.folder / out)

        return self.do(make)


@pytest.fixture
def desk(tmp_path, clock):
    return Desk(tmp_path, clock)


def everything(folder):
    """Give every byte that a stranger can reach: files, streams of the PDF, members of archives."""
    for name, data in files(folder).items():
        yield name, name.encode()
        yield name, data
        if name.endswith((".xlsx", ".docx")):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                yield from ((f"{name}!{one}", archive.read(one)) for one in archive.namelist())
        if name.endswith(".eml"):
            import email
            from email.policy import default

            message = email.message_from_bytes(data, policy=default)
            for part in message.walk():
                if not part.is_multipart():
                    yield name, part.get_content().encode()
        if name.endswith(".pdf") and b"/Type /Pages" in data:
            yield from streams(folder / name)


def streams(path):
    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True, timeout=60)
    yield path.name, text.stdout
    with pikepdf.open(path) as pdf:
        for thing in pdf.objects:
            yield path.name, str(thing).encode()
            if isinstance(thing, pikepdf.Stream):
                try:
                    yield path.name, thing.read_bytes()
                except pikepdf.PdfError:  # a picture that is no text in any way
                    continue


def found(folder, words):
    forms = {}
    for word in words:
        wide = word.encode("utf-16-be")
        forms[word] = (word.encode(), wide, wide.hex().encode(), wide.hex().upper().encode())
    return {
        (name, word)
        for name, data in everything(folder)
        for word, ways in forms.items()
        if any(way in data for way in ways)
    }


def failed(folder):
    checks = check_packet(folder, Roots()).checks
    return [(one.id, one.item) for one in checks if one.outcome is Outcome.FAILED]


def test_the_full_packet_holds_the_canaries_and_the_redacted_one_none(desk):
    full = desk.of_case("full")
    desk.redact()
    redacted = desk.of_case("redacted", redacted=True)
    assert {word for _name, word in found(full.out, CANARIES)} >= {OPERATOR, MACHINE, MAIL}
    assert found(redacted.out, CANARIES) == set()
    assert failed(redacted.out) == []
    capture = Vault.open_reading(desk.room.path).find(desk.capture)
    text = "".join(data.decode(errors="replace") for _name, data in everything(redacted.out))
    assert capture.sha256 in text
    assert "plain words" in text
    assert "ask the buyer" not in text
    assert "personal contact" in text
    assert not [name for name in files(redacted.out) if name.endswith(".wacz")]


def cover_of(made):
    command = ["pdftotext", "-l", "1", made.out / "packet.pdf", "-"]
    process = subprocess.run(command, capture_output=True, check=True, timeout=60)
    return "".join(process.stdout.decode().split())


def test_a_submission_names_the_archive_that_was_made_of_the_same_captures(desk):
    alone = desk.of_case("alone", redacted=True)
    assert "archive_packet" not in json.loads((alone.out / "manifest.json").read_bytes())
    assert "Archivewiththecaptures" not in cover_of(alone)
    archive = desk.of_case("archive")
    desk.of_case("draft", draft=True)
    made = desk.of_case("beside", redacted=True)
    manifest = json.loads((made.out / "manifest.json").read_bytes())
    named = {"packet_id": archive.packet_id, "manifest_sha256": archive.manifest_sha256}
    assert manifest["archive_packet"] == named
    assert faults("packet", manifest) == []
    assert archive.manifest_sha256 in cover_of(made)
    assert failed(made.out) == []
    # An archive names none, and of another matter's there is nothing to name.
    again = json.loads((desk.of_case("again").out / "manifest.json").read_bytes())
    assert "archive_packet" not in again


def test_under_a_box_is_black_and_nothing_else_changed(desk):
    made = desk.redact()
    (picture,) = made.pictures
    data = (desk.room.path / picture.file).read_bytes()
    assert picture.source[:40] in picture.file
    with Image.open(io.BytesIO(data)) as copy, Image.open(io.BytesIO(png(320, 900))) as before:
        assert copy.info == {}
        assert copy.size == before.size
        kept = before.convert("RGB")
        for x, y in ((100, 50), (299, 79), (10, 400), (49, 439)):
            assert copy.getpixel((x, y)) == (0, 0, 0)
        for x, y in ((99, 50), (300, 60), (50, 440), (0, 899)):
            assert copy.getpixel((x, y)) == kept.getpixel((x, y))
    log = json.loads((desk.room.path / made.log).read_bytes())
    assert log["by"] == OPERATOR
    assert log["redact"][0]["box"] == [100, 50, 200, 30]
    assert log["pictures"][0]["source_sha256"] == picture.source
    lines = [json.loads(line) for line in desk.room.log.read_text().splitlines()]
    kinds = [one["body"]["kind"] for one in lines if one["kind"] == "derived.made"]
    assert kinds == ["redaction", "redaction"]


def test_without_a_redaction_a_redacted_packet_shows_no_picture(desk):
    made = desk.of_case("out", redacted=True)
    with pikepdf.open(made.out / "packet.pdf") as pdf:
        images = [one for one in pdf.objects if getattr(one, "Subtype", None) == "/Image"]
    assert images == []


def test_what_is_drawn_on_a_copy_is_there_and_the_capture_is_as_it_was(desk):
    before = {n: d for n, d in files(desk.room.path).items() if n.startswith("evidence/")}
    form = desk.form(
        "marks",
        "annotate:\n"
        "  - {shape: box, box: [10, 10, 50, 50]}\n"
        "  - {shape: arrow, box: [10, 200, 100, 260]}\n"
        "  - {shape: number, at: [200, 100], words: '1'}\n"
        "  - {shape: text, at: [40, 300], words: '缝线 seam'}\n",
    )
    made = desk.do(lambda vault: Marking(vault, desk.clock).annotate(desk.capture, form, "ana"))
    with Image.open(desk.room.path / made.pictures[0].file) as copy:
        assert copy.getpixel((10, 30)) == (190, 20, 20)
        assert copy.getpixel((99, 259)) == (190, 20, 20)
        assert copy.getpixel((200, 118)) == (190, 20, 20)
    after = {n: d for n, d in files(desk.room.path).items() if n.startswith("evidence/")}
    assert after == before


def test_marks_without_a_name_or_off_the_picture_are_refused_and_nothing_is_kept(desk):
    before = files(desk.room.path)
    for text, by, error in (
        (REDACTION, None, OperatorMissing),
        ("redact: [{box: [1, 2, 3], why: chat}]", "ana", WrongUse),
        ("redact: [{box: [1, 2, 3, 4], why: because}]", "ana", WrongUse),
    ):
        with pytest.raises(error):
            desk.redact(text, by)
    form = desk.form("marks", "annotate: [{shape: box, box: [0, 5000, 5, 5]}]")
    with pytest.raises(WrongUse):
        desk.do(lambda vault: Marking(vault, desk.clock).annotate(desk.capture, form, "ana"))
    assert files(desk.room.path) == before


def test_a_platform_gets_fields_papers_and_addresses_but_no_capture_and_no_operator(desk):
    made = desk.packet(desk.complaint("alibaba_ipp"), "out")
    there = files(made.out)
    assert {"fields.html", "fields.xlsx", "urls.txt", "urls-defanged.txt"} <= set(there)
    assert "attachments/papers/01-trademark-certificate-0123-45.pdf" in there
    assert not [name for name in there if name.endswith((".wacz", ".sig", ".tsr"))]
    assert found(made.out, (OPERATOR, MACHINE, LOCALE, COOKIE)) == set()
    assert failed(made.out) == []
    assert made.pages <= 10
    page = there["fields.html"].decode()
    assert "<b>they" not in page
    assert "&lt;b&gt;they say&lt;/b&gt;" in page
    assert "default-src 'none'" in page
    assert not re.search(r"(src|href)=|https?://(?!shop\.example)|@import|url\(", page)
    names = re.findall(r"<h2>([^<]*)", page)
    assert names.index("Registration number") < names.index("Explanation")
    with zipfile.ZipFile(io.BytesIO(there["fields.xlsx"])) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "=1+1" in sheet
        assert "<f>" not in sheet


def test_the_policy_of_the_field_sheet_allows_its_own_script_and_style_and_no_other(desk):
    import base64
    import hashlib

    made = desk.packet(desk.complaint("alibaba_ipp", "zh_CN"), "out")
    page = (made.out / "fields.html").read_text(encoding="utf-8")
    for tag in ("script", "style"):
        (inside,) = re.findall(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in page


def test_an_e_mail_notice_is_a_draft_that_a_mail_program_opens(desk):
    import email
    from email.policy import default

    made = desk.packet(desk.complaint("generic_dsa16"), "out", draft=True)
    message = email.message_from_bytes((made.out / "notice.eml").read_bytes(), policy=default)
    assert message["X-Unsent"] == "1"
    assert message["To"] is None
    body, attached = message.iter_parts()
    assert "DRAFT" in body.get_content()
    assert "(Exhibit 1)" in body.get_content()
    assert attached.get_filename() == "urls.txt"
    assert attached.get_content().strip() == PAGE


def test_manifests_are_as_their_schema_says(desk):
    desk.redact()
    for out, changes in (("a", {}), ("b", {"redacted": True}), ("c", {"profile": "internal"})):
        made = desk.of_case(out, **changes)
        assert faults("packet", json.loads((made.out / "manifest.json").read_bytes())) == []
    made = desk.packet(desk.complaint("cn_amr", "zh_CN"), "d")
    said = json.loads((made.out / "manifest.json").read_bytes())
    assert faults("packet", said) == []
    assert (said["profile"], said["archive"]) == ("cn_authority", True)
    assert faults("packet", {**said, "by": 1})


def test_numbers_of_exhibits_and_pages_go_on_and_are_never_given_twice(desk):
    first = desk.of_case("first", profile="us_court", language="en")
    told = json.loads((first.out / "manifest.json").read_bytes())
    name = new_id(IdKind.CAPTURE, desk.clock.now())
    desk.do(lambda vault: vault.seal(a_page(name, png())))
    second = desk.of_case("second", profile="us_court", captures=(name, desk.capture))
    said = json.loads((second.out / "manifest.json").read_bytes())
    # What was an exhibit keeps its number; what is new comes after it.
    assert [(one["capture_id"], one["label"]) for one in said["exhibits"]] == [
        (desk.capture, "A"),
        (name, "B"),
    ]
    assert said["bates"]["first"] == told["bates"]["first"] + first.pages
    # A draft gives no number away.
    draft = desk.of_case("draft", profile="us_court", draft=True)
    again = json.loads((draft.out / "manifest.json").read_bytes())
    assert again["bates"]["first"] == said["bates"]["first"] + second.pages
    third = desk.of_case("third", profile="us_court")
    assert json.loads((third.out / "manifest.json").read_bytes())["bates"] == again["bates"]
