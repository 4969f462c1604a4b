"""Case tables → the same person found once, within and between contributors."""

from palermo.link._duplicates import Merged, MergeReport, merge_duplicates

__all__ = ["MergeReport", "Merged", "merge_duplicates"]
