"""The README's tour, command by command."""

import json
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from palermo.cli._main import COMMANDS
from palermo.errors import catalogue

REPOSITORY = Path(__file__).parents[2]
PAGES = ("README.md", "docs/tutorials/first-release.md")


def test_a_contributors_file_is_drafted_a_mapping_for(toured, palermo, tmp_path):
    shown = palermo("harmonise", "suggest", toured / "demo" / "passerelle.csv", at=tmp_path)
    assert "Nationalité" in shown.stdout
    assert "citizenship" in shown.stdout
    palermo("harmonise", "suggest", toured / "demo" / "northern-line.json", "--out", "draft.yaml", at=tmp_path)
    assert (tmp_path / "draft.yaml").is_file()


def test_nothing_is_lost_when_a_file_is_brought_into_the_standard(toured, palermo, tmp_path):
    truth = json.loads((toured / "demo" / "truth.json").read_text(encoding="utf-8"))
    for sending in truth["sendings"]:
        mapping = sending["mapping"]
        if mapping.endswith(".yaml"):
            mapping = toured / "demo" / mapping
        palermo(
            *("harmonise", toured / "demo" / sending["file"], "--mapping", mapping),
            *("--out", "cases.parquet", "--report", "quality.json"),
            at=tmp_path,
        )
        report = json.loads((tmp_path / "quality.json").read_text(encoding="utf-8"))
        assert report["rows_in"] == sending["rows"]
        assert report["accepted"] + report["quarantined"] == report["rows_in"]
        assert report["quarantined"] == len(sending["spoilt"])


def test_the_report_is_a_page_too_and_the_quarantine_lies_beside(toured, palermo, tmp_path):
    shown = palermo(
        *("harmonise", toured / "demo" / "harbour-house.xlsx", "--mapping", "htcds-2.0-xlsx"),
        *("--out", "cases.parquet", "--report", "quality.html"),
        at=tmp_path,
    )
    assert {path.name for path in tmp_path.iterdir()} == {"cases.parquet", "cases.quarantine.csv", "quality.html"}
    assert "cases.quarantine.csv" in shown.stdout
    assert "<html" in (tmp_path / "quality.html").read_text(encoding="utf-8")


def test_the_risk_of_what_was_harmonised_is_told(toured, palermo, tmp_path):
    file = toured / "demo" / "harbour-house.xlsx"
    palermo("harmonise", file, "--mapping", "htcds-2.0-xlsx", "--out", "cases.parquet", at=tmp_path)
    shown = palermo("risk", "cases.parquet", "--resolution", 10, "--length", 4, at=tmp_path)
    assert re.search(r"\b4\b", shown.stdout)
    found = json.loads(palermo("risk", "cases.parquet", "--length", 3, "--json", at=tmp_path).stdout)
    assert found


def test_a_release_can_be_trusted_as_it_was_published(toured, palermo):
    shown = palermo("verify", "releases/2026-demo", "--key", "demo/keys/release.key.pub", at=toured)
    assert "2026-demo" in shown.stdout or "passed" in shown.stdout.lower()
    found = json.loads(palermo("verify", "releases/2026-demo", "--json", at=toured).stdout)
    assert found["checks"]


def test_a_question_is_answered_with_its_denominator(toured, palermo):
    shown = palermo(
        *("tabulate", "releases/2026-demo", "--by", "gender", "--where", "forms_of_exploitation=labour"), at=toured
    )
    assert "Woman" in shown.stdout
    answer = json.loads(palermo("tabulate", "releases/2026-demo", "--by", "gender", "--json", at=toured).stdout)
    assert answer["rows"]
    assert any(caution["code"] == "demonstration" for caution in answer["cautions"])
    table = palermo("tabulate", "releases/2026-demo", "--by", "citizenship", "--csv", at=toured).stdout
    assert "PHL" in table


def test_the_same_inputs_and_keys_give_the_same_bytes_without_noise(anonymous, palermo, tmp_path):
    shutil.copytree(anonymous / "demo", tmp_path / "demo")
    palermo("publish", "demo/release-k-anonymous.yaml", "--out", "again", at=tmp_path)
    one, other = (folder / "2026-demo-k-anonymous" for folder in (anonymous / "anonymous", tmp_path / "again"))
    names = sorted(path.name for path in one.iterdir())
    assert names == sorted(path.name for path in other.iterdir())
    for name in names:
        assert (one / name).read_bytes() == (other / name).read_bytes(), name


def test_a_release_is_never_published_over_another(toured, palermo):
    before = {path: path.stat().st_mtime_ns for path in (toured / "releases").rglob("*")}
    shown = palermo("publish", "demo/release.yaml", "--out", "releases", at=toured, expect=68)
    assert "2026-demo" in shown.stderr
    assert {path: path.stat().st_mtime_ns for path in (toured / "releases").rglob("*")} == before


def test_no_name_birth_date_or_case_number_passes_the_gate(toured):
    import pyarrow.parquet

    release = toured / "releases" / "2026-demo"
    columns = pyarrow.parquet.read_schema(release / "cases.parquet").names
    assert not {"case_id", "person_key"} & {name.partition("__")[0] for name in columns}
    secrets = _identifiers(toured / "demo")
    for path in release.iterdir():
        content = path.read_bytes()
        assert not [text for text in secrets if text.encode() in content], path.name


def _identifiers(demo: Path) -> list[str]:
    import csv

    with (demo / "passerelle.csv").open(encoding="cp1252", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    return [
        row[name] for row in rows[:200] for name in ("N° dossier", "Nom", "Date de naissance") if len(row[name]) > 7
    ]


def test_the_k_anonymous_release_keeps_nearly_all_cases(anonymous):
    release = anonymous / "anonymous" / "2026-demo-k-anonymous"
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    truth = json.loads((anonymous / "demo" / "truth.json").read_text(encoding="utf-8"))
    spoilt = sum(len(sending["spoilt"]) for sending in truth["sendings"])
    k = manifest["parameters"]["k"]  # numbers of what came in are told in multiples of it
    assert manifest["quality"]["quarantined"] == sum(len(each["spoilt"]) // k * k for each in truth["sendings"])
    assert manifest["quality"]["duplicates_merged"] == truth["exact"] // k * k
    assert manifest["rows"] >= 0.95 * (truth["cases"] - spoilt - truth["exact"])


def test_the_demonstration_is_differentially_private_and_near_the_truth(toured, palermo):
    """Its answers are sensible: large counts are near those of the cases, which here are known."""
    release = toured / "releases" / "2026-demo"
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["method"], manifest["parameters"]["epsilon"]) == ("differential-privacy", 4)
    truth = json.loads((toured / "demo" / "truth.json").read_text(encoding="utf-8"))
    spoilt = sum(len(sending["spoilt"]) for sending in truth["sendings"])
    # the noise in the number of cases has a standard deviation of about ten
    assert abs(manifest["rows"] - (truth["cases"] - spoilt - truth["exact"])) < 100
    found = json.loads(palermo("tabulate", "releases/2026-demo", "--by", "gender", "--json", at=toured).stdout)
    largest = max(found["rows"], key=lambda row: row["n"])
    assert largest["low"] < largest["n"] < largest["high"] < 2 * largest["low"]
    balances = palermo("ledger", "demo/keys/ledger", at=toured).stdout
    assert "Passerelle" in balances


@pytest.fixture(scope="module")
def hub(toured):
    """The hub on the release, in a process of its own; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = toured / "hub.log"
    command = [sys.executable, "-m", "palermo.cli", "serve", "hub", "--releases", "releases", "--port", str(port)]
    with log.open("w", encoding="utf-8") as written:
        server = subprocess.Popen(command, cwd=toured, stdout=written, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            assert server.poll() is None, log.read_text(encoding="utf-8")
            try:
                _get(f"{address}/api/v1/releases")
                break
            except urllib.error.URLError:
                time.sleep(0.1)
        else:
            pytest.fail(f"the hub does not answer: {log.read_text(encoding='utf-8')}")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def _get(address: str) -> tuple[int, dict[str, Any]]:
    """The status of an answer and what it says. Raises URLError where nothing answers."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(address, timeout=20) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


def test_the_hub_answers_the_same_as_the_command(toured, palermo, hub):
    status, found = _get(f"{hub}/api/v1/aggregate?by=gender")
    answer = json.loads(palermo("tabulate", "releases/2026-demo", "--by", "gender", "--json", at=toured).stdout)
    assert status == 200
    assert found["rows"] == answer["rows"]


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("by=colour", "question.unknown_column"),
        ("by=gender,age_band,citizenship,contributor,data_source", "question.too_many_columns"),
        ("by=gender&where=gender=girl", "question.unknown_code"),
    ],
)
def test_the_hub_refuses_what_the_command_refuses(hub, query, key):
    status, found = _get(f"{hub}/api/v1/aggregate?{query}")
    assert status == catalogue()[key].http
    assert found["error"]["code"] == key
    assert found["error"]["fault"]
    assert found["error"]["remedy"]


@pytest.mark.parametrize("page", PAGES)
def test_the_commands_of_the_page_have_the_options_that_it_shows(page, palermo, tmp_path):
    text = (REPOSITORY / page).read_text(encoding="utf-8")
    lines = re.findall(r"^palermo (.+)$", text, re.MULTILINE)
    assert lines
    for line in lines:
        words = line.split()
        group = [words[0]] if words[0] not in ("demo", "serve") else words[:2]
        if words[:2] == ["harmonise", "suggest"]:
            group = words[:2]
        shown = palermo(*group, "--help", at=tmp_path).stdout
        for option in (word for word in words if word.startswith("--")):
            assert option in shown, (line, option)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_shows_help_with_an_example(name, palermo, tmp_path):
    shown = palermo(name, "--help", at=tmp_path).stdout
    assert "Usage: palermo" in shown
    if "Commands" not in shown:
        assert f"Example: palermo {name}" in shown


def test_help_imports_no_heavy_module(tmp_path):
    heavy = ("pyarrow", "numpy", "duckdb", "django", "yaml", "cryptography", "xlsxwriter", "jinja2")
    code = (
        "import sys\nfrom palermo.cli import main\nmain(['--help'])\n"
        f"print(sorted(set({heavy!r}) & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stderr.strip() == "[]"
    assert "harmonise" in done.stdout
