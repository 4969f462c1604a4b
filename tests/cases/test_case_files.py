"""Case tables as files: whatever the format, the same table comes back, or a fault with its place."""

import json
import os

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palermo.cases import CaseTable, Missing, arrow_type, read_cases, write_cases
from palermo.cases._case_files import SCHEMA_KEY
from palermo.cases._case_text import coarser
from palermo.codes import ColumnKind, case_schema, code_list
from palermo.errors import InputError

FORMATS = ["parquet", "csv", "csv.gz", "tsv", "jsonl", "xlsx", "ods"]
SCHEMA = case_schema()


def make(columns, rows):
    """A case table of a list of values (or `Missing`) a column."""
    values, missing = {}, {}
    for column in columns:
        cells = rows[column.name]
        there = [None if isinstance(cell, Missing) else cell for cell in cells]
        plain = (
            pa.list_(pa.string())
            if column.kind is ColumnKind.CODES
            else pa.int32()
            if column.is_number
            else pa.string()
        )
        array = pa.array(there, plain)
        if column.kind is ColumnKind.CODES:
            flat = array.flatten().dictionary_encode()
            array = pa.ListArray.from_arrays(array.offsets, flat, mask=array.is_null())
        elif plain == pa.string() and column.kind is not ColumnKind.ID:
            array = array.dictionary_encode()
        values[column.name] = array
        why = pa.array([cell.value if isinstance(cell, Missing) else None for cell in cells], pa.string())
        missing[column.name] = why.dictionary_encode().cast(pa.dictionary(pa.int8(), pa.string()))
    return CaseTable.from_columns(columns, values, missing)


def plain(cases):
    return {name: cases.data.column(name).to_pylist() for name in cases.data.column_names}


def cell(column):
    """Any value of a column, or any of the five reasons why there is none."""
    if column.list is not None:
        code = st.sampled_from([code.code for code in code_list(column.list)])
        value = st.lists(code, unique=True, max_size=4) if column.kind is ColumnKind.CODES else code
    elif column.is_number:
        value = st.integers(column.minimum, column.maximum)
    else:
        value = st.text("aé;,\"'= -@\n9", min_size=1, max_size=6)
    return st.one_of(value, st.sampled_from(list(Missing)))


@st.composite
def case_tables(draw):
    columns = draw(st.lists(st.sampled_from(SCHEMA.columns), min_size=1, max_size=5, unique_by=lambda c: c.name))
    count = draw(st.integers(1, 6))
    return make(columns, {c.name: draw(st.lists(cell(c), min_size=count, max_size=count)) for c in columns})


@settings(max_examples=60, deadline=None)
@given(cases=case_tables(), form=st.sampled_from(FORMATS))
def test_any_case_table_comes_back_equal(tmp_path_factory, cases, form):
    path = tmp_path_factory.mktemp("cases") / f"cases.{form}"
    write_cases(cases, path)
    found = read_cases(path)
    assert found.columns == cases.columns
    assert plain(found) == plain(cases)
    assert all(found.values(c.name).type == arrow_type(c) for c in cases.columns)
    assert os.listdir(path.parent) == [path.name]


@pytest.mark.parametrize("form", FORMATS)
def test_a_set_that_is_empty_is_not_a_set_that_is_not_known(tmp_path, form):
    column = SCHEMA["means_of_control"]
    codes = [code.code for code in code_list(column.list)][:2]
    cases = make([column], {column.name: [[], codes, *Missing]})
    write_cases(cases, tmp_path / f"a.{form}")
    found = read_cases(tmp_path / f"a.{form}")
    assert found.values(column.name).to_pylist() == [[], codes, None, None, None, None, None]
    assert found.missing(column.name).to_pylist() == [None, None, *Missing]


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "jsonl"])
def test_a_table_without_cases_comes_back(tmp_path, form):
    cases = make([SCHEMA["gender"], SCHEMA["means_of_control"]], {"gender": [], "means_of_control": []})
    write_cases(cases, tmp_path / f"a.{form}")
    assert read_cases(tmp_path / f"a.{form}").columns == cases.columns
    with pytest.raises(InputError):
        write_cases(cases, tmp_path / "a.jsonl")


def test_the_csv_is_as_the_release_format_says(tmp_path):
    columns = [SCHEMA["year_of_registration"], SCHEMA["means_of_control"]]
    codes = [code.code for code in code_list("means-of-control")][:2]
    cases = make(columns, {"year_of_registration": [2019, Missing.UNKNOWN], "means_of_control": [codes, []]})
    write_cases(cases, tmp_path / "cases.csv", format="csv")
    assert (tmp_path / "cases.csv").read_text(encoding="utf-8") == (
        "year_of_registration,year_of_registration__missing,means_of_control,means_of_control__missing\n"
        f"2019,,{codes[0]};{codes[1]},\n,unknown,none,\n"
    )


def test_reasons_may_be_left_out_where_nothing_is_missing(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text("year_of_registration,means_of_control\n2019,none\n")
    assert plain(read_cases(path)) == {
        "year_of_registration": [2019],
        "year_of_registration__missing": [None],
        "means_of_control": [[]],
        "means_of_control__missing": [None],
    }


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_coarser_lists_are_found(tmp_path, form):
    column = coarser(SCHEMA["age_band"], code_list("age-band").generalisations[0].list)
    codes = [code.code for code in code_list(column.list)]
    cases = make([column], {"age_band": [*codes, Missing.SUPPRESSED]})
    write_cases(cases, tmp_path / f"a.{form}")
    assert read_cases(tmp_path / f"a.{form}").columns == (column,)
    if form == "parquet":  # as a release writes it: no schema of ours, dictionaries as text
        bare = pa.table({n: cases.data.column(n).cast(pa.string()) for n in cases.data.column_names})
        pq.write_table(bare, tmp_path / "b.parquet", store_schema=False)
        assert read_cases(tmp_path / "b.parquet").columns == (column,)
        assert plain(read_cases(tmp_path / "b.parquet")) == plain(cases)


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("name\nx\n", "", "a column name"),
        ("gender__missing\nunknown\n", "", "a column gender__missing"),
        ("gender\nnobody\n", "row 2, column gender", "no code of the list gender"),
        ("gender\n\n", "", ""),
        ("gender,contributor\n,x\n", "row 2, column gender", "no value"),
        ("gender,gender__missing\n,\n", "row 2, column gender", "or neither"),
        ("gender,gender__missing\nwoman,unknown\n", "row 2, column gender", "both a value and a reason"),
        ("gender,gender__missing\n,lost\n", "row 2, column gender", "no known reason"),
        ("year_of_registration\n2019\n19.5\n", "row 3, column year_of_registration", "whole number"),
        ("year_of_registration\n02019\n", "row 2, column year_of_registration", "whole number"),
        ("year_of_registration\n1066\n", "row 2, column year_of_registration", "bounds"),
        ("means_of_control\nthreats;threats\n", "row 2, column means_of_control", "twice"),
        ("means_of_control\nnone\nthreats;x\n", "row 3, column means_of_control", "no code"),
    ],
)
def test_what_is_no_case_is_refused_with_its_place(tmp_path, text, place, said):
    path = tmp_path / "cases.csv"
    path.write_text(text)
    if not said:
        assert read_cases(path).num_rows == 0
        return
    with pytest.raises(InputError) as caught:
        read_cases(path)
    assert caught.value.key == "cases.malformed"
    assert caught.value.place.endswith(place)
    assert said in caught.value.fault


def test_a_value_is_never_in_a_message(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text("gender\nMaria Example\n")
    with pytest.raises(InputError) as caught:
        read_cases(path)
    assert "Maria" not in str(caught.value)


def parquet(tmp_path, cases, change):
    """The cases as Parquet, with the description of their columns changed."""
    write_cases(cases, tmp_path / "a.parquet")
    table = pq.read_table(tmp_path / "a.parquet")
    described = json.loads(table.schema.metadata[SCHEMA_KEY])
    text = change(described)
    text = text if isinstance(text, str) else json.dumps(described)
    pq.write_table(table.replace_schema_metadata({SCHEMA_KEY: text.encode()}), tmp_path / "b.parquet")
    return tmp_path / "b.parquet"


@pytest.mark.parametrize(
    "change",
    [
        lambda described: "{",
        lambda described: "[1]",
        lambda described: described[0].pop("kind"),
        lambda described: described[0].update(kind="codes"),
        lambda described: described[0].update(name="age_band"),
        lambda described: described[0].update(list="majority"),
        lambda described: described[0].update(list="no-such-list"),
        lambda described: described[0].update(surplus=1),
        lambda described: described.pop(),
    ],
)
def test_parquet_checks_what_it_says_of_itself(tmp_path, change):
    cases = make([SCHEMA["gender"]], {"gender": ["woman", Missing.REFUSED]})
    path = parquet(tmp_path, cases, change)
    with pytest.raises(InputError) as caught:
        read_cases(path)
    assert caught.value.key == "cases.malformed"


@pytest.mark.parametrize(
    "table",
    [
        {"gender": [1, 2]},
        {"gender": ["woman", None]},
        {"gender": ["Maria", "x"]},
        {"name": ["Maria", "x"]},
        {"year_of_registration": pa.array([1066, 2019], pa.int32())},
        {"year_of_registration": pa.array([2**40, 2019], pa.int64())},
        {"means_of_control": ["threats", "none"]},
        {"gender": ["woman", None], "gender__missing": [None, "lost"]},
    ],
)
def test_parquet_of_others_is_checked_too(tmp_path, table):
    pq.write_table(pa.table(table), tmp_path / "a.parquet")
    with pytest.raises(InputError) as caught:
        read_cases(tmp_path / "a.parquet")
    assert caught.value.key == "cases.malformed"
    assert "Maria" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "values"),
    [("contributor", ["", "x"]), ("case_id", [""])],
)
def test_what_text_cannot_say_is_written_as_parquet_only(tmp_path, name, values):
    cases = make([SCHEMA[name]], {name: values})
    with pytest.raises(InputError) as caught:
        write_cases(cases, tmp_path / "a.csv")
    assert caught.value.key == "file.unwritable"
    assert os.listdir(tmp_path) == []
    write_cases(cases, tmp_path / "a.parquet")
    assert plain(read_cases(tmp_path / "a.parquet")) == plain(cases)


@pytest.mark.parametrize("form", FORMATS)
def test_a_filtered_and_a_joined_table_come_back(tmp_path, form):
    from palermo.cases import concat

    columns = [SCHEMA["citizenship"], SCHEMA["means_of_control"]]
    codes = [code.code for code in code_list("means-of-control")]
    one = make(
        columns, {"citizenship": ["PHL", "NAM", Missing.UNKNOWN], "means_of_control": [codes[:2], [], codes[2:3]]}
    )
    two = make(columns, {"citizenship": ["UKR"], "means_of_control": [Missing.REFUSED]})
    cases = concat([one.filter(pa.array([False, True, True])), two])
    write_cases(cases, tmp_path / f"a.{form}")
    assert plain(read_cases(tmp_path / f"a.{form}")) == plain(cases)
