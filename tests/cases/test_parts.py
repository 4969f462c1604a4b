"""A case table in parts: together they are the whole, and a file that is none of them is refused by name."""

from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.release.invented import make_cases

from palermo.cases import CasePart, CaseTable, case_parts, read_cases, read_part, write_cases
from palermo.cases import _parts as parts_module
from palermo.cases._limits import Limits
from palermo.errors import InputError


def some(first: int, count: int, **more):
    return make_cases(gender=["woman", "man"][first % 2 : first % 2 + 1] * count, age_band=["18-20"] * count, **more)


@pytest.fixture
def folder(tmp_path):
    for number, count in enumerate((3, 0, 5)):
        write_cases(some(number, count), tmp_path / f"{number}.parquet")
    return tmp_path


def test_the_parts_of_a_folder_are_its_files_in_order(folder):
    found = case_parts(folder)
    assert (found.num_rows, found.header.num_rows) == (8, 0)
    assert found.header.columns == read_cases(folder / "0.parquet").columns
    tables = [read_part(part) for part in found.parts]
    assert sum(table.num_rows for table in tables) == 8
    together = pa.concat_tables([table.data for table in tables]).unify_dictionaries()
    files = [read_cases(folder / f"{number}.parquet").data for number in range(3)]
    assert together.equals(pa.concat_tables(files).unify_dictionaries())


def test_the_parts_of_a_file_are_its_row_groups(tmp_path):
    path = tmp_path / "cases.parquet"
    write_cases(some(0, 10), path)
    pq.write_table(pq.read_table(path), path, row_group_size=4)
    found = case_parts(path)
    assert [part.group for part in found.parts] == [0, 1, 2]
    assert [read_part(part).num_rows for part in found.parts] == [4, 4, 2]


def test_a_file_may_be_larger_than_what_is_read_at_once_and_a_part_may_not(folder, monkeypatch):
    path = folder / "0.parquet"
    pq.write_table(pq.read_table(path), path, row_group_size=1)
    group = pq.ParquetFile(path).metadata.row_group(0).total_byte_size
    monkeypatch.setattr(parts_module, "DEFAULT_LIMITS", Limits(text_bytes=2 * group))
    assert len(case_parts(path).parts) == 3
    monkeypatch.setattr(parts_module, "DEFAULT_LIMITS", Limits(text_bytes=group // 2))
    with pytest.raises(InputError) as caught:
        case_parts(path)
    assert caught.value.key == "file.too_large"


def refused(path) -> InputError:
    with pytest.raises(InputError) as caught:
        case_parts(path)
    return caught.value


def test_a_folder_without_a_part_is_refused(tmp_path):
    assert refused(tmp_path).key == "file.not_found"
    assert refused(tmp_path / "none.parquet").key == "file.not_found"


def test_a_file_with_other_columns_is_named_and_they_are_too(folder):
    write_cases(make_cases(gender=["man"], citizenship=["PHL"]), folder / "3.parquet")
    error = refused(folder)
    assert (error.key, error.place) == ("cases.other_columns", str(folder / "3.parquet"))
    assert error.details == {"other": "age_band, citizenship", "first": "0.parquet"}


def test_files_may_have_other_columns_than_those_that_are_asked_for(folder):
    write_cases(make_cases(citizenship=["PHL"], gender=["man"]), folder / "3.parquet")
    assert case_parts(folder, columns=["gender"]).num_rows == 9
    with pytest.raises(InputError) as caught:
        case_parts(folder, columns=["gender", "age_band"])
    assert caught.value.details["other"] == "age_band"


def test_identifiers_are_never_counted_so_files_may_have_others(folder):
    write_cases(some(0, 2, case_id=["x", "y"]), folder / "3.parquet")
    assert case_parts(folder).num_rows == 10


def test_a_column_that_no_file_has_is_left_to_who_names_it(folder):
    assert case_parts(folder, columns=["citizenship"]).num_rows == 8


def test_columns_of_one_name_must_mean_the_same(folder):
    table = read_cases(folder / "0.parquet")
    label = {"en": "Somebody else's gender"}
    columns = tuple(replace(each, label=label) if each.name == "gender" else each for each in table.columns)
    write_cases(CaseTable(columns, table.data), folder / "3.parquet")
    assert refused(folder).details["other"] == "gender"
    assert case_parts(folder, columns=["age_band"]).num_rows == 11


def test_a_file_that_does_not_say_what_it_holds_is_named(folder):
    pq.write_table(pq.read_table(folder / "2.parquet").replace_schema_metadata(None), folder / "2.parquet")
    error = refused(folder)
    assert (error.key, error.place) == ("cases.malformed", str(folder / "2.parquet"))


def test_a_file_that_is_no_parquet_is_named(folder):
    (folder / "2.parquet").write_text("a,b\n1,2\n", encoding="utf-8")
    assert refused(folder).place == str(folder / "2.parquet")


def test_a_part_that_is_not_there_any_more_is_refused(folder):
    with pytest.raises(InputError) as caught:
        read_part(CasePart(folder / "0.parquet", 7))
    assert caught.value.key == "cases.malformed"


def test_a_part_that_is_damaged_is_refused(folder):
    path = folder / "2.parquet"
    data = bytearray(path.read_bytes())
    (part,) = case_parts(path).parts
    data[8:40] = b"\xff" * 32
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_part(part)
    assert caught.value.place == str(path)
