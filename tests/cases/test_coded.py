"""Columns in integers, against a slow, obvious reading of the same cells."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.protect import slow
from tests.release.invented import make_cases

from palermo.cases import (
    NOWHERE,
    Missing,
    code_numbers,
    code_pairs,
    codes_of,
    concat,
    is_missing,
    missing_kinds,
    with_broader,
)
from palermo.codes import ColumnKind, code_list


@st.composite
def pieces(draw):
    """A table in one piece, or put together of pieces, so that a column has several dictionaries."""
    cases = draw(slow.tables(most=12))
    places = sorted(draw(st.lists(st.integers(0, cases.num_rows), max_size=3)))
    ends = [0, *places, cases.num_rows]
    return concat([cases.take(np.arange(first, last)) for first, last in pairwise(ends)])


@given(pieces())
def test_pairs_are_the_codes_of_each_case(cases):
    for column in cases.columns:
        codes = codes_of(cases, column)
        rows, ids = code_pairs(cases, column, codes)
        expected = []
        for number, value in enumerate(cases.values(column.name).to_pylist()):
            held = value if isinstance(value, list) else [value] if value is not None else []
            expected += [(number, str(code)) for code in held]
        assert list(zip(rows.tolist(), (codes[number] for number in ids), strict=True)) == expected
        if column.kind is not ColumnKind.CODES:
            direct = np.full(cases.num_rows, NOWHERE)
            direct[rows] = ids
            assert code_numbers(cases, column, codes).tolist() == direct.tolist()


@given(pieces())
def test_kinds_of_missing(cases):
    for name in cases.names:
        why = cases.missing(name).to_pylist()
        assert [list(Missing)[kind] if kind != NOWHERE else None for kind in missing_kinds(cases, name)] == why
        assert is_missing(cases, name).tolist() == [kind is not None for kind in why]
        for kind in Missing:
            assert is_missing(cases, name, kind).tolist() == [each == kind.value for each in why]


def test_a_code_that_is_none_of_those_meant_is_nowhere():
    cases = make_cases(gender=["woman", "man"], means_of_control=[["threats", "other"], ["other"]])
    assert code_numbers(cases, cases.column("gender"), ("man",)).tolist() == [NOWHERE, 0]
    assert [each.tolist() for each in code_pairs(cases, cases.column("gender"), ("man",))] == [[1], [0]]
    rows, ids = code_pairs(cases, cases.column("means_of_control"), ("other",))
    assert (rows.tolist(), ids.tolist()) == ([0, 0, 1], [NOWHERE, 0, 0])


@given(st.lists(st.lists(st.sampled_from(slow.MEANS), unique=True), max_size=8))
def test_broader_codes_are_all_that_stand_above(sets):
    cases = make_cases(means_of_control=sets)
    column = cases.column("means_of_control")
    codes, listed = codes_of(cases, column), code_list(column.list)
    rows, ids = with_broader(*code_pairs(cases, column, codes), listed=listed, codes=codes)
    found = {(row, codes[number]) for row, number in zip(rows.tolist(), ids.tolist(), strict=True)}
    expected = {(row, code) for row, held in enumerate(sets) for code in held}
    expected |= {(row, above) for row, code in expected for above in listed.ancestors(code)}
    assert found == expected
