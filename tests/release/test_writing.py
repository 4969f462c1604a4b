"""Written whole or not at all, the same bytes every time."""

import threading
from dataclasses import replace
from datetime import date

import pytest
from tests.release.invented import KEY, about, make_cases, make_release, said

from palermo.cases import CaseTable, Missing, appearing
from palermo.cases._folder import partial_prefix
from palermo.errors import ReleaseError
from palermo.release import Review, list_releases, open_release
from palermo.release._changes import compare
from palermo.release._write import taken, write_release


@pytest.fixture
def cases():
    return make_cases(
        contributor=["North", "South", "North"],
        year_of_registration=[2019, 2020, Missing.SUPPRESSED],
        gender=["woman", "man", Missing.UNKNOWN],
        means_of_control=[["threats"], [], Missing.UNKNOWN],
    )


def _bytes(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_inputs_give_the_same_bytes(tmp_path, cases):
    first = make_release(tmp_path / "one", cases)
    second = make_release(tmp_path / "two", cases)
    assert _bytes(first.path) == _bytes(second.path)


def test_a_release_is_never_overwritten(tmp_path, cases):
    before = _bytes(make_release(tmp_path, cases).path)
    with pytest.raises(ReleaseError) as error:
        make_release(tmp_path, make_cases(gender=["man"]))
    assert (error.value.key, error.value.http_status) == ("release.exists", 409)
    assert _bytes(tmp_path / "2026-test") == before
    assert [path.name for path in tmp_path.iterdir()] == ["2026-test"]


@pytest.mark.parametrize("there", ["file", "folder", "link"])
def test_whatever_has_its_name_is_left_alone(tmp_path, cases, there):
    path = tmp_path / "2026-test"
    if there == "file":
        path.write_text("mine", encoding="utf-8")
    elif there == "folder":
        path.mkdir()
    else:
        path.symlink_to(tmp_path / "nowhere")
    with pytest.raises(ReleaseError):
        make_release(tmp_path, cases)
    assert [entry.name for entry in tmp_path.iterdir()] == ["2026-test"]


def test_nothing_is_left_when_the_last_look_fails(tmp_path, cases):
    seen = []

    def refuse(folder, manifest):
        seen.append((folder / "cases.parquet").exists())
        assert list_releases(tmp_path) == ()  # what is being written is not visible
        raise ReleaseError("release.unsafe", place=manifest.id, reason="it is not.")

    with pytest.raises(ReleaseError):
        write_release(tmp_path, cases=cases, about=about(), key=KEY, check=refuse)
    assert seen == [True]
    assert list(tmp_path.iterdir()) == []


def test_what_a_crash_left_is_cleaned_by_the_next(tmp_path, cases):
    leftover = tmp_path / (partial_prefix("2026-test") + "0123")
    leftover.mkdir()
    (leftover / "cases.parquet").write_bytes(b"half")
    other = tmp_path / (partial_prefix("2027") + "0123")
    other.mkdir()
    make_release(tmp_path, cases)
    assert not leftover.exists()
    assert other.exists()


def test_what_is_being_written_elsewhere_is_not_cleaned_away(tmp_path):
    with appearing(tmp_path, "x", taken=taken) as first:
        (first / "file").write_text("1", encoding="utf-8")
        with appearing(tmp_path, "x", taken=taken) as second:
            assert first.exists()
            (second / "file").write_text("2", encoding="utf-8")
        (first / "file").unlink()
        (tmp_path / "x" / "file").rename(tmp_path / "moved")
        (tmp_path / "moved").rename(tmp_path / "x" / "file")
        (tmp_path / "x").rename(tmp_path / "taken")
    assert (tmp_path / "taken" / "file").read_text(encoding="utf-8") == "2"
    assert (tmp_path / "x").is_dir()


def test_of_two_writers_at_once_one_wins_and_one_is_refused(tmp_path, cases):
    barrier = threading.Barrier(2)
    outcomes = []

    def publish():
        try:
            write_release(
                tmp_path, cases=cases, about=about(), key=KEY, check=lambda folder, manifest: barrier.wait(timeout=30)
            )
            outcomes.append("published")
        except ReleaseError as error:
            outcomes.append(error.key)

    writers = [threading.Thread(target=publish) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(outcomes) == ["published", "release.exists"]
    assert [path.name for path in tmp_path.iterdir()] == ["2026-test"]
    open_release(tmp_path / "2026-test")


def test_an_identifier_never_passes(tmp_path):
    cases = make_cases(case_id=["1", "2"], gender=["man", "man"])
    with pytest.raises(ReleaseError) as error:
        make_release(tmp_path, cases)
    assert error.value.key == "release.unsafe"
    assert "case_id" in error.value.fault
    assert list(tmp_path.iterdir()) == []


def test_free_text_never_passes(tmp_path):
    told = make_cases(contributor=["She said that", "her uncle"])
    column = replace(told.columns[0], name="story")
    data = told.data.rename_columns(["story", "story__missing"])
    with pytest.raises(ReleaseError) as error:
        make_release(tmp_path, CaseTable((column,), data))
    assert "free text" in error.value.fault
    assert "uncle" not in str(error.value)


def test_what_changed_since_the_release_before(tmp_path, cases):
    make_release(tmp_path, cases, id="2025", date=date(2025, 1, 1))
    make_release(tmp_path, cases, id="2027", date=date(2027, 1, 1))
    now = make_release(tmp_path, make_cases(gender=["man"] * 5, age_band=["48+"] * 5), id="2026", date=date(2026, 1, 1))
    change = now.manifest.changes
    assert change is not None
    assert (change.previous, change.rows_before, change.rows_now) == ("2025", 3, 5)
    assert change.columns_added == ("age_band",)
    assert change.columns_removed == ("contributor", "year_of_registration", "means_of_control")
    assert change.columns_changed == ()
    assert open_release(now.path).manifest.changes == change


def test_a_column_of_another_list_has_changed(tmp_path):
    manifest = make_release(tmp_path, make_cases(age_band=["48+"])).manifest
    coarser = replace(manifest, columns=(replace(manifest.columns[0], list="age-band-broad"),), lists={"age-band": "0"})
    change = compare(coarser, manifest)
    assert change.columns_changed == ("age_band",)
    assert change.lists == {"age-band": ("0", manifest.lists["age-band"])}


@pytest.mark.parametrize(
    ("approving", "author", "reviewed"),
    [((), "", False), (("A",), "", False), (("A", "A"), "", False), (("A", "B"), "", True), (("A", "B"), "B", False)],
)
def test_two_people_other_than_the_author_open_the_gate(tmp_path, approving, author, reviewed):
    reviews = tuple(Review(name, date(2026, 11, 20), "approved") for name in approving)
    release = make_release(tmp_path, make_cases(gender=["man"]), reviews=reviews, author=author)
    assert open_release(release.path).manifest.is_reviewed is reviewed
    page = (release.path / "report.html").read_text(encoding="utf-8")
    assert ("Not reviewed by two people" in page) is not reviewed


def test_a_refusal_outweighs_approvals(tmp_path):
    reviews = (
        *(Review(name, date(2026, 11, 20), "approved") for name in "AB"),
        Review("C", date(2026, 11, 20), "refused"),
    )
    assert not make_release(tmp_path, make_cases(gender=["man"]), reviews=reviews).manifest.is_reviewed


def test_the_report_page_says_how_people_are_protected_and_what_to_know(tmp_path, cases):
    release = make_release(tmp_path, cases, demonstration=True)
    page = said(release.path / "report.html")
    for shown in (
        "Every combination of up to 2 attributes",
        "random sample",
        "invented",
        "suppressed",
        "Harbour House",
    ):
        assert shown in page
    assert release.manifest.key.fingerprint in page


def test_the_report_page_explains_hard_words_and_calls_things_as_people_do(tmp_path, cases):
    release = make_release(
        tmp_path, cases, method="k-anonymity", parameters={"k": 5, "length": 2, "years": [2015, 2020]}
    )
    page = said(release.path / "report.html")
    assert "2015–2020" in page
    assert "Words used here" in page
    assert "In fewer cases than" not in page, "a word that is not there is not explained"
    for word in ("combination", "attribute", "signature", "fingerprint"):
        assert word in page.split("Words used here")[1]
