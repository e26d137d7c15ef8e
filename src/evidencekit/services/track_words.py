"""Words for the record of what was filed, in the current language."""

from typing import TYPE_CHECKING

from evidencekit.foundation.catalogue import N_, _
from evidencekit.foundation.display_text import one_line

if TYPE_CHECKING:
    from evidencekit.casework.track_record import RecipientStanding
    from evidencekit.services.following import TrackRecord

_LONG, _CASES = 18, 4
_STATES = {
    "holds": N_("holds"),
    "lost": N_("lost"),
    "unknown": N_("unknown: no answer yet"),
}
_GROUPS = {
    "recipient": N_("By recipient"),
    "platform": N_("By platform"),
    "right": N_("By right"),
    "reason": N_("By reason of refusal"),
    "rule": N_("By the pre-flight rule that would have caught the refusal"),
    "person": N_("By the person who confirmed"),
}


def main_figures(record: "TrackRecord") -> tuple[tuple[str, str], ...]:
    """Return the main figures as names and words, in the current language."""
    whole = record.totals
    led = f"{percent(whole.led_share)} ({whole.led} / {whole.leads})"
    seized = ", ".join(f"{amount:,f} {currency}" for currency, amount in whole.seized)
    rows = [
        (_("Addresses reported"), str(whole.reported)),
        (_("Answered"), str(whole.answered)),
        (_("Removed or accepted"), f"{whole.removed} ({percent(whole.success)})"),
        (_("Refused"), str(whole.rejected)),
        (_("Back again"), str(whole.reappeared)),
        (_("Days to removal, median"), days(whole.median_days)),
        (_("Leads to authorities that led to action"), led),
        (_("Case numbers of authorities"), _some(whole.authority_cases) or "-"),
        (_("Pieces seized"), f"{whole.pieces}" + (f" ({seized})" if seized else "")),
    ]
    rows += [(one.recipient, standing_words(one)) for one in record.standings]
    return tuple(rows)


def standing_words(one: "RecipientStanding") -> str:
    """Return how a recipient counts us, in the current language."""
    text = _("{state}: success {success}, line {line} %, since {day}; {left} more refusals borne")
    told = text.format(
        state=_(_STATES[one.state]),
        success=percent(one.success),
        line=one.success_line,
        day=one.since,
        left=one.refusals_left,
    )
    if one.objection_line is None:
        return told
    more = _("counter-notices upheld {share}, line {line} %")
    return f"{told}; {more.format(share=percent(one.upheld_share), line=one.objection_line)}"


def group_words(by: str) -> str:
    """Return the heading of a group of rates."""
    return _(_GROUPS[by])


def percent(share: float | None) -> str:
    """Return a share as a percentage; of nothing it is not known."""
    return _("not known") if share is None else f"{share:.1%}"


def days(median: float | None) -> str:
    """Return days to removal; without a removal they are not known."""
    return _("not known") if median is None else f"{median:g}"


def _some(names: tuple[str, ...]) -> str:
    """Return a few names, and how many more there are."""
    more = f" (+{len(names) - _CASES})" if len(names) > _CASES else ""
    return ", ".join(one_line(name, _LONG) for name in names[:_CASES]) + more
