"""What a person types into the address field, made an address or refused."""

import re

from evidencekit.capture.addresses import web_address
from evidencekit.domain.errors import NotAnAddress

# A name and a colon is a scheme, unless a port follows.
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d{1,5}(/|\?|#|$))")
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|(?i:localhost)|[^/?#]+[.。][^/?#]+)(:\d+)?([/?#]|$)")


def typed_address(text: str) -> str:
    """Return the http or https address that `text` means; without a scheme it gets `https://`.

    Raises NotAnAddress: nothing is searched for, and a single word is no address.
    """
    typed = text.strip()
    if _SCHEME.match(typed):
        return web_address(typed)
    if not _HOST.match(typed):
        raise NotAnAddress(text=text)
    return web_address(f"https://{typed}")
