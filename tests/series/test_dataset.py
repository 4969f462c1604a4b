"""A series as a folder: it says what it is, is the same each time, and is refused when it was changed."""

import csv
import json
import shutil

import pyarrow.parquet as pq
import pytest
from tests.series.made import make_estimates, make_glotip

from palermo.errors import InputError, ReleaseError
from palermo.series import DOCUMENT, Kind, import_estimates, import_glotip, list_series, open_series, write_series


@pytest.fixture
def imported(tmp_path):
    return import_glotip(make_glotip(tmp_path / "data_glotip.xlsx"))


@pytest.fixture
def series(imported, tmp_path):
    return write_series(imported, tmp_path / "series")


def test_what_was_written_is_what_is_read(imported, series):
    opened = open_series(series.path)
    assert (opened.id, opened.kind, opened.date) == ("glotip-2025-04-14", Kind.DETECTED, "2025-04-14")
    assert opened.sources == imported.sources
    assert opened.conflicts == imported.report.conflicts
    mine = tuple(figure for figure in imported.figures if figure.country == "PHL")
    assert opened.figures("PHL") == mine
    assert opened.figures("NPL") == ()
    assert opened.table().num_rows == len(imported.figures)


def test_the_folder_says_of_itself_what_it_holds(series):
    said = json.loads((series.path / DOCUMENT).read_text(encoding="utf-8"))
    assert said["sources"][0]["url"].startswith("https://")
    assert said["read"]["sha256"]
    assert said["read"]["rows"] == said["read"]["accepted"] + said["read"]["set_aside"] + 1
    assert [each["name"] for each in said["columns"]] == pq.read_table(series.path / "data.parquet").column_names
    assert {entry["name"] for entry in said["files"]} == {path.name for path in series.path.iterdir()} - {DOCUMENT}
    assert "never added" in said["about"]


def test_the_csv_and_the_parquet_say_the_same(series):
    with (series.path / "data.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    table = pq.read_table(series.path / "data.parquet")
    assert [row["low"] for row in rows] == [str(low) for low in table["low"].to_pylist()]
    assert len(rows) == table.num_rows


def test_the_quarantine_runs_nothing_in_a_spreadsheet(tmp_path):
    from tests.series.made import row

    path = make_glotip(tmp_path / "x.xlsx", [row("9"), row("=HYPERLINK(1)")])
    found = write_series(import_glotip(path), tmp_path / "series")
    text = (found.path / "quarantine.csv").read_text(encoding="utf-8")
    assert "'=HYPERLINK" in text
    assert ",=HYPERLINK" not in text


def test_the_same_file_gives_the_same_bytes(imported, series, tmp_path):
    again = write_series(imported, tmp_path / "again")
    for path in series.path.iterdir():
        assert path.read_bytes() == (again.path / path.name).read_bytes(), path.name
    assert again.checksum == series.checksum


def test_a_written_series_is_never_changed(imported, series, tmp_path):
    before = {path.name: path.read_bytes() for path in series.path.iterdir()}
    with pytest.raises(ReleaseError) as error:
        write_series(imported, tmp_path / "series")
    assert error.value.key == "series.exists"
    assert {path.name: path.read_bytes() for path in series.path.iterdir()} == before
    assert [path.name for path in (tmp_path / "series").iterdir()] == [series.id], "nothing half-written is left"


def test_a_folder_that_cannot_be_written_is_said(imported, tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(InputError) as error:
        write_series(imported, tmp_path / "file")
    assert error.value.key == "file.unwritable"


@pytest.mark.parametrize("name", ["data.parquet", "data.csv", "quarantine.csv"])
def test_a_changed_file_is_refused(series, name):
    path = series.path / name
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    with pytest.raises(ReleaseError) as error:
        open_series(series.path)
    assert error.value.key == "series.tampered"
    assert name in error.value.fault
    path.unlink()
    with pytest.raises(ReleaseError, match="missing"):
        open_series(series.path)
    path.symlink_to("/etc/hostname")
    with pytest.raises(ReleaseError, match="missing"):
        open_series(series.path)


@pytest.mark.parametrize(
    "change",
    [
        lambda said: said["sources"][0].update(title="Something else"),
        lambda said: said.update(kind="estimated"),
        lambda said: said["files"].pop(),
        lambda said: said["files"].append({"name": "../../etc/passwd", "bytes": 1, "sha256": ""}),
        lambda said: said.pop("checksum"),
        lambda said: said.update(format="another"),
    ],
)
def test_a_changed_description_is_refused(series, change):
    path = series.path / DOCUMENT
    said = json.loads(path.read_text(encoding="utf-8"))
    change(said)
    path.write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(ReleaseError) as error:
        open_series(series.path)
    assert error.value.key == "series.tampered"


@pytest.mark.parametrize(
    "change",
    [
        lambda said: said["sources"][0].update(url="javascript:alert(1)"),
        lambda said: said.update(kind="assisted"),
        lambda said: said["files"].append({"name": "../../etc/passwd", "bytes": 1, "sha256": ""}),
        lambda said: said.update(files="none"),
        lambda said: said["read"].pop("conflicts"),
        lambda said: said.update(sources=7),
    ],
)
def test_a_description_that_cannot_be_meant_is_refused_whatever_its_checksum(series, change):
    from palermo.series._dataset import checksum_of

    path = series.path / DOCUMENT
    said = json.loads(path.read_text(encoding="utf-8"))
    change(said)
    said["checksum"] = checksum_of(said)
    path.write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(ReleaseError) as error:
        open_series(series.path)
    assert error.value.key == "series.tampered"


@pytest.mark.parametrize("text", ["", "[]", "null", "{", "[" * 100_000])
def test_what_is_no_description_is_refused(series, text):
    (series.path / DOCUMENT).write_text(text, encoding="utf-8")
    with pytest.raises(ReleaseError) as error:
        open_series(series.path)
    assert error.value.key == "series.tampered"


def test_a_folder_by_another_name_is_refused(series):
    moved = series.path.rename(series.path.with_name("another"))
    with pytest.raises(ReleaseError, match="is called another"):
        open_series(moved)


def test_there_may_be_none(tmp_path):
    with pytest.raises(ReleaseError) as error:
        open_series(tmp_path)
    assert error.value.key == "series.not_found"
    assert list_series(tmp_path / "nowhere") == ()


def test_all_of_a_folder_are_listed_newest_first_and_the_bad_ones_told(series, tmp_path):
    folder = series.path.parent
    write_series(import_estimates(make_estimates(tmp_path / "estimates.csv")), folder)
    older = import_glotip(make_glotip(tmp_path / "old.xlsx", titles=(("UNODC",), ("01/02/2024",))))
    write_series(older, folder)
    shutil.copytree(series.path, folder / ".left.partial-1")
    (folder / "notes").mkdir()
    assert [each.id for each in list_series(folder)] == ["glotip-2025-04-14", "glotip-2024-02-01", "estimates"]
    (folder / "estimates" / "data.csv").write_bytes(b"")
    refused = []
    found = list_series(folder, refused=lambda path, error: refused.append((path.name, error.key)))
    assert len(found) == 2
    assert refused == [("estimates", "series.tampered")]
    with pytest.raises(ReleaseError):
        list_series(folder)
