"""How many people live somewhere: the denominators, from a file that the user gives."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from palermo.codes import code_list
from palermo.errors import InputError
from palermo.estimate._samples._columns import is_blank
from palermo.estimate._samples._read import read_columns

TOTAL = "total"

COLUMNS = ("country", "year", "population")
"""Columns that the file must have; sex and age may be there too."""

SEXES: Mapping[str, str] = {
    "total": TOTAL, "both": TOTAL, "both sexes": TOTAL, "female": "female", "f": "female", "women": "female",
    "male": "male", "m": "male", "men": "male",
}  # fmt: skip

AGES: Mapping[str, str] = {"total": TOTAL, "all": TOTAL, "all ages": TOTAL, "0-17": "0-17", "18+": "18+"}

FIRST_YEAR, LAST_YEAR = 1900, 2100

MOST_PEOPLE = 8.5e9
"""More people than there are: a larger number is a fault of its file."""


@dataclass(frozen=True)
class Population:
    """Residents by country, year, sex and age. place: the file's name."""

    persons: Mapping[tuple[str, int, str, str], float]
    place: str = ""

    def of(self, country: str, year: int, sex: str = TOTAL, age: str = TOTAL) -> float | None:
        """How many there are; None where the file does not say. Parts are never added up to a total."""
        return self.persons.get((country, year, sex, age))


def read_population(table: Any) -> Population:
    """Read residents from a table with the columns country, year, population, and sex and age where it tells them.

    country: ISO 3166 alpha-3. year: of the residents. sex: female, male, or total (or blank). age: 0-17, 18+, or total
    (or blank): the ages by which victims are published. population: persons, not thousands. Raises InputError for a
    column that is missing, a word that is not known, a number that cannot be, and a group that is twice there.

    >>> found = read_population({"country": ["PHL", "PHL"], "year": [2020, 2020], "sex": ["", "female"],
    ...     "population": ["109,581,085", "54561000"]})
    >>> found.of("PHL", 2020), found.of("PHL", 2020, "female"), found.of("PHL", 2020, "male")
    (109581085.0, 54561000.0, None)
    """
    columns = read_columns(table)
    names = columns.table.column_names
    said = (*COLUMNS, *(name for name in ("sex", "age") if name in names))
    rows = {name: columns.column(name).to_pylist() for name in said}
    found: dict[tuple[str, int, str, str], float] = {}
    for row in range(len(columns)):
        country = str(rows["country"][row] or "").strip().upper()
        if country not in code_list("country"):
            raise _refused(columns.at("country", row), "A country is its alpha-3 code, such as PHL.")
        year = _whole(rows["year"][row])
        if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
            raise _refused(columns.at("year", row), "A year is a whole number such as 2020.")
        sex = _word(rows.get("sex"), row, SEXES)
        age = _word(rows.get("age"), row, AGES)
        if sex is None:
            raise _refused(columns.at("sex", row), "Sex is female, male or total.")
        if age is None:
            raise _refused(columns.at("age", row), "Age is 0-17, 18+ or total; sum finer ages before.")
        persons = _persons(rows["population"][row], columns.decimal)
        if persons is None or not 0 < persons <= MOST_PEOPLE:
            reason = "Residents are a number of persons above 0, such as 109581085 or 109,581,085."
            raise _refused(columns.at("population", row), reason)
        if not persons.is_integer():
            reason = "Residents are whole persons; a number with decimals is often one of thousands."
            raise _refused(columns.at("population", row), reason)
        key = (country, int(year), sex, age)
        if key in found:
            raise _refused(columns.at("country", row), "The same country, year, sex and age are there twice.")
        found[key] = persons
    return Population(found, columns.place)


def _word(values: list[Any] | None, row: int, known: Mapping[str, str]) -> str | None:
    if values is None or is_blank(values[row]):
        return TOTAL
    return known.get(str(values[row]).strip().casefold())


def _persons(value: Any, decimal: str) -> float | None:
    """A number of persons; thousands may be parted by a comma (by a point where decimals have a comma) or a space."""
    if isinstance(value, int | float):
        return float(value)
    text = str(value).strip()
    parted = "," if decimal == "." else r"\."
    if re.fullmatch(rf"\d{{1,3}}(?:(?:{parted})\d{{3}})+|\d{{1,3}}(?:[ \u00a0\u202f]\d{{3}})+", text):
        return float(re.sub(r"\D", "", text))
    return float(text.replace(decimal, ".")) if re.fullmatch(rf"\d+(?:{re.escape(decimal)}\d+)?", text) else None


def _number(value: Any) -> float | None:
    try:
        return float(str(value).strip().replace(",", ""))
    except ValueError:
        return None


def _whole(value: Any) -> int | None:
    number = _number(value)
    return int(number) if number is not None and number.is_integer() else None


def _refused(place: str, reason: str) -> InputError:
    return InputError("estimate.indicator_population", place=place, reason=reason)
