"""Dates as contributors write them. A format is declared; none is guessed."""

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cache

ISO = "iso"
EXCEL = "excel"
EXCEL_ZERO = date(1899, 12, 30)
"""Day 0 of Excel's 1900 date system, two days early: Excel counts 1900 as a leap year."""
EXCEL_LAST = 73_050
"""Serial number of the last day of 2099: anything above is not the date of a case."""
PARTS = {"day": r"(?P<day>\d{1,2})", "month": r"(?P<month>\d{1,2})", "year": r"(?P<year>\d{4})"}
SHAPES = (("year",), ("month", "year"), ("year", "month"), *(
    ("day", "month", "year"), ("month", "day", "year"), ("year", "month", "day"), ("year", "day", "month"),
))  # fmt: skip

DateRange = tuple[date, date]
"""The first and the last day that a text can mean: the same day twice where the day is known."""

_WORD = re.compile(r"day|month|year")
_ISO_TEXT = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?")


def formats_fault(formats: Sequence[str]) -> str:
    """What is wrong with declared formats, as a sentence; nothing when all can be used.

    >>> formats_fault(["day/month/year", "iso"])
    ''
    >>> formats_fault(["dd/mm/yyyy"])
    "'dd/mm/yyyy' is not a date format: use iso, excel, or such as day/month/year, month/year or year."
    """
    for text in formats:
        if text not in (ISO, EXCEL) and tuple(_WORD.findall(text)) not in SHAPES:
            return f"{text!r} is not a date format: use iso, excel, or such as day/month/year, month/year or year."
    orders = {tuple(_WORD.findall(text)): text for text in formats}
    day_first, month_first = orders.get(("day", "month", "year")), orders.get(("month", "day", "year"))
    if day_first and month_first and _separators(day_first) == _separators(month_first):
        return f"{day_first!r} and {month_first!r} cannot be told apart: declare one of them."
    return ""


def _separators(text: str) -> tuple[str, ...]:
    return tuple(_WORD.split(text))


@cache
def _pattern(text: str) -> re.Pattern[str]:
    pieces = re.split(r"(day|month|year)", text)
    return re.compile("".join(PARTS.get(piece, re.escape(piece)) for piece in pieces), re.ASCII)


def read_date(text: str, formats: Sequence[str]) -> DateRange | None:
    """What a text means by the first format it fits, or None when it fits none or is no date of the calendar.

    >>> read_date("03/02/2021", ["day/month/year"])
    (datetime.date(2021, 2, 3), datetime.date(2021, 2, 3))
    >>> read_date("1998", ["day/month/year", "year"])
    (datetime.date(1998, 1, 1), datetime.date(1998, 12, 31))
    >>> read_date("31/02/2021", ["day/month/year"]) is None
    True
    """
    for name in formats:
        found = _READERS.get(name, _by_pattern)(text, name)
        if found is not None:
            return found
    return None


def _iso(text: str, _name: str) -> DateRange | None:
    match = _ISO_TEXT.fullmatch(text)
    if match is None:
        return None
    try:
        day = date.fromisoformat(match[1])
    except ValueError:
        return None
    return day, day


def _excel(text: str, _name: str) -> DateRange | None:
    whole = text.partition(".")[0]
    if not (whole.isascii() and whole.isdecimal()) or not 1 <= int(whole[:7]) <= EXCEL_LAST or len(whole) > 5:
        return None
    day = EXCEL_ZERO + timedelta(days=int(whole))
    return day, day


def _by_pattern(text: str, name: str) -> DateRange | None:
    match = _pattern(name).fullmatch(text)
    if match is None:
        return None
    parts = match.groupdict()
    year, month, day = int(parts["year"]), parts.get("month"), parts.get("day")
    try:
        first = date(year, int(month or 1), int(day or 1))
        if day is not None:
            return first, first
        last_month = int(month) if month is not None else 12
        return first, _last_day(year, last_month)
    except (ValueError, OverflowError):
        return None


def _last_day(year: int, month: int) -> date:
    return date(year, 12, 31) if month == 12 else date(year, month + 1, 1) - timedelta(days=1)


_READERS: dict[str, Callable[[str, str], DateRange | None]] = {ISO: _iso, EXCEL: _excel}


def completed_years(birth: date, on: date) -> int:
    """A person's age in completed years on a day; below 0 before birth. Born on 29 February: the birthday is 1 March.

    >>> completed_years(date(2000, 6, 15), date(2018, 6, 14))
    17
    """
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))
