"""The files against the truth about them: what is faulty is set aside, all else is read, and twins are found."""

from collections import Counter
from datetime import date

import pytest

from palermo.codes import fold
from palermo.demo import make
from palermo.demo._cases import make_cases
from palermo.demo._dice import Dice
from palermo.demo._make import ALL_SENT
from palermo.demo._profiles import profiles
from palermo.harmonise import HarmoniseSettings, harmonise, load_mapping
from palermo.harmonise._quarantine import checks

CASES = 3_000
BEFORE_THE_RECORDS = {"harbour-house.xlsx": 2, "passerelle.csv": 1, "northern-line.json": 0}
"""Rows of each file above its first record."""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make(tmp_path_factory.mktemp("demo") / "first", cases=CASES)


@pytest.fixture(scope="module")
def found(made):
    return {sending.file: _harmonise(made, sending) for sending in made.sendings}


def _harmonise(made, sending):
    mapping = sending.mapping
    if mapping.endswith(".yaml"):
        mapping = made.folder / mapping
    settings = HarmoniseSettings(today=date(2026, 11, 24), person_key=bytes(range(32)), contributor=sending.contributor)
    return harmonise(made.folder / sending.file, load_mapping(mapping), settings=settings)


@pytest.mark.parametrize("file", BEFORE_THE_RECORDS)
def test_exactly_the_faulty_rows_are_set_aside_for_what_is_wrong_with_them(made, found, file):
    sending = next(sending for sending in made.sendings if sending.file == file)
    quarantine = found[file].quarantine
    assert found[file].cases.num_rows + quarantine.num_rows == sending.rows
    rules = {
        int(row) - BEFORE_THE_RECORDS[file]: text
        for row, text in zip(
            quarantine["quarantine_row"].to_pylist(), quarantine["quarantine_rule"].to_pylist(), strict=True
        )
    }
    assert set(rules) == {spoilt.record for spoilt in sending.spoilt}
    for spoilt in sending.spoilt:
        assert checks()[spoilt.rule].rule in rules[spoilt.record], spoilt


def test_every_fault_that_can_be_made_is_made(made):
    for sending, sent in zip(made.sendings, ALL_SENT, strict=True):
        there = {(spoilt.rule, spoilt.column) for spoilt in sending.spoilt}
        assert there >= {(fault.rule, fault.column) for fault in sent.faults}
        assert (("case_id_repeated", "") in there) is (sent.repeats > 0)


def test_people_who_are_written_exactly_have_one_key_and_no_two_people_share_one(made, found):
    keys = Counter(key for one in found.values() for key in one.cases.values("person_key").to_pylist() if key)
    assert sum(count - 1 for count in keys.values()) == made.exact
    assert max(keys.values()) == 2


def test_what_a_contributor_asks_is_filled_and_missing_is_told_apart(found):
    cases = found["passerelle.csv"].cases
    kinds = {name: set(cases.missing(name).to_pylist()) - {None} for name in cases.names}
    assert kinds["citizenship"] == {"unknown"}
    assert kinds["recruiter_relationship"] == {"refused", "not_asked"}
    assert kinds["labour_sectors"] == {"not_applicable", "not_asked"}
    assert kinds["year_of_registration"] == set()
    line = found["northern-line.json"].cases
    assert {"unknown", "refused"} <= set(line.missing("age_band").to_pylist())
    assert "unknown" in line.missing("citizenship").to_pylist()
    assert "DNK" not in line.values("citizenship").to_pylist()  # `dk` is what the helpline writes for "do not know"
    assert set(line.values("data_source").to_pylist()) == {"hotline"}


def test_identifiers_and_free_text_do_not_become_columns(made, found):
    for one in found.values():
        values = one.cases.without_ids().data.to_pylist()
        text = fold(str(values[:500]))
        for word in ("pluv", "interpr", "example org", "refcase"):
            assert word not in text


SAID = {
    "gender": "gender",
    "citizenship": "origin",
    "country_of_exploitation": "exploited_in",
    "forms_of_exploitation": "forms",
    "labour_sectors": "sectors",
    "sexual_exploitation_types": "sexual_types",
    "means_of_control": "means",
    "methods_of_recruitment": "recruitment",
    "recruiter_relationship": "recruiter",
    "trafficking_status": "status",
}
"""Column of the case table → what it says of an invented person."""

LOST = {
    "forms_of_exploitation": {"forced_criminality": "other"},
    "means_of_control": {"restricts_movement": "other"},
    "labour_sectors": dict.fromkeys(("agriculture", "aquafarming"), "agriculture_forestry_fishing"),
}
"""What the case data standard has no code for: column → code → what is left of it in the workbook."""


@pytest.mark.parametrize("sent", ALL_SENT, ids=lambda sent: sent.file)
def test_what_was_accepted_says_of_each_person_what_is_true_of_her(made, found, sent):
    sending = next(sending for sending in made.sendings if sending.file == sent.file)
    repeats = sum(spoilt.rule == "case_id_repeated" for one in made.sendings for spoilt in one.spoilt)
    whole = make_cases(profiles(), Dice(made.seed), cases=CASES - repeats)
    own = iter([case for case in whole if case.contributor == sent.contributor])
    spoilt = {one.record: one.rule for one in sending.spoilt}
    people = []
    for record in range(1, sending.rows + 1):
        if spoilt.get(record) != "case_id_repeated":
            case = next(own)
            people += [case.person] if record not in spoilt else []
    cases = found[sent.file].cases
    lost = LOST if sent.contributor == "harbour_house" else {}
    assert cases.num_rows == len(people)
    for column, field in SAID.items():
        if column not in cases:
            continue
        values = cases.values(column).to_pylist()
        assert sum(value is not None for value in values) > len(values) * 0.1, column
        for value, person in zip(values, people, strict=True):
            if value is not None:
                true = getattr(person, field)
                codes = {lost.get(column, {}).get(code, code) for code in ([true] if isinstance(true, str) else true)}
                assert ({value} if isinstance(value, str) else set(value)) == codes, (column, person.profile)
