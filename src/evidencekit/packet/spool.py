"""A reportlab canvas that writes objects to the file one by one: flat memory, any size.

`reportlab` collects the whole document as one string; here each object is written when it is
formatted, and the data of pictures is copied from their files in pieces.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import BinaryIO

from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from evidencekit.packet.attachments import Embedding, embed
from evidencekit.packet.pdf_objects import Plain, Streamed, reference, text_string
from evidencekit.packet.pdfa import describe
from evidencekit.packet.png import Picture
from evidencekit.packet.tags import Structure, Tag
from evidencekit.packet.text import REGULAR


class _SpoolFile(pdfdoc.PDFFile):  # type: ignore[misc]  # reportlab has no types
    def __init__(self, file: BinaryIO, version: tuple[int, int]) -> None:
        self.offset = 0
        self._file = file
        self.add(b"%%PDF-%d.%d\n%%\xe2\xe3\xcf\xd3\n" % version)

    def write(self, data: bytes) -> None:
        self._file.write(data)


class _SpoolDocument(pdfdoc.PDFDocument):  # type: ignore[misc]  # reportlab has no types
    spool: BinaryIO

    def SaveToFile(self, filename: object, canvas: Canvas) -> None:  # noqa: N802, ARG002  # reportlab's name
        self.GetPDFData(canvas)

    def format(self) -> bytes:
        """Write all objects, then table and trailer, as `PDFDocument.format` would."""
        self.encrypt.prepare(self)
        root, info = self.Reference(self.Catalog), self.Reference(self.info)
        file = self.__accum__ = _SpoolFile(self.spool, self._pdfVersion)
        number, ids = 1, []
        # Formatting an object may add others, so the end is looked for anew each time.
        while number in self.numberToId:
            name = self.numberToId[number]
            self.idToOffset[name] = self._write(file, number, name)
            ids.append(name)
            number += 1
        table = pdfdoc.PDFCrossReferenceTable()
        table.addsection(0, ids)
        start = file.add(table.format(self))
        trailer = pdfdoc.PDFTrailer(
            startxref=start, Size=number, Root=root, Info=info, ID=self.ID()
        )
        file.add(trailer.format(self))
        return b""

    def _write(self, file: _SpoolFile, number: int, name: str) -> int:
        thing = self.idToObject[name]
        if not isinstance(thing, Streamed):
            return int(file.add(pdfdoc.PDFIndirectObject(name, thing).format(self)))
        offset = int(file.add(b"%d 0 obj\n" % number))
        for piece in thing.pieces():
            file.add(piece)
        file.add(b"\nendobj\n")
        return offset


class PacketCanvas(Canvas):  # type: ignore[misc]  # reportlab has no types
    """A canvas whose document goes to `file`; with None it only lays out and writes nothing.

    The same calls give the same bytes; `made` (aware, UTC) is the date the document carries.
    """

    def __init__(
        self,
        file: BinaryIO | None,
        made: datetime,
        page_size: tuple[float, float],
        language: str,
    ) -> None:
        super().__init__(
            "packet.pdf",
            pagesize=page_size,
            invariant=1,
            pdfVersion=(1, 7),
            initialFontName=REGULAR,
            lang=language,
            pageCompression=1,
        )
        self._pictures: dict[str, str] = {}
        self.marks = 0
        """How many entries of the outline were named."""
        self._links, self._language, self._made = 0, language, made
        self._fields: list[pdfdoc.PDFObjectReference] = []
        self.embedding: Embedding | None = None
        self.structure = Structure()
        self._writes = file is not None
        self._doc.__class__ = _SpoolDocument
        self._doc.spool = file
        stamp = self._doc._timeStamp  # noqa: SLF001  # the only way to another date than 2000
        stamp.t, stamp.lt = made.timestamp(), made.utctimetuple()
        stamp.YMDhms = tuple(made.utctimetuple())[:6]
        stamp.dhh = stamp.dmm = 0

    def save(self) -> None:
        """Write the document, if there is a file to write it to."""
        if self._writes:
            self.structure.write(self._doc)
            describe(self._doc, self._language)
            if self.embedding is not None:
                embed(self._doc, self.embedding, self._made)
            super().save()

    def showPage(self) -> None:  # noqa: N802  # reportlab's name
        """End the page. Whatever was drawn on it outside of any tag is an artifact."""
        self._code.insert(0, "/Artifact BMC")
        self._code.append("EMC")
        super().showPage()
        self.structure.next_page()

    @contextmanager
    def tagged(self, tag: Tag) -> Iterator[None]:
        """Draw for `tag` what is drawn in this block; it may be drawn for again. No nesting."""
        role, number = self.structure.mark(tag)
        self._code.append(f"EMC /{role} << /MCID {number} >> BDC")
        yield
        self._code.append("EMC /Artifact BMC")

    @contextmanager
    def read_as(self, text: str | None) -> Iterator[None]:
        """Let what is drawn in this block be read as `text`, if one is given (14.9.4)."""
        if text is None:
            yield
            return
        self._code.append(f"/Span << /ActualText {text_string(text)} >> BDC")
        yield
        self._code.append("EMC")

    def unseen(
        self,
        at: tuple[float, float],
        pieces: Sequence[tuple[str, str]],
        size: float,
        stretch: float,
    ) -> None:
        """Put a line of text there without drawing it: fonts and texts, `stretch` in percent.

        Written as it is: a page has thousands, and reportlab's text objects take their time.
        """
        said = [f"BT 3 Tr {stretch:.2f} Tz 1 0 0 1 {at[0]:.2f} {at[1]:.2f} Tm"]
        for name, run in pieces:
            font = pdfmetrics.getFont(name)
            for subset, codes in font.splitString(run, self._doc):
                internal = font.getSubsetInternalName(subset, self._doc)
                said.append(f"{internal} {size:.2f} Tf ({self._escape(codes)}) Tj")
        self._code.append(" ".join([*said, "ET"]))

    @property
    def counts_only(self) -> bool:
        """Say whether nothing is written: what takes no room need not be drawn."""
        return not self._writes

    def reserve(
        self, field: str, words: str, box: tuple[float, float, float, float], tag: Tag
    ) -> None:
        """Add an empty signature field in `box` (left, bottom, right, top), named in `words`.

        A box without size is a field that is not seen.
        """
        name = f"field-{field}"
        number = self.structure.annotate(tag, self._doc.annotationName(name))
        left, bottom, right, top = (round(edge, 2) for edge in self._absRect(box, 1))
        said = {
            "Type": "/Annot",
            "Subtype": "/Widget",
            "FT": "/Sig",
            "T": text_string(field),
            "TU": text_string(words),
            "F": 4,
            "Rect": pdfdoc.PDFArray([left, bottom, right, top]),
            "P": self._doc.thisPageRef(),
            "StructParent": number,
        }
        if right > left:
            bounds = f"[0 0 {right - left:.2f} {top - bottom:.2f}]"
            entries = f"/Type /XObject /Subtype /Form /BBox {bounds} /Resources << >>"
            seen = reference(self._doc, Streamed(f"<< {entries} /Length 0 >>", lambda: iter(())))
            said["AP"] = Plain(f"<< /N {seen} >>")
        self._addAnnotation(pdfdoc.PDFDictionary(said), name)
        self._fields.append(self._doc.refAnnotation(name))
        fields = " ".join(one.format(self._doc).decode() for one in self._fields)
        self._doc.Catalog.AcroForm = Plain(f"<< /Fields [{fields}] /SigFlags 3 >>")

    def link(
        self, tag: Tag, bookmark: str, words: str, box: tuple[float, float, float, float]
    ) -> None:
        """Lead from `box` (left, bottom, right, top) to `bookmark`; `words` say where to."""
        self._links += 1
        name = f"link{self._links}"
        number = self.structure.annotate(tag, self._doc.annotationName(name))
        said = {
            "Type": "/Annot",
            "Subtype": "/Link",
            "Rect": pdfdoc.PDFArray([round(edge, 2) for edge in self._absRect(box, 1)]),
            "Border": "[0 0 0]",
            "F": 4,  # it is printed (ISO 19005-3, 6.3.2)
            "Contents": text_string(words),
            "Dest": self._bookmarkReference(bookmark),
            "StructParent": number,
        }
        self._addAnnotation(pdfdoc.PDFDictionary(said), name)

    def draw_rows(self, png: Picture, box: tuple[float, float, float, float], top: int) -> None:
        """Draw the picture's rows from `top` on in `box` (x, y, width, height in points).

        The picture stands in the file once, however many boxes show parts of it.
        """
        x, y, width, height = box
        scale = width / png.width
        whole = png.height * scale
        name = self._picture(png)
        self.saveState()
        path = self.beginPath()
        path.rect(x, y, width, height)
        self.clipPath(path, stroke=0, fill=0)
        base = y + height + top * scale - whole
        inner = pdfdoc.xObjectName(name)
        self._code.append(f"q {width:.4f} 0 0 {whole:.4f} {x:.4f} {base:.4f} cm /{inner} Do Q")
        self._currentPageHasImages = 1
        self._formsinuse.append(name)
        self.restoreState()

    def _picture(self, png: Picture) -> str:
        key = str(png.path)
        if key not in self._pictures:
            self._pictures[key] = f"shot{len(self._pictures)}"
            picture = Streamed(png.dictionary, png.chunks)
            self._doc.Reference(picture, pdfdoc.xObjectName(self._pictures[key]))
        return self._pictures[key]
