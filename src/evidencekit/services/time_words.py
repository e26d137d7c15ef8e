"""What may be said of a capture's time, in the words of `docs/threat-model.md` 7."""

import math
from collections.abc import Mapping
from typing import Any

from evidencekit.foundation.catalogue import _
from evidencekit.services.time_bracket import TimeBracket

# A Date header has whole seconds, and an answer is on its way for a while.
_AGREES_S = 5


def captured_words(about: Mapping[str, object]) -> str:
    """Return when this computer's clock says it was, and what the servers' clocks say of that."""
    time, off = _shown(str(about.get("started") or "-")), _servers_off(about.get("clock"))
    if off is None:
        return _("Captured {time} by this computer's clock.").format(time=time)
    if off <= _AGREES_S:
        said = _(
            "Captured {time} by this computer's clock (server clocks in this capture agreed within "
            "{n} s)."
        )
    else:
        said = _(
            "Captured {time} by this computer's clock (server clocks in this capture differed from "
            "it by up to {n} s)."
        )
    return said.format(time=time, n=off)


def bracket_words(bracket: TimeBracket, *, demo: bool) -> list[str]:
    """Return what the tokens say, never "captured at" a token's time."""
    said = [_("DEMO: this proves nothing.")] if demo else []
    if bracket.not_before:
        earlier = _("Put together after {time}: a time token of {authority} was there before it.")
        by = bracket.not_before_authority
        said.append(earlier.format(time=_shown(bracket.not_before), authority=by))
    if bracket.not_after:
        later = _("Proven to exist before {time} by a time token of {authority}.")
        by = bracket.not_after_authority
        said.append(later.format(time=_shown(bracket.not_after), authority=by))
    else:
        said.append(_("No independent time yet: the time is this computer's clock only."))
    if bracket.not_before and bracket.not_after and bracket.not_before > bracket.not_after:
        said.append(_("These two contradict each other: a clock of an authority was wrong."))
    if bracket.not_before or bracket.not_after:
        said.append(
            _("Tokens bound the record, not the visit. `evidencekit verify` checks the tokens.")
        )
    return said


def words_of_shown(shown: Mapping[str, object]) -> list[str]:
    """Return all of it for the object of `show --json`."""
    about = _object(shown.get("provenance"))
    bracket = TimeBracket(**_object(shown.get("time")))
    said = [captured_words(about)] if about else []
    said += bracket_words(bracket, demo=about.get("demo") is True)
    imported = shown.get("imported")
    if any(one.get("kind") == "certificate" for one in map(_object, _list(imported))):
        said.append(_("With it lies a certificate of others, not checked by us."))
    if shown.get("clock_steps"):
        said.append(
            _(
                "While this computer ran, its clock was set or it slept: see clock_steps in "
                "`evidencekit show --json`."
            )
        )
    return said


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _servers_off(clock: object) -> int | None:
    """Return by how many seconds a server's clock differs from ours at most, rounded up."""
    servers = clock.get("servers") if isinstance(clock, dict) else None
    ends = [servers.get(name) for name in ("min_ms", "max_ms")] if isinstance(servers, dict) else []
    known = [abs(one) for one in ends if isinstance(one, int)]
    return max(1, math.ceil(max(known) / 1000)) if known else None


def _shown(utc: str) -> str:
    return utc.replace("T", " ").replace("Z", " UTC")
