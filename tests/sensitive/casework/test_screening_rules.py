"""The rules of screening without a database: the elements, the Delphi rule with its vectors, the ILO's eleven."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.web.casework.rules import delphi, ilo, palermo, risk, vulnerability
from palermo.web.casework.rules.delphi import Pattern, Weight, assess, is_positive
from palermo.web.casework.rules.palermo import Age, Answer, Elements, Result, age_at_act, for_assistance, in_law
from palermo.web.casework.versions import merge

YES, SUSPECTED, NO, UNKNOWN, NOT_ASKED = Answer
LANGUAGES = {"en", "fr", "es", "ar"}
elements = st.builds(Elements, *[st.sampled_from(Answer)] * 4)
codes = st.frozensets(st.sampled_from(sorted(delphi.indicators())))
loaded = st.sampled_from([name for name, is_loaded in delphi.lists().items() if is_loaded])

VECTORS = [
    ("strong", False),
    ("strong+strong", True),
    ("strong+weak", True),
    ("strong+medium", True),
    ("medium+medium", False),
    ("medium+medium+medium", True),
    ("medium+medium+weak", True),
    ("medium+weak+weak", False),
    ("weak+weak+weak+weak+weak+weak+weak+weak+weak", False),
    ("", False),
]
"""By which weights a dimension is positive, as the rule of 2009 has it."""


@pytest.mark.parametrize(("weights", "positive"), VECTORS)
def test_the_rule_s_vectors(weights, positive):
    assert is_positive(Weight(each) for each in weights.split("+") if each) is positive


@given(st.lists(st.sampled_from(Weight)), st.sampled_from(Weight))
def test_one_more_indicator_never_makes_a_dimension_negative(weights, more):
    assert is_positive([*weights, more]) or not is_positive(weights)


@given(st.lists(st.sampled_from(Weight)), st.integers(0, 20))
def test_a_heavier_indicator_never_makes_a_dimension_negative(weights, place):
    if weights and is_positive(weights):
        heavier = list(weights)
        place %= len(weights)
        heavier[place] = {Weight.WEAK: Weight.MEDIUM}.get(heavier[place], Weight.STRONG)
        assert is_positive(heavier)


@given(codes, codes, loaded, st.booleans())
def test_more_indicators_never_say_less(few, more, name, act):
    """Neither a dimension nor a pattern goes back when more is known to be there."""
    rank = [Pattern.NONE, Pattern.LABOUR_RIGHTS, Pattern.OTHER, Pattern.BY_DECEPTION, Pattern.TRAFFICKED_ADULT]
    one, two = assess(few, name=name, act=act), assess(few | more, name=name, act=act)
    assert one.positive <= two.positive
    if name == "labour-adult":
        assert rank.index(one.pattern) <= rank.index(two.pattern)
    else:
        assert one.pattern is Pattern.NONE or two.pattern is one.pattern


def test_the_lists_have_the_sizes_that_the_page_of_2009_has():
    def sizes(name):
        return [
            [
                sum(
                    each.weights.get(name) is weight for each in delphi.indicators().values() if each.dimension == place
                )
                for weight in Weight
            ]
            for place in delphi.dimensions()
        ]

    assert sizes("labour-adult") == [[1, 8, 1], [1, 9, 0], [0, 14, 2], [1, 7, 1], [4, 10, 1], [0, 5, 2]]
    assert sizes("labour-child") == [[2, 8, 0], [4, 6, 0], [0, 15, 0], [1, 7, 0], [8, 7, 0], [0, 7, 0]]


def test_what_could_not_be_had_is_not_loaded():
    assert not delphi.is_verified()
    assert [name for name, is_loaded in delphi.lists().items() if not is_loaded] == ["sexual-adult", "sexual-child"]
    with pytest.raises(KeyError):
        assess([], name="sexual-adult", act=True)


DECEIVED, COERCED, ABUSED = ("D1.01", "D1.02"), ("D2.01", "D2.02"), ("D3.01", "D3.02", "D3.03")
EXPLOITED, HELD = ("D4.01", "D4.02"), ("D5.01", "D5.02")


@pytest.mark.parametrize(
    ("present", "pattern"),
    [
        ((), Pattern.NONE),
        (DECEIVED + HELD, Pattern.NONE),
        (EXPLOITED, Pattern.LABOUR_RIGHTS),
        (EXPLOITED + DECEIVED, Pattern.BY_DECEPTION),
        (EXPLOITED + HELD, Pattern.OTHER),
        (EXPLOITED + COERCED, Pattern.OTHER),
        (EXPLOITED + HELD + DECEIVED, Pattern.TRAFFICKED_ADULT),
        (EXPLOITED + HELD + COERCED, Pattern.TRAFFICKED_ADULT),
        (EXPLOITED + HELD + ABUSED, Pattern.TRAFFICKED_ADULT),
        (DECEIVED + COERCED + ABUSED + HELD, Pattern.NONE),
    ],
)
def test_what_dimensions_make_together_for_an_adult(present, pattern):
    assert assess(present, name="labour-adult", act=True).pattern is pattern


def test_for_a_child_exploitation_and_the_act_are_enough():
    assert assess(EXPLOITED, name="labour-child", act=True).pattern is Pattern.TRAFFICKED_CHILD
    assert assess(EXPLOITED, name="labour-child", act=False).pattern is Pattern.NONE
    assert assess(DECEIVED + HELD, name="labour-child", act=True).pattern is Pattern.NONE


def test_a_list_counts_only_what_it_knows():
    found = assess(["D4.08", "D4.01"], name="labour-child", act=True)
    assert found.fired["exploitation"] == ("D4.01",)
    assert "exploitation" not in found.positive
    assert "exploitation" in assess(["D4.08", "D4.01"], name="labour-adult", act=True).positive


@pytest.mark.parametrize(
    ("known", "age", "result"),
    [
        (Elements(YES, YES, YES), Age.ADULT, Result.MET),
        (Elements(YES, SUSPECTED, YES), Age.ADULT, Result.INDICATED),
        (Elements(YES, NO, YES), Age.ADULT, Result.NOT_MET),
        (Elements(YES, NO, YES), Age.CHILD, Result.MET),
        (Elements(YES, NO, YES), Age.DOUBT, Result.MET),
        (Elements(YES, NO, YES), Age.OPEN, Result.INSUFFICIENT),
        (Elements(YES, YES, YES), Age.OPEN, Result.MET),
        (Elements(YES, SUSPECTED, YES), Age.OPEN, Result.INDICATED),
        (Elements(NO, YES, YES), Age.OPEN, Result.NOT_MET),
        (Elements(YES, UNKNOWN, YES), Age.ADULT, Result.INSUFFICIENT),
        (Elements(YES, NOT_ASKED, SUSPECTED), Age.CHILD, Result.INDICATED),
        (Elements(), Age.ADULT, Result.INSUFFICIENT),
    ],
)
def test_what_follows_in_law(known, age, result):
    assert in_law(known, age) is result


@pytest.mark.parametrize(
    ("known", "result"),
    [
        (Elements(YES, NO, YES, NO), Result.MET),
        (Elements(YES, NO, NO, YES), Result.MET),
        (Elements(YES, NO, NO, SUSPECTED), Result.INDICATED),
        (Elements(YES, YES, NO, NO), Result.NOT_MET),
        (Elements(YES, YES, NO, NOT_ASKED), Result.INSUFFICIENT),
        (Elements(NO, YES, YES, YES), Result.NOT_MET),
    ],
)
def test_what_follows_for_assistance(known, result):
    assert for_assistance(known) is result


@given(elements)
def test_no_means_is_asked_of_a_child_nor_for_assistance(known):
    others = [Elements(known.act, means, known.purpose, known.exploited) for means in Answer]
    assert len({in_law(each, Age.CHILD) for each in others}) == 1
    assert len({for_assistance(each) for each in others}) == 1


@given(elements, st.sampled_from(Age), st.sampled_from(["act", "means", "purpose", "exploited"]))
def test_to_learn_that_something_was_so_never_says_less(known, age, name):
    from dataclasses import replace

    order = [Result.NOT_MET, Result.INSUFFICIENT, Result.INDICATED, Result.MET]
    more = replace(known, **{name: YES})
    assert order.index(in_law(known, age)) <= order.index(in_law(more, age))
    assert order.index(for_assistance(known)) <= order.index(for_assistance(more))


@given(elements)
def test_a_child_is_never_told_less_than_an_adult(known):
    if in_law(known, Age.ADULT) is Result.MET:
        assert in_law(known, Age.CHILD) is Result.MET


@pytest.mark.parametrize(
    ("about", "age"),
    [
        ({}, Age.OPEN),
        ({"born": "1999"}, Age.OPEN),
        ({"in_doubt": True, "said": NO}, Age.DOUBT),
        ({"said": UNKNOWN}, Age.DOUBT),
        ({"is_child": True, "said": NO}, Age.CHILD),
        ({"is_child": True, "in_doubt": True}, Age.DOUBT),
        ({"said": SUSPECTED}, Age.DOUBT),
        ({"said": YES, "born": "1980", "began": "2020"}, Age.CHILD),
        ({"said": NO}, Age.ADULT),
        ({"said": NO, "born": "2010", "began": "2024"}, Age.DOUBT),
        ({"born": "2000-06-15", "began": "2018-06-14"}, Age.CHILD),
        ({"born": "2000-06-15", "began": "2018-06-15"}, Age.ADULT),
        ({"born": "2000-06", "began": "2018-06"}, Age.DOUBT),
        ({"born": "2000-06", "began": "2018-07"}, Age.ADULT),
        ({"born": "2000-02-29", "began": "2018-02"}, Age.CHILD),
        ({"born": "2000", "began": "2018"}, Age.DOUBT),
    ],
)
def test_her_age_when_it_began(about, age):
    assert age_at_act(**about) is age


def test_the_lists_are_whole_in_four_languages():
    labels = [
        *(each.label for each in delphi.indicators().values()), *ilo.indicators().values(),
        *(label for element in palermo.ELEMENTS for label in palermo.which(element).values()),
        *vulnerability.factors().values(), *risk.threats().values(), *(risk.kind_label(kind) for kind in risk.KINDS),
        *(vulnerability.effect_label(each) for each in vulnerability.EFFECTS),
        *(vulnerability.level_label(each) for each in vulnerability.LEVELS),
    ]  # fmt: skip
    assert all(set(label) == LANGUAGES and all(label.values()) for label in labels)
    assert len(delphi.indicators()) == 67
    known = set(ilo.indicators())
    assert all(set(each.ilo) <= known for each in delphi.indicators().values())


some = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 2) | st.none(), max_size=4)


@given(some, some, some)
def test_of_two_who_answer_at_once_nobody_s_words_are_lost(mine, seen, stands):
    seen = {name: value for name, value in seen.items() if value is not None}
    stands = {name: value for name, value in stands.items() if value is not None}
    merged = merge(mine, seen=seen, stands=stands)
    for name in "abcd":
        if name in merged.theirs:
            assert merged.whole.get(name) == stands.get(name) != mine[name]
        elif name in merged.changed:
            assert merged.whole.get(name) == mine[name]
            assert stands.get(name) == seen.get(name)
        else:
            assert merged.whole.get(name) == stands.get(name)


def test_how_vulnerability_changed():
    before, after = {"individual.money": "risk", "community.police": "risk"}, {"individual.money": "protective"}
    assert [(each.factor, each.before, each.after) for each in vulnerability.differences(before, after)] == [
        ("individual.money", "risk", "protective"),
        ("community.police", "risk", ""),
    ]
    assert vulnerability.count(before, "risk") == {"individual": 1, "household": 0, "community": 1, "structural": 0}
