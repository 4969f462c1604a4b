"""What stands under a share: between which shares it lies, and never numbers of people."""

from tests.release.invented import make_cases, make_release

from palermo.cases import Missing
from palermo.tabulate import parse_question
from palermo.web.hub.figures import read, table_rows


def rows_of(folder, genders):
    release = make_release(folder, make_cases(gender=genders), parameters={"k": 1, "length": 0})
    figures = read(release, parse_question(["gender"], []))
    return {row.codes: row for row in table_rows(figures, figures.rows, "en")}


def test_shares_that_read_the_same_have_nothing_under_them(tmp_path):
    # one withheld value among sixteen thousand: the numbers differ, the shares do not as they are read
    rows = rows_of(tmp_path, ["woman"] * 8_000 + ["man"] * 8_000 + [Missing.SUPPRESSED])
    assert rows["woman",].n == "8,000"
    assert rows["woman",].limits == ""


def test_shares_that_differ_stand_under_the_share(tmp_path):
    rows = rows_of(tmp_path, ["woman"] * 20 + ["man"] * 10 + [Missing.SUPPRESSED] * 10)
    assert rows["woman",].limits.endswith("%")
