"""Lists, samples and waves → prevalence and impact.

So far: multiple systems estimation, from overlapping lists to the number of those who are on none of them.
"""

from palermo.estimate._lists import (
    METHODS,
    Caution,
    Change,
    Diagnosis,
    Estimate,
    Finding,
    Histories,
    KnownSize,
    Lists,
    Method,
    PairEstimate,
    Panel,
    Sample,
    Sensitivity,
    Strata,
    Stratum,
    Variant,
    each_pair,
    lists,
    over_draws,
)
from palermo.estimate._report import ListsReport, report_draws, report_lists, source_of

__all__ = [
    "METHODS",
    "Caution",
    "Change",
    "Diagnosis",
    "Estimate",
    "Finding",
    "Histories",
    "KnownSize",
    "Lists",
    "ListsReport",
    "Method",
    "PairEstimate",
    "Panel",
    "Sample",
    "Sensitivity",
    "Strata",
    "Stratum",
    "Variant",
    "each_pair",
    "lists",
    "over_draws",
    "report_draws",
    "report_lists",
    "source_of",
]
