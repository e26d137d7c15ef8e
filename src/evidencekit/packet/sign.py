"""The PDF's signature: PAdES B-B by pyHanko with the vault's key, checked right after.

After it nothing but pyHanko may touch the file: the signed file begins with the unsigned one.
"""

from pathlib import Path
from typing import BinaryIO

from asn1crypto import algos, pem
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from evidencekit.evidence.signature import Signer

FIELD = "EvidencePacket"
_HASH = "sha256"
# DER of two 48-byte numbers, each with a sign byte, and three headers of two bytes.
_MAX_SIGNATURE = 104


class _DeviceSigner(signers.Signer):
    """Hands pyHanko's bytes to the vault's key; the private key stays where it is."""

    def __init__(self, key: Signer, certificate: asn1_x509.Certificate) -> None:
        super().__init__(
            prefer_pss=False,
            signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
            signing_cert=certificate,
            cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]  # not typed
        )
        self._key = key

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        if digest_algorithm != _HASH:
            raise ValueError(digest_algorithm)
        return bytes(_MAX_SIGNATURE) if dry_run else self._key.sign(data)


def sign(unsigned: Path, signed: BinaryIO, key: Signer, certificate: bytes) -> None:
    """Write `unsigned` with a signature of `key` behind it to `signed`.

    `certificate` is the PEM of the same key.
    Later signatures in fields of the file are allowed, nothing else. Raises OSError.
    """
    _kind, _headers, der = pem.unarmor(certificate)
    signer = _DeviceSigner(key, asn1_x509.Certificate.load(der))
    meta = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm=_HASH,
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.FILL_FORMS,
        reason="Evidence packet",
    )
    with unsigned.open("rb") as file:
        writer = IncrementalPdfFileWriter(file)
        PdfSigner(meta, signer, new_field_spec=SigFieldSpec(FIELD)).sign_pdf(writer, output=signed)
