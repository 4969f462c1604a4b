"""What a design says of one outcome: how much changed because of it, how sure that is, and what it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from palermo.estimate._results import Caution, Estimate, finite

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

SHARE, UNITS, RATIO = "share", "units", "ratio"
"""In what an effect is told: a difference of shares, of the outcome's own units, or how many times as many."""

UPPER_LOST, LOWER_LOST = "Upper bound for those lost", "Lower bound for those lost"
"""Checks that tell how far the effect may go with those who were lost."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at beside the answer. p: where it is a test. text: what it means, in a sentence."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    p: float | None
    text: str

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        numbers = {key: finite(getattr(self, key)) for key in ("value", "low", "high", "p")}
        return {"name": self.name, **numbers, "text": self.text}


@dataclass(frozen=True)
class Course:
    """How the outcome went over time. Lines have a value for each place; None leaves a gap.

    below: what the places are. bands: low and high around a line, by its name.
    """

    below: str
    places: tuple[str, ...]
    lines: Mapping[str, tuple[float | None, ...]]
    bands: Mapping[str, tuple[tuple[float | None, ...], tuple[float | None, ...]]] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "below": self.below,
            "places": list(self.places),
            "lines": {name: [finite(each) for each in values] for name, values in self.lines.items()},
        }


@dataclass(frozen=True, eq=False, kw_only=True)
class Effect(Estimate):
    """How much an outcome changed, by one design.

    An `Estimate` whose number is here an effect: above zero (a ratio: above one) for more of the outcome. outcome: its
    name. scale: one of SHARE, UNITS, RATIO. n: observations. clusters: independent groups behind the error; None where
    each observation is one. error: standard error, of a ratio that of its logarithm. degrees: of the interval's t.
    p: of no effect, two-sided. level_before: the outcome where nothing was done yet, for comparison.
    """

    outcome: str = ""
    scale: str = UNITS
    n: int = 0
    clusters: int | None = None
    error: float | None = None
    degrees: float | None = None
    p: float | None = None
    level_before: float | None = None
    checks: tuple[Check, ...] = ()
    course: Course | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            **Estimate.to_dict(self),
            "outcome": self.outcome,
            "scale": self.scale,
            "n": self.n,
            "clusters": self.clusters,
            "error": finite(self.error),
            "degrees": finite(self.degrees),
            "p": finite(self.p),
            "level_before": finite(self.level_before),
            "checks": [each.to_dict() for each in self.checks],
            "course": None if self.course is None else self.course.to_dict(),
        }

    @property
    def none(self) -> float:
        """The number that means no effect."""
        return 1.0 if self.scale == RATIO else 0.0


def said_number(value: float) -> str:
    """A number for a sentence, to three digits.

    >>> said_number(12.3456), said_number(1234.5), said_number(-0.02)
    ('12.3', '1,234', '-0.02')
    """
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


__all__ = ["RATIO", "SHARE", "UNITS", "Caution", "Check", "Course", "Effect", "said_number"]
