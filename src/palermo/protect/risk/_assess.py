"""Measure the risk of a table, for a report that stays with the cases."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from palermo.cases import CaseTable
from palermo.protect.counting import count_totals, encode, find_minimal, labels_of, lists_of
from palermo.protect.risk._combinations import (
    Found,
    by_attribute,
    by_column,
    by_length,
)
from palermo.protect.risk._diversity import case_group_sizes, group_risk
from palermo.protect.risk._document import document
from palermo.protect.risk._found import RiskFigures
from palermo.protect.risk._settings import MissingAs, Progress, RiskSettings
from palermo.protect.risk._suda import dis_of, suda, suda_scores
from palermo.report import Document

USUAL = RiskSettings()

UNIQUE = 2
"""Fewer cases than this have a unique combination."""


@dataclass(frozen=True, slots=True)
class RiskReport(RiskFigures):
    """How many cases a few attributes single out in one table of `cases` cases.

    It is exact, and so it stays with the cases. missing: what a missing value is. minimal_rare, minimal_unique: by
    length from 1 on, rare (unique) combinations in which nothing shorter is. columns: in the table's order. attributes:
    those that take part in a minimal combination, the largest share first. groups, suda: None where nobody asked.
    labels: what people call columns, by their names.
    """

    def document(self) -> Document:
        """The report as people read it."""
        return document(self)


def assess_risk(cases: CaseTable, *, settings: RiskSettings = USUAL, progress: Progress | None = None) -> RiskReport:
    """Find the cases that a short combination of attributes singles out. Identifiers are left aside.

    Combinations are those of `count_combinations`; where a missing value is no attribute (`settings.missing`), those of
    values alone. A rare combination is one that fewer than `resolution` cases have. What is exposed, and by which
    columns, follows from the minimal rare combinations, in which nothing shorter is rare: every rare one holds one.

    Of an empty table the report is empty. `check_cases` says of which tables a report means nothing.
    """
    cases = cases.without_ids()
    found = _find(cases, settings, progress)
    totals = count_totals(
        lists_of(found.records),
        length=settings.reporting_length,
        k=settings.resolution,
        progress=_told(progress, "Counting combinations"),
    )
    return RiskReport(
        settings.resolution,
        cases.num_rows,
        settings.missing,
        by_length(found, totals),
        tuple(found.rare.by_length[1:].tolist()),
        tuple(found.unique.by_length[1:].tolist()),
        by_column(found),
        by_attribute(found, cases),
        group_risk(cases, settings, progress=progress) if settings.quasi_identifiers else None,
        suda(found.unique, found.records, fraction=settings.fraction) if settings.suda else None,
        labels_of(cases.columns),
    )


def cases_at_risk(cases: CaseTable, *, settings: RiskSettings = USUAL, progress: Progress | None = None) -> pa.Table:
    """What singles each case out, a row a case in the table's order: for the house's own triage.

    It is about single people: it may leave the house even less than the cases. Columns: row (from 1 on);
    shortest_rare and shortest_unique, attributes of the shortest rare (unique) combination, 0 where there is none up
    to the reporting length; group, cases alike in all quasi-identifiers, where there are any; suda_score, and dis_suda
    with a sampling fraction, where special uniques are scored.
    """
    cases = cases.without_ids()
    found = _find(cases, settings, progress)
    of_case = found.records.of_case
    columns = {
        "row": np.arange(1, cases.num_rows + 1),
        "shortest_rare": found.rare.shortest()[of_case].astype(np.int8),
        "shortest_unique": found.unique.shortest()[of_case].astype(np.int8),
    }
    if settings.quasi_identifiers:
        columns["group"] = case_group_sizes(cases, settings.quasi_identifiers, missing=settings.missing)
    if settings.suda:
        scores = suda_scores(found.unique, columns=len(found.records.columns))
        columns["suda_score"] = scores[of_case]
        if settings.fraction is not None:
            columns["dis_suda"] = dis_of(scores, found.records, fraction=settings.fraction)[of_case]
    return pa.table(columns)


def _find(cases: CaseTable, settings: RiskSettings, progress: Progress | None) -> Found:
    """The minimal combinations of up to the reporting length, those that are rare and those that are unique."""
    records = encode(cases) if settings.missing is MissingAs.OWN else encode(cases, missing=())
    rare, unique = (
        find_minimal(records, length=settings.reporting_length, k=k, progress=_told(progress, f"Looking for {what}"))
        for k, what in ((settings.resolution, "what is rare"), (UNIQUE, "what is unique"))
    )
    return Found(records, rare, unique)


def _told(progress: Progress | None, what: str) -> Callable[[int, int], None] | None:
    return None if progress is None else lambda done, total: progress(what, done, total)
