"""A release held against the ledger: a ledger that was shortened or written anew is found by what releases say."""

import json
from dataclasses import replace

import pytest
from tests.release.invented import make_cases, make_release
from tests.release.test_private import PRIVATE
from tests.release.test_publishing import people

from palermo.cases import write_cases
from palermo.cli import main
from palermo.errors import ReleaseError
from palermo.protect import Budget
from palermo.release import publishing
from palermo.release._against_ledger import ledger_faults
from palermo.release._ledger import Ledger
from palermo.release._manifest_json import from_dict, to_dict
from palermo.release.checking import read_ledger, verify

PLAIN = PRIVATE.replace("2026-test", "2026-plain").replace(
    "{method: differential-privacy, epsilon: 4, delta: 1.0e-5, years: [2010, 2020]}", "{k: 5, length: 2}"
)
CHECKS = ["line of the ledger", "what the ledger says of the release", "what was left", "its appearance"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A private release, and a k-anonymous one of the same cases after it."""
    folder = tmp_path_factory.mktemp("entered")
    for name, first in (("north", 0), ("south", 600)):
        write_cases(people(200, first, country="MDA"), folder / f"{name}.parquet")
    for name, text in (("private", PRIVATE), ("plain", PLAIN)):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        spec = publishing.load_spec(folder / f"{name}.yaml")
        publishing.make_keys(spec)
        publishing.publish(spec, folder / "out")
    return folder


@pytest.fixture(scope="module")
def ledger(folder):
    return read_ledger(folder / "keys" / "ledger")


def _failed(folder, ledger, name="2026-test"):
    return [check.name for check in verify(folder / "out" / name, ledger=ledger).failed]


def _cut(ledger, lines):
    return Ledger(ledger.path, ledger.entries[:lines])


def test_each_release_finds_its_line_in_a_ledger_that_goes_on(folder, ledger):
    found = verify(folder / "out" / "2026-test", ledger=ledger)
    assert found.passed
    details = {check.name: check.detail for check in found.checks}
    assert [name for name in details if name in CHECKS] == CHECKS
    assert details[CHECKS[0]].startswith("line 2 is there")
    assert details[CHECKS[1]] == "ε 4 at δ 1e-05, on the cases of North, South"
    assert details[CHECKS[3]] == "line 3 says that it was published"
    plain = verify(folder / "out" / "2026-plain", ledger=ledger)
    assert plain.passed
    assert "without ε" in {check.name: check.detail for check in plain.checks}[CHECKS[1]]
    assert not any(check.name in CHECKS for check in verify(folder / "out" / "2026-test").checks)


def test_a_shortened_ledger_is_found_by_the_releases_whose_lines_are_gone(folder, ledger):
    assert _failed(folder, _cut(ledger, 1)) == [CHECKS[0]]
    assert _failed(folder, _cut(ledger, 3), "2026-plain") == [CHECKS[0]]
    assert _failed(folder, _cut(ledger, 3)) == []  # it cannot know of what came later


def test_a_reservation_that_was_never_confirmed_holds_and_is_told(folder, ledger):
    found = verify(folder / "out" / "2026-test", ledger=_cut(ledger, 2))
    assert found.passed
    assert found.checks[-1].detail.startswith("no line says that it was published")


def test_a_ledger_that_was_written_anew_is_found(folder, ledger, tmp_path):
    entry = ledger.entries[1]
    for number, (cap, epsilon, name) in enumerate([(5.0, 0.5, "2026-test"), (9.0, 4.0, "2026-test"), (5.0, 4.0, "x")]):
        path = tmp_path / f"anew{number}"
        spec = publishing.load_spec(folder / "private.yaml")
        publishing.make_ledger(path, cap=cap, delta=1e-5, on=spec.date)
        anew = publishing.reserve(
            path,
            release=name,
            on=spec.date,
            contributors=entry.contributors,
            method=entry.method,
            budget=Budget(epsilon, 1e-5),
        )
        assert _failed(folder, anew) == [CHECKS[0]]


def test_a_release_that_says_otherwise_than_its_line_is_found(folder, ledger):
    manifest = from_dict(json.loads((folder / "out" / "2026-test" / "manifest.json").read_bytes()))
    about = manifest.about

    def wrong(**changed):
        faults = ledger_faults(replace(manifest, about=replace(about, **changed)), ledger)
        return [fault for _, fault, _ in faults if fault]

    assert wrong() == []
    assert wrong(id="2026-other") == ["line 2 says otherwise of: name."]
    assert "ε" in wrong(parameters={**about.parameters, "epsilon": 1})[0]
    assert "what was spent" in wrong(privacy=replace(about.privacy, spent=1.0))[0]
    assert "contributors" in wrong(contributions=about.contributions[:1])[0]
    (left,) = wrong(privacy=replace(about.privacy, ledger_balance=4.9))
    assert "the release says 4.9" in left
    line = ledger.entries[2].digest  # which says that it was published, not what was spent
    assert "kind" in wrong(privacy=replace(about.privacy, ledger_head=line))[0]


def test_a_manifest_without_a_line_reads_as_before_and_cannot_be_held_against_a_ledger(ledger, tmp_path):
    release = make_release(tmp_path, make_cases(gender=["woman"] * 12, citizenship=["PHL"] * 12))
    document = to_dict(release.manifest)
    assert "ledger_head" not in document["privacy"]
    assert from_dict(document).about.privacy.ledger_head is None
    document["privacy"]["ledger_head"] = None
    with pytest.raises(ValueError, match="do not stand"):
        from_dict(document)
    with pytest.raises(ReleaseError) as error:
        verify(release.path, ledger=ledger)
    assert error.value.key == "release.no_ledger_line"


def test_the_command_holds_a_release_against_a_ledger(folder, ledger, tmp_path, capsys):
    path = str(folder / "out" / "2026-plain")
    assert main(["verify", path, "--ledger", str(folder / "keys" / "ledger")]) == 0
    assert "line of the ledger" in capsys.readouterr().out
    lines = (folder / "keys" / "ledger").read_bytes().splitlines(keepends=True)
    (tmp_path / "short").write_bytes(b"".join(lines[:3]))
    assert main(["verify", path, "--ledger", str(tmp_path / "short")]) == 74
    assert "FAILED" in capsys.readouterr().out
    (tmp_path / "torn").write_bytes(b"".join(lines[:1]) + lines[2])
    assert main(["verify", path, "--ledger", str(tmp_path / "torn")]) == 78
    assert main(["verify", path, "--ledger", str(tmp_path / "none")]) == 78
