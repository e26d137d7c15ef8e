"""The register of rights on a real vault: all fields, history, papers, powers, products, tables."""

import csv
import hashlib
import io
import json
import re
import sqlite3
import sys
import zipfile
import zlib
from contextlib import closing
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from PIL import Image

from evidencekit.casework.model import ViewedIn
from evidencekit.casework.right_parts import PaperKind, PaperWish
from evidencekit.cli import run_command_line
from evidencekit.domain.errors import (
    ComplaintBlocked,
    NotFound,
    OperatorMissing,
    RegisterTableRefused,
    WrongUse,
)
from evidencekit.services import table_child
from evidencekit.services.casework import Casework, CaseworkReading
from evidencekit.services.confirming import Confirming
from evidencekit.services.exporting import Exporting
from evidencekit.services.packet_plan import plan_of
from evidencekit.services.packets import Packets
from evidencekit.services.purchasing import Purchasing
from evidencekit.services.register import Register, RegisterReading
from evidencekit.services.right_import import columns, import_rights, preview
from evidencekit.services.right_template import write_template
from evidencekit.vault.vault import Vault
from fakes.pictures import a_page, png
from fakes.vaults import VaultRoom

WHOLE = """kind: trademark
jurisdiction: CN
office: CNIPA
reg_no: '0123'
app_no: A-9
mark_text: 北岸
mark_type: combined
classes: ['18', '25']
class_goods: [{number: '18', goods: 箱包}, {number: '25', goods: clothing}]
goods: bags
owner_as_registered: Brand X Ltd.
reg_date: 2020-01-01
expiry: 2030-01-01
status: registered
territories: [CN]
versions: [{language: zh, mark_text: 北岸, owner: 北岸有限公司, goods: 箱包}]
licensees: [{name: Shop Y, territory: CN, until: 2027-01-01}]
recordals: [{authority: CN Customs, number: T2026-1, expiry: 2027-02-03}]
registry_ids: [{platform: amazon, number: BR-1}]
work: {title: Logo, author: Li, work_type: art, first_publication: 2019-05, description: d}
holder: {type: company, country: CN, address: Road 1, tax_id: '91', public_email: ip@x.example}
certificate: paper.pdf
poa: {file: poa.pdf, agent: Li, valid_from: 2026-01-01, valid_to: 2027-01-01, rights: ['0123'],
  recipients: [alibaba_ipp], language: zh, scope: all notices, translation: paper.pdf,
  notarised: yes, apostille: no}
"""
POWER = PaperWish(PaperKind.POWER, agent="Li", recipients=("court_bundle",))


class Desk:
    def __init__(self, folder, room):
        self.folder, self.room = folder, room
        for name in ("paper", "poa", "other"):
            (folder / f"{name}.pdf").write_bytes(b"%PDF-1.7 " + name.encode())

    def form(self, text):
        path = self.folder / "form.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    def add(self, noun, text):
        with self.room.writing() as vault:
            return Casework(vault, self.room.clock).add(noun, self.form(text))

    def do(self, work):
        with self.room.writing() as vault:
            return work(Register(vault, self.room.clock))

    @property
    def reading(self):
        return CaseworkReading(Vault.open_reading(self.room.path))

    @property
    def register(self):
        return RegisterReading(Vault.open_reading(self.room.path))

    def complaint(self, right, filer="{name: Li, capacity: agent}", **more):
        page = a_page(self.room.draft().capture_id, png())
        with self.room.writing() as vault:
            capture = vault.seal(page)
        text = f"recipient: court_bundle\nrights: [{right}]\ncaptures: [{capture.id}]\n"
        text += f"filer: {filer}\nholder: Brand X Ltd.\n"
        text += "".join(f"{name}: {value}\n" for name, value in more.items())
        return self.add("complaint", text)["id"]

    def blocks(self, complaint):
        with self.room.writing() as vault:
            result = Casework(vault, self.room.clock).check(complaint)
        return {one.rule for one in result.findings if one.level == "block"}

    def confirm(self, complaint):
        viewed = dict.fromkeys(self.reading.complaint(complaint).captures)
        with self.room.writing() as vault:
            work = Confirming(vault, self.room.clock)
            return work.confirm(complaint, "ana", viewed, ViewedIn.COMMAND)


@pytest.fixture
def desk(tmp_path, clock):
    folder = tmp_path / "forms"
    folder.mkdir()
    return Desk(folder, VaultRoom(tmp_path, clock))


def sha(data):
    return hashlib.sha256(data).hexdigest()


def test_every_field_of_a_form_is_read_back(desk):
    made = desk.add("right", WHOLE)
    assert desk.reading.shown("right", made["id"]) == made
    assert made["class_goods"] == [
        {"number": 18, "goods": "箱包"}, {"number": 25, "goods": "clothing"},
    ]  # fmt: skip
    assert made["versions"][0]["owner"] == "北岸有限公司"
    assert made["licensees"] == [{"name": "Shop Y", "territory": "CN", "until": "2027-01-01"}]
    assert made["recordals"][0]["expiry"] == "2027-02-03"
    assert made["registry_ids"] == [{"platform": "amazon", "number": "BR-1"}]
    assert (made["work"]["author"], made["work"]["first_publication"]) == ("Li", "2019-05")
    assert (made["holder"]["type"], made["holder"]["tax_id"]) == ("company", "91")
    (power,) = made["powers"]
    assert made["poa"] == power
    assert (power["notarised"], power["apostille"], power["scope"]) == (True, False, "all notices")
    assert power["translation"] == made["certificate"]


def test_an_edit_keeps_what_stood_before_and_who_changed_it(desk):
    right = desk.add("right", WHOLE)["id"]
    form = desk.form("expiry: 2040-01-01\nclear: [office, licensees]\n")
    with pytest.raises(OperatorMissing):
        desk.do(lambda work: work.edit(right, form, None))
    changed = desk.do(lambda work: work.edit(right, form, "ana"))
    assert (changed.office, changed.licensees, changed.expiry) == ("", (), date(2040, 1, 1))
    (change,) = desk.register.history(right)
    assert change.by == "ana"
    assert change.fields["expiry"] == ["2030-01-01", "2040-01-01"]
    assert change.fields["office"] == ["CNIPA", ""]
    assert change.fields["licensees"][0][0]["name"] == "Shop Y"
    assert set(change.fields) == {"expiry", "office", "licensees"}
    desk.do(lambda work: work.edit(right, desk.form("expiry: 2040-01-01\n"), "ana"))
    assert len(desk.register.history(right)) == 1


@pytest.mark.parametrize(
    "text", ["{}", "id: r-1\n", "clear: [owner_as_registered]\n", "expiry: 2026-02-30\n"]
)
def test_a_refused_edit_changes_nothing(desk, text):
    made = desk.add("right", WHOLE)
    with pytest.raises(WrongUse):
        desk.do(lambda work: work.edit(made["id"], desk.form(text), "ana"))
    assert desk.reading.shown("right", made["id"]) == made
    assert desk.register.history(made["id"]) == []


def test_papers_are_kept_by_hash_and_a_certificate_follows_another(desk):
    right = desk.add("right", WHOLE)["id"]
    first = desk.reading.right(right).certificate
    renewal = PaperWish(PaperKind.RENEWAL, "zh", "to 2040", valid_to=date(2040, 1, 1))
    desk.do(lambda work: work.attach(right, desk.folder / "other.pdf", renewal, "ana"))
    wish = PaperWish(PaperKind.CERTIFICATE)
    done = desk.do(lambda work: work.attach(right, desk.folder / "other.pdf", wish, "ana"))
    (paper,) = done.papers
    assert (paper.kind, paper.name, paper.valid_to) == ("renewal", "other.pdf", date(2040, 1, 1))
    kept = desk.room.path / done.certificate
    assert done.certificate == paper.file == f"attachments/{sha(kept.read_bytes())}.pdf"
    assert (desk.room.path / first).is_file()
    (change,) = desk.register.history(right)
    assert change.fields == {"certificate": [first, done.certificate]}
    bare = PaperWish(PaperKind.POWER)
    with pytest.raises(WrongUse, match="agent"):
        desk.do(lambda work: work.attach(right, desk.folder / "poa.pdf", bare, "ana"))
    with pytest.raises(WrongUse):
        desk.do(lambda work: work.attach(right, desk.folder / "form.yaml", wish, "ana"))


# --- standing ---


BARE = """kind: trademark
jurisdiction: CN
reg_no: '0123'
owner_as_registered: Brand X Ltd.
expiry: 2030-01-01
status: registered
"""


def test_a_right_is_complained_with_only_with_its_certificate_and_a_power_in_force(desk):
    right = desk.add("right", BARE)["id"]
    complaint = desk.complaint(right)
    assert desk.blocks(complaint) == {"certificate", "filer_authority"}
    paper, poa = desk.folder / "paper.pdf", desk.folder / "poa.pdf"
    wish = PaperWish(PaperKind.CERTIFICATE)
    desk.do(lambda work: work.attach(right, paper, wish, "ana"))
    assert desk.blocks(complaint) == {"filer_authority"}
    for lacking in (
        replace(POWER, recipients=("amazon",)),
        replace(POWER, rights=("r-0",)),
        replace(POWER, valid_to=date(2020, 1, 1)),
        replace(POWER, valid_from=date(2100, 1, 1)),
        replace(POWER, agent="Wang"),
    ):
        desk.do(lambda work, wish=lacking: work.attach(right, poa, wish, "ana"))
        assert desk.blocks(complaint) == {"filer_authority"}
    # One that lacks nothing is enough, whatever else there is.
    desk.do(lambda work: work.attach(right, poa, POWER, "ana"))
    assert desk.blocks(complaint) == set()
    assert [(one.kind, one.sha256) for one in desk.reading.dossier(complaint).papers] == [
        ("certificate", sha(paper.read_bytes())), ("power", sha(poa.read_bytes())),
    ]  # fmt: skip


def test_a_power_that_came_with_another_right_counts_where_it_names_this_one(desk):
    right = desk.add("right", BARE + "certificate: paper.pdf\n")["id"]
    other = desk.add("right", BARE.replace("0123", "9"))["id"]
    wish = replace(POWER, rights=(other, "0123"))
    desk.do(lambda work: work.attach(other, desk.folder / "poa.pdf", wish, "ana"))
    assert desk.blocks(desk.complaint(right)) == set()


def test_a_withdrawn_power_and_a_paper_that_was_touched_are_no_papers(desk):
    right = desk.add("right", BARE + "certificate: paper.pdf\n")["id"]
    poa = desk.folder / "poa.pdf"
    desk.do(lambda work: work.attach(right, poa, POWER, "ana"))
    complaint = desk.complaint(right)
    assert desk.blocks(complaint) == set()
    kept = desk.room.path / desk.reading.right(right).certificate
    kept.chmod(0o644)
    kept.write_bytes(b"%PDF-1.7 another")
    assert desk.blocks(complaint) == {"certificate"}
    kept.unlink()
    assert desk.blocks(complaint) == {"certificate"}
    with pytest.raises(NotFound):
        desk.do(lambda work: work.end_power(right, "0" * 64, date(2026, 1, 1), "ana"))
    digest = sha(poa.read_bytes())
    desk.do(lambda work: work.end_power(right, digest, date(2026, 1, 1), "ana"))
    assert desk.blocks(complaint) == {"certificate", "filer_authority"}
    assert desk.reading.right(right).powers[0].ended_on == date(2026, 1, 1)
    desk.do(lambda work: work.end_power(right, digest, None, "ana"))
    assert desk.reading.right(right).powers[0].ended_on is None
    assert desk.blocks(complaint) == {"certificate"}


def test_what_was_withdrawn_since_it_was_confirmed_stops_the_packet(desk):
    right = desk.add("right", BARE + "certificate: paper.pdf\n")["id"]
    poa = desk.folder / "poa.pdf"
    desk.do(lambda work: work.attach(right, poa, POWER, "ana"))
    complaint = desk.complaint(right)
    desk.confirm(complaint)
    with desk.room.writing() as vault:
        Casework(vault, desk.room.clock).require_unblocked(complaint)
    digest = sha(poa.read_bytes())
    desk.do(lambda work: work.end_power(right, digest, date(2026, 1, 1), "ana"))
    with desk.room.writing() as vault:
        work = Casework(vault, desk.room.clock)
        with pytest.raises(ComplaintBlocked):
            work.require_unblocked(complaint)
        # What was exported is let be: it says what was true when it was made.
        work.exported(complaint)
        work.require_unblocked(complaint)


def test_an_impostor_gets_no_further(desk):
    right = desk.add("right", BARE + "certificate: paper.pdf\n")["id"]
    complaint = desk.complaint(right, filer="{name: Brand Y Ltd., capacity: owner}")
    assert desk.blocks(complaint) == {"owner_name"}
    with pytest.raises(ComplaintBlocked):
        desk.confirm(complaint)


def test_what_was_confirmed_rests_on_the_papers_of_that_day(desk):
    right = desk.add("right", BARE + "certificate: paper.pdf\n")["id"]
    desk.do(lambda work: work.attach(right, desk.folder / "poa.pdf", POWER, "ana"))
    complaint = desk.complaint(right)
    filed = desk.confirm(complaint).filed[0]
    before = desk.reading.dossier(complaint).papers
    assert [one.file for one in before] == [filed.certificate, filed.power]
    wish = PaperWish(PaperKind.CERTIFICATE)
    other = desk.folder / "other.pdf"
    desk.do(lambda work: work.attach(right, other, wish, "ana"))
    desk.do(lambda work: work.attach(right, other, POWER, "ana"))
    assert desk.reading.right(right).certificate != filed.certificate
    dossier = desk.reading.dossier(complaint)
    assert dossier.papers == before
    assert dossier.rights[0].certificate == filed.certificate


# --- genuine products ---


def picture(path, colour):
    Image.linear_gradient("L").resize((96, 96)).convert("RGB").point(
        lambda cell: (cell + colour) % 256
    ).save(path)


PRODUCT = """name: Bag
sku: B-1
features: stitched twice
security: CANARY-thread-glows-green
made_in: [Hangzhou]
parties: [Factory Z]
importers: [Trader Q]
ports: [Ningbo]
prices:
  - {price: 129.00 CNY, day: 2026-10-01, source: own shop, file: paper.pdf}
  - {price: 119.50 CNY, day: 2026-09-01, source: flagship}
photos: [front.png]
packaging: [box.png]
"""


def test_a_product_has_photos_and_prices_with_their_sources(desk):
    right = desk.add("right", BARE)["id"]
    picture(desk.folder / "front.png", 0)
    picture(desk.folder / "box.png", 90)
    made = desk.do(lambda work: work.add_product(right, desk.form(PRODUCT), "ana"))
    assert desk.register.products(right) == [made]
    assert [(str(one.price.amount), one.day, one.source) for one in made.prices] == [
        ("119.50", date(2026, 9, 1), "flagship"), ("129.00", date(2026, 10, 1), "own shop"),
    ]  # fmt: skip
    assert [one.shows for one in made.photos] == ["product", "packaging"]
    for one in made.photos:
        assert sha((desk.room.path / one.file).read_bytes()) == one.sha256
    assert (made.security, made.ports) == ("CANARY-thread-glows-green", ("Ningbo",))
    for bad in (
        PRODUCT.replace("129.00 CNY", "129,00 CNY"),
        PRODUCT.replace("front.png", "../front.png"),
        PRODUCT.replace("front.png", "form.yaml"),
        PRODUCT.replace("source: flagship", "x: y"),
    ):
        with pytest.raises(WrongUse):
            desk.do(lambda work, bad=bad: work.add_product(right, desk.form(bad), "ana"))
    assert desk.register.products(right) == [made]


def everything_in(folder):
    """All bytes of the files, of members of archives and of streams of PDFs too."""
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            yield data
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    yield from (archive.read(name) for name in archive.namelist())
            for found in re.finditer(rb"stream\r?\n", data):
                try:
                    yield zlib.decompressobj().decompress(data[found.end() :])
                except zlib.error:
                    continue


def test_nothing_confidential_leaves_with_a_packet_or_an_export(desk, tmp_path):
    right = desk.add("right", WHOLE)["id"]
    picture(desk.folder / "front.png", 0)
    picture(desk.folder / "box.png", 90)
    desk.do(lambda work: work.add_product(right, desk.form(PRODUCT), "ana"))
    desk.do(lambda work: work.attach(right, desk.folder / "poa.pdf", POWER, "ana"))
    complaint = desk.complaint(right)
    (capture,) = desk.reading.complaint(complaint).captures
    case = desk.add("case", f"name: K\nright: {right}\ncaptures: [{capture}]\n")["id"]
    with desk.room.writing() as vault:
        bought = f"case: {case}\ncapture: {capture}\naccount: CANARY-buyer-7\norder_no: N-1\n"
        Purchasing(vault, desk.room.clock).new(desk.form(bought))
    out = tmp_path / "out"
    draft, packet = out / "draft", out / "packet"
    out.mkdir()
    for folder in (draft, packet):
        dossier = desk.reading.dossier(complaint)
        with desk.room.writing() as vault:
            Packets(vault, desk.room.clock).make(plan_of(dossier, "ana"), folder)
        if folder == draft:
            desk.confirm(complaint)
    with desk.room.writing() as vault:
        Exporting(vault, desk.room.clock).export(case, out / "case.zip", "ana")
    read = list(everything_in(out))
    assert any(b"Brand X Ltd." in data for data in read)
    assert not [data[:40] for data in read if b"CANARY" in data]
    with closing(sqlite3.connect(desk.room.path / "casework.db")) as db:
        (content,) = db.execute("SELECT content FROM complaints").fetchone()
    assert "CANARY" not in content


# --- tables ---


HEAD = ["kind", "jurisdiction", "reg_no", "owner_as_registered", "status", "expiry", "classes"]
GOOD = ["trademark", "CN", "0007", "Brand X Ltd.", "registered", "2030-01-01", "18, 25"]


def table(path, *rows, head=HEAD):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def look(desk, file):
    return preview(Vault.open_reading(desk.room.path), file, desk.room.clock)


def bring(desk, file):
    with desk.room.writing() as vault:
        return import_rights(vault, file, desk.room.clock)


def test_a_table_is_looked_at_then_added_and_the_second_time_all_is_here(desk):
    file = table(desk.folder / "t.csv", GOOD, ["patent", "US", "", "B", "pending", "", ""])
    seen = look(desk, file)
    assert [row.state for row in seen.rows] == ["new", "new"]
    assert seen.added is None
    assert desk.reading.listed("right") == []
    done = bring(desk, file)
    assert len(done.added) == 2
    right = desk.reading.right(done.added[0])
    assert (right.reg_no, right.classes, right.expiry) == ("0007", (18, 25), date(2030, 1, 1))
    again = bring(desk, file)
    assert [row.state for row in again.rows] == ["already_here", "already_here"]
    assert [row.here for row in again.rows] == list(done.added)
    assert again.added == ()


def test_each_wrong_cell_is_named_and_nothing_is_added(desk):
    rows = [
        GOOD,
        ["trade mark", "CN", "1", "B", "registered", "2030-01-01", "18"],
        ["trademark", "China", "2", "", "registered", "2030-13-01", "46"],
        ["trademark", "CN", "3", "B", "registered", "2030-02-30", ""],
        ["trademark", "CN", "4", "=cmd|' /C calc'!A0", "registered", "", ""],
        GOOD,
        ["trademark", "CN", "1.23456789012345E+19", "B", "registered", "", ""],
    ]
    file = table(desk.folder / "t.csv", *rows)
    for found in (look(desk, file), bring(desk, file)):
        told = {row.number: {field for field, _words in row.faults} for row in found.rows}
        assert told == {
            2: set(),
            3: {"kind"},
            4: {"jurisdiction", "owner_as_registered", "classes"},
            5: {"expiry"},
            6: {"owner_as_registered"},
            7: {"reg_no"},
            8: {"reg_no"},
        }
        assert found.exit_status == 1
        assert "two capitals" in dict(found.rows[2].faults)["jurisdiction"]
    assert desk.reading.listed("right") == []


def test_a_certificate_beside_the_table_comes_along_and_no_other_file(desk):
    head = [*HEAD, "certificate"]
    done = bring(desk, table(desk.folder / "t.csv", [*GOOD, "paper.pdf"], head=head))
    kept = desk.room.path / desk.reading.right(done.added[0]).certificate
    assert kept.read_bytes() == (desk.folder / "paper.pdf").read_bytes()
    outside = desk.folder.parent / "outside.pdf"
    outside.write_bytes(b"%PDF-1.7")
    names = ("../outside.pdf", str(outside), "absent.pdf", "form.yaml", "t.csv")
    rows = [[*GOOD[:2], str(at), *GOOD[3:], name] for at, name in enumerate(names, 10)]
    found = bring(desk, table(desk.folder / "t.csv", *rows, head=head))
    told = [[field for field, _words in row.faults] for row in found.rows]
    assert told == [["certificate"]] * len(names)


def test_the_template_is_filled_in_by_a_spreadsheet_and_read(desk):
    out = desk.folder / "rights.xlsx"
    write_template(out, "zh_CN")
    book = openpyxl.load_workbook(out)
    sheet = book.active
    names = [cell.value for cell in sheet[1]]
    assert names == [one.field for one in columns()]
    assert sheet["A2"].value.startswith("# ")
    allowed = {
        str(one.sqref).split(":")[0]: one.formula1 for one in sheet.data_validations.dataValidation
    }
    assert allowed["A3"] == '"trademark,copyright,design,patent"'
    given = dict(zip(HEAD, GOOD, strict=True)) | {"reg_date": date(2020, 1, 31)}
    for place, name in enumerate(names, 1):
        if name in given:
            sheet.cell(3, place).value = given[name]
            if name == "reg_date":
                sheet.cell(3, place).number_format = "yyyy-mm-dd"
    book.save(out)
    done = bring(desk, out)
    assert [row.number for row in done.rows] == [3]
    right = desk.reading.right(done.added[0])
    assert (right.reg_no, right.reg_date) == ("0007", date(2020, 1, 31))
    with pytest.raises(WrongUse):
        write_template(out, "en")


def test_a_formula_is_no_value_and_what_it_gave_is_not_believed(desk):
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    book.active.append([*GOOD[:3], '=HYPERLINK("http://x.example","Brand X Ltd.")', *GOOD[4:]])
    book.save(desk.folder / "f.xlsx")
    found = bring(desk, desk.folder / "f.xlsx")
    assert [field for field, _words in found.rows[0].faults] == ["owner_as_registered"]


def test_a_row_is_named_by_its_number_in_the_file(desk):
    text = ",".join(HEAD) + "\n\n# a remark,,,,,,\n"
    text += 'trademark,CN,1,"Brand\nX",registered,,\n\nx,CN,2,B,registered,,\n'
    (desk.folder / "t.csv").write_text(text, encoding="utf-8")
    found = look(desk, desk.folder / "t.csv")
    assert [(row.number, row.state) for row in found.rows] == [(4, "new"), (7, "wrong")]
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    for column, cell in enumerate(GOOD, 1):
        book.active.cell(9, column).value = cell
    book.save(desk.folder / "t.xlsx")
    assert [row.number for row in look(desk, desk.folder / "t.xlsx").rows] == [9]


def test_days_that_count_from_1904_are_not_misread(desk):
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append(HEAD)
    book.active.append([*GOOD[:5], date(2030, 1, 1), ""])
    book.save(desk.folder / "mac.xlsx")
    with pytest.raises(RegisterTableRefused) as told:
        look(desk, desk.folder / "mac.xlsx")
    assert told.value.facts["reason"] == "days_of_1904"


def zipped(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><x>&a;</x>'


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("t.csv", b"", "empty"),
        ("t.csv", b"kind,nope\ntrademark,1\n", "unknown_column"),
        ("t.csv", b"kind,kind\ntrademark,1\n", "column_twice"),
        ("t.csv", b"reg_no\n1\n", "no_column"),
        ("t.csv", b"kind\ntrademark,2\n", "uneven"),
        ("t.csv", b'kind\n"a\n', "broken"),
        ("t.csv", b"\xff\xfe\x00", "not_text"),
        ("t.txt", b"kind\ntrademark\n", "no_table"),
        ("t.xlsx", zipped({"xl/workbook.xml": BOMB}), "broken"),
        ("t.csv", b"kind\n" + b"patent\n" * 5_001, "too_large"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_of_rights_is_refused_whole(desk, name, data, reason):
    file = desk.folder / name
    file.write_bytes(data)
    with pytest.raises(RegisterTableRefused) as told:
        look(desk, file)
    assert told.value.facts["reason"] == reason


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a child to its memory")
def test_a_table_that_takes_all_memory_ends_its_child_and_nothing_else(desk, monkeypatch):
    (desk.folder / "t.csv").write_bytes(b"kind\n" + b"patent\n" * (1 << 20))
    monkeypatch.setattr(table_child, "MEMORY", 1 << 20)
    with pytest.raises(RegisterTableRefused) as told:
        look(desk, desk.folder / "t.csv")
    assert told.value.facts["reason"].startswith("child_")


def test_the_commands(desk, capsys, tmp_path):
    def run(*words):
        status = run_command_line([*map(str, words), "--json", "--vault", str(desk.room.path)])
        return status, json.loads(capsys.readouterr().out)

    status, right = run("right", "new", "--from", desk.form(BARE))
    ident = right["id"]
    as_ana = ("--as", "ana")
    attach = ("right", "attach", ident, desk.folder / "paper.pdf", "--kind", "certificate")
    assert run(*attach)[1]["error"]["code"] == "operator.missing"
    status, shown = run(*attach, *as_ana)
    assert (status, shown["certificate"][:12]) == (0, "attachments/")
    power = ("right", "attach", ident, desk.folder / "poa.pdf", "--kind", "power", "--agent", "Li")
    days = ("--recipient", "alibaba_ipp", "--valid-to", "2027-01-01", "--notarised")
    status, shown = run(*power, *days, *as_ana)
    assert (status, shown["poa"]["valid_to"], shown["poa"]["notarised"]) == (0, "2027-01-01", True)
    assert shown["poa"]["rights"] == [ident]
    digest = sha((desk.folder / "poa.pdf").read_bytes())
    status, shown = run("right", "end-power", ident, digest, "--on", "2026-06-01", *as_ana)
    assert (status, shown["poa"]["ended_on"]) == (0, "2026-06-01")
    edit = ("right", "edit", ident, "--from", desk.form("mark_text: X\n"))
    assert run(*edit, *as_ana)[1]["mark_text"] == "X"
    status, found = run("right", "history", ident)
    assert [set(one) for one in found] == [{"fields", "by", "at"}] * 4
    product = desk.form("name: Bag\n")
    status, made = run("right", "product", ident, "--from", product, *as_ana)
    assert run("right", "products", ident) == (0, [made])
    out = tmp_path / "t.xlsx"
    assert run("right", "template", out) == (0, {"file": str(out)})
    file = table(desk.folder / "t.csv", GOOD)
    status, found = run("right", "import", file, "--dry-run")
    assert (status, found["new"], found["added"]) == (0, 1, None)
    status, found = run("right", "import", file)
    assert (status, len(found["added"])) == (0, 1)
    assert found["rows"][0]["reg_no"] == "0007"
    file = table(desk.folder / "t.csv", ["x", *GOOD[1:]])
    status, found = run("right", "import", file)
    assert (status, found["wrong"], found["added"]) == (1, 1, None)
    assert found["rows"][0]["faults"][0]["field"] == "kind"
    status, told = run("right", "import", desk.folder / "absent.csv")
    assert (status, told["error"]["code"]) == (2, "file.missing")
