"""Dates, countries, sexes and numbers of documents as comparable values. What cannot be read is not known."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from palermo.codes import code_list, fold
from palermo.link._names import ascii_words
from palermo.link._words import no_value, sexes

FIRST_YEAR, LAST_YEAR = 1880, 2100
_ISO = re.compile(r"^(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:$|[T ])")
_PARTIAL = re.compile(r"^(\d{4})(?:[-/.](\d{1,2}|[x?]{1,2}))?(?:[-/.](?:\d{1,2}|[x?]{1,2}))?$", re.IGNORECASE)
_DAY_FIRST = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$")
_MONTH_FIRST_OF_ALL = re.compile(r"^(\d{1,2})[-/.](\d{4})$")
_BETWEEN = re.compile(r"[^0-9A-Z]+")
PLACEHOLDER = (1, 1)
"""Month and day that registers write where only the year is known."""


@dataclass(frozen=True, slots=True)
class Birth:
    """As much of a birth date as is known. Day is None where month is."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


UNKNOWN = Birth()


@lru_cache(maxsize=1 << 16)
def birth(text: str) -> Birth:
    """A birth date, whole or in part. Day before month, unless that cannot be; 1 January is a year and no more.

    >>> birth("1998-05-20"), birth("20/05/1998") == birth("19980520") == birth("05/20/1998"), birth("1998-05-xx").month
    (Birth(year=1998, month=5, day=20), True, 5)
    >>> birth("1998-01-01"), birth("about 20")
    (Birth(year=1998, month=None, day=None), Birth(year=None, month=None, day=None))
    """
    text = _digits(text.strip())
    whole = parts(text)
    if whole is not None:
        only_year = (whole.month, whole.day) == PLACEHOLDER
        return Birth(whole.year) if only_year else Birth(whole.year, whole.month, whole.day)
    if match := _PARTIAL.match(text):
        year, month = int(match[1]), match[2]
    elif match := _MONTH_FIRST_OF_ALL.match(text):
        year, month = int(match[2]), match[1]
    else:
        return UNKNOWN
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return UNKNOWN
    known = month is not None and month.isdigit() and 1 <= int(month) <= 12
    return Birth(year, int(month) if known else None)


@lru_cache(maxsize=1 << 16)
def parts(text: str) -> date | None:
    """A whole date, or None.

    >>> parts("2021-03-05T10:00:00"), parts("31/12/2020"), parts("2021")
    (datetime.date(2021, 3, 5), datetime.date(2020, 12, 31), None)
    """
    text = _digits(text.strip())
    tries: list[tuple[int, int, int]] = []
    if match := _ISO.match(text):
        tries = [(int(match[1]), int(match[2]), int(match[3]))]
    elif match := _DAY_FIRST.match(text):
        tries = [(int(match[3]), int(match[2]), int(match[1])), (int(match[3]), int(match[1]), int(match[2]))]
    for year, month, day in tries:
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        return found if FIRST_YEAR <= year <= LAST_YEAR else None
    return None


def year(text: str) -> int | None:
    """A year of four digits, or None."""
    text = _digits(text.strip())
    return int(text) if text.isdigit() and len(text) == 4 and FIRST_YEAR <= int(text) <= LAST_YEAR else None


def age(text: str) -> int | None:
    """An age in whole years, or None."""
    text = _digits(text.strip())
    return int(text) if text.isdigit() and int(text) <= 110 else None


def _digits(text: str) -> str:
    """The text with digits of every script as those of ASCII."""
    return text if text.isascii() else "".join(str(int(c)) if c.isdecimal() else c for c in text)


@lru_cache(maxsize=4096)
def sex(text: str) -> str | None:
    """F, M or X; another word as itself; None where nothing is known.

    >>> sex("Femme"), sex("男"), sex("unknown")
    ('F', 'M', None)
    """
    word = fold(text)
    return None if word in no_value() else sexes().get(word, word)


@lru_cache(maxsize=4096)
def country(text: str) -> str | None:
    """A country's code of three letters where the text names one, else the text's words; None where nothing is known.

    >>> country("Côte d'Ivoire"), country("PH"), country("Utopia"), country("not known")
    ('CIV', 'PHL', 'utopia', None)
    """
    word = fold(text)
    if word in no_value():
        return None
    return code_list("country").resolve(text) or " ".join(ascii_words(text)) or None


@lru_cache(maxsize=1 << 16)
def place(text: str) -> str | None:
    """A place's words and numbers in ASCII; None where nothing is known."""
    word = fold(text)
    if word in no_value():
        return None
    if word.isascii():
        return word or None
    from anyascii import anyascii

    return fold(anyascii(word)) or None


def identifier(text: str) -> str | None:
    """A document's number: its letters and digits; None where nothing is known.

    >>> identifier("p-123 456/x"), identifier("n/a")
    ('P123456X', None)
    """
    if fold(text) in no_value():
        return None
    return _BETWEEN.sub("", _digits(text.upper())) or None
