"""Time in the PDF's signature: PAdES B-T to B-LTA by an authority that a person chose.

Each reply is checked by our own rules (`docs/vault-format.md` 8.3) before pyHanko takes it.
"""

import asyncio
import logging
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO, Protocol

from asn1crypto import crl as asn1_crl
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.signers.pdf_signer import TimestampDSSContentSettings
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator import ValidationContext

from evidencekit.evidence.timestamp import TimeToken, check_reply, read_request
from evidencekit.packet.model import TIMES

HASH = "sha256"


class Authority(Protocol):
    """Whoever gives time tokens; `roots` are those that its chain may end in."""

    @property
    def roots(self) -> tuple[x509.Certificate, ...]:
        """Return the roots."""

    def ask(self, request: bytes) -> bytes:
        """Return the reply to a DER request. Raises ReplyFault: unreachable, http_status."""


class Stamper(TimeStamper):
    """Asks one authority for pyHanko. `lists` gets a token's revocation lists, DER by place."""

    def __init__(
        self, authority: Authority, lists: Callable[[TimeToken], Mapping[int, bytes]]
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # not typed
        self._authority, self._lists = authority, lists
        self.tokens: list[TimeToken] = []

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Return the reply, which holds by our rules. Raises ReplyFault."""
        request = req.dump()
        reply = self._authority.ask(request)
        self.tokens.append(check_reply(reply, read_request(request), self._authority.roots))
        return tsp.TimeStampResp.load(reply)

    def trust(self) -> ValidationContext:
        """Return what pyHanko keeps beside a signature: the chain and its revocation lists.

        The authority is asked once for it, so that one that is away is known before anything is
        written. Raises ReplyFault, also for a certificate that was revoked.
        """
        asyncio.run(self.async_dummy_response(HASH))
        token = self.tokens[-1]
        chain = [_asn1(one) for one in token.chain]
        lists = [asn1_crl.CertificateList.load(data) for data in self._lists(token).values()]
        # It warns that it may not fetch: what there is was fetched here.
        logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
        return ValidationContext(
            moment=token.gen_time,
            trust_roots=[_asn1(one) for one in self._authority.roots],
            other_certs=chain,
            crls=lists,
            allow_fetching=False,
            revocation_mode="soft-fail",
        )


class PdfAppender(IncrementalPdfFileWriter):
    """pyHanko's writer, which leaves title, dates and metadata as they were signed.

    Its own would write the metadata anew and drop from it what makes the file PDF/A and PDF/UA.
    """

    def _update_meta(self) -> None:
        pass


def stamp_pdf(signed: Path, stamped: BinaryIO, stamper: Stamper) -> None:
    """Write `signed` with a document time stamp behind all that it holds to `stamped`.

    That is the time that was not to be had when it was signed, and the renewal of an earlier stamp
    before that ends (PAdES B-LTA, ETSI EN 319 142-1, 5.5). Raises ReplyFault, OSError.
    """
    trusted = stamper.trust()
    with signed.open("rb") as file:
        shutil.copyfileobj(file, stamped)
    append_stamp(stamped, stamper, trusted)


def append_stamp(file: BinaryIO, stamper: Stamper, trusted: ValidationContext) -> None:
    """Add a document time stamp to the signed PDF in `file`, open for reading and writing.

    What is needed to check the authority's certificates later stands under the stamp, not behind
    it: nothing comes after the last signature. Raises ReplyFault, OSError.
    """
    writer = PdfAppender(file)
    free = {name for name, _value, _field in enumerate_sig_fields(writer, filled_status=False)}
    # A field of the file's own structure while there is one.
    field = next((name for name in TIMES if name in free), None)
    PdfTimeStamper(stamper, field_name=field).timestamp_pdf(
        writer,
        HASH,
        validation_context=trusted,
        dss_settings=TimestampDSSContentSettings(include_vri=False, update_before_ts=True),
        in_place=True,
    )


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
