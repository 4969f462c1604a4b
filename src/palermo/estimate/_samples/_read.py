"""Any table of answers → its columns; and the small tables of what is known of a population."""

from collections.abc import Mapping, Sequence
from typing import Any

from palermo.cases import Dialect
from palermo.errors import InputError
from palermo.estimate._samples._columns import Columns, label, refuse_setting
from palermo.estimate._tables import arrow_of

DECIMALS = (".", ",")


def read_table(
    table: Any, *, delimiter: str = ",", encoding: str = "utf-8", decimal: str = ".",
    missing: Mapping[str, Sequence[object]] | None = None, answers: Sequence[str] = (),
) -> Columns:  # fmt: skip
    """A table as it is written, for `survey`, `rds`, `scale_up`, `report_impact` and `report_costs`.

    table: a path, an Arrow table, a data frame or a dict of columns. delimiter, encoding: of a CSV file, such as ";"
    and "cp1252". decimal: what stands before decimals, "." or ","; with a comma, a number with a point is refused.
    missing: by column, what is no answer there beside `palermo.cases.NO_ANSWER`, such as {"age": [99, "refused"]}: a
    number is a code nowhere unless it is named. answers: words of that list that are answers here, such as "NA" where
    it is Namibia. How many cells were no answer, and how they are spelled, is a caution of whatever is estimated.

    Raises InputError for a table that is empty or not written so, and for columns that are not there.

    >>> asked = {"paid": ["yes", "no", "99", "N/A", None], "age": ["21,5", "30", "99", "-", "41"]}
    >>> found = read_table(asked, decimal=",", missing={"paid": [99]})
    >>> found.silence("paid"), found.numbers("age", blank=True).tolist()
    ('blank 1, 99 1, N/A 1', [21.5, 30.0, 99.0, nan, 41.0])
    """
    if decimal not in DECIMALS:
        raise refuse_setting("decimal", "What stands before decimals is a point or a comma.")
    try:
        dialect = Dialect(delimiter=delimiter, encoding=encoding)
    except ValueError as error:
        raise refuse_setting("delimiter, encoding", f"{str(error)[:1].upper()}{str(error)[1:]}.") from error
    read = read_columns(table, dialect)
    words = {name: frozenset(label(each).casefold() for each in said) for name, said in (missing or {}).items()}
    for name in words:
        read.column(name)
    kept = frozenset(each.strip().casefold() for each in answers)
    return Columns(read.table, read.place, decimal, words, kept)


def read_columns(table: Any, dialect: Dialect | None = None) -> Columns:
    """A table from a file, an Arrow table, a data frame or a dict of columns. Raises InputError where it is empty."""
    if isinstance(table, Columns):
        return table
    found, place = arrow_of(table, dialect)
    if not found.num_rows:
        raise InputError("estimate.sample_empty", place=place)
    return Columns(found, place)


def read_totals(table: Any) -> dict[str, dict[str, float]]:
    """Totals for raking, from a table with the columns `column`, `code` and `total`.

    Raises InputError for columns that are not there and codes that are there twice.

    >>> read_totals({"column": ["sex", "sex"], "code": ["f", "m"], "total": [60, 40]})
    {'sex': {'f': 60.0, 'm': 40.0}}
    """
    columns = read_columns(table)
    found: dict[str, dict[str, float]] = {}
    rows = zip(columns.labels("column"), columns.labels("code"), columns.numbers("total"), strict=True)
    for row, (column, code, total) in enumerate(rows):
        if column is None or code is None or code in found.get(column, {}):
            reason = "a code is missing, or is there twice."
            raise InputError("estimate.margins", place=columns.at("code", row), reason=reason)
        found.setdefault(column, {})[code] = float(total)
    return found


def read_known(table: Any) -> dict[str, float]:
    """Sizes of known groups, from a table with the columns `group` and `size`.

    Raises InputError for columns that are not there, and for a group that is there twice.

    >>> read_known({"group": ["nurses", "twins"], "size": [4000, 6000]})
    {'nurses': 4000.0, 'twins': 6000.0}
    """
    columns = read_columns(table)
    found: dict[str, float] = {}
    for row, (group, size) in enumerate(zip(columns.labels("group"), columns.numbers("size"), strict=True)):
        if group is None or group in found:
            reason = "A group has no name, or is there twice."
            raise InputError("estimate.sample_value", place=columns.at("group", row), reason=reason)
        found[group] = float(size)
    return found
