"""All hierarchical models: their number, the best, the average, and what is cautioned."""

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.estimate.invented import THREE, as_rows, counts_of, population

from palermo.errors import InputError
from palermo.estimate import lists
from palermo.estimate._lists._bic import best_sizes, bic, bma, mixture, score
from palermo.estimate._lists._bootstrap import resampled
from palermo.estimate._lists._existence import VALID
from palermo.estimate._lists._linear import fit_model
from palermo.estimate._lists._models import model_label, models_of
from palermo.estimate._lists._table import made


@pytest.mark.parametrize(
    ("k", "order", "count"),
    [(2, 1, 1), (3, 2, 8), (4, 3, 113), (5, 2, 1024), (5, 3, 6212), (5, 4, 6893), (6, 2, 32768)],
)
def test_there_are_as_many_models_as_the_catalogues_have(k, order, count):
    models = models_of(made("ABCDEF"[:k], {}), order)
    assert len(models.inside) == count
    assert len(np.unique(models.inside, axis=0)) == count


def test_every_model_is_hierarchical():
    models = models_of(made("ABCD", {}), 3)
    for model in range(len(models.inside)):
        terms = set(models.terms_of(model).tolist())
        for term in terms:
            bits = [bit for bit in range(4) if term >> bit & 1]
            parts = {sum(1 << bit for bit in some) for size in range(len(bits)) for some in combinations(bits, size)}
            assert parts <= terms


@pytest.mark.parametrize(("k", "order"), [(3, 3), (3, 0), (6, 3), (7, 2)])
def test_too_many_models_and_unidentified_ones_are_refused(k, order):
    with pytest.raises(InputError):
        models_of(made("ABCDEFG"[:k], {}), order)


def test_terms_that_cannot_be_are_in_no_model():
    rows = as_rows(made("ABC", {1: 100.0, 2: 80.0, 4: 60.0, 5: 12.0, 6: 10.0}))
    found = lists(rows, count="n", impossible=[("A", "B")])
    assert len(models_of(found.histories, None).inside) == 4


@given(st.lists(st.integers(0, 25), min_size=15, max_size=15))
@settings(max_examples=25)
def test_scores_are_those_of_each_model_by_itself(values):
    histories = made("ABCD", dict(enumerate(counts_of(values, 4))))
    if histories.n == 0 or (histories.sizes() == 0).any():
        return
    scored = score(histories)
    for model in range(0, len(scored.status), 7):
        alone = fit_model(histories, scored.models.terms_of(model))
        assert scored.status[model] == alone.status
        if alone.status == VALID:
            assert scored.bic[model] == pytest.approx(alone.bic, rel=1e-9)
            assert scored.unseen[model] == pytest.approx(alone.unseen, rel=1e-5)


@pytest.mark.parametrize("chances", [(0.2, 0.15, 0.1, 0.1), (0.05, 0.03, 0.02, 0.05)])
def test_the_best_of_each_replicate_is_what_scoring_all_models_finds(chances):
    histories = population(2500, chances, together=0.2)
    scored = score(histories)
    every = np.arange(len(scored.status))
    draws = resampled(histories, 12, 5)
    sizes = best_sizes(histories, scored, every)(histories.order, draws)
    for row, size in zip(draws, sizes, strict=True):
        table = histories.scaled(np.bincount(histories.order, weights=row, minlength=16))
        again = score(table)
        if not len(again.valid):
            assert math.isnan(size)
            continue
        assert size == pytest.approx(table.n + again.unseen[again.valid[0]], rel=1e-6)


def test_models_that_only_a_program_can_decide_compete_too():
    histories = made("ABCD", {1: 90.0, 2: 80.0, 4: 70.0, 8: 60.0, 15: 3.0, 3: 9.0, 5: 8.0})
    scored = score(histories)
    assert (scored.status <= 3).all()
    draws = resampled(histories, 10, 1)
    sizes = best_sizes(histories, scored, np.arange(len(scored.status)))(histories.order, draws)
    for row, size in zip(draws, sizes, strict=True):
        table = histories.scaled(np.bincount(histories.order, weights=row, minlength=16))
        again = score(table)
        if len(again.valid):
            assert size == pytest.approx(table.n + again.unseen[again.valid[0]], rel=1e-6)


def test_the_best_model_of_dependent_lists_has_their_pair():
    histories = population(20_000, (0.2, 0.15, 0.1, 0.1), together=0.3)
    found = bic(histories, replicates=100, seed=1, level=0.95)
    assert "A×B" in found.details["model"]
    assert found.low < 20_000 < found.high
    assert found.details["candidates"] == found.details["valid"]


def test_bic_counts_persons_and_terms_of_minus_infinity():
    histories = made("ABC", {1: 50.0, 2: 40.0, 4: 30.0, 5: 8.0, 6: 7.0})
    fitted = fit_model(histories, np.array([0, 1, 2, 4, 3]))
    means = fitted.means
    seen = histories.counts > 0
    value = (histories.counts[seen] * np.log(means[seen])).sum() - means.sum()
    value -= sum(math.lgamma(count + 1) for count in histories.counts)
    assert fitted.bic == pytest.approx(5 * math.log(135) - 2 * value)
    assert means[3] == means[7] == 0


def test_the_average_weighs_every_model():
    histories = made("ABC", THREE)
    scored, found = score(histories), bma(histories, level=0.95)
    weights = scored.weights()
    assert weights.sum() == pytest.approx(1)
    valid = scored.status == VALID
    assert found.estimate == pytest.approx(histories.n + weights[valid] @ scored.unseen[valid])
    assert found.low < found.details["median"] < found.high


def test_a_mixture_of_one_is_lognormal():
    low, high = mixture(np.array([2.0]), np.array([0.3]), np.ones(1), (0.025, 0.975))
    assert np.log([low, high]) == pytest.approx(2 + 0.3 * np.array([-1.959964, 1.959964]), rel=1e-6)


def test_models_that_disagree_and_a_light_best_one_are_said():
    histories = made("ABC", {1: 30.0, 2: 30.0, 4: 30.0, 3: 4.0, 5: 1.0, 6: 9.0, 7: 1.0})
    codes = {each.code for each in bma(histories, level=0.95).cautions}
    assert codes == {"light_model", "models_disagree", "few_decide"}


def test_a_table_without_any_model_says_so():
    histories = made("ABC", {1: 30.0, 2: 30.0, 4: 30.0})
    for found in (bma(histories, level=0.95), bic(histories, replicates=10, seed=1, level=0.95)):
        assert found.estimate is None
        assert [each.code for each in found.cautions] == ["no_overlap"]


def test_models_are_called_by_their_largest_terms():
    histories = made(("police", "shelter", "hotline"), {1: 1.0})
    assert model_label(histories, np.array([0, 1, 2, 4, 3])) == "police×shelter, hotline"


def test_two_lists_have_one_model():
    found = lists({"A": [1, 0, 1], "B": [0, 1, 1], "n": [50, 40, 10]}, count="n").bic(replicates=100)
    assert found.estimate == pytest.approx(300)
    assert found.details["models"] == 1
