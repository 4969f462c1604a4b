"""Downloads: verified, whole or not there, and refused when anything is other than it was signed."""

import json
import shutil

import pytest
from tests.release.invented import make_cases, make_release

import palermo
from palermo.client import HubError
from palermo.errors import InputError, ReleaseError
from palermo.release import open_release


@pytest.fixture(scope="module")
def fingerprint(published):
    return open_release(published / "2026-test").manifest.key.fingerprint


def files_of(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_release_arrives_as_it_was_published(hub, published, tmp_path, fingerprint):
    path = hub.download("2026-test", to=tmp_path, fingerprint=fingerprint, quiet=True)
    assert path == tmp_path / "2026-test"
    assert files_of(path) == files_of(published / "2026-test")
    assert [each.name for each in tmp_path.iterdir()] == ["2026-test"]
    assert open_release(path).id == "2026-test"


def test_the_newest_is_taken_when_none_is_named_and_folders_are_made(hub, tmp_path):
    assert hub.download(to=tmp_path / "a" / "b", quiet=True).name == "2026-test"


def test_a_fingerprint_may_be_written_as_people_write_them(hub, tmp_path, fingerprint):
    written = ":".join(fingerprint[place : place + 2] for place in range(0, len(fingerprint), 2)).upper()
    assert hub.download(to=tmp_path, fingerprint=f" {written} ", quiet=True).is_dir()


def test_another_key_is_refused_before_anything_is_there(hub, tmp_path):
    with pytest.raises(HubError) as caught:
        hub.download(to=tmp_path, fingerprint="0" * 64, quiet=True)
    assert caught.value.key == "hub.other_key"
    assert not (tmp_path / "2026-test").exists()


def test_what_is_there_already_is_checked_and_not_taken_again(hub, tmp_path, through):
    path = hub.download(to=tmp_path, quiet=True)
    asked = []
    quiet = palermo.connect(through(lambda path, body: asked.append(path) or body))
    assert quiet.download("2026-test", to=tmp_path, quiet=True) == path
    assert not [each for each in asked if each.startswith("/releases/")]
    with pytest.raises(HubError):
        quiet.download("2026-test", to=tmp_path, fingerprint="0" * 64, quiet=True)


def test_something_else_in_its_place_is_not_touched(hub, tmp_path):
    (tmp_path / "2026-test").mkdir()
    (tmp_path / "2026-test" / "mine.txt").write_text("mine")
    with pytest.raises(InputError):
        hub.download(to=tmp_path, quiet=True)
    assert files_of(tmp_path / "2026-test") == {"mine.txt": b"mine"}


@pytest.mark.parametrize("name", ["cases.csv", "cases.parquet", "report.html", "codebook.json"])
def test_a_file_that_was_changed_on_the_way_is_refused(through, tmp_path, name):
    def instead(path, body):
        return body[:-1] + bytes([body[-1] ^ 1]) if path.endswith(name) else body

    with pytest.raises(ReleaseError, match=name):
        palermo.connect(through(instead)).download("2026-test", to=tmp_path, quiet=True)
    assert list(tmp_path.iterdir()) == []


def test_a_file_without_end_is_not_read_to_its_end(through, tmp_path):
    def instead(path, body):
        return body + b"x" * 1_000_000 if path.endswith("cases.csv") else body

    with pytest.raises(ReleaseError, match="longer than"):
        palermo.connect(through(instead)).download("2026-test", to=tmp_path, quiet=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "change",
    [
        {"rows": 7},
        {"id": "2026-other"},
        {"signature": "AAAA"},
        {"files": []},
    ],
)
def test_a_manifest_that_was_changed_is_refused(through, tmp_path, change):
    def instead(path, body):
        return json.dumps({**json.loads(body), **change}).encode() if path.endswith("manifest.json") else body

    with pytest.raises(ReleaseError):
        palermo.connect(through(instead)).download("2026-test", to=tmp_path, quiet=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../evil", "/etc/passwd", ".hidden", "a/b"])
def test_no_file_is_written_by_a_path(through, tmp_path, name):
    def instead(path, body):
        if not path.endswith("manifest.json"):
            return body
        manifest = json.loads(body)
        manifest["files"][0]["name"] = name
        return json.dumps(manifest).encode()

    with pytest.raises(ReleaseError):
        palermo.connect(through(instead)).download("2026-test", to=tmp_path / "in", quiet=True)
    assert [each.name for each in tmp_path.rglob("*") if each.is_file()] == []


@pytest.mark.parametrize("id", ["../evil", "/etc", ".", "a/b"])
def test_no_release_is_named_by_a_path(hub, tmp_path, id):
    with pytest.raises(HubError):
        hub.download(id, to=tmp_path, quiet=True)


def test_a_release_by_a_stranger_in_the_same_name_is_refused(serve, tmp_path, fingerprint, monkeypatch):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from tests.release import invented

    monkeypatch.setattr(invented, "KEY", Ed25519PrivateKey.generate())
    make_release(tmp_path / "stranger", make_cases(gender=["woman"] * 3), id="2026-test")
    files = files_of(tmp_path / "stranger" / "2026-test")
    listed = json.dumps({"current": None, "releases": []}).encode()
    address = serve(lambda path, headers: (200, {}, files.get(path.split("/")[-1], listed)))
    client = palermo.connect(address)
    assert client.download("2026-test", to=tmp_path / "unasked", quiet=True).is_dir()  # it is whole, but whose is it?
    with pytest.raises(HubError) as caught:
        client.download("2026-test", to=tmp_path / "asked", fingerprint=fingerprint, quiet=True)
    assert caught.value.key == "hub.other_key"


def test_an_interrupted_download_goes_on_where_it_was(through, tmp_path):
    seen, is_broken = [], [True]

    def instead(path, body):
        if path.startswith("/releases/"):
            seen.append(path.rsplit("/", 1)[1])
        if is_broken[0] and path.endswith("counts.parquet"):
            raise ConnectionError
        return body

    client = palermo.connect(through(instead), tries=1)
    with pytest.raises(HubError):
        client.download("2026-test", to=tmp_path, quiet=True)
    assert not (tmp_path / "2026-test").exists()
    before, is_broken[0] = set(seen) - {"manifest.json", "counts.parquet"}, False
    assert before
    seen.clear()
    assert client.download("2026-test", to=tmp_path, quiet=True).is_dir()
    assert not before & set(seen)
    assert [each.name for each in tmp_path.iterdir()] == ["2026-test"]


def test_where_nothing_can_be_written_it_says_so(hub, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="another folder"):
        hub.download(to=tmp_path / "file", quiet=True)


def test_there_is_no_such_release(hub, tmp_path):
    with pytest.raises(HubError) as caught:
        hub.download("2020-nothing", to=tmp_path, quiet=True)
    assert caught.value.http_status == 404
    shutil.rmtree(tmp_path)


def test_progress_is_told_up_to_the_last_byte(hub, tmp_path):
    from palermo.client._download import download

    told = []
    download(hub._transport, "2026-test", tmp_path, fingerprint="", told=lambda *each: told.append(each))
    assert told[-1][1] == told[-1][2] > 0
    assert [done for _name, done, _all in told] == sorted(done for _name, done, _all in told)
