"""Figures that are kept: as many as there is room for, and no release longer than the shelf has it."""

import gc
import weakref

from tests.release.invented import make_cases, make_release

from palermo.release import open_release
from palermo.tabulate import parse_question
from palermo.web.hub.figures import _ask


def test_an_answer_is_given_again_and_not_made_again(releases_folder, monkeypatch):
    release = open_release(releases_folder / "2026-test")
    first = _ask.ask(release, parse_question(["gender"]))
    monkeypatch.setattr(_ask, "answer", None)
    assert _ask.ask(release, parse_question(["gender"])) is first


def test_the_same_question_to_another_release_is_another_question(tmp_path):
    one = make_release(tmp_path, make_cases(gender=["woman"] * 3), id="one")
    two = make_release(tmp_path, make_cases(gender=["woman"] * 5), id="two")
    assert [_ask.ask(each, parse_question()).total for each in (one, two, one)] == [3, 5, 3]


def test_no_more_are_kept_than_there_is_room_for(releases_folder, monkeypatch):
    release = open_release(releases_folder / "2026-test")
    kept = _ask.Answers(20)
    monkeypatch.setattr(_ask, "_answers", kept)
    for column in release.columns:
        for other in release.columns:
            if column is not other:
                _ask.ask(release, parse_question([column.name, other.name]))
    last = parse_question([release.columns[-1].name, release.columns[-2].name])
    assert kept.cells == len(_ask.ask(release, last).cells) + 1, "the last one is there, however large"
    for number in range(2000, 2040):
        _ask.ask(release, parse_question([], [f"year_of_registration={number}"]))
        _ask.ask(release, parse_question([], [f"year_of_registration={number}"]))
        assert kept.cells <= 20


def test_a_release_that_left_is_forgotten_with_its_tables(tmp_path):
    release = make_release(tmp_path, make_cases(gender=["woman"] * 3), id="gone")
    _ask.ask(release, parse_question(["gender"]))
    gone = weakref.ref(release)
    del release
    gc.collect()
    assert gone() is None
