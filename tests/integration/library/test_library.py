"""The index of a vault: filled from what is kept beside captures, right again after anything."""

import dataclasses
import random  # noqa: TID251  # seeded: the same damage in each run
import sqlite3
from datetime import date, timedelta
from decimal import Decimal

import filelock
import pytest

from evidencekit.domain.errors import IndexUnavailable
from evidencekit.vault.library import Filter, Said, Scope, library, opening, tables
from evidencekit.vault.vault import Vault
from fakes.held_clock import HeldClock
from fakes.readings import PersonsWork, add_reading, library_of
from fakes.vaults import VaultRoom, put_bytes, stamp

GOODS = [
    ({"title": "Nike 运动鞋 高仿", "seller": "晨星店", "price": "9.90", "currency": "USD"}, "包邮"),
    ({"title": "耐克nike鞋", "seller": "Nova", "seller_id": "77", "price": "100"}, "一比一"),
    ({"title": "Lipstick 口红", "platform": "taobao", "price": "5", "price_max": "12.5"}, "A1234"),
]


class Shelf:
    """A vault with three captures, their readings, and the library of it."""

    def __init__(self, folder):
        self.folder = folder
        self.clock = HeldClock()
        self.room = VaultRoom(folder, self.clock)
        self.work = PersonsWork()
        with self.room.writing() as vault:
            self.ids = [self.add(vault, *goods).id for goods in GOODS]
        self.library = self.open()

    def add(self, vault, facts, text=""):
        sealed = vault.seal(self.room.draft())
        add_reading(vault, sealed, facts, text)
        return sealed

    def open(self, reader="1"):
        vault = Vault.open_reading(self.room.path)
        return library_of(vault, self.clock, self.folder / "cache", self.work, reader)

    def found(self, **wanted):
        """Return the numbers of what a filter lets through, newest first, refreshed before."""
        self.library.refresh()
        numbers = {one: number for number, one in enumerate(self.ids)}
        return [numbers[str(row["id"])] for row in self.library.page(Filter(**wanted))]


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path)


def test_a_row_is_what_list_shows(shelf):
    shelf.library.refresh()
    (row,) = shelf.library.page(Filter(words="高仿"))
    assert row == {
        "id": shelf.ids[0],
        "url": f"https://shop.example/{shelf.ids[0]}",
        "captured": row["captured"],
        "title": "Nike 运动鞋 高仿",
        "platform": None,
        "listing_id": None,
        "seller": "晨星店",
        "price": "9.90",
        "currency": "USD",
        "state": "complete",
        "page_kind": None,
        "stamped": "none",
        "engine": "embedded",
    }


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        ({}, [2, 1, 0]),
        ({"words": "NIKE"}, [1, 0]),
        ({"words": "鞋"}, [1, 0]),
        ({"words": "ike鞋"}, [1]),
        ({"words": "一比一"}, [1]),
        ({"words": "123"}, [2]),
        ({"words": "nix"}, []),
        ({"words": "HTTPS://shop.example/c-"}, [2, 1, 0]),
        ({"words": "lipstick", "platform": "taobao", "low": Decimal(12), "high": Decimal(5)}, [2]),
        ({"words": "nike", "currency": "USD", "state": "complete", "stamped": "none"}, [0]),
        ({"words": "nike", "since": date(2026, 11, 5), "until": date(2026, 11, 5)}, [1, 0]),
        ({"words": "nike", "since": date(2026, 11, 6)}, []),
        ({"words": "nike", "until": date(2026, 11, 4)}, []),
        ({"words": "nike", "sellers": ("77",)}, [1]),
        ({"words": "  \u3000 "}, [2, 1, 0]),
        ({"words": "\0"}, []),
        ({"words": "鞋", "sellers": ("nova",)}, [1]),
        ({"sellers": ("晨星店", "77")}, [1, 0]),
        ({"platform": "taobao"}, [2]),
        ({"low": Decimal(10)}, [2, 1]),
        ({"high": Decimal("9.90")}, [2, 0]),
        ({"low": Decimal("12.6"), "high": Decimal(1000)}, [1]),
        ({"currency": "USD"}, [0]),
        ({"state": "complete", "stamped": "none"}, [2, 1, 0]),
        ({"state": "wall"}, []),
        ({"stamped": "stamped"}, []),
        ({"since": date(2026, 11, 5), "until": date(2026, 11, 5)}, [2, 1, 0]),
        ({"since": date(2026, 11, 6)}, []),
        ({"until": date(2026, 11, 4)}, []),
        ({"case": "k-1"}, []),
    ],
)
def test_each_filter_lets_through_what_it_says(shelf, wanted, numbers):
    assert shelf.found(**wanted) == numbers
    assert shelf.library.count(Filter(**wanted)).count == len(numbers)
    assert len(shelf.library.ids(Filter(**wanted))) == len(numbers)


def test_cases_and_rights_come_from_the_persons_work(shelf):
    assert shelf.found(case="k-1") == []
    shelf.work.all_scopes = [Scope("k-1", "r-1", (shelf.ids[0], shelf.ids[0], shelf.ids[2]))]
    shelf.work.touch()
    assert shelf.found(case="k-1") == shelf.found(right="r-1") == [2, 0]
    assert shelf.found(case="k-1", words="口红") == [2]


def test_a_persons_word_counts_before_the_reading(shelf):
    shelf.library.refresh()
    shelf.work.all_said = [Said(shelf.ids[0], "price", "20.00"), Said(shelf.ids[1], "seller", None)]
    shelf.work.touch()
    assert shelf.found(low=Decimal(20)) == [1, 0]
    assert shelf.found(sellers=("Nova",)) == []
    shelf.work.all_said = []
    shelf.work.touch()
    assert shelf.found(low=Decimal(20)) == [1]
    assert shelf.found(sellers=("Nova",)) == [1]


def test_pages_follow_each_other_without_gap_or_repeat(shelf):
    shelf.library.refresh()
    seen, after = [], None
    while rows := shelf.library.page(Filter(), after, 2):
        seen += [row["id"] for row in rows]
        after = rows[-1]["id"]
    assert seen == shelf.ids[::-1]
    assert [row["id"] for row in shelf.library.rows(Filter())] == seen


def test_a_page_goes_on_behind_a_capture_that_was_removed_meanwhile(shelf):
    shelf.library.refresh()
    with shelf.room.writing() as vault:
        vault.remove(shelf.ids[1], "ana", "a test")
    shelf.library.refresh()
    assert [row["id"] for row in shelf.library.page(Filter(), shelf.ids[1])] == [shelf.ids[0]]


def test_rows_are_given_for_the_captures_that_are_known(shelf):
    shelf.library.refresh()
    rows = shelf.library.rows_of([shelf.ids[2], "c-unknown", shelf.ids[0]])
    assert {row["id"]: row["price"] for row in rows} == {shelf.ids[0]: "9.90", shelf.ids[2]: "5"}


def test_without_anybodys_work_there_are_the_readings_and_no_case(shelf):
    vault = Vault.open_reading(shelf.room.path)
    alone = library_of(vault, shelf.clock, shelf.folder / "other")
    assert alone.refresh().read == 3
    assert alone.count(Filter(sellers=("nova",))).count == 1
    assert alone.count(Filter(case="k-1")).count == alone.count(Filter(right="r-1")).count == 0
    assert alone.refresh().read == 0


def test_a_count_stops_where_it_is_told_to(shelf):
    shelf.library.refresh()
    found = shelf.library.count(Filter(), 2)
    assert (found.count, found.more) == (2, True)
    found = shelf.library.count(Filter(), 3)
    assert (found.count, found.more) == (3, False)


# --- kept up to date ---


def test_only_what_is_new_is_read(shelf):
    assert shelf.library.refresh().read == 3
    assert shelf.library.refresh().read == 0
    with shelf.room.writing() as vault:
        shelf.ids.append(shelf.add(vault, {"title": "Neu"}).id)
    done = shelf.library.refresh()
    assert (done.read, done.rebuilt) == (1, None)
    assert shelf.found(words="neu") == [3]


def test_a_newer_reading_takes_the_place_of_the_older(shelf):
    shelf.library.refresh()
    with shelf.room.writing() as vault:
        add_reading(vault, vault.find(shelf.ids[0]), {"title": "Puma"}, "x", version="2")
    assert shelf.found(words="puma") == [0]
    assert shelf.found(words="高仿") == []


def test_what_is_removed_is_gone_from_rows_and_from_the_file(shelf):
    assert shelf.found(words="高仿") == [0]
    with shelf.room.writing() as vault:
        vault.remove(shelf.ids[0], "ana", "a test")
    assert shelf.found(words="高仿") == []
    assert shelf.found() == [2, 1]
    with sqlite3.connect(shelf.library.path) as database:
        database.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, words, row)")
        assert not database.execute("SELECT * FROM temp.terms WHERE term = '仿'").fetchall()
    database.close()


def test_what_is_hidden_shows_only_when_asked_for(shelf):
    shelf.library.refresh()
    with shelf.room.writing() as vault:
        vault.record(
            "capture.hidden", {"id": shelf.ids[1], "by": "a", "hidden": True, "reason": "x"}
        )
    assert shelf.found() == [2, 0]
    assert shelf.found(hidden=True) == [2, 1, 0]


def test_a_stamp_is_seen(shelf):
    shelf.library.refresh()
    with shelf.room.writing() as vault:
        stamp(shelf.room, vault, shelf.folder / "authority")
    assert shelf.found(stamped="stamped") == [2, 1, 0]


def test_a_derived_file_that_was_changed_counts_no_more(shelf):
    assert shelf.found(words="高仿") == [0]
    sha256 = Vault.open_reading(shelf.room.path).find(shelf.ids[0]).sha256
    put_bytes(shelf.room.path / "derived" / sha256 / "facts-1.json", b'{"facts": {}}')
    assert shelf.library.refresh(scan=True).read == 1
    assert shelf.found(words="高仿") == []
    assert shelf.found(words="包邮") == [0]


def test_derived_files_that_are_gone_count_no_more(shelf):
    assert shelf.found(words="高仿") == [0]
    sha256 = Vault.open_reading(shelf.room.path).find(shelf.ids[0]).sha256
    folder = shelf.room.path / "derived" / sha256
    (folder / "text-1.txt").unlink()
    (folder / "facts-1.json").unlink()
    (folder / "facts-1.json").mkdir()
    assert shelf.library.refresh(scan=True).read == 1
    assert shelf.found(words="高仿") == shelf.found(words="包邮") == []
    # The sealed file still tells of the capture itself.
    assert shelf.found() == [2, 1, 0]


def test_a_reading_that_is_no_object_counts_as_none(shelf):
    with shelf.room.writing() as vault:
        for data in (b"not json", b"[1]", b"[" * 100_000):
            sealed = vault.seal(shelf.room.draft())
            vault.add_derived(sealed.sha256, "facts-1.json", "facts", data)
            shelf.ids.append(sealed.id)
        shelf.ids.append(shelf.add(vault, {"title": "Neu", "price": "much"}).id)
    assert shelf.found(state="complete_with_gaps") == [5, 4, 3]
    assert shelf.found(high=Decimal(1_000_000)) == [2, 1, 0]
    assert shelf.found(words="neu") == [6]


def test_an_archive_that_can_not_be_read_is_a_row_without_facts(shelf):
    with shelf.room.writing() as vault:
        sealed = vault.seal(shelf.room.draft())
    put_bytes(shelf.room.path / sealed.file, b"x" * sealed.bytes)
    shelf.library.refresh()
    (row,) = shelf.library.rows_of([sealed.id])
    assert (row["url"], row["title"], row["captured"]) == (None, None, sealed.sealed_at)


def test_captures_of_one_millisecond_with_one_key_are_two_rows(shelf):
    draft = shelf.room.draft()
    first, second = (f"{draft.capture_id[:-1]}{last}" for last in "01")
    with shelf.room.writing() as vault:
        for one in (first, second):
            add_reading(
                vault, vault.seal(dataclasses.replace(draft, capture_id=one)), {"seller": one}
            )
        shelf.ids += [first, second]
    assert sorted(shelf.found(words=first[:-1])) == [3, 4]
    assert (shelf.found(words=first), shelf.found(words=second)) == ([3], [4])
    order = [str(row["id"]) for row in shelf.library.page(Filter())]
    for at, one in enumerate(order):
        assert [row["id"] for row in shelf.library.page(Filter(), one)] == order[at + 1 :]
    with shelf.room.writing() as vault:
        vault.remove(first, "ana", "a test")
    assert (shelf.found(words=first), shelf.found(words=second)) == ([], [4])


def test_a_vault_without_its_folder_of_stamps_is_read(shelf):
    shelf.library.refresh()
    (shelf.room.path / "stamps").rename(shelf.folder / "stamps")
    assert shelf.found() == [2, 1, 0]


def test_files_are_looked_at_again_after_a_while_though_the_log_did_not_grow(shelf):
    shelf.library.refresh()
    entry = Vault.open_reading(shelf.room.path).find(shelf.ids[0])
    put_bytes(shelf.room.path / entry.file, b"no archive")
    assert shelf.library.refresh().read == 0
    shelf.clock.advance(timedelta(minutes=11))
    assert shelf.library.refresh().read == 1
    (row,) = [one for one in shelf.library.page(Filter()) if one["id"] == entry.id]
    assert (row["url"], row["state"], row["captured"]) == (None, None, entry.at)


def test_a_capture_without_a_reading_is_told_by_its_sealed_file(shelf):
    with shelf.room.writing() as vault:
        sealed = vault.seal(shelf.room.draft())
    shelf.library.refresh()
    row = next(iter(shelf.library.page(Filter())))
    assert row["id"] == sealed.id
    assert row["url"]
    assert row["title"]
    assert row["state"] == "complete_with_gaps"
    assert shelf.library.page(Filter(words=str(row["title"])))


# --- made anew without being asked ---


def everything(library):
    asked = [Filter(), Filter(words="鞋"), Filter(words="i"), Filter(low=Decimal(6), hidden=True)]
    return [(library.page(one), library.count(one)) for one in asked]


def test_the_answers_are_the_same_after_it_is_deleted(shelf):
    shelf.library.refresh()
    with shelf.room.writing() as vault:
        shelf.add(vault, {"title": "Neu 鞋"})
        vault.remove(shelf.ids[1], "ana", "a test")
    shelf.library.refresh()
    before = everything(shelf.library)
    shelf.library.path.unlink()
    assert shelf.library.refresh().rebuilt == "new"
    assert everything(shelf.library) == before
    assert shelf.library.rebuild().rebuilt == "asked"
    assert everything(shelf.library) == before


def test_it_is_made_when_it_is_asked_before_it_is_there(shelf):
    assert len(shelf.library.page(Filter())) == 3


def test_another_version_of_the_readers_makes_it_anew(shelf):
    shelf.library.refresh()
    newer = shelf.open(reader="2")
    assert newer.refresh().rebuilt == "version"
    assert newer.refresh().rebuilt is None


@pytest.mark.parametrize(
    "garbage", [b"", b"no database at all", b"SQLite format 3\0" + b"x" * 5000]
)
def test_a_file_that_is_no_index_is_made_anew(shelf, garbage):
    shelf.library.refresh()
    before = everything(shelf.library)
    shelf.library.path.write_bytes(garbage)
    assert shelf.library.refresh().rebuilt in {"damage", "version"}
    assert everything(shelf.library) == before


def test_damage_that_a_question_meets_is_cured_within_it(shelf):
    shelf.library.refresh()
    before = everything(shelf.library)
    shelf.library.path.write_bytes(b"no database at all")
    assert everything(shelf.library) == before


@pytest.mark.parametrize("seed", range(12))
def test_spoilt_pages_give_no_wrong_answer_after_the_check_of_the_day(shelf, seed):
    shelf.library.refresh()
    before = everything(shelf.library)
    chance = random.Random(seed)  # noqa: S311
    data = bytearray(shelf.library.path.read_bytes())
    for _each in range(40):
        at = chance.randrange(4096, len(data) - 64)
        data[at : at + 64] = chance.randbytes(64)
    shelf.library.path.write_bytes(data)
    shelf.clock.advance(timedelta(days=1, minutes=1))
    shelf.library.refresh()
    # What it does not find lies where nothing is kept.
    assert everything(shelf.library) == before


def test_one_spoilt_byte_anywhere_is_found_by_the_check_of_the_day(shelf):
    shelf.library.refresh()
    before = everything(shelf.library)
    chance = random.Random(3)  # noqa: S311
    size = shelf.library.path.stat().st_size
    for at in (0, 21, 101, size - 1, *(chance.randrange(size) for _each in range(8))):
        data = bytearray(shelf.library.path.read_bytes())
        data[at] ^= 1 << chance.randrange(8)
        shelf.library.path.write_bytes(data)
        shelf.clock.advance(timedelta(days=1, minutes=1))
        assert shelf.library.refresh().rebuilt in {"damage", "version"}, at
    assert everything(shelf.library) == before


def test_what_is_written_day_by_day_is_no_damage(shelf):
    for day in range(4):
        with shelf.room.writing() as vault:
            shelf.ids.append(shelf.add(vault, {"title": f"Day {day}"}, "x" * 9_000).id)
        shelf.clock.advance(timedelta(days=1, minutes=1))
        assert shelf.library.refresh().rebuilt == (None if day else "new")
    # Another program brings it up to date too.
    other = shelf.open()
    with shelf.room.writing() as vault:
        vault.remove(shelf.ids.pop(), "ana", "a test")
    assert other.refresh().taken_out == 1
    shelf.clock.advance(timedelta(days=1, minutes=1))
    assert shelf.library.refresh().rebuilt is None
    assert len(shelf.library.ids(Filter())) == len(shelf.ids)


def test_without_sums_it_is_checked_as_sqlite_checks_and_summed_anew(shelf):
    shelf.library.refresh()
    sums = shelf.library.path.with_name("index.db-sums")
    whole = sums.read_bytes()
    for kept in (None, b"no sums", whole[:-1]):
        sums.unlink()
        if kept is not None:
            sums.write_bytes(kept)
        shelf.clock.advance(timedelta(days=1, minutes=1))
        assert shelf.library.refresh().rebuilt is None
        assert len(sums.read_bytes()) >= len(whole)


def test_without_sums_a_file_that_is_out_of_order_is_found_by_the_check_of_the_day(shelf):
    shelf.library.refresh()
    before = everything(shelf.library)
    shelf.library.path.with_name("index.db-sums").unlink()
    # Else the log beside the file would still tell of the page as it was.
    shelf.library._opening.close()
    data = bytearray(shelf.library.path.read_bytes())
    # The count of free pages (SQLite file format, 1.3): there are none.
    data[36:40] = (7).to_bytes(4, "big")
    shelf.library.path.write_bytes(data)
    shelf.clock.advance(timedelta(days=1, minutes=1))
    assert shelf.library.refresh().rebuilt == "damage"
    assert everything(shelf.library) == before


def test_while_somebody_reads_the_older_state_nothing_is_claimed(shelf):
    shelf.library.refresh()
    reader = sqlite3.connect(shelf.library.path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM captures").fetchone()
    with shelf.room.writing() as vault:
        shelf.ids.append(shelf.add(vault, {"title": "Neu"}).id)
    assert shelf.library.refresh().read == 1
    reader.execute("COMMIT")
    reader.close()
    for _day in range(2):
        shelf.clock.advance(timedelta(days=1, minutes=1))
        assert shelf.library.refresh().rebuilt is None
    assert shelf.found(words="neu") == [3]


def test_spoilt_words_are_found_by_the_check_of_the_day(shelf):
    shelf.library.refresh()
    before = everything(shelf.library)
    with sqlite3.connect(shelf.library.path) as database:
        database.execute("UPDATE words_data SET block = zeroblob(length(block)) WHERE id > 10")
    database.close()
    shelf.clock.advance(timedelta(days=1, minutes=1))
    assert shelf.library.refresh().rebuilt == "damage"
    assert everything(shelf.library) == before


@pytest.mark.parametrize(
    "spoil",
    [
        "DROP TABLE scopes",
        "DROP TABLE bodies",
        "UPDATE bodies SET packed = x'0011'",
        "UPDATE bodies SET packed = x'7801fbff0f0002fe01fe'",
        "DELETE FROM about WHERE name = 'checked'; UPDATE words_data SET block = zeroblob(9)",
        "UPDATE about SET value = 'x' WHERE name = 'checked'; UPDATE words_data SET block = x'00'",
    ],
)
def test_damage_that_bringing_it_up_to_date_meets_is_cured(shelf, spoil):
    shelf.library.refresh()
    with sqlite3.connect(shelf.library.path) as database:
        database.executescript(spoil)
    database.close()
    with shelf.room.writing() as vault:
        vault.remove(shelf.ids[0], "ana", "a test")
    assert shelf.library.refresh().rebuilt == "damage"
    assert shelf.found() == [2, 1]
    assert shelf.found(words="nike") == [1]


def test_a_killed_rebuild_leaves_the_old_one_in_use(shelf):
    shelf.library.refresh()
    before = everything(shelf.library)
    part = shelf.library.path.with_name("index.db.part")
    part.write_bytes(shelf.library.path.read_bytes()[:9000])
    assert everything(shelf.library) == before
    shelf.library.rebuild()
    assert not part.exists()
    assert everything(shelf.library) == before


def test_nothing_of_an_older_index_lies_beside_a_new_one(shelf):
    shelf.library.refresh()
    before = everything(shelf.library)
    for name in ("index.db", "index.db.part"):
        for suffix in ("-wal", "-shm", "-journal", "-sums"):
            shelf.library.path.with_name(name + suffix).write_bytes(b"of an older one")
    shelf.library.rebuild()
    assert everything(shelf.library) == before
    left = {path.name: path.read_bytes() for path in shelf.library.path.parent.iterdir()}
    assert [name for name, data in left.items() if data == b"of an older one"] == []
    assert not [name for name in left if ".part" in name]


def test_a_damaged_log_is_told_with_the_answer(shelf):
    shelf.library.refresh()
    lines = shelf.room.log.read_bytes().splitlines(keepends=True)
    shelf.room.log.write_bytes(b"".join([*lines[:4], b"{\n", *lines[4:]]))
    assert str(shelf.library.refresh().damaged_at).endswith(".jsonl:5")
    assert str(shelf.library.refresh().damaged_at).endswith(".jsonl:5")


def test_a_folder_that_can_not_be_written_is_said(shelf):
    (shelf.folder / "cache").write_bytes(b"a file is in the way")
    with pytest.raises(IndexUnavailable):
        shelf.library.refresh()


def test_what_hinders_the_index_is_said_and_leaves_it_whole(shelf, monkeypatch):
    monkeypatch.setattr(opening, "_BUSY_SECONDS", 0)
    monkeypatch.setattr(library, "_WAIT_SECONDS", 0)
    index = shelf.open()
    index.refresh()

    def said(do):
        with pytest.raises(IndexUnavailable) as error:
            do()
        assert error.value.facts["path"].parent == index.path.parent
        return error.value.facts["detail"]

    with sqlite3.connect(index.path, isolation_level=None) as database:
        database.execute("BEGIN IMMEDIATE")
        assert "locked" in said(lambda: index.refresh(scan=True))
    database.close()
    with filelock.FileLock(index.path.with_name("index.lock")):
        assert said(index.refresh) == "another program is writing it"
    part = index.path.with_name("index.db.part")
    part.mkdir()
    assert said(index.rebuild)
    assert len(index.page(Filter())) == 3
    part.rmdir()
    assert index.rebuild().read == 3


@pytest.mark.parametrize(
    ("name", "value", "lacks"),
    [
        ("OLDEST_SQLITE", (99, 0, 0), f"SQLite {sqlite3.sqlite_version}"),
        (
            "WORDS",
            "CREATE VIRTUAL TABLE words USING fts0",
            f"FTS5 (SQLite {sqlite3.sqlite_version})",
        ),
    ],
)
def test_an_sqlite_that_lacks_something_is_named(shelf, monkeypatch, name, value, lacks):
    tables.sqlite_lacks.cache_clear()
    monkeypatch.setattr(tables, name, value)
    try:
        with pytest.raises(IndexUnavailable) as error:
            shelf.library.refresh()
    finally:
        tables.sqlite_lacks.cache_clear()
    assert error.value.facts["detail"] == lacks


def test_hostile_words_stay_words(shelf):
    with shelf.room.writing() as vault:
        words = '"; DROP TABLE captures; -- NEAR( * ^ \ud800 \x00 )'
        shelf.ids.append(
            shelf.add(vault, {"title": words, "price": "1e999", "seller": "\udfff"}).id
        )
        shelf.ids.append(shelf.add(vault, {"title": ["a"], "price": "NaN", "seller": 10**30}).id)
        shelf.ids.append(shelf.add(vault, {"title": "x", "price": 77, "price_max": 77}).id)
    assert shelf.found(words='"; drop table captures; -- NEAR(') == [3]
    assert shelf.found(words="* ^") == [3]
    assert shelf.found() == [5, 4, 3, 2, 1, 0]
    # A price is a text; a number is none.
    assert shelf.found(low=Decimal(77), high=Decimal(77)) == []
