"""`palermo tabulate` on an invented release."""

import io
import json

import pyarrow.parquet
import pytest
from tests.web.invented import make_some_release
from typer.testing import CliRunner

from palermo.cli.tabulate import app


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    """The folder of a release."""
    return str(make_some_release(tmp_path_factory.mktemp("releases")).path)


def run(*words):
    return CliRunner().invoke(app, list(words))


def test_everything_that_can_be_asked_can_be_asked_here(release):
    words = ("--by", "year_of_registration,gender", "--top", "1", "--change", "previous", "--sort", "-n", "--json")
    found = json.loads(run(release, *words, "--where", "gender=woman or not citizenship=PHL").stdout)
    assert found["question"]["top"] == 1
    assert found["question"]["where"] == ["gender=woman or not citizenship=PHL"]
    sizes = [row["n"] for row in found["rows"] if row["n"] is not None]
    assert sizes == sorted(sizes, reverse=True)


def test_an_older_vintage_answers(release):
    found = json.loads(run(release, "--by", "isForcedLabour", "--schema", "ctdc-2024", "--json").stdout)
    assert {row["by"][0]["code"] for row in found["rows"]} == {"0", "1"}


def test_every_format_is_written(release, tmp_path):
    for form in ("csv", "json", "jsonl", "parquet", "xlsx", "hxl", "sdmx-csv", "sdmx-json"):
        out = tmp_path / form
        assert run(release, "--by", "gender", "--format", form, "--out", str(out)).exit_code == 0
        assert out.stat().st_size > 100
    table = pyarrow.parquet.read_table(io.BytesIO((tmp_path / "parquet").read_bytes()))
    assert "cautions" in table.column_names
    assert run(release, "--by", "gender", "--format", "hxl").stdout.splitlines()[1].startswith("#")


@pytest.mark.parametrize(
    "words",
    [("--format", "pdf"), ("--json", "--csv"), ("--json", "--format", "csv"), ("--out", "somewhere")],
)
def test_what_cannot_be_written_is_refused(release, words):
    found = run(release, "--by", "gender", *words)
    assert found.exit_code == 2
    assert "Error" in found.output
