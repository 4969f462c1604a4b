"""The compiled engine against slow, obvious references."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.stats import poisson
from tests.estimate.invented import counts_of

from palermo.estimate._lists._choose import log_tail
from palermo.estimate._lists._decide import by_program, decide
from palermo.estimate._lists._existence import NO_MAXIMUM, NOT_TOLD_APART, UNDECIDED, VALID, check
from palermo.estimate._lists._fit import fit, retained
from palermo.estimate._lists._models import models_of
from palermo.estimate._lists._table import made
from palermo.estimate._lists._transforms import sum_subsets, sum_supersets

EMPTY_OVERLAPS = {1: 55.0, 2: 33.0, 4: 21.0, 3: 7.0}


def terms_of(*named: str) -> np.ndarray:
    """The terms of a hierarchical model from its largest, lists being called 1, 2, 3."""
    found = {0}
    for name in named:
        mask = sum(1 << int(each) - 1 for each in name)
        found |= {part for part in range(1 << 3) if part & mask == part}
    return np.array(sorted(found, key=lambda term: (term.bit_count(), term)), np.int64)


def status(counts, terms, k, decider=check):
    sums = counts.copy()
    sum_supersets(sums, k)
    possible = np.arange(1 << k) > 0
    inner, kept, _ = retained(sums, possible, terms, k)
    return decider(counts, kept, inner, k)


@pytest.mark.parametrize(
    ("model", "answer"),
    [(("12", "13", "23"), NOT_TOLD_APART), (("12", "3"), NO_MAXIMUM), (("13", "23", "1", "2"), VALID)],
)
def test_existence_is_as_the_peer_has_it_on_lists_of_which_two_pairs_share_nobody(model, answer):
    counts = made("ABC", EMPTY_OVERLAPS).counts
    assert status(counts, terms_of(*model), 3) == answer


@given(st.lists(st.integers(0, 9), min_size=16, max_size=16))
def test_transforms_are_sums_over_subsets_and_supersets(values):
    given_values = np.array(values, dtype=float)
    above, below = given_values.copy(), given_values.copy()
    sum_supersets(above, 4)
    sum_subsets(below, 4)
    for cell in range(16):
        assert above[cell] == sum(given_values[other] for other in range(16) if other & cell == cell)
        assert below[cell] == sum(given_values[other] for other in range(16) if other & cell == other)


few = st.integers(0, 3).flatmap(lambda top: st.integers(0, top))


@st.composite
def tables(draw, lists=(3, 4)):
    k = draw(st.sampled_from(lists))
    counts = counts_of(draw(st.lists(few, min_size=(1 << k) - 1, max_size=(1 << k) - 1)), k)
    models = models_of(made("ABCDE"[:k], {}), min(k - 1, 3))
    return counts, models.terms_of(draw(st.integers(0, len(models.inside) - 1))), k


def fienberg_rinaldo(counts, kept, terms, k):
    """The primal program: the most s for which some table with all cells at least s has the same margins."""
    cells = np.flatnonzero(kept)
    design = ((cells[:, None] & terms) == terms).astype(float)
    size = len(cells)
    equal = np.hstack([design.T, np.zeros((len(terms), 1))])
    above = np.hstack([-np.eye(size), np.ones((size, 1))])
    found = linprog(
        np.r_[np.zeros(size), -1.0], A_ub=above, b_ub=np.zeros(size), A_eq=equal, b_eq=design.T @ counts[cells],
        bounds=[(0, None)] * (size + 1), method="highs",
    )  # fmt: skip
    answer = NO_MAXIMUM if found.x[-1] < 1e-7 else VALID
    return answer + (NOT_TOLD_APART if np.linalg.matrix_rank(design) < len(terms) else VALID)


@given(tables())
@settings(max_examples=150)
def test_existence_is_what_the_linear_program_says(table):
    counts, terms, k = table
    if counts.sum() == 0 or any(counts[[c for c in range(1 << k) if c >> i & 1]].sum() == 0 for i in range(k)):
        return
    expected = status(counts, terms, k, fienberg_rinaldo)
    quick = status(counts, terms, k)
    assert quick in (expected, UNDECIDED)
    assert status(counts, terms, k, decide) == expected
    assert status(counts, terms, k, lambda c, kept, inner, _: by_program(c, kept, inner)) == expected


@given(tables(lists=(5,)))
@settings(max_examples=60)
def test_sparse_tables_of_five_lists_are_decided_as_the_linear_program_does(table):
    counts, terms, k = table
    counts = np.where(np.arange(1 << k) % 3 == 1, counts, 0.0)  # few histories: many free directions
    if counts.sum() > 0:
        assert status(counts, terms, k) == status(
            counts, terms, k, lambda c, kept, inner, _: by_program(c, kept, inner)
        )


def test_many_free_directions_are_decided_without_a_linear_program():
    counts = made("ABCD", {1: 9.0, 2: 8.0, 4: 7.0, 8: 6.0, 15: 3.0, 3: 2.0}).counts
    models = models_of(made("ABCD", {}), 2)
    for model in range(len(models.inside)):
        terms = models.terms_of(model)
        assert status(counts, terms, 4) == status(counts, terms, 4, fienberg_rinaldo) != UNDECIDED


def by_design_matrix(counts, kept, terms):
    """Iteratively reweighted least squares, as any GLM does it."""
    cells = np.flatnonzero(kept)
    design = ((cells[:, None] & terms) == terms).astype(float)
    y = counts[cells]
    means = y + 0.1
    beta = np.zeros(len(terms))
    for _ in range(200):
        line = np.log(means) + (y - means) / means
        before = beta
        beta = np.linalg.solve(design.T * means @ design, design.T @ (means * line))
        means = np.exp(np.clip(design @ beta, -50, 50))
        if np.abs(beta - before).max() < 1e-12:
            break
    covariance = np.linalg.inv(design.T * means @ design)
    return beta, covariance[0, 0], float((y * (design @ beta) - means).sum())


@given(st.lists(st.integers(0, 40), min_size=15, max_size=15), st.integers(0, 200))
@settings(max_examples=150)
def test_a_fit_is_what_a_generalised_linear_model_gives(values, which):
    counts = counts_of(values, 4)
    models = models_of(made("ABCD", {}), 3)
    terms = models.terms_of(which % len(models.inside))
    sums = counts.copy()
    sum_supersets(sums, 4)
    inner, kept, _ = retained(sums, np.arange(16) > 0, terms, 4)
    if decide(counts, kept, inner, 4) != VALID or len(inner) < 2:
        return
    alpha = np.zeros(16)
    good, value, variance, means = fit(counts, kept, sums, inner, 4, alpha, False, True)
    beta, expected_variance, expected = by_design_matrix(counts, kept, inner)
    assert good
    assert value == pytest.approx(expected, rel=1e-9, abs=1e-9)
    if np.abs(beta).max() < 8:  # beyond, the surface is flat and both stop somewhere
        assert alpha[inner] == pytest.approx(beta, rel=1e-5, abs=1e-5)
        assert variance == pytest.approx(expected_variance, rel=1e-4)
    assert means[~kept].sum() == 0


def test_a_warm_start_leads_to_the_same_place():
    counts = made("ABC", {1: 50.0, 2: 40.0, 4: 30.0, 3: 9.0, 5: 8.0, 6: 7.0, 7: 2.0}).counts
    terms, kept = terms_of("12", "3"), np.arange(8) > 0
    sums = counts.copy()
    sum_supersets(sums, 3)
    cold, warm = np.zeros(8), np.zeros(8)
    fit(counts, kept, sums, terms, 3, cold, False, False)
    warm[terms] = cold[terms] + 0.3
    assert fit(counts, kept, sums, terms, 3, warm, True, False)[0]
    assert warm == pytest.approx(cold, abs=1e-8)


@given(st.integers(0, 400), st.floats(0.01, 300))
def test_tails_are_the_smaller_of_both(count, mean):
    expected = min(poisson.logcdf(count, mean), poisson.logsf(count - 1, mean))
    if expected > -600:
        assert log_tail(count, mean) == pytest.approx(expected, rel=1e-7, abs=1e-9)


def test_tails_do_not_underflow():
    assert log_tail(0.0, 5000.0) == pytest.approx(-5000.0)
    assert log_tail(4000.0, 10.0) < log_tail(3999.0, 10.0) < -10_000
    assert log_tail(0.0, 0.0) == 0.0
    assert log_tail(1.0, 0.0) == -math.inf
