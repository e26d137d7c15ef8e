"""What makes a packet's PDF one for the archive, besides its structure, fonts and pictures.

The rules of PDF/A-3u (ISO 19005-3) and PDF/UA-1 (ISO 14289-1) that concern the whole document: its
metadata as plain XMP that says what the information dictionary says, the colours that it means,
its title in the window. We make it to these rules and check them ourselves; no body has certified
it.
"""

import time
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary

from evidencekit.foundation.resources import resource
from evidencekit.packet.pdf_objects import Plain, Streamed

_CONDITION = "sRGB IEC61966-2.1"
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<pdf:Keywords>{keywords}</pdf:Keywords><pdf:Producer>{producer}</pdf:Producer>
<pdf:Trapped>False</pdf:Trapped>
<xmp:CreatorTool>{creator}</xmp:CreatorTool>
<xmp:CreateDate>{made}</xmp:CreateDate><xmp:ModifyDate>{made}</xmp:ModifyDate>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def describe(document: Any, language: str) -> None:  # noqa: ANN401  # reportlab has no types
    """Add to a reportlab document what PDF/A-3u and PDF/UA-1 want of it as a whole.

    `language` is a tag of BCP 47. Its texts must be such as XML can hold. Raises OSError.
    """
    info, catalog = document.info, document.Catalog
    moment = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", document._timeStamp.lt)  # noqa: SLF001
    texts = {
        name: escape(getattr(info, name))
        for name in ("title", "author", "subject", "keywords", "producer", "creator")
    }
    xmp = _XMP.format(**texts, language=language, made=moment).encode()
    profile = resource("colour", "srgb.icc").read_bytes()
    intent = {
        "Type": "/OutputIntent",
        "S": "/GTS_PDFA1",
        "OutputConditionIdentifier": f"({_CONDITION})",
        "Info": f"({_CONDITION})",
        "DestOutputProfile": document.Reference(_stream("/N 3", profile)),
    }
    catalog.__NoDefault__ = [*catalog.__NoDefault__, "OutputIntents"]
    catalog.OutputIntents = PDFArray([PDFDictionary(intent)])
    catalog.Metadata = _stream("/Type /Metadata /Subtype /XML", xmp)
    catalog.ViewerPreferences = Plain("<< /DisplayDocTitle true >>")


def _stream(entries: str, data: bytes) -> Streamed:
    """Return a stream that no filter touches (ISO 19005-3, 6.6.2.1, of metadata)."""

    def pieces() -> Iterator[bytes]:
        yield data

    return Streamed(f"<< {entries} /Length {len(data)} >>", pieces)
