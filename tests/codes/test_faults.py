"""Every kind of fault in a data file is refused, by file and line."""

import pytest
from tests.codes.small import FILES, changed, write

from palermo.codes import check_all
from palermo.codes._read_list import read_list
from palermo.errors import CodesError

LIST = "lists/colour.yaml"
CASE = "schemas/case.yaml"
FIELDS = "schemas/htcds-2.0.csv"
VINTAGE = "vintages/first.yaml"
CROSSWALK = "crosswalks/colour-to-shape.yaml"

DUPLICATES = {
    "a code": (LIST, "code: blue", "code: red", f"{LIST}:19"),
    "a label": (LIST, "label: {en: Blue}", "label: {en: RED}", f"{LIST}:19"),
    "a label in another language": (LIST, "label: {en: Blue}", "label: {en: Blue, es: Rouge}", f"{LIST}:19"),
    "an alias": (LIST, "label: {en: Blue}", "label: {en: Blue}\n    aliases: [scarlet]", f"{LIST}:19"),
    "a key": (LIST, "verified: true\n", "verified: true\nverified: true\n", f"{LIST}:5"),
    "a generalisation": (
        LIST,
        "attribute: tone}\n",
        "attribute: tone}\n  - {name: tone, list: shape, attribute: tone}\n",
        f"{LIST}:10",
    ),
    "a code of a table": ("lists/shape.csv", "square,Square", "round,Square", "lists/shape.csv:3"),
    "an alias of a table": ("lists/shape.csv", "4,\n", "4,disc\n", "lists/shape.csv:3"),
    "a column of a table": ("lists/shape.csv", "corners,aliases", "corners,corners", "lists/shape.csv:1"),
    "a column of the case table": (CASE, "name: shapes", "name: colour", f"{CASE}:12"),
    "a field": (FIELDS, "x_Old,", "x_Colour,", f"{FIELDS}:3"),
    "a field's alias": (FIELDS, "DEPRECATED,,", "DEPRECATED,,x_Color", f"{FIELDS}:3"),
    "a vintage's column": (VINTAGE, "name: isBoth", "name: isRound", f"{VINTAGE}:12"),
    "a link": (CROSSWALK, "code: crimson, to: round", "code: red, to: round", f"{CROSSWALK}:11"),
}

DANGLING = {
    "a parent": (LIST, "parent: red", "parent: green", f"{LIST}:17"),
    "a generalisation's attribute": (LIST, "attribute: tone}", "attribute: mood}", f"{LIST}:9"),
    "a generalisation's list": (LIST, "list: tone,", "list: mood,", f"{LIST}:9"),
    "an attribute that the list does not have": (LIST, "{tone: cold}", "{tone: cold, mood: low}", f"{LIST}:21"),
    "a coarser code": (LIST, "{tone: cold}", "{tone: icy}", f"{LIST}:21"),
    "a table": ("lists/shape.yaml", "shape.csv", "shapes.csv", "lists/shapes.csv"),
    "a case column's list": (CASE, "list: shape", "list: form", f"{CASE}:14"),
    "a field's list": (FIELDS, "DRAFT,colour", "DRAFT,color", f"{FIELDS}:2"),
    "a vintage's column of the case table": (VINTAGE, "column: colour", "column: color", f"{VINTAGE}:10"),
    "a vintage's code": (VINTAGE, "Red: red", "Red: green", f"{VINTAGE}:10"),
    "a vintage's kind of missing": (VINTAGE, "?unknown", "?lost", f"{VINTAGE}:10"),
    "a flag's code": (VINTAGE, "flag: [round]", "flag: [oval]", f"{VINTAGE}:11"),
    "a vintage's attribute": (
        VINTAGE,
        'values: {Red: red, "": "?unknown"}',
        "code_attribute: mood",
        f"{VINTAGE}:10",
    ),
    "a link's code": (CROSSWALK, "code: crimson", "code: pink", f"{CROSSWALK}:11"),
    "what a link leads to": (CROSSWALK, "code: red, to: round", "code: red, to: oval", f"{CROSSWALK}:10"),
    "a crosswalk's list": (CROSSWALK, "from_list: colour", "from_list: color", f"{CROSSWALK}:7"),
}

INCOMPLETE = {
    "a list's source": (LIST, "source:\n  title: Invented\n", "", f"{LIST}:1"),
    "a source's title": (LIST, "  title: Invented\n", "  url: https://example.org/\n", f"{LIST}:6"),
    "a list's version": (LIST, 'version: "1"\n', "", f"{LIST}:1"),
    "whether a list was verified": (LIST, "verified: true\n", "", f"{LIST}:1"),
    "a code's English label": (LIST, "label: {en: Blue}", "label: {fr: Bleu}", f"{LIST}:20"),
    "a code's label": (LIST, "    label: {en: Blue}\n", "", f"{LIST}:19"),
    "a title": (LIST, "title: {en: Colour}\n", "", f"{LIST}:1"),
    "where labels in a language are from": (LIST, "label: {en: Blue}", "label: {en: Blue, es: Azul}", f"{LIST}:2"),
    "where a translation is from": (LIST, "{origin: common, source: Invented}", "{source: Invented}", f"{LIST}:24"),
    "a table's English label": ("lists/shape.csv", "square,Square,", "square,,", "lists/shape.csv:3"),
    "a crosswalk's source": (CROSSWALK, "source:\n  title: Invented\n", "", f"{CROSSWALK}:1"),
    "a vintage's source": (VINTAGE, "source:\n  title: Invented\n", "", f"{VINTAGE}:1"),
    "the schema's source": (CASE, "source:\n  title: Invented\n", "", f"{CASE}:1"),
    "the standard's source": ("schemas/htcds-2.0.yaml", "source:\n  title: Invented\n", "", "schemas/htcds-2.0.yaml:1"),
    "what becomes of a code": (CROSSWALK, "  - {code: blue, to: null, note: No place.}\n", "", f"{CROSSWALK}:9"),
    "where a link leads": (CROSSWALK, "{code: red, to: round}", "{code: red}", f"{CROSSWALK}:10"),
    "the list of a set": (CASE, "    list: shape\n", "", f"{CASE}:12"),
    "a field's English label": (FIELDS, "Thing,Old,text", "Thing,,text", f"{FIELDS}:3"),
}

MALFORMED = {
    "not YAML": (LIST, "codes:\n", "codes: [\n", LIST),
    "a word that YAML reads as something else": (LIST, "label: {en: Blue}", "label: {en: No}", f"{LIST}:20"),
    "a number for a text": (LIST, 'version: "1"', "version: 1", f"{LIST}:3"),
    "an unknown key": (LIST, "parent: red", "broader: red", f"{LIST}:17"),
    "an unknown origin": (LIST, "origin: common", "origin: heard", f"{LIST}:24"),
    "a translation to English": (LIST, "fr: {origin: common", "en: {origin: common", f"{LIST}:24"),
    "an unknown language": (LIST, "{en: Blue}", "{en: Blue, de: Blau}", f"{LIST}:20"),
    "a name that is not the file's": (LIST, "name: colour", "name: color", f"{LIST}:1"),
    "a code that separates codes": (LIST, "code: blue", "code: blue;green", f"{LIST}:19"),
    "the word for the empty set as a code": (LIST, "code: blue", "code: none", f"{LIST}:19"),
    "a name of nothing but marks": (LIST, "aliases: [Scarlet]", 'aliases: ["--"]', f"{LIST}:14"),
    "a code below itself": (LIST, "{en: Red, fr: Rouge}", "{en: Red, fr: Rouge}\n    parent: crimson", f"{LIST}:13"),
    "both codes and a table": (LIST, "codes:\n", "table: shape.csv\ncodes:\n", f"{LIST}:11"),
    "a list that generalises to itself": (LIST, "list: tone,", "list: colour,", f"{LIST}:9"),
    "no codes": ("lists/tone.yaml", FILES["lists/tone.yaml"].split("codes:")[1], " []\n", "lists/tone.yaml:7"),
    "a table's unknown column": ("lists/shape.csv", "corners,", "edges,", "lists/shape.csv:1"),
    "a row of another width": ("lists/shape.csv", "4,\n", "4\n", "lists/shape.csv:3"),
    "an open quote": ("lists/shape.csv", "4,\n", '4,"\n', "lists/shape.csv:3"),
    "bounds of something that is no number": (CASE, "list: shape", "list: shape\n    minimum: 1", f"{CASE}:12"),
    "a minimum above the maximum": (CASE, "minimum: 1990", "minimum: 2200", f"{CASE}:18"),
    "a kind of column that is none": (CASE, "kind: codes", "kind: set", f"{CASE}:13"),
    "a field's type that is none": (FIELDS, "Old,text", "Old,prose", f"{FIELDS}:3"),
    "a flag for a single code": (
        VINTAGE,
        "column: shapes, flag: [round]}",
        "column: colour, flag: [red]}",
        f"{VINTAGE}:11",
    ),
    "values for a set": (VINTAGE, "missing: unknown", 'missing: unknown, values: {"1": round}', f"{VINTAGE}:13"),
    "a flag that also says missing": (VINTAGE, "missing: unknown", "missing: unknown, flag: [round]", f"{VINTAGE}:13"),
    "every of one code": (VINTAGE, "[round, square]", "[round]", f"{VINTAGE}:12"),
    "values without a column": (VINTAGE, "name: Remark,", "name: Remark, missing: unknown,", f"{VINTAGE}:14"),
    "something and nothing at once": (CROSSWALK, "code: crimson, to: round", "code: red, to: null", f"{CROSSWALK}:11"),
    "a crosswalk not named after its lists": (CROSSWALK, "to_list: shape", "to_list: tone", f"{CROSSWALK}:1"),
}

FAULTS = {
    "codes.duplicate": DUPLICATES,
    "codes.dangling": DANGLING,
    "codes.incomplete": INCOMPLETE,
    "codes.malformed": MALFORMED,
}


def test_the_small_folder_is_as_it_should_be(tmp_path):
    assert check_all(write(tmp_path)) == ()


@pytest.mark.parametrize(
    ("key", "what"), [(key, what) for key, group in FAULTS.items() for what in group], ids=lambda value: value
)
def test_a_fault_is_refused_by_file_and_line(key, what, tmp_path):
    name, old, new, place = FAULTS[key][what]
    faults = check_all(write(tmp_path, changed(name, old, new)))
    assert (key, True) in [(fault.key, fault.place == place or fault.place.startswith(f"{place}:")) for fault in faults]


def test_a_duplicate_names_the_line_of_the_first(tmp_path):
    write(tmp_path, changed(LIST, "code: blue", "code: red"))
    with pytest.raises(CodesError) as caught:
        read_list(tmp_path, "colour")
    assert caught.value.details["name"] == "red"
    assert caught.value.details["other"] == 11
    assert "line 11" in caught.value.fault


def test_text_in_another_encoding_is_refused(tmp_path):
    write(tmp_path, {LIST: FILES[LIST].replace("Rouge", "Écarlate").encode("latin-1")})
    faults = check_all(tmp_path)
    assert ("codes.malformed", LIST) in [(fault.key, fault.place) for fault in faults]


def test_an_empty_file_is_refused(tmp_path):
    write(tmp_path, {LIST: b""})
    assert f"{LIST}:1" in [fault.place for fault in check_all(tmp_path)]


def test_two_vintages_with_one_alias_are_refused(tmp_path):
    second = FILES[VINTAGE].replace("name: first", "name: second")
    faults = check_all(write(tmp_path, {"vintages/second.yaml": second}))
    assert [(fault.key, fault.place) for fault in faults] == [("codes.malformed", "vintages/second.yaml:3")]
    assert "oldest" in faults[0].fault


def test_every_faulty_file_is_told_and_not_only_the_first(tmp_path):
    changes = {
        **changed("lists/tone.yaml", "label: {en: Cold, fr: Froid}", "label: {fr: Froid}"),
        **changed(VINTAGE, "Red: red", "Red: green"),
    }
    faults = check_all(write(tmp_path, changes))
    assert {fault.place.split(":")[0] for fault in faults} >= {"lists/tone.yaml", VINTAGE}


def test_the_name_of_nothing_offers_the_nearest(tmp_path):
    with pytest.raises(CodesError) as caught:
        read_list(write(tmp_path), "color")
    assert caught.value.key == "codes.unknown"
    assert "colour" in caught.value.remedy


def test_a_folder_without_files_lacks_the_schemas(tmp_path):
    assert {fault.key for fault in check_all(tmp_path)} == {"codes.unknown"}
