"""The regression and the wild bootstrap: against textbook formulas, slow references and pyfixest."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palermo.errors import InputError
from palermo.estimate._impact._regress import regress, wald
from palermo.estimate._impact._wild import _draws, wild_bootstrap


def made(seed, *, clusters=10, each=8):
    rng = np.random.default_rng(seed)
    who = np.repeat(np.arange(clusters), each)
    x = (who < clusters // 2).astype(float) + 0.3 * rng.normal(size=len(who))
    z = rng.normal(size=len(who))
    y = 1 + 0.5 * x - z + rng.normal(size=clusters)[who] + rng.normal(size=len(who))
    return y, [("level", np.ones(len(y))), ("x", x), ("z", z)], who, rng.random(len(y)) + 0.5


def slow(y, x, who, kind):
    """The sandwich, cluster by cluster."""
    inverse = np.linalg.inv(x.T @ x)
    beta = inverse @ x.T @ y
    groups, n, k = len(np.unique(who)), len(y), x.shape[1]
    middle = np.zeros((k, k))
    for each in range(groups):
        own = who == each
        if kind == "CRV1":
            score = x[own].T @ (y - x @ beta)[own]
            middle += np.outer(score, score)
        else:
            left = np.linalg.lstsq(x[~own], y[~own], rcond=None)[0] - beta
            middle += np.outer(left, left)
    if kind == "CRV1":
        return beta, groups / (groups - 1) * (n - 1) / (n - k) * inverse @ middle @ inverse
    return beta, (groups - 1) / groups * middle


@pytest.mark.parametrize("kind", ["CRV1", "CRV3"])
@given(seed=st.integers(0, 2**20))
@settings(max_examples=15)
def test_errors_are_those_of_the_formula_worked_out_slowly(kind, seed):
    y, columns, who, weights = made(seed)
    found = regress(y, columns, weights=weights, clusters=who, kind=kind)
    root = np.sqrt(weights)
    x = np.column_stack([each for _, each in columns]) * root[:, None]
    beta, covariance = slow(y * root, x, who, kind)
    assert found.coefficients == pytest.approx(beta)
    assert found.covariance == pytest.approx(covariance)


def test_absorbing_groups_is_giving_each_a_column():
    y, columns, who, _ = made(3)
    pairs = np.arange(len(y)) // 2  # within clusters
    dummies = [(f"pair {each}", (pairs == each).astype(float)) for each in range(pairs.max() + 1)]
    for kind in ("CRV1", "CRV3"):
        absorbed = regress(y, columns[1:], clusters=who, absorb=pairs, kind=kind)
        dense = regress(y, [*columns[1:], *dummies], clusters=who, kind=kind)
        assert absorbed.of("x")[0] == pytest.approx(dense.of("x")[0])
        n, k = len(y), len(dense.names)
        factor = np.sqrt((n - k) / (n - 3)) if kind == "CRV1" else 1.0
        assert absorbed.of("x")[1] == pytest.approx(dense.of("x")[1] * factor)


def test_a_column_that_others_explain_is_left_out():
    y, columns, who, _ = made(1)
    found = regress(y, [*columns, ("again", 2 * columns[1][1] - 1)], clusters=who)
    assert found.names == ("level", "x", "z")
    with pytest.raises(KeyError):
        found.of("again")


def test_one_cluster_is_refused():
    y, columns, who, _ = made(1)
    with pytest.raises(InputError, match="one cluster") as error:
        regress(y, columns, clusters=who * 0)
    assert error.value.exit_code == 99


def test_wald_of_one_coefficient_is_its_squared_t():
    y, columns, who, _ = made(4)
    found = regress(y, columns, clusters=who)
    value, many, degrees, _ = wald(found, ["x"])
    estimate, error = found.of("x")
    assert (value, many, degrees) == pytest.approx(((estimate / error) ** 2, 1, 9))
    assert np.isnan(wald(found, [])[3])


@pytest.mark.parametrize("clusters", [5, 10, 14])
def test_the_wild_bootstrap_is_that_of_samples_made_one_by_one(clusters):
    y, columns, who, weights = made(7, clusters=clusters)
    found = regress(y, columns, weights=weights, clusters=who)
    wild = wild_bootstrap(found, "x", replicates=1024, seed=3)
    draws, _ = _draws(clusters, 1024, 3)
    x, target = found.x, found.y
    rest = np.delete(x, 1, axis=1)
    fitted = rest @ np.linalg.lstsq(rest, target, rcond=None)[0]
    seen = abs(t_of(target, x, who))
    again = [abs(t_of(fitted + each[who] * (target - fitted), x, who)) for each in draws.T]
    assert wild.p == pytest.approx(np.mean(np.array(again) >= seen * (1 - 1e-9)))


def t_of(y, x, who):
    beta, covariance = slow(y, x, who, "CRV1")
    return beta[1] / np.sqrt(covariance[1, 1])


def test_of_a_mean_it_is_the_test_of_all_signs():
    rng = np.random.default_rng(2)
    who = np.repeat(np.arange(11), 4)
    y = 0.4 + rng.normal(size=11)[who] + rng.normal(size=44)
    found = regress(y, [("level", np.ones(44))], clusters=who)
    sums = np.bincount(who, y)
    signs = (np.arange(2**11)[:, None] >> np.arange(11) & 1) * 2 - 1
    exact = np.mean(np.abs(signs @ sums) >= abs(sums.sum()) - 1e-9)
    wild = wild_bootstrap(found, "level")
    assert wild.p == pytest.approx(exact)
    assert wild.how.startswith("all 2,048 signs")


def test_the_ends_of_the_interval_are_where_the_test_begins_to_refuse():
    y, columns, who, _ = made(11, clusters=12)
    found = regress(y, columns, clusters=who)
    wild = wild_bootstrap(found, "x", replicates=999)
    step = (wild.high - wild.low) / 500
    for end, inward in ((wild.low, step), (wild.high, -step)):
        assert wild_bootstrap(found, "x", replicates=999, null=end + inward).p > 0.05
        assert wild_bootstrap(found, "x", replicates=999, null=end - inward).p <= 0.05
    assert wild.low < found.of("x")[0] < wild.high


def test_two_clusters_refuse_nothing_and_say_so():
    y, columns, who, _ = made(5, clusters=2, each=20)
    found = regress(y, columns, clusters=who)
    wild = wild_bootstrap(found, "x", replicates=499)
    assert wild.p > 0.05
    assert wild.high == np.inf


def test_replicates_without_any_spread_are_an_error():
    who = np.repeat(np.arange(6), 2)
    found = regress(np.zeros(12), [("level", np.ones(12))], clusters=who)
    with pytest.raises(InputError, match="replicates failed"):
        wild_bootstrap(found, "level")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_pyfixest_says_the_same():
    import pandas as pd
    import pyfixest as pf

    y, columns, who, weights = made(9)
    pairs = np.arange(len(y)) // 2
    frame = pd.DataFrame({"y": y, "x": columns[1][1], "z": columns[2][1], "g": who, "w": weights, "pair": pairs})
    for absorb, formula in ((None, "y ~ x + z"), (pairs, "y ~ x + z | pair")):
        used = columns if absorb is None else columns[1:]
        mine = regress(y, used, weights=weights, clusters=who, absorb=absorb)
        fit = pf.feols(formula, frame, vcov={"CRV1": "g"}, weights="w")
        assert mine.of("x") == pytest.approx((fit.coef()["x"], fit.se()["x"]))
    mine = regress(y, columns, clusters=who, kind="CRV3")
    plain = pf.feols("y ~ x + z", frame, vcov={"CRV3": "g"}, ssc=pf.ssc(k_adj=False, G_adj=False))
    assert mine.of("x")[1] == pytest.approx(plain.se()["x"] * np.sqrt(9 / 10))
    robust = pf.feols("y ~ x + z", frame, vcov="HC1")
    assert regress(y, columns).of("x")[1] == pytest.approx(robust.se()["x"])
