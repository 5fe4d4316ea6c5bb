"""Days and times as files write them: ISO 8601, or day, month and year in either order."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum

BRAZIL = timezone(timedelta(hours=-3))
"""The zone of a time that names none: Brazil's since 2019, when it gave up daylight saving time."""

_YEARS = range(1990, 2100)
_MARK = r"(?P<mark>[-/.])"
_ISO = (
    r"(?P<year>\d{4})(?P<mark>[-/])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})",
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)? ?([AaPp][Mm])?", re.ASCII)
_ZONE = re.compile(r" ?(?:(Z)|([+-])(\d{2}):?(\d{2}))$", re.ASCII)


class Order(StrEnum):
    """What comes first in a date that begins with no year."""

    DAY = "day"
    MONTH = "month"


_DATES = {
    order: [re.compile(day + r"(?:[T ]+(?P<rest>\d.*))?", re.ASCII) for day in (written, *_ISO)]
    for order, written in {
        Order.DAY: rf"(?P<day>\d{{1,2}}){_MARK}(?P<month>\d{{1,2}})(?P=mark)(?P<year>\d{{4}})",
        Order.MONTH: rf"(?P<month>\d{{1,2}}){_MARK}(?P<day>\d{{1,2}})(?P=mark)(?P<year>\d{{4}})",
    }.items()
}


def day(text: str, order: Order = Order.DAY) -> date | None:
    """Read a day; a time may follow, and is not read.

    Parameters
    ----------
    text : str
    order : Order, optional

    Returns
    -------
    date or None
        None for what is no day of the years 1990 to 2099.
    """
    found = _found(text, order)
    return None if found is None else found[0]


def moment(text: str, order: Order = Order.DAY, zone: timezone = BRAZIL) -> datetime | None:
    """Read a day and, where one follows, its time; without one it is the day's beginning.

    Parameters
    ----------
    text : str
    order : Order, optional
    zone : timezone, optional
        Of a time that names none.

    Returns
    -------
    datetime or None
        In UTC; None for what can't be read.
    """
    found = _found(text, order)
    if found is None:
        return None
    its, rest = found
    if zoned := _ZONE.search(rest):
        rest = rest[: zoned.start()]
        hours, minutes = int(zoned[3] or 0), int(zoned[4] or 0)
        if hours > 23 or minutes > 59:
            return None
        zone = timezone((-1 if zoned[2] == "-" else 1) * timedelta(hours=hours, minutes=minutes))
    told = _time(rest) if rest else time()
    return None if told is None else datetime.combine(its, told, zone).astimezone(UTC)


def _found(text: str, order: Order) -> tuple[date, str] | None:
    found = next(filter(None, (written.fullmatch(text.strip()) for written in _DATES[order])), None)
    if found is None:
        return None
    year, month, number = map(int, found.group("year", "month", "day"))
    if year not in _YEARS:
        return None
    try:
        return date(year, month, number), found["rest"] or ""
    except ValueError:
        return None


def _time(text: str) -> time | None:
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hour, minute, second = (int(part or 0) for part in found.group(1, 2, 3))
    half = (found[5] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (half == "pm")
    try:
        return time(hour, minute, second, int((found[4] or "0")[:6].ljust(6, "0")))
    except ValueError:
        return None
