"""Days that an office counts, by country; python-holidays knows the calendars."""

from datetime import date, timedelta

_ONE = timedelta(days=1)
_SATURDAY = 5


def add_days(start: date, amount: int, unit: str, country: str | None) -> date | None:
    """Return the last day of a term of `amount` days, working_days, business_days, months or years.

    The day of the event does not count. Without a country only Saturdays and Sundays are left out;
    China's working weekends are known to its calendar. None for an unknown unit.
    """
    if unit == "days":
        return start + timedelta(days=amount)
    if unit in {"working_days", "business_days"}:
        return _add_working(start, amount, country)
    if unit in {"month", "months"}:
        return _add_months(start, amount)
    if unit in {"year", "years"}:
        return _add_months(start, 12 * amount)
    return None


def _add_working(start: date, amount: int, country: str | None) -> date:
    day, left = start, amount
    free = _calendar(country)
    while left:
        day += _ONE
        if _is_working(day, free):
            left -= 1
    return day


def _is_working(day: date, free: object) -> bool:
    if free is None:
        return day.weekday() < _SATURDAY
    return bool(free.is_working_day(day))  # type: ignore[attr-defined]  # HolidayBase


def _calendar(country: str | None) -> object:
    if country is None:
        return None
    import holidays  # noqa: PLC0415  # 0.1 s, and only terms in working days need it

    try:
        return holidays.country_holidays(country)
    except NotImplementedError:
        return None


def _add_months(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    first_after = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = (first_after - _ONE).day
    return date(year, month + 1, min(start.day, last))
