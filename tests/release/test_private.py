"""A differentially private release, with OpenDP's own noise: what it says, what it must not say, and the ledger."""

import json
import sys

import pyarrow as pa
import pytest
from tests.release.test_publishing import SPECIFICATION, people

from palermo.cases import CaseTable, Missing, read_cases, write_cases
from palermo.codes import case_schema
from palermo.errors import ProtectionError, ReleaseError
from palermo.release import DIFFERENTIAL_PRIVACY, _protecting, _spending, publishing
from palermo.release.checking import verify
from palermo.tabulate import answer, parse_question

PRIVATE = SPECIFICATION.replace(
    "protect: {k: 5, length: 3}",
    "columns: [contributor, year_of_registration, gender]\n"
    "protect: {method: differential-privacy, epsilon: 4, delta: 1.0e-5, years: [2010, 2020]}\n"
    "ledger: {file: keys/ledger, cap: 5}",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("private")
    for name, first in (("north", 0), ("south", 600)):
        write_cases(people(400, first, country="MDA"), folder / f"{name}.parquet")
    (folder / "release.yaml").write_text(PRIVATE, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def release(folder):
    spec = publishing.load_spec(folder / "release.yaml")
    publishing.make_keys(spec)
    return publishing.publish(spec, folder / "out")


def test_it_says_what_it_promises_and_holds(release):
    manifest = release.manifest
    assert manifest.about.method == DIFFERENTIAL_PRIVACY
    assert manifest.about.parameters["epsilon"] == 4
    assert list(manifest.about.parameters["years"]) == [2010, 2020]
    assert manifest.k is None
    assert manifest.about.privacy.spent == 4
    assert 0 < manifest.about.privacy.ledger_balance < 5
    found = verify(release.path)
    assert found.passed, [check for check in found.checks if not check.passed]
    # the noise on the number of cases has a standard deviation of some ten
    assert abs(manifest.rows - 800) < 100


def test_no_exact_number_of_what_came_in_leaves(release):
    about = release.manifest.about
    assert [part.contributor for part in about.contributions] == ["North", "South"]
    assert all(part.rows_in is part.accepted is part.quarantined is None for part in about.contributions)
    assert about.quality == {}
    assert about.risk == {}
    text = "".join(path.read_text("utf-8") for path in release.path.iterdir() if path.suffix in {".json", ".html"})
    assert "duplicates" not in text
    assert str(release.path.parent) not in text


def test_coverage_is_counted_in_what_is_published(release):
    cases = release.cases()
    counted = sum(cell.cases for cell in release.manifest.about.coverage)
    known = sum(
        one is not None and other is not None
        for one, other in zip(
            cases.values("contributor").to_pylist(), cases.values("year_of_registration").to_pylist(), strict=True
        )
    )
    assert counted == known


def test_an_answer_carries_the_published_interval_and_says_that_it_is_noisy(release):
    found = answer(release, parse_question(by=["gender"], where=[]))
    woman = next(cell for cell in found.cells if cell.codes == ("woman",))
    assert woman.low < woman.high
    assert woman.low <= woman.n <= woman.high
    assert woman.interval.startswith("nominal 95 % interval")
    assert "noisy" in {caution.code for caution in found.cautions}
    assert "nominal 95 % interval" in str(found.document())
    missing = answer(release, parse_question(by=["gender"], where=["year_of_registration>=2015"]))
    assert all(cell.low < cell.high for cell in missing.cells)


def test_the_ledger_refuses_what_would_pass_the_cap_before_anything_is_drawn(release, folder):
    path = folder / "again.yaml"
    path.write_text(PRIVATE.replace("2026-test", "2026-again"), encoding="utf-8")
    before = (folder / "keys" / "ledger").read_bytes()
    told = []
    with pytest.raises(ReleaseError) as error:
        publishing.publish(publishing.load_spec(path), folder / "out", progress=lambda *step: told.append(step))
    assert error.value.key == "ledger.spent"
    assert told == []  # no file was read
    assert not (folder / "out" / "2026-again").exists()
    assert (folder / "keys" / "ledger").read_bytes() == before
    assert [entry.kind for entry in publishing.read_ledger(folder / "keys" / "ledger").entries] == [
        "opened",
        "reserved",
        "published",
    ]


def test_what_cannot_be_protected_spends_nothing(release, folder, tmp_path):
    # a year outside the public range is found before noise is drawn, and before anything is entered
    for name in ("north", "south"):
        write_cases(read_cases(folder / f"{name}.parquet"), tmp_path / f"{name}.parquet")
    path = tmp_path / "release.yaml"
    path.write_text(PRIVATE.replace("years: [2010, 2020]", "years: [2016, 2020]"), encoding="utf-8")
    spec = publishing.load_spec(path)
    publishing.make_keys(spec)
    with pytest.raises(ProtectionError) as error:
        publishing.publish(spec, tmp_path / "out")
    assert error.value.key == "privacy.outside_domain"
    assert [entry.kind for entry in publishing.read_ledger(tmp_path / "keys" / "ledger").entries] == ["opened"]


def test_without_the_library_nothing_is_read_or_entered(release, folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "opendp", None)
    told = []
    path = folder / "none.yaml"
    path.write_text(PRIVATE.replace("2026-test", "2026-none"), encoding="utf-8")
    with pytest.raises(ProtectionError) as error:
        publishing.publish(publishing.load_spec(path), folder / "out", progress=lambda *step: told.append(step))
    assert error.value.key == "privacy.no_library"
    assert told == []


def test_without_the_library_no_keys_are_made(folder, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "opendp", None)
    for name in ("north", "south"):
        write_cases(read_cases(folder / f"{name}.parquet"), tmp_path / f"{name}.parquet")
    (tmp_path / "release.yaml").write_text(PRIVATE, encoding="utf-8")
    with pytest.raises(ProtectionError) as error:
        publishing.make_keys(publishing.load_spec(tmp_path / "release.yaml"))
    assert error.value.key == "privacy.no_library"
    assert not (tmp_path / "keys").exists()


def test_a_k_anonymous_release_of_the_same_cases_is_entered_too(release, folder):
    path = folder / "plain.yaml"
    plain = PRIVATE.replace("2026-test", "2026-plain").replace(
        "{method: differential-privacy, epsilon: 4, delta: 1.0e-5, years: [2010, 2020]}", "{k: 5, length: 2}"
    )
    path.write_text(plain, encoding="utf-8")
    publishing.publish(publishing.load_spec(path), folder / "plain")
    balance = publishing.read_ledger(folder / "keys" / "ledger").balance("North")
    assert (balance.releases, balance.unbounded) == (2, 1)


def test_a_ledger_that_was_tampered_with_stops_everything(release, folder, tmp_path):
    lines = (folder / "keys" / "ledger").read_text("utf-8").splitlines()
    spent = json.loads(lines[1])
    spent["epsilon"] = 0.1
    ledger = tmp_path / "ledger"
    ledger.write_text("\n".join([lines[0], json.dumps(spent), *lines[2:], ""]), encoding="utf-8")
    path = folder / "tampered.yaml"
    path.write_text(PRIVATE.replace("2026-test", "2026-x").replace("keys/ledger", str(ledger)), encoding="utf-8")
    with pytest.raises(ReleaseError) as error:
        publishing.publish(publishing.load_spec(path), folder / "out")
    assert error.value.key == "ledger.untrusted"


@pytest.mark.parametrize("how", ["an older copy", "made anew"])
def test_a_ledger_that_lacks_the_line_of_a_release_stops_everything(release, folder, tmp_path, how):
    """Each line of it holds; what was spent since would be spent once more."""
    whole = (folder / "keys" / "ledger").read_bytes()
    ledger = tmp_path / "ledger"
    if how == "made anew":
        publishing.make_ledger(ledger, cap=5, delta=1e-5, on=release.manifest.about.date)
    else:
        ledger.write_bytes(whole[: whole.index(b"\n") + 1])
    path = folder / "older.yaml"
    path.write_text(PRIVATE.replace("2026-test", "2026-x").replace("keys/ledger", str(ledger)), encoding="utf-8")
    before = ledger.read_bytes()
    with pytest.raises(ReleaseError) as error:
        publishing.publish(publishing.load_spec(path), folder / "out")
    assert error.value.key == "ledger.untrusted"
    assert "the line by which 2026-test was entered" in error.value.details["reason"]
    assert ledger.read_bytes() == before


def test_a_cap_that_is_not_the_ledgers_is_refused(release, folder):
    path = folder / "cap.yaml"
    path.write_text(PRIVATE.replace("2026-test", "2026-x").replace("cap: 5", "cap: 4.5"), encoding="utf-8")
    with pytest.raises(ReleaseError) as error:
        publishing.publish(publishing.load_spec(path), folder / "out")
    assert "the cap is 4.5 here, and 5 in" in error.value.details["reason"]


def test_cases_of_a_contributor_who_is_not_named_are_refused_though_the_column_is_left_out(folder, tmp_path):
    """Else the budget of those who are named would be spent, and theirs would never be."""
    for name, first in (("north", 0), ("south", 600)):
        write_cases(people(400, first, country="MDA"), tmp_path / f"{name}.parquet")
    others = people(400, 0, country="MDA")
    names = pa.array(["East"] * 100 + ["North"] * 300).dictionary_encode()
    columns = [case_schema()["contributor"], *(each for each in others.columns if each.name != "contributor")]
    values = {each.name: others.values(each.name) for each in others.columns} | {"contributor": names}
    why = {each.name: others.missing(each.name) for each in others.columns} | {"contributor": Missing.UNKNOWN}
    write_cases(CaseTable.from_columns(columns, values, why), tmp_path / "north.parquet")
    path = tmp_path / "release.yaml"
    path.write_text(PRIVATE.replace("[contributor, year", "[year"), encoding="utf-8")
    spec = publishing.load_spec(path)
    publishing.make_keys(spec)
    with pytest.raises(ReleaseError) as error:
        publishing.publish(spec, tmp_path / "out")
    assert "there are cases of 'East'" in error.value.details["reason"]
    assert len(publishing.read_ledger(spec.ledger.file).entries) == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("epsilon: 4, ", "", "epsilon is missing"),
        ("delta: 1.0e-5, ", "", "delta is missing"),
        ("ledger: {file: keys/ledger, cap: 5}", "", "needs a ledger"),
        ("epsilon: 4", "epsilon: much", "is no number"),
        ("years: [2010, 2020]", "k: 10", "says nothing to the method"),
        ("years: [2010, 2020]", "years: [2020, 2010]", "is after the last"),
        ("cap: 5", "cap: 0", "lets nothing be published"),
        ("cap: 5", "cap: .nan", "is no number"),
        ("cap: 5", "cap: nan", "promises nothing"),
        ("cap: 5", "cap: 1000", "promises nothing"),
    ],
)
def test_a_promise_is_written_down_whole(folder, tmp_path, old, new, said):
    for name in ("north", "south"):
        write_cases(read_cases(folder / f"{name}.parquet"), tmp_path / f"{name}.parquet")
    path = tmp_path / "release.yaml"
    path.write_text(PRIVATE.replace(old, new), encoding="utf-8")
    with pytest.raises(ReleaseError) as error:
        publishing.load_spec(path)
    assert error.value.key == "release.spec_malformed"
    assert said in error.value.details["reason"]


@pytest.mark.parametrize(("old", "new"), [("epsilon: 4", "epsilon: 0"), ("delta: 1.0e-5", "delta: 1")])
def test_a_promise_that_is_none_is_refused(folder, tmp_path, old, new):
    for name in ("north", "south"):
        write_cases(read_cases(folder / f"{name}.parquet"), tmp_path / f"{name}.parquet")
    path = tmp_path / "release.yaml"
    path.write_text(PRIVATE.replace(old, new), encoding="utf-8")
    with pytest.raises(ProtectionError):
        publishing.load_spec(path)


def test_what_is_told_of_errors_is_a_rehearsal_and_the_exact_evaluation_stays_with_the_cases(release, folder):
    utility = release.manifest.about.utility
    assert {name for name in utility if "error" in name} >= {
        "rehearsed_share_of_error",
        "rehearsed_share_of_error_of_shuffled_columns",
    }
    assert not any(name.startswith("share_") for name in utility)
    page = (release.path / "report.html").read_text("utf-8")
    assert "An estimate by rehearsal" in page
    exact = json.loads((folder / "work" / "evaluation.json").read_text("utf-8"))
    assert exact["rehearsal"] is False
    assert exact["cases"] == 800
    assert not any("evaluation" in path.name for path in release.path.iterdir())


def _fresh(folder, tmp_path):
    """The same contributions with keys and a ledger of their own."""
    for name in ("north", "south"):
        write_cases(read_cases(folder / f"{name}.parquet"), tmp_path / f"{name}.parquet")
    (tmp_path / "release.yaml").write_text(PRIVATE, encoding="utf-8")
    spec = publishing.load_spec(tmp_path / "release.yaml")
    publishing.make_keys(spec)
    return spec


@pytest.mark.parametrize("error", [MemoryError("full"), KeyboardInterrupt()])
def test_who_evaluates_in_vain_has_published_all_the_same_and_is_told(folder, tmp_path, monkeypatch, error):
    spec = _fresh(folder, tmp_path)
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "evaluation.json").write_text("of another release", encoding="utf-8")

    def fails(*_):
        raise error

    monkeypatch.setattr(publishing, "exact_evaluation", fails)
    with pytest.raises(type(error)) as raised:
        publishing.publish(spec, tmp_path / "out")
    assert raised.value.__notes__ == [f"The release is published and whole: {tmp_path / 'out' / '2026-test'}."]
    assert verify(tmp_path / "out" / "2026-test").passed
    kinds = [entry.kind for entry in publishing.read_ledger(tmp_path / "keys" / "ledger").entries]
    assert kinds == ["opened", "reserved", "published"]
    assert not (tmp_path / "work" / "evaluation.json").exists()  # that of another would be taken for this one's


@pytest.mark.parametrize("part", ["rehearsal", "private_counts", "evaluated"])
def test_whoever_fails_after_noise_was_drawn_is_told_what_is_spent(folder, tmp_path, monkeypatch, part):
    spec = _fresh(folder, tmp_path)

    def fails(*_, **__):
        raise ProtectionError("evaluation.empty", place="cases")

    monkeypatch.setattr(_protecting, part, fails)
    with pytest.raises(ProtectionError) as raised:
        publishing.publish(spec, tmp_path / "out")
    (note,) = raised.value.__notes__
    assert note.startswith("Line 2 of the ledger stands: ε 4 is spent on the cases of North, South.")
    assert not (tmp_path / "out").exists()


def test_what_cannot_be_written_is_known_before_anything_is_read_or_spent(folder, tmp_path):
    spec = _fresh(folder, tmp_path)
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    told = []
    with pytest.raises(ReleaseError) as raised:
        publishing.publish(spec, tmp_path / "file" / "out", progress=lambda *step: told.append(step))
    assert raised.value.key == "release.unwritable"
    assert told == []
    assert [entry.kind for entry in publishing.read_ledger(tmp_path / "keys" / "ledger").entries] == ["opened"]


def _entered(*args, **kwargs):
    publishing.reserve(*args, **kwargs)
    raise KeyboardInterrupt


def _torn(path, **_):
    with path.open("ab") as file:
        file.write(b'{"cap":5')
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("reserve", "said"), [(_entered, "Line 2 of the ledger stands"), (_torn, "the last line has no end")]
)
def test_ctrl_c_just_when_the_ledger_is_written_is_told_too(folder, tmp_path, monkeypatch, reserve, said):
    spec = _fresh(folder, tmp_path)
    monkeypatch.setattr(_spending, "reserve", reserve)
    with pytest.raises(KeyboardInterrupt) as raised:
        publishing.publish(spec, tmp_path / "out")
    (note,) = raised.value.__notes__
    assert said in note


@pytest.mark.parametrize("length", [1, 2])
def test_a_release_counts_as_far_as_was_measured_and_no_further(length, folder, tmp_path):
    path = folder / f"short-{length}.yaml"
    short = f"{{method: differential-privacy, epsilon: 4, delta: 1.0e-5, length: {length}, years: [2010, 2020]}}"
    text = PRIVATE.replace("2026-test", f"2026-short-{length}").replace("keys/ledger", f"keys/ledger-{length}")
    start, end = text.index("protect: {"), text.index("\nledger:")
    path.write_text(f"{text[:start]}protect: {short}{text[end:]}", encoding="utf-8")
    spec = publishing.load_spec(path)
    publishing.make_keys(spec)
    made = publishing.publish(spec, tmp_path)
    assert verify(made.path).passed
    assert max(made.counts().column("length").to_pylist()) == length
    found = answer(made, parse_question(by=["gender", "contributor"], where=[]))
    assert all(cell.low <= cell.n <= cell.high for cell in found.cells)
