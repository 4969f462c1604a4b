"""How far what weights leave out of counts may be off, told from the sizes of made records alone."""

from math import comb

import numpy as np
import pytest
from tests.protect.synthesis.invented import RANGES, VALUES, invented

from palermo.protect.privacy import Members
from palermo.protect.synthesis import Query, SynthesisSettings, synthesise, weigh
from palermo.protect.synthesis._intervals import Again, Both, SimulatedNoise, intervals_of, second_release
from palermo.protect.synthesis._scale import Scale, left_out, scale_of
from palermo.protect.synthesis._settings import GRID


@pytest.fixture(scope="module")
def found():
    settings = SynthesisSettings(2.0, 1e-5, sweeps=4)
    return synthesise(invented(1200), settings=settings, values=VALUES, ranges=RANGES, noise=SimulatedNoise(1), seed=1)


def records(sizes):
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    return Members(starts, np.concatenate([np.arange(size) for size in sizes]).astype(np.int32))


def test_what_is_left_out_is_the_part_of_large_cases_above_their_weight(found):
    weights, bound = found.measured.weights, found.measured.bound
    assert left_out(records([1, 2, bound]), found.measured, 2) == 0
    large = bound + 1
    assert left_out(records([2, large]), found.measured, 2) == pytest.approx(comb(large, 2) * (1 - weights[2][large]))


def test_without_large_cases_nothing_is_uncertain(found):
    small = records([2] * 500)
    scale = scale_of(small, found.measured, 3, seed=1)
    assert scale.shift == scale.spread == 0


def test_what_is_left_out_is_less_certain_where_noise_is_larger(found):
    largest = found.measured.bound + 3
    sizes = np.repeat(np.arange(2, largest + 1), 640 // 2 ** np.arange(largest - 1) + 4)
    few, many = records(sizes), records(np.tile(sizes, 30))
    spreads = [scale_of(each, found.measured, 3, seed=1).spread for each in (many, few)]
    assert 0 < spreads[0] < spreads[1] / 3


def test_what_one_second_release_lost_by_chance_is_taken_out_of_all_counts(found):
    kept = Both(found, Again(found.records, found.measured), 3)
    assert (kept.as_usual(Scale(0.0, 0.1)) == kept.true).all()
    moved = kept.as_usual(Scale(0.5, 0.1))  # it lost nothing, where half is usual
    steps = np.rint(found.measured.weights[3] * GRID).astype(np.int64)
    query = Query(3, steps, found.measured.places)
    above = kept.true - weigh(found.records, query) / GRID
    assert above.max() > 2
    assert (moved == np.rint(kept.true + above / 2)).all()


def test_few_large_counts_tell_nothing_of_themselves(found):
    again = second_release(found, seed=3, progress=lambda what, done, total: None)
    own = intervals_of(found, seed=3, again=again).owns[0]
    both = Both(found, again, 1)
    assert both.drift(own) >= 0
    both.published = np.zeros_like(both.published)
    assert both.drift(own) == 0
