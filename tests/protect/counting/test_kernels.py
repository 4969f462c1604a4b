"""The compiled walks against slow, obvious references: counting, merging, comparing two tables."""

from collections import Counter
from itertools import combinations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.protect.counting import (
    BY_ATTRIBUTE,
    BY_SIZE,
    MEASURES,
    TOTALS,
    compare,
    count_totals,
    count_tree,
    encode_text,
    lists_of,
    rare_marks,
)
from palermo.protect.counting._lists import flat
from palermo.protect.counting._merge import gather, merge, taken

ATTRIBUTES = 9
records_of_sets = st.lists(st.frozensets(st.integers(0, ATTRIBUTES - 1), max_size=6), max_size=25)


def lists(sets, reason=None, weights=None):
    pairs = [(number, item) for number, each in enumerate(sets) for item in sorted(each, reverse=True)]
    record, item = (np.array([pair[place] for pair in pairs], np.int64) for place in (0, 1))
    weights = np.ones(len(sets), np.int64) if weights is None else np.array(weights, np.int64)
    return flat(record, item, weights, ATTRIBUTES, reason)


def slowly(sets, length, reason=frozenset(), weights=None):
    found = Counter()
    for number, each in enumerate(sets):
        for size in range(1, length + 1):
            for combination in combinations(sorted(each), size):
                if size <= 2 or not reason & set(combination):
                    found[combination] += 1 if weights is None else weights[number]
    return found


def as_dict(tree):
    found = {}
    for size, counts in enumerate(tree.counts, 1):
        rows = tree.combinations(size).tolist()
        assert rows == sorted(rows)
        found |= dict(zip(map(tuple, rows), counts.tolist(), strict=True))
    return found


@given(records_of_sets, st.integers(1, 5), st.integers(1, 4), st.frozensets(st.integers(0, ATTRIBUTES - 1), max_size=3))
def test_the_tree_holds_every_combination_that_is_frequent_enough(sets, length, least, reasons):
    weights = [1 + number % 3 for number in range(len(sets))]
    mask = np.isin(np.arange(ATTRIBUTES), list(reasons))
    tree = count_tree(lists(sets, mask, weights), length=length, least=least)
    expected = slowly(sets, length, reasons, weights)
    assert as_dict(tree) == {combination: n for combination, n in expected.items() if n >= least}


@given(records_of_sets, st.integers(1, 5), st.integers(1, 5), st.frozensets(st.integers(0, ATTRIBUTES - 1), max_size=3))
def test_every_record_tells_the_rare_combinations_it_has(sets, length, k, reasons):
    weights = [1 + number % 3 for number in range(len(sets))]
    mask = np.isin(np.arange(ATTRIBUTES), list(reasons))
    columns = [number // 2 for number in range(ATTRIBUTES)]  # two attributes a column: one bit for both
    marks = np.array([0 if number == 4 else 1 << column for number, column in enumerate(columns)], np.int64)
    record, found = rare_marks(lists(sets, mask, weights), k=k, length=length, marks=marks, width=5)
    counts = slowly(sets, length, reasons, weights)
    rare = [each for each in counts if is_told(each, counts, k)]
    expected = {
        (number, int(np.bitwise_or.reduce(marks[list(combination)])))
        for number, has in enumerate(sets)
        for combination in rare
        if has.issuperset(combination)
    }
    assert list(zip(record.tolist(), found.tolist(), strict=True)) == sorted(expected)


def is_told(combination, counts, k):
    """Whether it is rare, and nothing that was met before it is: its beginnings, and from three on its pairs."""
    beginnings = [combination[:size] for size in range(1, len(combination))]
    pairs = list(combinations(combination, 2)) if len(combination) > 2 else []
    return counts[combination] < k and all(counts[each] >= k for each in beginnings + pairs)


def test_the_number_of_threads_changes_nothing():
    random = np.random.default_rng(3)
    sets = [frozenset(random.choice(ATTRIBUTES, random.integers(0, 8), replace=False).tolist()) for _ in range(300)]
    one, four = (count_tree(lists(sets), length=4, threads=threads) for threads in (1, 4))
    for left, right in zip(
        (*one.items, *one.parents, *one.counts), (*four.items, *four.parents, *four.counts), strict=True
    ):
        assert np.array_equal(left, right)


def test_many_attributes_and_long_combinations_need_no_packed_key():
    data = pa.table({f"c{number}": [f"v{number}", f"w{number}"] for number in range(12)})
    tree = count_tree(lists_of(encode_text(data)), length=8)
    assert len(tree.counts[7]) == 2 * 495  # 12 over 8, for each of two records


def test_more_attributes_than_sort_in_place():
    # a record of a hundred attributes: what comes next is then put in order by looking at all attributes
    data = pa.table({f"c{number:03d}": ["v"] for number in range(100)})
    tree = count_tree(lists_of(encode_text(data)), length=2)
    assert [len(counts) for counts in tree.counts] == [100, 4950]
    assert tree.combinations(2)[0].tolist() == [0, 1]


@given(records_of_sets)
def test_equal_cases_become_one_record(sets):
    pairs = [(case, item) for case, each in enumerate(sets) for item in each for _ in range(1 + item % 2)]
    rows, ids = (np.array([pair[place] for pair in pairs], np.int64) for place in (0, 1))
    starts, items = gather([(rows, ids)], np.arange(ATTRIBUTES), len(sets))
    of_case, first, weights = merge(starts, items)
    record, item = taken(starts, items, first)
    distinct = list(dict.fromkeys(sets))
    assert [distinct[number] for number in of_case] == sets
    assert weights.tolist() == [sets.count(each) for each in distinct]
    assert [frozenset(item[record == number].tolist()) for number in range(len(distinct))] == distinct
    assert len(item) == sum(map(len, distinct))  # an attribute that came twice in a case is there once


@given(records_of_sets, records_of_sets, st.integers(1, 4), st.integers(2, 4))
def test_two_tables_compared_give_the_sums_of_all_combinations(one, other, length, resolution):
    column_of = np.array([number // 2 for number in range(ATTRIBUTES)], np.int32)
    edges = np.array([1, 2, 4], np.int32)
    found = compare(
        lists(one), lists(other), length=length, resolution=resolution, edges=edges, column_of=column_of, columns=5
    )
    counts, others = slowly(one, length), slowly(other, length)
    for size in range(1, length + 1):
        met = [combination for combination in counts.keys() | others.keys() if len(combination) == size]
        pairs = [(counts[combination], others[combination]) for combination in met]
        assert dict(zip(MEASURES, found.lengths[size - 1], strict=True)) == pytest.approx(sums(pairs, resolution))
        off = Counter(abs(a - b) for a, b in pairs if a)
        assert {gap: n for gap, n in enumerate(found.gaps[size - 1]) if n} == off
        for bucket, (low, high) in enumerate(((0, 1), (1, 2), (2, 4), (4, 10**9))):
            mine = [(a, b) for a, b in pairs if low <= a < high]
            assert dict(zip(BY_SIZE, found.sizes[size - 1, bucket], strict=True)) == pytest.approx(by_size(mine))
        for attribute in range(ATTRIBUTES):
            mine = [(counts[each], others[each]) for each in met if attribute in each]
            measured = dict(zip(BY_ATTRIBUTE, found.attributes[attribute, size - 1], strict=True))
            assert measured == pytest.approx(part(mine, resolution))
        for column in range(5):
            mine = [(counts[each], others[each]) for each in met if column in column_of[list(each)]]
            measured = dict(zip(BY_ATTRIBUTE, found.columns[column, size - 1], strict=True))
            assert measured == pytest.approx(part(mine, resolution))


def sums(pairs, k):
    one, other = (sum(pair[place] for pair in pairs) for place in (0, 1))
    scale = one / other if other else 0
    return {
        "combinations": sum(a > 0 for a, b in pairs),
        "combinations_other": sum(b > 0 for a, b in pairs),
        "both": sum(a > 0 and b > 0 for a, b in pairs),
        "sum": sum(a for a, b in pairs),
        "sum_other": sum(b for a, b in pairs),
        "error": sum(abs(a - b) for a, b in pairs if a),
        "error_both": sum(abs(a - b) for a, b in pairs if a and b),
        "suppressed": sum(a for a, b in pairs if not b),
        "fabricated": sum(b for a, b in pairs if not a),
        "kept": sum(min(a, b) for a, b in pairs),
        "rare": sum(0 < a < k for a, b in pairs),
        "rare_both": sum(0 < a < k and b > 0 for a, b in pairs),
        "unique": sum(a == 1 for a, b in pairs),
        "unique_both": sum(a == 1 and b > 0 for a, b in pairs),
        "frequent": sum(a >= k for a, b in pairs),
        "frequent_both": sum(a >= k and b > 0 for a, b in pairs),
        "relative": sum(abs(a - b) / a for a, b in pairs if a >= k),
        "preserved": sum(min(b / a, 1) for a, b in pairs if a >= k),
        "apart": sum(abs(a - b * scale) for a, b in pairs),
    }


def by_size(pairs):
    return {
        "combinations": len(pairs),
        "sum": sum(a for a, b in pairs),
        "sum_other": sum(b for a, b in pairs),
        "error": sum(abs(a - b) for a, b in pairs),
        "signed": sum(b - a for a, b in pairs),
        "squared": sum((b - a) ** 2 for a, b in pairs),
        "missed": sum(b == 0 for a, b in pairs),
    }


def part(pairs, k):
    return {
        "combinations": sum(a > 0 for a, b in pairs),
        "sum": sum(a for a, b in pairs),
        "error": sum(abs(a - b) for a, b in pairs if a),
        "suppressed": sum(a for a, b in pairs if not b),
        "fabricated": sum(b for a, b in pairs if not a),
        "rare": sum(0 < a < k for a, b in pairs),
        "rare_both": sum(0 < a < k and b > 0 for a, b in pairs),
    }


def test_text_becomes_attributes_by_column_and_blanks_are_none():
    data = pa.table({"b": ["y", "", "x", None], "a": ["0", "1", "1", "1"]})
    records = encode_text(data, blank=("", "0"))
    assert [str(attribute) for attribute in records.attributes] == ["b = x", "b = y", "a = 1"]
    assert [records.item[records.record == number].tolist() for number in records.of_case] == [[1], [2], [0, 2], [2]]
    assert records.weights.tolist() == [1, 2, 1]


def test_a_table_without_rows_has_no_combination():
    data = pa.table({"a": pa.array([], pa.string())})
    assert [len(counts) for counts in count_tree(lists_of(encode_text(data)), length=3).counts] == [0, 0, 0]


@given(records_of_sets, st.integers(1, 5), st.integers(1, 4), st.frozensets(st.integers(0, ATTRIBUTES - 1), max_size=3))
def test_totals_are_those_of_all_combinations(sets, length, k, reasons):
    weights = [1 + number % 3 for number in range(len(sets))]
    mask = np.isin(np.arange(ATTRIBUTES), list(reasons))
    found = count_totals(lists(sets, mask, weights), length=length, k=k)
    counts = slowly(sets, length, reasons, weights)
    for size in range(1, length + 1):
        mine = [n for combination, n in counts.items() if len(combination) == size]
        assert dict(zip(TOTALS, found[size - 1].tolist(), strict=True)) == {
            "combinations": len(mine),
            "occurrences": sum(mine),
            "rare": sum(n < k for n in mine),
            "unique": mine.count(1),
            "smallest": min(mine, default=0),
        }
