"""k-anonymity in its classic meaning: over the whole key of declared quasi-identifiers."""

from collections.abc import Sequence

import numpy as np

from palermo.cases import CaseTable
from palermo.errors import ProtectionError
from palermo.protect.anonymity._suppress import Search
from palermo.protect.counting import Ints, Mask, Records, combine, values


def check_columns(cases: CaseTable, names: Sequence[str], *, place: str) -> None:
    """Raise ProtectionError when one of these is not a column of the cases. place: the setting that names them."""
    for name in names:
        if name not in cases:
            raise ProtectionError("protect.unknown_column", place=place, name=name, known=", ".join(cases.names))


def groups(cases: CaseTable, names: Sequence[str]) -> Ints:
    """Each case's group: cases are of one group when they agree in all these columns.

    Each kind of missing is one more value, for it can be seen; so is the empty set. Sets agree when they hold the same
    codes.
    """
    check_columns(cases, names, place="quasi_identifiers")
    return combine([values(cases, name) for name in names], cases.num_rows)


def withhold_in_keys(search: Search, names: Sequence[str], *, k: int) -> Search:
    """Withhold cells until every group over these columns has k cases or more; leave out what cannot be helped so.

    In the records of small groups one column after the other is withheld: each time the one that leaves the fewest
    cases in small groups. Records that are still in a small group when nothing more can be withheld are left out.
    """
    records = search.records
    columns = [records.columns.index(name) for name in names]
    weights = np.where(search.left_out, 0, records.weights)
    gone, left_out = withhold_keys([_key(records, column) for column in columns], weights, k=k)
    if not left_out.any() and not any(each.any() for each in gone):
        return search
    cells = np.zeros_like(search.cells)
    cells[:, columns] = np.stack(gone, axis=1)
    return Search(records.withhold(cells).leave_out(left_out), search.cells | cells, search.left_out | left_out)


def withhold_keys(keys: Sequence[Ints], weights: Ints, *, k: int) -> tuple[list[Mask], Mask]:
    """Which values of which records to withhold, and which records to leave out, until each group has k cases.

    keys: for each column its values by record, as numbers; 0 where withheld. weights: how many cases a record is; 0
    where it is left out already. Returns a mask a column, and that of records that no withholding helps.
    """
    left = [key.copy() for key in keys]
    gone = [np.zeros(len(weights), dtype=bool) for _ in keys]
    remaining = list(range(len(keys)))
    small = _small(left, weights, k)
    while small.any() and remaining:
        trials = []
        for column in remaining:
            tried = [np.where(small, 0, key) if at == column else key for at, key in enumerate(left)]
            trials.append((int(weights[_small(tried, weights, k)].sum()), column))
        _, best = min(trials)
        gone[best] = small & (left[best] != 0)
        left[best] = np.where(small, 0, left[best])
        remaining.remove(best)
        small = _small(left, weights, k)
    return gone, small


def _key(records: Records, column: int) -> Ints:
    """A column's values as numbers, by record: 0 where withheld.

    The same number where the value is the same, or missing for the same reason.
    """
    mine = (records.column_of[records.item] == column) & ~records.is_stand_in[records.item]
    record, item = records.record[mine], records.item[mine]
    found = np.zeros(records.num_records, np.int64)
    for attribute in np.unique(item):
        has = np.zeros(records.num_records, np.int64)
        has[record[item == attribute]] = 1
        _, found = np.unique(found * 2 + has, return_inverse=True)
    known = np.zeros(records.num_records, dtype=bool)
    known[record] = True
    return np.where(known, found + 1, 0)


def _small(keys: Sequence[Ints], weights: Ints, k: int) -> Mask:
    group = combine(keys, len(weights))
    return np.asarray((np.bincount(group, weights, minlength=1) < k)[group] & (weights > 0), dtype=bool)
