"""How much a question reads, told before it is counted."""

import pytest
from tests.release.invented import make_cases, make_release

from palermo.cases import Missing
from palermo.errors import QuestionError
from palermo.tabulate import parse_question, values_read


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    """Four cases: the first is in six combinations of means and sectors, the second in one, the others in none."""
    cases = make_cases(
        contributor=["North", "North", "South", Missing.UNKNOWN],
        means_of_control=[["any_threats", "false_promises", "other"], ["any_threats"], [], Missing.UNKNOWN],
        labour_sectors=[["mining", "trade"], ["mining"], ["mining"], ["mining"]],
    )
    return make_release(tmp_path_factory.mktemp("releases"), cases)


@pytest.mark.parametrize(
    ("by", "where", "values"),
    [
        ([], [], 0),
        (["contributor"], [], 4),
        ([], ["means_of_control=any_threats"], 4),
        (["contributor"], ["contributor=North", "means_of_control=any_threats"], 8),
        (["means_of_control"], [], 4 + 2),
        (["means_of_control", "labour_sectors"], [], 8 + 5 * 11),
        (["contributor", "means_of_control", "labour_sectors"], [], 12 + 5 * 21),
        (["means_of_control", "labour_sectors"], ["contributor=North"], 12 + 5 * 11),
    ],
)
def test_combinations_of_a_case_are_reckoned_as_what_they_cost(release, by, where, values):
    assert values_read(release, parse_question(by, where)) == values


def test_a_column_that_is_not_there_is_said(release):
    with pytest.raises(QuestionError, match="gendr"):
        values_read(release, parse_question(["gendr"]))


def test_a_vintage_is_weighed_by_its_own_columns(release):
    assert values_read(release, parse_question(["meansThreats"], schema="ctdc-2024")) == 4
