"""What travels with a number."""

import json
import re

import pytest
from tests.release.invented import make_cases, make_release

from palermo.cases import Missing
from palermo.codes import LANGUAGES
from palermo.release import Contribution, open_release
from palermo.tabulate import answer, parse_question
from palermo.tabulate._cautions import _cell_sentences, _sentences

UNKNOWN = Missing.UNKNOWN


def raised(release, by=(), where=()):
    return {caution.code: caution for caution in answer(release, parse_question(by, where)).cautions}


def test_none_when_nothing_is_wrong(tmp_path):
    cases = make_cases(
        contributor=["North", "South"] * 60,
        gender=["woman", "man"] * 60,
        citizenship=["PHL", "NAM", "FRA"] * 40,
    )
    assert raised(make_release(tmp_path, cases), ["gender"]) == {}


def test_small_numbers(tmp_path):
    cases = make_cases(gender=["woman"] * 30 + ["man"] * 29)
    found = raised(make_release(tmp_path, cases), ["gender"])
    assert found["small_n"].text.startswith("Figures that rest on fewer than 30 cases: 1 of 2.")


@pytest.mark.parametrize(("known", "warned"), [(40, True), (50, False)])
def test_much_missing(tmp_path, known, warned):
    cases = make_cases(gender=["woman"] * known + [UNKNOWN] * (100 - known))
    found = raised(make_release(tmp_path, cases), ["gender"])
    assert ("high_missing" in found) == warned
    if warned:
        assert "60\u00a0%" in found["high_missing"].text


def test_one_contributor(tmp_path):
    cases = make_cases(contributor=["North"] * 90 + ["South"] * 10, gender=["woman"] * 50 + ["man"] * 50)
    release = make_release(tmp_path, cases)
    assert "North" in raised(release, ["gender"])["one_contributor"].text
    assert "one_contributor" not in raised(release, ["contributor"])
    assert "one_contributor" not in raised(release, [], ["contributor=North"])
    assert "one_contributor" not in raised(release, [], ["gender=man"])  # 40 of 50: 80 %, not above it


def test_one_contributor_when_the_column_is_not_published(tmp_path):
    cases = make_cases(gender=["woman"] * 40)
    parts = (Contribution("North", 90, 90, 0), Contribution("South", 10, 10, 0))
    assert "North" in raised(make_release(tmp_path, cases, contributions=parts), ["gender"])["one_contributor"].text


def test_one_country_unless_it_was_asked_for(tmp_path):
    cases = make_cases(
        citizenship=["PHL"] * 90 + ["NAM"] * 10, country_of_exploitation=["MYS", "USA"] * 50, gender=["woman"] * 100
    )
    release = make_release(tmp_path, cases)
    assert "Philippines" in raised(release, ["gender"])["one_country"].text
    assert "one_country" not in raised(release, ["citizenship"])
    assert "one_country" not in raised(release, ["gender"], ["citizenship=PHL"])


def test_a_proxy_says_what_it_stands_for(tmp_path):
    release = make_release(tmp_path, make_cases(country_of_exploitation=["MYS", "USA"] * 50))
    assert "first assisted" in raised(release, ["country_of_exploitation"])["proxy"].text
    assert "proxy" in raised(release, [], ["country_of_exploitation=MYS"])
    assert "proxy" not in raised(release)


def test_codes_that_were_not_confirmed(tmp_path):
    made = make_release(tmp_path, make_cases(means_of_control=[["threats"]] * 40, gender=["woman"] * 40))
    path = made.path / "codebook.json"
    codebook = json.loads(path.read_bytes())
    codes = codebook["lists"]["means-of-control"]["codes"]
    next(code for code in codes if code["code"] == "threats")["verified"] = False
    path.write_text(json.dumps(codebook), encoding="utf-8")
    release = open_release(made.path, check=False)
    assert "Means of control" in raised(release, ["means_of_control"])["unverified"].text
    assert "unverified" in raised(release, [], ["means_of_control=threats"])
    assert "unverified" not in raised(release, [], ["means_of_control=other"])
    assert "unverified" not in raised(release, ["gender"])


def test_invented_cases(tmp_path):
    release = make_release(tmp_path, make_cases(gender=["woman"] * 40), demonstration=True)
    assert raised(release)["demonstration"].say("fr").startswith("Ces cas sont inventés")
    assert raised(release)["demonstration"].say("ru").startswith("Эти случаи вымышлены")
    assert raised(release)["demonstration"].say("de").startswith("These cases are invented")


def test_every_sentence_is_there_in_every_language_and_fills_in_the_same():
    for sentences in (*_sentences().values(), *_cell_sentences().values()):
        assert set(sentences) == set(LANGUAGES)
        assert len({frozenset(re.findall(r"\{\w+\}", text)) for text in sentences.values()}) == 1, sentences["en"]
