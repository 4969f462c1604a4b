"""What a table of lists must be."""

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.estimate.invented import THREE, as_rows

from palermo.errors import InputError
from palermo.estimate import lists
from palermo.estimate._lists._table import made

ROWS = as_rows(made("ABC", THREE))


@pytest.mark.parametrize("make", [dict, pa.table, pd.DataFrame])
def test_a_table_may_be_of_any_kind(make):
    read = lists(make(ROWS), count="n")
    assert read.names == ("A", "B", "C")
    assert read.counts.tolist() == [0, 500, 300, 40, 400, 60, 30, 8]
    assert read.n == 1338


def test_a_file_is_read_as_text(tmp_path):
    path = tmp_path / "lists.csv"
    pd.DataFrame(ROWS).to_csv(path, index=False)
    assert lists(path, count="n").counts.tolist() == lists(ROWS, count="n").counts.tolist()
    assert lists(str(path), count="n").n == 1338


def test_one_row_a_person_gives_the_same_as_counts():
    persons = as_rows(made("ABC", THREE), persons=True)
    assert lists(persons).counts.tolist() == lists(ROWS, count="n").counts.tolist()


@given(st.permutations(range(7)))
def test_the_order_of_rows_does_not_matter(order):
    mixed = {name: [values[at] for at in order] for name, values in ROWS.items()}
    assert lists(mixed, count="n").counts.tolist() == lists(ROWS, count="n").counts.tolist()
    histories = [1, 2, 4, 3, 5, 6, 7]  # as THREE has them
    assert lists(mixed, count="n").histories.order.tolist() == [histories[at] for at in order]


def test_yes_and_no_may_be_written_in_several_ways():
    rows = {"A": [True, False, True], "B": ["0", "1", "1.0"], "n": ["50", "40.0", "10"]}
    assert lists(rows, count="n").counts.tolist() == [0, 50, 40, 10]


def test_repeated_histories_are_summed_and_said():
    rows = {"A": [1, 1, 0, 1], "B": [0, 0, 1, 1], "n": [20, 30, 40, 10]}
    read = lists(rows, count="n")
    assert read.counts.tolist() == [0, 50, 40, 10]
    assert [each.code for each in read.cautions] == ["repeated_histories"]


def test_a_row_of_nobody_with_no_persons_is_passed_over_and_said():
    read = lists({"A": [1, 0, 1, 0], "B": [0, 1, 1, 0], "n": [50, 40, 10, 0]}, count="n")
    assert [each.code for each in read.cautions] == ["empty_row"]


def test_histories_that_repeat_in_other_strata_are_no_repetition():
    rows = {"A": [1, 0, 1, 1, 0, 1], "B": [0, 1, 1, 0, 1, 1], "year": [1, 1, 1, 2, 2, 2], "N": [5, 4, 3, 6, 5, 4]}
    assert lists(rows, count="N", stratum="year").cautions == ()


def test_rows_of_the_same_person_are_united_and_said():
    rows = {"id": ["p", "q", "p", "r"], "A": [1, 0, 0, 1], "B": [0, 1, 1, 0]}
    read = lists(rows, person="id")
    assert read.counts.tolist() == [0, 1, 1, 1]
    assert [each.code for each in read.cautions] == ["repeated_persons"]
    by_year = lists(rows | {"year": [1, 1, 2, 2]}, person="id", stratum="year")
    assert by_year.counts.tolist() == [0, 2, 2, 0]
    assert by_year.cautions == ()


def test_persons_without_an_id_are_refused():
    with pytest.raises(InputError, match="record 2"):
        lists({"id": ["p", None], "A": [1, 0], "B": [0, 1]}, person="id")
    with pytest.raises(InputError, match="no count"):
        lists({"id": ["p", "q"], "A": [1, 0], "B": [0, 1], "n": [1, 1]}, person="id", count="n")


def test_a_name_that_two_columns_have_is_refused():
    frame = pd.DataFrame([[1, 0, 5], [0, 1, 4]], columns=["A", "A", "n"])
    for table in (frame, pa.table([[1, 0], [0, 1], [5, 4]], names=["A", "A", "n"])):
        with pytest.raises(InputError, match="named alike"):
            lists(table, count="n")


def test_strata_are_tables_of_their_own():
    rows = {"A": [1, 0, 1, 1, 1], "B": [0, 1, 1, 0, 1], "year": [1, 1, 1, 2, 2], "n": [50, 40, 10, 5, 6]}
    read = lists(rows, count="n", stratum="year")
    assert read.strata == ("1", "2")
    assert read.stratum("2").counts.tolist() == [0, 5, 0, 6]
    assert sum(read.stratum(label).n for label in read.strata) == read.n
    with pytest.raises(InputError, match="strata"):
        read.stratum("3")


MANY = {f"list {number}": [1, 0, 1] for number in range(20)}


@pytest.mark.parametrize(
    ("rows", "options", "key", "words"),
    [
        ({"A": [1, 1]}, {}, "one_list", "Two lists are needed"),
        (MANY, {}, "too_many_lists", "20 lists"),
        ({"A": [1, 0], "a ": [0, 1]}, {}, "column_twice", "“A” and “a ”"),
        ({"A": [1, 0], "B": [0, 1], "n": [5, -2]}, {"count": "n"}, "not_a_count", "record 2"),
        ({"A": [1, 0], "B": [0, 1], "n": [5, 2.5]}, {"count": "n"}, "not_a_count", "2.5"),
        ({"A": [1, 0], "B": [0, 1], "n": ["5", ""]}, {"count": "n"}, "not_a_count", "missing"),
        ({"A": [1, 0], "B": [0, 1], "n": ["5", "inf"]}, {"count": "n"}, "not_a_count", "inf"),
        ({"A": [1, 0], "B": [0, 1], "n": ["5", "<5"]}, {"count": "n"}, "not_a_count", "<5"),
        ({"A": [1, 0], "B": [0, 0], "n": [5, 2]}, {"count": "n"}, "on_no_list", "2 persons"),
        ({"A": [1, 0], "B": [1, 0]}, {}, "on_no_list", "1 persons"),
        ({"A": [1, 2], "B": [0, 1]}, {}, "not_yes_or_no", "column A, record 2"),
        ({"A": [1, None], "B": [0, 1]}, {}, "not_yes_or_no", "nothing"),
        ({"A": [1, 1], "B": [0, 0], "n": [5, 2]}, {"count": "n"}, "empty_list", "column B"),
        ({"A": [1, 0], "B": [0, 1], "n": [0, 0]}, {"count": "n"}, "nobody", "Nobody"),
        ({"A": [1, 0], "B": [0, 1]}, {"count": "n"}, "no_such_column", "n"),
        ({"A": [1, 0], "B": [0, 1]}, {"columns": ["A", "X"]}, "no_such_column", "X"),
        ({"A": [1, 1], "B": [1, 1]}, {"impossible": [("A", "B")]}, "impossible_seen", "2 persons"),
        ({"A": [1, 1], "B": [1, 1]}, {"impossible": [("A", "X")]}, "unknown_list", "A, B"),
        ({"A": [1, 1], "B": [1, 1]}, {"impossible": [("A",)]}, "setting", "two lists"),
        ({"A": [1, 1], "B": [1, 1]}, {"level": 95}, "setting", "between 0 and 1"),
    ],
)
def test_what_is_no_table_of_lists_is_refused_with_its_place(rows, options, key, words):
    with pytest.raises(InputError) as error:
        lists(rows, **options)
    assert error.value.key == f"estimate.{key}"
    assert words in str(error.value)


PERSONS = {"A": [1, 0, 1, 1, 0, 1, 1, 0] * 5, "B": [0, 1, 1, 0, 1, 1, 0, 1] * 5}
"""A row a person, of three histories."""


@pytest.mark.parametrize(
    "others",
    [
        {"No": list(range(1, 41))},
        {"رقم": [str(each) for each in range(101, 141)]},
        {"case": [7 * each * each for each in range(40)]},
        {"city": ["Hanoi", "Huế", "", None] * 10},
        {"No": list(range(40)), "born": [f"{year}-01-01" for year in range(1960, 2000)]},
    ],
)
def test_columns_that_are_no_lists_are_left_out_and_named(others):
    read = lists(others | PERSONS)
    assert read.names == ("A", "B")
    assert read.counts.tolist() == lists(PERSONS).counts.tolist()
    (caution,) = read.cautions
    assert caution.code == "columns_left_out"
    assert f": {', '.join(others)}." in caution.text


@pytest.mark.parametrize(
    ("rows", "column"),
    [
        (PERSONS | {"draw": [1, 2] * 20}, "draw"),  # else draws would be added up
        (PERSONS | {"age": list(range(20, 40)) * 2}, "age"),
        (PERSONS | {"C": ["yes"] * 20 + ["no"] * 19 + ["perhaps"]}, "C"),
        (ROWS, "n"),
        ({"A": [1, 0, 1] * 2, "B": [0, 1, 1] * 2, "year": ["a"] * 3 + ["b"] * 3, "n": [9, 8, 7, 5, 3, 1]}, "n"),
    ],
)
def test_what_may_be_a_count_a_draw_or_a_list_with_a_slip_is_never_left_out(rows, column):
    with pytest.raises(InputError, match=f"column {column}") as error:
        lists(rows)
    assert error.value.key == "estimate.not_yes_or_no"


def test_a_column_that_is_no_list_says_that_it_may_be_the_count():
    with pytest.raises(InputError, match="name it as the count"):
        lists(ROWS)


def test_what_is_no_table_at_all_is_a_mistake_of_the_programme():
    with pytest.raises(TypeError):
        lists([1, 2, 3])


def test_leaving_out_merging_and_looking_within():
    read = lists(ROWS, count="n")
    assert read.drop("C").counts.tolist() == [0, 560, 330, 48]
    merged = read.merge("B", "C")
    assert merged.names == ("A", "B+C")
    assert merged.counts.tolist() == [0, 500, 300 + 400 + 30, 40 + 60 + 8]
    within = read.histories.within("A")
    assert within.names == ("B", "C")
    assert within.counts.tolist() == [0, 40, 60, 8]
    with pytest.raises(InputError, match="no list of this name"):
        read.drop("D")


def test_strata_and_cautions_go_along_when_lists_are_left_out_or_merged():
    rows = {"A": [1, 0, 0, 1, 0, 1], "B": [0, 1, 0, 0, 1, 1], "C": [0, 0, 1, 1, 1, 0], "year": [1, 1, 1, 2, 2, 2]}
    read = lists(rows | {"n": [5, 4, 3, 6, 5, 4]}, count="n", stratum="year")
    for changed in (read.drop("C"), read.merge("B", "C")):
        assert changed.strata == ("1", "2")
        assert {changed.stratum(label).names for label in changed.strata} == {changed.names}
        assert sum(changed.stratum(label).n for label in changed.strata) == changed.n


def test_a_list_with_nobody_left_is_left_out_and_said():
    read = lists({"A": [1, 0, 0, 0], "B": [0, 1, 1, 0], "C": [0, 0, 1, 1], "n": [9, 8, 7, 6]}, count="n")
    within = read.histories.within("B")
    assert within.names == ("C",)
    assert [each.code for each in within.cautions] == ["list_left_out"]


def test_one_list_is_not_left_over():
    with pytest.raises(InputError, match="Two lists"):
        lists({"A": [1, 0], "B": [0, 1]}).drop("A")
    with pytest.raises(InputError, match="Two lists"):
        lists({"A": [1, 0], "B": [0, 1]}).merge("A", "B")


def test_overlaps_are_symmetric_with_sizes_on_the_diagonal():
    assert lists(ROWS, count="n").overlaps().tolist() == [[608, 48, 68], [48, 378, 38], [68, 38, 498]]


@pytest.mark.parametrize("values", [["yes", 1, None], [1, "no"], [2.5, b"x"]])
def test_a_column_of_numbers_and_words_is_refused(values):
    with pytest.raises(InputError, match="several kinds"):
        lists({"A": values, "B": [1] * len(values)})
