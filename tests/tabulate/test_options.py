"""Sorting, change over time, the commonest codes, an older vintage: on cases that can be counted by hand."""

import pytest
from tests.release.invented import make_cases, make_release

from palermo.cases import Missing
from palermo.errors import QuestionError
from palermo.release import Coverage
from palermo.tabulate import OTHER, answer, parse_question

UNKNOWN = Missing.UNKNOWN


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    """Twelve cases of three years."""
    cases = make_cases(
        year_of_registration=[2014] * 2 + [2015] * 4 + [2017] * 6,
        gender=(["woman", "man"] * 6),
        citizenship=["PHL"] * 5 + ["NPL"] * 4 + ["IND", "FRA"] + [UNKNOWN],
        means_of_control=[["debt_bondage"], ["takes_earnings"], ["threats"], []] * 3,
        forms_of_exploitation=[["labour"]] * 6 + [["sexual"]] * 3 + [["labour", "sexual"]] * 3,
    )
    return make_release(tmp_path_factory.mktemp("releases"), cases)


def ask(release, by=(), where=(), **options):
    return answer(release, parse_question(by, where, **options))


def figures(found):
    return {cell.codes: cell.n for cell in found.cells}


def test_change_is_against_the_year_before_and_never_bridges_a_gap(release):
    found = ask(release, ["year_of_registration"], change="previous")
    assert {cell.codes[0]: cell.change and cell.change.n for cell in found.cells} == {
        "2014": None,
        "2015": 2,
        "2017": None,
    }
    change = found.cells[1].change
    assert (change.base, change.share) == ("2014", 1.0)
    assert change.low <= change.n <= change.high


def test_change_against_one_year(release):
    found = ask(release, ["year_of_registration", "gender"], change="2014")
    changes = {cell.codes: cell.change.n for cell in found.cells}
    assert changes["2017", "woman"] == 2
    assert changes["2014", "woman"] == 0
    table = found.to_table()
    assert table["change"].to_pylist() == [cell.change.n for cell in found.cells]
    assert "change_share_high" in table.column_names


def test_change_needs_years(release):
    with pytest.raises(QuestionError) as error:
        ask(release, ["gender"], change="previous")
    assert error.value.key == "question.unusable_option"


@pytest.mark.parametrize(
    ("sort", "first"),
    [("-n", "PHL"), ("n", "FRA"), ("code", "FRA"), ("-code", "PHL"), ("share", "FRA"), ("-high", "PHL")],
)
def test_rows_are_sorted(release, sort, first):
    assert ask(release, ["citizenship"], sort=sort).cells[0].codes == (first,)


def test_sorting_by_change_puts_what_has_none_last(release):
    found = ask(release, ["year_of_registration", "gender"], change="2014", sort="-change")
    values = [cell.change.n for cell in found.cells]
    assert values == sorted(values, reverse=True)
    found = ask(release, ["year_of_registration"], change="previous", sort="-change")
    assert found.cells[0].codes == ("2015",)


def test_the_commonest_and_the_others_add_up(release):
    found = ask(release, ["citizenship"], top=2)
    assert figures(found) == {("PHL",): 5, ("NPL",): 4, (OTHER,): 2}
    assert found.others == 2
    assert sum(figures(found).values()) == found.denominator
    assert found.label("citizenship", OTHER) == "Other (codes: 2)"
    assert found.to_dict("fr")["rows"][-1]["by"][0]["label"] == "Autres (codes\u00a0: 2)"


def test_a_case_with_two_of_the_others_counts_once(release):
    found = ask(release, ["means_of_control"], top=1)
    assert figures(found) == {("debt_bondage_or_earnings",): 6, (OTHER,): 3}
    both = ask(release, ["forms_of_exploitation"], top=1)
    assert figures(both) == {("labour",): 9, (OTHER,): 6}


def test_the_commonest_are_those_of_the_cases_that_match(release):
    found = ask(release, ["citizenship"], ["year_of_registration=2017"], top=1)
    assert figures(found) == {("NPL",): 3, (OTHER,): 2}


def test_ages_and_years_have_no_commonest(release):
    with pytest.raises(QuestionError) as error:
        ask(release, ["year_of_registration"], top=2)
    assert error.value.key == "question.unusable_option"


def test_a_vintage_has_its_own_columns_and_codes(release):
    found = ask(release, ["gender"], ["isForcedLabour=1"], schema="ctdc-2024")
    assert figures(found) == {("Woman",): 4, ("Man",): 5}
    assert figures(ask(release, ["isSexualExploit"], schema="ctdc-2024")) == {("1",): 6, ("0",): 6}
    assert figures(ask(release, ["citizenship"], schema="ctdc-k-anonymised-2021"))[("PH",)] == 5
    years = ask(release, ["yearOfRegistration"], ["yearOfRegistration>=2015"], schema="ctdc-2024")
    assert figures(years) == {("2015",): 4, ("2017",): 6}


def test_the_denominator_of_a_flag_is_the_cases_with_any_flag_of_its_group(release):
    """The codebook's own rule: of the cases with at least one 1 in the group, blanks are 0."""
    found = ask(release, ["meansDebtBondageEarnings"], schema="ctdc-2024")
    assert figures(found) == {("1",): 6, ("0",): 3}
    assert (found.denominator, found.missing) == (9, 3)
    assert found.cells[0].share == 6 / 9


def test_a_vintage_says_what_it_cannot_tell_apart(release):
    found = ask(release, ["meansDebtBondageEarnings"], schema="ctdc-2024")
    assert "schema_break" in {caution.code for caution in found.cautions}
    assert "schema_break" not in {caution.code for caution in ask(release, ["gender"]).cautions}
    for column in ("means_of_control", "typeOfLabourAgriculture", "nothing"):
        with pytest.raises(QuestionError) as error:
            ask(release, [column], schema="ctdc-2024")
        assert error.value.key == "question.unknown_column"
        assert "isForcedLabour" in error.value.remedy


def test_every_figure_has_its_own_cautions(tmp_path):
    cases = make_cases(
        contributor=["North"] * 50 + ["South"] * 60,
        gender=["woman"] * 50 + ["man"] * 40 + ["trans_woman"] * 20,
        citizenship=(["PHL"] * 50 + ["PHL", "NPL"] * 30),
    )
    found = ask(make_release(tmp_path, cases), ["gender"])
    told = {cell.codes[0]: set(cell.cautions) for cell in found.cells}
    assert told["woman"] == {"one_contributor", "one_country"}
    assert told["man"] == {"one_contributor"}
    assert "small_n" in told["trans_woman"]
    rows = {row["by"][0]["code"]: row["cautions"] for row in found.to_dict()["rows"]}
    assert {code: set(rules) for code, rules in rows.items()} == told
    assert set(found.to_dict()["cell_cautions"]) == {rule for rules in told.values() for rule in rules}
    table = found.to_table()
    for codes, line in zip(table["gender"].to_pylist(), table["cautions"].to_pylist(), strict=True):
        assert told[codes] <= set(line.split())


def test_a_figure_knows_what_is_missing_beside_it(tmp_path):
    cases = make_cases(
        gender=["woman"] * 4 + ["man"] * 4 + [UNKNOWN] * 2,
        citizenship=["PHL", UNKNOWN, "PHL", "PHL"] + ["PHL", "PHL", UNKNOWN, UNKNOWN] + ["PHL"] * 2,
    )
    release = make_release(tmp_path, cases)
    assert {cell.missing_share for cell in ask(release, ["gender"]).cells} == {0.2}
    within = ask(release, ["gender", "citizenship"], within=True)
    assert {cell.codes[0]: cell.missing_share for cell in within.cells} == {"woman": 0.25, "man": 0.5}


def test_no_change_tells_a_figure_that_is_withheld(tmp_path):
    cases = make_cases(year_of_registration=[2014] * 30 + [2015] * 2 + [2016] * 12 + [2017] * 40)
    release = make_release(tmp_path, cases, parameters={"k": 10, "length": 2})
    found = {cell.codes[0]: cell for cell in ask(release, ["year_of_registration"], change="previous").cells}
    assert (found["2015"].n, found["2016"].n) == (None, None)  # the second, so that the first is not what is left
    assert [found[year].change for year in ("2015", "2016", "2017")] == [None, None, None]


def test_four_columns_are_counted(release):
    by = ["gender", "year_of_registration", "citizenship", "forms_of_exploitation"]
    found = ask(release, by)
    assert all(len(cell.codes) == 4 for cell in found.cells)
    assert figures(found)["woman", "2014", "PHL", "labour"] == 1


def test_years_in_which_a_contributor_comes_or_goes_are_told(tmp_path):
    cases = make_cases(
        contributor=["North"] * 60 + ["South"] * 40,
        year_of_registration=[2014] * 30 + [2015] * 15 + [2016] * 15 + [2015] * 20 + [2016] * 20,
    )
    coverage = (
        *(Coverage("North", year, 30 if year == 2014 else 15) for year in (2014, 2015, 2016)),
        *(Coverage("South", year, 20) for year in (2015, 2016)),
    )
    release = make_release(tmp_path, cases, coverage=coverage)
    found = ask(release, ["year_of_registration"])
    told = {caution.code: caution.text for caution in found.cautions}
    assert "South" in told["break"]
    assert "2015" in told["break"]
    assert {cell.codes[0]: "break" in cell.cautions for cell in found.cells} == {
        "2014": False,
        "2015": True,
        "2016": False,
    }
    for by, where in ((["contributor", "year_of_registration"], []), (["year_of_registration"], ["contributor=North"])):
        assert "break" not in {caution.code for caution in ask(release, by, where).cautions}
    assert "break" not in {
        caution.code for caution in ask(release, ["year_of_registration"], ["year_of_registration>=2015"]).cautions
    }
