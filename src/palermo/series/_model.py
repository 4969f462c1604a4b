"""A published number of others, and where it comes from, as frozen values that are checked when they are made."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from palermo.codes import code_list

TOTAL = "total"
"""All of them: both sexes, every age, every form. It is what the source calls its total, and never a sum of ours."""

UNKNOWN = "unknown"
"""Not known to who counted."""

SEXES = (TOTAL, "female", "male", "other", UNKNOWN)
AGES = (TOTAL, "0-17", "18+", UNKNOWN)
FIRST_YEAR, LAST_YEAR = 1900, 2100
MOST_PEOPLE = 8_500_000_000
"""More people than there are: a larger number is a fault of its file."""
LONGEST = 2_000
"""Characters of a text: a title, a method, an address."""
ADDRESS = re.compile(r"https?://[^\s<>\"']+")
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
HIDDEN = ("Cc", "Cs", "Zl", "Zp")
"""Kinds of characters that are none of a line of text: controls, halves of characters, line ends."""
TURNING = frozenset("\u200b\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
"""Characters that turn or hide the text around them: a title with one may read as another."""


class Kind(StrEnum):
    """Who stands behind a number."""

    DETECTED = "detected"
    """Victims whom a State's authorities met and counted."""
    ESTIMATED = "estimated"
    """Victims whom nobody counted, as somebody reckoned them."""


class Unit(StrEnum):
    """What is counted."""

    PERSONS = "persons"


@dataclass(frozen=True, slots=True)
class Source:
    """Where numbers come from.

    date: when it was published, as 2025-04-14, 2025-04 or 2025; may be empty.
    licence: under which terms it may be passed on, as far as that is known.
    method: how its numbers came about. population: who was counted, or whom an estimate is about.
    verified: whether somebody confirmed the numbers at their source.

    Raises ValueError, with a sentence, for what cannot be meant.

    >>> Source(title="A report", publisher="", url="javascript:alert(1)", method="Survey", population="Everybody")
    Traceback (most recent call last):
    ValueError: the address must begin with http:// or https:// and hold no spaces or quotation marks
    """

    title: str
    publisher: str
    url: str
    method: str
    population: str
    date: str = ""
    licence: str = ""
    verified: bool = False

    def __post_init__(self) -> None:
        for name in ("title", "method", "population"):
            if not getattr(self, name).strip():
                raise ValueError(f"the {name} is missing")
        for name in ("title", "publisher", "url", "method", "population", "date", "licence"):
            _check_text(name, getattr(self, name))
        if not ADDRESS.fullmatch(self.url):
            raise ValueError("the address must begin with http:// or https:// and hold no spaces or quotation marks")
        if self.date and not _is_date(self.date):
            raise ValueError("the date must be one such as 2025-04-14, 2025-04 or 2025")


@dataclass(frozen=True, slots=True)
class Figure:
    """One published number, as the interval in which it lies.

    country: where the people were detected, or the estimate is about (ISO 3166 alpha-3, former codes as well).
    year_from, year_to: the year, twice, or the years of a period.
    low, high: a plain number has both alike; `<5` is 1 to 4, and no number in between is chosen.
    sex, age: one of SEXES and AGES.
    form: a code of the list form-of-exploitation, or TOTAL.
    citizenship, repatriation: a country's code or TOTAL; citizenship may be UNKNOWN.
    sdg: the series of SDG indicator 16.2.2 that the number belongs to; empty where it belongs to none.
    estimate: the point that an estimate names inside its interval; None where it names none.
    level: of the interval, from 0 to 1; None where none is stated.
    row: the row of the file in which it stands.

    Raises ValueError, with a sentence, for what cannot be meant.

    >>> source = Source("A report", "An institute", "https://example.org", "Survey", "Everybody")
    >>> Figure(Kind.ESTIMATED, "PHL", 2020, 2020, 90, 40, source)
    Traceback (most recent call last):
    ValueError: the lower bound is above the upper one
    """

    kind: Kind
    country: str
    year_from: int
    year_to: int
    low: int
    high: int
    source: Source
    sex: str = TOTAL
    age: str = TOTAL
    form: str = TOTAL
    citizenship: str = TOTAL
    repatriation: str = TOTAL
    sdg: str = ""
    estimate: int | None = None
    level: float | None = None
    unit: Unit = Unit.PERSONS
    row: int = 0

    def __post_init__(self) -> None:
        if not is_country(self.country):
            raise ValueError(f"{self.country} is no code of a country")
        for name, known in (("sex", SEXES), ("age", AGES)):
            if getattr(self, name) not in known:
                raise ValueError(f"the {name} is none of {', '.join(known)}")
        if self.form != TOTAL and self.form not in code_list("form-of-exploitation"):
            raise ValueError(f"{self.form} is no code of a form of exploitation")
        if self.citizenship not in (TOTAL, UNKNOWN) and not is_country(self.citizenship):
            raise ValueError(f"{self.citizenship} is no code of a country")
        if self.repatriation != TOTAL and not is_country(self.repatriation):
            raise ValueError(f"{self.repatriation} is no code of a country")
        if self.sdg and (self.kind is not Kind.DETECTED or self.sdg not in code_list("sdg-16-2-2-series")):
            raise ValueError(f"{self.sdg} is no series of detected victims")
        self._check_numbers()

    def _check_numbers(self) -> None:
        if not FIRST_YEAR <= self.year_from <= self.year_to <= LAST_YEAR:
            raise ValueError(f"the years must follow each other, from {FIRST_YEAR} to {LAST_YEAR}")
        if self.low > self.high:
            raise ValueError("the lower bound is above the upper one")
        if self.low < 0 or self.high > MOST_PEOPLE:
            raise ValueError("the number is below nothing, or more than there are people")
        if self.estimate is not None and not self.low <= self.estimate <= self.high:
            raise ValueError("the estimate is not between its bounds")
        if self.level is not None and not 0 < self.level < 1:
            raise ValueError("the level must be between 0 and 1, such as 0.95")

    @property
    def is_exact(self) -> bool:
        """Whether the number is told, and not only an interval."""
        return self.low == self.high

    @property
    def place(self) -> tuple[str, int, int, str, str, str, str, str]:
        """What the number is about: in one table it can stand only once."""
        return (
            self.country, self.year_from, self.year_to, self.sex, self.age, self.form, self.citizenship,
            self.repatriation,
        )  # fmt: skip


def is_country(code: str) -> bool:
    """Whether ISO 3166 has, or had, this alpha-3 code."""
    return code in code_list("country") or code in code_list("country-former")


def _check_text(name: str, text: str) -> None:
    if len(text) > LONGEST:
        raise ValueError(f"the {name} is longer than {LONGEST:,} characters")
    if any(character in TURNING or unicodedata.category(character) in HIDDEN for character in text):
        raise ValueError(f"the {name} holds a line break or an invisible character")


def _is_date(text: str) -> bool:
    if not DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return False
    return True
