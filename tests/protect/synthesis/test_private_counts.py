"""Published counts of a differentially private release, and whether their intervals hold the truth."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.protect.synthesis.invented import RANGES, VALUES, invented
from tests.release.invented import make_cases

from palermo.cases import CaseTable
from palermo.protect.anonymity import published_counts
from palermo.protect.counting import NONE, count_combinations
from palermo.protect.privacy import members
from palermo.protect.synthesis import Query, Synthesised, SynthesisSettings, private_counts, synthesise, weigh
from palermo.protect.synthesis._broader import broader_codes
from palermo.protect.synthesis._intervals import SimulatedNoise, intervals_of, quantiles


@pytest.fixture(scope="module")
def cases() -> CaseTable:
    return invented(1500)


def made(cases: CaseTable, seed: int = 3) -> Synthesised:
    settings = SynthesisSettings(4.0, 1e-5, sweeps=8)
    return synthesise(cases, settings=settings, values=VALUES, ranges=RANGES, noise=SimulatedNoise(seed), seed=seed)


@pytest.fixture(scope="module")
def found(cases: CaseTable) -> Synthesised:
    return made(cases)


@pytest.fixture(scope="module")
def published(found: Synthesised) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = private_counts(found).to_pylist()
    return rows


def test_counts_are_those_of_the_records(found: Synthesised, published: list[dict[str, Any]]) -> None:
    counted = {
        tuple((each.column, each.code) for each in combination): count
        for combination, count in count_combinations(found.cases, length=3)
    }
    for row in published:  # in columns whose codes have none above them
        key = tuple(zip(row["columns"], row["codes"], strict=True))
        if not {"means_of_control", "gender"} & set(row["columns"]):
            assert row["count"] == counted.get(key, 0)


def test_every_interval_holds_its_count(published: list[dict[str, Any]]) -> None:
    assert all(0 <= row["low"] <= row["count"] <= row["high"] for row in published)


def test_every_code_of_the_lists_stands_with_an_interval(found: Synthesised, published: list[dict[str, Any]]) -> None:
    singles = {(row["columns"][0], row["codes"][0]) for row in published if row["length"] == 1}
    assert singles == {(each.column, each.code) for each in found.domain.attributes if each.code != NONE}
    nobody = [row for row in published if row["length"] == 1 and row["count"] == 0]
    assert nobody
    assert all(row["high"] > 0 for row in nobody)


def test_a_combination_stands_once_and_in_reading_order(published: list[dict[str, Any]]) -> None:
    keys = [(row["length"], tuple(row["columns"]), tuple(row["codes"])) for row in published]
    assert len(set(keys)) == len(keys)
    assert [key[0] for key in keys] == sorted(key[0] for key in keys)


def test_intervals_hold_the_truth_about_as_often_as_they_say(cases: CaseTable) -> None:
    inside: dict[int, list[bool]] = {1: [], 2: [], 3: []}
    for seed in range(4):
        found = made(cases, seed)
        domain = found.domain
        kept = np.full(len(domain), -1, np.int32)
        kept[found.measured.kept] = np.arange(len(found.measured.kept), dtype=np.int32)
        plain = np.ones(domain.slots + 1, np.int64)
        intervals, held = intervals_of(found, seed=seed), members(cases, domain)
        for length in (1, 2, 3):
            query = Query(length, plain, kept)
            true, counts = weigh(held, query), weigh(found.records, query)
            low, high = intervals.around(length, counts, np.arange(len(counts)))
            inside[length] += ((low <= true) & (true <= high)).tolist()
    for length, each in inside.items():
        assert np.mean(each) > 0.93, length


def test_intervals_of_large_counts_are_no_narrower_than_their_noise(cases: CaseTable) -> None:
    found = made(cases, 1)
    intervals = intervals_of(found, seed=1)
    own = intervals.owns[1]
    assert intervals.alone[1]  # there are too few pairs to learn from
    intervals = replace(intervals, alone=(True, False, False))
    places, counts = own.places, own.plain
    large = own.large(places, counts)
    assert large.any()
    low, high = intervals.around(2, counts, places)
    assert (high - low >= np.floor(2 * own.reach) - 1)[large].all()
    assert ((low <= counts) & (counts <= high)).all()
    assert not own.large(np.array([-1]), np.array([10**6])).any()


def test_intervals_of_broader_codes_hold_the_truth_though_nobody_measured_them() -> None:
    """They are sums, whose errors add up: with intervals of single counts some of these held 56 of 100 truths."""
    inside: dict[int, list[bool]] = {1: [], 2: []}
    cases = invented(3000, broad=True)
    true = {
        tuple(zip(row["columns"], row["codes"], strict=True)): row["count"]
        for row in published_counts(cases, k=1, length=2).to_pylist()
    }
    broad = broader_codes(cases.columns)
    assert broad["means_of_control", "any_abuse"] > 2
    for seed in range(4):
        for row in private_counts(made(cases, seed), seed=seed).to_pylist():
            key = tuple(zip(row["columns"], row["codes"], strict=True))
            if row["length"] < 3 and row["count"] >= 30 and any(pair in broad for pair in key):
                inside[row["length"]].append(row["low"] <= true.get(key, 0) <= row["high"])
    for length, each in inside.items():
        assert len(each) > 10, length
        assert np.mean(each) > 0.9, (length, np.mean(each))


def test_quantiles_are_of_counts_of_about_one_size() -> None:
    random = np.random.default_rng(1)
    published = random.integers(0, 200, 20_000)
    true = published + np.rint(random.normal(0, 1 + published / 20)).astype(np.int64)
    edges, below, above = quantiles(true, published, 1.0)
    assert edges[0] == 0
    assert (np.diff(edges) > 0).all()
    at = np.searchsorted(edges, 150, side="right") - 1
    assert above[at] == pytest.approx(1.96 * 8.5, rel=0.15)
    assert below[at] == pytest.approx(-1.96 * 8.5, rel=0.15)


def test_a_few_counts_that_came_out_the_same_are_not_certain() -> None:
    edges, below, above = quantiles(np.array([3, 3, 7, 7]), np.array([3, 3, 7, 7]), 4.0)
    assert (above > 1).all()
    assert (below < -1).all()
    assert edges[0] == 0


def test_what_the_second_release_has_not_at_all_is_as_uncertain_as_the_noise() -> None:
    nobody = np.empty(0, np.int64)
    edges, below, above = quantiles(nobody, nobody, 4.0)
    assert (edges.tolist(), below.tolist(), above.tolist()) == ([0], [-1.96 * 4], [1.96 * 4])


def test_no_combination_has_more_than_its_parts(published: list[dict[str, Any]]) -> None:
    single = {(row["columns"][0], row["codes"][0]): row["high"] for row in published if row["length"] == 1}
    for row in published:
        for part in zip(row["columns"], row["codes"], strict=True):
            assert row["high"] <= single.get(part, row["high"]), row


def test_what_was_not_counted_together_may_be_together_in_none(
    found: Synthesised, published: list[dict[str, Any]]
) -> None:
    attributes = [found.domain.attributes[at] for at in found.measured.kept.tolist()]
    kept = {(each.column, each.code) for each in attributes}
    rows = [row for row in published if row["length"] > 1]
    codes = broader_codes(found.domain.columns)
    assert rows
    alone = [
        row
        for row in rows
        if any(pair not in kept and pair not in codes for pair in zip(row["columns"], row["codes"], strict=True))
    ]
    assert all(row["low"] == 0 for row in alone)
    assert any(row["low"] > 0 for row in rows)


def test_counts_of_a_table_of_which_the_records_show_nothing_may_still_be_large() -> None:
    cases = make_cases(gender=["woman"] * 60)
    for seed in range(40, 60):
        settings = SynthesisSettings(0.1, 1e-5, length=1)
        found = synthesise(cases, settings=settings, seed=seed, noise=SimulatedNoise(seed))
        assert all(row["high"] > 0 for row in private_counts(found, seed=seed).to_pylist())


def test_intervals_hold_in_a_narrow_table_of_few_kinds_of_sets_and_where_rare_combinations_are_taken_out() -> None:
    """Large counts of each release: what its own fit is off by, no second release can show."""
    for rare, epsilon in ((None, 12.0), (10, 4.0)):
        cases = invented(1_500)
        true = {key: count for key, count in counted(cases)}
        held = []
        for seed in (300, 301, 302):
            settings = SynthesisSettings(epsilon, 1e-5, rare=rare)
            noise = SimulatedNoise(seed)
            found = synthesise(cases, settings=settings, values=VALUES, ranges=RANGES, seed=seed, noise=noise)
            for row in private_counts(found, seed=seed).to_pylist():
                key = tuple(zip(row["columns"], row["codes"], strict=True))
                if row["length"] == 2 and row["count"] >= 100:
                    held.append(row["low"] <= true.get(key, 0) <= row["high"])
        assert sum(held) >= 0.85 * len(held) > 85


def counted(cases: CaseTable) -> list[tuple[tuple[tuple[str, str], ...], int]]:
    """Every combination that cases have, and how many do."""
    rows = published_counts(cases, k=1, length=2).to_pylist()
    return [(tuple(zip(row["columns"], row["codes"], strict=True)), row["count"]) for row in rows]
