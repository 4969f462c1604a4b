"""k-anonymity: say less exactly, then withhold, and count again what comes out."""

from palermo.protect.anonymity._check import Anonymity, check_k_anonymity
from palermo.protect.anonymity._figures import risk_figures, utility_figures
from palermo.protect.anonymity._generalise import BROADER_CODES, Reading, alike, reading_of, recode
from palermo.protect.anonymity._kanonymity import DEFAULT_K, DEFAULT_LENGTH, KAnonymitySettings, Protected, k_anonymise
from palermo.protect.anonymity._loss import ColumnLoss, LengthKept, ProtectionReport
from palermo.protect.anonymity._published import published_counts

__all__ = [
    "BROADER_CODES",
    "DEFAULT_K",
    "DEFAULT_LENGTH",
    "Anonymity",
    "ColumnLoss",
    "KAnonymitySettings",
    "LengthKept",
    "Protected",
    "ProtectionReport",
    "Reading",
    "alike",
    "check_k_anonymity",
    "k_anonymise",
    "published_counts",
    "reading_of",
    "recode",
    "risk_figures",
    "utility_figures",
]
