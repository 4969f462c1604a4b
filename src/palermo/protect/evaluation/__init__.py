"""What a safe table keeps of the cases, what it lost and made up, and whom that touches."""

from palermo.protect.evaluation._evaluate import evaluate
from palermo.protect.evaluation._evaluation import Evaluation
from palermo.protect.evaluation._figures import LengthQuality, MissingShare, PartQuality, SizeQuality
from palermo.protect.evaluation._settings import GROUP_COLUMNS, EvaluationSettings

__all__ = [
    "GROUP_COLUMNS",
    "Evaluation",
    "EvaluationSettings",
    "LengthQuality",
    "MissingShare",
    "PartQuality",
    "SizeQuality",
    "evaluate",
]
