"""Slow, obvious references: sets of attributes in plain Python, and every combination by itertools."""

from collections import Counter
from itertools import combinations

from hypothesis import strategies as st
from tests.release.invented import make_cases

from palermo.cases import Missing

GENDERS = ["woman", "man", "trans_woman", "trans_or_non_conforming"]
AGES = ["0-8", "9-17", "18-20", "48+"]
COUNTRIES = ["PHL", "UKR", "MDA", "KHM"]
MEANS = ["threats", "threatens_family", "uses_children", "debt_bondage", "other"]
YEARS = [2015, 2016, 2017]
KINDS = list(Missing)


def record(case):
    """The attributes of a case, as the documentation says: a set's codes, `none` for an empty one, `?` and the kind."""
    found = set()
    for column, value in case.items():
        if isinstance(value, Missing):
            found.add((column, f"?{value.value}"))
        elif isinstance(value, list):
            found |= {(column, code) for code in value} or {(column, "none")}
        else:
            found.add((column, str(value)))
    return frozenset(found)


def rows(cases):
    """The cases of a table as plain dicts."""
    values = {name: cases.values(name).to_pylist() for name in cases.names}
    why = {name: cases.missing(name).to_pylist() for name in cases.names}
    return [
        {n: Missing(why[n][i]) if why[n][i] is not None else values[n][i] for n in cases.names}
        for i in range(cases.num_rows)
    ]


def is_reason(attribute):
    """Whether an attribute says why a value is missing that nobody withheld."""
    return attribute[1].startswith("?") and attribute[1] != "?suppressed"


def count(cases, length):
    """How many cases have each combination, as frozensets of (column, code). With a reason: of two at most."""
    found = Counter()
    for case in rows(cases):
        attributes = sorted(record(case))
        for size in range(1, length + 1):
            for combination in combinations(attributes, size):
                if size <= 2 or not any(map(is_reason, combination)):
                    found[frozenset(combination)] += 1
    return found


def holds(cases, k, length):
    """Whether every combination is in k cases or more."""
    return all(number >= k for number in count(cases, length).values())


def _or_missing(values, kinds=KINDS):
    return st.one_of(values, st.sampled_from(kinds))


def tables(kinds=KINDS, most=40):
    """Case tables of a few columns of every kind, with every kind of missing."""
    return st.integers(0, most).flatmap(
        lambda size: st.fixed_dictionaries(
            {
                "year_of_registration": _columns(st.sampled_from(YEARS), kinds, size),
                "gender": _columns(st.sampled_from(GENDERS), kinds, size),
                "age_band": _columns(st.sampled_from(AGES), kinds, size),
                "citizenship": _columns(st.sampled_from(COUNTRIES), kinds, size),
                "means_of_control": _columns(st.lists(st.sampled_from(MEANS), unique=True, max_size=3), kinds, size),
            }
        ).map(lambda columns: make_cases(**columns))
    )


def _columns(values, kinds, size):
    return st.lists(_or_missing(values, kinds), min_size=size, max_size=size)
