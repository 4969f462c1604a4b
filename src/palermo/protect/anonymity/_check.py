"""Whether a table is k-anonymous: counted again from what is there, never assumed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from palermo.cases import CaseTable
from palermo.protect.anonymity._quasi import groups
from palermo.protect.counting import TOTALS, check_length, count_totals, encode, lists_of


@dataclass(frozen=True, slots=True)
class Anonymity:
    """What checking a table found.

    combinations: combinations of up to `length` attributes that fewer than k cases have. smallest: the cases of the
    rarest combination, 0 in a table without any. smallest_group: the cases of the smallest group over the
    quasi-identifiers; None when none were named.
    """

    k: int
    length: int
    combinations: int
    smallest: int
    smallest_group: int | None = None

    @property
    def holds(self) -> bool:
        """Whether every combination that occurs, and every group, has k cases or more."""
        return self.combinations == 0 and (self.smallest_group is None or self.smallest_group >= self.k)


def check_k_anonymity(cases: CaseTable, *, k: int, length: int, quasi_identifiers: Sequence[str] = ()) -> Anonymity:
    """Count every combination of up to `length` attributes, and find whether k cases or more have each.

    Combinations are those of `count_combinations`: an empty set is an attribute, and so is the kind of a missing value,
    for whoever knows why, or what was withheld, looks among the cases where it is so. Kinds other than `?suppressed`
    are counted in combinations of up to two attributes.

    quasi_identifiers: columns over whose whole key, each kind of missing being one more value, each group must have k
        cases or more too. Raises ProtectionError when a column is not there or the length is out of range.
    """
    check_length(length)
    totals = count_totals(lists_of(encode(cases)), length=length, k=k)
    rare, smallest = totals[:, TOTALS.index("rare")], totals[totals[:, 0] > 0, TOTALS.index("smallest")]
    group = None
    if quasi_identifiers and cases.num_rows:
        group = int(np.bincount(groups(cases, quasi_identifiers)).min())
    return Anonymity(k, length, int(rare.sum()), int(smallest.min(initial=cases.num_rows)), group)
