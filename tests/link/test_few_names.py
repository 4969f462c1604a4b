"""Where people share few names, records are not joined by name, and the report does not claim more than is so."""

import pytest
from tests.link.few_names import few_names
from tests.link.people import judged

from palermo.link import LinkSettings, link

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
