"""Rules between the columns of one case. What breaks them is reported, and never repaired."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from palermo.codes import code_list
from palermo.harmonise._outcome import Outcome, Outcomes

Mask = npt.NDArray[np.bool_]
Table = Mapping[str, Outcomes]

MAJORITY_IN_TIME = ("majority_at_entry", "majority_at_exploitation", "majority_status")
"""From the first moment to the last: nobody is an adult first and a child later."""


DETAILS = {
    "labour_sectors": ("labour", "child_labour", "servitude", "begging"),
    "sexual_exploitation_types": ("sexual",),
}
"""Columns that say more of some forms of exploitation → the forms that they say more of."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Rows that break a rule. columns: the case table's columns that contradict each other."""

    rule: str
    columns: tuple[str, ...]
    rows: Mask


def find_contradictions(table: Table) -> list[Contradiction]:
    """The contradictions in a table of outcomes, each rule once where its columns are there."""
    found = [
        Contradiction("age_against_majority", ("age_band", "majority_status"), rows)
        for rows in _age_against_majority(table)
    ]
    for place, earlier in enumerate(MAJORITY_IN_TIME):
        for later in MAJORITY_IN_TIME[place + 1 :]:
            if earlier in table and later in table:
                rows = _is(table[earlier], "adult") & _is(table[later], "minor")
                found.append(Contradiction("majority_goes_back", (earlier, later), rows))
    for rule, (detail, form) in zip(
        ("sector_without_labour", "sexual_type_without_form"), DETAILS.items(), strict=True
    ):
        if detail in table and "forms_of_exploitation" in table:
            rows = _detail_without_form(table[detail], table["forms_of_exploitation"], form)
            found.append(Contradiction(rule, (detail, "forms_of_exploitation"), rows))
    return [contradiction for contradiction in found if contradiction.rows.any()]


def _age_against_majority(table: Table) -> Sequence[Mask]:
    if "age_band" not in table or "majority_status" not in table:
        return ()
    majority = code_list("age-band").generalise("majority")
    age, status = table["age_band"], table["majority_status"]
    rows = np.zeros(len(age.index), dtype=bool)
    for told, other in (("minor", "adult"), ("adult", "minor")):
        rows |= age.mask(lambda e, told=told: majority.get(e.value) == told) & _is(status, other)  # type: ignore[misc]
    return (rows,)


def _detail_without_form(detail: Outcomes, forms: Outcomes, wanted: Sequence[str]) -> Mask:
    known = code_list("form-of-exploitation")
    under = frozenset().union(*(known.descendants(code) for code in wanted))
    named = detail.mask(lambda e: bool(e.value))
    without = forms.mask(lambda e: isinstance(e.value, tuple) and bool(e.value) and not under & set(e.value))
    return named & without


def _is(outcomes: Outcomes, code: str) -> Mask:
    test: Callable[[Outcome], Any] = lambda entry: entry.value == code  # noqa: E731
    return outcomes.mask(test)
