"""Did it work? Effects of campaigns and programmes, with what each design rests on; a null and a harm said first."""

from palermo.estimate._impact._compare import before_after, two_groups
from palermo.estimate._impact._designs import DESIGNS
from palermo.estimate._impact._difference import difference_in_differences
from palermo.estimate._impact._interrupted import interrupted
from palermo.estimate._impact._lee import LeeBounds, lee_bounds
from palermo.estimate._impact._multiple import adjust_p_values
from palermo.estimate._impact._power import Plan, clusters_needed, minimum_detectable, power
from palermo.estimate._impact._power_report import PowerReport
from palermo.estimate._impact._proportions import Difference, mcnemar, paired_shares, two_shares, wilson
from palermo.estimate._impact._report import ImpactReport, report_impact
from palermo.estimate._impact._results import Check, Course, Effect
from palermo.estimate._impact._staggered import staggered
from palermo.estimate._impact._synthetic import synthetic_control
from palermo.estimate._impact._verdict import Verdict

__all__ = [
    "DESIGNS",
    "Check",
    "Course",
    "Difference",
    "Effect",
    "ImpactReport",
    "LeeBounds",
    "Plan",
    "PowerReport",
    "Verdict",
    "adjust_p_values",
    "before_after",
    "clusters_needed",
    "difference_in_differences",
    "interrupted",
    "lee_bounds",
    "mcnemar",
    "minimum_detectable",
    "paired_shares",
    "power",
    "report_impact",
    "staggered",
    "synthetic_control",
    "two_groups",
    "two_shares",
    "wilson",
]
