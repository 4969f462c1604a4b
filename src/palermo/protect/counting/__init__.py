"""Cases as sets of attributes in integers, and every combination of them counted."""

from palermo.protect.counting._attributes import (
    ABSENT,
    ALL_KINDS,
    MAYBE,
    NONE,
    REASON_LENGTH,
    WITHHELD,
    Attribute,
    Records,
    different,
    encode,
    is_mark,
)
from palermo.protect.counting._cells import in_order, replaced, with_values, withhold_cells, without_refusals
from palermo.protect.counting._compiled import compiled, compiled_roughly, inlined
from palermo.protect.counting._count import MOST_LENGTH, CombinationCounts, check_length, count_combinations
from palermo.protect.counting._joint import BY_ATTRIBUTE, BY_SIZE, MEASURES, Joint, compare
from palermo.protect.counting._keys import combine, values
from palermo.protect.counting._labels import label_of, labels_of
from palermo.protect.counting._lists import Lists, lists_of
from palermo.protect.counting._minimal import Minimal, find_minimal
from palermo.protect.counting._numbers import Floats, Int32s, Ints, Mask, Singles
from palermo.protect.counting._rare import rare_marks
from palermo.protect.counting._text import encode_text
from palermo.protect.counting._totals import TOTALS, count_totals
from palermo.protect.counting._tree import Tree, count_tree
from palermo.protect.counting._walk import Walked, independent, walk

__all__ = [
    "ABSENT",
    "ALL_KINDS",
    "BY_ATTRIBUTE",
    "BY_SIZE",
    "MAYBE",
    "MEASURES",
    "MOST_LENGTH",
    "NONE",
    "REASON_LENGTH",
    "TOTALS",
    "WITHHELD",
    "Attribute",
    "CombinationCounts",
    "Floats",
    "Int32s",
    "Ints",
    "Joint",
    "Lists",
    "Mask",
    "Minimal",
    "Records",
    "Singles",
    "Tree",
    "Walked",
    "check_length",
    "combine",
    "compare",
    "compiled",
    "compiled_roughly",
    "count_combinations",
    "count_totals",
    "count_tree",
    "different",
    "encode",
    "encode_text",
    "find_minimal",
    "in_order",
    "independent",
    "inlined",
    "is_mark",
    "label_of",
    "labels_of",
    "lists_of",
    "rare_marks",
    "replaced",
    "values",
    "walk",
    "with_values",
    "withhold_cells",
    "without_refusals",
]
