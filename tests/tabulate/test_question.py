"""Questions as text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo import tabulate
from palermo.errors import QuestionError
from palermo.tabulate import Condition, Question, parse_question


def test_front_door_is_pinned():
    assert tabulate.__all__ == [
        *("CONCENTRATED", "COUNTING", "MOST_COLUMNS", "MOST_TOP", "OTHER", "PREVIOUS", "SORTS"),
        *("AllOf", "Answer", "AnyOf"),
        *("Caution", "Cell", "Change", "Clause", "Condition", "Not", "Question"),
        *("answer", "columns_of", "conditions_of", "parse_question", "values_read"),
    ]


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("citizenship=PHL", Condition("citizenship", "=", ("PHL",))),
        (" citizenship = PHL ", Condition("citizenship", "=", ("PHL",))),
        ("gender!=man", Condition("gender", "!=", ("man",))),
        ("year_of_registration>=2015", Condition("year_of_registration", ">=", ("2015",))),
        ("year_of_registration<=2015", Condition("year_of_registration", "<=", ("2015",))),
        ("age_band=0-8|9-17", Condition("age_band", "=", ("0-8", "9-17"))),
        ("age_band=48+", Condition("age_band", "=", ("48+",))),
        (
            "forms_of_exploitation=sexual.prostitution",
            Condition("forms_of_exploitation", "=", ("sexual.prostitution",)),
        ),
        ("gender=?", Condition("gender", "=", ("?",))),
        ("gender=?refused|man", Condition("gender", "=", ("?refused", "man"))),
    ],
)
def test_conditions_are_read(text, condition):
    assert parse_question([], [text]).where == (condition,)


NO_CONDITIONS = (
    *("", "gender", "=man", "gender=", "gender=|", "gender=man|", "gender==man", "gender=>man", "gender<man"),
    *("gender>man", "age_band>=0-8|9-17", "a=b=c", "gender man", "gender=" + "x" * 2000, "1gender=man"),
)


@pytest.mark.parametrize("text", NO_CONDITIONS)
def test_what_is_no_condition_is_refused(text):
    with pytest.raises(QuestionError) as error:
        parse_question([], [text])
    assert error.value.key == "question.malformed_condition"
    assert error.value.http_status == 422
    assert len(str(error.value)) < 500


def test_five_columns_are_too_many():
    with pytest.raises(QuestionError) as error:
        parse_question(["gender", "age_band", "citizenship", "contributor", "data_source"])
    assert (error.value.key, error.value.exit_code) == ("question.too_many_columns", 82)


def test_a_column_is_asked_by_once():
    with pytest.raises(QuestionError) as error:
        Question(("gender", "gender"))
    assert error.value.key == "question.repeated_column"


@given(st.text(max_size=60))
def test_no_text_does_anything_else_than_be_read_or_refused(text):
    try:
        question = parse_question([], [text])
    except QuestionError as refusal:
        key = refusal.key
    else:
        key = "question.malformed_condition"
        assert parse_question([], [str(question.where[0])]) == question
    assert key in ("question.malformed_condition", "question.too_deep")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("gender=woman or gender=man", "gender=woman or gender=man"),
        ("GENDER=woman AND not age_band=0-8", "GENDER=woman and not age_band=0-8"),
        ("(gender=woman or gender=man) and citizenship=PHL", "(gender=woman or gender=man) and citizenship=PHL"),
        ("gender=woman or gender=man and citizenship=PHL", "gender=woman or (gender=man and citizenship=PHL)"),
        ("not (not gender=woman)", "not (not gender=woman)"),
        ("citizenship in PHL, NPL", "citizenship=PHL|NPL"),
        ("citizenship in (PHL, NPL) and gender=man", "citizenship=PHL|NPL and gender=man"),
        ("year_of_registration in 2015..2018", "year_of_registration=2015..2018"),
        ("year_of_registration = 2015..2018", "year_of_registration=2015..2018"),
        ("citizenship=AND or citizenship=NOR", "citizenship=AND or citizenship=NOR"),
        ('contributor="Hope and Light" or gender=man', 'contributor="Hope and Light" or gender=man'),
        ("contributor=Hope and Light", "contributor=Hope and Light"),
        ("contributor=Hope (East)", "contributor=Hope (East)"),
    ],
)
def test_clauses_are_read_and_written(text, written):
    question = parse_question([], [text])
    assert str(question.where[0]) == written
    assert parse_question([], [written]) == question


NO_CLAUSES = (
    *("gender=woman or", "or gender=woman", "not", "(gender=woman", "gender=woman)", "gender in", "gender in ()"),
    *(
        "year=2015..",
        "year=..2018",
        "year=2015..2016..2017",
        "year=?..2018",
        "a=1 b=2",
        "gender=woman and or gender=man",
    ),
)


@pytest.mark.parametrize("text", NO_CLAUSES)
def test_half_a_clause_is_refused(text):
    with pytest.raises(QuestionError):
        parse_question([], [text])


def test_a_clause_has_its_bounds():
    for text in ("(" * 20 + "gender=woman" + ")" * 20, "not " * 20 + "gender=woman", " or ".join(["g=w"] * 60)):
        with pytest.raises(QuestionError) as error:
            parse_question([], [text])
        assert error.value.key == "question.too_deep"


SAME = (
    (["gender=woman", "citizenship=PHL"], ["citizenship=PHL", "gender=woman"]),
    (["gender=woman and citizenship=PHL"], ["citizenship=PHL", "gender=woman"]),
    (["age_band=9-17|0-8"], ["age_band=0-8|9-17|0-8"]),
    (["not (not gender=woman)"], ["gender=woman"]),
    (["not gender=woman"], ["gender!=woman"]),
    (["(a=1 or b=2) or c=3"], ["c=3 or b=2 or a=1"]),
)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_questions_that_mean_the_same_have_one_id(one, other):
    assert parse_question(["gender"], one).id == parse_question(["gender"], other).id


def test_questions_that_differ_have_ids_that_differ():
    ways = [
        parse_question(["gender", "age_band"]),
        parse_question(["age_band", "gender"]),
        parse_question(["gender", "age_band"], within=True),
        parse_question(["gender", "age_band"], sort="-n"),
        parse_question(["gender", "age_band"], top=3),
        parse_question(["gender", "age_band"], change="2015"),
        parse_question(["gender", "age_band"], schema="ctdc-2024"),
        parse_question(["gender", "age_band"], ["gender=?"]),
        parse_question(["gender", "age_band"], ["not gender=?"]),
    ]
    assert len({each.id for each in ways}) == len(ways)
    assert parse_question(["gender"], ["citizenship=PHL"]).id == PINNED


PINNED = "q2d0de3hhtkb"
"""An id that was published once must never lead to another question."""


@pytest.mark.parametrize(
    "option",
    [{"sort": "size"}, {"top": -1}, {"top": 101}, {"change": "yesterday"}, {"sort": "change"}, {"schema": "ctdc-1999"}],
)
def test_options_that_cannot_be_used_are_refused_with_a_remedy(option):
    with pytest.raises(QuestionError) as error:
        parse_question(["gender"], **option)
    assert error.value.key == "question.unusable_option"
    assert error.value.remedy


def test_fields_hold_the_whole_question():
    question = parse_question(
        ["year_of_registration", "gender"], ["citizenship=PHL or gender=woman"],
        within=True, sort="-n", top=5, change="previous", schema="ctdc-2024",
    )  # fmt: skip
    fields = list(question.fields())
    by, where = ([value for name, value in fields if name == wanted] for wanted in ("by", "where"))
    others = {name: value for name, value in fields if name not in ("by", "where")}
    assert others.pop("within") == "true"
    assert parse_question(by, where, within=True, top=int(others.pop("top")), **others) == question
