"""A capture: one visit to one page at one time, and the states it can end in."""

from enum import StrEnum


class CaptureState(StrEnum):
    """How a capture ended (design section 6): exactly one, never rounded up."""

    COMPLETE = "complete"
    COMPLETE_WITH_GAPS = "complete_with_gaps"
    WALL = "wall"
    FAILED = "failed"


class PageKind(StrEnum):
    """What the page is (design section 8). No facts are read from a wall."""

    LISTING = "listing"
    SHOP = "shop"
    SEARCH = "search"
    CAPTCHA = "captcha"
    LOGIN = "login"
    GONE = "gone"
    ERROR = "error"
    OTHER = "other"


class Ground(StrEnum):
    """On what ground pages are captured, as a person stated it of the vault."""

    OWN_RIGHT = "own_right"
    MANDATE = "mandate"


class Stamped(StrEnum):
    """Whether a time token over the capture was received and verified."""

    NONE = "none"
    WAITING = "waiting"
    STAMPED = "stamped"
    DEMO = "demo"
