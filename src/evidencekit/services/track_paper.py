"""The record of what was filed, as words, as a table, as a paper of one page."""

from collections.abc import Iterable
from datetime import datetime
from typing import BinaryIO

from evidencekit.casework.outcomes import Rate
from evidencekit.casework.track_record import Market, RecipientStanding, StandingState
from evidencekit.foundation.catalogue import N_, _
from evidencekit.packet.figures_pdf import Figures, FiguresPaper, write_figures_pdf
from evidencekit.packet.tables import write_xlsx
from evidencekit.services.following import TrackRecord

_TOP = 5
_WIDE, _NARROW = 0.34, 0.11
_RATE_COLUMNS = (
    "by", "key", "reported", "answered", "removed", "rejected", "reappeared", "actions",
    "success_rate", "median_days",
)  # fmt: skip
_STATES = {
    StandingState.HOLDS: N_("holds"),
    StandingState.LOST: N_("lost"),
    StandingState.UNKNOWN: N_("unknown: no answer yet"),
}
_GROUPS = {
    "recipient": N_("By recipient"),
    "platform": N_("By platform"),
    "right": N_("By right"),
    "reason": N_("By reason of refusal"),
    "rule": N_("By the pre-flight rule that would have caught the refusal"),
    "person": N_("By the person who confirmed"),
}
_SHOWN = ("recipient", "platform", "reason", "rule", "person")


def main_figures(record: TrackRecord) -> tuple[tuple[str, str], ...]:
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
        (_("Case numbers of authorities"), ", ".join(whole.authority_cases) or "-"),
        (_("Pieces seized"), f"{whole.pieces}" + (f" ({seized})" if seized else "")),
    ]
    rows += [(one.recipient, standing_words(one)) for one in record.standings]
    return tuple(rows)


def standing_words(one: RecipientStanding) -> str:
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


def write_record(
    file: BinaryIO, record: TrackRecord, made: datetime, ending: str, public: bool | None
) -> None:
    """Write the record as `.xlsx` or `.pdf`. `public`: by market instead, None not. Raises OSError.

    A text of a spreadsheet is a text whatever it begins with.
    """
    if ending == ".pdf":
        paper = paper_of(record) if public is None else market_paper(record, public=public)
        write_figures_pdf(file, paper, made)
    elif public is None:
        rows = (
            {"by": by} | one.to_json() for by, some in record.rates for one in some
        )  # one sheet: it can be filtered by its first column
        write_xlsx(file, _RATE_COLUMNS, rows)
    else:
        markets = [_flat(one, public=public) for one in record.markets]
        columns = tuple(Market("", 0, 0, 0, 0, 0, None, 0, 0).to_json(public=public))
        write_xlsx(file, columns, markets)


def paper_of(record: TrackRecord) -> FiguresPaper:
    """Return the record as a paper of one page."""
    blocks = [Figures(_("In short, {day}").format(day=record.on), main_figures(record))]
    for by, some in record.rates:
        if by in _SHOWN and some:
            blocks.append(_rates_block(by, some))
    return FiguresPaper(_("What became of complaints"), tuple(blocks), _notes())


def market_paper(record: TrackRecord, *, public: bool) -> FiguresPaper:
    """Return the table of markets; each page of the confidential version says so."""
    head = (
        _("Market"), _("Notices"), _("Listings"), _("Removed"), _("Rate"), _("Days"),
        _("Back again"), _("Repeat sellers"),
    )  # fmt: skip
    rows = tuple(
        (
            one.market,
            str(one.notices),
            str(one.listings),
            str(one.removed),
            percent(one.removed / one.answered if one.answered else None),
            days(one.median_days),
            str(one.reappeared),
            str(one.repeat_sellers),
        )
        for one in record.markets
    )
    shares = (0.23, *[0.11] * 7)
    blocks = [Figures(_("By market, {day}").format(day=record.on), rows, head, shares)]
    if not public:
        named = tuple(
            (one.market, ", ".join((*one.sellers, *one.complaints))) for one in record.markets
        )
        blocks.append(Figures(_("Sellers and complaints by market"), named))
    title = _("Figures for a submission on notorious markets")
    banner = None if public else _("BUSINESS CONFIDENTIAL")
    return FiguresPaper(title, tuple(blocks), _notes(), banner)


def _rates_block(by: str, some: Iterable[Rate]) -> Figures:
    head = (
        "", _("Reported"), _("Answered"), _("Removed"), _("Refused"), _("Success"), _("Days"),
    )  # fmt: skip
    rows = tuple(
        (
            one.key,
            str(one.reported),
            str(one.answered),
            str(one.removed),
            str(one.rejected),
            percent(one.success),
            days(one.median_days),
        )
        for one in list(some)[:_TOP]
    )
    return Figures(group_words(by), rows, head, (_WIDE, *[_NARROW] * 6))


def _flat(one: Market, *, public: bool) -> dict[str, object]:
    told = one.to_json(public=public)
    return {
        name: " ".join(value) if isinstance(value, list) else value for name, value in told.items()
    }


def _notes() -> tuple[str, ...]:
    return (
        _(
            "Counted is what people recorded of filed complaints, and what later visits found, "
            "address by address. A share is of what was answered; what nobody answered is no "
            "refusal."
        ),
        _(
            "A report of 2017 by Alibaba tells that fewer than one lead in ten led to action by an "
            "authority."
        ),
    )
