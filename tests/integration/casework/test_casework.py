"""Casework on a real vault: forms in, papers kept, rules applied, a named person confirms."""

import hashlib
import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from evidencekit.casework import cases, complaints, database, sellers
from evidencekit.casework.model import Recheck, RecheckResult, ViewedIn
from evidencekit.casework.rechecks import add_recheck, rechecks_of
from evidencekit.casework.tables import metadata
from evidencekit.cli import run_command_line
from evidencekit.domain.errors import (
    ComplaintBlocked,
    NotFound,
    OperatorMissing,
    VaultDamaged,
    VaultNewer,
    WrongUse,
)
from evidencekit.evidence.canonical import canonical
from evidencekit.services.casework import NOUNS, Casework, CaseworkReading
from evidencekit.services.confirming import Confirming
from evidencekit.vault.vault import Vault
from fakes.vaults import VaultRoom

RIGHT = """kind: trademark
jurisdiction: CN
reg_no: '0123'
owner_as_registered: Brand X
expiry: 2030-01-01
status: registered
certificate: paper.pdf
"""


class Desk:
    def __init__(self, folder, room):
        self.folder, self.room = folder, room
        (folder / "paper.pdf").write_bytes(b"%PDF-1.7 certificate")

    def form(self, text):
        path = self.folder / "form.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    def add(self, noun, text):
        with self.room.writing() as vault:
            return Casework(vault, self.room.clock).add(noun, self.form(text))

    def complaint(self, recipient="court_bundle", right=RIGHT):
        right = self.add("right", right)["id"]
        (capture,) = self.room.seal()
        text = f"recipient: {recipient}\nrights: [{right}]\ncaptures: [{capture.id}]\n"
        text += "filer: {name: Brand X, capacity: owner}\n"
        return self.add("complaint", text)["id"]

    def do(self, work):
        with self.room.writing() as vault:
            return work(Confirming(vault, self.room.clock))

    def confirm(self, complaint, by):
        viewed = dict.fromkeys(self.reading.complaint(complaint).captures)
        return self.do(lambda work: work.confirm(complaint, by, viewed, ViewedIn.COMMAND))

    @property
    def reading(self):
        return CaseworkReading(Vault.open_reading(self.room.path))


@pytest.fixture
def desk(tmp_path, clock):
    folder = tmp_path / "forms"
    folder.mkdir()
    return Desk(folder, VaultRoom(tmp_path, clock))


def test_what_is_added_is_read_back_without_a_lock(desk):
    right = desk.add("right", RIGHT)
    seller = desk.add(
        "seller", "platform: taobao\nshop_id: '7'\nname: 店\nurl: https://shop7.taobao.com/\n"
    )
    (capture,) = desk.room.seal()
    case = desk.add(
        "case",
        f"name: K\nright: {right['id']}\nsellers: [{seller['id']}]\ncaptures: [{capture.id}]\n",
    )
    with desk.room.writing():
        assert desk.reading.listed("right") == [right]
        assert desk.reading.shown("seller", seller["id"]) == seller
        assert desk.reading.shown("case", case["id"]) == case
    assert (right["reg_no"], right["expiry"]) == ("0123", "2030-01-01")
    kept = desk.room.path / right["certificate"]
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == kept.stem


@pytest.mark.parametrize(
    "listed", [cases.list_cases, cases.own_cases, complaints.list_complaints, sellers.list_sellers]
)
def test_a_list_of_many_asks_no_more_than_one_of_one(desk, listed):
    asked = []
    for number in (1, 2):
        right = desk.add("right", RIGHT)["id"]
        shop = f"platform: taobao\nshop_id: '{number}'\nname: 店\nurl: https://shop.taobao.com/\n"
        seller, (capture,) = desk.add("seller", shop)["id"], desk.room.seal()
        about = f"right: {right}\nsellers: [{seller}]\ncaptures: [{capture.id}]\n"
        desk.add("case", f"name: K\n{about}")
        desk.complaint()
        statements = []
        with database.reading(Vault.open_reading(desk.room.path)) as connection:

            def hear(*told, heard=statements):
                heard.append(told[2])

            sa.event.listen(connection, "before_cursor_execute", hear)
            assert len(listed(connection)) == number
        asked.append(len(statements))
    assert asked[0] == asked[1] > 0


def test_a_vault_without_casework_reads_as_empty_and_stays_without(desk):
    assert [desk.reading.listed(noun) for noun in NOUNS] == [[], [], [], []]
    assert not (desk.room.path / "casework.db").exists()


@pytest.mark.parametrize(
    ("noun", "text", "error"),
    [
        ("case", "name: K\nright: r-0\n", NotFound),
        ("case", "name: K\nright: {right}\ncaptures: [c-0]\n", NotFound),
        ("case", "name: K\nright: {right}\nsellers: [s-0]\n", NotFound),
        ("complaint", ("recipient: nobody\nrights: [x]\ncaptures: [y]\n"
                      "filer: {{name: a, capacity: owner}}\n"), NotFound),
        ("right", RIGHT + "nope: 1\n", WrongUse),
        ("right", RIGHT.replace("paper", "absent"), WrongUse),
    ],
)  # fmt: skip
def test_a_refused_form_leaves_nothing(desk, noun, text, error):
    right = desk.add("right", RIGHT)["id"]
    before = [desk.reading.listed(each) for each in NOUNS]
    papers = sorted((desk.room.path / "attachments").iterdir())
    with pytest.raises(error):
        desk.add(noun, text.format(right=right))
    assert [desk.reading.listed(each) for each in NOUNS] == before
    assert sorted((desk.room.path / "attachments").iterdir()) == papers


def test_the_same_shop_twice_is_refused(desk):
    text = "platform: taobao\nshop_id: '7'\nname: a\nurl: https://x.taobao.com/\n"
    first = desk.add("seller", text)
    with pytest.raises(WrongUse, match=first["id"]):
        desk.add("seller", text)


def test_a_confirmation_is_a_named_persons_and_stands_in_custody(desk):
    complaint = desk.complaint()
    for nobody in (None, " "):
        with pytest.raises(OperatorMissing):
            desk.confirm(complaint, nobody)
    assert desk.do(lambda work: work.check(complaint)).state == "checked"
    confirmed = desk.confirm(complaint, "王 ana")
    (line,) = [
        json.loads(raw)
        for raw in desk.room.log.read_bytes().splitlines()
        if b"complaint.confirmed" in raw
    ]
    body = line["body"]
    assert (body["by"], body["complaint"]) == ("王 ana", complaint)
    with closing(sqlite3.connect(desk.room.path / "casework.db")) as db:
        (content,) = db.execute("SELECT content FROM complaints").fetchone()
    assert canonical(json.loads(content)) == content.encode()
    assert hashlib.sha256(content.encode()).hexdigest() == body["content_sha256"]
    assert confirmed.content_sha256 == body["content_sha256"]
    assert confirmed.state == "confirmed"
    with pytest.raises(WrongUse, match="王 ana"):
        desk.confirm(complaint, "bo")
    assert desk.room.log.read_bytes().count(b"complaint.confirmed") == 1


def test_what_was_filed_stays_when_the_right_changes(desk):
    complaint = desk.complaint()
    desk.confirm(complaint, "ana")
    with closing(sqlite3.connect(desk.room.path / "casework.db")) as db, db:
        db.execute("UPDATE rights SET owner_as_registered='Other', reg_no='9', expiry='2040-01-01'")
    (right,) = desk.reading.dossier(complaint).rights
    assert (right.owner_as_registered, right.reg_no, str(right.expiry)) == (
        "Brand X", "0123", "2030-01-01",
    )  # fmt: skip
    assert desk.reading.listed("right")[0]["reg_no"] == "9"


def test_a_blocked_complaint_is_not_confirmed(desk):
    complaint = desk.complaint("alibaba_ipp")
    result = desk.do(lambda work: work.check(complaint))
    assert (result.state, result.exit_status) == ("draft", 1)
    with pytest.raises(ComplaintBlocked):
        desk.confirm(complaint, "ana")
    assert b"complaint.confirmed" not in desk.room.log.read_bytes()
    assert desk.reading.complaint(complaint).state == "draft"


def test_only_a_confirmed_complaint_becomes_exported(desk):
    complaint = desk.complaint()
    with pytest.raises(WrongUse):
        desk.do(lambda work: work.exported(complaint))
    desk.confirm(complaint, "ana")
    desk.do(lambda work: work.exported(complaint))
    assert desk.do(lambda work: work.check(complaint)).state == "exported"


def test_a_change_leaves_a_whole_copy_and_a_look_none(desk):
    right = desk.add("right", RIGHT)["id"]
    backups = desk.room.path / "backups"
    (copy,) = backups.iterdir()
    with closing(sqlite3.connect(copy)) as db:
        assert db.execute("SELECT id FROM rights").fetchall() == [(right,)]
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with pytest.raises(NotFound):
        desk.do(lambda work: work.check("p-0"))
    assert list(backups.iterdir()) == [copy]


def test_migrations_build_the_tables_of_the_code(desk):
    desk.add("right", RIGHT)
    with database.reading(Vault.open_reading(desk.room.path)) as connection:
        assert database.revision(connection) == database.NEWEST
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


RELEASED = Path(__file__).parents[2] / "fixtures" / "releases" / "1.0" / "vault" / "casework.db"


def rows_of(path, columns):
    """Return every row of the tables, in the columns that are asked for."""
    with closing(sqlite3.connect(path)) as db:
        return {
            table: db.execute(f"SELECT {', '.join(names)} FROM {table}").fetchall()  # noqa: S608
            for table, names in columns.items()
        }


def columns_of(path):
    with closing(sqlite3.connect(path)) as db:
        tables = [
            name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type='table'")
        ]
        return {
            table: [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
            for table in tables
            if table != "alembic_version"
        }


def test_a_database_of_the_first_release_is_read_as_it_is_and_loses_no_row_when_written(desk):
    path = desk.room.path / "casework.db"
    path.write_bytes(RELEASED.read_bytes())
    columns = columns_of(path)
    before, shown = rows_of(path, columns), [desk.reading.listed(noun) for noun in NOUNS]
    assert before["rights"]
    assert before["case_captures"]
    backups = desk.room.path / "backups"
    with desk.room.writing() as vault, database.writing(vault, desk.room.clock) as connection:
        assert database.revision(connection) == database.NEWEST
        visit = Recheck("c-1", None, RecheckResult.UNKNOWN, "no", "ana", desk.room.clock.now())
        add_recheck(connection, visit, desk.room.clock.now())
        assert rechecks_of(connection, "c-1") == [visit]
    assert rows_of(path, columns) == before
    assert [desk.reading.listed(noun) for noun in NOUNS] == shown
    copies = [copy for copy in backups.iterdir() if copy.suffix == ".db"]
    assert any(columns_of(copy) == columns for copy in copies)


def test_a_line_without_its_right_is_refused_by_the_database(desk):
    desk.add("right", RIGHT)

    def half_wrong():
        with (
            desk.room.writing() as vault,
            database.writing(vault, desk.room.clock) as connection,
        ):
            connection.execute(sa.text("UPDATE rights SET kind = 'patent'"))
            connection.execute(
                sa.text("INSERT INTO cases VALUES ('k-1', 'n', 'r-0', '', '', NULL)")
            )

    with pytest.raises(VaultDamaged, match="FOREIGN KEY"):
        half_wrong()
    assert desk.reading.listed("right")[0]["kind"] == "trademark"


def test_a_newer_and_a_damaged_file_are_told_and_left_alone(desk):
    desk.add("right", RIGHT)
    path = desk.room.path / "casework.db"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
    newer = path.read_bytes()
    for work in (lambda: desk.reading.listed("right"), lambda: desk.add("right", RIGHT)):
        with pytest.raises(VaultNewer):
            work()
    assert path.read_bytes() == newer
    path.write_bytes(b"no database at all " * 300)
    for work in (lambda: desk.reading.listed("right"), lambda: desk.add("right", RIGHT)):
        with pytest.raises(VaultDamaged):
            work()
    path.rename(path.with_name("elsewhere.db"))
    path.symlink_to("elsewhere.db")
    with pytest.raises(VaultDamaged, match="link"):
        desk.reading.listed("right")


def test_the_commands(desk, capsys):
    def run(*words):
        status = run_command_line([*words, "--json", "--vault", str(desk.room.path)])
        return status, json.loads(capsys.readouterr().out)

    status, right = run("right", "new", "--from", str(desk.form(RIGHT)))
    assert status == 0
    assert run("right", "list") == (0, [right])
    assert run("right", "show", right["id"]) == (0, right)
    complaint = desk.complaint("alibaba_ipp")
    status, checked = run("complaint", "check", complaint)
    assert status == 1
    assert set(checked) == {"id", "recipient", "state", "blocks", "warnings", "unknown"}
    assert checked["blocks"][0]["fact"]["sources"][0]["url"].startswith("https://")
    status, told = run("complaint", "confirm", complaint)
    assert (status, told["error"]["code"]) == (2, "operator.missing")
    status, told = run("complaint", "confirm", complaint, "--as", "ana")
    assert (status, told["error"]["code"]) == (1, "complaint.blocked")
    status, told = run("right", "new", "--from", str(desk.form(RIGHT + "x: 1\n")))
    assert (status, told["error"]["code"]) == (2, "use.wrong")
    complaint = desk.complaint()
    (capture,) = desk.reading.complaint(complaint).captures
    status, told = run("complaint", "confirm", complaint, "--as", "ana")
    assert (status, told["error"]["code"]) == (2, "complaint.unviewed")
    assert capture in told["error"]["message"]
    asked = ("complaint", "confirm", complaint, "--as", "ana", "--i-have-viewed")
    status, told = run(*asked, capture, "--i-have-viewed", "c-0")
    assert (status, told["error"]["code"]) == (2, "use.wrong")
    status, done = run(*asked, capture)
    assert (status, done["confirmed_by"], done["filed"][0]["reg_no"]) == (0, "ana", "0123")


def test_readers_in_several_threads_bring_an_old_database_up_each_for_itself(desk):
    together = Barrier(4)

    def read(_number):
        together.wait(60)
        with database.reading(Vault.open_reading(desk.room.path)) as connection:
            return database.revision(connection)

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(read, range(12))) == {database.NEWEST}
