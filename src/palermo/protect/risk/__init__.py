"""Whom a few attributes single out."""

from palermo.protect.risk._assess import RiskReport, assess_risk, cases_at_risk
from palermo.protect.risk._combinations import AttributeRisk, ColumnRisk, LengthRisk, Share
from palermo.protect.risk._diversity import GroupRisk, GroupSize, SensitiveRisk, case_group_sizes
from palermo.protect.risk._settings import MissingAs, RiskSettings, check_cases, check_resolution
from palermo.protect.risk._suda import Contribution, ScoreCases, Suda, dis_suda

__all__ = [
    "AttributeRisk",
    "ColumnRisk",
    "Contribution",
    "GroupRisk",
    "GroupSize",
    "LengthRisk",
    "MissingAs",
    "RiskReport",
    "RiskSettings",
    "ScoreCases",
    "SensitiveRisk",
    "Share",
    "Suda",
    "assess_risk",
    "case_group_sizes",
    "cases_at_risk",
    "check_cases",
    "check_resolution",
    "dis_suda",
]
