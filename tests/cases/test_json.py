"""JSON as survey servers export it: every answer gets a column, and none is dropped."""

import json

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from palermo.cases import Dialect, Limits, read_rows
from palermo.errors import InputError


@pytest.fixture
def read(tmp_path):
    def read_document(document, dialect=Dialect(), *, name="a.json", **limits):  # noqa: B008
        path = tmp_path / name
        text = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return read_rows(path, dialect, limits=Limits(**limits))

    return read_document


def refused(read, document, *args, **options):
    with pytest.raises(InputError) as caught:
        read(document, *args, **options)
    return caught.value


def test_groups_are_put_before_the_names_of_their_questions(read):
    rows = read([{"_id": 1, "person": {"sex": "f", "birth": {"year": "1999"}}}, {"_id": 2, "person": {"sex": "m"}}])
    assert rows.table.to_pydict() == {
        "_id": ["1", "2"],
        "person/sex": ["f", "m"],
        "person/birth/year": ["1999", ""],
    }
    assert rows.row_numbers.to_pylist() == [1, 2]


def test_numbers_are_the_texts_that_stand_there(read):
    text = '[{"a": 1.0, "b": 1e3, "c": -0, "d": 123456789012345678901234567890, "e": true, "f": null, "g": "00"}]'
    assert read(text).table.to_pylist() == [
        {"a": "1.0", "b": "1e3", "c": "-0", "d": "123456789012345678901234567890", "e": "true", "f": "", "g": "00"}
    ]


@pytest.mark.parametrize("key", ["results", "value", "data"])
def test_an_object_that_holds_the_records(read, key):
    rows = read({"count": 1, "next": None, key: [{"a": "x"}]})
    assert rows.table.to_pylist() == [{"a": "x"}]
    assert rows.notes == (f"Beside {key}, the file holds count, next; these are no records.",)


def test_another_key_is_declared(read):
    document = {"answers": [{"a": "x"}], "data": []}
    assert read(document, Dialect(records="answers")).num_rows == 1
    assert refused(read, {"answers": [{"a": "x"}]}).key == "json.malformed"


def test_several_answers_to_one_question(read):
    document = [{"means": ["threats", "debt"]}, {"means": []}, {"means": ["other"]}]
    assert read(document).table.to_pydict() == {"means": ["threats debt", "", "other"]}
    spaced = [{"means": ["false promises", "debt"]}]
    error = refused(read, spaced)
    assert error.key == "json.malformed"
    assert "list_separator" in error.remedy
    assert read(spaced, Dialect(list_separator=";")).table.to_pydict() == {"means": ["false promises;debt"]}


def test_a_list_without_an_answer_is_an_empty_cell(read):
    """Servers add where a call was made, as two blanks when nobody said."""
    document = [{"_geolocation": [None, None]}, {"_geolocation": [12.5, -3]}, {"_geolocation": [" x ", None]}]
    assert read(document).table.to_pydict() == {"_geolocation": ["", "12.5 -3", "x "]}


def test_repeats_are_numbered(read):
    document = [
        {"child": [{"age": 3, "school": {"level": "a"}}, {"age": 5}]},
        {"child": [{"child/age": 9, "child/toy": [{"child/toy/name": "ball"}]}]},
    ]
    rows = read(document)
    assert rows.table.to_pydict() == {
        "child[1]/age": ["3", "9"],
        "child[1]/school/level": ["a", ""],
        "child[2]/age": ["5", ""],
        "child[1]/toy[1]/name": ["", "ball"],
    }
    assert "number of the repeat" in rows.notes[0]


def test_json_lines_are_placed_by_line(read):
    rows = read('{"a": 1}\n\n{"b": {"c": "x"}}\n', name="a.jsonl")
    assert rows.table.to_pydict() == {"a": ["1", ""], "b/c": ["", "x"]}
    assert rows.row_numbers.to_pylist() == [1, 3]


def test_packed_json_is_unpacked(tmp_path):
    import gzip

    path = tmp_path / "a.json.gz"
    path.write_bytes(gzip.compress(b'[{"a": "\xc3\xa9"}]'))
    assert read_rows(path).table.to_pylist() == [{"a": "é"}]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": 1', "line 1"),
        ('[{"a": 1},\n {"a": ]', "line 2"),
        ("17", "not an array"),
        ("[1, 2]", "not an array"),
        ('{"rows": []}', "none of results"),
        ('{"data": [], "value": []}', "value and data"),
        ('[{"a": NaN}]', "NaN"),
        ('[{"a": 1, "a": 2}]', "twice"),
        ('[{"a/b": 1, "a": {"b": 2}}]', "two answers"),
        ('[{"": 1}]', "no name"),
        ('[{"a": {}}]', "no record has an answer"),
        ('{"next": "https://example.org/?page=2", "results": [{"a": 1}]}', "page"),
        ("[" * 100_000, "deeper"),
        ('[{"a":' * 100_000, "deeper"),
        ("[" + '{"a":' * 40 + "1" + "}" * 40 + "]", "32 groups"),
        ('[{"a":' + "[" * 40 + "1" + "]" * 40 + "}]", "32 groups"),
    ],
)
def test_what_is_no_records_is_refused(read, text, said):
    error = refused(read, text)
    assert error.key == "json.malformed"
    assert said in error.fault
    assert len(str(error)) < 700


def test_a_bad_line_is_named(read):
    error = refused(read, '{"a": 1}\n[1]\n', name="a.jsonl")
    assert error.place.endswith("row 2")
    error = refused(read, '{"a": 1}\n{"a": \n', name="a.jsonl")
    assert error.place.endswith("row 2")


def test_nothing_too_much(read):
    assert refused(read, "").key == "file.empty"
    assert refused(read, []).key == "file.empty"
    assert refused(read, [{f"c{n}": 1 for n in range(6_000)}]).key == "table.too_many_columns"
    assert refused(read, [{"a": [{"b": 1}] * 6_000}]).key == "table.too_many_columns"
    error = refused(read, [{"a": "1"}, {"a": "x" * 10_000_000}])
    assert error.key == "table.cell_too_long"
    assert error.place.endswith("row 2, column a")
    assert refused(read, [{"a": "x" * 500}], json_bytes=100).key == "file.too_large"
    assert refused(read, '[{"a": "é"}]', Dialect(encoding="ascii")).key == "file.encoding"


LEAF = st.one_of(st.text("ab é", max_size=4), st.integers(), st.booleans(), st.none())
TREE = st.recursive(
    LEAF,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("pqr"), inner)),
    max_leaves=12,
)


def leaves(value):
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in leaves(inner)]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in leaves(inner)]
    text = value.strip() if isinstance(value, str) else "" if value is None else json.dumps(value)
    return [text] if text else []


@settings(deadline=None)
@given(records=st.lists(st.dictionaries(st.sampled_from("xyz"), TREE, min_size=1), min_size=1, max_size=4))
def test_every_answer_is_in_some_cell(tmp_path_factory, records):
    path = tmp_path_factory.mktemp("json") / "a.json"
    path.write_text(json.dumps(records), encoding="utf-8")
    try:
        rows = read_rows(path, Dialect(list_separator="|"))
    except InputError as error:
        assume(error.key != "json.malformed")  # no answer at all, or several of one name
        raise
    for record, cells in zip(records, rows.table.to_pylist(), strict=True):
        held = sorted(piece for cell in cells.values() for piece in map(str.strip, cell.split("|")) if piece)
        assert held == sorted(leaves(record))
