"""Why values are missing in records: what noise alone makes is not drawn, and what cases have is."""

import numpy as np
import pytest

from palermo.protect.synthesis._kinds import KINDS, draw_kinds, likelihoods
from palermo.protect.synthesis._settings import GRID

PLACE = {kind.value: at for at, kind in enumerate(KINDS)}
SD = 28.0
"""Of the noise, in cases: that of the demonstration at ε 4."""

DRAWS = 400


def _true():
    """Four contributors and eleven columns: what was not asked, is unknown, does not apply; nothing is withheld."""
    counts = np.zeros((4, 11, len(KINDS)), np.int64)
    counts[:, :, PLACE["unknown"]] = 150
    counts[0, :4, PLACE["not_asked"]] = 600
    counts[1, 5, PLACE["not_applicable"]] = 300
    counts[:3, 7, PLACE["refused"]] = 100  # too few in each, and plain in all
    return counts


def _noisy(counts, random):
    return np.rint((counts + random.normal(0, SD, counts.shape)) * GRID).astype(np.int64)


@pytest.fixture(scope="module")
def drawn():
    random = np.random.default_rng(11)
    return [likelihoods(_noisy(_true(), random), SD) for _ in range(DRAWS)]


def test_what_no_case_has_is_drawn_in_one_release_of_a_hundred_at_most(drawn):
    withheld = [bool(shares[:, :, PLACE["suppressed"]].any()) for shares in drawn]
    assert sum(withheld) <= 0.02 * DRAWS  # of a hundredth, with what chance adds in so many draws


def test_reasons_seldom_come_into_columns_that_have_them_not(drawn):
    nowhere = _true().sum(axis=0) == 0
    wrong = [bool((shares.max(axis=0)[nowhere] > 0).any()) for shares in drawn]
    assert sum(wrong) <= 0.2 * DRAWS


def test_what_many_cases_have_is_always_drawn_and_nearly_as_often(drawn):
    asked = np.array([shares[0, :4, PLACE["not_asked"]] for shares in drawn])
    assert asked.min() > 0.6
    assert abs(asked.mean() - 0.8) < 0.02
    assert min(shares[1, 5, PLACE["not_applicable"]] for shares in drawn) > 0.4
    refused = [bool(shares[:, 7, PLACE["refused"]].any()) for shares in drawn]
    assert sum(refused) > 0.95 * DRAWS


def test_noise_alone_is_unknown():
    random = np.random.default_rng(3)
    nothing = np.zeros((4, 11, len(KINDS)), np.int64)
    found = [likelihoods(_noisy(nothing, random), SD)[:, :, PLACE["unknown"]] for _ in range(200)]
    assert sum(bool((shares < 1).any()) for shares in found) <= 4


def test_shares_add_up_and_kinds_are_drawn_by_them():
    shares = likelihoods(_noisy(_true(), np.random.default_rng(5)), SD)
    assert np.allclose(shares.sum(axis=2), 1)
    whose = np.zeros(20_000, np.int64)
    kinds = draw_kinds(shares[:, 0], whose, np.random.default_rng(6))
    often = np.bincount(kinds, minlength=len(KINDS)) / len(kinds)
    assert np.abs(often - shares[0, 0]).max() < 0.02


def test_without_noise_shares_are_those_of_the_cases():
    counts = _true()
    shares = likelihoods(counts * GRID, 1e-6)
    assert np.allclose(shares, counts / counts.sum(axis=2, keepdims=True))
