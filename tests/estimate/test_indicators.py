"""Indicators 16.2.2 and 10.7.1: intervals stay intervals, three series stay three, and ratios are of one worker."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palermo.errors import InputError
from palermo.estimate import read_population, read_table, report_costs, report_victims
from palermo.estimate._indicators._costs import weighted_quantile
from palermo.report import to_html, to_json

PEOPLE = {
    "country": ["PHL"] * 4,
    "year": [2020, 2020, 2020, 2021],
    "sex": ["", "female", "male", ""],
    "age": ["", "", "0-17", ""],
    "population": [100_000_000, 50_000_000, 20_000_000, 101_000_000],
}


def number(low, high=None, *, year=2020, kind="detected", **more):
    high = low if high is None else high
    return {"kind": kind, "country": "PHL", "year_from": year, "year_to": year, "low": low, "high": high, **more}


def codes(found):
    return {each.code for each in found.cautions}


def test_a_rate_takes_the_residents_of_the_same_sex_and_age():
    rows = [number(1000, sdg="VC_HTF_DETV"), number(600, sex="female", sdg="VC_HTF_DETV"), number(9, sex="male")]
    rows += [number(50, sex="male", age="0-17"), number(300, form="sexual", sdg="VC_HTF_DETVSX")]
    found = report_victims(rows, read_population(PEOPLE))
    by = {(each.sex, each.age, each.form): each for each in found.rows}
    assert by["total", "total", "total"].rate == pytest.approx(1.0)
    assert by["female", "total", "total"].rate == pytest.approx(1.2)
    assert by["male", "0-17", "total"].rate == pytest.approx(0.25)
    assert by["total", "total", "sexual"].rate == pytest.approx(0.3)
    assert by["total", "total", "sexual"].rate_series == "VC_HTF_DETVSXR"
    assert by["male", "total", "total"].rate is None  # the file has no men, and parts are not added up
    assert "no_population" in codes(found)


@given(st.integers(1, 10), st.integers(0, 90), st.integers(100, 10**9))
def test_an_interval_stays_one_in_its_rate(low, width, residents):
    people = {"country": ["PHL"], "year": [2020], "population": [residents]}
    (row,) = report_victims([number(low, low + width)], read_population(people)).rows
    assert (row.rate_low, row.rate_high) == pytest.approx((1e5 * low / residents, 1e5 * (low + width) / residents))
    assert (row.rate is None) == (width > 0)


def test_assisted_and_estimated_stand_beside_and_belong_to_no_series():
    rows = [number(10), number(30, kind="assisted"), number(900, 2000, kind="estimated", estimate=1500, level=0.95)]
    found = report_victims(rows, read_population(PEOPLE))
    assert [each.kind for each in found.rows] == ["detected", "assisted", "estimated"]
    assert found.of("estimated")[0].rate == pytest.approx(1.5)
    assert "three_series" in codes(found)
    page = to_html(found.document())
    assert "Assisted by contributors" in page
    assert "Not the indicator" in page
    with pytest.raises(InputError, match="Only detected"):
        report_victims([number(3, kind="assisted", sdg="VC_HTF_DETV")], read_population(PEOPLE))


def test_parts_above_the_total_and_several_numbers_are_said():
    rows = [number(10), number(8, age="0-17"), number(7, age="18+"), number(3, form="other_exploitation")]
    conflict = {"country": "PHL", "year": 2020, "sex": "total", "age": "total", "form": "labour", "values": ["3", "9"]}
    found = report_victims(rows, read_population(PEOPLE), conflicts=[conflict])
    assert {"parts_above_total", "conflicts", "two_series"} <= codes(found)
    assert "3, 9" in to_html(found.document())


def test_numbers_by_citizenship_are_not_of_the_indicator_and_periods_have_no_rate():
    rows = [number(10), number(4, citizenship="NPL"), number(5, kind="estimated") | {"year_to": 2022}]
    found = report_victims(rows, read_population(PEOPLE))
    assert len(found.rows) == 2
    assert found.of("estimated")[0].rate is None
    assert "periods" in codes(found)
    to_json(found.to_dict())


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"population": [0] * 4}, "above 0"),
        ({"population": ["many"] * 4}, "above 0"),
        ({"country": ["Philippines"] * 4}, "alpha-3"),
        ({"year": [2020.5] * 4}, "whole number"),
        ({"sex": ["women and men"] * 4}, "female, male or total"),
        ({"age": ["0-14"] * 4}, "0-17, 18\\+ or total"),
        ({"year": [2020] * 4, "sex": [""] * 4, "age": [""] * 4}, "twice"),
    ],
)
def test_a_file_of_residents_that_cannot_be_meant_is_refused(change, told):
    with pytest.raises(InputError, match=told) as error:
        read_population(PEOPLE | change)
    assert error.value.exit_code == 99


@pytest.mark.parametrize("row", [number(5, 3), number(3, kind="guessed"), {"kind": "detected"}])
def test_a_number_that_cannot_be_meant_is_refused(row):
    with pytest.raises(InputError):
        report_victims([row], read_population(PEOPLE))
    with pytest.raises(InputError, match="left to report"):
        report_victims([], read_population(PEOPLE))


WORKERS = {
    "fee": [1000, 0, 3000, 400, None, 200],
    "travel": [500, 0, 0, 100, 50, 100],
    "month": [500, 400, 600, 500, 300, 0],
    "back": [0, 0, 600, None, 0, 0],
    "corridor": ["a", "a", "b", "b", "b", "a"],
}


def test_cost_and_income_are_of_one_worker_and_what_was_given_back_is_taken_off():
    found = report_costs(WORKERS, costs=["fee", "travel"], income="month", reimbursed="back", by=["corridor"])
    whole, a, b = found.rows
    ratios = [3.0, 0.0, 4.0, 1.0]
    assert (whole.n, whole.mean, whole.median) == (4, pytest.approx(np.mean(ratios)), pytest.approx(2.0))
    assert (a.group, a.median, b.median) == ({"corridor": "a"}, pytest.approx(1.5), pytest.approx(2.5))
    assert whole.paid_nothing == 0.25
    assert {"left_out", "few_answers"} <= codes(found)
    assert (whole.median_low, whole.mean_high) == (None, None)  # four workers drawn anew tell nothing of chance
    twice = {name: values * 2 for name, values in WORKERS.items()}
    whole = report_costs(twice, costs=["fee", "travel"], income="month", reimbursed="back").rows[0]
    assert whole.median_low <= whole.median <= whole.median_high


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(1, 4)), min_size=1, max_size=12), st.sampled_from((0.2, 0.5, 0.8))
)
def test_a_weighted_quantile_is_that_of_so_many_people(pairs, share):
    values, weights = (np.array(each, float) for each in zip(*pairs, strict=True))
    people = np.sort(np.repeat(values, weights.astype(int)))
    expected = np.quantile(people, share, method="averaged_inverted_cdf")
    assert weighted_quantile(values, weights, share) == pytest.approx(expected)


def test_weights_count_and_clusters_widen():
    rng = np.random.default_rng(1)
    village = np.repeat(np.arange(10), 20)
    paid = np.exp(rng.normal(7, 0.8, 10)[village] + rng.normal(0, 0.2, 200))
    table = {"fee": paid.tolist(), "month": [500.0] * 200, "village": village.tolist(), "w": [1.0] * 100 + [0.0] * 100}
    alone = report_costs(table, costs=["fee"], income="month").rows[0]
    together = report_costs(table, costs=["fee"], income="month", cluster="village").rows[0]
    assert together.mean_high - together.mean_low > 1.5 * (alone.mean_high - alone.mean_low)
    half = report_costs(table, costs=["fee"], income="month", weight="w")
    assert half.rows[0].mean == pytest.approx(paid[:100].mean() / 500)
    assert "zero_weight" in codes(half)
    one = report_costs(table | {"village": ["v"] * 200}, costs=["fee"], income="month", cluster="village").rows[0]
    assert one.mean_low is None
    assert "months" in to_html(half.document())
    assert half.table().num_rows == 1


@pytest.mark.parametrize(
    ("change", "options", "told"),
    [
        ({"fee": [-1, 0, 0, 0, 0, 0]}, {}, "0 or more"),
        ({"month": [0] * 6}, {}, "both a cost and an income"),
        ({"back": [5000] * 6}, {"reimbursed": "back"}, "More was given back"),
        ({"w": [0] * 6}, {"weight": "w"}, "weight above 0"),
        ({"w": [-1] * 6}, {"weight": "w"}, "below"),
        ({"c": ["USD"] * 6, "d": ["USD"] * 5 + ["PHP"]}, {"currency": ["c", "d"]}, "one currency"),
    ],
)
def test_what_no_cost_can_be_is_refused(change, options, told):
    with pytest.raises(InputError, match=told) as error:
        report_costs(WORKERS | change, costs=["fee", "travel"], income="month", **options)
    assert error.value.exit_code == 99


@pytest.mark.parametrize(
    ("population", "told"),
    [
        ("109581.085", "whole persons"),
        ("54.561", "whole persons"),
        (109581.085, "whole persons"),
        ("109581,085", "above 0"),
        ("1.095.810", "above 0"),
        ("<5", "above 0"),
    ],
)
def test_residents_in_thousands_or_with_another_decimal_are_refused(population, told):
    with pytest.raises(InputError, match=told):
        read_population({"country": ["PHL"], "year": [2020], "population": [population]})


@pytest.mark.parametrize("population", ["109,581,085", "109 581 085", "109\N{NO-BREAK SPACE}581\N{NO-BREAK SPACE}085"])
def test_thousands_may_be_parted_as_people_part_them(population):
    found = read_population({"country": ["PHL"], "year": [2020], "population": [population]})
    assert found.of("PHL", 2020) == 109581085


def test_a_file_of_residents_as_excel_writes_it_in_french_is_read(tmp_path):
    path = tmp_path / "habitants.csv"
    path.write_bytes("country;year;population;note\nPHL;2020;109.581.085;\u00e9t\u00e9\n".encode("cp1252"))
    found = read_population(read_table(path, delimiter=";", encoding="cp1252", decimal=","))
    assert found.of("PHL", 2020) == 109581085


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"country": "Philippines"}, "alpha-3"),
        ({"year_from": 2021}, "last year is before"),
        ({"low": 10.5, "high": 10.5}, "whole number"),
        ({"kind": "estimated", "estimate": 500}, "outside its bounds"),
        ({"low": 5e8, "high": 5e8}, "more detected victims than residents"),
    ],
)
def test_a_number_that_contradicts_itself_is_refused(change, told):
    with pytest.raises(InputError, match=told):
        report_victims([number(100) | change], read_population(PEOPLE))


def test_sources_that_do_not_agree_are_told_and_none_is_chosen():
    rows = [number(100, source="a"), number(130, source="b"), number(7, citizenship="NPL")]
    rows += [number(10, kind="assisted"), number(5, sex="F")]
    found = report_victims(rows, read_population(PEOPLE))
    assert {"several_numbers", "not_of_the_indicator", "counted_twice"} <= codes(found)
    assert "do not agree" in found.document().lead
    assert "100 and 130" in found.document().lead
    assert next(each for each in found.rows if each.sex == "female").rate == pytest.approx(0.01)


def test_few_workers_all_alike_or_one_heavy_one_have_no_interval():
    def costs(paid, weights=None):
        table = {"fee": paid, "month": [100] * len(paid), "w": weights or [1] * len(paid)}
        return report_costs(table, costs=["fee"], income="month", weight="w")

    assert costs([100, 300]).rows[0].median_low is None
    assert costs([100] * 30).rows[0].median_low is None
    assert costs([100, 200, 300, 400, 500, 600], [1, 1, 1, 1, 1, 500]).rows[0].median_low is None
    assert costs([100, 200, 300, 400, 500, 600]).rows[0].median_low is not None
    assert "or more paid nothing" in costs([0, 0, 0, 500]).document().lead


def test_an_income_that_makes_centuries_is_said():
    table = {"fee": [100, 200, 300, 400, 500], "month": [100, 100, 100, 100, 0.01]}
    assert "long_months" in codes(report_costs(table, costs=["fee"], income="month"))
