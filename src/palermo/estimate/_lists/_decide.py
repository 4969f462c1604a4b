"""The linear program of existence: what the quick tests are held against, and what stands behind them."""

from functools import lru_cache

import numpy as np

from palermo.estimate._lists._existence import NO_MAXIMUM, NOT_TOLD_APART, UNDECIDED, check
from palermo.estimate._lists._transforms import Bools, Floats, Ints

SMALLEST_GAIN = 1e-6
"""A direction within the unit box that lowers histories without cases by less than this, together, lowers none."""

KEPT_ANSWERS = 65_536


def decide(counts: Floats, kept: Bools, terms: Ints, k: int) -> int:
    """As `check`, but never UNDECIDED."""
    answer = check(counts, kept, terms, k)
    return by_program(counts, kept, terms) if answer == UNDECIDED else answer


def by_program(counts: Floats, kept: Bools, terms: Ints) -> int:
    """The answer by linear programming (HiGHS). It depends on where cases are, not on how many, and is kept."""
    seen = np.packbits(kept & (counts > 0)).tobytes()
    return _program(seen, np.packbits(kept).tobytes(), terms.tobytes(), len(counts))


@lru_cache(KEPT_ANSWERS)
def _program(seen: bytes, kept: bytes, terms: bytes, size: int) -> int:
    from scipy.optimize import linprog

    with_cases = np.unpackbits(np.frombuffer(seen, np.uint8), count=size).astype(bool)
    retained = np.unpackbits(np.frombuffer(kept, np.uint8), count=size).astype(bool)
    of_model = np.frombuffer(terms, np.int64)
    cells = np.arange(size)[:, None]
    design = ((cells & of_model) == of_model).astype(np.float64)
    support, empty = design[with_cases], design[retained & ~with_cases]
    answer = 0
    if np.linalg.matrix_rank(design[retained]) < len(of_model):
        answer += NOT_TOLD_APART
    if len(empty):
        found = linprog(
            empty.sum(axis=0), A_ub=empty, b_ub=np.zeros(len(empty)), A_eq=support, b_eq=np.zeros(len(support)),
            bounds=(-1.0, 1.0), method="highs",
        )  # fmt: skip
        if found.status != 0:
            raise ArithmeticError(f"the linear program of existence ended with status {found.status}")
        if found.fun < -SMALLEST_GAIN:
            answer += NO_MAXIMUM
    return answer
