"""What was found when a safe table was held against the cases it was made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from palermo.protect.evaluation._figures import LengthQuality, MissingShare, PartQuality, SizeQuality
from palermo.report import Document

ASKED = 3
"""Attributes of the combinations by which groups and columns are ranked, where that many are looked at: a question of
three parts is what people ask."""


@dataclass(frozen=True, slots=True)
class Evaluation:
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

    length: int
    resolution: int
    rehearsal: bool
    cases: int
    cases_safe: int
    columns: tuple[str, ...]
    coarser: Mapping[str, str]
    lost: tuple[str, ...]
    added: tuple[str, ...]
    different: tuple[str, ...]
    lengths: tuple[LengthQuality, ...]
    shuffled: tuple[LengthQuality, ...]
    sizes: tuple[SizeQuality, ...]
    by_column: tuple[PartQuality, ...]
    by_attribute: tuple[PartQuality, ...]
    groups: tuple[PartQuality, ...]
    groups_small: int
    missing: tuple[MissingShare, ...]
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def worst(self) -> PartQuality | None:
        """The group of people that the safe table serves worst; None where no group is large enough to be named."""
        return next((group for group in self.groups if group.errors[self.asked - 1] is not None), None)

    @property
    def asked(self) -> int:
        """The length by which groups and columns are ranked."""
        return min(ASKED, self.length)

    def document(self, promise: str = "") -> Document:
        """The report as people read it. promise: what protection promised, in a few sentences."""
        from palermo.protect.evaluation._document import document

        return document(self, promise)
