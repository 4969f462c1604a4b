"""What was found when a safe table was held against the cases it was made from."""

from dataclasses import dataclass

from palermo.protect.evaluation._document import document
from palermo.protect.evaluation._found import EvaluationFigures
from palermo.report import Document


@dataclass(frozen=True, slots=True)
class Evaluation(EvaluationFigures):
    """A safe table held against the cases.

    length, resolution: as set. rehearsal: whether the "cases" were themselves a safe table, and the safe table was made
    from them in the same way: such figures tell nobody's secret and may be published. cases, cases_safe: how many.
    columns: those compared. coarser: how columns are read that the safe table says less exactly. lost: columns that
    only the cases have; added: only the safe table; different: not the same thing in both, so not compared.
    lengths, shuffled: by length, for the safe table and for the cases with each column shuffled by itself: what chance
    would give. sizes: by length and size of the combination. by_column; by_attribute: those of the resolution or more;
    groups: those of them that are groups of people, the worst first; groups_small: how many groups are too small to be
    named. missing: by column. labels: what people call columns, by their names.
    """

    def document(self, promise: str = "") -> Document:
        """The report as people read it. promise: what protection promised, in a few sentences."""
        return document(self, promise)
