"""The minimal rare combinations, and what they tell of records and columns, against every combination by itertools."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.protect import slow

from palermo.protect.counting import encode, encode_text, find_minimal


def minimal(counts, k):
    """The combinations that fewer than k cases have, and in which nothing shorter is so rare."""
    return {
        combination
        for combination, number in counts.items()
        if number < k and all(counts[combination - {each}] >= k for each in combination if len(combination) > 1)
    }


@settings(max_examples=60, deadline=None)
@given(slow.tables(), st.integers(2, 5), st.integers(1, 5))
def test_minimal_combinations_are_those_of_the_reference(cases, k, length):
    records = encode(cases)
    found = find_minimal(records, length=length, k=k)
    expected = minimal(slow.count(cases, length), k)
    assert found.by_length.tolist() == [sum(len(each) == size for each in expected) for size in range(length + 1)]
    for number, attribute in enumerate(records.attributes):
        mine = [each for each in expected if (attribute.column, attribute.code) in each]
        assert found.by_attribute[:, number].tolist() == [
            sum(len(each) == size for each in mine) for size in range(length + 1)
        ]
    for number, name in enumerate(cases.names):
        assert found.by_column[:, number].sum() == sum(name in {column for column, _ in each} for each in expected)
    for record, case in zip(records.of_case, slow.rows(cases), strict=True):
        mine = [each for each in expected if each <= slow.record(case)]
        assert found.of_record[record].tolist() == [
            sum(len(each) == size for each in mine) for size in range(length + 1)
        ]
        assert found.shortest()[record] == min(map(len, mine), default=0)
        for number, name in enumerate(cases.names):
            takes_part = [name in {column for column, _ in each} for each in mine]
            assert found.in_some[record, number] == any(takes_part)
            assert found.in_all[record, number] == (bool(mine) and all(takes_part))


def wide(columns, rows=60):
    """A table of many columns of two values each, at random."""
    chosen = np.random.default_rng(1).integers(0, 2, (rows, columns))
    return encode_text(pa.table({f"c{n}": [str(value) for value in chosen[:, n]] for n in range(columns)}))


@pytest.mark.parametrize("threads", [1, 3])
def test_the_same_is_found_by_any_number_of_threads_and_with_more_columns_than_a_number_has_bits(threads):
    records = wide(70)
    found = find_minimal(records, length=4, k=2, threads=threads)
    again = find_minimal(records, length=4, k=2)
    for name in ("by_length", "by_attribute", "by_column", "of_record", "in_some", "in_all"):
        assert np.array_equal(getattr(found, name), getattr(again, name))
    assert found.by_column.sum() == (found.by_length * np.arange(5)).sum() > 0
    assert found.in_some[:, 63:].any()


def test_progress_is_told_to_the_end():
    told = []
    find_minimal(wide(6), length=3, k=2, progress=lambda done, total: told.append((done, total)))
    assert told == [(number + 1, len(told)) for number in range(len(told))]
