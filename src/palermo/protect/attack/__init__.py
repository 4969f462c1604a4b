"""What an attacker finds in a protected table, measured with baselines."""

from palermo.protect.attack._attack import attack
from palermo.protect.attack._audit import Audit, audit, evidence
from palermo.protect.attack._inference import Inference
from palermo.protect.attack._linkability import Linkability
from palermo.protect.attack._membership import Membership
from palermo.protect.attack._rates import Gain, Rate
from palermo.protect.attack._report import AttackReport
from palermo.protect.attack._settings import AttackSettings
from palermo.protect.attack._shadow import ShadowSettings, shadow_releases
from palermo.protect.attack._singling_out import SinglingOut

__all__ = [
    "AttackReport",
    "AttackSettings",
    "Audit",
    "Gain",
    "Inference",
    "Linkability",
    "Membership",
    "Rate",
    "ShadowSettings",
    "SinglingOut",
    "attack",
    "audit",
    "evidence",
    "shadow_releases",
]
