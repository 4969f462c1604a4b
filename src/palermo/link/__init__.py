"""Case tables → the same person found once, within and between contributors."""

from palermo.link._duplicates import ColumnMerge, Merged, MergeReport, merge_duplicates

__all__ = ["ColumnMerge", "MergeReport", "Merged", "merge_duplicates"]
