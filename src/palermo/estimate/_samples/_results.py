"""What a sample says: one number, how far it may be off, and what it rests on."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from palermo.estimate._lists._bootstrap import BEYOND, FEWEST
from palermo.estimate._results import Caution, Estimate, finite

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

FEW = 30
"""Answers below which normal theory is a guess; the field's rule of thumb (Cochran 1977, section 2.15)."""

FEW_DEGREES = 8
"""Degrees of freedom below which standard errors are themselves mostly chance (Korn and Graubard 1999, chapter 5)."""


@dataclass(frozen=True, eq=False, kw_only=True)
class SampleEstimate(Estimate):
    """What is estimated from a sample, by one method.

    An `Estimate`, whose number is here whatever `what` says: a mean, a share, a total or persons. n: answers it is
    made of. error: standard error. degrees: degrees of freedom of the interval; None where it is no t interval.
    design_effect: variance over that of as many answers drawn at random; None where it cannot be told.
    """

    what: str = ""
    n: int = 0
    error: float | None = None
    degrees: float | None = None
    design_effect: float | None = None

    @property
    def is_share(self) -> bool:
        """Whether the number is a share, from 0 to 1."""
        return self.what.startswith("share")

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            **Estimate.to_dict(self),
            "what": self.what,
            "n": self.n,
            "error": finite(self.error),
            "degrees": finite(self.degrees),
            "design_effect": finite(self.design_effect),
        }


def few_cautions(n: int, degrees: float | None = None) -> list[Caution]:
    """What to say of a sample, or a part of it, that is small."""
    found = []
    if n < FEW:
        found.append(Caution("few_answers", f"Only {n} answers stand behind this: chance alone could move it far."))
    if degrees is not None and degrees < FEW_DEGREES:
        text = (
            f"The interval has {degrees:g} degrees of freedom: with so few clusters its width is itself mostly chance."
        )
        found.append(Caution("few_degrees", text))
    return found


def once(cautions: Iterable[Caution]) -> tuple[Caution, ...]:
    """Each caution one time, in order."""
    return tuple(dict.fromkeys(cautions))


def quantiles(draws: Floats, level: float) -> tuple[float | None, float | None]:
    """The middle of draws that covers `level`, infinite ones among them; None where fewer than 40 are left."""
    good = np.minimum(draws[~np.isnan(draws)], BEYOND)
    if len(good) < FEWEST:
        return None, None
    ends = np.quantile(good, [(1 - level) / 2, (1 + level) / 2], method="median_unbiased")
    low, high = (float(end) if end < BEYOND / 1e5 else float("inf") for end in ends)
    return low, high


def spread(draws: Floats) -> float | None:
    """Standard deviation of finite draws; None where there are fewer than two."""
    good = draws[np.isfinite(draws)]
    return float(good.std(ddof=1)) if len(good) > 1 else None
