"""What is left away before counting, because it does not match, changes nothing of an answer."""

import random

import pytest
from tests.release.invented import make_cases, make_release

from palermo.cases import Missing
from palermo.tabulate import _scope, answer, parse_question

VALUES = {
    "contributor": ["North", "South"],
    "year_of_registration": [2014, 2015, 2016],
    "gender": ["woman", "woman", "man", "trans_or_non_conforming", "trans_woman"],
    "citizenship": ["PHL", "PHL", "PHL", "PHL", "PHL", "NAM", "FRA"],
    "means_of_control": [["threats", "debt_bondage"], ["threats"], ["debt_bondage_or_earnings"], []],
    "forms_of_exploitation": [["labour.A"], ["labour", "sexual.pornography"], ["sexual"]],
}
WHERE = [
    ["gender=trans_woman"],
    ["gender!=woman|man"],
    ["citizenship=NAM|FRA", "year_of_registration>=2015"],
    ["not citizenship=PHL"],
    ["means_of_control=debt_bondage", "gender=man"],
    ["citizenship=?suppressed or year_of_registration=2014"],
    ["forms_of_exploitation=sexual.pornography", "citizenship=FRA"],
    ["citizenship=ISL"],
]
PAIR = ["year_of_registration", "citizenship"]
ASKED = [
    ([], {}),
    (["gender"], {}),
    (["forms_of_exploitation"], {}),
    (["gender", "means_of_control"], {}),
    (["gender", "means_of_control"], {"within": True}),
    (PAIR, {"within": True}),
    (PAIR, {"top": 1}),
    (PAIR, {"change": "previous"}),
]


@pytest.fixture(scope="module", params=[False, True], ids=["whole", "some values withheld"])
def release(request, tmp_path_factory):
    dice = random.Random(4)  # noqa: S311

    def value(name):
        untold = [Missing.UNKNOWN, *([Missing.SUPPRESSED] if request.param else [])]
        return dice.choice(untold) if dice.random() < 0.1 and name != "contributor" else dice.choice(VALUES[name])

    cases = make_cases(**{name: [value(name) for _ in range(150)] for name in VALUES})
    return make_release(tmp_path_factory.mktemp("release"), cases, parameters={"k": 3, "length": 2})


@pytest.mark.parametrize("where", WHERE, ids=" and ".join)
@pytest.mark.parametrize(("by", "options"), ASKED, ids=str)
def test_an_answer_is_the_same_where_cases_that_do_not_match_are_left_away(release, monkeypatch, by, where, options):
    question = parse_question(by, where, **options)
    monkeypatch.setattr(_scope, "FEW", 0)  # nobody is too many
    among_few = answer(release, question)
    monkeypatch.setattr(_scope, "FEW", 10**9)  # a single one is
    among_all = answer(release, question)
    assert among_few.to_dict() == among_all.to_dict()
