"""Times as text: UTC, `Z`, milliseconds (design section 7)."""

from datetime import UTC, datetime


def utc_text(at: datetime) -> str:
    """Return `YYYY-MM-DDThh:mm:ss.mmmZ` of an aware time."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def utc_seconds(at: datetime) -> str:
    """Return `YYYY-MM-DDThh:mm:ssZ`, the form of WARC and WACZ, truncated."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_utc(text: str) -> datetime:
    """Read either form back. Raises ValueError for anything that is not UTC with `Z`."""
    if not text.endswith("Z"):
        raise ValueError(text)
    return datetime.fromisoformat(text)
