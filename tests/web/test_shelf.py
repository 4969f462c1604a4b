"""The shelf: what it shows was verified, what is new appears, what was changed goes."""

import logging
import shutil
from datetime import date

import pytest
from tests.release.invented import make_cases, make_release

from palermo.errors import ReleaseError
from palermo.web.hub.releases import Shelf


@pytest.fixture
def folder(tmp_path):
    make_release(tmp_path, make_cases(gender=["woman"] * 3), id="one", date=date(2026, 1, 1))
    return tmp_path


def names(shelf):
    return [release.id for release in shelf.look().releases]


def test_the_newest_release_is_the_current_one(folder):
    make_release(folder, make_cases(gender=["man"] * 3), id="two", date=date(2026, 2, 1))
    shelf = Shelf(folder, seconds=0)
    assert names(shelf) == ["two", "one"]
    assert shelf.current().id == "two"
    assert shelf.named("one").id == "one"


def test_a_new_release_appears_and_an_open_one_stays_the_same_object(folder):
    shelf = Shelf(folder, seconds=0)
    before = shelf.current()
    make_release(folder, make_cases(gender=["man"] * 3), id="two", date=date(2026, 2, 1))
    assert names(shelf) == ["two", "one"]
    assert shelf.named("one") is before


def test_nothing_is_looked_at_again_before_its_time(folder):
    shelf = Shelf(folder, seconds=3600)
    assert names(shelf) == ["one"]
    make_release(folder, make_cases(gender=["man"] * 3), id="two", date=date(2026, 2, 1))
    assert names(shelf) == ["one"]


def test_a_file_that_is_changed_while_the_hub_runs_takes_its_release_away(folder, caplog):
    shelf = Shelf(folder, seconds=0)
    assert names(shelf) == ["one"]
    path = folder / "one" / "cases.csv"
    good = path.read_bytes()
    path.write_bytes(good.replace(b"woman", b"other"))
    with caplog.at_level(logging.ERROR):
        assert names(shelf) == []
        assert names(shelf) == []
    assert len([record for record in caplog.records if "one is not shown" in record.message]) == 1, "told once"
    with pytest.raises(ReleaseError) as error:
        shelf.current()
    assert error.value.key == "hub.none_trusted"
    path.write_bytes(good)
    assert names(shelf) == ["one"]


def test_readers_do_not_wait_while_a_new_release_is_verified(folder, monkeypatch):
    import threading

    from palermo.web.hub import releases

    shelf = Shelf(folder, seconds=0)
    assert names(shelf) == ["one"]
    verifying, go_on = threading.Event(), threading.Event()
    open_release = releases.open_release

    def slow(path):
        verifying.set()
        assert go_on.wait(10)
        return open_release(path)

    monkeypatch.setattr(releases, "open_release", slow)
    make_release(folder, make_cases(gender=["man"] * 3), id="two", date=date(2026, 2, 1))
    first = threading.Thread(target=shelf.look)
    first.start()
    assert verifying.wait(10)
    assert names(shelf) == ["one"], "another reader is answered meanwhile"
    go_on.set()
    first.join(10)
    assert names(shelf) == ["two", "one"]


def test_one_bad_release_does_not_hide_the_good_ones(folder):
    make_release(folder, make_cases(gender=["man"] * 3), id="two", date=date(2026, 2, 1))
    (folder / "two" / "counts.parquet").write_bytes(b"")
    shelf = Shelf(folder, seconds=0)
    assert names(shelf) == ["one"]
    assert shelf.look().refused == ("two",)


def test_what_is_no_release_is_passed_by(folder):
    (folder / "notes").mkdir()
    (folder / "README").write_text("Ours.", encoding="utf-8")
    shutil.copytree(folder / "one", folder / ".two.partial-0123")
    assert names(Shelf(folder, seconds=0)) == ["one"]


def test_there_may_be_none(tmp_path):
    shelf = Shelf(tmp_path / "nowhere", seconds=0)
    assert names(shelf) == []
    with pytest.raises(ReleaseError) as error:
        shelf.current()
    assert error.value.key == "hub.no_release"


def test_the_state_changes_with_what_is_shown_and_with_nothing_else(folder):
    shelf = Shelf(folder, seconds=0)
    before = shelf.look().state
    assert Shelf(folder, seconds=0).look().state == before
    make_release(folder, make_cases(gender=["man"] * 3), id="two", date=date(2026, 2, 1))
    assert shelf.look().state != before
    shutil.rmtree(folder / "two")
    assert shelf.look().state == before
