"""A contributor's file and a mapping → a case table and a quality report; and the way back."""

from palermo.harmonise._export import Exported, ExportReport, export_vintage
from palermo.harmonise._fold import ExportLoss
from palermo.harmonise._harmonise import Harmonised, HarmoniseSettings, harmonise
from palermo.harmonise._load_mapping import load_mapping, mapping_names
from palermo.harmonise._mapping import Mapping
from palermo.harmonise._quality import BrokenRule, ColumnQuality, QualityReport, ReadValue, UnknownValue
from palermo.harmonise._suggest import ColumnSuggestion, Suggestion, UnmatchedValue, suggest_mapping

__all__ = [
    "BrokenRule",
    "ColumnQuality",
    "ColumnSuggestion",
    "ExportLoss",
    "ExportReport",
    "Exported",
    "HarmoniseSettings",
    "Harmonised",
    "Mapping",
    "QualityReport",
    "ReadValue",
    "Suggestion",
    "UnknownValue",
    "UnmatchedValue",
    "export_vintage",
    "harmonise",
    "load_mapping",
    "mapping_names",
    "suggest_mapping",
]
