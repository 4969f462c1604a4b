"""How many cases each contributor has in each year, without giving small groups away."""

from collections.abc import Collection, Mapping

import pyarrow.compute as pc

from palermo.cases import CaseTable
from palermo.release._manifest import Coverage

CONTRIBUTOR = "contributor"
YEAR = "year_of_registration"

Cells = Mapping[tuple[str, int], int]


def coverage(cases: CaseTable, *, k: int, hidden: Collection[str] = ()) -> tuple[Coverage, ...]:
    """Cases by contributor and year, where both are there; none when either column is not there at all.

    k: numbers below it are withheld. Where a contributor or a year has a single number withheld, its next smallest is
    withheld too, for a sum that is known elsewhere would tell the missing one. hidden: contributors all of whose
    numbers are withheld.
    """
    if CONTRIBUTOR not in cases or YEAR not in cases:
        return ()
    pairs = cases.data.select([CONTRIBUTOR, YEAR]).filter(pc.is_valid(cases.values(YEAR)))
    counted = pairs.group_by([CONTRIBUTOR, YEAR]).aggregate([([], "count_all")]).to_pylist()
    cells = {(row[CONTRIBUTOR], row[YEAR]): row["count_all"] for row in counted if row[CONTRIBUTOR] is not None}
    gone = withheld(cells, k=k, hidden=hidden)
    return tuple(Coverage(*cell, None if cell in gone else cells[cell]) for cell in sorted(cells))


def withheld(cells: Cells, *, k: int, hidden: Collection[str] = ()) -> frozenset[tuple[str, int]]:
    """The cells to withhold: those below k, those of hidden contributors, and more, so that no line has a single one.

    >>> sorted(withheld({("a", 2001): 3, ("a", 2002): 50, ("a", 2003): 20}, k=10))
    [('a', 2001), ('a', 2003)]
    """
    gone = {cell for cell, cases in cells.items() if cases < k or cell[0] in hidden}
    changed = True
    while changed:
        changed = False
        for place in (0, 1):
            for line in sorted({cell[place] for cell in gone}, key=str):
                inside = [cell for cell in cells if cell[place] == line]
                shown = sorted((cells[cell], cell) for cell in inside if cell not in gone)
                if len(inside) - len(shown) == 1 and shown:
                    gone.add(shown[0][1])
                    changed = True
    return frozenset(gone)
