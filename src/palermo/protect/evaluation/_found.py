"""What was found when a safe table was held against the cases it was made from, in figures."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from palermo.protect.evaluation._figures import LengthQuality, MissingShare, PartQuality, SizeQuality

ASKED = 3
"""Attributes of the combinations by which groups and columns are ranked, where that many are looked at: a question of
three parts is what people ask."""


@dataclass(frozen=True, slots=True)
class EvaluationFigures:
    """The figures of an `Evaluation`, which says what each is."""

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
