"""What is exported says nothing that the case table does not, and reads back the same where nothing is lost."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.harmonise.reading import cells, differing, read, reread
from tests.harmonise.test_export import made

from palermo.cases import Missing
from palermo.codes import Column, ColumnKind, case_schema, code_list
from palermo.harmonise import export_vintage

VINTAGES = ["ctdc-k-anonymised-2021", "ctdc-synthetic-2021", "ctdc-synthetic-2024"]
COLUMNS = [column for column in case_schema().columns if column.list is not None or column.is_number]
MISSING = st.sampled_from([f"?{kind}" for kind in (Missing.UNKNOWN, Missing.UNKNOWN, *Missing)])


def values_of(column: Column) -> st.SearchStrategy[object]:
    if column.is_number:
        return MISSING | st.integers(1990, 2026)
    codes = st.sampled_from([code.code for code in code_list(str(column.list))])
    return MISSING | (st.sets(codes, max_size=4).map(sorted) if column.kind is ColumnKind.CODES else codes)


cases_of = st.lists(
    st.fixed_dictionaries({column.name: values_of(column) for column in COLUMNS}), min_size=1, max_size=5
)


@pytest.mark.parametrize("name", VINTAGES)
@settings(max_examples=50, deadline=None)
@given(rows=cases_of)
def test_an_export_reads_back_as_no_more_than_it_was(name: str, rows: list[dict[str, object]]) -> None:
    cases = made(**{column.name: [row[column.name] for row in rows] for column in COLUMNS})
    table, report = export_vintage(cases, name)
    with TemporaryDirectory() as folder:
        back = reread(table, Path(folder) / "export.csv", name)
    lossy = {loss.column for loss in report.losses}
    for column in COLUMNS:
        before = cells(cases, column.name)
        if column.name not in back:
            assert column.name in lossy or all(str(value).startswith("?") for value in before)
            continue
        after = cells(back, column.name)
        if column.name not in lossy:
            assert after == before, column.name
        for was, now in zip(before, after, strict=True):
            assert says_no_more(column, was, now), (column.name, was, now)


def says_no_more(column: Column, was: object, now: object) -> bool:
    """Whether every code read back is one that was there or a broader one, and every missing one is unknown."""
    if now == "?unknown" or was == now:
        return True
    if column.list is None or (isinstance(was, str) and was.startswith("?")):
        return False
    known = code_list(column.list)
    said = was if isinstance(was, frozenset) else [was]
    implied = {broader for code in said for broader in (str(code), *known.ancestors(str(code)))}
    return (bool(now) and now <= implied) if isinstance(now, frozenset) else now in implied


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("ctdc_global_k_anonymised_2021_raw_excerpt.csv", "ctdc-k-anonymised-2021"),
        ("ctdc_global_k_anonymised_2021.csv.gz", "ctdc-k-anonymised-2021"),
        ("ctdc_global_synthetic_2021.csv.gz", "ctdc-synthetic-2021"),
    ],
)
def test_the_real_files_come_back_as_they_were(file: str, name: str, shared_data: Path, tmp_path: Path) -> None:
    cases = read(shared_data / "ctdc" / file, name).cases
    table, report = export_vintage(cases, name)
    assert report.losses == ()
    back = reread(table, tmp_path / "export.csv", name)
    assert back.num_rows == cases.num_rows
    assert differing(cases, back) == []
