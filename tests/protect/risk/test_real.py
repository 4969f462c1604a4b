"""Risk of a real table: what its publisher promised of it holds, and what the promise leaves open is found."""

from datetime import date

from palermo.harmonise import HarmoniseSettings, harmonise, load_mapping
from palermo.protect import RiskSettings, assess_risk

PROMISED = ("year_of_registration", "gender", "age_band", "citizenship", "country_of_exploitation")


def test_the_k_anonymised_table_is_so_in_few_columns_and_not_in_all(shared_data):
    path = shared_data / "ctdc" / "ctdc_global_k_anonymised_2021.csv.gz"
    mapping = load_mapping("ctdc-k-anonymised-2021")
    cases = harmonise(path, mapping, settings=HarmoniseSettings(today=date(2026, 1, 1))).cases
    wanted = RiskSettings(10, 3, quasi_identifiers=PROMISED, sensitive=("forms_of_exploitation",), suda=True)
    report = assess_risk(cases, settings=wanted)
    assert (report.groups.groups, report.groups.k) == (1172, 11)
    assert report.groups.cases_below == 0
    assert report.groups.sensitive[0].distinct == 1
    assert 0 < report.cases_unique < report.cases_rare < report.cases / 10
    assert report.suda.special == report.cases_unique
    worst = min(report.columns, key=lambda each: each.left)
    assert worst.column == "means_of_control"
    assert worst.left < report.cases_rare / 2
