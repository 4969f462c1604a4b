"""A case table → safe tables: exact counts, risk, k-anonymity, and a check of what came out."""

from palermo.protect.anonymity import (
    DEFAULT_LENGTH,
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
from palermo.protect.privacy import Budget, usual_delta
from palermo.protect.risk import ColumnRisk, LengthRisk, RiskReport, RiskSettings, assess_risk
from palermo.protect.synthesis import (
    KSynthetic,
    KSyntheticReport,
    KSyntheticSettings,
    Synthesised,
    SynthesisReport,
    SynthesisSettings,
    k_synthesise,
    promise,
    synthesise,
)

__all__ = [
    "DEFAULT_LENGTH",
    "MOST_LENGTH",
    "Anonymity",
    "Attribute",
    "Budget",
    "ColumnLoss",
    "ColumnRisk",
    "CombinationCounts",
    "KAnonymitySettings",
    "KSynthetic",
    "KSyntheticReport",
    "KSyntheticSettings",
    "LengthKept",
    "LengthRisk",
    "Protected",
    "ProtectionReport",
    "RiskReport",
    "RiskSettings",
    "SynthesisReport",
    "SynthesisSettings",
    "Synthesised",
    "assess_risk",
    "check_k_anonymity",
    "count_combinations",
    "k_anonymise",
    "k_synthesise",
    "promise",
    "published_counts",
    "synthesise",
    "usual_delta",
]
