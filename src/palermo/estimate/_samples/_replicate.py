"""Bootstrap weights for samples with strata and clusters."""

import numpy as np

from palermo.estimate._samples._design import Design
from palermo.estimate._samples._results import Floats


def weight_replicates(design: Design, replicates: int, seed: int) -> Floats:
    """Rescaled bootstrap weights, replicates × records (Rao and Wu 1988; Rao, Wu and Yue 1992, with c - 1 draws).

    In each stratum one cluster fewer than there are is drawn with replacement, and weights are scaled up by c / (c -
    1), so that the variance of a total is the one of linearisation. A stratum of one cluster stays as it is.
    """
    rng = np.random.default_rng(seed)
    unit_strata = design.unit_strata
    times = np.ones((replicates, len(unit_strata)))
    for stratum in range(len(design.population)):
        units = np.flatnonzero(unit_strata == stratum)
        count = len(units)
        if count < 2:
            continue
        drawn = rng.multinomial(count - 1, np.full(count, 1.0 / count), size=replicates)
        times[:, units] = drawn * (count / (count - 1.0))
    found: Floats = times[:, design.units] * design.weights
    return found
