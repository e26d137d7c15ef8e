"""The engine's network errors as the few codes that a person can act on."""

import re

_CODES = (
    ("dns", re.compile(r"ERR_(NAME_|DNS_|ICANN_NAME)")),
    ("tls", re.compile(r"ERR_(CERT_|SSL_|BAD_SSL|TLS|ECH_)")),
    ("refused", re.compile(r"ERR_(CONNECTION_REFUSED|ADDRESS_UNREACHABLE|UNSAFE_PORT)")),
    ("timeout", re.compile(r"ERR_(CONNECTION_)?TIMED_OUT")),
    ("offline", re.compile(r"ERR_(INTERNET_DISCONNECTED|NETWORK_ACCESS_DENIED|PROXY_)")),
    ("aborted", re.compile(r"ERR_ABORTED|ERR_BLOCKED")),
)


def error_code(word: str) -> str:
    """Return dns, tls, refused, timeout, offline, aborted or no_answer for a `net::ERR_...`."""
    return next((code for code, pattern in _CODES if pattern.search(word)), "no_answer")
