"""What R packages give on published tables, to the digits that they print. The tables are not in the repository."""

import csv

import numpy as np
import pytest

from palermo.estimate import lists
from palermo.estimate._lists._graphs import decomposable_graphs, log_posterior_by_graph

TABLES = {
    "uk_2013_five_lists": "count",
    "uk_2013_six_lists": "count",
    "netherlands_six_lists": "frequency",
    "artificial_3": "n",
}


@pytest.fixture(scope="module")
def reference(shared_data):
    with (shared_data / "mse" / "reference_results.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def read(shared_data):
    return {name: lists(shared_data / "mse" / f"{name}.csv", count=count) for name, count in TABLES.items()}


def printed(reference, name, method, words=""):
    rows = [row for row in reference if row["dataset"] == name and row["method"] == method and words in row["settings"]]
    if not rows:
        pytest.skip(f"no reference of {method} on {name}")
    return rows[0]


@pytest.mark.parametrize("name", TABLES)
def test_stepwise_and_independence_are_those_of_sparsemse(read, reference, name):
    for method, key in (("stepwise", "sparsemse_point"), ("independence", "sparsemse_main")):
        row = printed(reference, name, key)
        found = read[name].estimate(method, replicates=0)
        assert found.estimate == pytest.approx(float(row["estimate"]), rel=1e-6)
        for limit, column in (("low", "lo"), ("high", "hi")):  # R's variance is of the step before its last
            assert found.details["conditional"][limit] == pytest.approx(float(row[column]), rel=1e-4)


@pytest.mark.parametrize("name", ["uk_2013_five_lists", "uk_2013_six_lists"])
def test_the_interval_is_sparsemses_but_for_chance(read, reference, name):
    row = printed(reference, name, "sparsemse_boot", "BCa95")
    found = read[name].stepwise(replicates=4000)
    assert found.low == pytest.approx(float(row["lo"]), rel=0.06)
    assert found.high == pytest.approx(float(row["hi"]), rel=0.06)


@pytest.mark.parametrize("name", ["uk_2013_five_lists", "uk_2013_six_lists", "artificial_3"])
def test_the_best_model_is_that_of_multiplesystemsestimation(read, reference, name):
    row = printed(reference, name, "mse_bic")
    found = read[name].bic(replicates=0)
    assert found.estimate == pytest.approx(float(row["estimate"]), rel=1e-6)
    assert f"BIC={found.details['bic']:.6f}" in row["settings"]
    if name != "artificial_3":
        average = printed(reference, name, "prototype_bma")
        assert read[name].bma().estimate == pytest.approx(float(average["estimate"]), rel=1e-5)


@pytest.mark.parametrize("name", TABLES)
def test_the_lower_bound_as_a_log_linear_model_is_rcaptures(read, reference, name):
    row = printed(reference, name, "rcapture_closedp", "Mth Chao (LB)")
    found = read[name].chao()
    assert found.details["log_linear"] == pytest.approx(float(row["estimate"]), rel=1e-8)
    if name != "artificial_3":  # six persons on two lists: there the correction for small numbers is large
        assert found.estimate == pytest.approx(float(row["estimate"]), rel=0.02)
    assert found.estimate < float(row["estimate"])


def test_as_many_models_have_an_estimate_as_in_r(read):
    assert read["uk_2013_five_lists"].bma().details["valid"] == 6084
    netherlands = read["netherlands_six_lists"]
    counts = [netherlands.merge(one, "R").bma().details["valid"] for one in ("I", "K", "O", "P", "Z")]
    assert 6083 in counts


@pytest.mark.parametrize("name", ["uk_2013_five_lists", "artificial_3"])
def test_graphs_are_those_of_dga_on_its_grid(read, reference, name):
    row = printed(reference, name, "dga")
    table = read[name].histories
    grid = np.unique(np.round(np.linspace(1, 30 * table.n, 1000)))
    _, signs = decomposable_graphs(table.k)
    density = log_posterior_by_graph(table, grid, signs, 2.0**-table.k)
    mass = np.exp(density - density.max()).sum(axis=0)
    assert table.n + mass @ grid / mass.sum() == pytest.approx(float(row["estimate"]), rel=1e-8)


def test_the_bayesian_threshold_is_near_silvermans(read, reference):
    row = printed(reference, "uk_2013_five_lists", "mse_bayesthresh")
    found = read["uk_2013_five_lists"].threshold()
    for value, column in ((found.estimate, "estimate"), (found.low, "lo"), (found.high, "hi")):
        assert value == pytest.approx(float(row[column]), rel=0.03)


def test_classes_are_near_lcmcr(read, reference):
    row = printed(reference, "uk_2013_six_lists", "lcmcr", "median")
    found = read["uk_2013_six_lists"].classes(chains=2)
    assert found.estimate == pytest.approx(float(row["estimate"]), rel=0.08)
    assert found.low == pytest.approx(float(row["lo"]), rel=0.12)
