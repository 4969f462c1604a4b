"""Reckoning with days: what is overdue, and how long time to recover lasts. No database here."""

from datetime import date, timedelta
from enum import StrEnum

SOON = timedelta(days=7)
"""What is due within so many days is told as due soon."""

LEAST_RECOVERY = 30
"""Days of a recovery and reflection period, at least (Council of Europe Convention on Action against Trafficking in
Human Beings, Article 13(1), read in second-hand sources). Countries and organisations may set more, and never less."""

MOST_RECOVERY = 366
"""Days: what is longer is a slip of the pen."""


class When(StrEnum):
    """How near something is."""

    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"


def when(due: date, today: date) -> When:
    """How near a day is.

    >>> [str(when(date(2026, 3, day), date(2026, 3, 10))) for day in (9, 10, 17, 18)]
    ['overdue', 'today', 'soon', 'later']
    """
    if due < today:
        return When.OVERDUE
    if due == today:
        return When.TODAY
    return When.SOON if due - today <= SOON else When.LATER


def last_day(starts: date, days: int) -> date:
    """The last day of a period of so many whole days that begins on a day.

    >>> last_day(date(2026, 3, 1), 30)
    datetime.date(2026, 3, 30)
    """
    return starts + timedelta(days=days - 1)


def days_of(starts: date, ends: date) -> int:
    """How many days a period has, its first and its last day counted.

    >>> days_of(date(2026, 3, 1), date(2026, 3, 30))
    30
    """
    return (ends - starts).days + 1


def days_left(ends: date, today: date) -> int:
    """How many days of a period are left, today counted; none where it is over.

    >>> days_left(date(2026, 3, 30), date(2026, 3, 30)), days_left(date(2026, 3, 30), date(2026, 4, 9))
    (1, 0)
    """
    return max(0, (ends - today).days + 1)
