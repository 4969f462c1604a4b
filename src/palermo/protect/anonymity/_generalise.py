"""Say less exactly: codes for the broader codes above them, columns by a coarser list."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from palermo.cases import CaseTable, code_pairs, codes_of, distinct
from palermo.codes import Column, code_list
from palermo.protect.counting import with_values


@dataclass(frozen=True, slots=True)
class Reading:
    """A coarser reading of a column.

    name: what it is called (`broader codes`, `subregion`, ...). column: as it is then; it keeps its name.
    codes: the coarser code of each code that occurs.
    """

    name: str
    column: Column
    codes: Mapping[str, str]


BROADER_CODES = "broader codes"
"""Each code replaced by the broadest code above it in the same list."""


def readings(cases: CaseTable, name: str, *, k: int) -> tuple[Reading, ...]:
    """The coarser readings that a column's code list offers, each coarser than the one before.

    A reading without a coarser code for some code that k cases or more have is none. Codes of fewer cases may be
    without one: such values are withheld.
    """
    column = cases.column(name)
    if column.list is None:
        return ()
    listed = code_list(column.list)
    occurring = _frequencies(cases, column)
    found = []
    roots = {code: (listed.ancestors(code) or (code,))[-1] for code in occurring}
    if any(code != root for code, root in roots.items()):
        found.append(Reading(BROADER_CODES, column, roots))
    for level in listed.generalisations:
        coarser = listed.generalise(level.name)
        if all(code in coarser for code, count in occurring.items() if count >= k):
            codes = {code: coarser[code] for code in occurring if code in coarser}
            found.append(Reading(level.name, replace(column, list=level.list), codes))
    return tuple(found)


def reading_of(cases: CaseTable, safe: CaseTable, name: str) -> Reading | None:
    """How the cases' column is read as the safe table reads it; None where it is read alike, or can't be.

    The reading knows every code of the list, so that other cases can be read by it too.
    """
    old, new = cases.column(name), safe.column(name)
    if old.list is None or new.list is None or old.kind is not new.kind:
        return None
    listed = code_list(old.list)
    if old.list == new.list:
        root = {code.code: (listed.ancestors(code.code) or (code.code,))[-1] for code in listed}
        there = {str(code) for code in distinct(safe.values(name))}
        # only broadest codes, some of them above narrower ones that the cases have: that is how it was published
        broadest = all(root.get(code) == code for code in there)
        above = {root[code] for code in map(str, distinct(cases.values(name))) if root[code] != code}
        return Reading(BROADER_CODES, old, root) if broadest and above & there else None
    for level in listed.generalisations:
        if level.list == new.list:
            return Reading(level.name, replace(old, list=level.list), listed.generalise(level.name))
    return None


def alike(one: Column, other: Column) -> bool:
    """Whether the values of two columns can be compared as they stand."""
    return (one.kind, one.list, one.is_number) == (other.kind, other.list, other.is_number)


def rare_codes(cases: CaseTable, name: str, *, k: int) -> Mapping[str, str]:
    """The codes of a column that fewer than k cases have, each with the nearest code above it that has k or more.

    Where none has, it is the broadest one. A code with nothing above it stays.
    """
    column = cases.column(name)
    if column.list is None:
        return {}
    listed = code_list(column.list)
    counts = _frequencies(cases, column)
    depth = {code.code: len(listed.ancestors(code.code)) for code in listed}
    above: dict[str, str] = {}
    for level in range(max(depth.values(), default=0), 0, -1):
        for code in [code for code in counts if depth[code] == level and counts[code] < k]:
            parent = listed[code].parent
            if parent is not None:
                counts[parent] = counts.get(parent, 0) + counts.pop(code)
                above[code] = parent
    return {code: _last(above, code) for code in above}


def _last(above: Mapping[str, str], code: str) -> str:
    while code in above:
        code = above[code]
    return code


def recode(cases: CaseTable, reading: Reading) -> CaseTable:
    """The cases with one column by a coarser reading. A value that has a code without a coarser one is withheld."""
    old, new = cases.column(reading.column.name), reading.column
    codes, coarser = codes_of(cases, old), codes_of(cases, new)
    place = {code: number for number, code in enumerate(coarser)}
    becomes = np.array([place[reading.codes[code]] if code in reading.codes else -1 for code in codes], np.int64)
    rows, ids = code_pairs(cases, old, codes)
    withheld = np.zeros(cases.num_rows, dtype=bool)
    withheld[rows[becomes[ids] < 0]] = True
    return with_values(cases, new, rows=rows, ids=np.maximum(becomes[ids], 0), codes=coarser, withheld=withheld)


def fold(cases: CaseTable, name: str, *, k: int) -> tuple[CaseTable, int]:
    """The cases with a column's rare codes replaced by broader ones, and how many codes that were."""
    above = rare_codes(cases, name, k=k)
    if not above:
        return cases, 0
    column = cases.column(name)
    codes = {code: above.get(code, code) for code in codes_of(cases, column)}
    return recode(cases, Reading("rare codes", column, codes)), len(above)


def _frequencies(cases: CaseTable, column: Column) -> dict[str, int]:
    """How many cases have each code that occurs."""
    codes = codes_of(cases, column)
    counts = np.bincount(code_pairs(cases, column, codes)[1], minlength=len(codes))
    return {code: int(count) for code, count in zip(codes, counts, strict=True) if count}
