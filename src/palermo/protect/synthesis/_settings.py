"""What an operator chooses of differentially private microdata, and the constants behind it."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from palermo.errors import ProtectionError
from palermo.protect.privacy import Budget

Progress = Callable[[str, int, int], None]
"""Told what happens now, how much of it is done, and how much there is."""

LASTING = {"Measuring": (0.0, 0.12), "Drawing noise": (0.12, 0.2), "Fitting records": (0.2, 1.0)}
"""What making private records does, and from which share of its time to which."""


def share_done(what: str, done: int, total: int) -> float:
    """How much of making private records is done, by what it tells of its progress.

    >>> share_done("Drawing noise", 0, 10)
    0.12
    """
    begins, ends = LASTING.get(what, (0.0, 0.0))
    return begins + (ends - begins) * done / max(total, 1)


GRID = 256
"""A case counts in steps of 1/256: weights are whole numbers, so that noise can be whole too. At the largest ε that is
allowed, the least noise is still some eighty steps wide; the privacy argument needs 32 (0010)."""

LONGEST = 3
"""Longest combination that is measured, in attributes."""

SHARES: Mapping[str | int, float] = {"sizes": 0.02, "kinds": 0.02, 1: 0.10, 2: 0.39, 3: 0.47}
"""How the budget that the number of cases leaves is shared out, in squares of the Gaussian parameter: among the sizes
of cases, the reasons why values are missing, and the combinations of each length. Pairs and triples are many and their
counts are small, so they get most."""

TOTAL_SHARE, LEAST_TOTAL, MOST_TOTAL_SHARE = 0.02, 0.1, 0.25
"""The number of cases gets a fiftieth of the budget, or the parameter 0.1 (a standard deviation of ten cases) where
that is more, but never above a quarter."""

KEPT_ABOVE = {1.0: 1.0, 4.0: 2.0}
"""By ε: an attribute is combined with others when its noisy count is above so many standard deviations."""

MOST_TRIPLES = 2_500_000
"""Triples that are measured, at most: a draw of noise takes 11 µs of a core (2.5 million: 28 s)."""

WORTH_ABOVE = (-math.inf, -1.0, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0)
"""Where there are more triples, those are measured whose three pairs all have noisy counts above so many standard
deviations, the least that leaves few enough. No triple is more frequent than its pairs: the others are taken to be
nought. What that costs is in docs/decisions/0011-synthesis.md."""

MOST_ATTRIBUTES = 300
"""Attributes that are combined with others, at most: tables of triples grow with the cube (300: 54 MB a table)."""

SWEEPS, FEWEST_SWEEPS, MOST_MOVES = 30, 20, 30_000_000
"""How often each attribute of each record is drawn again: less often where there are more than a million of them, since
many records agree with the counts sooner (a generated table of 200,000 × 23: 20 and 30 sweeps have the same error)."""

HOTTEST, COOLED = 1.5, 0.85
"""Temperature of the first sweep (1 draws from the posterior), and the share of sweeps until it is nought."""

MOST_COST = 15.0
"""What a made-up combination costs where `fabrication` is 0, in cases: as much as if the table had so many too many of
it already; but one standard deviation of its noise at most."""

FADES_AT = 3.0
"""Standard deviations of its noise at which a combination is frequent enough to cost nothing more."""


@dataclass(frozen=True, slots=True)
class SynthesisSettings:
    """How differentially private microdata is made.

    epsilon, delta: what anyone may learn about one case at most, when it is added or left out; delta is below one in
    the number of cases. length: longest combination that is measured, in attributes, 1 to 3. fabrication: 0 to 1;
    1 has the smallest error of long combinations, and 0 the fewest combinations that no case has; between them, one is
    paid with the other. Errors of single attributes are smallest towards 0.
    rare: None, or k: no combination of up to `length` attributes appears unless its noisy count is k or more. sweeps:
    how often each attribute of each record is drawn again, None for as often as is worth it; more costs time and lowers
    error slightly.

    Raises ProtectionError when a promise or a length is out of range, ValueError when another setting is.
    """

    epsilon: float
    delta: float
    length: int = LONGEST
    fabrication: float = 0.75
    rare: int | None = None
    sweeps: int | None = None

    def __post_init__(self) -> None:
        Budget(self.epsilon, self.delta)
        if not 1 <= self.length <= LONGEST:
            raise ProtectionError("protect.length_out_of_range", place="length", length=self.length, most=LONGEST)
        if self.rare is not None and self.rare < 2:
            raise ProtectionError("protect.resolution_out_of_range", place="rare", k=self.rare)
        if not 0 <= self.fabrication <= 1:
            raise ValueError(f"a fabrication of {self.fabrication} is not between 0 and 1")
        if self.sweeps is not None and self.sweeps < 1:
            raise ValueError("without a sweep nothing is fitted")

    def cost(self, sd: float) -> float:
        """What the first record with a combination costs, in cases. sd: of the noise in its count."""
        return (1 - self.fabrication) * min(sd, MOST_COST)

    def sweeps_of(self, attributes: int) -> int:
        """How often each attribute is drawn again where all records together have so many.

        >>> SynthesisSettings(12.0, 1e-6).sweeps_of(1_200_000)
        25
        """
        if self.sweeps is not None:
            return self.sweeps
        return min(SWEEPS, max(FEWEST_SWEEPS, MOST_MOVES // max(attributes, 1)))

    @property
    def kept_above(self) -> float:
        """Standard deviations above which an attribute is combined with others."""
        return max((times for least, times in KEPT_ABOVE.items() if self.epsilon >= least), default=1.0)

    @property
    def kept_mass(self) -> float:
        """Share of all triples that the bound on a case's size should keep: less where noise is large."""
        return min(0.95, max(0.5, 0.6 + 0.33 * math.log(self.epsilon) / math.log(12)))
