"""A k-synthetic release: what it says, what files show of it, what they cannot show, and how its counts are read."""

import json
import re
from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from tests.release.test_publishing import SPECIFICATION, people

from palermo.cases import read_cases, write_cases
from palermo.errors import ReleaseError
from palermo.protect import is_rounded
from palermo.release import K_SYNTHETIC, publishing
from palermo.release._changes import different_cases
from palermo.release._gate import counts_fault, protection_fault
from palermo.release._inputs import different_inputs, write_inputs
from palermo.release._rounded import rounded_counts
from palermo.release.checking import verify
from palermo.tabulate import answer, parse_question

K = 5
SYNTHETIC = SPECIFICATION.replace("protect: {k: 5, length: 3}", "protect: {method: k-synthetic, k: 5}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("synthetic")
    write_cases(people(143, 0, country="MDA"), folder / "north.parquet")
    write_cases(people(120, 143, country="ROU"), folder / "south.parquet")
    (folder / "release.yaml").write_text(SYNTHETIC, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def release(folder):
    spec = publishing.load_spec(folder / "release.yaml")
    publishing.make_keys(spec)
    return publishing.publish(spec, folder / "out")


def true_counts(release, folder):
    """How many cases of the input have each published combination: counted one by one."""
    tables = [read_cases(folder / f"{name}.parquet") for name in ("north", "south")]
    names = [column.name for column in release.columns if column.name != "contributor"]
    rows = []
    for whose, table in zip(("North", "South"), tables, strict=True):
        columns = [table.values(name).to_pylist() for name in names]
        for values in zip(*columns, strict=True):
            held = {("contributor", whose)}
            for name, value in zip(names, values, strict=True):
                for code in value if isinstance(value, list) else [] if value is None else [value]:
                    held.add((name, str(code)))
            rows.append(held)
    return lambda combination: sum(combination <= held for held in rows)


def test_it_is_what_it_says_and_verifies(release):
    manifest = release.manifest
    assert manifest.about.method == K_SYNTHETIC
    assert dict(manifest.about.parameters) == {"k": K, "length": 4}
    assert manifest.about.privacy.spent is None
    assert "k-synthetic" in manifest.about.privacy.note
    assert manifest.rows == 260  # 263 cases came in
    assert manifest.cases_left_out == K - 1
    found = verify(release.path)
    assert found.passed, [check for check in found.checks if not check.passed]
    (protection,) = (check for check in found.checks if check.name == "protection")
    assert "multiple of 5" in protection.detail
    assert "cannot show" in protection.detail


def test_published_counts_are_multiples_and_their_bounds_hold(release, folder):
    counts = release.counts()
    true = true_counts(release, folder)
    assert set(np.unique(counts.column("count").to_numpy() % K)) == {0}
    assert set(counts.column("length").to_pylist()) == {1, 2, 3, 4}
    lists = {"citizenship", "gender", "contributor", "year_of_registration", "means_of_control"}
    seen = 0
    for row in counts.to_pylist():
        combination = set(zip(row["columns"], row["codes"], strict=True))
        plain = {name for name, _ in combination} <= lists and true(combination)
        if plain:  # broader codes stand for those below them, which this count does not follow
            seen += 1
            assert row["low"] <= true(combination) <= row["high"], row
            assert row["low"] >= K
    assert seen > 20


def test_an_answer_bounds_what_the_records_do_not_tell(release, folder):
    true = true_counts(release, folder)
    for question in (["gender"], ["gender", "citizenship"]):
        found = answer(release, parse_question(by=question, where=[]))
        for cell in found.cells:
            combination = set(zip(question, cell.codes, strict=True))
            exact = true(combination)
            if exact and cell.n is not None:
                assert cell.low <= exact <= cell.high, cell
    conditioned = answer(release, parse_question(by=["gender"], where=["citizenship=PHL"]))
    woman = next(cell for cell in conditioned.cells if cell.codes == ("woman",))
    assert woman.low == K
    assert woman.high >= true({("gender", "woman"), ("citizenship", "PHL")})
    assert 0 <= woman.share_low <= woman.share <= woman.share_high <= 1


def test_the_report_says_what_is_kept_and_the_operator_gets_it_all(release, folder):
    utility = release.manifest.about.utility
    assert utility["cases_withheld"] is None  # 3 of 263
    assert list(utility["share_of_error"]) == ["1", "2", "3"]
    assert all(value < 0.5 for value in utility["share_of_error"].values())
    page = (release.path / "report.html").read_text("utf-8")
    assert "k-synthetic" in page
    assert "What is kept, lost and made up" in page
    exact = json.loads((folder / "work" / "evaluation.json").read_text("utf-8"))
    assert exact["cases"] == 263
    assert exact["rehearsal"] is False
    assert "Keep it with the cases" in (folder / "work" / "evaluation.html").read_text("utf-8")
    assert not any("evaluation" in path.name for path in release.path.iterdir())


def test_a_table_that_was_not_rounded_is_found(release):
    manifest, cases = release.manifest, release.cases()
    fewer = cases.take(pa.array(range(cases.num_rows - 1)))
    assert protection_fault(cases, manifest) == ""
    assert "does not divide" in protection_fault(fewer, manifest)
    assert is_rounded(cases, k=K)
    assert not is_rounded(cases.take(pa.array([*range(cases.num_rows - K), *[0] * (K - 1), 1])), k=K)


def test_counts_that_say_something_else_are_found(release, tmp_path):
    counts = rounded_counts(release.cases(), k=K, length=4)
    wrong = counts.set_column(3, "count", pc.add(counts.column("count"), K))
    pq.write_table(wrong, tmp_path / "counts.parquet")
    assert "something else" in counts_fault(tmp_path, release.cases(), release.manifest)
    pq.write_table(counts, tmp_path / "counts.parquet")
    assert counts_fault(tmp_path, release.cases(), release.manifest) == ""


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("k: 1", "2"),
        ("k: 5, length: 2", "says nothing to the method k-synthetic"),
        ("k: 5, epsilon: 1", "says nothing"),
    ],
)
def test_what_the_method_cannot_be_told_is_refused(folder, new, said):
    path = folder / "refused.yaml"
    path.write_text(SYNTHETIC.replace("k: 5", new), encoding="utf-8")
    with pytest.raises(ReleaseError) as error:
        publishing.load_spec(path)
    assert said in error.value.details["reason"]


def test_the_same_specification_gives_the_same_bytes(release, folder):
    spec = publishing.load_spec(folder / "release.yaml")
    again = publishing.publish(spec, folder / "again")
    assert (again.path / "cases.parquet").read_bytes() == (release.path / "cases.parquet").read_bytes()
    assert (again.path / "manifest.json").read_bytes() == (release.path / "manifest.json").read_bytes()


def test_no_number_of_what_came_in_is_told_more_exactly_than_k_allows(release):
    about = release.manifest.about
    assert [(part.rows_in, part.accepted, part.quarantined) for part in about.contributions] == [
        (140, 140, 0),  # of 143
        (120, 120, 0),
    ]
    assert about.quality["rows_in"] == 260
    assert all(cell.cases is None or cell.cases % K == 0 for cell in about.coverage)
    numbers = [about.risk["smallest_group_behind_a_record"], *about.utility["values_withheld"].values()]
    assert all(number is None or number % K == 0 for number in numbers)
    page = (release.path / "report.html").read_text("utf-8")
    assert re.search(r"\b(263|143)\b", page) is None


def _more(tmp_path, north, **changes):
    """The same release, and one of other northern cases a day later; what the second is made by."""
    write_cases(people(120, 1000, country="ROU"), tmp_path / "south.parquet")
    write_cases(people(143, 0, country="MDA"), tmp_path / "north.parquet")
    path = tmp_path / "release.yaml"
    path.write_text(SYNTHETIC, encoding="utf-8")
    spec = publishing.load_spec(path)
    publishing.make_keys(spec)
    publishing.publish(spec, tmp_path / "out")
    write_cases(north, tmp_path / "north.parquet")
    path.write_text(SYNTHETIC.replace("2026-test", "2026-more").replace("2026-11-24", "2026-11-25"), encoding="utf-8")
    return replace(publishing.load_spec(path), **changes)


def test_a_release_of_a_few_cases_more_is_refused_unless_it_is_wanted(tmp_path):
    spec = _more(tmp_path, people(145, 0, country="MDA"))
    with pytest.raises(ReleaseError) as error:
        publishing.publish(spec, tmp_path / "out")
    assert error.value.key == "release.few_new_cases"
    assert "2026-test was made from" in error.value.details["reason"]
    assert not (tmp_path / "out" / "2026-more").exists()
    wanted = publishing.publish(replace(spec, allow_small_difference=True), tmp_path / "out")
    assert verify(wanted.path).passed


@pytest.mark.parametrize("size", [143, 153])
def test_the_same_cases_and_many_more_can_be_published(tmp_path, size):
    spec = _more(tmp_path, people(size, 0, country="MDA"))
    assert publishing.publish(spec, tmp_path / "out").manifest.rows == (size + 120) // K * K


def test_records_are_put_together_anew_in_each_release(release, tmp_path):
    spec = _more(tmp_path, people(143, 0, country="MDA"))
    again = publishing.publish(spec, tmp_path / "out").cases()
    assert min(different_cases(release.cases(), again)) > 0


def test_without_what_the_release_before_was_made_from_as_many_records_are_too_few_more(tmp_path):
    spec = _more(tmp_path, people(144, 0, country="MDA"), work_folder=tmp_path / "elsewhere")
    with pytest.raises(ReleaseError) as error:
        publishing.publish(spec, tmp_path / "out")
    assert "not kept in the work folder" in error.value.details["reason"]
    # 147 + 120 cases are rounded to 260 too; three more, and the number of records is larger by k: by three cases
    assert K == 5
    write_cases(people(148, 0, country="MDA"), tmp_path / "north.parquet")
    with pytest.raises(ReleaseError):
        publishing.publish(spec, tmp_path / "out")
    write_cases(people(163, 0, country="MDA"), tmp_path / "north.parquet")
    assert publishing.publish(spec, tmp_path / "out").manifest.rows == 280


def test_a_few_cases_more_than_in_an_older_release_are_refused_too(tmp_path):
    """Two of the twenty that the second release has and the first has not: they differ from the first by two."""
    spec = _more(tmp_path, people(163, 0, country="MDA"))
    publishing.publish(spec, tmp_path / "out")
    write_cases(people(145, 0, country="MDA"), tmp_path / "north.parquet")
    for day in (date(2026, 11, 26), date(2026, 1, 1)):  # nor does it help to give it an older date
        with pytest.raises(ReleaseError) as error:
            publishing.publish(replace(spec, id="2026-third", date=day), tmp_path / "out")
        assert "2026-test was made from" in error.value.details["reason"]


def test_what_is_kept_for_the_next_release_holds_no_value_and_is_the_owners(release, folder):
    path = folder / "work" / "2026-test.cases.json"
    assert path.stat().st_mode & 0o777 == 0o600
    text = path.read_text("ascii")
    assert not any(value in text for value in ("PHL", "woman", "North"))
    cases = people(20, 0, country="MDA").without_ids()
    write_inputs(folder / "work", "one", cases)
    assert different_inputs(folder / "work", "one", cases) == (0, 0)
    assert different_inputs(folder / "work", "one", cases.take(pa.array(range(1, 20)))) == (1, 0)
    assert different_inputs(folder / "work", "one", cases.select(cases.names[1:])) is None
    assert different_inputs(folder / "work", "another", cases) is None
    (folder / "work" / "one.cases.json").write_text('{"columns": 1}', encoding="ascii")
    assert different_inputs(folder / "work", "one", cases) is None
