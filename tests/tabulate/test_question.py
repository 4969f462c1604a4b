"""Questions as text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo import tabulate
from palermo.errors import QuestionError
from palermo.tabulate import Condition, Question, parse_question


def test_front_door_is_pinned():
    assert tabulate.__all__ == [
        "MOST_COLUMNS",
        "Answer",
        "Caution",
        "Cell",
        "Condition",
        "Question",
        "answer",
        "parse_question",
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


def test_four_columns_are_too_many():
    with pytest.raises(QuestionError) as error:
        parse_question(["gender", "age_band", "citizenship", "contributor"])
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
    assert key == "question.malformed_condition"
