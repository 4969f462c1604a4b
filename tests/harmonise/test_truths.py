"""What is known of the real files must hold of what they become. No row of them is kept here."""

from collections import Counter
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from tests.harmonise.reading import raw_columns, read

from palermo.cases import CaseTable, Missing, distinct
from palermo.codes import VintageColumn, case_schema, code_list, vintage
from palermo.harmonise import Harmonised

K_ANONYMISED = "ctdc-k-anonymised-2021"
SYNTHETIC = "ctdc-synthetic-2021"
FILLED_IN = ("majority_at_exploitation", "majority_at_entry")
"""Columns of the recovered table that somebody filled in after it was published."""

Raw = dict[str, tuple[str, ...]]


@pytest.fixture(scope="module")
def k_anonymised(shared_data: Path) -> Harmonised:
    return read(shared_data / "ctdc" / "ctdc_global_k_anonymised_2021.csv.gz", K_ANONYMISED)


@pytest.fixture(scope="module")
def k_anonymised_raw(shared_data: Path) -> Raw:
    return raw_columns(shared_data / "ctdc" / "ctdc_global_k_anonymised_2021.csv.gz")


@pytest.fixture(scope="module")
def synthetic(shared_data: Path) -> Harmonised:
    return read(shared_data / "ctdc" / "ctdc_global_synthetic_2021.csv.gz", SYNTHETIC)


@pytest.fixture(scope="module")
def synthetic_raw(shared_data: Path) -> Raw:
    return raw_columns(shared_data / "ctdc" / "ctdc_global_synthetic_2021.csv.gz")


def decoded(cases: CaseTable, *names: str) -> pa.Table:
    """Columns of single values as plain texts and numbers."""
    arrays = {}
    for name in names:
        values = cases.values(name).combine_chunks()
        arrays[name] = values.dictionary_decode() if pa.types.is_dictionary(values.type) else values
    return pa.table(arrays)


def code_counts(cases: CaseTable, name: str) -> Counter[str]:
    """How many cases have each code of a column."""
    values = cases.values(name).combine_chunks()
    flat = values.flatten() if pa.types.is_list(values.type) else values
    return Counter(flat.dictionary_decode().to_pylist() if pa.types.is_dictionary(flat.type) else flat.to_pylist())


def test_every_row_of_the_k_anonymised_table_is_accepted(k_anonymised: Harmonised) -> None:
    assert (k_anonymised.cases.num_rows, k_anonymised.quarantine.num_rows) == (97_750, 0)


def test_every_row_of_the_synthetic_table_is_accepted(synthetic: Harmonised) -> None:
    assert (synthetic.cases.num_rows, synthetic.quarantine.num_rows) == (193_025, 0)


def test_the_k_anonymised_groups(k_anonymised: Harmonised) -> None:
    quasi = ["year_of_registration", "gender", "age_band", "citizenship", "country_of_exploitation"]
    table = decoded(k_anonymised.cases, *quasi)
    sizes = table.group_by(quasi).aggregate([([], "count_all")])["count_all"]
    assert (len(sizes), pc.min(sizes).as_py()) == (1_172, 11)


def test_a_column_of_majority_breaks_the_groups(k_anonymised: Harmonised) -> None:
    quasi = ["year_of_registration", "gender", "age_band", "citizenship", "country_of_exploitation", "majority_status"]
    table = decoded(k_anonymised.cases, *quasi)
    sizes = table.group_by(quasi).aggregate([([], "count_all")])["count_all"]
    assert pc.min(sizes).as_py() < 11


def test_the_columns_filled_in_by_somebody_else_are_not_used(k_anonymised: Harmonised) -> None:
    for name in FILLED_IN:
        assert k_anonymised.cases.values(name).null_count == 97_750


def test_figures_of_the_plos_one_paper(k_anonymised: Harmonised) -> None:
    """PLOS ONE 10.1371/journal.pone.0284762: cases registered from 2010 to 2020."""
    cases = decoded(k_anonymised.cases, "year_of_registration", "gender", "age_band", "country_of_exploitation")
    found = duckdb.sql(
        """
        select count(*), count(*) filter (age_band = '9-17'), count(*) filter (age_band = '30-38'),
            count(*) filter (gender = 'woman'), count(*) filter (country_of_exploitation = 'USA'),
            count(*) filter (country_of_exploitation = 'RUS'), count(*) filter (country_of_exploitation = 'PHL'),
            count(*) filter (year_of_registration = 2019)
        from cases where year_of_registration between 2010 and 2020
        """
    ).fetchall()
    assert cases.num_rows == 97_750
    assert found == [(87_003, 10_326, 8_562, 60_938, 51_611, 4_570, 1_988, 21_312)]


def test_no_country_of_exploitation_is_not_namibia(k_anonymised: Harmonised) -> None:
    countries = k_anonymised.cases.values("country_of_exploitation")
    assert countries.null_count == 24_258
    assert "NAM" not in distinct(countries)


def test_zero_and_missing_are_not_told_apart(k_anonymised: Harmonised) -> None:
    """In the recovered table a flag is 1 or blank, so that no set can be known to be empty."""
    for column in k_anonymised.cases.columns:
        if column.kind.value == "codes":
            values = k_anonymised.cases.values(column.name)
            assert pc.min(pc.list_value_length(values)).as_py() >= 1, column.name


def test_blanks_are_unknown_and_nothing_else(k_anonymised: Harmonised, synthetic: Harmonised) -> None:
    for harmonised in (k_anonymised, synthetic):
        for column in harmonised.cases.columns:
            assert set(distinct(harmonised.cases.missing(column.name))) <= {Missing.UNKNOWN}, column.name


def test_single_counts_of_the_synthetic_table_are_multiples_of_ten(synthetic: Harmonised) -> None:
    counts = [n for name in synthetic.cases.names for code, n in code_counts(synthetic.cases, name).items() if code]
    assert len(counts) == 337
    assert min(counts) == 10
    assert all(count % 10 == 0 for count in counts)


def test_distinct_records_of_the_synthetic_table(synthetic: Harmonised) -> None:
    """Harmonised records are the same or not exactly where the published ones are."""
    names = synthetic.cases.names
    arrays = []
    for name in names:
        values = synthetic.cases.values(name)
        if pa.types.is_list(values.type):
            values = pa.array([None if codes is None else " ".join(codes) for codes in values.to_pylist()], pa.string())
        elif pa.types.is_dictionary(values.type):
            values = values.combine_chunks().dictionary_decode()
        arrays.append(values)
    table = pa.table(arrays, names=list(names))
    sizes = table.group_by(list(names)).aggregate([([], "count_all")])["count_all"]
    assert (len(sizes), pc.sum(pc.equal(sizes, 1)).as_py()) == (60_886, 43_015)


def test_values_a_record_of_the_synthetic_table(synthetic: Harmonised) -> None:
    total = pa.scalar(0)
    for name in synthetic.cases.names:
        values = synthetic.cases.values(name)
        count = pc.list_value_length(values) if pa.types.is_list(values.type) else values.is_valid().cast(pa.int32())
        total = pc.add(total, pc.fill_null(count, 0).cast(pa.int64()))
    assert (pc.min(total).as_py(), pc.max(total).as_py()) == (1, 21)
    assert round(pc.mean(total).as_py(), 2) == 5.87


@pytest.mark.parametrize("name", [K_ANONYMISED, SYNTHETIC])
def test_every_count_is_that_of_the_raw_file(name: str, request: pytest.FixtureRequest) -> None:
    """For every column and every text of the file: as many cases have its code as there are rows with the text."""
    fixture = {K_ANONYMISED: "k_anonymised", SYNTHETIC: "synthetic"}[name]
    cases: CaseTable = request.getfixturevalue(fixture).cases
    raw: Raw = request.getfixturevalue(f"{fixture}_raw")
    all_counts = {column: code_counts(cases, column) for column in cases.names}
    flags = 0
    for column in vintage(name).columns:
        if column.name not in raw or column.column is None or (column.column in FILLED_IN and name == K_ANONYMISED):
            continue
        texts = Counter(raw[column.name])
        counts = all_counts[column.column]
        if column.flag:
            flags += 1
            assert set(texts) <= {"", "1"}
            if column.every:
                check_every(cases, raw, column)
            else:
                assert [counts[code] for code in column.flag] == [texts["1"]], column.name
        elif column.missing:
            check_not_specified(cases, raw, column)
        else:
            assert {code: n for code, n in counts.items() if code is not None} == expected(column, texts), column.name
    assert flags == {K_ANONYMISED: 43, SYNTHETIC: 30}[name]


def expected(column: VintageColumn, texts: Counter[str]) -> dict[object, int]:
    """How many cases must have each code, from the texts of the raw file alone."""
    found: Counter[object] = Counter()
    schema = case_schema()[str(column.column)]
    three = {code.attributes["alpha2"]: code.code for code in code_list("country")}
    for text, count in texts.items():
        code = column.values.get(text, three.get(text, text) if schema.list == "country" else text)
        if not code.startswith("?"):
            found[int(code) if schema.is_number else code] += count
    return dict(found)


def check_every(cases: CaseTable, raw: Raw, column: VintageColumn) -> None:
    """Whoever has the flag for several codes at once has them all."""
    has_it = pc.equal(pa.array(raw[column.name]), "1")
    for codes in cases.values(str(column.column)).filter(has_it).to_pylist():
        assert set(column.flag) <= set(codes)


def check_not_specified(cases: CaseTable, raw: Raw, column: VintageColumn) -> None:
    """Whoever has the flag for nothing said has no set, or else another flag of the group as well."""
    others = [c.name for c in vintage(K_ANONYMISED).columns if c.column == column.column and c.flag]
    missing = cases.missing(str(column.column)).to_pylist()
    flags = zip(*(raw[other] for other in others if other in raw), strict=True)
    for text, row, why in zip(raw[column.name], flags, missing, strict=True):
        if text == "1":
            assert (why == Missing.UNKNOWN) != ("1" in row)


def test_the_excerpt_in_the_published_dialect(shared_data: Path) -> None:
    path = shared_data / "ctdc" / "ctdc_global_k_anonymised_2021_raw_excerpt.csv"
    found = read(path, K_ANONYMISED)
    assert (found.cases.num_rows, found.quarantine.num_rows) == (10, 0)
    assert found.cases.values("citizenship").null_count == 2
    assert found.cases.values("country_of_exploitation").null_count == 3
    assert found.cases.values("majority_at_exploitation").null_count == 7
    none_of_them = pc.equal(pc.list_value_length(found.cases.values("labour_sectors")), 0)
    assert pc.sum(none_of_them).as_py() == 9
    assert code_counts(found.cases, "means_of_control")["restricts_movement"] == 3
    assert code_counts(found.cases, "recruiter_relationship")["intimate_partner"] == 3
