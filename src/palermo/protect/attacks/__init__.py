"""What an attacker finds in a protected table, measured with baselines."""

from palermo.protect.attacks._attack import attack
from palermo.protect.attacks._audit import Audit, audit, bound_expected, evidence, runs_needed
from palermo.protect.attacks._inference import Inference
from palermo.protect.attacks._linkability import Linkability
from palermo.protect.attacks._membership import Membership
from palermo.protect.attacks._planted import Planted, plant
from palermo.protect.attacks._rates import Gain, Rate
from palermo.protect.attacks._report import AttackReport
from palermo.protect.attacks._settings import AttackSettings
from palermo.protect.attacks._shadow import ShadowSettings, shadow_releases
from palermo.protect.attacks._singling_out import SinglingOut

__all__ = [
    "AttackReport",
    "AttackSettings",
    "Audit",
    "Gain",
    "Inference",
    "Linkability",
    "Membership",
    "Planted",
    "Rate",
    "ShadowSettings",
    "SinglingOut",
    "attack",
    "audit",
    "bound_expected",
    "evidence",
    "plant",
    "runs_needed",
    "shadow_releases",
]
