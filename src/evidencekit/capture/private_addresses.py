"""Is a host of this computer or of a private network? Decides by its name alone, asks nobody."""

import ipaddress

_NAMES = (".localhost", ".local", ".internal", ".home.arpa", ".lan")


def is_private_host(host: str) -> bool:
    """Say whether `host` (as in an address, brackets or not) is certainly not of the public net.

    A public name that leads to a private address is not known here.
    """
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(_NAMES):
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return not (mapped or address).is_global
