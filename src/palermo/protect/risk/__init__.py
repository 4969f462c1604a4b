"""Whom a few attributes single out."""

from palermo.protect.risk._risk import ColumnRisk, LengthRisk, RiskReport, RiskSettings, assess_risk, check_resolution

__all__ = ["ColumnRisk", "LengthRisk", "RiskReport", "RiskSettings", "assess_risk", "check_resolution"]
