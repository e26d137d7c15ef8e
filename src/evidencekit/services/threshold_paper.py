"""The threshold sheet as a paper for an authority: refused while it would state unread law."""

from collections.abc import Iterator

from evidencekit.casework.counting import Counted, CountedListing
from evidencekit.casework.thresholds import LineState, State
from evidencekit.domain.errors import LawUnread
from evidencekit.foundation.catalogue import N_, _
from evidencekit.packet.figures_pdf import Figures, FiguresPaper
from evidencekit.packet.parts.threshold import ANSWERED, ANSWERS
from evidencekit.services.sheet_exhibits import SheetExhibits
from evidencekit.services.thresholds import SellerSheet

_STATES = {
    State.BELOW: N_("below"),
    State.NEAR: N_("near (80 % or more)"),
    State.REACHED_ON_LOW: N_("reached on the low end"),
    State.REACHED_ONLY_ON_HIGH: N_("reached only on the high end"),
    State.UNKNOWN: N_("unknown"),
}
_NAMED = 12


def paper_of(made: SellerSheet, exhibits: SheetExhibits, *, demo: bool) -> FiguresPaper:
    """Return the sheet line by line. Raises LawUnread for a line that nobody here has read."""
    sheet = made.sheet
    unread = [one.line.fact for one in sheet.states if one.line.fact.is_open]
    if unread:
        names = list(dict.fromkeys(fact.name for fact in unread))
        shown = ", ".join(names[:_NAMED]) + (", ..." if len(names) > _NAMED else "")
        raise LawUnread(file=unread[0].file, names=shown)
    about = (
        (_("Seller"), "; ".join(shop.words for shop in made.shops)),
        (_("Right"), made.right.words),
        (_("Law in force on"), sheet.day.isoformat()),
        (_("One hand, because"), "; ".join(made.grounds) or "-"),
        *made.choices,
        *_mixed(made, exhibits),
    )
    sums = tuple(
        (name, f"{figure.words} {sheet.currency if figure.is_read else ''}")
        for name, figure in (
            (_("Sales"), sheet.sales),
            (_("Unsold"), sheet.unsold),
            (_("Volume"), sheet.volume),
            (_("Gains"), sheet.gains),
        )
    )
    lines = tuple(line for one in sheet.listings for line in _listing(one, exhibits))
    head = (_("Listing"), _("What"), _("Units x price = amount"), _("Exhibit"))
    states = tuple(_state(one) for one in sheet.states)
    law = (_("Line of the law"), _("State"), _("How it is known"))
    return FiguresPaper(
        _("Threshold sheet"),
        (
            Figures(_("What it is about"), about),
            Figures(_("Sums"), sums),
            Figures(_("Line by line"), lines, head, (0.34, 0.12, 0.42, 0.12)),
            Figures(_("Against the lines of the law"), states, law, (0.36, 0.22, 0.42)),
            *_answers(made),
            _exhibits(exhibits),
        ),
        (made.caution, *(one.words for one in made.all_missing)),
        _("DEMO. It proves nothing.") if demo else None,
    )


def _mixed(made: SellerSheet, exhibits: SheetExhibits) -> Iterator[tuple[str, str]]:
    """Name the exhibits whose low end is zero because their counts are of other goods too."""
    if made.mixed:
        named = ", ".join(map(exhibits.called, made.mixed))
        yield _("Exhibits whose counts cover other variants too"), named


def _answers(made: SellerSheet) -> Iterator[Figures]:
    rows = tuple(
        (
            _(one.question.text),
            _(ANSWERS[one.said]),
            one.ground or "-",
            f"{one.by}, {one.at:%Y-%m-%d}",
        )
        for one in made.answers
    )
    if rows:
        head = (_("What"), _("Answer"), _("It rests on"), _("Person"))
        yield Figures(_(ANSWERED), rows, head, (0.4, 0.1, 0.3, 0.2))


def _exhibits(exhibits: SheetExhibits) -> Figures:
    title = _("Exhibits, counted by this sheet alone")
    if exhibits.case:
        title = _("Exhibits of the case {case}").format(case=exhibits.case)
    head = (_("Exhibit"), _("Sealed (UTC)"), _("Capture"), _("SHA-256"))
    rows = tuple((it.called, it.sealed, it.capture_id, it.sha256) for it in exhibits.exhibits)
    return Figures(title, rows, head, (0.1, 0.2, 0.26, 0.44))


def _listing(one: CountedListing, exhibits: SheetExhibits) -> Iterator[tuple[str, ...]]:
    name = f"{one.platform} {one.item_id}"
    for counted in one.sold:
        yield name, _("sold"), _product(counted), exhibits.called(counted.capture_id)
    if not one.sold:
        named = ", ".join(map(exhibits.called, one.captures))
        yield name, _("sold"), _("not read"), named
    if one.stock:
        yield name, _("in stock"), _product(one.stock), exhibits.called(one.stock.capture_id)


def _product(counted: Counted) -> str:
    return f"{counted.units.words} x {counted.price.words} = {counted.amount.words}"


def _state(one: LineState) -> tuple[str, ...]:
    return one.line.words, _(_STATES[one.state]), one.law_words
