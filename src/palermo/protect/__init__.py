"""A case table → safe tables: exact counts, risk, k-anonymity, and a check of what came out."""

from palermo.protect.anonymity._check import Anonymity, check_k_anonymity
from palermo.protect.anonymity._kanonymity import KAnonymitySettings, Protected, k_anonymise
from palermo.protect.anonymity._loss import ColumnLoss, LengthKept, ProtectionReport
from palermo.protect.anonymity._published import published_counts
from palermo.protect.counting._attributes import Attribute
from palermo.protect.counting._count import MOST_LENGTH, CombinationCounts, count_combinations
from palermo.protect.risk._risk import ColumnRisk, LengthRisk, RiskReport, RiskSettings, assess_risk

__all__ = [
    "MOST_LENGTH",
    "Anonymity",
    "Attribute",
    "ColumnLoss",
    "ColumnRisk",
    "CombinationCounts",
    "KAnonymitySettings",
    "LengthKept",
    "LengthRisk",
    "Protected",
    "ProtectionReport",
    "RiskReport",
    "RiskSettings",
    "assess_risk",
    "check_k_anonymity",
    "count_combinations",
    "k_anonymise",
    "published_counts",
]
