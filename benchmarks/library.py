"""The search index against its goals: `python benchmarks/library.py [--large]`.

100,000 generated listings as real derived files, and custody as the log would tell it; `--large`
does the same with 1,000,000, printed and not judged. Every count is held against LIKE. Times are
seconds of processor, so that a busy machine says the same as a quiet one, or nearly.
Others add parts: a function that takes the `Room` and gives `Figure`s, named in `PARTS`.
"""

# A goal stands where it is judged.
# ruff: noqa: PLR2004

import argparse
import hashlib
import json
import os
import random  # noqa: TID251  # seeded: each run makes the same listings
import sqlite3
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace

from evidencekit.domain.capture import Stamped
from evidencekit.domain.ids import IdKind, new_id
from evidencekit.foundation.clock import SystemClock
from evidencekit.packet.tables import write_xlsx
from evidencekit.vault.book import CaptureEntry
from evidencekit.vault.layout import Layout, capture_file
from evidencekit.vault.library import FIELDS, Filter, Library, NoWork
from evidencekit.vault.library.reading import Kept, Source, unpacked
from evidencekit.vault.library.text import prepared

SEED = 7
PLATFORMS = ("taobao", "tmall", "1688", "jd", "aliexpress", "amazon", "ebay", "shopee", "dhgate")
BRANDS = ("耐克", "古驰", "香奈儿", "Nike", "Gucci", "Dyson", "LEGO", "KBDfans", "ZOTAC", "Canon")
GOODS = (
    "口红",
    "运动鞋",
    "手机壳",
    "充电器",
    "显卡",
    "Graphics Card",
    "Sneakers",
    "Wallet",
    "Case",
)
CLAIMS = (
    "正品",
    "高仿",
    "一比一",
    "原单",
    "专柜同款",
    "包邮",
    "Replica",
    "1:1",
    "AAA",
    "New",
    "OEM",
)
COMMON = (
    "的一是在有人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产"
)
WORDS = (
    *(
        "红",
        "一",
        "口红",
        "高仿",
        "的一",
        "加强筋",
        "专柜同款",
        "新疆原产地",
        "Gucci",
        "ucc",
        "KBDfans",
    ),
    *(
        "Graphics Card",
        "a",
        "LV",
        "nike鞋",
        "Gucci口红",
        "A1",
        "1:1",
        "US 42",
        "12345",
        "9",
        "nixda",
    ),
)
TEXT = 160


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the answer: `good` None is a figure that does not gate."""

    name: str
    value: str
    goal: str = ""
    good: bool | None = None


class Room:
    """Generated listings, their derived files in a folder, and the index of them."""

    def __init__(self, folder: Path, number: int) -> None:
        self.number = number
        self.layout = Layout(folder / "vault")
        self.index = folder / "index"
        self._chance = random.Random(SEED)  # noqa: S311

    @cached_property
    def sources(self) -> list[Source]:
        """Write the files of every listing; return what the log would name."""
        return [self._source(number) for number in range(self.number)]

    def _source(self, number: int) -> Source:
        at = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=97 * number)
        capture = new_id(IdKind.CAPTURE, at)
        sha256 = hashlib.sha256(capture.encode()).hexdigest()
        file = capture_file(capture)
        _put(self.layout, file, b"sealed")
        facts, text = self._listing(capture, at)
        entry = CaptureEntry(capture, file, sha256, 6, "0" * 16, number, "", recovered=False)
        kept = (
            self._keep(f"derived/{sha256}/facts-1.json", facts),
            self._keep(f"derived/{sha256}/text-1.txt", text),
        )
        return Source(entry, False, Stamped.NONE, *kept)  # hidden

    def _keep(self, path: str, data: bytes) -> Kept:
        _put(self.layout, path, data)
        return Kept(path, hashlib.sha256(data).hexdigest())

    def _listing(self, capture: str, at: datetime) -> tuple[bytes, bytes]:
        pick = self._chance.choice
        title = f"{pick(BRANDS)}{pick(('', ' '))}{pick(GOODS)} {pick(CLAIMS)} {pick(CLAIMS)}"
        price = f"{self._chance.randrange(100, 900_000) / 100:.2f}"
        values = {
            "platform": pick(PLATFORMS),
            "listing_id": str(self._chance.randrange(10**11, 10**12)),
            "title": title,
            "seller": f"店铺{int(60_000 * self._chance.random() ** 2)}",
            "price": price,
            "currency": pick(("CNY", "USD")),
            "location": pick(("广东", "Shenzhen", "Berlin")),
        }
        about = {
            "url": f"https://shop.example/item/{values['listing_id']}",
            "captured": at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "title": title,
            "state": "complete",
            "page_kind": "listing",
            "engine": "embedded",
        }
        where = {"raw": "", "where": "json-ld: $.offers.price", "reader": "structured"}
        document = {
            "format": "1.0",
            "kind": "facts",
            "source": {"capture_id": capture, "sha256": "0" * 64},
            "capture": about,
            "facts": {n: {"value": v, **where, "raw": v} for n, v in values.items()},
            "contradictions": {},
        }
        text = [title, price]
        while sum(map(len, text)) < TEXT:
            pieces = (
                "".join(self._chance.choices(COMMON, k=12)),
                pick(CLAIMS),
                f"US {pick(GOODS)}",
            )
            text.append(f"{pick(pieces)} A{self._chance.randrange(1, 9999)}")
        return json.dumps(document, ensure_ascii=False, indent=1).encode(), "\n".join(text).encode()

    @cached_property
    def library(self) -> "GivenLibrary":
        """Return the index over these listings, not made yet."""
        return GivenLibrary(self)


class GivenLibrary(Library):
    """The product's index, told what the custody log would tell: the log has its own benchmark."""

    def __init__(self, room: Room) -> None:
        vault = SimpleNamespace(layout=room.layout, root=room.layout.root, marker=None)
        super().__init__(vault, NoWork(), room.index, "1", SystemClock())  # type: ignore[arg-type]
        self._room = room

    def _sources(self) -> tuple[list[Source], str | None]:
        return self._room.sources, None


def _put(layout: Layout, path: str, data: bytes) -> None:
    place = layout.at(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)


# --- parts ---


def rebuilding(room: Room) -> Iterator[Figure]:
    """Make the index from the files, then look again where nothing changed."""
    number = len(room.sources)
    full, _done = _cpu(room.library.rebuild)
    rate = number / full
    size = room.library.path.stat().st_size / 1e6
    yield Figure("rebuild, readings a CPU second", f"{rate:,.0f}", ">= 5,000", rate >= 5_000)
    yield Figure("index", f"{size:,.0f} MB")
    again, _done = _cpu(lambda: room.library.refresh(scan=True))
    share = again / full
    yield Figure("unchanged rescan, of a rebuild", f"{share:.3f}", "<= 0.1", share <= 0.1)
    quick, _done = _cpu(room.library.refresh)
    yield Figure("refresh while the log has not grown", f"{quick * 1e3:.1f} ms CPU")


def searching(room: Room) -> Iterator[Figure]:
    """Hold every count against LIKE, and the time of a page against a scan."""
    path, gate = room.library.path, room.number <= 100_000
    plain = _plain_texts(path)
    wrong, scans = [], []
    for words in WORDS:
        text = prepared(words).replace("%", "\\%").replace("_", "\\_")
        seconds, (want,) = _cpu(
            lambda text=text: plain.execute(
                "SELECT count(*) FROM plain WHERE text LIKE ? ESCAPE '\\'", (f"%{text}%",)
            ).fetchone()
        )
        scans.append(seconds)
        if room.library.count(Filter(words=words), None).count != want:
            wrong.append(words)
    right = len(WORDS) - len(wrong)
    yield Figure("counts equal LIKE", f"{right} of {len(WORDS)} {wrong}", "all", not wrong)
    scan = sorted(scans)[len(scans) // 2]
    newest = _p95(lambda words: room.library.page(Filter(words=words), None, 50), WORDS, 5)
    ends = f"{newest * 1e3:.1f} ms; a LIKE scan {scan * 1e3:.0f} ms"
    good = newest <= 0.020 and newest <= scan / 10 if gate else None
    yield Figure("text, newest 50, P95", ends, "<= 20 ms, <= 1/10 of the scan", good)
    counted = _p95(lambda words: room.library.count(Filter(words=words)), WORDS, 3)
    yield Figure("text, count up to 1,000, P95", f"{counted * 1e3:.1f} ms")


def paging(room: Room) -> Iterator[Figure]:
    """Turn pages at any depth, and filter beside words."""
    gate = room.number <= 100_000
    ids = room.library.ids(Filter())
    chance = random.Random(SEED)  # noqa: S311
    places = [chance.choice(ids) for _each in range(60)]
    turned = _p95(lambda after: room.library.page(Filter(), after, 200), places, 2)
    good = turned <= 0.010 if gate else None
    yield Figure("keyset page of 200, P95", f"{turned * 1e3:.1f} ms", "<= 10 ms", good)
    low, high = Decimal(50), Decimal(90)
    wanted = [Filter(one, p, low=low, high=high) for one in WORDS for p in PLATFORMS[:4]]
    both = _p95(lambda one: room.library.page(one, None, 50), wanted, 2)
    good = both <= 0.060 if gate else None
    yield Figure("filter, text and price, P95", f"{both * 1e3:.1f} ms", "<= 60 ms", good)
    seller = [Filter(sellers=(f"店铺{int(60_000 * chance.random() ** 2)}",)) for _each in range(60)]
    newest = _p95(lambda one: room.library.page(one, None, 50), seller, 2)
    yield Figure("seller, newest 50, P95", f"{newest * 1e3:.1f} ms")


def tables(room: Room) -> Iterator[Figure]:
    """Write all rows into one XLSX file, hostile texts among them; read it back elsewhere."""
    rows = list(room.library.rows(Filter()))[:100_000]
    for number, text in enumerate(
        ("=1+1", "+1", "-1", "@x", "a\n=1", "\t=1", "＝1", "=cmd|' /C'!A0")
    ):
        rows[number * 7]["title"] = text
    target = room.index / "t.xlsx"
    with target.open("wb") as file:
        seconds, written = _cpu(lambda: write_xlsx(file, FIELDS, rows))
    formulas = _formula_cells(target)
    name = f"{written.rows:,} rows to XLSX"
    good = seconds <= 15 and formulas == 0
    value = f"{seconds:.1f} s CPU, {formulas} formula cells"
    yield Figure(name, value, "<= 15 s, 0", good if written.rows == 100_000 else None)


def _formula_cells(path: Path) -> int:
    with zipfile.ZipFile(path) as book, book.open("xl/worksheets/sheet1.xml") as sheet:
        return sum(part.count(b"<f>") + part.count(b"<f ") for part in sheet)


PARTS: tuple[Callable[[Room], Iterator[Figure]], ...] = (rebuilding, searching, paging, tables)


# --- measuring ---


def _plain_texts(path: Path) -> sqlite3.Connection:
    """Return a database with the texts as they were prepared, for LIKE to go through."""
    plain = sqlite3.connect(":memory:")
    plain.execute("CREATE TABLE plain (key INTEGER PRIMARY KEY, text TEXT)")
    plain.execute("PRAGMA case_sensitive_like = ON")
    with sqlite3.connect(path) as index:
        bodies = index.execute("SELECT key, packed FROM bodies")
        plain.executemany("INSERT INTO plain VALUES (?, ?)", ((k, unpacked(b)) for k, b in bodies))
    index.close()
    return plain


def _cpu(work: Callable[[], object]) -> tuple[float, object]:
    begun = time.process_time()
    found = work()
    return time.process_time() - begun, found


def _p95(ask: Callable[[object], object], given: object, rounds: int) -> float:
    """Return seconds of CPU: on a shared machine the clock tells of the others."""
    times = sorted(_cpu(lambda one=one: ask(one))[0] for _each in range(rounds) for one in given)
    return times[int(len(times) * 0.95)]


def main() -> int:
    """Print one line a figure; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=100_000)
    parser.add_argument("--large", action="store_true", help="also 1,000,000, not judged")
    parser.add_argument("--folder", type=Path, help="where to write (default: temporary)")
    wish = parser.parse_args()
    missed = 0
    for number in (wish.number, *((1_000_000,) if wish.large else ())):
        with tempfile.TemporaryDirectory(dir=wish.folder) as folder:
            room = Room(Path(folder), number)
            print(
                f"{len(room.sources):,} listings, SQLite {sqlite3.sqlite_version}, load "
                f"{os.getloadavg()[0]:.1f}"
            )
            for part in PARTS:
                for one in part(room):
                    judged = one.good if number == wish.number else None
                    mark = {True: "ok  ", False: "MISS", None: "    "}[judged]
                    print(f"{mark} {one.name:42} {one.value:48} {one.goal}", flush=True)
                    missed += judged is False
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
