"""The record of what was filed as a table and as a paper of one page."""

from collections.abc import Iterable
from datetime import datetime
from typing import BinaryIO

from evidencekit.casework.outcomes import Rate
from evidencekit.casework.track_record import Market
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.display_text import one_line
from evidencekit.packet.figures_pdf import Figures, FiguresPaper, write_figures_pdf
from evidencekit.packet.tables import write_xlsx
from evidencekit.services.following import TrackRecord
from evidencekit.services.track_words import days, group_words, main_figures, percent

# So many rows, and so long, keep the paper on one page.
_TOP = {"recipient": 3, "platform": 2, "reason": 2, "rule": 2}
_KEY = 18
_WIDE, _NARROW = 0.34, 0.11
_RATE_COLUMNS = (
    "by", "key", "reported", "answered", "removed", "rejected", "reappeared", "actions",
    "success_rate", "median_days",
)  # fmt: skip


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
        if by in _TOP and some:
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
            one_line(one.key, _KEY),
            str(one.reported),
            str(one.answered),
            str(one.removed),
            str(one.rejected),
            percent(one.success),
            days(one.median_days),
        )
        for one in list(some)[: _TOP[by]]
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
