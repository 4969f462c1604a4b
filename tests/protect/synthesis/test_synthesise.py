"""Made cases: what they must never break, whatever the noise."""

import itertools
from math import comb
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from tests.protect.synthesis.invented import RANGES, VALUES, invented

from palermo.cases import CaseTable, Missing
from palermo.codes import case_schema
from palermo.errors import ProtectionError
from palermo.protect.counting import Int32s, Ints
from palermo.protect.privacy import Budget, domain_of, members
from palermo.protect.synthesis import Synthesised, SynthesisSettings, synthesise
from palermo.protect.synthesis._fit import apart_again, nearest
from palermo.protect.synthesis._intervals import SimulatedNoise
from palermo.protect.synthesis._measure import shared_out, triples_of
from palermo.protect.synthesis._settings import GRID
from palermo.protect.synthesis._sizes import sizes_of, smooth, weights_of
from palermo.protect.synthesis._synthesise import exclusions
from palermo.protect.synthesis._weigh import Query, weigh


def made(cases: CaseTable, seed: int = 1, **settings: Any) -> Synthesised:
    chosen = SynthesisSettings(**{"epsilon": 4.0, "delta": 1e-5, "sweeps": 8, **settings})
    return synthesise(cases, settings=chosen, values=VALUES, ranges=RANGES, seed=seed, noise=SimulatedNoise(seed))


@pytest.fixture(scope="module")
def cases() -> CaseTable:
    return invented(1500)


def test_no_record_holds_attributes_that_exclude_each_other(cases: CaseTable) -> None:
    found = made(cases)
    apart = exclusions(found.domain)
    for start, end in itertools.pairwise(found.records.starts.tolist()):
        items = found.records.items[start:end]
        assert not apart[np.ix_(items, items)].any()
        assert (np.diff(items) > 0).all()


def test_the_table_holds_what_the_records_hold(cases: CaseTable) -> None:
    found = made(cases)
    again = members(found.cases, found.domain)
    assert again.starts.tolist() == found.records.starts.tolist()
    assert again.items.tolist() == found.records.items.tolist()
    assert found.cases.columns == cases.columns


def test_there_are_as_many_records_as_noise_says_cases(cases: CaseTable) -> None:
    found = made(cases)
    sd = 1 / found.measured.mus["cases"]
    assert found.cases.num_rows == found.measured.total == found.report.records
    assert abs(found.cases.num_rows - cases.num_rows) < 5 * sd


def test_the_same_noise_and_seed_give_the_same_cases(cases: CaseTable) -> None:
    assert made(cases).cases.data.equals(made(cases).cases.data)
    other = synthesise(
        cases,
        settings=SynthesisSettings(4.0, 1e-5, sweeps=8),
        values=VALUES,
        ranges=RANGES,
        seed=2,
        noise=SimulatedNoise(1),
    )
    assert not made(cases).cases.data.equals(other.cases.data)


@pytest.mark.parametrize("length", [1, 2, 3])
def test_with_little_noise_the_counts_come_back(cases: CaseTable, length: int) -> None:
    found = made(cases, epsilon=20.0, length=length, fabrication=1.0, sweeps=20)
    held = members(cases, found.domain)
    width = len(found.domain)
    for size in range(1, length + 1):
        true, fitted = (_counts(each.starts, each.items, size, width) for each in (held, found.records))
        error = sum(abs(fitted.get(key, 0) - count) for key, count in true.items()) / sum(true.values())
        assert error < 0.04 * size


def _counts(starts: Ints, items: Int32s, size: int, width: int) -> dict[tuple[int, ...], int]:
    found: dict[tuple[int, ...], int] = {}
    for start, end in itertools.pairwise(starts.tolist()):
        for each in itertools.combinations(items[start:end].tolist(), size):
            found[each] = found.get(each, 0) + 1
    return found


@pytest.mark.parametrize("length", [1, 2, 3])
@pytest.mark.parametrize("rare", [2, 10, 40])
def test_no_combination_appears_that_its_noisy_count_does_not_support(cases: CaseTable, length: int, rare: int) -> None:
    found = made(cases, length=length, rare=rare, epsilon=2.0)
    measured = found.measured
    place = {number: at for at, number in enumerate(measured.kept.tolist())}
    triples = dict(zip(measured.cells.tolist(), measured.triples.tolist(), strict=True))
    for size in range(1, length + 1):
        for each in _counts(found.records.starts, found.records.items, size, len(found.domain)):
            if size == 1:
                assert measured.ones[each[0]] >= rare
                continue
            at = [place[number] for number in each]
            if size == 2:
                assert measured.pairs[at[0], at[1]] >= rare
            else:
                assert triples[comb(at[2], 3) + comb(at[1], 2) + at[0]] >= rare
    assert found.cases.num_rows == measured.total


def test_the_policy_is_free_where_nothing_is_rare(cases: CaseTable) -> None:
    assert made(cases, epsilon=20.0, length=1, rare=2).report.withheld < 90
    assert made(cases, epsilon=2.0, rare=200).report.withheld > 0


def test_missing_values_have_the_reasons_that_they_had(cases: CaseTable) -> None:
    found = made(cases, epsilon=12.0).cases
    kinds = found.missing("age_band").drop_null().to_pylist()
    assert kinds.count("not_asked") > 0.9 * len(kinds)
    others = found.missing("gender").drop_null().to_pylist()
    assert others.count("not_asked") < 0.1 * len(others)


def test_identifiers_are_left_out(cases: CaseTable) -> None:
    column = case_schema()["case_id"]
    data = cases.data
    named = CaseTable(
        (column, *cases.columns),
        pa.table(
            {
                "case_id": pa.array([f"c{number}" for number in range(cases.num_rows)]),
                "case_id__missing": pa.nulls(cases.num_rows, data.column("gender__missing").type),
                **{name: data.column(name) for name in data.column_names},
            }
        ),
    )
    assert "case_id" not in made(named).cases


def test_openDP_noise_works_end_to_end() -> None:
    few = invented(300).select(["gender", "age_band", "means_of_control"])
    found = synthesise(few, settings=SynthesisSettings(8.0, 1e-5, sweeps=3))
    assert abs(found.cases.num_rows - 300) < 100
    assert set(found.cases.values("gender").to_pylist()) - {None} <= {
        attribute.code for attribute in found.domain.attributes if attribute.column == "gender"
    }


def test_counts_of_parts_add_up_to_those_of_the_whole(cases: CaseTable) -> None:
    domain = domain_of(cases.columns, values=VALUES, ranges=RANGES)
    kept = np.full(len(domain), -1, np.int32)
    kept[::2] = np.arange(len(kept[::2]), dtype=np.int32)
    parts = [cases.filter(pa.array(np.arange(cases.num_rows) % 3 == part)) for part in range(3)]
    for length in range(4):
        query = Query(length, weights_of(2, max(length, 1), domain.slots), kept)
        whole = weigh(members(cases, domain), query)
        assert (np.sum([weigh(members(part, domain), query) for part in parts], axis=0) == whole).all()


@pytest.mark.parametrize("length", [1, 2, 3])
@pytest.mark.parametrize("bound", [3, 7, 12])
def test_no_case_moves_the_counts_further_than_the_bound(length: int, bound: int) -> None:
    weights = weights_of(bound, length, 140)
    for size, weight in enumerate(weights.tolist()):
        assert weight**2 * comb(size, length) <= GRID**2 * comb(bound, length)
    assert (weights[: bound + 1] == GRID).all()


@pytest.mark.parametrize("length", [1, 2, 3])
def test_a_case_more_moves_everything_that_is_measured_by_no_more_than_mu(cases: CaseTable, length: int) -> None:
    """The claim that the noise rests on, on exact counts: their move over the noise, for records of every size."""
    found = made(cases, length=length)
    domain, measured = found.domain, found.measured
    kept = np.full(len(domain), -1, np.int32)
    kept[measured.kept] = np.arange(len(measured.kept), dtype=np.int32)
    held = members(cases, domain)
    for size in np.unique(held.sizes).tolist():
        case = int(np.flatnonzero(held.sizes == size)[0])
        alone = members(cases.take([case]), domain)
        moved = measured.mus["cases"] ** 2 + measured.mus["sizes"] ** 2 + measured.mus["kinds"] ** 2
        for each in range(1, length + 1):
            steps = np.rint(measured.weights[each] * GRID).astype(np.int64)
            counts = weigh(alone, Query(each, steps, kept)) / GRID
            moved += float((counts**2).sum()) / measured.sd[each] ** 2
        assert moved <= Budget(4.0, 1e-5).mu ** 2 * (1 + 1e-9)


def test_the_budget_is_spent_once() -> None:
    for length in (1, 2, 3):
        assert sum(mu**2 for mu in shared_out(0.9, length=length).values()) == pytest.approx(0.81)


def test_triples_are_found_again_from_their_places() -> None:
    places = np.arange(comb(40, 3))
    z, y, x = apart_again(places)
    assert ((z > y) & (y > x) & (x >= 0)).all()
    assert (comb_of(z, 3) + comb_of(y, 2) + x == places).all()
    worth = np.ones((40, 40), dtype=bool)
    assert (triples_of(worth) == places).all()
    worth[7, 3] = worth[3, 7] = False
    assert len(triples_of(worth)) == len(places) - 38


def comb_of(numbers: Ints, size: int) -> Ints:
    return np.array([comb(number, size) for number in numbers.tolist()])


def test_sizes_within_noise_are_none() -> None:
    noisy = np.array([3.0, 100, 500, 300, 320, 40, -6, 5, -3, 4, 2])
    found = smooth(noisy, 4.0)
    assert found[:3].tolist() == [0, 100, 500]
    assert found[3] == found[4] == 310
    assert not found[6:].any()
    sizes = sizes_of(found, 1000, 10)
    assert len(sizes) == 1000
    assert sizes.max() == 5


def test_large_sizes_are_none_where_the_attributes_say_so() -> None:
    noisy = np.concatenate([[0.0, 900, 700, 100], np.full(20, 5.0), [300.0]])
    alone = smooth(noisy, 20.0)
    size = np.arange(25)
    assert alone[4:].sum() > 300
    true = 900 + 1400 + 300
    checked = smooth(noisy, 20.0, lambda sizes: float(((sizes @ size - true) / 300) ** 2))
    assert checked.tolist() == [0, 900, 700, 100, *[0] * 21]
    there = smooth(noisy, 20.0, lambda sizes: float(((sizes @ size - true - alone[4:] @ size[4:]) / 300) ** 2))
    assert there.tolist() == alone.tolist()


def test_the_nearest_counts_have_the_sum() -> None:
    found = nearest(np.array([4.0, -2.0, 3.0, 1.0]), 6.0)
    assert found.sum() == pytest.approx(6)
    assert (found >= 0).all()
    assert not nearest(np.array([1.0, -2.0]), -1.0).any()


@pytest.mark.parametrize(
    ("count", "settings", "key"),
    [
        (0, {}, "synthesis.too_few_cases"),
        (1, {}, "synthesis.too_few_cases"),
        (40, {"length": 3, "columns": ["gender", "age_band"]}, "synthesis.length_above_columns"),
        (40, {"delta": 0.5}, "privacy.delta_out_of_range"),
        (40, {"epsilon": 0.0}, "privacy.epsilon_out_of_range"),
        (40, {"length": 4}, "protect.length_out_of_range"),
        (40, {"rare": 1}, "protect.resolution_out_of_range"),
    ],
)
def test_what_cannot_be_protected_is_refused(count: int, settings: dict[str, Any], key: str) -> None:
    given = invented(count).select(settings.pop("columns", invented(2).names))
    with pytest.raises(ProtectionError) as caught:
        made(given, **settings)
    assert caught.value.key == key


def test_cases_of_which_nothing_is_known_are_refused() -> None:
    column = case_schema()["gender"]
    nothing = CaseTable.from_columns((column,), {"gender": pa.nulls(30, pa.string())}, {"gender": Missing.UNKNOWN})
    with pytest.raises(ProtectionError) as caught:
        made(nothing, length=1)
    assert caught.value.key == "synthesis.nothing_known"


def test_the_dial_lowers_fabrication() -> None:
    cases = invented(4000)
    fabricated = []
    for dial in (1.0, 0.0):
        found = made(cases, epsilon=2.0, fabrication=dial, sweeps=20)
        held, width = members(cases, found.domain), len(found.domain)
        true, fitted = (_counts(each.starts, each.items, 3, width) for each in (held, found.records))
        made_up = sum(count for key, count in fitted.items() if key not in true)
        fabricated.append(made_up / sum(fitted.values()))
    assert fabricated[1] < 0.8 * fabricated[0]


def test_the_largest_epsilon_still_has_noise_that_is_wide_enough() -> None:
    few = invented(200).select(["gender", "age_band"])
    for length in (1, 2):
        found = synthesise(few, settings=SynthesisSettings(20.0, 1e-4, length=length, sweeps=1))
        assert found.cases.num_rows > 0
