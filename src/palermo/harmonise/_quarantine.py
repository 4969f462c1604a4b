"""The rows that were set aside, whole, with the reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import pyarrow as pa
import yaml

from palermo.harmonise._outcome import Index, Outcomes

PREFIX = "quarantine_"
REASONS = ("file", "row", "column", "value", "rule", "remedy")
BETWEEN = " | "
"""Between the reasons of one row, when it has several."""


@dataclass(frozen=True, slots=True)
class Check:
    """A rule that rows can break. quarantine: whether the row is then set aside."""

    key: str
    rule: str
    remedy: str
    quarantine: bool


@cache
def checks() -> Mapping[str, Check]:
    """All rules by key."""
    text = files("palermo.harmonise").joinpath("rules.yaml").read_text(encoding="utf-8")
    return {key: Check(key=key, **entry) for key, entry in yaml.safe_load(text).items()}


@dataclass(frozen=True, slots=True)
class Fault:
    """A broken rule that sets rows aside. column: the file's column; rows: their positions in the file's table."""

    rule: str
    column: str
    rows: Index


def find_faults(outcomes: Mapping[str, Outcomes]) -> list[Fault]:
    """Every fault in every column, by rule and column of the file."""
    found: dict[tuple[str, str], list[Index]] = {}
    for column in outcomes.values():
        kinds: dict[tuple[str, str], list[int]] = {}
        for number, entry in enumerate(column.entries):
            if entry.fault:
                kinds.setdefault((entry.fault, entry.column), []).append(number)
        for kind, numbers in kinds.items():
            broken = np.zeros(len(column.entries), dtype=bool)
            broken[numbers] = True
            if len(rows := np.flatnonzero(broken[column.index])):
                found.setdefault(kind, []).append(rows)
    return [Fault(rule, name, np.unique(np.concatenate(rows))) for (rule, name), rows in found.items()]


def find_repeated(case_id: Outcomes, column: str) -> Fault | None:
    """The rows whose case number stands on an earlier row."""
    first: dict[object, int] = {}
    same = np.array(
        [-1 if e.value is None else first.setdefault(e.value, number) for number, e in enumerate(case_id.entries)],
        dtype=np.int64,
    )[case_id.index]
    there = np.flatnonzero(same >= 0)
    _, earliest = np.unique(same[there], return_index=True)
    later = np.ones(len(there), dtype=bool)
    later[earliest] = False
    return Fault("case_id_repeated", column, there[later]) if later.any() else None


def quarantine_table(
    faults: Sequence[Fault], table: pa.Table, row_numbers: pa.Array, original: Sequence[str], file: str
) -> pa.Table:
    """The set-aside rows, one line each: where, what and why, then the row's own cells as they stand in the file.

    row_numbers: the row of the file in which each record begins. original: the table's column names in the file.
    """
    known = checks()
    order = {name: place for place, name in enumerate(table.column_names)}
    reasons: dict[int, list[tuple[str, str, str, str]]] = {}
    for fault in sorted(faults, key=lambda fault: (order.get(fault.column, len(order)), fault.rule)):
        check = known[fault.rule]
        cells = _cells(table, fault.column, fault.rows)
        name = original[table.column_names.index(fault.column)] if fault.column in table.column_names else fault.column
        for row, value in zip(fault.rows.tolist(), cells, strict=True):
            reasons.setdefault(row, []).append((name, value or "", check.rule, check.remedy))
    rows = sorted(reasons)
    numbers = row_numbers.take(pa.array(rows, pa.int64())).to_pylist()
    columns: dict[str, list[str]] = {name: [] for name in REASONS}
    for row, number in zip(rows, numbers, strict=True):
        columns["file"].append(file)
        columns["row"].append(str(number))
        for place, name in enumerate(REASONS[2:]):
            columns[name].append(BETWEEN.join(reason[place] for reason in reasons[row]))
    arrays = [pa.array(columns[name], pa.string()) for name in REASONS]
    names = [PREFIX + name for name in REASONS]
    headers = [header if header.strip() else name for header, name in zip(original, table.column_names, strict=True)]
    own = [place for place, header in enumerate(headers) if header not in names]  # a quarantine file that is read again
    taken = table.select(own).take(pa.array(rows, pa.int64()))
    return pa.table([*arrays, *taken.columns], names=[*names, *(headers[place] for place in own)])


def _cells(table: pa.Table, column: str, rows: Index) -> list[str | None]:
    if column not in table.column_names:
        return [None] * len(rows)
    found: list[str | None] = table.column(column).take(pa.array(rows)).to_pylist()
    return found
