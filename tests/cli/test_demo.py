"""`palermo demo`."""

import inspect
import json

import pytest

from palermo.cli import demo, main
from palermo.demo._make import CASES, FEWEST_CASES, MOST_CASES, SEED


def test_it_says_what_was_made_and_what_to_do_next(tmp_path, capsys):
    assert main(["demo", "make", str(tmp_path / "first"), "--cases", "300"]) == 0
    shown = capsys.readouterr().out
    for name in ("harbour-house.xlsx", "passerelle.csv", "northern-line.json"):
        assert name in shown
        assert (tmp_path / "first" / name).is_file()
    assert "palermo publish" in shown


def test_as_json_it_prints_the_truth(tmp_path, capsys):
    assert main(["demo", "make", str(tmp_path / "first"), "--cases", "300", "--seed", "9", "--json"]) == 0
    truth = json.loads(capsys.readouterr().out)
    assert (truth["seed"], truth["cases"]) == (9, 300)
    assert truth == json.loads((tmp_path / "first" / "truth.json").read_text(encoding="utf-8"))


def test_a_folder_with_something_in_it_is_refused(tmp_path, capsys):
    (tmp_path / "mine.txt").touch()
    assert main(["demo", "make", str(tmp_path)]) == 60
    shown = capsys.readouterr()
    assert str(tmp_path) in shown.err
    assert "Traceback" not in shown.err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("options", [["--cases", "299"], ["--cases", "1000001"], ["--seed", "-1"], ["--cases", "many"]])
def test_numbers_out_of_bounds_are_a_usage_error(tmp_path, capsys, options):
    assert main(["demo", "make", str(tmp_path / "first"), *options]) == 2
    assert options[0] in capsys.readouterr().err
    assert not (tmp_path / "first").exists()


def test_the_options_have_the_bounds_of_the_room():
    options = {name: given.default for name, given in inspect.signature(demo.make).parameters.items()}
    assert (options["cases"].default, options["cases"].min, options["cases"].max) == (CASES, FEWEST_CASES, MOST_CASES)
    assert (options["seed"].default, options["seed"].min) == (SEED, 0)
