"""Between which numbers a count lay before values were withheld."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from tests.release.invented import make_cases, make_release

from palermo.cases import Missing
from palermo.protect import published_counts
from palermo.release import DIFFERENTIAL_PRIVACY
from palermo.release._tables import COUNTS_SCHEMA
from palermo.tabulate import answer, parse_question
from palermo.tabulate._bounds import PUBLISHED, RECOUNTED

SUPPRESSED, UNKNOWN = Missing.SUPPRESSED, Missing.UNKNOWN


def cells(release, by, where=()):
    return {cell.codes: cell for cell in answer(release, parse_question(by, where)).cells}


def bounds(release, by, where=()):
    return {codes: (cell.low, cell.n, cell.high) for codes, cell in cells(release, by, where).items()}


@pytest.fixture
def cases():
    return make_cases(
        gender=["woman", "woman", "man", SUPPRESSED, UNKNOWN, SUPPRESSED],
        citizenship=["PHL", SUPPRESSED, "PHL", "PHL", "PHL", SUPPRESSED],
    )


def test_a_withheld_value_may_have_been_any(tmp_path, cases):
    release = make_release(tmp_path, cases)
    assert bounds(release, ["gender"]) == {("woman",): (2, 2, 4), ("man",): (1, 1, 3)}


def test_conditions_on_withheld_values_may_have_held(tmp_path, cases):
    release = make_release(tmp_path, cases)
    # 1 is there; the second woman's citizenship, the fourth case's gender and both of the sixth case are withheld
    assert bounds(release, ["gender"], ["citizenship=PHL"])["woman",] == (1, 1, 4)
    assert bounds(release, ["gender", "citizenship"])["woman", "PHL"] == (1, 1, 4)
    assert bounds(release, [], ["gender=man"])[()] == (1, 1, 3)
    assert bounds(release, [], ["gender!=man"])[()] == (2, 2, 4)


def test_a_broader_code_may_have_been_any_below_it(tmp_path):
    """Rare codes become the one above them, which the cases do not tell from those that always had it."""
    release = make_release(
        tmp_path,
        make_cases(
            forms_of_exploitation=[["sexual"]] * 7 + [["sexual.prostitution"]] * 2 + [["labour"]],
            trafficking_duration=["25+"] * 4 + ["61+"] * 3 + ["0-12"] * 3,
        ),
    )
    assert bounds(release, [], ["forms_of_exploitation=sexual.prostitution"])[()] == (2, 2, 9)
    assert bounds(release, ["forms_of_exploitation"])["sexual.prostitution",] == (2, 2, 9)
    assert bounds(release, ["forms_of_exploitation"])["sexual",] == (9, 9, 9)
    assert bounds(release, [], ["forms_of_exploitation!=sexual.prostitution"])[()] == (1, 8, 8)
    assert bounds(release, [], ["trafficking_duration>=61+"])[()] == (3, 3, 7)


def test_what_is_missing_now_may_have_been_there(tmp_path, cases):
    release = make_release(tmp_path, cases)
    assert bounds(release, [], ["gender=?"])[()] == (1, 3, 3)
    assert bounds(release, [], ["gender=?unknown"])[()] == (1, 1, 1)


def test_published_bounds_are_taken_where_the_combination_was_measured(tmp_path, cases):
    counts = pa.table(
        {
            "length": [1, 1, 2],
            "columns": [["gender"], ["gender"], ["gender", "citizenship"]],
            "codes": [["woman"], ["man"], ["woman", "PHL"]],
            "count": [2, 99, 1],
            "low": [2, 99, 1],
            "high": [7, 99, 6],
        }
    ).cast(COUNTS_SCHEMA)
    release = make_release(tmp_path, cases, counts=counts)
    by_gender = cells(release, ["gender"])
    assert (by_gender["woman",].high, by_gender["woman",].interval) == (7, PUBLISHED)
    # a count made by another rule than ours is not taken
    assert (by_gender["man",].high, by_gender["man",].interval) == (3, RECOUNTED)
    pinned = cells(release, ["citizenship"], ["gender=woman"])
    assert (pinned["PHL",].high, pinned["PHL",].interval) == (6, PUBLISHED)
    assert cells(release, ["gender", "citizenship"])["woman", "PHL"].high == 6
    # what is more than equality, or longer than what was counted, is recounted
    assert cells(release, ["citizenship"], ["gender=woman|man"])["PHL",].interval == RECOUNTED
    assert cells(release, ["citizenship"], ["gender!=man"])["PHL",].interval == RECOUNTED


def test_cases_that_were_left_out_may_have_been_in_any_cell(tmp_path, cases):
    release = make_release(tmp_path, cases, utility={"cases_withheld": 2})
    assert bounds(release, ["gender"]) == {("woman",): (2, 2, 6), ("man",): (1, 1, 5)}


def test_two_codes_of_one_set_do_not_hide_the_counts_of_one(tmp_path):
    cases = make_cases(means_of_control=[["threats", "other"]] * 3)
    counts = pa.table(
        {
            "length": [1, 2],
            "columns": [["means_of_control"], ["means_of_control", "means_of_control"]],
            "codes": [["other"], ["threats", "other"]],
            "count": [3, 3],
            "low": [3, 3],
            "high": [4, 4],
        }
    ).cast(COUNTS_SCHEMA)
    found = cells(make_release(tmp_path, cases, counts=counts), ["means_of_control"])
    assert (found["other",].high, found["other",].interval) == (4, PUBLISHED)


@pytest.fixture(params=["k-anonymity", DIFFERENTIAL_PRIVACY])
def unsure(request, tmp_path):
    """A release in which no number is sure: of cases of which some are left out, and of made ones."""
    cases = make_cases(
        gender=["woman"] * 40 + ["man"] * 20,
        trafficking_duration=["25+"] * 20 + ["61+"] * 20 + ["0-12"] * 20,
        means_of_control=[["threats"]] * 30 + [["threats", "other"]] * 30,
    )
    if request.param == DIFFERENTIAL_PRIVACY:
        counts = published_counts(cases, k=1, length=2)
        off = {
            name: pc.add(counts.column(name), each).cast(counts.schema.field(name).type)
            for name, each in (("low", -1), ("high", 4))
        }
        for name, column in off.items():
            counts = counts.set_column(counts.column_names.index(name), name, column)
        settings = {"epsilon": 4.0, "delta": 1e-6, "length": 2}
        return make_release(tmp_path, cases, counts=counts, method=DIFFERENTIAL_PRIVACY, parameters=settings)
    return make_release(tmp_path, cases, utility={"cases_withheld": 2})


@pytest.mark.parametrize(
    ("by", "where", "codes"),
    [
        ([], [], ()),
        ([], ["gender=woman"], ()),
        (["gender"], ["gender=woman"], ("woman",)),
        (["means_of_control"], ["means_of_control=threats"], ("threats",)),
        (["trafficking_duration"], ["trafficking_duration=61+"], ("25+",)),
    ],
)
def test_the_whole_is_all_of_itself_however_unsure_it_is(unsure, by, where, codes):
    cell = cells(unsure, by, where)[codes]
    assert cell.low < cell.high
    assert (cell.share_low, cell.share, cell.share_high) == (1.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("by", "where", "codes"),
    [
        (["gender"], [], ("woman",)),
        (["gender"], ["gender=woman|man"], ("woman",)),
        (["means_of_control"], ["means_of_control=threats"], ("other",)),
        (["trafficking_duration"], ["trafficking_duration=25+"], ("61+",)),
        (["trafficking_duration"], ["trafficking_duration!=0-12"], ("61+",)),
        (["gender", "trafficking_duration"], ["gender=man"], ("man", "0-12")),
    ],
)
def test_what_is_not_the_whole_by_the_question_has_an_unsure_share(unsure, by, where, codes):
    cell = cells(unsure, by, where)[codes]
    assert cell.share_low < cell.share_high


def test_of_the_whole_nothing_is_missing(unsure):
    found = answer(unsure, parse_question([]))
    assert found.spans["missing"] == (0, 0)
    assert found.spans["denominator"] == found.spans["total"]
