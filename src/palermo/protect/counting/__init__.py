"""Cases as sets of attributes in integers, and every combination of them counted."""

from palermo.protect.counting._attributes import (
    NONE,
    Attribute,
    Floats,
    Ints,
    Mask,
    Records,
    code_pairs,
    codes_of,
    encode,
    is_missing,
)
from palermo.protect.counting._count import MOST_LENGTH, CombinationCounts, check_length, count_combinations
from palermo.protect.counting._walk import Batch, walk

__all__ = [
    "MOST_LENGTH",
    "NONE",
    "Attribute",
    "Batch",
    "CombinationCounts",
    "Floats",
    "Ints",
    "Mask",
    "Records",
    "check_length",
    "code_pairs",
    "codes_of",
    "count_combinations",
    "encode",
    "is_missing",
    "walk",
]
