"""How many cases each contributor has in each year, without giving small groups away."""

from collections.abc import Mapping

import pyarrow.compute as pc

from palermo.cases import CaseTable
from palermo.release._manifest import Coverage

CONTRIBUTOR = "contributor"
YEAR = "year_of_registration"

Cells = Mapping[tuple[str, int], int]


def coverage(cases: CaseTable, *, k: int) -> tuple[Coverage, ...]:
    """Cases by contributor and year; none when either column is not there.

    k: numbers below it are withheld. Where a contributor or a year has a single number withheld, its next smallest is
    withheld too, for a sum that is known elsewhere would tell the missing one.
    """
    if CONTRIBUTOR not in cases or YEAR not in cases:
        return ()
    pairs = cases.data.select([CONTRIBUTOR, YEAR]).filter(pc.is_valid(cases.values(YEAR)))
    counted = pairs.group_by([CONTRIBUTOR, YEAR]).aggregate([([], "count_all")]).to_pylist()
    cells = {(row[CONTRIBUTOR], row[YEAR]): row["count_all"] for row in counted if row[CONTRIBUTOR] is not None}
    hidden = withheld(cells, k=k)
    return tuple(Coverage(*cell, None if cell in hidden else cells[cell]) for cell in sorted(cells))


def withheld(cells: Cells, *, k: int) -> frozenset[tuple[str, int]]:
    """The cells to withhold: those below k, and as many more as it takes that no line has a single one.

    >>> sorted(withheld({("a", 2001): 3, ("a", 2002): 50, ("a", 2003): 20}, k=10))
    [('a', 2001), ('a', 2003)]
    """
    hidden = {cell for cell, cases in cells.items() if cases < k}
    changed = True
    while changed:
        changed = False
        for place in (0, 1):
            for line in sorted({cell[place] for cell in hidden}, key=str):
                inside = [cell for cell in cells if cell[place] == line]
                shown = sorted((cells[cell], cell) for cell in inside if cell not in hidden)
                if len(inside) - len(shown) == 1 and shown:
                    hidden.add(shown[0][1])
                    changed = True
    return frozenset(hidden)
