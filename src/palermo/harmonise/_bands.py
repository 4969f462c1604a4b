"""Numbers and pairs of dates → the band of a list in which they fall."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from palermo.cases import Missing
from palermo.codes import CodeList, code_list
from palermo.harmonise._dates import DateRange, completed_years, read_date
from palermo.harmonise._mapping import QUARANTINE, AgeBand, Band, Year
from palermo.harmonise._outcome import Outcome, Outcomes, Texts, combine
from palermo.harmonise._reading import Reader, Words, number_outcome

MAXIMUM_AGE = 120
"""Completed years. The oldest person on record reached 122 (Jeanne Calment, 1875–1997); above 120 it is a slip."""

_BAND = re.compile(r"(\d+)(?:-(\d+)|\+)")
_RANGE = re.compile(r"(\d{1,4})\s*(?:--?|–|—|to|à)\s*(\d{1,4})", re.ASCII | re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Bands:
    """The bands of a list that have no narrower band below them. Each: code, first and last number (None: open)."""

    bands: tuple[tuple[str, int, int | None], ...]

    @classmethod
    def of(cls, known: CodeList) -> "Bands":
        """From a list whose codes are such as `9-17` and `48+`."""
        parents = {code.parent for code in known}
        found = []
        for code in known:
            match = _BAND.fullmatch(code.code)
            if match and code.code not in parents:
                found.append((code.code, int(match[1]), int(match[2]) if match[2] else None))
        return cls(tuple(found))

    def find(self, number: int) -> str | None:
        """The band of a number, or None."""
        for code, low, high in self.bands:
            if low <= number and (high is None or number <= high):
                return code
        return None

    def outcome(self, low: int, high: int, source: str, in_doubt: Missing | str, *, age: bool) -> Outcome:
        """The band of a number that lies somewhere from `low` to `high`."""
        if low > high or high < 0 or (age and low > MAXIMUM_AGE):
            return Outcome(fault="age_impossible" if age else "number_out_of_range", column=source)
        first, last = self.find(max(low, 0)), self.find(min(high, MAXIMUM_AGE) if age else high)
        if first is None or last is None:
            return Outcome(fault="number_out_of_range", column=source)
        if first == last:
            return Outcome(value=first)
        if isinstance(in_doubt, Missing):
            return Outcome(missing=in_doubt)
        if in_doubt == QUARANTINE:
            return Outcome(fault="age_in_doubt", column=source)
        return Outcome(value=first if in_doubt == "lower" else last)


def band_reader(rule: Band, words: Words) -> Reader:
    """How a number, or a range such as `16-19`, becomes a band. A text that names a band is that band."""
    known = code_list(str(words.column.list))
    bands = Bands.of(known)
    age = words.column.list == "age-band"

    def read(text: str | None) -> Outcome:
        if (absent := words.absent(text)) is not None or text is None:
            return absent or Outcome(missing=words.blank)
        if _NUMBER.fullmatch(text):
            return bands.outcome(int(text), int(text), rule.column, rule.in_doubt, age=age)
        if (code := known.resolve(text)) is not None:
            return Outcome(value=code)
        if match := _RANGE.fullmatch(text):
            return bands.outcome(int(match[1]), int(match[2]), rule.column, rule.in_doubt, age=age)
        if age and re.fullmatch(r"-\d{1,4}", text):
            return Outcome(fault="age_impossible", column=rule.column)
        return Outcome(fault="age_unreadable" if age else "number_unreadable", column=rule.column)

    return read


def date_range(text: str | None, formats: Sequence[str], words: Words, source: str) -> DateRange | Outcome:
    """What a cell says of a day, or the outcome when it says none or one in the future."""
    if (absent := words.absent(text)) is not None or text is None:
        return absent or Outcome(missing=words.blank)
    found = read_date(text, formats)
    if found is None:
        return Outcome(fault="date_unreadable", column=source)
    if found[0] > words.today:
        return Outcome(fault="date_in_future", column=source)
    return found


def year_reader(rule: Year, words: Words) -> Reader:
    """How a date becomes its year."""

    def read(text: str | None) -> Outcome:
        found = date_range(text, rule.formats, words, rule.column)
        return found if isinstance(found, Outcome) else number_outcome(words, found[0].year, rule.column)

    return read


def read_age_bands(rule: AgeBand, birth: Texts, reference: Texts, words: Words) -> Outcomes:
    """The age band on the day of reference, decided once for each pair of dates that occurs."""
    bands = Bands.of(code_list(str(words.column.list)))
    births = [date_range(text, rule.formats, words, rule.birth_date) for text in birth.entries]
    days = [date_range(text, rule.reference_formats, words, rule.reference_date) for text in reference.entries]
    first, index = combine([(birth.index, len(births)), (reference.index, len(days))])
    entries = [
        _age(births[b], days[r], rule, bands)
        for b, r in zip(birth.index[first].tolist(), reference.index[first].tolist(), strict=True)
    ]
    return _fewer(entries, index)


def _age(birth: DateRange | Outcome, day: DateRange | Outcome, rule: AgeBand, bands: Bands) -> Outcome:
    for found in (birth, day):
        if isinstance(found, Outcome) and found.fault:
            return found
    if isinstance(birth, Outcome):
        return birth
    if isinstance(day, Outcome):
        return day
    youngest, oldest = _ages(birth, day)
    return bands.outcome(youngest, oldest, rule.birth_date, rule.in_doubt, age=True)


def _ages(birth: tuple[date, date], day: tuple[date, date]) -> tuple[int, int]:
    return completed_years(birth[1], day[0]), completed_years(birth[0], day[1])


def _fewer(entries: Sequence[Outcome], index: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Outcomes:
    """The same outcomes with each entry kept once."""
    number: dict[Outcome, int] = {}
    to = np.fromiter((number.setdefault(entry, len(number)) for entry in entries), np.int64, len(entries))
    return Outcomes(list(number), to[index] if len(entries) else index)
