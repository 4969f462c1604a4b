"""Shares between their bounds: whatever the withheld values were, the true share lay between them."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.release.invented import make_cases, make_release

from palermo.cases import Missing
from palermo.tabulate import answer, parse_question
from palermo.web.hub.figures import read, together

GENDERS = ("woman", "man", "trans_woman")
MEANS = ((), ("threats",), ("debt_bondage", "threats"))
MANNER = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

person = st.tuples(st.sampled_from((*GENDERS, None)), st.sampled_from((*MEANS, None)), st.sampled_from([2015, 2016]))
people = st.lists(st.tuples(person, st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=14)
questions = st.sampled_from(
    [
        (["gender"], [], False),
        (["means_of_control"], [], False),
        (["gender"], ["year_of_registration=2015"], False),
        (["means_of_control"], ["gender=woman"], False),
        (["gender", "means_of_control"], [], False),
        (["gender", "means_of_control"], ["year_of_registration!=2016"], True),
    ]
)


def released(folder, rows):
    def column(values):
        return [Missing.UNKNOWN if value is None else value for value in values]

    genders, means, years = zip(*rows, strict=True)
    cases = make_cases(
        gender=[Missing.SUPPRESSED if value == "?" else value for value in column(genders)],
        means_of_control=[Missing.SUPPRESSED if value == "?" else value for value in column(means)],
        year_of_registration=[Missing.SUPPRESSED if value == "?" else value for value in column(years)],
    )
    return make_release(folder, cases, parameters={"k": 1, "length": 0})


@MANNER
@given(people=people, question=questions)
def test_the_true_share_lies_between_the_bounds(tmp_path_factory, people, question):
    by, where, within = question
    asked = parse_question(by, where, within=within)
    true = [row for row, *_hidden in people]
    seen = [
        tuple("?" if hide and value is not None else value for value, hide in zip(row, hidden, strict=True))
        for row, *hidden in people
    ]
    before = answer(released(tmp_path_factory.mktemp("before"), true), asked)
    figures = read(released(tmp_path_factory.mktemp("after"), seen), asked)
    shares = {cell.codes: cell.share for cell in before.cells}
    for row in figures.rows:
        assert row.share_low <= row.share <= row.share_high
        if row.codes in shares:
            assert row.share_low - 1e-9 <= shares[row.codes] <= row.share_high + 1e-9


def test_a_number_that_is_sure_has_an_unsure_share_where_others_are_withheld(tmp_path):
    seen = [("man", ("threats",), 2015), ("woman", "?", 2015)]
    figures = read(released(tmp_path, seen), parse_question(["gender", "means_of_control"]))
    row = next(row for row in figures.rows if row.codes == ("man", "threats"))
    assert (row.n, row.low, row.high) == (1, 1, 1)
    assert (row.share_low, row.share, row.share_high) == (0.5, 1.0, 1.0)


@MANNER
@given(people=people)
def test_figures_put_together_are_those_of_a_single_code(tmp_path_factory, people):
    seen = [
        tuple("?" if hide and value is not None else value for value, hide in zip(row, hidden, strict=True))
        for row, *hidden in people
    ]
    figures = read(released(tmp_path_factory.mktemp("together"), seen), parse_question(["gender"]))
    found = together(figures, 0, ["woman", "man"], "both")
    parts = [row for row in figures.rows if row.codes[0] in ("woman", "man")]
    assert sum(row.n for row in found) == sum(row.n for row in parts)
    if found:
        assert found[0].share_low <= found[0].share <= found[0].share_high
        assert found[0].high <= sum(row.high for row in parts)
