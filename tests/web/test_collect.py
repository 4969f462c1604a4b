"""Static files are collected once for a build, whole or not at all."""

from palermo.web.config import collect
from palermo.web.config.build import build_id


def test_they_are_collected_once(tmp_path, monkeypatch):
    folder = collect.collected(tmp_path)
    assert folder.name == f"static-hub-{build_id()[:16]}"
    assert (folder / "staticfiles.json").is_file()
    assert list((folder / "ui").glob("base.*.css.br"))
    monkeypatch.setattr(collect, "_collect", lambda into, wing: (_ for _ in ()).throw(AssertionError("again")))
    assert collect.collected(tmp_path) == folder
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]


def test_where_another_hub_was_faster_its_folder_is_taken(tmp_path, monkeypatch):
    def faster(into, wing):
        (into / "ours").touch()
        other = tmp_path / f"static-hub-{build_id()[:16]}"
        other.mkdir()
        (other / "theirs").touch()
        return into

    monkeypatch.setattr(collect, "_collect", faster)
    folder = collect.collected(tmp_path)
    assert [path.name for path in folder.iterdir()] == ["theirs"]
    assert list(tmp_path.glob(".static-*")) == []


def test_where_nothing_can_be_kept_a_temporary_folder_serves(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setattr(collect, "_collect", lambda into, wing: into)
    assert collect.collected(tmp_path / "file" / "below").is_dir()


def test_the_cache_is_where_this_systems_caches_are(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert collect.cache_folder() == tmp_path / "palermo"
