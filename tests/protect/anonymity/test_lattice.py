"""The search for the coarser readings that lose least, against looking at all of them."""

from itertools import product
from math import log2

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.protect import slow
from tests.release.invented import make_cases

from palermo.cases import Missing
from palermo.protect import KAnonymitySettings, k_anonymise
from palermo.protect.anonymity._generalise import readings, recode
from palermo.protect.anonymity._lattice import least_loss
from palermo.protect.anonymity._quasi import withhold_keys
from palermo.protect.counting import values

NAMES = ("age_band", "citizenship")


def bits(table):
    """Bits that withholding each value would lose."""
    found = []
    for name in table.names:
        number = values(table, name)
        gone = number == list(Missing).index(Missing.SUPPRESSED)
        share = np.array([(number == each).mean() for each in number])
        found.append(np.where(gone, 0.0, [-log2(each) for each in share]))
    return found


def all_losses(cases, k):
    """What each combination of readings loses, with its withholding, over all cases one by one."""
    cases = cases.select(NAMES)
    chains = [[None, *readings(cases, name, k=k)] for name in NAMES]
    finest = bits(cases)
    for node in product(*chains):
        table = cases
        for reading in node:
            table = table if reading is None else recode(table, reading)
        now = bits(table)
        keys = [
            np.where(values(table, name) == list(Missing).index(Missing.SUPPRESSED), 0, values(table, name) + 1)
            for name in NAMES
        ]
        gone, left_out = withhold_keys(keys, np.ones(cases.num_rows, np.int64), k=k)
        lost = sum((fine - here).sum() for fine, here in zip(finest, now, strict=True))
        lost += sum(here[each | left_out].sum() for here, each in zip(now, gone, strict=True))
        yield lost


@settings(max_examples=15)
@given(slow.tables(most=30).filter(lambda cases: cases.num_rows > 0), st.integers(2, 5))
def test_nothing_loses_less(cases, k):
    choice = least_loss(cases, NAMES, k=k)
    losses = list(all_losses(cases, k))
    assert choice.nodes == len(losses)
    assert choice.looked_at <= choice.nodes
    assert choice.lost == pytest.approx(min(losses), abs=1e-6)
    assert 0 <= choice.generalised <= choice.lost + 1e-9


def test_a_key_that_is_shared_stays_as_it_is():
    cases = make_cases(age_band=["0-8", "9-17"] * 10, citizenship=["PHL", "UKR"] * 10)
    choice = least_loss(cases, NAMES, k=10)
    assert choice.readings == {}
    assert choice.lost == 0
    assert choice.whole == pytest.approx(40)
    assert choice.looked_at == 1


def test_coarser_is_better_than_withheld_where_everyone_is_alone():
    # ten children of one region and ten adults of another, hardly two of one age and country
    ages = ["0-8", "9-17"] * 5 + ["18-20", "21-23", "24-26", "27-29", "30-38"] * 2
    countries = ["PHL", "IDN", "VNM", "KHM", "THA"] * 2 + ["UKR", "MDA", "BGR", "ROU", "POL"] * 2
    cases = make_cases(age_band=ages, citizenship=countries)
    choice = least_loss(cases, NAMES, k=10)
    assert set(choice.readings) == set(NAMES)
    assert choice.lost < choice.whole


def test_columns_that_may_not_be_made_coarser_are_not():
    cases = make_cases(age_band=["18-20", "21-23"] * 6, citizenship=["PHL", "IDN", "VNM"] * 4)
    assert least_loss(cases, NAMES, k=12, coarsen=()).readings == {}


def test_k_anonymising_by_quasi_identifiers_takes_the_best_readings():
    countries = ["PHL", "IDN", "VNM", "KHM", "THA"] * 8
    cases = make_cases(age_band=sorted(["18-20", "21-23", "24-26", "27-29"] * 10), citizenship=countries)
    made = k_anonymise(cases, settings=KAnonymitySettings(k=10, length=1, quasi_identifiers=NAMES))
    assert made.check.smallest_group >= 10
    best = least_loss(cases, NAMES, k=10)
    assert {each.column for each in made.report.coarsened} >= set(best.readings)


def test_too_many_readings_are_refused_before_they_are_made(monkeypatch):
    monkeypatch.setattr("palermo.protect.anonymity._lattice.MOST_NODES", 1)
    cases = make_cases(age_band=["18-20"] * 12, citizenship=["PHL"] * 12)
    with pytest.raises(ValueError, match="can be searched"):
        least_loss(cases, NAMES, k=10)
