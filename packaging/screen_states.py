"""The vaults behind the pictures: the demo, one without anything, one too full, one damaged."""

import shutil
from dataclasses import replace
from pathlib import Path

from evidencekit.bootstrap.desk import CaptureList, Desk, Tile

MANY = 10_000
_SHORT = "Brand X tote bag, leather, 正品 1:1 quality"[:40]
_LONG = (_SHORT + " / 品牌托特包 真皮 顶级复刻 ") * 12
STATES = ("usual", "empty", "full", "error")


class FullDesk(Desk):
    """A desk that tells of the demo's captures as ten thousand, under short and long titles."""

    def captures(self) -> CaptureList:
        """Return each capture two thousand times."""
        found = super().captures()
        entries = found.entries
        # The first of each keeps its name, so that it can be opened.
        real = [entries[number % len(entries)] for number in range(MANY)]
        names = [one.id if n < len(entries) else f"{one.id}-{n:05}" for n, one in enumerate(real)]
        self._real = dict(zip(names, real, strict=True))
        told = tuple(replace(one, id=name) for name, one in self._real.items())
        return CaptureList(told, found.stamped)

    def rows(self, ids: list[str]) -> list[dict[str, object]]:
        """Return rows whose titles have 40 and 400 characters by turns."""
        known = {row["id"]: row for row in super().rows([self._real[one].id for one in ids])}
        titles = (_SHORT, _LONG[:400])
        rows = []
        for name in ids:
            number = int(name.rsplit("-", 1)[1]) if name.count("-") > 1 else 1
            row = known[self._real[name].id]
            rows.append(row | {"id": name, "title": titles[number % len(titles)]})
        return rows

    def matching(self, words: str, most: int | None = None) -> list[str]:
        """Return what is found, under the names told."""
        found = set(super().matching(words))
        return [name for name, one in self._real.items() if one.id in found][:most]

    def tiles(self, capture_id: str, kind: str = "fullpage", most: int | None = None) -> list[Tile]:
        """Return the picture of the capture behind the name."""
        return super().tiles(self._real[capture_id].id, kind, most)


def desk_in(state: str, demo: Path, scratch: Path) -> Desk:
    """Return a desk in a state; what it writes goes below `scratch`."""
    if state == "empty":
        return Desk.make(scratch / "empty", "Brand X", "DEMO", "a passphrase for pictures")[0]
    own = Path(shutil.copytree(demo, scratch / state))
    if state == "full":
        return FullDesk.open(own / "vault")
    if state == "error":
        _damage(own / "vault")
    return Desk.open(own / "vault")


def _damage(vault: Path) -> None:
    """Change a line in the middle of the log and cut the newest capture."""
    log = next((vault / "custody").glob("*.jsonl"))
    log.chmod(0o600)
    lines = log.read_bytes().splitlines(keepends=True)
    lines[len(lines) // 2] = lines[len(lines) // 2].replace(b'"seq"', b'"sqe"')
    log.write_bytes(b"".join(lines))
    newest = max((vault / "evidence").rglob("*.wacz"))
    newest.chmod(0o600)
    newest.write_bytes(newest.read_bytes()[:1000])
