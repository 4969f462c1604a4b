"""What is wrong with a mapping is told by file and line."""

import re

import pytest
from tests.harmonise.made import mapping_of

from palermo.cases import Missing
from palermo.codes._node import DEEPEST
from palermo.errors import MappingError
from palermo.harmonise import load_mapping, mapping_names

ALIASES = "columns:\n  gender: &a {from: x}\n  citizenship: *a\n"


def _load(tmp_path, text):
    path = tmp_path / "mapping.yaml"
    path.write_text(text, encoding="utf-8")
    return load_mapping(path)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("blank: unknown\nblank: unknown\n", 2, "twice"),
        ("columns: {gender: x}\n", 1, "'blank' is missing"),
        ("blank: perhaps\ncolumns: {gender: x}\n", 1, "'perhaps' is not known here"),
        ("blank: {codes: unknown}\ncolumns: {gender: x}\n", 1, "'default' is missing"),
        ("blank: {default: unknown, colour: unknown}\ncolumns: {gender: x}\n", 1, "'colour' is neither"),
        ("blank: unknown\ncolumns:\n  gendre: x\n", 3, "no column 'gendre'"),
        ("blank: unknown\ncolumns:\n  gender: {from: x, values: {a: womn}}\n", 3, "'womn' is not a code"),
        ("blank: unknown\ncolumns:\n  gender:\n    from: x\n    valeus: {}\n", 5, "'valeus' is not known here"),
        ("blank: unknown\ncolumns:\n  gender: {from: x, constant: man}\n", 3, "exactly one of"),
        ("blank: unknown\ncolumns:\n  gender: {from: x, strict: yes}\n", 3, "'yes' is not known here"),
        ("blank: unknown\ncolumns:\n  gender: ''\n", 3, "empty"),
        ("blank: unknown\ncolumns:\n  gender: [x]\n", 3, "fields"),
        ("blank: unknown\ncolumns:\n  gender: {split: x, delimiter: ';'}\n", 3, "'split' cannot fill gender"),
        ("blank: unknown\ncolumns:\n  means_of_control: {split: x, delimiter: ''}\n", 3, "at least one character"),
        ("blank: unknown\ncolumns:\n  gender: {country: x}\n", 3, "whose list is gender"),
        ("blank: unknown\ncolumns:\n  year_of_registration: {date: x}\n", 3, "formats must be declared"),
        ("blank: unknown\ncolumns:\n  year_of_registration: {date: x, formats: [dd/mm/yy]}\n", 3, "not a date format"),
        (
            "blank: unknown\nformats: [day/month/year, month/day/year]\ncolumns: {gender: x}\n",
            2,
            "cannot be told apart",
        ),
        (
            "blank: unknown\ncolumns:\n  means_of_control: {flags: {x: threats}, yes: [x], no: [X]}\n",
            3,
            "both yes and no",
        ),
        ("blank: unknown\ncolumns:\n  gender: {first_of: [x]}\n", 3, "at least two"),
        ("blank: unknown\ncolumns:\n  gender: {when: [], else: {from: x, nope: y}}\n", 3, "'nope' is not known"),
        ("blank: unknown\ncolumns:\n  gender: {when: [{if: {column: a}, then: x}], else: x}\n", 3, "a condition"),
        ("blank: unknown\nmissing: {'': unknown}\ncolumns: {gender: x}\n", 2, "`blank`"),
        ("blank: unknown\nvintage: ctdc-1999\n", 2, "'ctdc-1999' is not a vintage"),
        ("blank: unknown\ncolumns:\n  gender: Sex\nignore: [' Sex ']\n", 3, "left out under `ignore`"),
        ("blank: unknown\nsource: {delimiter: ';;'}\ncolumns: {gender: x}\n", 2, "one character"),
        ("blank: unknown\nsource: {encoding: utf-9}\ncolumns: {gender: x}\n", 2, "no text encoding"),
        ("blank: unknown\nsource: {format: docx}\ncolumns: {gender: x}\n", 2, "docx"),
        ("blank: unknown\nsource: {header_row: 0}\ncolumns: {gender: x}\n", 2, "whole number"),
        ("blank: unknown\nsource: []\ncolumns: {gender: x}\n", 2, "at least one way"),
        ("blank: unknown\n\tcolumns: {gender: x}\n", 2, "not YAML"),
        ("blank: unknown\n---\nblank: unknown\n", 2, "not YAML"),
        ("blank: unknown\ncolumns: {gender: {<<: {from: x}}}\n", 2, "name must be a text"),
        (f"blank: unknown\n{ALIASES}", 4, "'*a' refers to another place"),
        ("blank: unknown\ncolumns: " + "[" * (DEEPEST + 1), 2, "deep in one another"),
        ("blank: unknown\ncolumns: " + "[" * 500_000, 2, "deep in one another"),
        ("blank: unknown\ncolumns: " + "{a: " * 500_00, 2, "deep in one another"),
        ("- blank\n", 1, "fields"),
    ],
)
def test_a_mistake_is_told_with_its_line(text, line, says, tmp_path):
    with pytest.raises(MappingError) as error:
        _load(tmp_path, text)
    assert error.value.place.endswith(f"mapping.yaml:{line}")
    assert error.value.exit_code == 36
    assert says in error.value.fault


@pytest.mark.parametrize(("content", "says"), [(b"", "empty"), (b"#" * (2**20 + 1), "1 MB"), (b"a: \0", "not YAML")])
def test_what_is_no_mapping_at_all(content, says, tmp_path):
    path = tmp_path / "mapping.yaml"
    path.write_bytes(content)
    with pytest.raises(MappingError, match=says):
        load_mapping(path)


def test_another_encoding_is_told_with_its_line(tmp_path):
    path = tmp_path / "mapping.yaml"
    path.write_bytes("blank: unknown\ncolumns:\n  gender: Prénom\n".encode("cp1252"))
    with pytest.raises(MappingError, match="UTF-8") as error:
        load_mapping(path)
    assert error.value.place.endswith(":3")


def test_nothing_mapped(tmp_path):
    with pytest.raises(MappingError) as error:
        _load(tmp_path, "blank: unknown\ncolumns: {}\n")
    assert error.value.exit_code == 39


@pytest.mark.parametrize("name", ["no-such-mapping", "no/such.yaml", "."])
def test_a_mapping_that_is_not_there_lists_those_that_are(name):
    with pytest.raises(MappingError) as error:
        load_mapping(name)
    assert error.value.exit_code == 35
    for known in mapping_names():
        assert known in error.value.remedy


@pytest.mark.parametrize("name", mapping_names())
def test_every_built_in_mapping_loads(name):
    assert load_mapping(name).columns
    assert load_mapping(name).name == name


def test_texts_are_taken_as_they_are_written(tmp_path):
    mapping = mapping_of(tmp_path, "gender: {from: NO, values: {no: man, 00: woman, 1e3: man, ~: woman, 0x1: man}}")
    rule = mapping.columns["gender"]
    assert rule.column == "NO"
    assert list(rule.reading.values) == ["no", "00", "1e3", "~", "0x1"]


def test_a_byte_order_mark_is_left_aside(tmp_path):
    assert _load(tmp_path, "\ufeffblank: unknown\ncolumns: {gender: x}\n").columns


def test_blanks_are_found_by_column_then_by_kind_then_everywhere(tmp_path):
    blank = "blank: {default: unknown, codes: not_asked, means_of_control: refused}"
    found = mapping_of(tmp_path, "gender: x", blank=blank).blank
    assert found.for_column("gender", "category") is Missing.UNKNOWN
    assert found.for_column("labour_sectors", "codes") is Missing.NOT_ASKED
    assert found.for_column("means_of_control", "codes") is Missing.REFUSED


def test_rules_of_ones_own_replace_those_of_the_vintage(tmp_path):
    mapping = mapping_of(tmp_path, "vintage: ctdc-2021\ncolumns:\n  gender: Sex\n")
    assert mapping.columns["gender"].column == "Sex"
    assert mapping.columns["age_band"].column == "ageBroad"
    assert list(mapping.columns) == sorted(mapping.columns, key=_order)


def _order(name):
    from palermo.codes import case_schema

    return [column.name for column in case_schema().columns].index(name)


def test_a_python_object_is_only_a_text(tmp_path):
    text = 'blank: unknown\ncolumns:\n  gender: !!python/object/apply:os.system ["true"]\n'
    with pytest.raises(MappingError):
        _load(tmp_path, text)


def test_no_message_shows_the_whole_file(tmp_path):
    with pytest.raises(MappingError) as error:
        _load(tmp_path, "blank: unknown\nsecret: Ana\ncolumns: {gendre: x}\n")
    assert not re.search("gendre", str(error.value))


def test_texts_that_are_no_codes_are_told_all_at_once_with_the_nearest_and_the_command(tmp_path):
    text = """\
columns:
  gender: {from: s, values: {V: muger}}
  trafficking_status:
    from: e
    values:
      a: posible
      b: zzzz
"""
    with pytest.raises(MappingError) as error:
        _load(tmp_path, "blank: unknown\n" + text)
    assert error.value.place.endswith("mapping.yaml:3")
    fault = error.value.fault
    assert "'muger' is not a code of the list gender (nearest: woman)" in fault
    assert "line 7: 'posible' is not a code of the list trafficking-status (nearest: possible" in fault
    assert "line 8: 'zzzz' is not a code of the list trafficking-status." in fault
    assert "`palermo codes show gender`, `palermo codes show trafficking-status`" in fault


def test_of_many_texts_that_are_no_codes_some_are_told_and_the_others_counted(tmp_path):
    values = ", ".join(f"a{n}: qq{n}" for n in range(40))
    with pytest.raises(MappingError, match="; and 30 more"):
        _load(tmp_path, f"blank: unknown\ncolumns:\n  gender: {{from: s, values: {{{values}}}}}\n")
