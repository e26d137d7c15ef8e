"""The roots that a person trusts for time: light to load, for whoever only hands them on."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography import x509


@dataclass(frozen=True, slots=True)
class Roots:
    """The roots that a person trusts for time. `strict`: given now, so any other root fails."""

    certificates: "tuple[x509.Certificate, ...]" = ()
    strict: bool = False
