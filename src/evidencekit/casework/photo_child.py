"""Pictures of pages are decoded in a child process: a hostile one can at worst end that.

The child gets a file of pictures as its standard input, each with 8 bytes of length before it, and
answers with one JSON document. What it may not do: `evidence.confined`.
"""

import os
import tempfile
from collections.abc import Sequence
from typing import BinaryIO

from evidencekit.evidence.canonical import JsonFault, indented, read_json
from evidencekit.evidence.child_main import serve
from evidencekit.evidence.confined import ChildEnded, Limits, ask_child

MEMORY, SECONDS, SECONDS_A_PICTURE = 1 << 30, 20, 2
_LENGTH = 8
_MOST_ANSWER, _MOST_CELLS = 1 << 20, 1 << 20
_HASH_DIGITS = 16
_VIEWS = 24
_ENTRY = "evidencekit.casework.photo_child"
Hashed = dict[str, object]


def hash_in_child(pictures: Sequence[bytes]) -> list[Hashed]:
    """Return for each picture `{width, height, hashes, mirrored}` or `{fault}`, in their order.

    A child that gives no answer makes each picture's fault child_memory, child_time, child_crash or
    child_answer: which of them it was is found by asking for each alone. Raises OSError.
    """
    if not pictures:
        return []
    found = _ask(pictures)
    if isinstance(found, list):
        return found
    if len(pictures) == 1:
        return [{"fault": found}]
    return [one for picture in pictures for one in hash_in_child([picture])]


def small_in_child(data: bytes) -> tuple[int, int, bytes] | None:
    """Return a picture for the eye: width, height, rows of RGB; None when it can't be decoded.

    Plain cells, so that nothing of its sender's is decoded outside the child. Raises OSError.
    """
    with tempfile.TemporaryFile() as file:
        file.write(len(data).to_bytes(_LENGTH, "big") + data)
        file.seek(0)
        try:
            answer = ask_child(_ENTRY, file, ["show"], Limits(MEMORY, SECONDS, _MOST_CELLS))
        except ChildEnded:
            return None
    width, height = (int.from_bytes(answer[at : at + 4], "big") for at in (0, 4))
    cells = answer[_LENGTH:]
    return (width, height, cells) if cells and len(cells) == width * height * 3 else None


def _ask(pictures: Sequence[bytes]) -> list[Hashed] | str:
    seconds = SECONDS + SECONDS_A_PICTURE * len(pictures)
    with tempfile.TemporaryFile() as file:
        for picture in pictures:
            file.write(len(picture).to_bytes(_LENGTH, "big"))
            file.write(picture)
        file.seek(0)
        try:
            answer = ask_child(_ENTRY, file, ["hash"], Limits(MEMORY, seconds, _MOST_ANSWER))
        except ChildEnded as ended:
            return ended.reason
    try:
        said = read_json(answer, _MOST_ANSWER)["pictures"]
    except (JsonFault, KeyError):
        return "child_answer"
    if not isinstance(said, list) or len(said) != len(pictures) or not all(map(_is_sound, said)):
        return "child_answer"
    return said


def _is_sound(one: object) -> bool:
    if not isinstance(one, dict):
        return False
    if set(one) == {"fault"}:
        return isinstance(one["fault"], str) and len(one["fault"]) < 40  # noqa: PLR2004  # a code
    if set(one) != {"width", "height", "hashes", "mirrored"}:
        return False
    sizes = all(type(one[name]) is int and 0 < one[name] < 1 << 20 for name in ("width", "height"))
    return sizes and all(_are_hashes(one[name]) for name in ("hashes", "mirrored"))


def _are_hashes(said: object) -> bool:
    return (
        isinstance(said, list)
        and len(said) == _VIEWS
        and all(
            isinstance(one, str)
            and len(one) == _HASH_DIGITS
            and not set(one) - set("0123456789abcdef")
            for one in said
        )
    )


def main() -> None:
    """Hash the pictures on standard input, or show one; the argument says which."""
    # One thread: more would each take memory, and none may be started later.
    os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")
    _warm_up()
    serve(_answered)


def _answered(file: BinaryIO, arguments: list[str]) -> bytes:
    return _shown(file) if arguments == ["show"] else _all_hashed(file)


def _all_hashed(file: BinaryIO) -> bytes:
    found = []
    while head := file.read(_LENGTH):
        found.append(_hashed(file.read(int.from_bytes(head, "big"))))
    return indented({"pictures": found})


def _shown(file: BinaryIO) -> bytes:
    from evidencekit.casework.photo_hash import PictureFault, small_picture  # noqa: PLC0415

    try:
        width, height, cells = small_picture(file.read(int.from_bytes(file.read(_LENGTH), "big")))
    except PictureFault:
        return b""
    return width.to_bytes(4, "big") + height.to_bytes(4, "big") + cells


def _hashed(data: bytes) -> Hashed:
    from evidencekit.casework.photo_hash import PictureFault, hash_picture  # noqa: PLC0415

    try:
        found = hash_picture(data)
    except PictureFault as fault:
        return {"fault": str(fault)}
    return {
        "width": found.width,
        "height": found.height,
        "hashes": [f"{one:016x}" for one in found.views],
        "mirrored": [f"{one:016x}" for one in found.mirrored],
    }


def _warm_up() -> None:
    """Load what is loaded at its first use: later nothing can be."""
    import io  # noqa: PLC0415

    from PIL import Image  # noqa: PLC0415

    from evidencekit.casework.photo_hash import FORMATS, small_picture  # noqa: PLC0415

    Image.init()
    small = Image.linear_gradient("L").resize((64, 64)).convert("RGBA")
    for name in FORMATS:
        out = io.BytesIO()
        (small.convert("RGB") if name == "JPEG" else small).save(out, name)
        _hashed(out.getvalue())
        small_picture(out.getvalue())
