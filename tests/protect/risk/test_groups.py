"""k, l-diversity and t-closeness against slow, obvious references, in each meaning of a missing value."""

from collections import Counter
from math import exp, log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.protect import slow
from tests.release.invented import make_cases

from palermo.cases import Missing
from palermo.codes import code_list
from palermo.protect import MissingAs, RiskSettings, assess_risk, case_group_sizes

QUASI = ("gender", "age_band", "means_of_control")
AGES = [each.code for each in code_list("age-band")]


def alike(one, other, missing):
    """Whether two different cases are alike in all quasi-identifiers."""
    for name in QUASI:
        a, b = (sorted(each[name]) if isinstance(each[name], list) else each[name] for each in (one, other))
        lacks = isinstance(a, Missing) or isinstance(b, Missing)
        if missing is MissingAs.ANYTHING and lacks:
            continue
        if a != b or (missing is MissingAs.NOTHING and lacks):
            return False
    return True


def neighbours(rows, missing):
    """For each case the rows that are alike to it, itself among them."""
    return [[n for n, b in enumerate(rows) if n == m or alike(a, b, missing)] for m, a in enumerate(rows)]


def shares(values):
    return {value: number / len(values) for value, number in Counter(values).items()}


def apart(group, everybody, ordered):
    """The earth mover's distance: between any two values 1, or the steps between their ranks as a share of the way."""
    p, q = shares(group), shares(everybody)
    if ordered is None:
        return sum(abs(p.get(value, 0) - q[value]) for value in q) / 2
    moved, carried = 0.0, 0.0
    for value in (ranked := [value for value in ordered if value in q])[:-1]:
        carried += p.get(value, 0) - q[value]
        moved += abs(carried)
    return moved / (len(ranked) - 1) if len(ranked) > 1 else 0.0


def recursive(group, c):
    counts = sorted(Counter(group).values(), reverse=True)
    return sum(counts[0] < c * sum(counts[place:]) for place in range(len(counts)))


@settings(max_examples=60, deadline=None)
@given(
    slow.tables(kinds=[Missing.UNKNOWN, Missing.REFUSED], most=25),
    st.sampled_from(MissingAs),
    st.sampled_from([("citizenship", None), ("age_band", AGES), ("year_of_registration", slow.YEARS)]),
    st.sampled_from([0.5, 1.0, 2.0, 3.0]),
)
def test_groups_and_what_they_tell_are_those_of_the_reference(cases, missing, sensitive, c):
    name, order = sensitive
    quasi = tuple(each for each in QUASI if each != name)
    rows = [{**case, **{each: "" for each in QUASI if each not in quasi}} for case in slow.rows(cases)]
    told = [case[name] for case in slow.rows(cases)]
    groups = neighbours(rows, missing)
    k_settings = RiskSettings(3, 1, missing=missing, quasi_identifiers=quasi, sensitive=(name,), c=c)
    found = assess_risk(cases, settings=k_settings).groups
    sizes = [len(each) for each in groups]
    assert case_group_sizes(cases, quasi, missing=missing).tolist() == sizes
    assert found.k == min(sizes, default=0)
    assert found.cases_below == sum(size < 3 for size in sizes)
    assert sum(each.cases for each in found.sizes) == len(sizes)
    assert sum(each.groups for each in found.sizes) == found.groups
    own = missing is MissingAs.OWN
    counted = [[told[n] for n in each if own or not isinstance(told[n], Missing)] for each in groups]
    counted = [each for each in counted if each]
    figures = found.sensitive[0]
    assert figures.ordered == (order is not None)
    if not counted:
        assert (figures.distinct, figures.entropy, figures.recursive, figures.closeness) == (None,) * 4
        return
    assert figures.distinct == min(len(set(each)) for each in counted)
    entropies = [exp(-sum(p * log(p) for p in shares(each).values())) for each in counted]
    assert figures.entropy == pytest.approx(min(entropies))
    assert figures.recursive == min(recursive(each, c) for each in counted)
    assert figures.one_value == sum(len(set(each)) == 1 and not isinstance(each[0], Missing) for each in counted)
    known = [[told[n] for n in each if not isinstance(told[n], Missing)] for each in groups]
    everybody = [value for value in told if not isinstance(value, Missing)]
    if order is None and own:
        known, everybody = counted, told
    assert figures.closeness == pytest.approx(max((apart(each, everybody, order) for each in known if each), default=0))


def test_a_textbook_example_of_distances():
    # Li, Li and Venkatasubramanian 2007, section 4: nine equally frequent values in order, here nine bands and years
    years = list(range(2001, 2010))
    cases = make_cases(gender=["woman"] * 3 + ["man"] * 6, year_of_registration=years)
    risk = RiskSettings(2, 1, quasi_identifiers=("gender",), sensitive=("year_of_registration",))
    assert assess_risk(cases, settings=risk).groups.sensitive[0].closeness == pytest.approx(0.375)


def test_many_cases_take_the_same_blocks_apart_and_together(monkeypatch):
    drawn = [("woman", "man", Missing.UNKNOWN)[n * n % 7 % 3] for n in range(200)]
    ages = [(*slow.AGES, Missing.REFUSED)[n * n % 11 % 5] for n in range(200)]
    cases = make_cases(gender=drawn, age_band=ages, citizenship=[slow.COUNTRIES[n % 4] for n in range(200)])
    for missing in MissingAs:
        wanted = RiskSettings(5, 1, missing, quasi_identifiers=("gender", "age_band"), sensitive=("citizenship",))
        told = []
        whole = assess_risk(cases, settings=wanted, progress=lambda *what, told=told: told.append(what))
        monkeypatch.setattr("palermo.protect.risk._groups.BLOCK", 7)
        assert assess_risk(cases, settings=wanted) == whole
        monkeypatch.undo()
        assert ("Forming groups", 4, 4) in told or missing is not MissingAs.ANYTHING
