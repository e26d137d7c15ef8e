"""Is a text the address of a web page? Decides before anything is asked of an engine."""

from urllib.parse import urlsplit

from evidencekit.domain.errors import NotAnAddress

_LONGEST = 1 << 16


def web_address(text: str) -> str:
    """Return `text` without the white space around it, otherwise as it is (IDN included).

    Raises NotAnAddress for anything but an absolute http or https address, and for what a browser
    and a reader would understand differently: controls, white space, backslashes before the query.
    """
    address = text.strip()
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise NotAnAddress(text=text) from error
    head = address.split("?", 1)[0].split("#", 1)[0]
    if (
        parts.scheme.lower() not in {"http", "https"}
        or not host
        or len(address) > _LONGEST
        or "\\" in head
        or any(char.isspace() or not char.isprintable() for char in address)
    ):
        raise NotAnAddress(text=text)
    return address
