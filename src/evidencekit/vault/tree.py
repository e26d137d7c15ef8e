"""What lies in the folders of evidence, and which of it the log and the lists know (section 2)."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from evidencekit.domain.capture import Stamped
from evidencekit.vault.book import Book
from evidencekit.vault.layout import IGNORED, Layout, is_vault_path

LIST_NAME = re.compile(r"stamps/[0-9]{8}T[0-9]{6}Z-[0-9]+\.sha256")
MAX_LIST = 1 << 20
_LISTED = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9._/-]+)")
_HEAD = "stamps/heads/"


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a list: the SHA-256 that the file at `path` had."""

    sha256: str
    path: str


def tree(layout: Layout, *tops: str) -> set[str]:
    """Return the paths of everything below `tops` but plain folders; links are not followed.

    What systems leave in folders is left out. Names with other characters come as they are.
    """
    found: set[str] = set()
    folders = [layout.root / top for top in tops]
    while folders:
        folder = folders.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.append(Path(entry.path))
            elif not (entry.name in IGNORED and entry.is_file(follow_symlinks=False)):
                found.add(Path(entry.path).relative_to(layout.root).as_posix())
    return found


def list_paths(layout: Layout) -> list[str]:
    """Return the paths of the stamped or waiting lists."""
    return sorted(path for path in tree(layout, "stamps") if LIST_NAME.fullmatch(path))


def read_list(data: bytes) -> list[Listed] | None:
    """Read a list strictly by the grammar of 8.1; None if it is not one."""
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError:
        return None
    lines = text.split("\n")
    if lines.pop() or not lines:
        return None
    found = [_LISTED.fullmatch(line) for line in lines]
    listed = [Listed(one[1], one[2]) for one in found if one and is_vault_path(one[2])]
    return listed if len(listed) == len(lines) else None


def known_files(layout: Layout, book: Book) -> set[str]:
    """Return the paths that log and lists account for, there or not."""
    known = set(book.derived) | {str(body["file"]) for body in book.imported}
    for entry in (*book.sealing.values(), *book.sealed.values()):
        known |= {entry.file, f"{entry.file}.sig"}
    for body in book.requested:
        known.add(f"{_stem(body)}.tsq")
    for body in book.received:
        known |= {f"{_stem(body)}.tsr", f"{_stem(body)}.chain.pem"}
        known |= {one["file"] for one in revocation_of(body)}
    for path in list_paths(layout):
        known.add(path)
        known |= {one.path for one in listed_in(layout, path) if one.path.startswith(_HEAD)}
    return known


def listed_in(layout: Layout, path: str) -> list[Listed]:
    """Return the lines of the list at `path`; none if it is not there or is not one."""
    data = read_small(layout, path)
    return (read_list(data) if data is not None else None) or []


def stamped_in(layout: Layout, book: Book, *, demo: bool) -> dict[str, Stamped]:
    """Return by SHA-256 the captures that stand in a list; whoever is absent has `none`."""
    received = {str(body["list"]) for body in book.received}
    done = Stamped.DEMO if demo else Stamped.STAMPED
    states: dict[str, Stamped] = {}
    for path in list_paths(layout):
        for one in listed_in(layout, path):
            if path in received:
                states[one.sha256] = done
            else:
                states.setdefault(one.sha256, Stamped.WAITING)
    # A certificate got elsewhere counts for nothing here: nobody checked it.
    tokens = (body for body in book.imported if body["kind"] == "token")
    return states | {str(body["capture_sha256"]): done for body in tokens}


def read_small(layout: Layout, path: str, limit: int = MAX_LIST) -> bytes | None:
    """Return the bytes of a plain file of at most `limit` bytes; None if it is not there."""
    place = layout.plain_file(path)
    if place is None:
        return None
    try:
        with place.open("rb") as file:
            data = file.read(limit + 1)
    except OSError:
        return None
    return data if len(data) <= limit else None


def revocation_of(body: dict[str, object]) -> list[dict[str, str]]:
    """Return the member `revocation` of `stamp.received`: path and SHA-256 of each list."""
    stored = body["revocation"]
    return [dict(one) for one in stored] if isinstance(stored, list) else []


def _stem(body: dict[str, object]) -> str:
    return f"{str(body['list']).removesuffix('.sha256')}.{body['authority']}"
