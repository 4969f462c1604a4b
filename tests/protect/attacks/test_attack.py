"""Tables that give everything away, nothing, and something in between."""

from collections import Counter

import pytest
from tests.protect.attacks.people import people
from tests.release.invented import make_cases

from palermo.cases import Missing
from palermo.errors import ProtectionError
from palermo.protect.anonymity import KAnonymitySettings, k_anonymise
from palermo.protect.attacks import AttackSettings, attack
from palermo.protect.attacks._singling_out import chance
from palermo.report import to_html, to_json

SETTINGS = AttackSettings(targets=300, predicates=300)


def words(found):
    """What a report says: on its page, explained words have their explanation in between."""
    return str(found.document())


@pytest.fixture(scope="module")
def cases():
    return people(1_000, 1)


@pytest.fixture(scope="module")
def control():
    return people(1_000, 2)


@pytest.fixture(scope="module")
def as_it_is(cases, control):
    return attack(cases, cases, control=control, settings=SETTINGS)


def test_a_table_published_as_it_is_gives_everything_away(as_it_is):
    gains = as_it_is.gains
    assert gains["singling out, several values"].low > 0.95
    assert gains["attribute inference"].low > 0.9
    assert gains["membership"].low > 0.9
    assert gains["linkability"].low > 0.9
    assert as_it_is.membership.found.low > 0.9


def test_without_a_control_the_gain_is_over_chance(cases):
    found = attack(cases, cases, settings=SETTINGS)
    assert found.membership is None
    assert found.control_cases is None
    assert all(each.control is None for each in found.inference)
    assert found.gains["attribute inference"].low > 0.9
    text = words(found)
    assert "There is no control." in text
    assert "Membership by distance was not measured" in text


def test_a_table_that_has_nothing_to_do_with_the_cases_gives_nothing_away(cases, control):
    found = attack(cases, people(1_000, 3), control=control, settings=SETTINGS)
    assert {name: each.low for name, each in found.gains.items()} == dict.fromkeys(found.gains, 0)
    for column in found.inference:
        assert column.over_blind.low == 0
        assert column.attack.low <= column.blind.high
    assert found.linkability.attack.low < 0.2 < found.linkability.attack.high
    assert found.membership.ranking.low < 0.5 < found.membership.ranking.high
    assert "none of them gains anything" in found.document().lead


def test_over_many_tables_that_tell_nothing_intervals_rarely_say_otherwise():
    settings = AttackSettings(targets=100, predicates=100)
    alarms, runs = Counter(), 40
    for run in range(runs):
        tables = (people(200, 1_000 + 3 * run + each) for each in range(3))
        mine, safe, other = tables
        found = attack(mine, safe, control=other, settings=settings, seed=run)
        alarms.update(name for name, each in found.gains.items() if each.low > 0)
    # one-sided, each interval is wrong in one of forty: seven or more of forty have a chance below 1 in 10,000
    assert max(alarms.values(), default=0) < 7


def test_k_anonymised_cases_are_in_between(cases, control, as_it_is):
    safe = k_anonymise(cases, settings=KAnonymitySettings(k=5, length=2)).cases
    found = attack(cases, safe, control=control, settings=SETTINGS)
    names = {"attribute inference", "membership", "linkability"}
    for name in names:
        assert found.gains[name].value < as_it_is.gains[name].value
    assert found.gains["membership"].value > 0


def test_the_same_seed_gives_the_same_report_and_another_gives_another(cases, control):
    settings = AttackSettings(targets=100, predicates=100)
    runs = [to_json(attack(cases, control, control=cases, settings=settings, seed=seed)) for seed in (1, 1, 2)]
    assert runs[0] == runs[1] != runs[2]


def test_threads_make_no_difference(cases, control, monkeypatch):
    settings = AttackSettings(targets=50, predicates=50)
    two = to_json(attack(cases, control, control=control, settings=settings))
    monkeypatch.setattr("palermo.protect.attacks._distance.THREADS", 1)
    assert to_json(attack(cases, control, control=control, settings=settings)) == two


def test_what_is_done_is_told(cases):
    told = []
    attack(cases, cases, settings=AttackSettings(targets=60, predicates=50), progress=lambda *each: told.append(each))
    assert {what for what, _, _ in told} == {"Singling out", "Linking halves", "Guessing what is not known"}
    assert all(0 < done <= total for _, done, total in told)


def test_only_what_is_asked_for_is_guessed(cases):
    settings = AttackSettings(targets=50, predicates=50, secrets=("gender",))
    assert [each.column for each in attack(cases, cases, settings=settings).inference] == ["gender"]


def test_a_value_that_one_case_has_singles_it_out():
    ages = ["0-8"] * 8 + ["9-17"]
    cases = make_cases(gender=["woman"] * 9, age_band=ages)
    one, _ = attack(cases, cases, settings=SETTINGS).singling_out
    assert (one.attack.share, one.attack.tries) == (1, 1)
    assert one.control is None


def test_a_smaller_control_is_not_held_against_singling_out(cases):
    found = attack(cases, cases, control=people(500, 9), settings=SETTINGS)
    assert all(each.control is None for each in found.singling_out)
    assert "The control is smaller than the cases" in words(found)


@pytest.mark.parametrize("number", [2, 50, 200])
def test_chance_is_that_of_the_best_weight(number):
    best = max(number * weight * (1 - weight) ** (number - 1) for weight in (k / 10_000 for k in range(1, 10_000)))
    assert chance(number) == pytest.approx(best, abs=1e-6)


def test_a_safe_table_of_far_fewer_other_people_singles_nobody_out_beyond_chance():
    found = attack(people(400, 1), people(80, 2), settings=AttackSettings(targets=50, predicates=300))
    assert all(each.over_chance is None or each.over_chance.low == 0 for each in found.singling_out)


TWO = {"gender": ["woman", "man"], "citizenship": ["PHL", "UKR"]}


@pytest.mark.parametrize(
    ("sensitive", "safe", "control", "code"),
    [
        (TWO, {"age_band": ["0-8", "9-17"]}, None, 105),
        (TWO, {"gender": ["woman", "man"]}, None, 105),
        (TWO, TWO, {"gender": ["woman", "man"]}, 105),
        ({"gender": [], "citizenship": []}, TWO, None, 106),
        (TWO, {"gender": [], "citizenship": []}, None, 106),
        (TWO, TWO, {"gender": [], "citizenship": []}, 106),
        ({"gender": ["woman"], "citizenship": ["PHL"]}, TWO, None, 106),
        ({name: [Missing.UNKNOWN] * 2 for name in TWO}, TWO, None, 106),
        (TWO, {name: [Missing.SUPPRESSED] * 2 for name in TWO}, None, 106),
    ],
)
def test_what_cannot_be_attacked_is_refused(sensitive, safe, control, code):
    given = make_cases(**control) if control is not None else None
    with pytest.raises(ProtectionError) as raised:
        attack(make_cases(**sensitive), make_cases(**safe), control=given)
    assert raised.value.exit_code == code


@pytest.mark.parametrize("wrong", [{"targets": 0}, {"predicates": 0}, {"length": 9}, {"decoys": 0}])
def test_settings_out_of_range_are_refused(wrong):
    with pytest.raises(ProtectionError) as raised:
        AttackSettings(**wrong)
    assert raised.value.exit_code == 107


def test_a_secret_that_is_no_column_is_refused():
    with pytest.raises(ProtectionError) as raised:
        attack(make_cases(**TWO), make_cases(**TWO), settings=AttackSettings(secrets=("age_band",)))
    assert raised.value.exit_code == 107


def test_a_column_of_one_value_and_two_cases_are_attacked_too():
    found = attack(make_cases(**TWO), make_cases(gender=["woman"] * 2, citizenship=["PHL"] * 2))
    assert found.linkability is None
    assert to_html(found.document())


@pytest.mark.parametrize(
    ("mine", "theirs", "shared"),
    [
        ({"case_id": ["a", "b"]}, {"case_id": ["b", "c"]}, True),
        ({"case_id": ["a", "b"]}, {"case_id": ["c", "d"]}, False),
        ({"case_id": ["a", "b"], "contributor": ["N", "N"]}, {"case_id": ["a", "b"], "contributor": ["S", "S"]}, False),
        ({"case_id": ["a", "b"], "contributor": ["N", "N"]}, {"case_id": ["a", "b"], "contributor": ["N", "S"]}, True),
        ({"person_key": ["p", Missing.UNKNOWN]}, {"person_key": ["p", Missing.UNKNOWN]}, True),
        ({"person_key": ["p", Missing.UNKNOWN]}, {"person_key": ["q", Missing.UNKNOWN]}, False),
        ({"case_id": ["a", "b"]}, {}, False),
    ],
)
def test_a_control_with_cases_of_the_release_is_refused(mine, theirs, shared):
    cases, control, safe = make_cases(**mine, **TWO), make_cases(**theirs, **TWO), make_cases(**TWO)
    if not shared:
        assert attack(cases, safe, control=control).control_cases == 2
        return
    with pytest.raises(ProtectionError) as raised:
        attack(cases, safe, control=control)
    assert raised.value.exit_code == 124
    assert "holds 1 of the cases" in raised.value.fault


def test_where_all_have_the_same_there_is_nothing_to_guess():
    """Though the lists of their columns have many codes."""
    same = make_cases(gender=["woman"] * 40, citizenship=["PHL"] * 40)
    found = attack(same, same, settings=AttackSettings(targets=20, predicates=20))
    assert found.inference == ()
    assert "No column could be guessed." in words(found)


def test_identifiers_are_left_aside():
    cases = make_cases(case_id=["a", "b"], **TWO)
    assert attack(cases, cases).columns == tuple(name for name in cases.names if name != "case_id")


def test_the_report_says_first_that_it_is_never_published(as_it_is):
    assert as_it_is.document().sections[0].blocks[0].text.startswith("Never publish this report.")
