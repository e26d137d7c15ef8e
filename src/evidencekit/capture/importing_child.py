"""A file from elsewhere is looked at in a child process: a bad one can at worst end that.

The child (`evidence.confined`) answers the length of a JSON document, the document, the bytes of
the page, and is believed no further than that form.
"""

import codecs
import json
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from evidencekit.capture.importing import MAX_PAGE, Examined, ImportKind, examine, kind_of
from evidencekit.evidence.canonical import JsonFault, read_json
from evidencekit.evidence.child_main import serve
from evidencekit.evidence.confined import ChildEnded, Limits, ask_child

MEMORY = 1 << 30
SECONDS = 60
_LENGTH = 8
_MAX_JSON = 64 << 10
_TEXTS = ("media_type", "fault", "page_type", "url", "time", "software")
_ENTRY = "evidencekit.capture.importing_child"
# What mail names its character sets by; loaded beforehand, for a child loads nothing later.
_CHARSETS = (
    *("utf-8", "utf-16", "utf-7", "latin-1", "cp1252", "iso-8859-15", "gb18030", "gb2312", "gbk"),
    *("big5", "big5hkscs", "euc-jp", "iso2022_jp", "shift_jis", "euc-kr", "koi8-r", "cp1251"),
)


def examine_in_child(path: Path, memory: int = MEMORY, seconds: int = SECONDS) -> Examined:
    """Do as `examine` does, in a child. One that ends without an answer is the file's fault.

    The fault is then child_time or child_crash, and nothing but the kind is known. `memory` in
    bytes; `seconds` for a small file, a large one gets more. Raises OSError.
    """
    limits = Limits(memory, seconds, _LENGTH + _MAX_JSON + MAX_PAGE)
    with path.open("rb") as file:
        found = kind_of(file)
        file.seek(0)
        try:
            return _read(ask_child(_ENTRY, file, [], limits))
        except ChildEnded as ended:
            # A capture knows only these two words (`docs/vault-format.md` 6.7).
            fault = "child_time" if ended.reason == "child_time" else "child_crash"
        except (JsonFault, KeyError, TypeError, ValueError):
            fault = "child_crash"
    return replace(found, fault=fault)


def _read(answer: bytes) -> Examined:
    """Take an answer apart. Raises JsonFault, KeyError, TypeError, ValueError."""
    length = int.from_bytes(answer[:_LENGTH], "big")
    said = read_json(answer[_LENGTH : _LENGTH + length], _MAX_JSON)
    page = answer[_LENGTH + length :]
    records, has_page = said["records"], said["has_page"]
    if not (records is None or type(records) is int) or type(has_page) is not bool:
        raise TypeError(records)
    texts = {name: _text(said[name]) for name in _TEXTS}
    media = str(texts.pop("media_type"))
    kind = ImportKind(str(said["kind"]))
    return Examined(kind, media, records=records, page=page if has_page else None, **texts)


def _text(value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        raise TypeError(value)
    return value


def main() -> None:
    """Look at standard input."""
    for name in _CHARSETS:
        codecs.lookup(name)
    # `email` itself loads it only when the first message is read.
    import_module("email.parser")
    serve(_examined)


def _examined(file: BinaryIO, _arguments: list[str]) -> bytes:
    found = examine(file)
    said: dict[str, object] = {name: _short(getattr(found, name)) for name in _TEXTS}
    said |= {"kind": found.kind.value, "records": found.records}
    text = json.dumps(said | {"has_page": found.page is not None}).encode("ascii")
    return len(text).to_bytes(_LENGTH, "big") + text + (found.page or b"")


def _short(text: str | None) -> str | None:
    return text if text is None else text[:4096]
