"""The revocation lists of a token's certificates, fetched where those name them (8.3)."""

from collections.abc import Callable
from itertools import pairwise

from evidencekit.evidence.revocation import MAX_CRL, REVOKED, crl_addresses, crl_fault
from evidencekit.evidence.timestamp import Reason, ReplyFault, TimeToken
from evidencekit.foundation.http import NoAnswer, get, new_session

SECONDS = 10.0
_OK = 200

Fetch = Callable[[str], bytes | None]


def fetch_crl(address: str) -> bytes | None:
    """Return what lies at the address, which a certificate names; None if it can't be had."""
    try:
        answer = get(new_session(), address, limit=MAX_CRL, seconds=SECONDS)
    except NoAnswer:
        return None
    return answer.body if answer.status == _OK else None


class RevocationLists:
    """The lists of one run: each address is asked once, whether it answers or not."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._found: dict[str, bytes | None] = {}

    def over(self, token: TimeToken) -> dict[int, bytes]:
        """Return the good lists, by the place of the certificate that each is about, from 1.

        Raises ReplyFault: revoked.
        """
        good: dict[int, bytes] = {}
        for place, (certificate, issuer) in enumerate(pairwise(token.chain), 1):
            for data in map(self._at, crl_addresses(certificate)):
                fault = crl_fault(data, certificate, issuer, token.gen_time) if data else "none"
                if fault == REVOKED:
                    raise ReplyFault(Reason.REVOKED, f"serial {certificate.serial_number:x}")
                if data and fault is None:
                    good[place] = data
                    break
        return good

    def _at(self, address: str) -> bytes | None:
        if address not in self._found:
            self._found[address] = self._fetch(address)
        return self._found[address]


def lacks_a_list(token: TimeToken, found: dict[int, bytes]) -> bool:
    """Say whether a certificate names a list that was not had: it may be revoked or not."""
    named = {place for place, one in enumerate(token.chain[:-1], 1) if crl_addresses(one)}
    return bool(named - found.keys())
