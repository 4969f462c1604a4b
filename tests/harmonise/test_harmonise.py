"""A whole file through a whole mapping: nothing is lost, and every row is decided by itself."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.harmonise.made import KEY, TODAY, as_yaml, mapping_of, run
from tests.harmonise.reading import cells, write_csv

from palermo.cases import Dialect, write_rows
from palermo.errors import InputError, SettingsError
from palermo.harmonise import HarmoniseSettings, harmonise

HEADER = ("id", "sex", "born", "opened", "land", "m1", "m2", "many")
CELLS = st.one_of(
    st.sampled_from(
        [
            *("", " ", "female", "Femal", "woman", "Homme", "-99", "1", "0", "oui", "03/02/2001", "2001", "31/02/2001"),
            *("2042", "PHL", "NA", "Roumannie", "Népal", "threats", "threats; debt bondage", "threats;;none", "17"),
            *("16-19", "150"),
        ]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\0\r", exclude_categories=["Cs"]), max_size=8),
)
COLUMNS = st.sampled_from(HEADER)
OTHERWISE = st.sampled_from([{}, {"otherwise": "?unknown"}])
BLANK = st.sampled_from([{}, {"blank": "refused"}])
IN_DOUBT = st.sampled_from(["lower", "quarantine", "unknown"])
DATES = {"formats": ["day/month/year", "year"]}


def _gender():
    plain = st.builds(lambda c, o, b: {"from": c, **o, **b}, COLUMNS, OTHERWISE, BLANK)
    first = st.lists(plain, min_size=2, max_size=3).map(lambda rules: {"first_of": rules})
    when = st.builds(
        lambda c, texts, then, other: {"when": [{"if": {"column": c, "in": texts}, "then": then}], "else": other},
        COLUMNS, st.lists(st.sampled_from(["female", "1", "oui"]), min_size=1, max_size=2), plain, plain,
    )  # fmt: skip
    return st.one_of(plain, first, when, st.just({"constant": "woman"}))


RULES = st.fixed_dictionaries(
    {},
    optional={
        "case_id": st.builds(lambda c, b: {"from": c, **b}, COLUMNS, BLANK),
        "person_key": st.builds(
            lambda n, b, s: {"person_key": {"names": [n], "birth_date": b, "sex": {"from": s}, **DATES}},
            COLUMNS, COLUMNS, COLUMNS,
        ),
        "contributor": st.builds(lambda c: {"from": c}, COLUMNS),
        "gender": _gender(),
        "citizenship": st.builds(lambda c, o: {"country": c, "delimiter": ";", **o}, COLUMNS, OTHERWISE),
        "year_of_registration": st.one_of(
            st.builds(lambda c: {"date": c, **DATES}, COLUMNS), st.builds(lambda c, b: {"from": c, **b}, COLUMNS, BLANK)
        ),
        "age_band": st.one_of(
            st.builds(lambda b, r: {"birth_date": b, "reference_date": r, **DATES}, COLUMNS, COLUMNS),
            st.builds(lambda c, d: {"age": c, "in_doubt": d}, COLUMNS, IN_DOUBT),
        ),
        "means_of_control": st.one_of(
            st.builds(lambda c, o: {"split": c, "delimiter": ";", "none": ["none"], **o}, COLUMNS, OTHERWISE),
            st.builds(
                lambda a, b, p: {"flags": {a: "threats", b: "other"}, "yes": ["1", "oui"], "partial": p},
                st.just("m1"), st.just("m2"), st.booleans(),
            ),
        ),
    },
).filter(bool)  # fmt: skip

TABLES = st.lists(st.lists(CELLS, min_size=len(HEADER), max_size=len(HEADER)), min_size=1, max_size=12)


def _mapping(folder, rules):
    lines = "".join(f"  {name}: {as_yaml(rule)}\n" for name, rule in rules.items())
    return mapping_of(folder, "missing: {'-99': refused}\ncolumns:\n" + lines)


def _harmonise(folder, mapping, rows):
    path = write_csv(folder / "file.csv", HEADER, rows)
    return harmonise(path, mapping, settings=HarmoniseSettings(today=TODAY, person_key=KEY))


@settings(deadline=None, max_examples=150)
@given(rules=RULES, rows=TABLES)
def test_accepted_and_quarantined_are_the_rows_of_the_file(rules, rows, tmp_path_factory):
    folder = tmp_path_factory.mktemp("case")
    rows = [row if any(cell.strip() for cell in row) else ["x", *row[1:]] for row in rows]
    found = _harmonise(folder, _mapping(folder, rules), rows)
    report = found.report
    assert (report.accepted, report.quarantined) == (found.cases.num_rows, found.quarantine.num_rows)
    assert report.rows_in == report.accepted + report.quarantined == len(rows)
    for column in report.columns:
        assert column.filled + sum(column.missing.values()) == report.accepted
        assert (column.share is None) == (report.accepted == 0)
    assert found.cases.names == tuple(column.name for column in report.columns)
    told = {place for rule in report.rules if rule.quarantined for place in rule.first_rows}
    assert bool(told) == bool(report.quarantined)
    report.document()


@settings(deadline=None, max_examples=60)
@given(rules=RULES, rows=TABLES)
def test_every_row_is_decided_as_if_it_stood_alone(rules, rows, tmp_path_factory):
    """The slow, obvious reference: a file a row. Only a repeated case number depends on other rows."""
    folder = tmp_path_factory.mktemp("case")
    mapping = _mapping(folder, rules)
    rows = [[f"{number}", *row[1:]] for number, row in enumerate(rows)]
    rules.pop("case_id", None)
    if not rules:
        return
    mapping = _mapping(folder, rules)
    whole = _harmonise(folder, mapping, rows)
    alone = [_harmonise(folder, mapping, [row]) for row in rows]
    accepted = [one for one in alone if one.cases.num_rows]
    assert whole.report.accepted == len(accepted)
    for name in whole.cases.names:
        assert cells(whole.cases, name) == [cells(one.cases, name)[0] for one in accepted], name
    reasons = [one.quarantine.column("quarantine_rule")[0].as_py() for one in alone if one.quarantine.num_rows]
    assert whole.quarantine.column("quarantine_rule").to_pylist() == reasons


def test_a_quarantined_row_keeps_its_own_cells_and_says_where_and_why(tmp_path):
    rules = "gender: Sex\nyear_of_registration: {date: Day, formats: [iso]}"
    rows = [["female", "2021-01-01", "kept"], ["Femal", "2042-01-01", "=1+1"], ["male", "2021-01-01", ""]]
    found = run(tmp_path, rules, ["Sex", "Day", " Free  text"], rows)
    [row] = found.quarantine.to_pylist()
    assert row["quarantine_file"] == "file.csv"
    assert row["quarantine_row"] == "3"
    assert row["quarantine_column"] == "Sex | Day"  # as the columns stand in the file
    assert row["quarantine_value"] == "Femal | 2042-01-01"
    assert "future" in row["quarantine_rule"]
    assert row["Sex"] == "Femal"
    assert row[" Free  text"] == "=1+1"


def test_a_quarantine_file_can_be_corrected_and_read_again(tmp_path):
    rules = "case_id: id\ngender: s"
    first = run(tmp_path, rules, ["id", "s"], [["1", "female"], ["2", "Femal"], ["3", "Mal"]])
    aside = tmp_path / "aside.csv"
    write_rows(first.quarantine, aside, Dialect())
    aside.write_text(aside.read_text(encoding="utf-8").replace("Femal", "female"), encoding="utf-8")
    mapping = mapping_of(tmp_path, rules)
    second = harmonise(aside, mapping, settings=HarmoniseSettings(today=TODAY))
    assert (second.report.accepted, second.report.quarantined) == (1, 1)
    assert second.quarantine.column_names == first.quarantine.column_names


def test_of_a_case_number_that_stands_twice_the_first_row_counts(tmp_path):
    found = run(
        tmp_path,
        "case_id: id\ngender: s",
        ["id", "s"],
        [["7", "female"], ["8", "female"], [" 7", "male"], ["7", "male"]],
    )
    assert cells(found.cases, "case_id") == ["7", "8"]
    assert found.quarantine.column("quarantine_row").to_pylist() == ["4", "5"]


@pytest.mark.parametrize(
    ("rule", "given", "meant"),
    [
        ("gender: s", "Helpline", "Helpline"),
        ("contributor: {constant: Another}", "Helpline", "Helpline"),
        ("contributor: {constant: Another}", None, "Another"),
        ("contributor: c", "Helpline", "In the file"),
    ],
)
def test_who_the_contributor_is(rule, given, meant, tmp_path):
    found = run(tmp_path, rule, ["s", "c"], [["female", "In the file"]], contributor=given)
    assert cells(found.cases, "contributor") == [meant]


def test_the_rows_may_all_be_refused_or_there_may_be_none(tmp_path):
    refused = run(tmp_path, "gender: s", ["s", "x"], [["?", "1"], ["??", "2"]])
    assert (refused.report.accepted, refused.report.columns[0].share) == (0, None)
    none = run(tmp_path, "gender: s\nmeans_of_control: {split: x, delimiter: ','}", ["s", "x"], [])
    assert (none.report.rows_in, none.cases.num_rows, none.quarantine.num_rows) == (0, 0, 0)
    none.report.document()


def test_the_order_of_rows_changes_no_case(tmp_path):
    rows = [[str(n), "fmx"[n % 7 % 3]] for n in range(50)]
    one = run(tmp_path, "case_id: id\ngender: s", ["id", "s"], rows)
    other = run(tmp_path, "case_id: id\ngender: s", ["id", "s"], rows[::-1])
    pairs = [list(zip(cells(f.cases, "case_id"), cells(f.cases, "gender"), strict=True)) for f in (one, other)]
    assert pairs[0] == pairs[1][::-1]


def test_a_short_key_is_refused():
    with pytest.raises(SettingsError) as error:
        HarmoniseSettings(today=date(2026, 1, 1), person_key=b"short")
    assert error.value.exit_code == 41


def test_a_contributor_has_a_name():
    with pytest.raises(SettingsError) as error:
        HarmoniseSettings(today=date(2026, 1, 1), contributor=" ")
    assert error.value.exit_code == 45


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError) as error:
        harmonise(tmp_path / "no.csv", mapping_of(tmp_path, "gender: s"), settings=HarmoniseSettings(today=TODAY))
    assert error.value.exit_code == 10


def test_progress_is_told_from_beginning_to_end(tmp_path):
    told = []
    path = write_csv(tmp_path / "f.csv", ["s", "x"], [["female", ""]])
    harmonise(
        path,
        mapping_of(tmp_path, "gender: s"),
        settings=HarmoniseSettings(today=TODAY),
        progress=lambda what, done, total: told.append((done, total)),
    )
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]
