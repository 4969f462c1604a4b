"""What was found when a safe table was attacked."""

from dataclasses import dataclass

from palermo.protect.attacks._document import document
from palermo.protect.attacks._found import AttackFigures
from palermo.report import Document


@dataclass(frozen=True, slots=True)
class AttackReport(AttackFigures):
    """What attackers found in a safe table, beside what they would have found without it.

    settings, seed: how hard they tried. cases, safe_cases, control_cases: how many there are; control_cases is None
    without a control. columns: those that all tables have. coarser: how columns are read that the safe table says less
    exactly. left_aside: columns that can't be compared. singling_out: by kind. linkability: None where there are too
    few cases. inference: by column, the surest gain first. membership: None without a control. shadow: membership by
    releases made again, and shadows: how they were made; None where none were. method: the method, in words. labels:
    what people call columns, by their names.
    """

    def document(self) -> Document:
        """The report as people read it. It is made from the cases: never publish it."""
        return document(self)
