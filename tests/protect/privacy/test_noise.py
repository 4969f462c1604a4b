"""Noise: discrete, from OpenDP, and no weaker than the continuous noise that it is counted as."""

import math
import sys
import time

import numpy as np
import pytest

from palermo.errors import ProtectionError
from palermo.protect.privacy import delta_of, discrete_sd, noisy, require_library, smoothing_error
from palermo.protect.privacy._noise import CHUNK, LEAST_SD, TAU


def exact_delta(sd: float, shift: int, epsilon: float) -> float:
    """The δ of the discrete Gaussian between inputs this far apart: Σ max(0, p(k) − e^ε q(k)), summed as it stands."""
    whole = np.arange(-math.ceil(45 * sd), math.ceil(45 * sd) + shift + 1)
    one = -(whole.astype(float) ** 2) / (2 * sd * sd)
    other = -((whole - shift).astype(float) ** 2) / (2 * sd * sd)
    normal = np.log(np.exp(one).sum())
    more = np.maximum(0.0, np.exp(other - normal) - np.exp(epsilon + one - normal))
    return float(more.sum())


@pytest.mark.parametrize("sd", [LEAST_SD, 100.0, 640.5])
@pytest.mark.parametrize("mu", [0.1, 0.5, 1.0, 2.5])
@pytest.mark.parametrize("epsilon", [0.01, 0.3, 1.0, 4.0, 12.0])
def test_discrete_noise_protects_as_the_continuous_noise_it_is_counted_as(sd, mu, epsilon):
    shift = round(mu * sd)
    claimed = delta_of(shift / sd, epsilon)
    assert exact_delta(discrete_sd(sd), shift, epsilon) <= claimed * (1 + 1e-9) + 1e-15
    if claimed > 1e-9:  # less noise would not do, so the comparison can fail
        assert exact_delta(discrete_sd(sd) / 2, shift, epsilon) > claimed


@pytest.mark.parametrize("tau", [0.3, 0.5, 1.0])
def test_a_gaussian_over_whole_numbers_sums_to_nearly_its_integral_wherever_it_is_centred(tau, monkeypatch):
    whole = np.arange(-200, 201)
    sums = [np.exp(-((whole - x) ** 2) / (2 * tau * tau)).sum() for x in np.linspace(0, 1, 101)]
    monkeypatch.setattr("palermo.protect.privacy._noise.TAU", tau)
    assert math.log(max(sums) / min(sums)) <= smoothing_error(1) * (1 + 1e-9) + 1e-14
    assert math.log(max(sums) / min(sums)) >= smoothing_error(1) * 0.7 or tau == 1.0


def test_what_the_smoothing_costs_is_nothing_that_a_number_could_show():
    assert TAU == 4.0
    assert 0 < smoothing_error(10**9) < 1e-120


def test_noise_has_the_spread_it_is_asked_for_around_the_counts():
    counts = np.array([[0, 10**9], [-5, 7]], np.int64)
    drawn = np.stack([noisy(counts, sd=50.0) for _ in range(1_500)])
    assert drawn.shape == (1_500, 2, 2)
    assert drawn.dtype == np.int64
    error = (drawn - counts).ravel()
    assert abs(error.mean()) < 5 * 50 / math.sqrt(len(error))
    assert error.std() == pytest.approx(discrete_sd(50.0), rel=5 / math.sqrt(2 * len(error)))
    assert np.abs(np.corrcoef((drawn - counts).reshape(-1, 4).T) - np.eye(4)).max() < 5 / math.sqrt(1_500)


def test_noise_does_not_repeat_and_tells_its_progress():
    told = []
    counts = np.zeros(2 * CHUNK + 1, np.int64)
    drawn = noisy(counts, sd=1e6, progress=lambda done, parts: told.append((done, parts)))
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert len(np.unique(drawn)) > 0.95 * len(drawn)
    assert not np.array_equal(drawn[:CHUNK], drawn[CHUNK : 2 * CHUNK])


def test_an_interrupted_draw_stops_instead_of_drawing_all():
    def interrupt(done, parts):
        raise KeyboardInterrupt

    counts = np.zeros(400 * CHUNK, np.int64)
    began = time.process_time()
    with pytest.raises(KeyboardInterrupt):
        noisy(counts, sd=100.0, progress=interrupt)
    assert time.process_time() - began < 20  # all of it would take some 90 seconds of a core


def test_no_counts_need_no_noise():
    assert noisy(np.empty(0, np.int64), sd=100.0).shape == (0,)


def test_noise_that_is_too_small_for_the_grid_is_refused():
    with pytest.raises(ValueError, match="too coarse"):
        noisy(np.zeros(3, np.int64), sd=LEAST_SD - 1)


@pytest.mark.parametrize("missing", ["opendp", "dp_accounting"])
def test_without_the_libraries_nothing_begins(missing, monkeypatch):
    monkeypatch.setitem(sys.modules, missing, None)
    for begin in (require_library, lambda: noisy(np.zeros(1, np.int64), sd=100.0)):
        with pytest.raises(ProtectionError, match=r"palermo\[dp\]") as error:
            begin()
        assert error.value.exit_code == 77
