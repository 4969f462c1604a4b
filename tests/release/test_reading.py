"""A release as it is read: what was signed, or nothing."""

import json
import shutil
from datetime import date

import pytest
from tests.release.invented import make_cases, make_release

from palermo import release as room
from palermo.cases import Missing
from palermo.errors import ReleaseError
from palermo.release import list_releases, open_release


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    cases = make_cases(
        contributor=["Harbour House", "Maison du Port", "Harbour House"],
        year_of_registration=[2019, 2020, Missing.SUPPRESSED],
        gender=["woman", "trans_woman", Missing.REFUSED],
        age_band=["9-17", Missing.UNKNOWN, "48+"],
        means_of_control=[["threats", "debt_bondage"], [], Missing.NOT_ASKED],
    )
    return make_release(tmp_path_factory.mktemp("releases"), cases), cases


def test_front_door_is_pinned():
    assert {"MANIFEST", "REPORT", "Manifest", "Release", "list_releases", "open_release"} <= set(room.__all__)


def test_the_read_side_loads_nothing_that_handles_records():
    import subprocess
    import sys

    code = (
        "import sys, palermo.release, palermo.tabulate;"
        "print([m for m in sys.modules if m.startswith(('palermo.harmonise', 'palermo.link', 'palermo.protect',"
        " 'palermo.release.publishing', 'palermo.release.checking'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_cases_come_back_as_they_were(published):
    release, cases = published
    found = open_release(release.path).cases()
    assert found.columns == cases.columns
    for name in cases.data.column_names:
        assert found.data.column(name).to_pylist() == cases.data.column(name).to_pylist(), name


def test_the_manifest_says_what_was_published(published):
    manifest = published[0].manifest
    assert (manifest.id, manifest.rows, manifest.k, manifest.length) == ("2026-test", 3, 1, 2)
    assert manifest.title("fr") == "Cas inventés"
    assert manifest.about.date == date(2026, 11, 24)
    assert manifest.software.startswith("palermo ")
    assert manifest.about.privacy.spent is None
    assert "no privacy budget" in manifest.about.privacy.note
    assert [part.rows_in for part in manifest.about.contributions] == [10, 10]
    assert set(manifest.lists) == {"gender", "age-band", "means-of-control"}
    assert manifest.changes is None
    assert not manifest.is_reviewed
    assert any("random sample" in limit["en"] for limit in manifest.limits)
    assert open_release(published[0].path).manifest == manifest


def test_every_file_but_the_manifest_is_in_the_manifest(published):
    release = published[0]
    assert {path.name for path in release.path.iterdir()} == {
        "manifest.json",
        *(entry.name for entry in release.manifest.files),
    }
    assert {"cases.parquet", "cases.csv", "counts.parquet", "codebook.json", "codebook.csv", "report.html"} <= {
        entry.name for entry in release.manifest.files
    }


def test_the_codebook_holds_every_column_code_and_label(published):
    release = published[0]
    codebook = release.codebook()
    assert [column["name"] for column in codebook["columns"]] == [column.name for column in release.columns]
    assert codebook["columns"][0]["codes"] == ["Harbour House", "Maison du Port"]
    genders = {code["code"]: code for code in codebook["lists"]["gender"]["codes"]}
    assert genders["trans_woman"]["parent"] == "trans_or_non_conforming"
    assert {"en", "fr"} <= set(genders["woman"]["label"])
    assert {kind["code"] for kind in codebook["missing"]} == set(Missing)
    assert release.codes("gender").label("woman", "fr") == "Femme"
    assert release.codes("contributor").label("Harbour House", "ar") == "Harbour House"
    assert release.codes("year_of_registration") is None


@pytest.mark.parametrize("check", [True, False])
def test_there_is_no_release_where_there_is_no_manifest(tmp_path, check):
    with pytest.raises(ReleaseError) as error:
        open_release(tmp_path, check=check)
    assert (error.value.key, error.value.exit_code, error.value.http_status) == ("release.not_found", 65, 404)


def test_a_flipped_byte_anywhere_is_found(published, tmp_path):
    """Ten bytes spread over every file, and every byte of the manifest's head and tail."""
    folder = tmp_path / "copy" / "2026-test"
    shutil.copytree(published[0].path, folder)
    for path in sorted(folder.iterdir()):
        data = path.read_bytes()
        places = {len(data) * step // 10 for step in range(10)} | {len(data) - 1}
        if path.name == "manifest.json":
            places |= set(range(40)) | set(range(len(data) - 100, len(data)))
        for place in places:
            path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
            with pytest.raises(ReleaseError) as error:
                open_release(folder)
            assert error.value.key in ("release.tampered", "release.manifest_malformed"), (path.name, place)
        path.write_bytes(data)
    open_release(folder)


def _changed(folder, change):
    path = folder / "manifest.json"
    document = json.loads(path.read_bytes())
    change(document)
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


@pytest.mark.parametrize(
    "change",
    [
        lambda manifest: manifest.pop("columns"),
        lambda manifest: manifest.update(surprise=1),
        lambda manifest: manifest.update(format="99"),
        lambda manifest: manifest.update(date="soon"),
        lambda manifest: manifest.update(files=7),
        lambda manifest: manifest.update(columns=["gender"]),
        lambda manifest: manifest["files"][0].update(name="../cases.parquet"),
        lambda manifest: manifest["files"][0].update(name="/etc/passwd"),
        lambda manifest: manifest.update(id=".."),
    ],
)
@pytest.mark.parametrize("check", [True, False])
def test_a_manifest_of_another_shape_is_refused(published, tmp_path, change, check):
    folder = tmp_path / "copy" / "2026-test"
    shutil.copytree(published[0].path, folder)
    _changed(folder, change)
    with pytest.raises(ReleaseError) as error:
        open_release(folder, check=check)
    assert error.value.key == "release.manifest_malformed"
    assert len(str(error.value)) < 600


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"a": NaN}'])
def test_a_manifest_that_is_no_json_object_is_refused(published, tmp_path, data):
    folder = tmp_path / "copy" / "2026-test"
    shutil.copytree(published[0].path, folder)
    (folder / "manifest.json").write_bytes(data)
    with pytest.raises(ReleaseError) as error:
        open_release(folder)
    assert error.value.key == "release.manifest_malformed"


def test_a_manifest_changed_with_care_fails_at_the_signature(published, tmp_path):
    folder = tmp_path / "copy" / "2026-test"
    shutil.copytree(published[0].path, folder)
    _changed(folder, lambda manifest: manifest.update(publisher="Somebody else"))
    with pytest.raises(ReleaseError) as error:
        open_release(folder)
    assert error.value.key == "release.tampered"
    assert "signature" in error.value.fault


def test_a_file_that_was_damaged_after_opening_is_told_without_its_content(published, tmp_path):
    folder = tmp_path / "copy" / "2026-test"
    shutil.copytree(published[0].path, folder)
    release = open_release(folder)
    (folder / "cases.parquet").write_bytes(b"Maria")
    with pytest.raises(ReleaseError) as error:
        release.cases()
    assert "Maria" not in str(error.value)


def test_a_link_in_place_of_a_file_is_refused(published, tmp_path):
    folder = tmp_path / "copy" / "2026-test"
    shutil.copytree(published[0].path, folder)
    (folder / "cases.parquet").unlink()
    (folder / "cases.parquet").symlink_to(published[0].path / "cases.parquet")
    with pytest.raises(ReleaseError):
        open_release(folder)


def test_releases_are_listed_newest_first_without_leftovers(tmp_path):
    cases = make_cases(gender=["woman"])
    for name, day in (("a", 1), ("c", 3), ("b", 3)):
        make_release(tmp_path, cases, id=name, date=date(2026, 1, day))
    (tmp_path / ".d.partial-0123").mkdir()
    shutil.copytree(tmp_path / "a", tmp_path / ".e.partial-0123", dirs_exist_ok=True)
    (tmp_path / "notes").mkdir()
    (tmp_path / "README.md").write_text("Ours.", encoding="utf-8")
    assert [release.id for release in list_releases(tmp_path)] == ["c", "b", "a"]
    assert list_releases(tmp_path / "nowhere") == ()


def test_a_release_that_cannot_be_trusted_is_told_and_left_out(tmp_path):
    cases = make_cases(gender=["woman"])
    make_release(tmp_path, cases, id="good")
    (make_release(tmp_path, cases, id="bad").path / "cases.parquet").write_bytes(b"")
    with pytest.raises(ReleaseError):
        list_releases(tmp_path)
    told = []
    assert [each.id for each in list_releases(tmp_path, refused=lambda path, error: told.append(path.name))] == ["good"]
    assert told == ["bad"]


def test_what_was_not_translated_when_a_release_was_made_is_said_as_it_is_said_today(published, tmp_path):
    """An older release lacks languages; a word that it used otherwise keeps the language that it has."""
    folder = shutil.copytree(published[0].path, tmp_path / "2026-test")
    for name in ("manifest.json", "codebook.json"):
        document = json.loads((folder / name).read_text("utf-8"))
        texts = [*document.get("limits", ()), *(each["label"] for each in document["columns"])]
        texts += [kind["label"] for kind in document.get("missing", ())]
        if name == "codebook.json":
            texts += [code["label"] for code in document["lists"]["gender"]["codes"]]
        for text in texts:
            for language in ("es", "ar", "ru", "zh"):
                text.pop(language, None)
        for column in document["columns"]:
            if column["name"] == "age_band":
                column["label"]["en"] = "Age when first met"
        (folder / name).write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", "utf-8")
    old = open_release(folder, check=False)
    labels = {column.name: column.label for column in old.columns}
    assert labels["gender"]["ar"] == "النوع الاجتماعي"
    assert labels["age_band"].keys() == {"en", "fr"}
    assert all(limit.get("ru") for limit in old.limits)
    assert old.codes("gender").label("woman", "ru") == "Женщина"
    assert {kind.code: kind.label.get("zh") for kind in old.missing}["not_asked"] == "未询问"
    assert json.loads((folder / "codebook.json").read_text("utf-8")) == old.codebook(), "its own file says it as it is"
