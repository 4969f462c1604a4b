"""The same person is found in names of any script, with slips, and nothing is claimed that is not so."""

import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest
from tests.link.people import judged, lists

from palermo.errors import InputError, SettingsError
from palermo.link import Decision, Fields, LinkSettings, Verdict, link
from palermo.report import to_html, to_json


@pytest.fixture(scope="module")
def found():
    tables, who = lists()
    return link(tables, settings=LinkSettings(once=("north", "south"))), who


def test_people_are_found_without_examples(found):
    linked, who = found
    precision, recall = judged(linked, who)
    assert precision >= 0.97
    assert recall >= 0.93


def test_estimated_precision_and_recall_are_near_the_truth(found):
    linked, who = found
    precision, recall = judged(linked, who)
    told = linked.report.threshold
    assert abs(told.precision - precision) < 0.05
    assert abs(told.recall - recall) < 0.07


def test_the_table_holds_every_record_and_every_column(found):
    linked, _ = found
    table = linked.table()
    assert table.num_rows == 300
    assert table.column_names[:5] == ["person", "list", "record", "records_of_person", "probability"]
    assert {"given name", "date of birth"} <= set(table.column_names)
    alone = [row for row in table.to_pylist() if row["records_of_person"] == "1"]
    assert alone
    assert all(row["probability"] is None for row in alone)


def test_a_list_with_each_person_once_is_linked_one_to_one(found):
    linked, _ = found
    held = list(zip(linked.persons.tolist(), linked.records.of_list, strict=True))
    assert len(set(held)) == len(held)


def test_the_same_input_gives_the_same_result(found):
    linked, _ = found
    again = link(dict(linked.tables), settings=linked.settings)
    assert again.persons.tolist() == linked.persons.tolist()
    assert again.pairs.equals(linked.pairs)


def test_what_is_doubtful_waits_for_people_with_reasons(found):
    linked, _ = found
    queue = linked.queue()
    low, high = linked.settings.doubtful
    assert queue.num_rows == linked.report.doubtful
    for row in queue.to_pylist():
        assert low - 0.001 <= float(row["probability"]) <= high
        assert "given: " in row["why"]
        assert row["verdict"] == row["by"] == row["on"] == ""


def test_decisions_come_before_all_that_is_calculated(found):
    linked, _ = found
    keys = linked.records.keys
    left, right = linked.evidence.left, linked.evidence.right
    sure = int(np.argmax(linked.evidence.log_odds))
    apart = [at for at in range(len(keys)) if linked.persons[at] not in (linked.persons[left[sure]],)]
    decisions = [
        Decision("2026-01-01", keys[left[sure]], keys[right[sure]], Verdict.DIFFERENT, "A"),
        Decision("2026-01-02", keys[apart[0]], keys[apart[-1]], Verdict.SAME, "A"),
    ]
    again = link(dict(linked.tables), settings=linked.settings, decisions=decisions)
    assert again.persons[left[sure]] != again.persons[right[sure]]
    assert again.persons[apart[0]] == again.persons[apart[-1]]
    assert again.report.decided == 2
    for drawn in again.draws(5):
        assert drawn[left[sure]] != drawn[right[sure]]
        assert drawn[apart[0]] == drawn[apart[-1]]


def test_decisions_on_records_that_only_their_place_names_are_warned_of():
    people = {"given name": ["Ana", "Luz"], "surname": ["Diaz", "Rey"], "dob": ["1999-03-05", "2001-07-09"]}
    tables = {"numbered": pa.table(people), "named": pa.table({**people, "case id": ["c7", "c9"]})}

    def warned(*pair):
        decisions = [Decision("2026-01-01", *pair, Verdict.DIFFERENT, "A")] if pair else []
        return [each for each in link(tables, decisions=decisions).report.cautions if "by their number" in each]

    assert not warned()
    assert not warned("named:c7", "named:c9")
    (text,) = warned("numbered:1", "named:c7")
    assert text.startswith("Records of numbered are")


def test_a_column_called_record_that_does_not_name_records_is_kept():
    people = {"given name": ["Ana", "Luz"], "surname": ["Diaz", "Rey"], "dob": ["1999-03-05", "2001-07-09"]}
    table = pa.table({**people, "record": ["page 3", "page 4"], "file": ["x1", "x2"]})
    kept = link({"a": table}, fields=Fields({"record": "file"})).table()
    assert kept.column("record").to_pylist() == ["x1", "x2"]
    assert kept.column("record_of_list").to_pylist() == ["page 3", "page 4"]
    assert "record_of_list" not in link({"a": table}).table().column_names


def test_the_report_reads_as_page_text_and_json(found):
    linked, _ = found
    page = to_html(linked.report.document())
    assert "How right the links are" in page
    assert "amina" not in page.lower()
    assert '"thresholds"' in to_json(linked.report)


def test_scripts_swaps_aliases_and_partial_dates():
    north = {
        "given name": ["Muhammad", "Fatoumata", "Natalia", "Rosa", "Xiaolong", "Grace", "Ana", "Lina"],
        "surname": ["al-Rahman", "Sékou", "Ivanova", "Cruz", "Li", "Okafor", "Costa", "Haddad"],
        "alias": ["", "", "", "Rosie Delacruz", "", "", "", ""],
        "dob": "1990-05-20 1999-03-05 1988-11-30 2001-02-14 1995-07-08 1997-09-09 1985-04-04 1992-12-12".split(),
    }
    south = {
        "given name": ["محمد", "SEKOU", "Наталья", "Rosie", "小龙", "Blessing", "Irina"],
        "surname": ["الرحمن", "Fatoumata", "Иванова", "Delacruz", "李", "Eze", "Popescu"],
        "dob": ["20/05/1990", "1999-03", "1988-11-30", "2001", "08.07.1995", "1971-06-01", "1979-10-10"],
    }
    linked = link({"north": pa.table(north), "south": pa.table(south)})
    person = dict(zip(linked.records.keys, linked.persons.tolist(), strict=True))
    for number in (1, 2, 3, 4, 5):
        assert person[f"north:{number}"] == person[f"south:{number}"], number
    assert len(set(person.values())) == 10


def test_a_list_is_linked_within_itself():
    table = pa.table({
        "name": ["Amina Diallo", "Diallo, Amina", "Rosa Cruz", "Lina Haddad"],
        "dob": ["1999-03-05", "1999-03-05", "1988-01-09", "1990-08-07"],
    })  # fmt: skip
    assert link({"all": table}).persons.tolist() == [0, 0, 1, 2]


@pytest.mark.parametrize(
    ("tables", "settings", "key"),
    [
        ({"a": {"remarks": ["x"]}, "b": {"notes": ["y"]}}, {}, "link.too_few_fields"),
        ({"a": {"name": ["Ana Diaz"], "dob": ["1999-01-02"]}, "b": {"name": [], "dob": []}}, {}, "link.lists"),
        ({"a": {"name": ["Ana Diaz"], "dob": ["1999-01-02"]}}, {}, "link.lists"),
        ({"a": {"case id": ["1", "1"], "name": ["Ana", "Luz"], "dob": ["1999", "2000"]}}, {}, "link.lists"),
        ({"a": {"name": ["Ana", "Luz"], "dob": ["1999", "2000"]}}, {"once": ("b",)}, "link.setting"),
        ({"a": {"name": ["Ana B"] * 60, "dob": ["1999-05-05"] * 60}}, {"most_pairs": 9}, "link.too_many_pairs"),
    ],
)
def test_what_cannot_be_linked_is_refused(tables, settings, key):
    made = {
        name: pa.table({c: pa.array(v, pa.string()) for c, v in columns.items()}) for name, columns in tables.items()
    }
    with pytest.raises((InputError, SettingsError)) as error:
        link(made, settings=LinkSettings(**settings))
    assert error.value.key == key


@pytest.mark.parametrize("wrong", [{"threshold": 0.4}, {"threshold": 1.0}, {"doubtful": (0.9, 0.1)}, {"most_pairs": 0}])
def test_settings_that_make_no_sense_are_refused(wrong):
    with pytest.raises(SettingsError):
        LinkSettings(**wrong)


def test_a_rule_that_chooses_too_many_is_left_out_and_said():
    tables, _ = lists(people=500)
    linked = link(tables, settings=LinkSettings(most_pairs=600, all_pairs=0))
    assert any("were not compared" in text for text in linked.report.cautions)


def test_without_the_extra_the_error_names_it():
    code = (
        "import sys\n"
        "from importlib.abc import MetaPathFinder\n"
        "class No(MetaPathFinder):\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in ('splink', 'duckdb', 'anyascii'): raise ModuleNotFoundError(name)\n"
        "import importlib.util as u\n"
        "real = u.find_spec\n"
        "import palermo.link._words as w\n"
        "w.find_spec = lambda n: None if n in ('splink', 'duckdb', 'anyascii') else real(n)\n"
        "sys.meta_path.insert(0, No())\n"
        "import pyarrow as pa\n"
        "from palermo.link import link\n"
        "link({'a': pa.table({'name': ['A B', 'C D'], 'dob': ['1999', '2000']})})\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "palermo[link]" in done.stderr
    assert "SettingsError" in done.stderr


def test_fields_are_said_recognised_and_refused():
    assert Fields().found_in("a", ["Prénom", "Nom", "Date de naissance"]) == {
        "given": "Prénom", "family": "Nom", "birth_date": "Date de naissance"
    }  # fmt: skip
    for wrong in ({"givn": "x"}, {"place": "x"}, {"given.first": "x"}):
        with pytest.raises(InputError):
            Fields(wrong)
    with pytest.raises(InputError, match="has no column"):
        Fields(of_list={"a": {"given": "nome"}}).found_in("a", ["name"])


def test_a_cluster_that_fails_is_told_of_without_what_a_record_holds():
    py4j = pytest.importorskip("py4j.protocol")
    from palermo.link._spark import told

    with pytest.raises(SettingsError) as error, told():
        raise py4j.Py4JError("row with the name Amina failed")
    assert error.value.key == "engine.failed"
    assert "Amina" not in str(error.value)
