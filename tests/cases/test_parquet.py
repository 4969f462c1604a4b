"""Parquet files of other tools, as tables of text."""

from datetime import date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from palermo.cases import Limits, read_rows
from palermo.errors import InputError


def refused(path, **limits):
    with pytest.raises(InputError) as caught:
        read_rows(path, limits=Limits(**limits))
    return caught.value


def test_each_type_has_one_text(tmp_path):
    table = pa.table(
        {
            "text": ["NA", None],
            "code": pa.array(["a", None]).dictionary_encode(),
            "whole": pa.array([7, None], pa.int64()),
            "number": pa.array([3.0, 0.25]),
            "day": [date(2021, 3, 5), None],
            "moment": [datetime(2021, 3, 5, 14, 30), None],
            "yes": [True, None],
            "nothing": pa.nulls(2),
        }
    )
    path = tmp_path / "a.parquet"
    pq.write_table(table, path)
    rows = read_rows(path)
    assert rows.table.to_pylist()[0] == {
        "text": "NA", "code": "a", "whole": "7", "number": "3", "day": "2021-03-05",
        "moment": "2021-03-05 14:30:00.000000", "yes": "true", "nothing": "",
    }  # fmt: skip
    assert rows.table.to_pylist()[1]["number"] == "0.25"
    assert set(rows.table.to_pylist()[1].values()) == {"", "0.25"}
    assert rows.row_numbers.to_pylist() == [1, 2]


def test_what_is_no_table_of_cells_is_refused(tmp_path):
    path = tmp_path / "a.parquet"
    path.write_bytes(b"a,b\n1,2\n")
    assert refused(path).key == "file.not_as_named"
    path.write_bytes(b"")
    assert refused(path).key == "file.empty"
    pq.write_table(pa.table({"a": [[1, 2]]}), path)
    assert refused(path).key == "file.not_as_named"
    pq.write_table(pa.table({"a": [1], "b": [2]}), path)
    data = path.read_bytes()
    path.write_bytes(data[:-10])
    assert refused(path).key == "file.damaged"
    path.write_bytes(data[:8] + b"\xff" * 20 + data[28:])
    assert refused(path).key == "file.damaged"


def test_a_few_bytes_that_stand_for_very_many_rows(tmp_path):
    path = tmp_path / "a.parquet"
    one = pa.DictionaryArray.from_arrays(pa.array([0] * 5_000_000, pa.int32()), pa.array(["x"]))
    pq.write_table(pa.table({"a": one}), path, compression="zstd")
    assert path.stat().st_size < 100_000
    assert refused(path, text_bytes=1_000_000).key == "file.too_large"


def test_too_many_columns(tmp_path):
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({f"c{n}": [1] for n in range(6_000)}), path)
    assert refused(path).key == "table.too_many_columns"
