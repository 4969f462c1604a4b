"""A case table → safe tables: exact counts, risk, k-anonymity, and a check of what came out."""

from palermo.protect.anonymity import (
    Anonymity,
    ColumnLoss,
    KAnonymitySettings,
    LengthKept,
    Protected,
    ProtectionReport,
    check_k_anonymity,
    k_anonymise,
    published_counts,
)
from palermo.protect.counting import MOST_LENGTH, Attribute, CombinationCounts, count_combinations
from palermo.protect.risk import ColumnRisk, LengthRisk, RiskReport, RiskSettings, assess_risk

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
