"""By which certificates the sites of a page were known, in so far as the engine tells."""

import base64
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from evidencekit.capture.channel_messages import Certificate
from evidencekit.capture.connection import DevToolsError
from evidencekit.capture.loads import Hop
from evidencekit.capture.page_view import PageView
from evidencekit.evidence.records import Artefact, BytesBody

MOST_SITES = 30
_MOST_IN_CHAIN = 10
_LINE = 64


def origin_of(url: str) -> str | None:
    """Return scheme, host and port of an address that is asked for over TLS, or None."""
    try:
        parts = urlsplit(url)
        port = parts.port or 443
    except ValueError:
        return None
    host = parts.hostname or ""
    if parts.scheme not in {"https", "wss"} or not host:
        return None
    return f"https://{f'[{host}]' if ':' in host else host}" + (f":{port}" if port != 443 else "")  # noqa: PLR2004


def secured(hops: Iterable[Hop]) -> dict[str, Certificate]:
    """Return what the engine said last of the certificate of each `https://host`."""
    found: dict[str, Certificate] = {}
    for hop in hops:
        origin, certificate = origin_of(hop.url), hop.head and hop.head.certificate
        if origin and certificate:
            found[origin] = certificate
    return found


def chains(view: PageView, origins: Iterable[str], limit: float) -> dict[str, list[bytes]]:
    """Ask the engine for the chain (DER, the site's own first) of each origin; absent: it has none.

    Raises TimeoutError, EngineGone.
    """
    found: dict[str, list[bytes]] = {}
    for origin in sorted(origins)[:MOST_SITES]:
        try:
            chain = chain_in(view.certificates(limit, origin))
        except (DevToolsError, TypeError, ValueError):
            continue
        if chain:
            found[origin] = chain
    return found


def chain_in(told: Sequence[str]) -> list[bytes]:
    """Return the certificates (DER) in what the engine told. Raises TypeError, ValueError."""
    return [base64.b64decode(one, validate=True) for one in told[:_MOST_IN_CHAIN]]


def chain_artefacts(found: dict[str, list[bytes]]) -> list[Artefact]:
    """Return one PEM file a site, `urn:tls:<host>:<port>`."""
    return [
        Artefact(
            "tls",
            f"urn:tls:{place(origin)}",
            "application/pem-certificate-chain",
            BytesBody(pem(chain)),
        )
        for origin, chain in found.items()
    ]


def told_of(
    known: dict[str, Certificate], found: dict[str, list[bytes]]
) -> dict[str, dict[str, object]]:
    """Return the member `tls` of the provenance: what the engine says of each site's certificate.

    `chain` counts the certificates kept as artefact: 0 means that words are all there is.
    """
    return {
        place(origin): {
            "protocol": one.protocol,
            "cipher": one.cipher,
            "subject": one.subject,
            "issuer": one.issuer,
            "valid_from": one.valid_from,
            "valid_to": one.valid_to,
            "chain": len(found.get(origin, ())),
        }
        for origin, one in sorted(known.items())
    }


def place(origin: str) -> str:
    """Return `host:port` of an origin."""
    rest = origin.removeprefix("https://")
    return rest if rest.rpartition("]")[2].count(":") else f"{rest}:443"


def pem(chain: Iterable[bytes]) -> bytes:
    """Return certificates (DER) as PEM, one after the other."""
    return b"".join(map(_pem, chain))


def _pem(der: bytes) -> bytes:
    text = base64.b64encode(der).decode()
    lines = [text[at : at + _LINE] for at in range(0, len(text), _LINE)]
    body = "\n".join(lines)
    return f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n".encode()
