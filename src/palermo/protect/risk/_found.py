"""What was found of the risk of a table, in figures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from palermo.protect.risk._combinations import AttributeRisk, ColumnRisk, LengthRisk
from palermo.protect.risk._diversity import GroupRisk
from palermo.protect.risk._settings import MissingAs
from palermo.protect.risk._suda import Suda


@dataclass(frozen=True, slots=True)
class RiskFigures:
    """The figures of a `RiskReport`, which says what each is."""

    resolution: int
    cases: int
    missing: MissingAs
    lengths: tuple[LengthRisk, ...]
    minimal_rare: tuple[int, ...]
    minimal_unique: tuple[int, ...]
    columns: tuple[ColumnRisk, ...]
    attributes: tuple[AttributeRisk, ...]
    groups: GroupRisk | None = None
    suda: Suda | None = None
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def cases_rare(self) -> int:
        """Cases with a rare combination of any length looked at."""
        return sum(length.cases_rare for length in self.lengths)

    @property
    def cases_unique(self) -> int:
        """Cases with a combination that nobody else has."""
        return sum(length.cases_unique for length in self.lengths)

    def called(self, names: Iterable[str]) -> str:
        """What people call columns, one after the other."""
        return ", ".join(self.labels.get(name, name) for name in names)
