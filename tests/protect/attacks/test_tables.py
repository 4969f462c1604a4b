"""Values as numbers, and their distances."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.protect.attacks.people import people
from tests.release.invented import make_cases

from palermo.cases import Missing
from palermo.protect.anonymity import BROADER_CODES, recode
from palermo.protect.anonymity._generalise import readings
from palermo.protect.attacks import AttackSettings, attack
from palermo.protect.attacks._distance import best_guess, costs_of, distances
from palermo.protect.attacks._tables import BROADER, UNIT, UNKNOWN, tables

ROW = st.tuples(
    st.sampled_from(["woman", "man", Missing.UNKNOWN]),
    st.sampled_from([2002, 2006, 2012, Missing.SUPPRESSED]),
    st.sampled_from(["PHL", "UKR", Missing.REFUSED]),
    st.sampled_from([[], ["threats"], ["threats", "uses_children"], Missing.UNKNOWN]),
)


def table(rows):
    gender, year, citizenship, means = zip(*rows, strict=True)
    return make_cases(gender=gender, year_of_registration=year, citizenship=citizenship, means_of_control=means)


def slow(mine, other, name, width):
    """The distance of two values, spelled out."""
    if isinstance(mine, Missing):
        return 0
    if isinstance(other, Missing):
        return UNKNOWN
    if name == "year_of_registration":
        return round(UNIT * abs(mine - other) / width)
    if name == "means_of_control":
        either = set(mine) | set(other)
        return round(UNIT * (1 - len(set(mine) & set(other)) / len(either))) if either else 0
    return 0 if mine == other else UNIT


@given(st.lists(ROW, min_size=2, max_size=8), st.lists(ROW, min_size=2, max_size=12))
def test_distances_are_those_of_a_slow_reference(mine, other):
    # one row of each says all, so that neither table is without a value
    mine, other = [*mine, ("woman", 2002, "PHL", [])], [*other, ("man", 2012, "UKR", ["threats"])]
    known = tables(table(mine), table(other), None)
    names = [known.names.index(name) for name in known.names]
    years = [row[1] for row in (*mine, *other) if not isinstance(row[1], Missing)]
    order = {"gender": 0, "year_of_registration": 1, "citizenship": 2, "means_of_control": 3}
    costs = costs_of(known, known.cases)
    for target, row in enumerate(mine):
        found = distances(known, costs, target, np.array(names))
        slowly = [
            sum(slow(row[order[n]], each[order[n]], n, max(years) - min(years)) for n in known.names) for each in other
        ]
        assert sorted(np.repeat(found, known.weights).tolist()) == sorted(slowly)


def test_a_broader_code_agrees_and_says_less():
    mine = make_cases(gender=["trans_woman"] * 2, citizenship=["PHL"] * 2)
    safe = make_cases(gender=["trans_woman", "trans_or_non_conforming", "woman"], citizenship=["PHL"] * 3)
    known = tables(mine, safe, None)
    found = distances(known, costs_of(known, known.cases), 0)
    assert sorted(found.tolist()) == [0, BROADER, UNIT]


def test_cases_are_read_as_exactly_as_the_safe_table():
    cases = make_cases(gender=["woman", "man"], citizenship=["PHL", "UKR"])
    safe = recode(cases, next(each for each in readings(cases, "citizenship", k=1) if each.name == "subregion"))
    known = tables(cases, safe, cases)
    assert known.coarser == {"citizenship": "subregion"}
    assert [distances(known, costs_of(known, known.cases), target).min() for target in range(2)] == [0, 0]
    assert (known.cases == known.control).all()


def broader(cases):
    """The cases with the means of control by their broadest codes, as k-anonymity publishes them first."""
    return recode(cases, next(each for each in readings(cases, "means_of_control", k=1) if each.name == BROADER_CODES))


def test_sets_are_read_by_broader_codes_where_the_safe_table_has_them():
    cases = people(60, 1)
    known = tables(cases, broader(cases), None)
    assert known.coarser == {"means_of_control": BROADER_CODES}
    costs = costs_of(known, known.cases)
    assert [int(distances(known, costs, target).min()) for target in range(60)] == [0] * 60


def test_a_control_is_read_as_the_cases_are_whatever_codes_it_has():
    cases = make_cases(gender=["woman", "man"] * 2, means_of_control=[["threats"], ["debt_bondage"]] * 2)
    control = make_cases(gender=["woman", "man"], means_of_control=[["restricts_medical_care"], ["threats"]])
    few = make_cases(gender=["woman", "man"], means_of_control=[["restricts_medical_care"]] * 2)
    for held_out in (control, few):
        known = tables(cases, broader(cases), held_out)
        means = known.names.index("means_of_control")
        as_broader = tables(broader(cases), broader(cases), broader(held_out))
        assert known.coarser == {"means_of_control": BROADER_CODES}
        assert (known.control[:, means] == as_broader.control[:, means]).all()


def test_who_links_and_who_guesses_reads_the_broader_codes():
    cases = people(400, 2).select(("gender", "age_band", "citizenship", "means_of_control"))
    safe = broader(cases)
    chosen = AttackSettings(targets=150, secrets=("gender",))
    narrow, wide = attack(cases, safe, settings=chosen, seed=3), attack(safe, safe, settings=chosen, seed=3)
    assert narrow.linkability.attack == wide.linkability.attack
    assert [each.attack for each in narrow.inference] == [each.attack for each in wide.inference]


def test_columns_that_cannot_be_compared_are_left_aside():
    cases = make_cases(gender=["woman", "man"], age_band=["0-8", "48+"], citizenship=["PHL", "UKR"])
    coarse = recode(cases, next(each for each in readings(cases, "citizenship", k=1) if each.name == "subregion"))
    assert tables(coarse, cases, None).left_aside == ("citizenship",)


def test_a_guess_is_what_most_of_the_nearest_have():
    cases = make_cases(gender=["woman", "man"], citizenship=["PHL", "UKR"], year_of_registration=[2002, 2012])
    safe = make_cases(
        gender=["man", "woman", "woman", "man", "man"],
        citizenship=["PHL", "PHL", "PHL", "UKR", "UKR"],
        year_of_registration=[2002, 2002, 2002, 2012, 2012],
    )
    known = tables(cases, safe, None)
    costs = costs_of(known, known.cases)
    secret = known.names.index("gender")
    likely = np.bincount(known.safe[secret], known.weights, minlength=known.codings[secret].size).astype(np.int64)
    for target in range(2):
        total = distances(known, costs, target)
        assert best_guess(known, costs, target, secret, total, likely) == known.cases[target, secret]
