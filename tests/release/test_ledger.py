"""The ledger: what was spent on whose cases, and whether anybody changed it."""

import json
import multiprocessing
import os
import stat
from datetime import date

import pytest

from palermo.errors import ProtectionError, ReleaseError
from palermo.protect.privacy import Budget, spent
from palermo.release.publishing import confirm, make_ledger, read_ledger, reserve

TODAY = date(2026, 11, 25)
HOUSE, PORT = "Harbour House", "Maison du Port"


@pytest.fixture
def path(tmp_path):
    found = tmp_path / "keys" / "ledger.jsonl"
    make_ledger(found, cap=8.0, delta=1e-6, on=TODAY)
    return found


def enter(path, release="2026-a", contributors=(HOUSE,), epsilon=4.0, delta=1e-6):
    budget = None if epsilon is None else Budget(epsilon, delta)
    method = "k-anonymous" if epsilon is None else "dp"
    return reserve(path, release=release, on=TODAY, contributors=contributors, method=method, budget=budget)


def fault(path, line):
    with pytest.raises(ReleaseError) as error:
        read_ledger(path)
    assert error.value.exit_code == 78
    assert error.value.place.endswith(f"ledger.jsonl: line {line}" if line else "ledger.jsonl")
    return error.value


def test_a_new_ledger_is_its_owners_alone_and_nothing_is_spent(path):
    ledger = read_ledger(path)
    assert (ledger.cap, ledger.delta, ledger.balances) == (8.0, 1e-6, ())
    assert ledger.balance(HOUSE).epsilon == 0
    assert ledger.balance(HOUSE).left == pytest.approx(8.0)
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_ledger_is_never_replaced(path):
    before = path.read_bytes()
    with pytest.raises(ReleaseError):
        make_ledger(path, cap=8.0, delta=1e-6, on=TODAY)
    assert path.read_bytes() == before


@pytest.mark.parametrize(("cap", "delta"), [(0.0, 1e-6), (-1.0, 1e-6), (500.0, 1e-6), (8.0, 0.0), (8.0, 1.0)])
def test_a_cap_that_promises_nothing_is_refused(tmp_path, cap, delta):
    with pytest.raises(ProtectionError):
        make_ledger(tmp_path / "ledger.jsonl", cap=cap, delta=delta, on=TODAY)
    assert not (tmp_path / "ledger.jsonl").exists()


def test_releases_add_up_as_gaussian_mechanisms_do_for_each_contributor(path):
    enter(path, contributors=(HOUSE, PORT))
    ledger = enter(path, "2026-b")
    mu = Budget(4.0, 1e-6).mu
    assert ledger.balance(HOUSE).epsilon == pytest.approx(spent([mu, mu], 1e-6), rel=1e-4)
    assert ledger.balance(PORT).epsilon == pytest.approx(4.0)
    assert ledger.balance(HOUSE).epsilon < 8.0
    one_more = ledger.balance(HOUSE).left
    assert spent([mu, mu, Budget(one_more, 1e-6).mu], 1e-6) == pytest.approx(8.0, rel=1e-4)
    assert read_ledger(path) == ledger


def test_what_would_pass_the_cap_is_refused_and_leaves_no_line(path):
    enter(path, contributors=(HOUSE, PORT))
    enter(path, "2026-b")
    before = path.read_bytes()
    with pytest.raises(ReleaseError, match=HOUSE) as error:
        enter(path, "2026-c", contributors=(PORT, HOUSE), epsilon=6.0)
    assert error.value.exit_code == 79
    assert path.read_bytes() == before
    enter(path, "2026-c", contributors=(PORT,), epsilon=6.0)


def test_the_whole_cap_can_be_spent_and_then_nothing(path):
    ledger = enter(path, epsilon=8.0)
    assert ledger.balance(HOUSE).left == 0
    with pytest.raises(ReleaseError):
        enter(path, "2026-b", epsilon=0.01)


def test_a_release_that_failed_stays_spent(path):
    enter(path)
    assert read_ledger(path).balance(HOUSE).epsilon == pytest.approx(4.0)
    ledger = enter(path)  # the same release, tried again: new noise
    assert ledger.balance(HOUSE).releases == 2
    confirmed = confirm(path, reservation=ledger.entries[-1], on=TODAY)
    assert confirmed.entries[-1].reservation == 3
    assert confirmed.balance(HOUSE) == ledger.balance(HOUSE)


def test_a_method_without_an_epsilon_is_entered_and_voids_the_bound(path):
    enter(path)
    ledger = enter(path, "2026-k", epsilon=None)
    balance = ledger.balance(HOUSE)
    assert (balance.unbounded, balance.epsilon) == (1, pytest.approx(4.0))
    notes = [block for section in ledger.document().sections for block in section.blocks if hasattr(block, "level")]
    assert len(notes) == 1
    assert HOUSE in notes[0].text


@pytest.mark.parametrize("line", [1, 2, 3, 4])
@pytest.mark.parametrize(("old", "new"), [(b'"cap":8.0', b'"cap":9.0'), (b"2026-11-25", b"2026-11-24")])
def test_a_changed_line_is_named(path, line, old, new):
    for name in "abc":
        enter(path, name, epsilon=0.5)
    lines = path.read_bytes().splitlines(keepends=True)
    lines[line - 1] = lines[line - 1].replace(old, new)
    path.write_bytes(b"".join(lines))
    fault(path, line)
    with pytest.raises(ReleaseError):
        enter(path, "d")


@pytest.mark.parametrize(("old", "new"), [('"cap":8.0', '"cap":NaN'), ('"North"', '"\\ud800"')])
def test_a_line_that_nobody_could_write_is_named(path, old, new):
    reserve(path, release="2026-a", on=TODAY, contributors=["North"], method="dp", budget=Budget(4, 1e-6))
    lines = path.read_text("utf-8").splitlines(keepends=True)
    assert old in lines[1]
    path.write_text(lines[0] + lines[1].replace(old, new), encoding="utf-8")
    with pytest.raises(ReleaseError) as error:
        read_ledger(path)
    assert (error.value.key, error.value.place) == ("ledger.untrusted", f"{path}: line 2")


def test_a_line_that_was_changed_with_its_digest_is_found_by_the_next(path):
    from dataclasses import replace

    from palermo.release._ledger_file import _line

    first = read_ledger(path)
    enter(path, "a")
    ledger = enter(path, "b")
    lines = path.read_bytes().splitlines(keepends=True)
    lines[1] = _line(replace(ledger.entries[1], mu_squared=0.0), first.head)
    path.write_bytes(b"".join(lines))
    fault(path, 3)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda lines: [lines[0], *lines[2:]], 2),
        (lambda lines: [lines[0], lines[2], lines[1], *lines[3:]], 2),
        (lambda lines: [*lines, lines[-1]], 5),
        (lambda lines: lines[1:], 1),
        (lambda lines: [*lines, b"{}\n"], 5),
        (lambda lines: [*lines, b"\xff\xfe\n"], 5),
        (lambda lines: [*lines, b"\n"], 5),
        (lambda lines: [*lines, b"[1]\n"], 5),
        (lambda lines: [*lines[:-1], lines[-1].replace(b'":', b'": ')], 4),
        (lambda lines: [*lines[:-1], lines[-1][:-1]], 4),
        (lambda lines: [*lines[:-1], lines[-1][:40]], 4),
        (lambda lines: [], 0),
    ],
)
def test_lines_that_are_missing_moved_added_or_cut_are_named(path, change, line):
    for name in "abc":
        enter(path, name, epsilon=0.5)
    path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))
    fault(path, line)


def test_lines_cut_off_at_the_end_show_against_a_digest_that_was_kept(path):
    kept = enter(path, "a").head
    ledger = enter(path, "b")
    assert ledger.holds(kept)
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:1]))
    assert not read_ledger(path).holds(kept)


def test_a_ledger_that_is_not_there(tmp_path):
    for begin in (read_ledger, enter):
        with pytest.raises(ReleaseError) as error:
            begin(tmp_path / "ledger.jsonl")
        assert error.value.exit_code == 78
        assert "palermo publish --make-keys" in error.value.remedy


def _enter_many(path, name):
    for number in range(10):
        enter(path, f"{name}-{number}", epsilon=0.05)


@pytest.mark.skipif(os.name != "posix", reason="file locks are those of POSIX")
def test_two_publishers_at_once_wait_for_each_other(path):
    context = multiprocessing.get_context("spawn")
    both = [context.Process(target=_enter_many, args=(path, name)) for name in ("one", "other")]
    for process in both:
        process.start()
    for process in both:
        process.join(60)
    assert [process.exitcode for process in both] == [0, 0]
    ledger = read_ledger(path)
    assert len(ledger.entries) == 21
    assert {json.loads(line)["sequence"] for line in path.read_text("utf-8").splitlines()} == set(range(1, 22))
