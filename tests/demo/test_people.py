"""Invented people and their cases: what must hold of all of them."""

from collections import Counter
from datetime import date

import pytest

from palermo.codes import case_schema, code_list
from palermo.demo._cases import IDENTITY, KNOWN_TWICE, MISSPELT, identity, make_cases
from palermo.demo._dice import Dice
from palermo.demo._profiles import FIRST_YEAR, LAST_YEAR, profiles, words

CASES = 4_000
KEYS = [contributor.key for contributor in profiles().contributors]
FIELD_LISTS = {
    "gender": "gender",
    "status": "trafficking_status",
    "forms": "forms_of_exploitation",
    "sectors": "labour_sectors",
    "sexual_types": "sexual_exploitation_types",
    "means": "means_of_control",
    "recruiter": "recruiter_relationship",
    "recruitment": "methods_of_recruitment",
}


@pytest.fixture(scope="module")
def cases():
    return make_cases(profiles(), Dice(11), cases=CASES)


def list_of(field):
    name = FIELD_LISTS[field]
    return code_list("gender" if name == "gender" else case_schema()[name].list)


def codes(person, field):
    found = getattr(person, field)
    return (found,) if isinstance(found, str) else found


def test_shares_sum_to_a_hundred_and_profiles_are_named_once():
    known = profiles()
    assert sum(contributor.share for contributor in known.contributors) == 100
    names = [profile.name for profile in known.profiles]
    assert len(set(names)) == len(names)
    for key in KEYS:
        assert known.seen_by(key).items


def test_no_one_is_there_who_is_not_invented_from_the_parts_of_names():
    from palermo.demo._profiles import name_parts

    parts = name_parts()
    for name in (*parts.given_first, *parts.family_last):
        name.encode("cp1252")


def test_there_are_as_many_cases_as_asked_for(cases):
    assert len(cases) == CASES
    again = [case for case in cases if case.twin]
    assert len(again) == round(CASES * KNOWN_TWICE)
    assert sum(case.twin == "misspelt" for case in again) == round(len(again) * MISSPELT)


def test_every_code_is_of_its_list(cases):
    countries = code_list("country")
    for case in cases:
        person = case.person
        assert person.origin in countries
        assert person.exploited_in in countries
        for field in FIELD_LISTS:
            assert all(code in list_of(field) for code in codes(person, field)), (field, person.profile)


@pytest.mark.parametrize("key", KEYS)
def test_every_contributor_has_words_for_what_it_records(cases, key):
    known = words(key)
    for case in cases:
        for field, texts in known.items():
            assert set(codes(case.person, field)) <= set(texts), (field, case.person.profile)


def test_cases_lie_in_the_years_told_of_and_ages_in_their_bands(cases):
    for case in cases:
        person = case.person
        assert FIRST_YEAR <= case.opened.year <= LAST_YEAR
        assert person.met <= case.opened
        assert person.birth < date(person.met.year - 2, person.met.month, 1)


@pytest.mark.parametrize("profile", profiles().profiles, ids=lambda profile: profile.name)
def test_ages_on_the_first_day_are_those_of_the_profile(cases, profile):
    own = [c.person for c in cases if c.person.profile == profile.name and not c.twin]
    assert len(own) > 20
    bands = [tuple(band.rstrip("+").partition("-")[::2]) for band in profile.ages.items]
    for person in own:
        age = (
            person.met.year
            - person.birth.year
            - ((person.met.month, person.met.day) < (person.birth.month, person.birth.day))
        )
        assert any(int(low) <= age <= int(high or 200) for low, high in bands), (age, profile.ages.items)


def test_two_people_never_look_the_same_and_one_person_does_when_written_exactly(cases):
    people = Counter(identity(case.person) for case in cases if not case.twin)
    assert max(people.values()) == 1
    first = {case.person.number: case.person for case in cases if not case.twin}
    for case in cases:
        if case.twin == "exact":
            assert case.person == first[case.person.number]
        if case.twin == "misspelt":
            assert identity(case.person) != identity(first[case.person.number])
            assert identity(case.person) not in people


def test_people_who_are_there_twice_can_be_found_by_what_is_written(cases):
    twice = {case.person.number for case in cases if case.twin}
    contributors = {}
    for case in cases:
        if case.person.number in twice:
            assert not case.blank & IDENTITY
            assert not case.only
            contributors.setdefault(case.person.number, []).append(case.contributor)
    assert all(len(set(found)) == len(found) == 2 for found in contributors.values())


def test_contributors_number_their_cases_and_leave_different_gaps(cases):
    gaps = {}
    for key in KEYS:
        own = [case for case in cases if case.contributor == key]
        assert [case.number for case in own] == list(range(1, len(own) + 1))
        gaps[key] = sum("name" in case.blank for case in own) / len(own)
    assert gaps["harbour_house"] == 0
    assert gaps["northern_line"] > 0.3 > gaps["passerelle"] > 0
