"""Countries by all the names that files call them by."""

import csv
import io
from pathlib import Path

import pytest

from palermo.codes import code_list, crosswalk

COUNTRIES = code_list("country")

NAMES = {
    "MMR": ["Burma / Myanmar", "Burma", "Birmanie", "BUR", "BU", "Myanmar"],
    "CIV": ["Côte d'Ivoire", "Cote d’Ivoire", "COTE D'IVOIRE", "Ivory Coast", "CI"],
    "COD": [
        "DRC",
        "DR Congo",
        "Congo, Dem. Rep.",
        "Congo (Kinshasa)",
        "Zaire",
        "ZAR",
        "République démocratique du Congo",
    ],
    "COG": ["Congo", "Congo, Republic of", "CG"],
    "NAM": ["NA", "Namibia", "NAM", "Namibie"],
    "TLS": ["TMP", "East Timor", "Timor Leste"],
    "DEU": ["DDR", "Germany", "Allemagne", "Alemania", "ألمانيا", "Германия", "德国"],
    "GBR": ["UK", "United Kingdom", "Royaume-Uni", "GB"],
    "KOR": ["South Korea", "Korea, Rep.", "Corée du Sud", "République de Corée", "República de Corea", "KR"],
    "PRK": ["North Korea", "DPRK", "Corée du Nord", "República Popular Democrática de Corea"],
    "IRN": ["Iran (Islamic Republic of)", "Iran (République islamique d')", "Irán (República Islámica del)"],
    "BOL": ["Bolivia, Plurinational State of", "Bolivie (État plurinational de)", "Boliviana"],
    "VAT": ["Holy See", "Saint-Siège", "Santa Sede"],
    "NER": ["Niger", "NE", "Nigérien"],
    "NGA": ["Nigeria", "NG", "Nigerian"],
    "SWZ": ["Swaziland", "Eswatini"],
    "MKD": ["Macedonia", "FYROM", "North Macedonia"],
    "PHL": ["Philippines", "PH", "Filipino", "Filipinas", "الفلبين", "菲律宾"],
    "DOM": ["Dominican Republic", "República Dominicana", "République dominicaine"],
    "USA": ["US", "USA", "United States of America", "États-Unis", "Estados Unidos"],
    "BFA": ["Upper Volta", "HVO"],
    "TUR": ["Turkey", "Türkiye", "Turquie"],
    "COL": ["Colombiana", "Colombien"],
}

AMBIGUOUS = [
    "Korea",
    "Dominican",
    "Congolese",
    "Kosovo",
    "ANT",
    "YUG",
    "CSK",
    "SUN",
    "00",
    "-99",
    "",
    "Total",
]


@pytest.mark.parametrize(("code", "name"), [(code, name) for code, names in NAMES.items() for name in names])
def test_a_country_is_known_by_its_names(code, name):
    assert COUNTRIES.resolve(name) == code


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_a_name_of_several_or_of_none_is_not_guessed(name):
    assert COUNTRIES.resolve(name) is None


def test_there_are_249_with_codes_in_the_form_of_the_standard():
    assert len(COUNTRIES) == 249
    for name, length in (("alpha2", 2), ("numeric", 3)):
        values = [code.attributes[name] for code in COUNTRIES]
        assert len(set(values)) == 249
        assert {len(value) for value in values} == {length}
    assert all(code.attributes["numeric"].isdecimal() for code in COUNTRIES)
    assert all(COUNTRIES.resolve(code.attributes["alpha2"]) == code.code for code in COUNTRIES)


def test_names_are_there_in_all_six_languages():
    assert all(len(code.label) == 6 for code in COUNTRIES)


def test_regions_follow_from_subregions():
    of_subregion = code_list("un-subregion").generalise("region")
    regions, subregions = COUNTRIES.generalise("region"), COUNTRIES.generalise("subregion")
    assert regions == {code: of_subregion[subregion] for code, subregion in subregions.items()}


def test_a_former_country_that_became_several_leads_to_all_of_them_and_to_none_by_name():
    former = crosswalk("country-former-to-country")
    for code in code_list("country-former"):
        assert len(former.map(code.code)) > 1
        for name in (code.code, code.label["en"], *code.aliases):
            assert COUNTRIES.resolve(name) is None, name
    assert set(former.map("ANT")) == {"BES", "CUW", "SXM"}
    assert len(former.map("SUN")) == 15


NRM_UNRESOLVED = {
    "Total": "the sum of the table",
    "Unknown": "not a country",
    "Not known": "not a country",
    "Kosovo": "no entry of ISO 3166-1",
    "Netherlands Antilles": "became three countries; in the list country-former",
    "Burundi / Tanzania": "two countries",
    "Ethiopia / Eritrea": "two countries",
    "Ethiopia/Eritrea": "two countries",
    "Egypt/Eritrean": "two countries",
    "Germany / Poland": "two countries",
    "Guinea/Portugal": "two countries",
    "Ivory Coast/Ghana": "two countries",
    "Netherlands / Sri Lanka": "two countries",
    "Serbia/Kosovo": "two countries",
    "UK/Nigerian": "two countries",
    "United Kingdom/Vietnam": "two countries",
    "DRC naturalised as United Kingdom": "two countries",
}
"""What stands in the column of nationalities of the United Kingdom's tables and is not one country, and why."""


def test_every_nationality_of_the_national_referral_mechanism_is_known(shared_data):
    seen = set()
    for path in sorted((shared_data / "uk_nrm").glob("*_referrals_all.csv")):
        text = path.read_text(encoding="utf-8").replace("\r\n", "\n").replace("\r", "\n")
        seen |= {row[0].strip() for row in list(csv.reader(io.StringIO(text)))[1:] if row}
    assert len(seen) > 100
    assert {name for name in seen if COUNTRIES.resolve(name) is None} == set(NRM_UNRESOLVED)


def test_every_name_that_was_added_by_hand_is_in_the_list():
    path = Path(__file__).parents[2] / "scripts" / "country_aliases.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        for name in "|".join((row["names"], row["former"], row["demonyms"])).split("|"):
            assert not name or COUNTRIES.resolve(name) == row["code"], name


def _global_report(shared_data: Path) -> set[tuple[str, ...]]:
    """Code, name, region and subregion of every country that the global report has."""
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(shared_data / "unodc" / "glotip_2025.xlsx").get_sheet_by_index(0).to_python()
    places = [rows[2].index(name) for name in ("Iso3_code", "Country", "Region", "Subregion")]
    return {tuple(str(row[place]) for place in places) for row in rows[3:]}


def test_every_country_of_the_global_report_is_known_and_in_its_region(shared_data):
    found = _global_report(shared_data)
    assert len(found) == 199
    # Sark has no code of its own in ISO 3166-1, and the file gives it none.
    assert [row[1] for row in found if not row[0]] == ["Sark"]
    assert COUNTRIES.resolve("Sark") is None
    broader = {"Latin America and the Caribbean": "americas", "Sub-Saharan Africa": "africa"}
    for code, name, region, subregion in found:
        if not code:
            continue
        assert COUNTRIES.resolve(name) == code
        assert code_list("un-region").resolve(region) == COUNTRIES[code].attributes["region"], name
        if subregion in broader:
            assert COUNTRIES[code].attributes["region"] == broader[subregion], name
        else:
            assert code_list("un-subregion").resolve(subregion) == COUNTRIES[code].attributes["subregion"], name


def test_the_standards_own_list_of_countries_is_known(shared_htcds):
    with (shared_htcds / "values.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["list"] == "xlsform:citizenship"]
    assert len(rows) == 249
    for row in rows:
        assert COUNTRIES.resolve(row["value_name"]) == COUNTRIES.resolve(row["value_label"]) is not None, row
