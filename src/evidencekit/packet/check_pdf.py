"""The signature of `packet.pdf`, checked by pyHanko: whole, untouched since, by which key."""

import hashlib
import logging
import re
import struct
import zlib
from collections.abc import Coroutine, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, TypeVar

from asn1crypto import cms
from cryptography.exceptions import UnsupportedAlgorithm
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from evidencekit.domain.times import utc_seconds
from evidencekit.packet.model import FIELD, EmbeddedData, PdfFindings

T = TypeVar("T")
_MAX_FILES, _MAX_NAME, _HEAD = 20_000, 300, 1024
_DATA = re.compile(
    rb"\d{1,10} 0 obj\n<< /Type /EmbeddedFile /Subtype /[A-Za-z0-9#.-]+ /Length (\d{1,12}) "
    rb"/Params << /Size \1 /ModDate \(D:\d{14}Z\) >> >>\nstream\n"
)
_MANIFEST = re.compile(r"manifest-sha256:([0-9a-f]{64})")
# What a changed PDF makes pyHanko and the parsers below it raise.
_FAULTS = (
    PdfError,
    SignatureValidationError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AssertionError,
    NotImplementedError,
    UnsupportedAlgorithm,
    struct.error,
    zlib.error,
    AttributeError,
    RecursionError,
    OSError,
)


def check_pdf(path: Path) -> PdfFindings:
    """Check our signature in the PDF at `path`. The signer is whoever: compare. Never raises."""
    try:
        with path.open("rb") as file:
            return check_open_pdf(file)
    except OSError:
        return PdfFindings("unreadable")


def check_open_pdf(file: BinaryIO) -> PdfFindings:
    """Check our signature in an open PDF; see `check_pdf`."""
    # pyHanko logs what it finds wrong; here it is an answer.
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    try:
        return _checked(PdfFileReader(file, strict=True))
    except _FAULTS:
        return PdfFindings("unreadable")


def _checked(reader: PdfFileReader) -> PdfFindings:
    ours = [one for one in reader.embedded_regular_signatures if one.field_name == FIELD]
    if len(ours) != 1:
        return PdfFindings("unsigned")
    certificate = ours[0].signer_cert
    trusted = ValidationContext(trust_roots=[certificate], allow_fetching=False)
    status = _at_once(async_validate_pdf_signature(ours[0], trusted))
    fault = _changed(reader, ours[0], status)
    if fault is not None:
        return PdfFindings(fault)
    others = _others(reader, trusted)
    if others is None:
        return PdfFindings("other_signature")
    stamped = status.timestamp_validity
    if stamped is not None and not (stamped.intact and stamped.valid):
        return PdfFindings("timestamp")
    times = [*_stamps(reader, trusted), *([stamped.timestamp] if stamped else [])]
    if None in times:
        return PdfFindings("timestamp")
    earliest = min((one for one in times if one), default=None)
    # As it was signed, whatever a later revision says.
    info = reader.get_historical_resolver(ours[0].signed_revision).trailer_view["/Info"]
    named = _MANIFEST.fullmatch(str(info["/Keywords"]))
    return PdfFindings(
        None,
        hashlib.sha256(certificate.public_key.dump()).hexdigest(),
        certificate.subject.human_friendly,
        named[1] if named else None,
        tuple(_embedded(reader, ours[0].signed_revision)),
        others,
        utc_seconds(earliest) if earliest else None,
    )


def _changed(
    reader: PdfFileReader, ours: EmbeddedPdfSignature, status: PdfSignatureStatus
) -> str | None:
    """Return what became of the file since we signed it, None if nothing but what is allowed."""
    if not (status.intact and status.valid and _padding_is_empty(ours)):
        return "changed"
    level = status.modification_level
    last = reader.embedded_signatures[-1]
    last.compute_integrity_info()
    # Others may sign after us; behind the last signature there is nothing.
    if last.coverage is not SignatureCoverageLevel.ENTIRE_FILE:
        return "changed_after"
    if level is not None and level > ModificationLevel.FORM_FILLING:
        return "changed_after"
    return None if status.docmdp_ok else "changed_after"


def _others(reader: PdfFileReader, trusted: ValidationContext) -> str | None:
    """Return who else signed, field and subject a line; None if one of these is broken."""
    told = []
    for one in reader.embedded_regular_signatures:
        if one.field_name == FIELD:
            continue
        status = _at_once(async_validate_pdf_signature(one, trusted))
        if not (status.intact and status.valid and _padding_is_empty(one)):
            return None
        name = " ".join(one.signer_cert.subject.human_friendly.split())
        told.append(f"{one.field_name}: {name[:_MAX_NAME]}")
    return "\n".join(told)


def _stamps(reader: PdfFileReader, trusted: ValidationContext) -> Iterator[datetime | None]:
    """Give the times of the document time stamps; None for one that is broken."""
    for one in reader.embedded_timestamp_signatures:
        status = _at_once(async_validate_pdf_timestamp(one, trusted))
        yield status.timestamp if status.intact and status.valid else None


def _embedded(reader: PdfFileReader, revision: int) -> Iterator[EmbeddedData]:
    """Give the files that the signed revision holds, in our own form; none of them is read.

    Raises ValueError for one in another form: of those we can't tell what they are.
    """
    root = reader.get_historical_resolver(revision).trailer_view["/Root"]
    names = root["/Names"]["/EmbeddedFiles"]["/Names"] if "/Names" in root else []
    if len(names) > _MAX_FILES:
        raise ValueError("files")
    for at in range(1, len(names), 2):
        said = names[at]
        place = reader.xrefs.get_historical_ref(said["/EF"].raw_get("/F").reference, revision)
        if not isinstance(place, int):
            raise ValueError("packed")  # noqa: TRY004  # of a file, not of ours
        reader.stream.seek(place)
        found = _DATA.match(reader.stream.read(_HEAD))
        if found is None:
            raise ValueError("form")
        yield EmbeddedData(str(said["/Desc"])[:_MAX_NAME], place + found.end(), int(found[1]))


def _at_once(work: Coroutine[object, None, T]) -> T:
    """Run what waits for nothing, since nothing is fetched: a loop of events would want sockets."""
    try:
        work.send(None)
    except StopIteration as done:
        answer: T = done.value
        return answer
    work.close()
    raise NotImplementedError


def _padding_is_empty(signature: EmbeddedPdfSignature) -> bool:
    """Say whether nothing hides behind the signature, in the only bytes that it can't cover."""
    content = bytes(signature.pkcs7_content)
    return not any(content[len(cms.ContentInfo.load(content).dump()) :])
