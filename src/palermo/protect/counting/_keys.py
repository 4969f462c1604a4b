"""Values as numbers, one a case and column: for what compares cells as wholes, sets among them."""

from collections.abc import Sequence

import numpy as np

from palermo.cases import NOWHERE, CaseTable, Missing, code_pairs, codes_of, missing_kinds
from palermo.codes import ColumnKind
from palermo.protect.counting._numbers import Ints


def combine(keys: Sequence[Ints], length: int) -> Ints:
    """One number for each different combination of numbers, from 0 on."""
    group = np.zeros(length, np.int64)
    for key in keys:
        _, group = np.unique(group * (int(key.max(initial=0)) + 1) + key, return_inverse=True)
    return group


def values(cases: CaseTable, name: str) -> Ints:
    """A column's values as numbers: the same where the value is the same, or missing for the same reason."""
    column = cases.column(name)
    codes = codes_of(cases, column)
    rows, ids = code_pairs(cases, column, codes)
    found = np.zeros(cases.num_rows, np.int64)
    if column.kind is not ColumnKind.CODES:
        found[rows] = ids + 1
    for code in range(len(codes)) if column.kind is ColumnKind.CODES else ():
        has = np.zeros(cases.num_rows, np.int64)
        has[rows[ids == code]] = 1
        if has.any():
            _, found = np.unique(found * 2 + has, return_inverse=True)
    why = missing_kinds(cases, name)
    return np.where(why == NOWHERE, found + len(Missing), why)
