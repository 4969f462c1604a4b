"""What a method says: one number, its interval, what it rests on, and what to be careful about."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Draws = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Method:
    """One way to an estimate. assumption: what must be true for it, in a sentence."""

    key: str
    title: str
    assumption: str
    citation: str


@dataclass(frozen=True, slots=True)
class Caution:
    """One line that travels with a result. code: which rule; text: what it means here."""

    code: str
    text: str

    def to_dict(self) -> dict[str, str]:
        """As JSON has it."""
        return {"code": self.code, "text": self.text}


@dataclass(frozen=True, eq=False)
class Estimate:
    """The size of the whole population, seen and unseen, by one method.

    method: the method's key. estimate: persons; None where the method has no answer. low, high: the interval; high is
    infinite where the data set no upper limit; None where there is no interval. level: what the interval covers if
    the assumption holds; None for bounds that are no confidence interval. assumption: what must be true, in a
    sentence. interval: how it was made, in words. details: what else the method found, ready for JSON. draws:
    bootstrap replicates or posterior draws of the size, of which the interval was made; empty where there are none.
    """

    method: str
    estimate: float | None
    low: float | None
    high: float | None
    level: float | None
    assumption: str
    cautions: tuple[Caution, ...] = ()
    interval: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    draws: Draws = field(default_factory=lambda: np.empty(0), repr=False)

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it. What is infinite or absent is null; `unbounded` tells which."""
        return {
            "method": self.method,
            "estimate": finite(self.estimate),
            "low": finite(self.low),
            "high": finite(self.high),
            "level": self.level,
            "unbounded": self.high is not None and math.isinf(self.high),
            "assumption": self.assumption,
            "cautions": [each.to_dict() for each in self.cautions],
            "interval": self.interval,
            "details": dict(self.details),
        }


def finite(value: float | None) -> float | None:
    """The number, or None where JSON has none for it."""
    return float(value) if value is not None and math.isfinite(value) else None
