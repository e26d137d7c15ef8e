"""The PDF of a packet, read in a child process: whoever made it, a bad one can at worst end that.

Only the child loads pyHanko.
"""

import json
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from evidencekit.evidence.canonical import JsonFault, read_json
from evidencekit.evidence.child_main import serve
from evidencekit.evidence.confined import ChildEnded, Limits, ask_child
from evidencekit.packet.model import EmbeddedData, PdfFindings

_ENTRY = "evidencekit.packet.pdf_child"
_MAX_ANSWER, _MAX_TEXT = 8 << 20, 1_000
# What pyHanko loads only when a file wants it.
_LATER = (
    *("pyhanko.pdf_utils.filters", "pyhanko.pdf_utils.metadata.xmp_xml", "lxml.etree"),
    *("pyhanko.pdf_utils.crypt._saslprep", "encodings.utf_16", "encodings.utf_8_sig"),
)
LIMITS = Limits(memory=512 << 20, seconds=30, answer=_MAX_ANSWER)


def check_pdf_in_child(path: Path, limits: Limits = LIMITS) -> PdfFindings:
    """Do as `check_pdf` does, in a child. Its fault may also be why there is no answer.

    That is child_memory, child_time, child_crash or child_answer. Never raises.
    """
    try:
        with path.open("rb") as file:
            return _read(ask_child(_ENTRY, file, [], limits))
    except ChildEnded as ended:
        return PdfFindings(ended.reason)
    except (JsonFault, ValueError):
        return PdfFindings("child_answer")
    except OSError:
        return PdfFindings("unreadable")


def _read(answer: bytes) -> PdfFindings:
    said = read_json(answer, _MAX_ANSWER)
    if set(said) != {one.name for one in fields(PdfFindings)}:
        raise ValueError
    within = said.pop("embedded")
    texts = {name: text if isinstance(text, str) else None for name, text in said.items()}
    if texts != said or not isinstance(within, list):
        raise ValueError
    return PdfFindings(**texts, embedded=tuple(_data(one) for one in within))


def _data(said: object) -> EmbeddedData:
    if not isinstance(said, list):
        raise ValueError  # noqa: TRY004  # of an answer, not of ours
    name, offset, length = said
    if not isinstance(name, str) or type(offset) is not int or type(length) is not int:
        raise ValueError
    return EmbeddedData(name, offset, length)


def main() -> None:
    """Check the PDF on standard input."""
    from evidencekit.packet.check_pdf import check_open_pdf  # noqa: PLC0415

    for name in _LATER:
        import_module(name)

    def checked(file: BinaryIO, _arguments: list[str]) -> bytes:
        found = check_open_pdf(file)
        said = {
            one.name: text and text[:_MAX_TEXT]
            for one in fields(found)
            if (text := getattr(found, one.name)) is None or isinstance(text, str)
        }
        within = [(one.name, one.offset, one.length) for one in found.embedded]
        return json.dumps({**said, "embedded": within}).encode()

    serve(checked)
