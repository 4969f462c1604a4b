"""What was found when a safe table was attacked, in figures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from palermo.protect.attacks._inference import Inference
from palermo.protect.attacks._linkability import Linkability
from palermo.protect.attacks._membership import Membership
from palermo.protect.attacks._rates import Gain
from palermo.protect.attacks._settings import AttackSettings
from palermo.protect.attacks._shadow import ShadowSettings
from palermo.protect.attacks._singling_out import SinglingOut


@dataclass(frozen=True, slots=True)
class AttackFigures:
    """The figures of an `AttackReport`, which says what each is."""

    settings: AttackSettings
    seed: int
    cases: int
    safe_cases: int
    control_cases: int | None
    columns: tuple[str, ...]
    coarser: Mapping[str, str]
    left_aside: tuple[str, ...]
    singling_out: tuple[SinglingOut, ...]
    linkability: Linkability | None
    inference: tuple[Inference, ...]
    membership: Membership | None
    shadow: Membership | None = None
    shadows: ShadowSettings | None = None
    method: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)

    def called(self, names: Iterable[str]) -> str:
        """What people call columns, one after the other."""
        return ", ".join(self.labels.get(name, name) for name in names)

    @property
    def gains(self) -> dict[str, Gain]:
        """What each kind of attack gains: over the control where there is one to hold it against, else over chance.

        Of inference it is the column with the surest gain. What could not be measured is not there.
        """
        found: dict[str, Gain | None] = {}
        for each in self.singling_out:
            found[f"singling out, {each.kind}"] = each.over_control if each.control is not None else each.over_chance
        if self.linkability is not None:
            link = self.linkability
            found["linkability"] = link.over_control if link.control is not None else link.over_chance
        if self.inference:
            worst = self.inference[0]
            found["attribute inference"] = worst.over_control if worst.control is not None else worst.over_blind
        if self.membership is not None:
            found["membership"] = self.membership.over_chance
        if self.shadow is not None:
            found["membership, by shadow releases"] = self.shadow.over_chance
        return {name: each for name, each in found.items() if each is not None}
