"""`palermo estimate impact` and `palermo estimate power`."""

import json

import pytest
from tests.cli.written import written
from tests.estimate.impact.invented import months, regions, rollout, villages

from palermo.cli import main


def run(*words):
    return main(["estimate", *map(str, words)])


@pytest.fixture
def survey(tmp_path):
    table = villages(5, effect=-0.25, clusters=40, each=10)
    table["likes"] = table.pop("knows")
    return written(tmp_path / "survey.csv", table)


DID = ["--group", "campaign", "--time", "wave", "--after", "1", "--cluster", "village"]


def test_a_harm_is_the_first_line_of_the_terminal_the_page_and_the_file(survey, capsys):
    out, page = survey.with_name("out.json"), survey.with_name("impact.html")
    words = ["impact", survey, "--outcome", "likes", "--label", "likes=attitudes", "--matters", "0.05", *DID]
    assert run(*words, "--report", page, "--json", out) == 0
    shown = capsys.readouterr().out
    assert "Attitudes got worse" in shown[:200]
    told = json.loads(out.read_text(encoding="utf-8"))
    assert told["lead"].startswith("Attitudes got worse")
    assert told["results"][0]["verdict"] == "worse"
    assert len(told["source"]["sha256"]) == 64
    assert "Attitudes got worse" in page.read_text(encoding="utf-8")


def test_the_same_seed_tells_the_same(tmp_path, capsys):
    few = written(tmp_path / "few.csv", villages(clusters=8))
    found = []
    for seed in (1, 1, 2):
        assert run("impact", few, "--outcome", "knows", *DID, "--seed", seed, "--json", "-") == 0
        found.append(json.loads(capsys.readouterr().out)["results"][0])
    assert found[0] == found[1]
    assert found[0]["p"] != found[2]["p"]  # the ends may be those of a method without chance


def test_every_design_runs(tmp_path, capsys):
    series, start = months()
    before = "--design before-after --outcome knows --time wave --after 1"
    rolled = "--design staggered --outcome y --unit unit --time time --first first"
    calls = f"--design series --outcome calls --time month --start {start} --counts --season 12"
    region = "--design synthetic --outcome cases --unit region --time year --treated r00 --start 2012"
    runs = [
        (villages(), before),
        (villages(), "--design groups --outcome knows --group campaign"),
        (rollout(), rolled),
        (series, calls),
        (regions(), region),
    ]
    for table, words in runs:
        path = written(tmp_path / "table.csv", table)
        assert run("impact", path, *words.split(), "--json", "-") == 0, words
        assert json.loads(capsys.readouterr().out)["results"][0]["assumption"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--group", "campaign"], "cannot do without"),
        ([*DID, "--season", "12"], "has no use"),
        ([*DID, "--design", "guess"], "no method of this name"),
        ([*DID, "--label", "likes"], "not an outcome with its words"),
        ([*DID[:-1], "campaign"], "single cluster"),
        ([*DID, "--matters", "0"], "above 0"),
        ([*DID, "--weight", "nowhere"], "no column nowhere"),
    ],
)
def test_what_cannot_be_estimated_is_refused_with_a_remedy(survey, capsys, words, told):
    assert run("impact", survey, "--outcome", "likes", *words) == 99
    shown = capsys.readouterr()
    assert told in " ".join(shown.err.split())
    assert "Traceback" not in shown.err


def test_a_plan_says_what_it_could_see(tmp_path, capsys):
    words = ["--clusters", "20", "--per-cluster", "25", "--baseline", "0.4", "--before", "--effect", "0.1"]
    assert run("power", *words, "--report", tmp_path / "plan.html") == 0
    assert "clusters in each arm are needed" in " ".join(capsys.readouterr().out.split())
    assert run("power", *words, "--json", "-") == 0
    assert 0.5 < json.loads(capsys.readouterr().out)["power"] < 0.6
    assert run("power", "--clusters", "1", "--per-cluster", "5", "--baseline", "0.4") == 99


def test_what_would_matter_is_said_for_each_outcome_and_one_number_for_all_is_doubted(tmp_path, capsys):
    table = villages(5, effect=-0.25, clusters=40, each=10)
    table["mark"] = [3 * each + at % 3 for at, each in enumerate(table["knows"])]
    path = written(tmp_path / "two.csv", table)
    words = ["impact", path, "--outcome", "knows,mark", *DID, "--replicates", "99", "--json", "-"]
    assert run(*words, "--matters", "knows=0.05,mark=0.3") == 0
    shown = capsys.readouterr().out
    assert {each["matters"] for each in json.loads(shown)["results"]} == {0.05, 0.3}
    assert "one_for_all" not in shown
    assert run(*words, "--matters", "0.05") == 0
    assert "one_for_all" in capsys.readouterr().out
    assert run(*words, "--matters", "other=0.05") != 0
    assert run(*words, "--matters", "much") != 0
    assert "knows=0.05" in capsys.readouterr().err
