"""Files inside the PDF: the captures, tokens and lists that it is about, each associated with it.

An archive packet can be taken apart from its PDF alone: every file that the manifest names, and the
manifest, is an embedded file stream, unpacked, with its relation (ISO 19005-3, 6.8; annex E).
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFArray

from evidencekit.packet.model import PacketFile
from evidencekit.packet.pdf_objects import Plain, Streamed, reference, text_string

_COPY = 1 << 20
_TYPES = {
    "crl": "application/pkix-crl",
    "json": "application/json",
    "pem": "application/x-pem-file",
    "png": "image/png",
    "sha256": "text/plain",
    "tsq": "application/timestamp-query",
    "tsr": "application/timestamp-reply",
    "txt": "text/plain",
    "wacz": "application/zip",
}
_OTHER = "application/octet-stream"
_RELATIONS = {"wacz": "Source", "json": "Data"}


@dataclass(frozen=True, slots=True)
class Embedding:
    """The files of a packet that go into its PDF: they lie in `folder` under their names."""

    folder: Path
    files: Sequence[PacketFile]


def embed(document: Any, embedding: Embedding, made: datetime) -> None:  # noqa: ANN401  # no types
    """Embed the files in a reportlab document; their data is copied when it is written.

    `made` (aware, UTC) is the date they carry. The description of each is its name in the packet,
    its file name the last part of that. Raises OSError when the document is written, also for a
    file that is not what its hash says any more.
    """
    references, named = [], []
    for file in sorted(embedding.files, key=lambda one: one.name):
        ending = file.name.rpartition(".")[2]
        stream = Streamed(_entries(file, ending, made), _pieces(embedding.folder / file.name, file))
        data = reference(document, stream)
        relation = _RELATIONS.get(ending, "Supplement")
        name = text_string(file.name.rpartition("/")[2])
        specification = Plain(
            f"<< /Type /Filespec /F {name} /UF {name} /Desc {text_string(file.name)} "
            f"/AFRelationship /{relation} /EF << /F {data} /UF {data} >> >>"
        )
        references.append(document.Reference(specification))
        named += [text_string(file.name), references[-1]]
    catalog = document.Catalog
    catalog.__NoDefault__ = [*catalog.__NoDefault__, "AF"]
    catalog.AF = PDFArray(references)
    names = reference(document, Plain(f"<< /Names {_array(named, document)} >>"))
    catalog.Names = Plain(f"<< /EmbeddedFiles {names} >>")


def _entries(file: PacketFile, ending: str, made: datetime) -> str:
    kind = _TYPES.get(ending, _OTHER).replace("/", "#2F")
    moment = f"D:{made:%Y%m%d%H%M%S}Z"
    return (
        f"<< /Type /EmbeddedFile /Subtype /{kind} /Length {file.bytes} "
        f"/Params << /Size {file.bytes} /ModDate ({moment}) >> >>"
    )


def _array(items: Sequence[Any], document: Any) -> str:  # noqa: ANN401  # reportlab has no types
    texts = [one if isinstance(one, str) else one.format(document).decode() for one in items]
    return f"[{' '.join(texts)}]"


def _pieces(path: Path, file: PacketFile) -> Callable[[], Iterator[bytes]]:
    def pieces() -> Iterator[bytes]:
        digest, size = hashlib.sha256(), 0
        with path.open("rb") as given:
            while piece := given.read(_COPY):
                digest.update(piece)
                size += len(piece)
                yield piece
        if size != file.bytes or digest.hexdigest() != file.sha256:
            raise OSError(f"{file.name} changed while the packet was made")

    return pieces
