"""Graphs, thresholds, classes, and whether chains have mixed."""

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from tests.estimate.invented import THREE, population

from palermo.errors import InputError
from palermo.estimate._lists._chains import effective_draws, mixing, r_hat
from palermo.estimate._lists._classes import classes
from palermo.estimate._lists._graphs import decomposable_graphs, graph_label, graphs, log_posterior_by_graph
from palermo.estimate._lists._table import made
from palermo.estimate._lists._threshold import threshold
from palermo.estimate._lists._walk import find_mode, walk

KNOWN = population(8000, (0.25, 0.2, 0.15))
QUICKLY = {"burn": 1000, "draws": 500, "thin": 4}


@pytest.mark.parametrize(("k", "count"), [(2, 2), (3, 8), (4, 61), (5, 822), (6, 18154)])
def test_there_are_as_many_decomposable_graphs_as_are_known(k, count):
    assert len(decomposable_graphs(k)[0]) == count


def test_signs_are_cliques_and_separators():
    edges = [(i, j) for j in range(1, 4) for i in range(j)]
    for mask, row in zip(*decomposable_graphs(4), strict=True):
        graph = nx.Graph()
        graph.add_nodes_from(range(4))
        graph.add_edges_from(edge for at, edge in enumerate(edges) if mask >> at & 1)
        cliques = [sum(1 << v for v in clique) for clique in nx.find_cliques(graph)]
        tree = nx.Graph()
        tree.add_nodes_from(range(len(cliques)))
        for i, j in combinations(range(len(cliques)), 2):
            tree.add_edge(i, j, weight=(cliques[i] & cliques[j]).bit_count())
        expected = np.zeros(16, int)
        for clique in cliques:
            expected[clique] += 1
        for i, j in nx.maximum_spanning_edges(tree, data=False):
            expected[cliques[i] & cliques[j]] -= 1
        assert row[1:].tolist() == expected[1:].tolist()


def test_graphs_find_a_population_of_known_size():
    found = graphs(KNOWN, level=0.95)
    assert found.low < 8000 < found.high
    assert found.cautions == ()


def test_the_grid_is_fine_enough():
    edges, signs = decomposable_graphs(3)
    grid = np.arange(0.0, 200_000.0)
    density = log_posterior_by_graph(KNOWN, grid, signs[:-1], 1 / 8)
    mass = np.exp(density - density.max())
    below = np.cumsum(mass.sum(axis=0)) / mass.sum()
    found = graphs(KNOWN, level=0.95)
    assert found.estimate == pytest.approx(KNOWN.n + (mass.sum(axis=0) @ grid) / mass.sum(), rel=1e-3)
    assert found.low == pytest.approx(KNOWN.n + np.searchsorted(below, 0.025), rel=2e-3)
    assert found.high == pytest.approx(KNOWN.n + np.searchsorted(below, 0.975), rel=2e-3)
    assert len(edges) == 8


def test_the_complete_graph_is_left_out_unless_asked_for():
    without, with_it = graphs(KNOWN, level=0.95), graphs(KNOWN, saturated=True, level=0.95)
    assert without.details["graphs"] == 7
    assert [each.code for each in with_it.cautions] == ["saturated_graph"]
    assert graphs(made("AB", {1: 50.0, 2: 40.0, 3: 10.0}), level=0.95).details["graphs"] == 1


def test_a_grid_that_ends_too_soon_is_said():
    found = graphs(KNOWN, most=2000, level=0.95)
    assert [each.code for each in found.cautions] == ["grid_edge"]
    assert found.high <= KNOWN.n + 2000


def test_graphs_are_for_six_lists_at_most():
    found = graphs(population(500, (0.2,) * 7), level=0.95)
    assert found.estimate is None
    assert [each.code for each in found.cautions] == ["too_many_lists"]
    with pytest.raises(InputError):
        graphs(KNOWN, delta=0, level=0.95)


def test_a_graph_is_called_by_its_edges():
    assert graph_label(made("ABC", {}), 0b101) == "A–B, B–C"
    assert graph_label(made("ABC", {}), 0) == "no edges"


def test_the_threshold_finds_the_pair_and_the_size():
    histories = population(20_000, (0.2, 0.15, 0.1, 0.1), together=0.3)
    found = threshold(histories, seed=1, level=0.95)
    assert "A×B" in found.details["terms"]
    assert found.low < 20_000 < found.high
    assert found.details["r_hat"] < 1.01


def test_a_walk_draws_from_the_posterior():
    counts, terms = made("ABC", THREE).counts, np.array([0, 1, 2, 4])
    kept, precision = np.arange(8) > 0, np.full(4, 1e-4)
    mode = np.array([7.0, 0, 0, 0])
    good, factor = find_mode(counts, kept, terms, precision, 3, mode)
    assert good
    out = np.empty((4000, 4))
    taken = walk(counts, kept, terms, precision, 3, mode, factor, 3.0, 1000, 4000, 5, 1, out)
    covariance = np.linalg.inv(np.tril(factor) @ np.tril(factor).T)
    assert 0.15 < taken < 0.35
    assert out.mean(axis=0) == pytest.approx(mode, abs=0.02)  # large counts: the posterior is nearly normal
    assert np.cov(out.T) == pytest.approx(covariance, abs=3e-3)


def test_classes_find_a_population_of_known_size():
    found = classes(KNOWN, seed=1, level=0.95, **QUICKLY)
    assert found.low < 8000 < found.high
    assert len(found.details["medians_by_chain"]) == 4
    assert len(found.draws) == 2000


def test_classes_find_two_kinds_of_people_where_independence_is_misled():
    easy, hard = population(2000, (0.6, 0.6, 0.5, 0.5), 1), population(6000, (0.1, 0.1, 0.1, 0.1), 2)
    both = easy.scaled(easy.counts + hard.counts)
    found = classes(both, seed=1, level=0.95, **QUICKLY)
    assert found.details["classes_occupied"] >= 2
    assert found.low < 8000 < found.high


def test_the_limit_of_the_classes_is_said():
    found = classes(made("ABC", {1: 60.0, 2: 50.0, 4: 40.0, 3: 1.0}), seed=1, most=2, level=0.95, **QUICKLY)
    assert "at_the_limit" in [each.code for each in found.cautions]
    assert found.high <= 3 * 151


def test_the_same_seed_gives_the_same_draws():
    one, again = (classes(KNOWN, seed=3, level=0.95, burn=50, draws=50, thin=1) for _ in range(2))
    assert one.draws.tolist() == again.draws.tolist()


@pytest.mark.parametrize("method", [classes, threshold])
def test_two_lists_are_too_few(method):
    found = method(made("AB", {1: 50.0, 2: 40.0, 3: 10.0}), seed=1, level=0.95)
    assert found.estimate is None
    assert [each.code for each in found.cautions] == ["too_few_lists"]


def test_settings_that_cannot_be_are_refused():
    with pytest.raises(InputError):
        classes(KNOWN, chains=1, seed=1, level=0.95)
    with pytest.raises(InputError):
        threshold(KNOWN, variance=0, seed=1, level=0.95)


def test_effective_draws_of_an_autoregression():
    rng = np.random.default_rng(2)
    chains = np.zeros((4, 5000))
    for at in range(1, 5000):
        chains[:, at] = 0.8 * chains[:, at - 1] + rng.normal(size=4)
    assert effective_draws(chains) == pytest.approx(20_000 * 0.2 / 1.8, rel=0.2)
    assert effective_draws(rng.normal(size=(4, 1000))) == pytest.approx(4000, rel=0.15)


def test_chains_that_have_not_mixed_are_told_by_how_far():
    rng = np.random.default_rng(4)
    good = np.exp(rng.normal(size=(4, 1000)) * 0.1 + 9)
    assert mixing(good, "x")[1] == ()
    near, far = good * np.array([[1.0], [1.0], [1.0], [1.06]]), good * np.array([[1.0], [1.0], [1.0], [3.0]])
    assert mixing(near, "x")[1][0].code in ("not_mixed", "modes_apart")
    assert mixing(far, "x")[1][0].code == "modes_apart"
    assert r_hat(np.ones((2, 10))) == 1.0
