"""The case table: what may stand in it, and what it says of itself."""

import pyarrow as pa
import pytest

from palermo.cases import CaseTable, Missing, arrow_type, concat, distinct, missing_where
from palermo.codes import ColumnKind, case_schema, code_list

GENDER, YEAR, MEANS, KEY = (
    case_schema()[name] for name in ("gender", "year_of_registration", "means_of_control", "person_key")
)
CODES = [code.code for code in code_list("means-of-control")][:2]


def sets(values):
    array = pa.array(values, pa.list_(pa.string()))
    return pa.ListArray.from_arrays(array.offsets, array.flatten().dictionary_encode(), mask=array.is_null())


@pytest.fixture
def cases():
    return CaseTable.from_columns(
        (KEY, GENDER, YEAR, MEANS),
        {
            "person_key": pa.array(["k", None, "l"]),
            "gender": pa.array(["woman", None, "man"]).dictionary_encode(),
            "year_of_registration": pa.array([2019, 2020, None], pa.int32()),
            "means_of_control": sets([CODES, [], None]),
        },
        dict.fromkeys(
            ("person_key", "gender", "year_of_registration", "means_of_control"), Missing.UNKNOWN
        ),
    )  # fmt: skip


def test_what_a_table_says_of_itself(cases):
    assert cases.num_rows == 3
    assert cases.names == ("person_key", "gender", "year_of_registration", "means_of_control")
    assert "gender" in cases
    assert "citizenship" not in cases
    assert cases.column("gender") is GENDER
    assert cases.values("means_of_control").to_pylist() == [CODES, [], None]
    assert cases.missing("gender").to_pylist() == [None, "unknown", None]
    assert distinct(cases.values("means_of_control")) == CODES
    assert distinct(cases.values("year_of_registration")) == [2019, 2020]


def test_parts_of_a_table(cases):
    assert cases.select(["gender"]).names == ("gender",)
    assert cases.without_ids().names == ("gender", "year_of_registration", "means_of_control")
    assert cases.filter(pa.array([False, True, True])).values("gender").to_pylist() == [None, "man"]
    assert cases.take([2, 0]).values("person_key").to_pylist() == ["l", "k"]


def test_tables_are_put_together_when_they_have_the_same_columns(cases):
    assert concat([cases, cases]).num_rows == 6
    with pytest.raises(ValueError, match="same columns"):
        concat([cases, cases.select(["gender"])])


def test_why_a_value_is_missing():
    array = missing_where(pa.array([True, False]), Missing.REFUSED)
    assert array.to_pylist() == ["refused", None]


@pytest.mark.parametrize("kind", list(ColumnKind))
def test_every_kind_has_its_type(kind):
    columns = [column for column in case_schema().columns if column.kind is kind]
    assert columns
    assert {str(arrow_type(column)) for column in columns}


def build(column, values, missing):
    why = pa.array(missing, pa.string()).dictionary_encode().cast(pa.dictionary(pa.int8(), pa.string()))
    return CaseTable((column,), pa.table({column.name: values, f"{column.name}__missing": why}))


@pytest.mark.parametrize(
    ("column", "values", "missing", "said"),
    [
        (GENDER, pa.array(["woman"]).dictionary_encode(), ["unknown"], "both there and missing"),
        (GENDER, pa.array([None], pa.string()).dictionary_encode(), [None], "or neither"),
        (GENDER, pa.array(["nobody"]).dictionary_encode(), [None], "its list does not"),
        (GENDER, pa.array([None], pa.string()).dictionary_encode(), ["lost"], "its list does not"),
        (GENDER, pa.array(["woman"]), [None], "not dictionary"),
        (YEAR, pa.array([2019], pa.int64()), [None], "not int32"),
        (MEANS, sets([["nothing"]]), [None], "its list does not"),
    ],
)
def test_what_is_no_case_is_refused(column, values, missing, said):
    with pytest.raises(ValueError, match=said):
        build(column, values, missing)


def test_other_columns_than_the_schema_says_are_refused(cases):
    with pytest.raises(ValueError, match="its schema says"):
        CaseTable((GENDER,), cases.data)
