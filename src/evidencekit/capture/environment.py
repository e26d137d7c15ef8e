"""Where and when a page was seen: engine, screen, clocks, this computer (6.7, `provenance`)."""

import hashlib
import os
import platform
import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies

from evidencekit.capture.connection import EngineInfo, Json
from evidencekit.capture.plan import SETTINGS_VERSION
from evidencekit.evidence.records import Exchange
from evidencekit.foundation.clock import Clock
from evidencekit.foundation.resources import resource

_TIME_SERVICE = Path("/run/systemd/timesync")
_DAYS_50 = 50 * 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Started:
    """The moment a session began."""

    at: datetime
    mono_ns: int

    @classmethod
    def now(cls, clock: Clock) -> "Started":
        """Read the clock."""
        return cls(clock.now(), clock.monotonic_ns())


def clock_facts(
    clock: Clock, started: Started, exchanges: Iterable[Exchange], time_zone: str
) -> dict[str, object]:
    """Return the member `clock` of 6.7."""
    local = clock.now().astimezone()
    offset = local.utcoffset()
    return {
        "time_zone": time_zone or local.tzname(),
        "utc_offset_minutes": int(offset.total_seconds() // 60) if offset is not None else None,
        "boot": clock.boot(),
        "mono_started": started.mono_ns // 1_000_000,
        "mono_finished": clock.monotonic_ns() // 1_000_000,
        "synchronised": synchronised(),
        "servers": server_clocks(exchanges),
    }


def synchronised(folder: Path = _TIME_SERVICE) -> bool | None:
    """Say whether the system's time service has set the clock; None where that can't be read.

    Only systemd's service says so in a file, since the last boot; others are not asked.
    """
    if not folder.is_dir():
        return None
    return (folder / "synchronized").exists()


def server_clocks(exchanges: Iterable[Exchange]) -> dict[str, int] | None:
    """Return how far the servers' clocks are from ours: Date headers minus arrival, by host.

    Milliseconds; a Date header has whole seconds, so less than 1,000 says nothing.
    None without any such header.
    """
    by_host: dict[str, list[int]] = {}
    for one in exchanges:
        host = urlsplit(one.url).hostname
        sent = _date(one) if one.origin == "network" else None
        if host and sent is not None:
            off = round((sent - one.at).total_seconds() * 1000)
            # A far-off Date is a header that was made up or kept, not a clock.
            if abs(off) < _DAYS_50:
                by_host.setdefault(host, []).append(off)
    medians = [round(statistics.median(values)) for values in by_host.values()]
    if not medians:
        return None
    middle = round(statistics.median(medians))
    low, high = min(medians), max(medians)
    return {"hosts": len(medians), "median_ms": middle, "min_ms": low, "max_ms": high}


def _date(exchange: Exchange) -> datetime | None:
    for name, value in exchange.response_headers:
        if name.lower() == "date":
            try:
                sent = parsedate_to_datetime(value)
            except ValueError:
                return None
            return sent if sent.tzinfo is not None else None
    return None


def engine_facts(engine: EngineInfo) -> dict[str, object]:
    """Return the member `engine` of 6.7."""
    return {
        "kind": engine.kind,
        "name": engine.name,
        "version": engine.version,
        "user_agent": engine.user_agent,
        "window": engine.window,
    }


def settings_facts(engine: EngineInfo) -> dict[str, object]:
    """Return the member `capture_settings` of 6.7: what two captures compared must share."""
    return {
        "version": SETTINGS_VERSION,
        "languages": engine.languages,
        "profile": engine.profile,
    }


def environment_facts(facts: Json, hosts: Iterable[str]) -> dict[str, object]:
    """Return the member `environment` of 6.7 from the script `facts` (empty without a page)."""
    return {
        "platform": f"{platform.system()} {platform.release()} {platform.machine()}",
        "locale": str(facts.get("locale", "")),
        "viewport": {
            "width": int(facts.get("width", 0)),
            "height": int(facts.get("viewport_height", 0)),
            "scale_percent": round(100 * float(facts.get("ratio", 1))),
        },
        "fonts_sha256": fonts_sha256(),
        "proxy": bool(proxies()),
        "hosts_entries": len(hosts_entries(hosts)),
    }


def fonts_sha256() -> str:
    """Return the SHA-256 of the list of our fonts' hashes (`resources/fonts/SHA256SUMS`)."""
    return hashlib.sha256(resource("fonts", "SHA256SUMS").read_bytes()).hexdigest()


def fonts_list() -> dict[str, str]:
    """Return the files of our fonts with their SHA-256."""
    lines = resource("fonts", "SHA256SUMS").read_text(encoding="ascii").splitlines()
    return {name: digest for digest, _blank, name in (line.partition("  ") for line in lines)}


def proxies() -> dict[str, str]:
    """Return the proxies of this computer by scheme, `host` or `host:port`; never a log-in."""
    places = {scheme: _place(address) for scheme, address in getproxies().items()}
    return {scheme: places[scheme] for scheme in ("all", "http", "https") if scheme in places}


def _place(address: str) -> str:
    # Some systems name them without a scheme; what stands before the last @ is a log-in.
    return address.rpartition("://")[2].partition("/")[0].rpartition("@")[2][:300]


def _hosts_file() -> Path:
    if os.name == "nt":
        root = os.environ.get("SYSTEMROOT", r"C:\Windows")
        return Path(root, "System32", "drivers", "etc", "hosts")
    return Path("/etc/hosts")


def hosts_entries(hosts: Iterable[str], file: Path | None = None) -> list[str]:
    """Return the lines of this computer's hosts file that name one of `hosts`.

    Such a line means that this computer itself said where the site is.
    """
    wanted = {host.lower() for host in hosts}
    try:
        text = (file or _hosts_file()).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    lines = [line.split("#", 1)[0].split() for line in text.splitlines()]
    return [" ".join(line) for line in lines if wanted & {name.lower() for name in line[1:]}]
