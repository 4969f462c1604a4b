"""A draft is right where the file is plain, careful where it is not, and shows nobody."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.harmonise.made import KEY, TODAY
from tests.harmonise.reading import write_csv

from palermo.cases import Dialect, write_rows
from palermo.errors import InputError
from palermo.harmonise import HarmoniseSettings, harmonise, load_mapping, mapping_names, suggest_mapping
from palermo.harmonise._headers import likeness
from palermo.harmonise._load_mapping import read_mapping
from palermo.report import to_html, to_json

FIRST = ["Ana", "Binh", "Chidi", "Dewi", "Efua", "Farid", "Grace", "Hana", "Ivan", "Joy"]
LAST = ["Abara", "Bello", "Cruz", "Diaz", "Eze", "Faye", "Garcia", "Haile", "Ivanov", "Jones"]
FORMS = ["Travail forcé", "Servitude, Exploitation sexuelle"]
COUNTRIES = ["Népal", "Togo", "Roumannie", "inconnu"]
FLAGS = ["Menaces", "Dette", "Violences physiques", "Violences sexuelles"]
HEADER = [
    *("N° dossier", "Date d'ouverture", "Nom", "Prénom", "Date de naissance", "Sexe", "Nationalité"),
    *(*FLAGS, "Formes d'exploitation", "Statut", "Observations", "Mois"),
]


def _row(n):
    opened = f"{n % 28 + 1:02}/{n % 12 + 1:02}/{2015 + n % 9}"
    born = f"{n % 27 + 1:02}/{n % 11 + 1:02}/{1980 + n % 25}"
    flags = ["oui" if (n + place) % 3 else "non" for place in range(len(FLAGS))]
    note = f"Ring {FIRST[n % 10]} back, +33 1 99 00 {n:04}"
    who = [f"P-{n:05}", opened, LAST[n % 10], FIRST[n // 3 % 10], born, "FHX"[n % 3], COUNTRIES[n % 4]]
    return [*who, *flags, FORMS[n % 2], "avérée", note, str(n % 40)]


@pytest.fixture(scope="module")
def french(tmp_path_factory):
    path = tmp_path_factory.mktemp("french") / "french.csv"
    text = "\r\n".join(";".join(row) for row in [HEADER, *map(_row, range(200))]) + "\r\n"
    path.write_bytes(text.encode("cp1252"))
    return path


@pytest.fixture(scope="module")
def found(french):
    return suggest_mapping(french)


def test_a_french_file_of_ones_own_is_recognised(found):
    rules = read_mapping(found.yaml, "draft", place="draft").columns
    columns = {column.column: column for column in found.columns}
    assert found.dialect == {"format": "csv", "encoding": "cp1252", "delimiter": ";"}
    assert columns["case_id"].sources == ("N° dossier",)
    assert rules["year_of_registration"].formats == ("day/month/year",)
    assert columns["age_band"].sources == ("Date de naissance", "Date d'ouverture")
    assert columns["gender"].sources == ("Sexe",)
    assert rules["citizenship"].column == "Nationalité"
    assert rules["forms_of_exploitation"].delimiter == ","
    assert dict(rules["means_of_control"].flags)["Menaces"] == ("threats",)
    assert rules["means_of_control"].partial
    assert set(rules["person_key"].names) == {"Nom", "Prénom"}
    assert read_mapping(found.yaml, "draft", place="draft").missing == {"inconnu": "unknown"}


def test_what_is_not_understood_is_sampled_with_how_often(found):
    columns = {column.column: column for column in found.columns}
    assert [(value.value, value.rows) for value in columns["citizenship"].unmatched] == [("Roumannie", 50)]
    assert [(value.value, value.rows) for value in columns["trafficking_status"].unmatched] == [("avérée", 200)]
    assert columns["citizenship"].confidence > columns["trafficking_status"].confidence
    assert "CHECK" in found.yaml
    assert "Dette" in columns["means_of_control"].sources


def test_nothing_that_tells_who_somebody_is_is_shown(found):
    shown = found.yaml + to_json(found) + to_html(found.document())
    for text in (*FIRST, *LAST, "+33", "P-0000", "/1980"):
        assert text not in shown, text
    assert "Observations" in found.ignored


def test_the_draft_runs_and_loses_nothing(found, french, tmp_path):
    path = tmp_path / "draft.yaml"
    path.write_text(found.yaml, encoding="utf-8")
    done = harmonise(french, load_mapping(path), settings=HarmoniseSettings(today=TODAY, person_key=KEY))
    assert done.report.rows_in == 200
    assert done.report.quarantined > 0  # what is not understood is refused, and never guessed


def test_a_day_that_cannot_be_told_from_a_month_is_said(tmp_path):
    rows = [[f"0{n % 9 + 1}/0{n % 7 + 1}/2020", "female"] for n in range(40)]
    path = write_csv(tmp_path / "f.csv", ["Registration date", "Gender"], rows)
    [year, _] = suggest_mapping(path).columns
    assert "day from the month" in year.hints[0]
    assert year.confidence < 0.8
    rows[0][0] = "01/31/2020"
    path = write_csv(tmp_path / "g.csv", ["Registration date", "Gender"], rows)
    found = suggest_mapping(path)
    assert found.columns[0].hints == ()
    assert "month/day/year" in found.yaml


@pytest.mark.parametrize("name", [name for name in mapping_names() if name.startswith("ctdc")])
def test_a_file_of_a_published_vintage_is_recognised(name, tmp_path):
    mapping = load_mapping(name)
    header = list(dict.fromkeys(
        [*mapping.sources[0].requires, *(s for rule in mapping.columns.values() for s, _ in rule.sources())]
    ))  # fmt: skip
    path = write_csv(tmp_path / "f.csv", header, [["" for _ in header[1:]] + ["1"]] * 2, delimiter=";")
    found = suggest_mapping(path)
    assert found.built_in == name
    assert name in found.yaml


def test_flags_of_a_published_vintage_are_known_by_name(tmp_path):
    header = ["meansOfControlThreats", "meansOfControlNotSpecified", "typeOfLabourAgriculture", "typeOfLabourOther"]
    path = write_csv(tmp_path / "f.csv", header, [["1", "0", "0", "1"], ["0", "", "1", "0"]])
    rules = read_mapping(suggest_mapping(path).yaml, "draft", place="draft").columns
    assert rules["means_of_control"].flags["meansOfControlThreats"] == ("threats",)
    assert rules["means_of_control"].flags["meansOfControlNotSpecified"] == "unknown"
    assert not rules["labour_sectors"].partial


def test_a_word_for_missing_that_is_a_code_is_a_code(tmp_path):
    path = write_csv(tmp_path / "f.csv", ["Citizenship", "Gender"], [["DK", "dk"], ["SE", "female"]])
    found = suggest_mapping(path)
    assert read_mapping(found.yaml, "draft", place="draft").missing == {"dk": "unknown"}
    path = write_csv(tmp_path / "g.csv", ["Citizenship", "Gender"], [["DK", "female"], ["SE", "female"]])
    assert read_mapping(suggest_mapping(path).yaml, "draft", place="draft").missing == {}


def test_a_file_in_which_nothing_is_recognised_still_gives_a_draft_that_loads(tmp_path):
    path = write_csv(tmp_path / "f.csv", ["qqq", "zzz"], [["1", "2"]])
    found = suggest_mapping(path)
    assert found.columns == ()
    assert list(read_mapping(found.yaml, "draft", place="draft").columns) == ["contributor"]


def test_a_file_that_cannot_be_read_is_an_error_with_a_place(tmp_path):
    path = tmp_path / "f.csv"
    path.write_bytes(b"")
    with pytest.raises(InputError, match="empty"):
        suggest_mapping(path)


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("prs_Citizenship", "citizenship"),
        ("CountryOfExploitation", "country_of_exploitation"),
        ("ageBroad", "age_band"),
        ("vic_MethodsOfControl", "means_of_control"),
        ("Sexo", "gender"),
        ("国籍", "citizenship"),
        ("Пол", "gender"),
        ("الجنسية", "citizenship"),
        ("group/person/sex", "gender"),
        ("Âge", "age_band"),
    ],
)
def test_headers_in_other_tongues_and_of_other_standards(header, column):
    assert likeness(header, column) >= 0.8


NAMES = st.one_of(
    st.sampled_from(
        ["Sexe", "Age", "Nationality", "Date", "Date of birth", "First name", "Surname", "Menaces", "Dette"]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=12),
)
CELLS = st.one_of(
    st.sampled_from(
        ["", "oui", "non", "1", "0", "female", "Nepal", "03/04/2020", "2020", "17", "a;b", "-99", "?", "n/a"]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\0\r", exclude_categories=["Cs"]), max_size=8),
)


@settings(deadline=None, max_examples=120)
@given(data=st.data())
def test_a_draft_of_any_table_loads_and_runs(data, tmp_path_factory):
    import pyarrow as pa

    folder = tmp_path_factory.mktemp("any")
    header = data.draw(
        st.lists(NAMES, min_size=2, max_size=7, unique_by=lambda name: " ".join(name.split()).casefold())
    )
    rows = data.draw(st.lists(st.lists(CELLS, min_size=len(header), max_size=len(header)), max_size=6))
    columns = [pa.array([row[n] for row in rows], pa.string()) for n in range(len(header))]
    path = folder / "f.parquet"
    write_rows(pa.table(columns, names=header), path, Dialect())
    try:
        found = suggest_mapping(path)
    except InputError:
        return  # a header that no file may have
    mapping = read_mapping(found.yaml, "draft", place="draft")
    done = harmonise(path, mapping, settings=HarmoniseSettings(today=TODAY))
    assert done.cases.num_rows + done.quarantine.num_rows == done.report.rows_in
    json.loads(to_json(found))
    to_html(found.document())


SPANISH = [
    "Nº expediente",
    "Sexo",
    "Nacionalidad",
    "Sector laboral",
    "Formas de explotación",
    "Deuda",
    "Amenazas",
    "Violencia física",
]
ANSWERS = ["Trabajo forzoso", "Trata agr.", "Reclutam.", "Serv. dom.", "Mendic.", "Matr. forz."]


@pytest.fixture(scope="module")
def spanish(tmp_path_factory):
    rows = []
    for n in range(200):
        forms = ", ".join(ANSWERS[place] for place in range(len(ANSWERS)) if (n >> place) & 1) or ANSWERS[n % 6]
        sector = ["Agriculture", "Construction", "Agriculture Construction"][n % 3]
        flags = ["Sí" if (n + place) % 3 else "No" for place in range(3)]
        country = ["Perú", "Colombia", "NS/NC", "s/d", "n/s"][n % 5]
        rows.append([f"E-{n:04}", "HM"[n % 2], country, sector, forms, *flags])
    return write_csv(tmp_path_factory.mktemp("spanish") / "es.csv", SPANISH, rows, delimiter=";")


def test_letters_that_mean_another_sex_in_another_language_are_left_to_a_person(spanish, tmp_path):
    found = suggest_mapping(spanish)
    [gender] = [column for column in found.columns if column.column == "gender"]
    assert gender.understood == 0
    assert gender.confidence < 0.5
    assert "Single letters" in gender.hints[0]
    assert {value.value for value in gender.unmatched} == {"H", "M"}
    assert read_mapping(found.yaml, "draft", place="draft").columns["gender"].reading.values == {}
    path = tmp_path / "draft.yaml"
    path.write_text(found.yaml, encoding="utf-8")
    done = harmonise(spanish, load_mapping(path), settings=HarmoniseSettings(today=TODAY))
    assert done.report.accepted == 0  # nobody is a man because the draft thought so


def test_a_spanish_file_is_recognised(spanish):
    found = suggest_mapping(spanish)
    columns = {column.column: column for column in found.columns}
    mapping = read_mapping(found.yaml, "draft", place="draft")
    assert columns["case_id"].sources == ("Nº expediente",)
    assert mapping.columns["means_of_control"].flags == {
        "Deuda": ("debt_bondage",), "Amenazas": ("threats",), "Violencia física": ("physical_abuse",)
    }  # fmt: skip
    assert mapping.columns["means_of_control"].yes == ("Sí",)
    assert mapping.missing == {"NS/NC": "unknown", "s/d": "unknown", "n/s": "unknown"}


def test_a_space_between_answers_is_never_sure(spanish):
    [sectors] = [column for column in suggest_mapping(spanish).columns if column.column == "labour_sectors"]
    assert read_mapping(suggest_mapping(spanish).yaml, "d", place="d").columns["labour_sectors"].delimiter == " "
    assert sectors.confidence < 0.8
    assert "space" in sectors.hints[0]


def test_frequent_answers_are_shown_once_their_cells_are_split(spanish):
    [forms] = [column for column in suggest_mapping(spanish).columns if column.column == "forms_of_exploitation"]
    assert forms.understood < 0.5
    assert {value.value for value in forms.unmatched} == set(ANSWERS[1:])


@pytest.mark.parametrize("header", ["Nº expediente", "N.º de caso", "N° dossier", "Nº caso", "№ дела"])
def test_the_sign_for_number_is_the_same_however_it_is_typed(header):
    assert likeness(header, "case_id") >= 0.6
