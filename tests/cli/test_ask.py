"""`palermo ask`."""

import json
import shlex

import pytest
from tests.web.invented import make_some_release

from palermo.cli import main


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    """The invented release of the hub's tests."""
    return make_some_release(tmp_path_factory.mktemp("releases"))


def run(capsys, *words):
    code = main(["ask", *map(str, words)])
    return code, capsys.readouterr()


def test_the_question_that_was_understood_stands_before_the_answer(release, capsys):
    code, said = run(capsys, release.path, "forced labour among women from the Philippines since 2016")
    assert code == 0
    shown = " ".join(said.out.split())
    assert "forms_of_exploitation=labour" in shown
    assert "citizenship=PHL" in shown
    assert "year_of_registration>=2016" in shown
    assert "Forced labour" in shown
    assert "before suppression" in shown


def test_the_same_command_is_told_and_gives_the_same_answer(release, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "400")
    _code, said = run(capsys, release.path, "women or children in France by year")
    line = next(line for line in said.out.splitlines() if "palermo tabulate" in line)
    words = shlex.split(line.partition("palermo tabulate ")[2])
    assert main(["tabulate", *words, "--json"]) == 0
    direct = json.loads(capsys.readouterr().out)
    _code, said = run(capsys, release.path, "women or children in France by year", "--json")
    assert json.loads(said.out)["answer"] == direct


def test_what_was_not_understood_is_said(release, capsys):
    code, said = run(capsys, release.path, "women from Nepal frobnicated")
    assert code == 0
    assert "Not understood: frobnicated" in said.out


def test_what_could_mean_two_things_is_said(release, capsys):
    _code, said = run(capsys, release.path, "women Ukraine")
    assert "country_of_exploitation=UKR" in " ".join(said.out.split())


def test_a_misspelt_word_is_put_right(release, capsys):
    _code, said = run(capsys, release.path, "wimen from Nepal")
    assert "Did you mean: women from Nepal" in said.out


def test_words_that_are_no_question_have_an_exit_code_of_their_own(release, capsys):
    code, said = run(capsys, release.path, "xyzzy")
    assert code == 83
    assert "no question" in said.err
    assert "Traceback" not in said.err


def test_json_tells_every_word_and_the_answer(release, capsys):
    code, said = run(capsys, release.path, "combien de femmes de France", "--language", "fr", "--json")
    assert code == 0
    document = json.loads(said.out)
    assert document["understood"]["language"] == "fr"
    assert document["understood"]["question"]["where"] == ["gender=woman", "citizenship=FRA"]
    assert document["understood"]["is_sure"] is True
    assert document["answer"]["language"] == "fr"
    assert (
        "".join(part["text"] for part in document["understood"]["parts"]).replace(" ", "") == "combiendefemmesdeFrance"
    )


def test_json_of_no_question_has_no_answer(release, capsys):
    code, said = run(capsys, release.path, "xyzzy", "--json")
    assert code == 0
    document = json.loads(said.out)
    assert document["answer"] is None
    assert document["understood"]["not_understood"] == ["xyzzy"]


@pytest.mark.parametrize("text", ["نساء من نيبال", "来自尼泊尔的女性", "женщины из Непала", "mujeres de Nepal"])
def test_other_languages_need_no_option(release, capsys, text):
    _code, said = run(capsys, release.path, text, "--json")
    where = json.loads(said.out)["understood"]["question"]["where"]
    assert set(where) == {"gender=woman", "citizenship=NPL"}
