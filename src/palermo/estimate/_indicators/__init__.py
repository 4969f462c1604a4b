"""Tables ready to report: SDG indicators 16.2.2 (detected victims) and 10.7.1 (what a job abroad costs the worker)."""

from palermo.estimate._indicators._costs import CostsReport, CostsRow, report_costs
from palermo.estimate._indicators._population import Population, read_population
from palermo.estimate._indicators._victims import VictimsReport, report_victims
from palermo.estimate._indicators._victims_row import VictimsRow

__all__ = [
    "CostsReport",
    "CostsRow",
    "Population",
    "VictimsReport",
    "VictimsRow",
    "read_population",
    "report_costs",
    "report_victims",
]
