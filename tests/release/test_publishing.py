"""From contributions to a release, the real way: all of it or nothing, the same every time."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from tests.protect import slow
from tests.release.invented import KEY, make_cases, make_release

from palermo.cases import Missing, write_cases
from palermo.errors import ProtectionError, ReleaseError
from palermo.protect import KAnonymitySettings, published_counts
from palermo.release import About, Contribution, Licence, list_releases, open_release, publishing
from palermo.release._about import guarded
from palermo.release._changes import different_cases
from palermo.release._manifest_json import dump
from palermo.release.checking import verify

SPECIFICATION = """\
id: 2026-test
title: Invented cases
publisher: The Palermo developers
date: 2026-11-24
licence: {name: CC0-1.0}
demonstration: true
contributions:
  - {contributor: North, cases: north.parquet}
  - {contributor: South, cases: south.parquet}
person_key: keys/person.key
protect: {k: 5, length: 3}
sign_with: keys/release.key
"""


def people(size, first, *, country):
    """Invented cases: most of a few kinds, one of a rare country."""
    kinds = [("woman", "PHL", ["threats"]), ("man", "UKR", []), ("woman", country, ["debt_bondage", "other"])]
    rows = [kinds[number % 3] for number in range(size - 1)] + [("woman", "KIR", Missing.UNKNOWN)]
    return make_cases(
        case_id=[f"{country}{number}" for number in range(size)],
        person_key=[f"{first + number:064d}" for number in range(size)],
        year_of_registration=[2015 + number % 2 for number in range(size)],
        gender=[gender for gender, _, _ in rows],
        citizenship=[code for _, code, _ in rows],
        means_of_control=[means for _, _, means in rows],
    )


@pytest.fixture
def folder(tmp_path):
    """A specification and two contributions, three persons of which are in both."""
    write_cases(people(60, 0, country="MDA"), tmp_path / "north.parquet")
    write_cases(people(60, 57, country="MDA"), tmp_path / "south.parquet")
    (tmp_path / "release.yaml").write_text(SPECIFICATION, encoding="utf-8")
    publishing.make_keys(publishing.load_spec(tmp_path / "release.yaml"))
    return tmp_path


@pytest.fixture
def spec(folder):
    return publishing.load_spec(folder / "release.yaml")


def _bytes(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_release_is_made_and_holds(spec, folder):
    told = []
    release = publishing.publish(spec, folder / "out", progress=lambda what, done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1] == (1000, 1000)
    assert verify(release.path).passed
    assert slow.holds(release.cases(), 5, 3)
    manifest = release.manifest
    assert manifest.about.quality == {"rows_in": 120, "accepted": 120, "quarantined": 0, "duplicates_merged": None}
    merging = json.loads((folder / "work" / "merging.json").read_text(encoding="utf-8"))
    assert (merging["cases_in"], merging["cases_out"], merging["persons"], merging["across"]) == (120, 117, 3, 3)
    assert manifest.about.parameters == {"k": 5, "length": 3}
    withheld = manifest.about.utility["cases_withheld"]
    assert (manifest.rows == 117 - withheld) if withheld is not None else (112 < manifest.rows < 117)
    assert {"case_id", "person_key"}.isdisjoint(release.cases().names)
    assert "KIR" not in {code for row in release.counts().to_pylist() for code in row["codes"]}
    assert manifest.about.risk["rare_combinations"] == 0
    assert manifest.about.risk["cases_with_a_rare_combination_before"] is None  # some, and fewer than k


def test_no_file_of_it_holds_what_was_withheld_or_dropped(spec, folder):
    release = publishing.publish(spec, folder / "out")
    for path in release.path.iterdir():
        if path.name.startswith(("codebook", "datapackage")):
            continue  # which name every country there is
        data = path.read_bytes()
        assert b"KIR" not in data, path.name
        assert b"MDA5" not in data, path.name
        assert f"{58:064d}".encode() not in data, path.name


def test_the_same_inputs_give_the_same_bytes(spec, folder):
    one = publishing.publish(spec, folder / "one")
    other = publishing.publish(spec, folder / "two")
    assert _bytes(one.path) == _bytes(other.path)


def test_without_a_person_key_nobody_is_compared(spec, folder):
    release = publishing.publish(replace(spec, person_key=None), folder / "out")
    assert release.manifest.about.quality["duplicates_merged"] == 0


def test_the_whole_key_is_promised_and_checked(folder):
    text = SPECIFICATION.replace(
        "length: 3", "length: 1, quasi_identifiers: [year_of_registration, gender, citizenship]"
    )
    (folder / "release.yaml").write_text(text, encoding="utf-8")
    release = publishing.publish(publishing.load_spec(folder / "release.yaml"), folder / "out")
    names = ("year_of_registration", "gender", "citizenship")
    assert release.manifest.quasi_identifiers == names
    assert verify(release.path).passed
    keys = Counter(
        tuple(f"?{case[name].value}" if isinstance(case[name], Missing) else case[name] for name in names)
        for case in slow.rows(release.cases())
    )
    assert min(keys.values()) >= 5


def test_columns_are_made_coarser_only_where_the_specification_allows(folder):
    for allowed, expected in (("[citizenship]", "un-subregion"), ("[]", "country")):
        text = SPECIFICATION.replace("k: 5, length: 3", f"k: 20, length: 3, most_withheld: 1, coarsen: {allowed}")
        (folder / "release.yaml").write_text(text, encoding="utf-8")
        release = publishing.publish(publishing.load_spec(folder / "release.yaml"), folder / allowed)
        column = next(column for column in release.columns if column.name == "citizenship")
        assert (column.list == "country") is (expected == "country")
        assert verify(release.path).passed


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        ("quasi_identifiers: [agegroup]", "no column 'agegroup'"),
        ("quasi_identifiers: [person_key]", "never published"),
        ("coarsen: [gender, gender]", "twice"),
        ("coarsen: [gender]", "not among the columns"),
        ("most_withheld: 101", "100 at most"),
        ("most_withheld: half", "whole number"),
    ],
)
def test_wrong_protection_settings_are_refused_by_line(folder, new, reason):
    text = SPECIFICATION.replace("length: 3", f"length: 3, {new}").replace(
        "protect:", "columns: [citizenship]\nprotect:"
    )
    path = folder / "release.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReleaseError) as error:
        publishing.load_spec(path)
    assert error.value.place == f"{path}:12"
    assert reason in error.value.fault


def test_a_quasi_identifier_that_no_contribution_has_stops_it(spec, folder):
    protection = replace(spec.protection, quasi_identifiers=("age_band",))
    with pytest.raises(ProtectionError) as error:
        publishing.publish(replace(spec, protection=protection), folder / "out")
    assert error.value.exit_code == 52
    assert not (folder / "out").exists()


def test_a_group_smaller_than_k_is_not_published(spec, folder):
    with pytest.raises(ReleaseError) as error:
        publishing.publish(replace(spec, protection=replace(spec.protection, k=500)), folder / "out")
    assert error.value.key == "release.no_cases"
    assert not (folder / "out").exists()


def test_small_contributions_have_no_numbers(spec, folder):
    write_cases(people(4, 0, country="MDA"), folder / "north.parquet")
    release = publishing.publish(spec, folder / "out")
    small = release.manifest.about.contributions[0]
    assert (small.rows_in, small.accepted, small.quarantined) == (None, None, None)
    assert "rows_in" not in release.manifest.about.quality


def test_a_single_small_contribution_does_not_follow_from_the_others():
    """Rows, and what was left out and merged, are told: with one number missing, it would be the difference."""
    sizes = {"a": 40, "b": 3, "c": 12, "d": 25}
    found = guarded([Contribution(name, size, size, 0) for name, size in sizes.items()], 10)
    assert {part.contributor: part.accepted for part in found} == {"a": 40, "b": None, "c": None, "d": 25}
    two = guarded([Contribution(name, size, size, 0) for name, size in {**sizes, "e": 4}.items()], 10)
    assert {part.contributor for part in two if part.accepted is None} == {"b", "c", "e"}  # seven are fewer than ten
    three = guarded([Contribution(name, size, size, 0) for name, size in {**sizes, "e": 8}.items()], 10)
    assert {part.contributor for part in three if part.accepted is None} == {"b", "e"}
    none = guarded([Contribution("a", 11, 10, 1)], 10)
    assert none == (Contribution("a", 11, 10, 1),)


def test_the_small_numbers_of_the_making_are_not_told(spec, folder):
    """How many cases were left out or merged, how many values withheld: nothing below k, in the files or the page."""
    release = publishing.publish(spec, folder / "out")
    about = release.manifest.about
    figures = [about.utility["cases_withheld"], about.quality["duplicates_merged"]]
    figures += [*about.utility["values_withheld"].values(), *about.risk["rare_combinations_before"].values()]
    assert None in figures
    assert all(figure is None or figure == 0 or figure >= 5 for figure in figures)
    for name, number in about.utility["values_withheld"].items():
        assert (about.utility["share_withheld"][name] is None) is (number is None)
    assert "&lt; 5" in (release.path / "report.html").read_text(encoding="utf-8")


def test_a_withheld_number_of_cases_left_out_is_taken_for_the_largest_it_can_be():
    about = About("a", {}, "", date(2026, 1, 1), Licence(""), parameters={"k": 10}, utility={"cases_withheld": None})
    assert about.cases_left_out == 9
    assert replace(about, utility={"cases_withheld": 12}).cases_left_out == 12
    assert replace(about, utility={}).cases_left_out == 0


def test_a_release_that_differs_by_a_few_cases_is_refused(spec, folder):
    """One person more: laid side by side with the release before, she would be the only difference."""
    write_cases(make_cases(gender=["woman"] * 20 + ["man"] * 20), folder / "south.parquet")
    only = replace(spec, contributions=spec.contributions[1:], columns=("gender",), person_key=None)
    publishing.publish(only, folder / "out")
    write_cases(make_cases(gender=["woman"] * 21 + ["man"] * 20), folder / "south.parquet")
    again = replace(only, id="2026-second")
    with pytest.raises(ReleaseError) as error:
        publishing.publish(again, folder / "out")
    assert (error.value.key, error.value.exit_code) == ("release.small_difference", 75)
    assert not (folder / "out" / "2026-second").exists()
    assert publishing.publish(replace(again, allow_small_difference=True), folder / "out").manifest.rows == 41
    write_cases(make_cases(gender=["woman"] * 21 + ["man"] * 40), folder / "south.parquet")
    assert publishing.publish(replace(again, id="2026-third"), folder / "out").manifest.rows == 61
    text = SPECIFICATION + "allow_small_difference: true\n"
    (folder / "release.yaml").write_text(text, encoding="utf-8")
    assert publishing.load_spec(folder / "release.yaml").allow_small_difference


def test_a_release_that_differs_from_an_older_one_by_a_few_cases_is_refused(spec, folder):
    """Far from the newest, and one person apart from the one before; the newest may be of no real cases at all."""
    only = replace(spec, contributions=spec.contributions[1:], columns=("gender",), person_key=None)
    for name, women, men in (("2026-one", 20, 20), ("2026-two", 40, 40)):
        write_cases(make_cases(gender=["woman"] * women + ["man"] * men), folder / "south.parquet")
        publishing.publish(replace(only, id=name), folder / "out")
    write_cases(make_cases(gender=["woman"] * 21 + ["man"] * 20), folder / "south.parquet")
    for day in (only.date, date(2020, 1, 1)):
        with pytest.raises(ReleaseError) as error:
            publishing.publish(replace(only, id="2026-three", date=day), folder / "out")
        assert (error.value.key, error.value.details["previous"]) == ("release.small_difference", "2026-one")
    # six more are enough for a promise of five, and too few for one of ten
    write_cases(make_cases(gender=["woman"] * 26 + ["man"] * 20), folder / "south.parquet")
    assert publishing.publish(replace(only, id="2026-four"), folder / "out").manifest.rows == 46
    stricter = replace(only, id="2026-five", protection=KAnonymitySettings(10, 1))
    with pytest.raises(ReleaseError) as error:
        publishing.publish(stricter, folder / "out")
    assert error.value.details["k"] == 10


def test_a_release_that_cannot_be_trusted_stops_the_next_for_nobody_can_compare_with_it(spec, folder):
    only = replace(spec, contributions=spec.contributions[1:], columns=("gender",), person_key=None)
    write_cases(make_cases(gender=["woman"] * 20 + ["man"] * 20), folder / "south.parquet")
    first = publishing.publish(only, folder / "out")
    with (first.path / "cases.csv").open("a", encoding="utf-8") as file:
        file.write("woman\n")
    again = replace(only, id="2026-second")
    with pytest.raises(ReleaseError) as error:
        publishing.publish(again, folder / "out")
    assert error.value.key == "release.tampered"
    assert first.id in error.value.place
    assert publishing.publish(replace(again, allow_small_difference=True), folder / "out").manifest.rows == 40


def test_equal_cases_are_paired_and_the_rest_counted_both_ways():
    before = make_cases(gender=["woman", "woman", "man", Missing.UNKNOWN], means_of_control=[["threats"]] * 4)
    now = make_cases(gender=["woman", "man", "man", Missing.REFUSED, "man"], age_band=["0-8"] * 5)
    assert different_cases(before, now) == (2, 3)


def test_a_release_in_a_folder_of_another_name_is_refused(spec, folder):
    release = publishing.publish(spec, folder / "out")
    shutil.copytree(release.path, folder / "other" / "2027-new")
    assert [check.name for check in verify(folder / "other" / "2027-new").failed] == ["name of the folder"]
    with pytest.raises(ReleaseError):
        open_release(folder / "other" / "2027-new")


def test_a_manifest_in_another_order_or_by_a_link_is_refused(spec, folder):
    release = publishing.publish(spec, folder / "out")
    path = release.path / "manifest.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    path.write_bytes(dump(dict(reversed(document.items()))))
    with pytest.raises(ReleaseError) as error:
        verify(release.path)
    assert error.value.key == "release.manifest_malformed"
    path.rename(folder / "elsewhere.json")
    (folder / "elsewhere.json").write_bytes(dump(document))
    path.symlink_to(folder / "elsewhere.json")
    with pytest.raises(ReleaseError) as error:
        verify(release.path)
    assert error.value.key == "release.not_found"


def test_a_k_that_is_no_number_is_none():
    about = About("a", {}, "", date(2026, 1, 1), Licence(""), parameters={"k": True})
    assert about.k is None


def test_a_release_is_never_published_over_another(spec, folder):
    release = publishing.publish(spec, folder / "out")
    before = _bytes(release.path)
    with pytest.raises(ReleaseError) as error:
        publishing.publish(spec, folder / "out")
    assert error.value.key == "release.exists"
    assert _bytes(release.path) == before


@pytest.mark.skipif(os.name != "posix", reason="a process is killed as POSIX kills")
@pytest.mark.parametrize("where", ["palermo.release._write._page.build", "palermo.release.publishing.check_files"])
def test_a_killed_publisher_leaves_nothing_that_can_be_seen(spec, folder, where):
    code = (
        "import os, sys, unittest.mock as mock\n"
        "from palermo.release import publishing\n"
        f"with mock.patch({where!r}, side_effect=lambda *a, **k: os.kill(os.getpid(), 9)):\n"
        "    publishing.publish(publishing.load_spec(sys.argv[1]), sys.argv[2])\n"
    )
    command = [sys.executable, "-c", code, folder / "release.yaml", folder / "out"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL
    left = [path.name for path in (folder / "out").iterdir()]
    assert left, "it was killed before it wrote anything"
    assert all(name.startswith(".") for name in left)
    assert list_releases(folder / "out") == ()
    release = publishing.publish(spec, folder / "out")
    assert [path.name for path in (folder / "out").iterdir()] == [release.id]
    assert verify(release.path).passed


@pytest.mark.parametrize("where", ["palermo.release._write._page.build", "palermo.release.publishing.check_files"])
def test_ctrl_c_while_a_release_is_written_leaves_nothing(spec, folder, monkeypatch, where):
    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(where, interrupted)
    with pytest.raises(KeyboardInterrupt):
        publishing.publish(spec, folder / "out")
    assert list((folder / "out").iterdir()) == []
    monkeypatch.undo()
    assert verify(publishing.publish(spec, folder / "out").path).passed


def test_what_is_not_as_frequent_as_promised_is_found_although_it_is_signed(tmp_path):
    """Whoever holds the key can sign anything; the protection is counted again all the same."""
    rare = make_cases(gender=["woman"] * 12 + ["man"] * 3, citizenship=["PHL"] * 15)
    release = make_release(tmp_path, rare, parameters={"k": 10, "length": 2})
    found = verify(release.path, public_key=KEY.public_key())
    assert [check.name for check in found.failed] == ["protection"]
    keys = make_cases(gender=["woman", "man"] * 10, age_band=["48+"] * 15 + ["18-20"] * 5)
    named = {"k": 6, "length": 1, "quasi_identifiers": ["gender", "age_band"]}
    found = verify(make_release(tmp_path, keys, id="other", parameters={**named, "k": 5}).path)
    assert "quasi-identifiers" in found.failed[0].detail
    found = verify(make_release(tmp_path, keys, id="third", parameters={**named, "quasi_identifiers": ["x"]}).path)
    assert not found.passed


def test_counts_that_say_more_than_the_cases_are_found_although_they_are_signed(tmp_path):
    cases = make_cases(gender=["woman"] * 12, citizenship=["PHL"] * 12)
    parameters = {"k": 10, "length": 2}
    counts = published_counts(cases, k=10, length=2)
    assert verify(make_release(tmp_path, cases, counts=counts, parameters=parameters).path).passed
    for number, told in enumerate((counts.slice(1), published_counts(make_cases(gender=["man"] * 12), k=10, length=2))):
        release = make_release(tmp_path, cases, counts=told, parameters=parameters, id=f"other-{number}")
        assert [check.name for check in verify(release.path).failed] == ["published counts"]


def test_withheld_values_count_when_a_release_is_verified(tmp_path):
    alone = make_cases(gender=["woman"] * 12 + [Missing.SUPPRESSED], citizenship=["PHL"] * 13)
    release = make_release(tmp_path, alone, parameters={"k": 10, "length": 2})
    assert [check.name for check in verify(release.path).failed] == ["protection"]


def _passes(folder):
    try:
        return verify(folder).passed
    except ReleaseError as error:
        return error.key != "release.manifest_malformed"


def test_one_flipped_byte_in_any_file_fails_verification(spec, folder):
    release = publishing.publish(spec, folder / "out")
    copy = folder / "copy" / release.id
    shutil.copytree(release.path, copy)
    for path in sorted(copy.iterdir()):
        data = path.read_bytes()
        for place in (0, len(data) // 2, len(data) - 1):
            path.write_bytes(data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :])
            assert not _passes(copy), (path.name, place)
        path.write_bytes(data)
    assert verify(copy).passed
    (copy / "extra.csv").write_text("x", encoding="utf-8")
    assert [check.name for check in verify(copy).failed] == ["nothing else in the folder"]


def test_the_manifest_is_plain_json_all_the_way(spec, folder):
    release = publishing.publish(spec, folder / "out")
    manifest = json.loads((release.path / "manifest.json").read_bytes())
    assert manifest["utility"]["share_of_occurrences_kept"]["1"] <= 1
    assert open_release(release.path).manifest.about.utility == manifest["utility"]


def test_old_counts_are_not_measured_by_new_code_lists(tmp_path, monkeypatch):
    """A release stays what it was when a list gets a new version, in which broader codes may cover other codes."""
    from palermo.codes import code_list
    from palermo.release import _gate

    cases = make_cases(gender=["woman"] * 12)
    counts = published_counts(cases, k=10, length=1).slice(1)
    counts = counts if counts.num_rows else published_counts(make_cases(gender=["man"] * 12), k=10, length=1)
    release = make_release(tmp_path, cases, counts=counts, parameters={"k": 10, "length": 1})
    assert not verify(release.path).passed
    monkeypatch.setattr(_gate, "code_list", lambda name: replace(code_list(name), version="another"))
    assert verify(release.path).passed
