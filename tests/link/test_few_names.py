"""Where people share few names, records are not joined by name, and the report does not claim more than is so."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from tests.link.few_names import few_names
from tests.link.people import judged

from palermo.link import LinkSettings, link
from palermo.link._alarms import alarms, clashing

CASES = {
    "few names": {},
    "few in common": {"share": 0.1},
    "very few names": {"given": 10, "family": 10, "share": 0.5},
    "the family name tells the nationality": {"tied": 0.8},
    "twice in one list": {"inside": 0.1},
    "short lists": {"records": 100, "share": 0.3},
    "more names": {"given": 60, "family": 80},
}


@pytest.mark.parametrize("case", CASES)
def test_people_who_share_names_are_not_joined(case):
    tables, who = few_names(3, **CASES[case])
    linked = link(tables)
    precision, recall = judged(linked, who)
    told = linked.report.threshold
    assert linked.report.largest <= 4
    assert precision >= 0.88
    assert recall >= 0.4
    assert abs(told.precision - precision) < 0.11
    assert abs(told.recall - recall) < 0.25


@pytest.mark.parametrize("once", [(), ("north", "south")])
def test_lists_of_different_people_are_not_linked(once):
    tables, _ = few_names(4, share=0.0)
    linked = link(tables, settings=LinkSettings(once=once))
    assert linked.report.records - linked.report.persons <= 2


def test_likely_pairs_that_contradict_each_other_are_an_alarm():
    """As if the model had found people of one given name: each goes with all others of that name."""
    tables, _ = few_names(5, records=60, given=5)
    linked = link(tables)
    assert linked.report.alarms == ()
    name = [text for table in tables.values() for text in table.column("given").to_pylist()]
    pairs = [(a, b) for a in range(len(name)) for b in range(a + 1, len(name)) if name[a] == name[b]]
    between = [(a, b) for a, b in pairs if linked.records.of_list[a] != linked.records.of_list[b]]
    left, right = (np.array(each) for each in zip(*between, strict=True))
    wrong = replace(linked.evidence, left=left, right=right, log_odds=np.full(len(left), 5.0))
    sure = np.full(len(left), 0.99)
    assert clashing(sure, wrong, 0.9) > 0.5
    found = alarms(sure, wrong, 0.9, None)
    assert "contradict" in found[0]
    page = replace(linked.report, alarms=found).document()
    assert page.lead.startswith(f"{linked.report.records} records are of")
    assert "% of the links are right" not in page.lead


def test_as_many_pairs_as_there_can_be_ask_whether_that_can_be():
    tables, _ = few_names(6, records=60)
    linked = link(tables)
    probability = linked.pairs.column("probability").to_numpy()
    expected = float(probability.sum())
    assert alarms(probability, linked.evidence, 0.9, max(expected * 2, 60)) == ()
    many = np.full(len(probability), 60 / len(probability))
    assert "these lists have room for 60" in alarms(many, linked.evidence, 0.9, 60)[-1]


def test_a_row_of_totals_is_nobody_and_said():
    rows = {"case no": ["a", "b", "Total"], "name": ["Ana Diaz", "Luz Reyes", "2"], "dob": ["1999-03-05", "1990", ""]}
    arabic = {"name": ["Luz Total", "المجموع"], "dob": ["1999-03-05", ""]}
    linked = link({"north": pa.table(rows), "south": pa.table(arabic)})
    assert linked.report.records == 3
    assert sum("set aside" in text for text in linked.report.cautions) == 2
    assert linked.table().num_rows == 3
