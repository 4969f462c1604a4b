"""What a planned study could see, in one report."""

from dataclasses import asdict, dataclass
from typing import Any

from palermo.estimate._impact._power import Plan, clusters_needed, minimum_detectable, power
from palermo.estimate._impact._power_document import document
from palermo.report import Document


@dataclass(frozen=True)
class PowerReport:
    """What a plan can see. effect: the effect that was asked about; chance, needed: of it; None where none was."""

    plan: Plan
    effect: float | None = None

    @property
    def smallest(self) -> float:
        """The smallest effect that the study would see."""
        return minimum_detectable(self.plan)

    @property
    def chance(self) -> float | None:
        """The chance of seeing the effect that was asked about."""
        return None if self.effect is None else power(self.plan, self.effect)

    @property
    def needed(self) -> int | None:
        """Clusters in each arm to see the effect that was asked about."""
        return None if self.effect is None else clusters_needed(self.plan, self.effect)

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "plan": asdict(self.plan),
            "design_effect": self.plan.design_effect,
            "error": self.plan.error,
            "degrees": self.plan.degrees,
            "minimum_detectable_effect": self.smallest,
            "effect": self.effect,
            "power": self.chance,
            "clusters_needed_in_each_arm": self.needed,
        }

    def document(self) -> Document:
        """The report as people read it."""
        return document(self)
