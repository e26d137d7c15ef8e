"""How far a capture goes before it stops by itself."""

from dataclasses import dataclass

# How pages are visited: limits, steps, viewport. Raised with any change of these by which the same
# page may look otherwise; captures are compared field by field only between equal versions.
SETTINGS_VERSION = 5


@dataclass(frozen=True, slots=True)
class CapturePlan:
    """Limits of one capture: seconds, bytes, CSS px. `seconds` is the budget of the whole visit.

    `patience`: seconds after the load event that late answers get, beside the scroll; `wait`: extra
    seconds after loading, as the person asked. `growths`: how often the page may grow under the
    scroll before it counts as endless; `quiet`: seconds without a request open. `documents`: keep
    files that stand alone too, a PDF and an MHTML with all its pictures, about as large again.
    `consent`: refuse consent banners; who is at the page does that by hand.
    """

    seconds: float = 60.0
    bytes: int = 200 << 20
    navigate: float = 30.0
    settle: float = 12.0
    scroll: float = 18.0
    patience: float = 2.5
    wait: float = 0.0
    quiet: float = 0.5
    height: int = 60_000
    width: int = 8_000
    growths: int = 10
    documents: bool = False
    consent: bool = False
