"""Respondent-driven sampling: by hand, by slow references, on networks whose truth is known, and bad input.

The figures that the R package RDS prints for its data sets (fauxmadrona and others) are no test here, for those data
are not at hand; what stands in for them are closed forms, chances counted out one by one, and simulated networks.
"""

import json
import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palermo.errors import InputError
from palermo.estimate import rds, report_rds
from palermo.estimate._samples._resample import chain_counts, sequential_counts, tree_counts
from palermo.estimate._samples._sequential import chances, sequential_chances


def codes(found):
    return {each.code for each in found.cautions}


def network(rng, *, persons=800, share=0.25, own=2.0, active=1.6, mean=10):
    """Who knows whom: those with the trait know more people, and more of their own."""
    trait = np.arange(persons) < share * persons
    rate = np.array([[1.0, active], [active, own * active**2]])[np.ix_(trait.astype(int), trait.astype(int))]
    rate *= mean * persons / rate.sum()
    ties = np.triu(rng.random((persons, persons)) < rate, 1)
    return trait, ties | ties.T


def recruited(rng, trait, ties, *, n=250, seeds=6, coupons=2):
    """A sample that recruits itself, without replacement."""
    degree = ties.sum(axis=1)
    start = rng.choice(len(trait), seeds, replace=False, p=degree / degree.sum())
    by = dict.fromkeys(map(int, start))
    waiting = list(by)
    while waiting and len(by) < n:
        person = waiting.pop(0)
        known = [int(other) for other in rng.permutation(np.flatnonzero(ties[person])) if int(other) not in by]
        for other in known[: min(coupons, n - len(by))]:
            by[other] = person
            waiting.append(other)
    return {
        "id": list(by),
        "by": list(by.values()),
        "knows": degree[list(by)].tolist(),
        "held": trait[list(by)].astype(int).tolist(),
        "pay": (100.0 + 50 * trait[list(by)]).tolist(),
    }


@pytest.fixture
def sample():
    rng = np.random.default_rng(7)
    return recruited(rng, *network(rng))


def read(table, **settings_):
    return rds(table, **{"id": "id", "recruiter": "by", "degree": "knows", **settings_})


SMALL = {
    "id": ["a", "b", "c", "d", "e", "f"],
    "by": [None, "a", "a", "b", "c", "c"],
    "knows": [4, 2, 5, 10, 1, 2],
    "held": ["n", "y", "n", "y", "y", "n"],
}


def test_rds_ii_by_hand():
    found = read(SMALL).proportion("held", "y", replicates=0)
    assert found.estimate == pytest.approx((1 / 2 + 1 / 10 + 1) / (1 / 4 + 1 / 2 + 1 / 5 + 1 / 10 + 1 + 1 / 2))
    assert (found.low, found.high) == (None, None)
    assert "no_interval" in codes(found)


def test_rds_i_by_hand():
    """S_ny D_n / (S_ny D_n + S_yn D_y) turned round: y recruits y once of once, so make it recruit an n too."""
    table = {key: [*values, new] for (key, values), new in zip(SMALL.items(), ["g", "d", 5, "n"], strict=True)}
    found = read(table).proportion("held", "y", method="rds_i", replicates=0)
    to_no = 1 / 2  # of two recruits by y, one is n
    to_yes = 2 / 4  # of four recruits by n, two are y
    degree_yes = 3 / (1 / 2 + 1 / 10 + 1)
    degree_no = 4 / (1 / 4 + 1 / 5 + 1 / 2 + 1 / 5)
    assert found.estimate == pytest.approx(to_yes * degree_no / (to_yes * degree_no + to_no * degree_yes))


def test_rds_i_has_no_estimate_where_a_class_recruits_only_itself():
    found = read(SMALL).proportion("held", "y", method="rds_i", replicates=100)
    assert found.estimate is None
    assert "no_balance" in codes(found)


def exact_chance(degrees, n, person):
    """By counting out every order in which n persons can enter."""
    total = 0.0
    for order in permutations(range(len(degrees)), n):
        left, chance = sum(degrees), 1.0
        for each in order:
            chance *= degrees[each] / left
            left -= degrees[each]
        total += chance * (person in order)
    return total


@pytest.mark.parametrize("n", [2, 3, 5])
def test_chances_of_a_sequential_sample_are_those_counted_out_one_by_one(n):
    degrees = [1, 1, 1, 2, 2, 4, 6]
    found = chances(np.array([1.0, 2.0, 4.0, 6.0]), np.array([3.0, 2.0, 1.0, 1.0]), float(n))
    exact = [exact_chance(degrees, n, person) for person in (0, 3, 5, 6)]
    assert found == pytest.approx(exact, rel=0.02)


def test_chances_of_a_sequential_sample_are_those_of_gile_s_simulation():
    rng = np.random.default_rng(0)
    degrees, persons = np.array([1.0, 2.0, 5.0, 20.0]), np.array([200, 150, 100, 50])
    each, kind = np.repeat(degrees, persons), np.repeat(np.arange(4), persons)
    rang = np.argpartition(rng.exponential(size=(4000, 500)) / each, 199, axis=1)[:, :200]
    simulated = np.bincount(kind[rang].ravel(), minlength=4) / 4000 / persons
    assert chances(degrees, persons.astype(float), 200.0) == pytest.approx(simulated, rel=0.01)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(1, 60), st.integers(1, 40)), min_size=2, max_size=8, unique_by=lambda each: each[0]),
    st.floats(1.05, 50),
)
def test_sequential_chances_rise_with_the_degree_and_account_for_everybody(pairs, times):
    pairs = sorted(pairs)
    degrees, asked = (np.array(each, float) for each in zip(*pairs, strict=True))
    population = math.ceil(asked.sum() * times) + 2.0
    found = sequential_chances(degrees, asked, population)
    assert (np.diff(found) >= -1e-9).all()
    assert ((found > 0) & (found <= 1)).all()
    persons = asked / found
    if asked.sum() >= 10:
        assert persons.sum() == pytest.approx(population, rel=0.02)


def test_the_sequential_estimate_lies_between_the_sample_and_rds_ii(sample):
    recruits = read(sample, population=800)
    sizes = recruits.over_populations("held", 1, [250, 400, 800, 10**7])
    assert sizes[250] == pytest.approx(np.mean(sample["held"]))
    assert sizes[10**7] == pytest.approx(recruits.proportion("held", 1, replicates=0).estimate, abs=1e-4)
    assert list(sizes.values()) == sorted(sizes.values(), reverse=True)


def test_estimators_are_right_on_networks_whose_truth_is_known():
    """RDS-II leans away from the sample's share too far in a finite population; the sequential estimator does not."""
    rng = np.random.default_rng(12)
    trait, ties = network(rng)
    found = {"plain": [], "rds_ii": [], "sequential": []}
    inside = 0
    for _ in range(20):
        recruits = read(recruited(rng, trait, ties), population=800)
        for method in ("rds_ii", "sequential"):
            one = recruits.proportion("held", 1, method=method, replicates=150 if method == "sequential" else 0)
            found[method].append(one.estimate)
        inside += one.low <= trait.mean() <= one.high
        found["plain"].append(one.details["in_sample"])
    off = {method: abs(np.mean(values) - trait.mean()) for method, values in found.items()}
    assert off["sequential"] < 0.015
    assert off["sequential"] < off["rds_ii"] < off["plain"]
    assert inside / 20 >= 0.85


def test_the_tree_bootstrap_is_wider_than_salganik_s_and_both_hold_the_estimate(sample):
    recruits = read(sample)
    tree, chain = (recruits.proportion("held", 1, bootstrap=each) for each in ("tree", "salganik"))
    assert tree.low < tree.estimate < tree.high
    assert chain.low < chain.estimate < chain.high
    assert tree.high - tree.low > chain.high - chain.low
    assert len(tree.draws) == 1000


@settings(max_examples=25)
@given(st.integers(2, 40), st.integers(1, 4), st.integers(0, 10**6))
def test_every_replicate_of_trees_draws_as_many_recruits_as_a_person_made(n, seeds, seed):
    rng = np.random.default_rng(seed)
    by = [None if each < seeds else int(rng.integers(each)) for each in range(n)]
    forest = read({"id": list(range(n)), "by": by, "knows": [1] * n}).forest
    for counts in tree_counts(forest, 20, seed):
        drawn = np.zeros(n)
        np.add.at(drawn, np.maximum(forest.recruiter, 0), np.where(forest.recruiter >= 0, counts, 0.0))
        assert counts[forest.seeds].sum() == len(forest.seeds)
        assert (drawn == counts * forest.recruits()).all()


def test_replicates_of_chains_have_the_sample_s_size_and_follow_the_recruiters(sample):
    recruits = read(sample)
    outcome = recruits.outcome("held")
    counts = chain_counts(recruits.forest, outcome.classes, 50, 1)
    assert (counts.sum(axis=1) == len(recruits.forest)).all()
    assert counts[:, recruits.forest.seeds].sum() < 50  # a seed was recruited by nobody


def test_new_samples_take_nobody_twice_and_keep_the_classes_of_seeds(sample):
    recruits = read(sample)
    outcome = recruits.outcome("held")
    persons = np.array([[200.0, 60.0], [100.0, 40.0]])
    moves = np.array([[0.8, 0.2], [0.5, 0.5]])
    drawn = sequential_counts(recruits.forest, outcome.classes, persons, np.array([2.0, 9.0]), moves, 50, 1)
    assert (drawn.sum(axis=(1, 2)) == len(recruits.forest)).all()
    assert (drawn <= persons).all()


def test_replicates_are_the_same_for_the_same_seed_however_the_work_is_shared(sample, monkeypatch):
    one = read(sample, seed=5).proportion("held", 1).draws
    from palermo.estimate._samples import _resample

    monkeypatch.setattr(_resample, "share_out", lambda kernel, count: kernel(0, count))
    assert (read(sample, seed=5).proportion("held", 1).draws == one).all()
    assert (read(sample, seed=6).proportion("held", 1).draws != one).any()


def test_who_says_nothing_is_left_out_and_it_is_said(sample):
    table = {**sample, "held": [None if at % 10 == 3 else value for at, value in enumerate(sample["held"])]}
    for method, bootstrap in (("rds_i", "salganik"), ("rds_ii", "tree"), ("sequential", "sequential")):
        found = read(table, population=800).proportion("held", 1, method=method, bootstrap=bootstrap, replicates=200)
        assert found.n == 225
        assert found.low < found.estimate < found.high
        assert "no_answer" in codes(found)


def test_a_mean_is_that_of_the_weights(sample):
    recruits = read(sample, population=800)
    for method in ("rds_ii", "sequential"):
        found = recruits.mean("pay", method=method, replicates=100)
        assert found.estimate == pytest.approx(np.average(sample["pay"], weights=recruits.weights(method)))
        share = recruits.proportion("held", 1, method=method, replicates=0).estimate
        assert found.estimate == pytest.approx(100 + 50 * share)


def test_shares_of_all_values_add_up_and_the_panel_has_every_method(sample):
    recruits = read(sample, population=800)
    for method in ("rds_i", "rds_ii", "sequential"):
        assert sum(
            each.estimate for each in recruits.proportions("held", method=method, replicates=50)
        ) == pytest.approx(1)
    assert [each.method for each in recruits.panel("held", 1, replicates=50)] == ["rds_i", "rds_ii", "sequential"]
    assert [each.method for each in read(sample).panel("held", 1, replicates=50)] == ["rds_i", "rds_ii"]


def test_coupons_tell_the_same_as_recruiters():
    table = {
        **{key: SMALL[key] for key in ("id", "knows", "held")},
        "brought": [None, 11, 12, 21, 31, 32],
        "one": [11, 21, 31, None, None, None],
        "two": [12, 22, 32, None, None, None],
    }
    by_coupon = rds(table, id="id", degree="knows", coupon="brought", coupons=["one", "two"])
    assert by_coupon.forest.recruiter.tolist() == read(SMALL).forest.recruiter.tolist()


def test_ids_with_a_gap_that_a_tool_wrote_as_decimals_are_the_same_ids():
    table = {"id": ["1", "2", "3"], "by": ["", "1.0", "1.0"], "knows": ["2", "3.0", "4"]}
    assert read(table).forest.recruiter.tolist() == [-1, 0, 0]


def test_waves_and_seeds_are_told():
    forest = read({**SMALL, "by": [None, "a", "b", "c", None, "e"]}).forest
    assert forest.wave.tolist() == [0, 0, 1, 1, 2, 3]
    assert len(forest.seeds) == 2


def test_a_diagnosis_counts_moves_homophily_and_balance():
    rng = np.random.default_rng(1)
    table = recruited(rng, *network(rng, own=12.0, active=1.0))
    found = read(table).diagnose("held")
    assert found.moves.sum() == len(table["id"]) - 6
    share = read(table).proportion("held", 1, replicates=0).estimate
    own = found.moves[1, 1] / found.moves[1].sum()
    assert found.homophily[1] == pytest.approx((own - share) / (1 - share))
    assert found.recruitment_homophily > 1.2
    assert found.convergence[-1] == pytest.approx([1 - share, share])
    assert "homophily" in {each.code for each in found.findings}
    assert found.trees.sum() == len(table["id"])
    json.dumps(found.to_dict(), allow_nan=False)


def test_a_network_in_two_parts_is_a_bottleneck():
    """Two chains that never cross, with different shares."""
    size = 40
    by = [None if at == 0 else at - 1 for at in range(size)]
    table = {
        "id": list(range(2 * size)),
        "by": [*by, *[None if each is None else each + size for each in by]],
        "knows": [5] * 2 * size,
        "held": [0, 1, 0, 0] * 10 + [1, 1, 1, 0] * 10,
    }
    found = read(table).diagnose("held")
    assert "bottleneck" in {each.code for each in found.findings}
    assert len(found.bottlenecks) == 2


@pytest.mark.parametrize(
    ("change", "settings_", "key"),
    [
        ({"knows": [0, 2, 5, 10, 1, 2]}, {}, "estimate.degree"),
        ({"knows": [None, 2, 5, 10, 1, 2]}, {}, "estimate.degree"),
        ({"knows": [0] * 6}, {"zero": "leave out"}, "estimate.degree"),
        ({"knows": [-1, 2, 5, 10, 1, 2]}, {}, "estimate.sample_value"),
        ({"by": ["f", "a", "a", "b", "c", "c"]}, {}, "estimate.recruitment"),
        ({"by": ["a", "a", "a", "b", "c", "c"]}, {}, "estimate.recruitment"),
        ({"by": [None, "a", "a", "b", "c", "z"]}, {}, "estimate.recruitment"),
        ({"id": ["a", "a", "c", "d", "e", "f"]}, {}, "estimate.recruitment"),
        ({"id": [None, "b", "c", "d", "e", "f"]}, {}, "estimate.recruitment"),
        ({}, {"population": 5}, "estimate.setting"),
        ({}, {"zero": "guess"}, "estimate.setting"),
        ({}, {"recruiter": None}, "estimate.setting"),
        ({}, {"recruiter": "recruiter"}, "estimate.no_such_column"),
    ],
)
def test_a_recruitment_that_cannot_be_is_refused(change, settings_, key):
    with pytest.raises(InputError) as caught:
        read({**SMALL, **change}, **settings_)
    assert caught.value.key == key


def test_degrees_of_zero_are_left_out_or_made_one_only_on_request():
    table = {**SMALL, "knows": [4, 0, 5, 10, 1, 2]}
    out, one = read(table, zero="leave out"), read(table, zero="one")
    assert len(out.forest) == 5
    assert {"zero_degrees", "orphans"} <= {each.code for each in out.forest.cautions}
    assert np.isnan(out.weights()).sum() == 1
    assert one.forest.degree.tolist() == [4, 1, 5, 10, 1, 2]
    assert "zero_degrees" in codes(one.proportion("held", "y", replicates=0))


def test_a_sample_of_seeds_alone_has_no_interval_and_says_so():
    found = read({**SMALL, "by": [None] * 6}).proportion("held", "y")
    assert (found.low, found.high) == (None, None)
    assert {"no_recruitment", "no_interval"} <= codes(found)


def test_a_single_seed_short_chains_and_certainty_are_said():
    assert {"one_seed", "short_chains"} <= codes(read(SMALL).proportion("held", "y"))
    for method in ("rds_i", "rds_ii"):
        alike = read({**SMALL, "held": ["y"] * 6}).proportion("held", "y", method=method)
        assert (alike.estimate, alike.low, alike.high) == (1.0, None, None)
        assert {"no_variance", "no_interval"} <= codes(alike)


def test_settings_that_cannot_be_are_refused(sample):
    recruits = read(sample)
    for call in (
        lambda: recruits.proportion("held", 1, method="rds_iii"),
        lambda: recruits.proportion("held", 1, method="sequential"),
        lambda: recruits.proportion("held", 1, bootstrap="jackknife"),
        lambda: recruits.proportion("held", 1, replicates=-1),
        lambda: recruits.proportion("knows", 1),
        lambda: recruits.proportion("held", 3),
        lambda: recruits.mean("pay", method="rds_i"),
        lambda: read(sample, population=800).proportion("held", 1, method="rds_i", bootstrap="sequential"),
    ):
        with pytest.raises(InputError):
            call()


def test_the_report_says_why_its_first_interval_is_another_than_the_next(sample):
    found = report_rds(read(sample, population=800), "held", 1, replicates=200)
    first, other = found.results[:2]
    assert (first.method, other.method) == ("sequential", "rds_ii")
    assert "another_bootstrap" in codes(first)
    lead = found.document().lead
    assert other.high - other.low > first.high - first.low
    assert "By RDS-II (Volz-Heckathorn), which makes its interval in another way" in lead
    assert f"({other.low:.1%} to {other.high:.1%})".replace("%", "\N{NO-BREAK SPACE}%") in lead
    alone = report_rds(read(sample), "held", 1, replicates=200)
    assert alone.results[0].method == "rds_ii"
    assert "in another way" not in alone.document().lead
