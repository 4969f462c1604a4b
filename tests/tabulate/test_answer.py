"""Answers: the denominator rule first."""

import json

import pytest
from tests.release.invented import make_cases, make_release

from palermo.cases import Missing
from palermo.errors import QuestionError
from palermo.tabulate import answer, parse_question

UNKNOWN, SUPPRESSED, REFUSED = Missing.UNKNOWN, Missing.SUPPRESSED, Missing.REFUSED


def ask(release, by=(), where=(), *, within=False):
    return answer(release, parse_question(by, where, within=within))


def counts(found):
    return {cell.codes: cell.n for cell in found.cells}


def shares(found):
    return {cell.codes: cell.share for cell in found.cells}


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    cases = make_cases(
        contributor=["North", "North", "North", "South", "North", "South"],
        year_of_registration=[2014, 2015, 2016, 2015, SUPPRESSED, UNKNOWN],
        gender=["woman", "trans_woman", "man", "woman", SUPPRESSED, "non_conforming"],
        age_band=["0-8", "48+", "9-17", UNKNOWN, "30-38", "30-38"],
        citizenship=["PHL", "PHL", "NAM", "PHL", "PHL", REFUSED],
        trafficking_duration=["0-12", "25-60", "25+", "61+", "13-24", UNKNOWN],
        means_of_control=[["debt_bondage", "threats"], ["threats"], [], ["takes_earnings"], SUPPRESSED, UNKNOWN],
    )
    return make_release(tmp_path_factory.mktemp("releases"), cases)


def test_the_codebooks_example_of_the_denominator_rule(tmp_path):
    """Section 6 of the 2024 codebook: only cases with at least one flag count; 50, 50 and 25 %."""
    flags = [["debt_bondage"], ["debt_bondage", "false_promises"], ["false_promises"], ["excessive_working_hours"]]
    nothing_said = [UNKNOWN, [], Missing.NOT_ASKED]
    release = make_release(tmp_path, make_cases(means_of_control=flags + nothing_said))
    found = ask(release, ["means_of_control"])
    told = {codes[0]: share for codes, share in shares(found).items()}
    assert (told["debt_bondage"], told["false_promises"], told["excessive_working_hours"]) == (0.5, 0.5, 0.25)
    assert {cell.denominator for cell in found.cells} == {4}
    assert (found.total, found.denominator, found.missing, found.none) == (7, 4, 2, 1)


def test_a_code_counts_with_all_codes_below_it_and_both_are_listed(release):
    assert counts(ask(release, ["gender"])) == {
        ("woman",): 2,
        ("man",): 1,
        ("trans_or_non_conforming",): 2,
        ("trans_woman",): 1,
        ("non_conforming",): 1,
    }
    assert counts(ask(release, ["means_of_control"])) == {
        ("any_threats",): 2,
        ("threats",): 2,
        ("debt_bondage_or_earnings",): 2,
        ("debt_bondage",): 1,
        ("takes_earnings",): 1,
    }


def test_a_case_with_two_codes_below_one_counts_once_there(tmp_path):
    release = make_release(tmp_path, make_cases(means_of_control=[["debt_bondage", "takes_earnings"]]))
    assert counts(ask(release, ["means_of_control"]))[("debt_bondage_or_earnings",)] == 1


def test_several_columns_are_over_the_cases_where_all_are_known(release):
    found = ask(release, ["gender", "means_of_control"])
    assert (found.total, found.denominator, found.missing, found.none) == (6, 3, 2, 1)
    assert counts(found)["woman", "debt_bondage_or_earnings"] == 2
    assert shares(found)["woman", "debt_bondage_or_earnings"] == 2 / 3
    assert counts(found)["trans_or_non_conforming", "threats"] == 1


def test_shares_within_the_first_column(release):
    found = ask(release, ["gender", "means_of_control"], within=True)
    cells = {cell.codes: cell for cell in found.cells}
    assert (cells["woman", "threats"].denominator, cells["woman", "threats"].share) == (2, 0.5)
    assert (cells["trans_woman", "threats"].denominator, cells["trans_woman", "threats"].share) == (1, 1.0)


@pytest.mark.parametrize(
    ("where", "total"),
    [
        ([], 6),
        (["citizenship=PHL"], 4),
        (["citizenship!=PHL"], 1),
        (["citizenship=PHL|NAM"], 5),
        (["citizenship=?"], 1),
        (["citizenship=?refused"], 1),
        (["citizenship=?unknown"], 0),
        (["citizenship!=?"], 5),
        (["citizenship=NAM|?"], 2),
        (["gender=trans_or_non_conforming"], 2),
        (["gender!=trans_or_non_conforming"], 3),
        (["gender=?suppressed"], 1),
        (["age_band>=30-38"], 3),
        (["age_band<=9-17"], 2),
        (["year_of_registration>=2015"], 3),
        (["year_of_registration<=2014"], 1),
        (["year_of_registration=2015|2016"], 3),
        (["year_of_registration=1999"], 0),
        (["year_of_registration!=1999"], 4),
        (["trafficking_duration>=25+"], 3),
        (["trafficking_duration<=25-60"], 3),
        (["trafficking_duration=25+"], 3),
        (["means_of_control=any_threats"], 2),
        (["means_of_control!=any_threats"], 2),
        (["means_of_control=threats|takes_earnings"], 3),
        (["means_of_control=?"], 2),
        (["citizenship=PHL", "means_of_control=threats"], 2),
        (["year_of_registration>=2015", "year_of_registration<=2015"], 2),
    ],
)
def test_conditions_choose_cases(release, where, total):
    assert ask(release, [], where).total == total


def test_ordered_columns_are_in_order_and_others_by_how_common_their_codes_are(release):
    ages = [cell.codes[0] for cell in ask(release, ["age_band"]).cells]
    assert ages == ["0-8", "9-17", "30-38", "48+"]
    years = [cell.codes[0] for cell in ask(release, ["year_of_registration"]).cells]
    assert years == ["2014", "2015", "2016"]
    assert [cell.codes[0] for cell in ask(release, ["citizenship"]).cells] == ["PHL", "NAM"]


def test_an_answer_without_a_match_divides_by_nothing(release):
    found = ask(release, ["gender"], ["citizenship=FRA"])
    assert (found.total, found.cells, found.missing_share) == (0, (), None)
    assert "no_cases" in {caution.code for caution in found.cautions}
    assert ask(release, [], ["citizenship=FRA"]).cells[0].share is None


def test_the_answer_as_json_has_one_shape(release):
    found = ask(release, ["gender"], ["citizenship=PHL"]).to_dict("fr")
    assert json.loads(json.dumps(found)) == found
    assert list(found) == [
        *("question", "release", "language", "columns", "rows", "total", "denominator", "missing", "missing_share"),
        *("none", "total_low", "total_high", "denominator_low", "denominator_high", "missing_low", "missing_high"),
        *("others", "cautions", "cell_cautions", "citation", "source"),
    ]
    assert found["question"]["where"] == ["citizenship=PHL"]
    first = found["rows"][0]
    assert list(first) == [
        *("by", "n", "denominator", "share", "share_low", "share_high", "low", "high", "interval"),
        *("missing_share", "change", "cautions"),
    ]
    assert first["by"] == [{"column": "gender", "code": "woman", "label": "Femme", "parent": None}]
    assert {entry["code"]: entry["parent"] for row in found["rows"] for entry in row["by"]}["trans_woman"] == (
        "trans_or_non_conforming"
    )
    assert found["citation"] == ("The Palermo developers (2026). Cas inventés. Publication 2026-test, 2026-11-24.")
    assert all(set(caution) == {"code", "text"} for caution in found["cautions"])


def test_no_number_leaves_without_what_must_travel_with_it(release):
    table = ask(release, ["gender", "age_band"], ["citizenship=PHL"]).to_table()
    assert table.column_names == [
        *("gender", "gender_label", "age_band", "age_band_label", "n", "denominator", "share"),
        *(
            "share_low",
            "share_high",
            "low",
            "high",
            "interval",
            "total",
            "missing",
            "missing_share",
            "cautions",
            "question",
            "source",
        ),
    ]
    assert "small_n" in table.column("cautions")[0].as_py()
    assert table.num_rows == len(ask(release, ["gender", "age_band"], ["citizenship=PHL"]).cells)


def test_numbers_of_fewer_than_k_cases_are_never_shown(tmp_path):
    """What is not there is no attribute: of twenty women with threats, nineteen have another means as well."""
    means = [["threats", "other"]] * 19 + [["threats"]] + [["debt_bondage"]] * 15
    cases = make_cases(gender=["woman"] * 20 + ["man"] * 12 + [UNKNOWN] * 3, means_of_control=means)
    release = make_release(tmp_path, cases, parameters={"k": 10, "length": 2})
    alone = ask(release, [], ["means_of_control=threats", "means_of_control!=other"])
    (cell,) = alone.cells
    assert (cell.n, cell.share, cell.low, cell.high) == (None, None, 0, 9)
    assert "withheld" in cell.interval
    assert (alone.total, alone.denominator) == (None, None)
    assert "withheld" in {caution.code for caution in alone.cautions}
    assert "< 10 cases match" in alone.document().lead
    found = ask(release, ["gender"])
    assert (found.total, found.denominator, found.missing, found.missing_share) == (None, 32, None, None)
    assert found.spans["total"] == (32, 41), "what is missing is one case, or nine"
    assert "> 32 cases match" in found.document().lead
    assert counts(found) == {("woman",): 20, ("man",): 12}
    assert ask(release, [], ["gender=?unknown"]).total is None
    assert found.to_table().column("missing").to_pylist() == [None, None]
    table = alone.to_table()
    assert table.column("n").to_pylist() == table.column("total").to_pylist() == [None]
    assert alone.to_dict()["rows"][0]["n"] is None


def test_a_single_withheld_number_is_not_what_the_others_leave(tmp_path):
    cases = make_cases(age_band=["0-8"] * 30 + ["9-17"] * 14 + ["18-20"] * 4)
    found = ask(make_release(tmp_path, cases, parameters={"k": 10, "length": 2}), ["age_band"])
    assert counts(found) == {("0-8",): 30, ("9-17",): None, ("18-20",): None}
    assert [cell.high for cell in found.cells] == [30, 17, 17], "each may be all but one of what is left"


def test_a_share_has_the_bounds_of_its_number_and_of_its_denominator(tmp_path):
    cases = make_cases(gender=["woman"] * 60 + ["man"] * 20 + [SUPPRESSED] * 20)
    found = ask(make_release(tmp_path, cases), ["gender"])
    woman, man = found.cells
    assert (woman.share, woman.share_low, woman.share_high) == (0.75, 0.6, 0.8)
    assert (man.share, man.share_low, man.share_high) == (0.25, 0.2, 0.4)


def test_the_answer_as_a_report_shows_denominator_missing_share_and_cautions(release):
    document = ask(release, ["gender"]).document()
    text = str(document)
    assert "4 cases match" not in text
    assert "6 cases match" in text
    assert "16.7%" in text
    assert any(getattr(block, "level", "") == "caution" for block in document.sections[0].blocks)


@pytest.mark.parametrize(
    ("by", "where", "key", "helps"),
    [
        (["gendr"], [], "question.unknown_column", "gender"),
        ([], ["gendr=man"], "question.unknown_column", "gender"),
        ([], ["gender=womn"], "question.unknown_code", "woman"),
        ([], ["gender=Femme"], "question.unknown_code", "Did you mean woman?"),
        ([], ["citizenship=PH"], "question.unknown_code", "codebook"),
        ([], ["citizenship=phl"], "question.unknown_code", "PHL"),
        ([], ["gender=?lost"], "question.unknown_code", "codebook"),
        ([], ["gender>=man"], "question.not_ordered", "gender=A|B"),
        ([], ["means_of_control>=threats"], "question.not_ordered", "|"),
        ([], ["year_of_registration>=soon"], "question.unknown_code", "codebook"),
        ([], ["year_of_registration=soon"], "question.unknown_code", "codebook"),
        ([], ["year_of_registration>=" + "9" * 30], "question.unknown_code", "codebook"),
        ([], ["age_band>=?"], "question.malformed_condition", "citizenship=PHL"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_with_help(release, by, where, key, helps):
    with pytest.raises(QuestionError) as error:
        ask(release, by, where)
    assert error.value.key == key
    assert helps in error.value.remedy
    assert error.value.http_status == 422
