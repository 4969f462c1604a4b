"""Answers about the field's own published table against figures that others published from it."""

from datetime import date

import pytest
from tests.release.invented import make_release

from palermo.harmonise import HarmoniseSettings, harmonise, load_mapping
from palermo.tabulate import answer, parse_question

YEARS = ["year_of_registration>=2010", "year_of_registration<=2020"]
"""PLOS ONE 10.1371/journal.pone.0284762: cases registered from 2010 to 2020."""


@pytest.fixture(scope="module")
def release(shared_data, tmp_path_factory):
    file = shared_data / "ctdc" / "ctdc_global_k_anonymised_2021.csv.gz"
    found = harmonise(
        file, load_mapping("ctdc-k-anonymised-2021"), settings=HarmoniseSettings(today=date(2026, 11, 25))
    )
    columns = ("year_of_registration", "gender", "age_band", "country_of_exploitation")
    return make_release(tmp_path_factory.mktemp("published"), found.cases.select(columns))


def test_all_cases_of_the_article(release):
    assert answer(release, parse_question([], YEARS)).total == 87_003


@pytest.mark.parametrize(
    ("column", "code", "cases"),
    [
        ("age_band", "9-17", 10_326),
        ("age_band", "30-38", 8_562),
        ("gender", "woman", 60_938),
        ("country_of_exploitation", "USA", 51_611),
        ("country_of_exploitation", "RUS", 4_570),
        ("country_of_exploitation", "PHL", 1_988),
        ("year_of_registration", "2019", 21_312),
    ],
)
def test_each_figure_of_the_article(release, column, code, cases):
    found = answer(release, parse_question([column], YEARS))
    cell = next(cell for cell in found.cells if cell.codes == (code,))
    assert cell.n == cases
    assert cell.denominator == found.total - found.missing
    assert cell.share == cell.n / cell.denominator
