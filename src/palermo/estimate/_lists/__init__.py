"""Multiple systems estimation: from overlapping lists to the number of those who are on none."""

from palermo.estimate._lists._careful import SAYS_NOTHING
from palermo.estimate._lists._change import Change
from palermo.estimate._lists._diagnose import Diagnosis
from palermo.estimate._lists._estimators import QUICK
from palermo.estimate._lists._lists import Lists, lists, over_draws
from palermo.estimate._lists._methods import METHODS
from palermo.estimate._lists._panel import FAR_APART, Panel, is_biased
from palermo.estimate._lists._rehearse import Rehearsal
from palermo.estimate._lists._sensitivity import KnownSize, Sample, Sensitivity, Variant
from palermo.estimate._lists._simple import PairEstimate, each_pair
from palermo.estimate._lists._strata import Strata, Stratum
from palermo.estimate._lists._table import Histories

__all__ = [
    "FAR_APART",
    "METHODS",
    "QUICK",
    "SAYS_NOTHING",
    "Change",
    "Diagnosis",
    "Histories",
    "KnownSize",
    "Lists",
    "PairEstimate",
    "Panel",
    "Rehearsal",
    "Sample",
    "Sensitivity",
    "Strata",
    "Stratum",
    "Variant",
    "each_pair",
    "is_biased",
    "lists",
    "over_draws",
]
