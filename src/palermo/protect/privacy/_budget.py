"""A budget (ε, δ) as the Gaussian mechanism spends it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import erfc, exp, inf, isfinite, log, log1p, sqrt

from palermo.errors import ProtectionError

MOST_EPSILON = 20.0
"""Above it, the likelihood of what is published may differ by a factor of e²⁰ ≈ 500 million with and without one case:
no promise that means anything. Releases of this field used 12."""

ROUNDING = 1e-9
"""Share of the parameter that is not spent, so that no rounding of floating-point numbers spends too much."""

DISCRETISATION = 1e-3
"""How far above the exact ε the PLD accountant may lie: it rounds losses up, to multiples of 1e-4."""


@dataclass(frozen=True)
class Budget:
    """How much what is published may depend on one case.

    epsilon: privacy loss, a natural logarithm of a ratio of likelihoods. delta: the probability with which the loss
    may be larger. Neighbours are two tables of which one has one case more.

    Raises ProtectionError when either is out of range.

    >>> round(Budget(1.0, 1e-6).mu, 4)
    0.2367
    """

    epsilon: float
    delta: float

    def __post_init__(self) -> None:
        if not (isfinite(self.epsilon) and 0 < self.epsilon <= MOST_EPSILON):
            raise ProtectionError(
                "privacy.epsilon_out_of_range", place="epsilon", epsilon=self.epsilon, most=f"{MOST_EPSILON:g}"
            )
        if not (isfinite(self.delta) and 0 < self.delta < 1):
            raise ProtectionError("privacy.delta_out_of_range", place="delta", delta=self.delta)

    @cached_property
    def mu(self) -> float:
        """The parameter of Gaussian differential privacy that gives this (ε, δ), found by bisection.

        Gaussian mechanisms whose sensitivities over their standard deviations have the squares μ₁², μ₂², … together
        give the parameter √(μ₁² + μ₂² + …) (Dong, Roth and Su 2022, corollaries 2.13 and 3.3).
        """
        low, high = 0.0, 2 * self.epsilon + 20.0
        for _ in range(100):
            middle = (low + high) / 2
            low, high = (middle, high) if delta_of(middle, self.epsilon) < self.delta else (low, middle)
        return low * (1 - ROUNDING)

    def check(self, mus: Iterable[float]) -> None:
        """Raise ValueError when steps with these Gaussian parameters together spend more: that is a bug in their sum.

        It is checked twice: by the sum of squares, and by dp-accounting, which knows nothing of that sum.
        """
        steps = list(mus)
        together = sqrt(sum(mu * mu for mu in steps))
        epsilon = spent(steps, self.delta)
        if together > self.mu * (1 + ROUNDING) or epsilon > self.epsilon * (1 + DISCRETISATION) + DISCRETISATION:
            raise ValueError(f"the steps spend {together} or ε {epsilon}, the budget is {self.mu} or ε {self.epsilon}")


def split(mu: float, shares: Mapping[str, float]) -> dict[str, float]:
    """The Gaussian parameter of each step, in proportion of its square; the squares add up to μ².

    >>> {name: round(part, 4) for name, part in split(1.0, {"pairs": 9, "singles": 16}).items()}
    {'pairs': 0.6, 'singles': 0.8}
    """
    whole = sum(shares.values())
    return {name: mu * sqrt(share / whole) for name, share in shares.items()}


def delta_of(mu: float, epsilon: float) -> float:
    """The δ of a Gaussian mechanism with parameter μ at this ε.

    δ(ε) = Φ(−ε/μ + μ/2) − e^ε Φ(−ε/μ − μ/2): Balle and Wang 2018, theorem 8; in logarithms, since the second factors
    underflow where ε is large.
    """
    if mu <= 0:
        return 0.0
    one = _log_below(-epsilon / mu + mu / 2)
    other = epsilon + _log_below(-epsilon / mu - mu / 2)
    return exp(one + log1p(-exp(other - one))) if other < one else 0.0


def epsilon_of(mu: float, delta: float) -> float:
    """The ε, at this δ, of Gaussian mechanisms whose parameters' squares add up to μ². By bisection, rounded up.

    >>> round(epsilon_of(Budget(4.0, 1e-6).mu, 1e-6), 6)
    4.0
    """
    low, high = 0.0, mu * mu / 2 + 40 * mu  # there δ is below Φ(−40), which is nought
    if delta_of(mu, 0.0) <= delta:
        return 0.0
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if delta_of(mu, middle) > delta else (low, middle)
    return high


def spent(mus: Iterable[float], delta: float) -> float:
    """The ε, at this δ, of Gaussian mechanisms with these parameters together, by dp-accounting's PLD accountant.

    mus: sensitivity over standard deviation of each. It is computed apart from `Budget.mu`, so that each checks the
    other; discretisation makes it a little larger, never smaller.
    """
    import dp_accounting
    from dp_accounting import pld

    accountant = pld.PLDAccountant(dp_accounting.NeighboringRelation.ADD_OR_REMOVE_ONE)
    for mu in mus:
        if mu > 0:
            accountant.compose(dp_accounting.GaussianDpEvent(1 / mu))
    return float(accountant.get_epsilon(delta))


def usual_delta(cases: int) -> float:
    """The δ that commands take when none is given: 1/(N ln N), N the number of cases rounded up to a power of ten.

    The order of magnitude is published beside every table; the exact number is not used.

    >>> usual_delta(97_750)
    8.685889638065036e-07
    """
    order = 100
    while order < cases:
        order *= 10
    return 1 / (order * log(order))


def check_delta(budget: Budget, cases: int) -> None:
    """Raise ProtectionError when δ is 1/n or more: then publishing one case as it is would be allowed."""
    if budget.delta * max(cases, 1) >= 1:
        raise ProtectionError("privacy.delta_out_of_range", place="delta", delta=budget.delta)


def _log_below(x: float) -> float:
    """The logarithm of Φ(x); minus infinity where Φ(x) is smaller than any number."""
    below = erfc(-x / sqrt(2)) / 2
    return log(below) if below > 0 else -inf
