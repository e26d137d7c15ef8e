"""The signature of `packet.pdf`, checked by pyHanko: whole, untouched since, by which key."""

import hashlib
import logging
import re
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

from asn1crypto import cms
from cryptography.exceptions import UnsupportedAlgorithm
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from evidencekit.packet.sign import FIELD

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


@dataclass(frozen=True, slots=True)
class PdfFindings:
    """`fault` is None or one word; without one, who signed a PDF that names the manifest's SHA-256.

    `fingerprint` is the SHA-256 of the signer's public key (64 hex), `subject` the certificate's.
    """

    fault: str | None = None
    fingerprint: str | None = None
    subject: str | None = None
    manifest_sha256: str | None = None


def check_pdf(path: Path) -> PdfFindings:
    """Check our signature in the PDF at `path`. The signer is whoever: compare. Never raises."""
    # pyHanko logs what it finds wrong; here it is an answer.
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    try:
        with path.open("rb") as file:
            return _checked(PdfFileReader(file, strict=True))
    except _FAULTS:
        return PdfFindings("unreadable")


def _checked(reader: PdfFileReader) -> PdfFindings:
    ours = [one for one in reader.embedded_regular_signatures if one.field_name == FIELD]
    if len(ours) != 1:
        return PdfFindings("unsigned")
    certificate = ours[0].signer_cert
    trusted = ValidationContext(trust_roots=[certificate], allow_fetching=False)
    status = validate_pdf_signature(ours[0], trusted)
    if not (status.intact and status.valid and _padding_is_empty(ours[0])):
        return PdfFindings("changed")
    level = status.modification_level
    last = reader.embedded_signatures[-1]
    last.compute_integrity_info()
    # Others may sign after us; behind the last signature there is nothing.
    if last.coverage is not SignatureCoverageLevel.ENTIRE_FILE:
        return PdfFindings("changed_after")
    if level is not None and level > ModificationLevel.FORM_FILLING:
        return PdfFindings("changed_after")
    if not status.docmdp_ok:
        return PdfFindings("changed_after")
    fingerprint = hashlib.sha256(certificate.public_key.dump()).hexdigest()
    subject = certificate.subject.human_friendly
    # As it was signed, whatever a later revision says.
    info = reader.get_historical_resolver(ours[0].signed_revision).trailer_view["/Info"]
    named = _MANIFEST.fullmatch(str(info["/Keywords"]))
    return PdfFindings(None, fingerprint, subject, named[1] if named else None)


def _padding_is_empty(signature: EmbeddedPdfSignature) -> bool:
    """Say whether nothing hides behind the signature, in the only bytes that it can't cover."""
    content = bytes(signature.pkcs7_content)
    return not any(content[len(cms.ContentInfo.load(content).dump()) :])
