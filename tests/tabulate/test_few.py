"""No number of fewer than k cases is shown, and none can be reckoned from the others of the same answer."""

import random
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.release.invented import make_cases, make_release

from palermo.cases import Missing
from palermo.tabulate import answer, parse_question

K = 5
COLUMNS = {
    "contributor": ("North", "South", "West"),
    "gender": ("woman", "man"),
    "citizenship": ("PHL", "UKR", "NPL", "FRA"),
}
UNTOLD = (Missing.UNKNOWN, Missing.SUPPRESSED)
PAIRS = [(one, other) for one, other in permutations(COLUMNS, 2)]
ASKED = st.sampled_from(
    [
        ((), False),
        *(((name,), False) for name in COLUMNS),
        *((pair, within) for pair in PAIRS for within in (False, True)),
        (tuple(COLUMNS), True),
    ]
)
CONDITIONS = [
    f"{name}{sign}{code}" for name in ("gender", "citizenship") for code in COLUMNS[name] for sign in ("=", "!=")
]
WHERE = st.lists(st.sampled_from(CONDITIONS), max_size=2, unique=True)
SEEDS = range(20)


def release_of(folder, rows, **facts):
    """A release of cases that no method protected: it has small numbers everywhere."""
    columns = dict(zip(COLUMNS, map(list, zip(*rows, strict=True)), strict=True))
    return make_release(folder, make_cases(**columns), parameters={"k": K, "length": 2}, **facts)


def some_rows(seed):
    """Invented cases, more of them with the first codes than with the last."""
    dice = random.Random(seed)  # noqa: S311
    weights = {name: [dice.random() ** 2 for _ in codes] for name, codes in COLUMNS.items()}
    rows = []
    for _ in range(dice.randint(5, 90)):
        row = [dice.choices(codes, weights[name])[0] for name, codes in COLUMNS.items()]
        rows.append([dice.choice(UNTOLD) if dice.random() < 0.05 and place else code for place, code in enumerate(row)])
    return rows


@pytest.fixture(scope="module")
def releases(tmp_path_factory):
    """Several, with their cases."""
    folder = tmp_path_factory.mktemp("releases")
    tables = [some_rows(seed) for seed in SEEDS]
    made = [(rows, release_of(folder, rows, id=f"of-{seed}")) for seed, rows in zip(SEEDS, tables, strict=True)]
    return lambda seed: made[seed]  # a failure shows what it was given: not all of them


def possible(sums, count, most):
    """The numbers of which each of so many, between 1 and `most`, can be where they have this sum."""
    return {n for n in range(1, most + 1) if count - 1 <= sums - n <= (count - 1) * most}


@settings(max_examples=400, deadline=None)
@given(seed=st.sampled_from(SEEDS), asked=ASKED, where=WHERE)
def test_no_number_of_fewer_than_k_can_be_reckoned_from_others(releases, seed, asked, where):
    (_rows, release), (by, within) = releases(seed), asked
    found = answer(release, parse_question(list(by), where, within=within))
    numbers = [found.total, found.denominator, found.missing, found.none, *(cell.n for cell in found.cells)]
    assert all(number is None or number == 0 or number >= K for number in numbers)
    parts = [found.denominator, found.missing, found.none]
    assert found.total is None or None not in parts, "the total is the sum of its parts"
    if found.total is None:
        assert within or all(cell.missing_share is None for cell in found.cells)
    groups = {}
    for cell in found.cells:
        groups.setdefault(cell.codes[0] if within else "", []).append(cell)
    for cells in groups.values():
        over, gone = cells[0].denominator, [cell for cell in cells if cell.n is None]
        assert over is not None or len(gone) == len(cells)
        if over is None or not gone:
            continue
        left = over - sum(cell.n for cell in cells if cell.n is not None)
        assert left >= K
        assert len(gone) > 1
        assert len(possible(left, len(gone), max(cell.high for cell in gone))) > 1, "one number is left"
    if within and None in [cells[0].denominator for cells in groups.values()]:
        assert found.denominator is None


@settings(max_examples=300, deadline=None)
@given(seed=st.sampled_from(SEEDS), asked=ASKED)
def test_the_bounds_of_what_is_withheld_hold_it_and_do_not_tell_it(releases, seed, asked):
    (rows, release), (by, within) = releases(seed), asked
    found = answer(release, parse_question(list(by), within=within))
    places = [list(COLUMNS).index(name) for name in by]
    values = [tuple(row[place] for place in places) for row in rows]
    for cell in found.cells:
        now = values.count(cell.codes)
        perhaps = sum(
            all(value in (code, Missing.SUPPRESSED) for value, code in zip(each, cell.codes, strict=True))
            for each in values
        )
        if cell.n is None:
            assert cell.low == 0
            assert cell.high >= perhaps
            assert cell.high - (perhaps - now) >= K - 1, "it may be any number of fewer than k"
            assert cell.share is cell.share_low is cell.share_high is None
    low, high = found.spans["total"]
    assert low <= len(rows) <= high
    if found.total is None:
        assert high - low >= K - 2


@pytest.mark.parametrize(
    ("by", "within", "gone"),
    [
        (["gender", "citizenship"], False, {("woman", "NPL"), ("man", "PHL")}),
        (["gender", "citizenship"], True, {("woman", "NPL"), ("woman", "UKR")}),
    ],
)
def test_a_second_number_goes_where_a_single_one_would_be_what_is_left(tmp_path, by, within, gone):
    counts = {("woman", "PHL"): 9, ("woman", "UKR"): 8, ("woman", "NPL"): 3, ("man", "PHL"): 6, ("man", "UKR"): 20}
    rows = [("North", *codes) for codes, n in counts.items() for _ in range(n)]
    found = answer(release_of(tmp_path, rows), parse_question(by, within=within))
    assert {cell.codes for cell in found.cells if cell.n is None} == gone
    assert found.total == 46


def test_the_bound_of_a_withheld_number_is_no_further_from_it_than_from_any_other(tmp_path):
    """Each bound is as far above its number as are those of others: that distance must not give the number back."""
    rows = [("North", "man", code) for code, n in (("PHL", 20), ("UKR", 9), ("NPL", 2)) for _ in range(n)]
    rows += [("North", "man", Missing.SUPPRESSED)] * 7
    found = answer(release_of(tmp_path, rows), parse_question(["citizenship"]))
    (shown,) = (cell for cell in found.cells if cell.n is not None)
    distance = shown.high - shown.n
    assert {cell.high - distance for cell in found.cells if cell.n is None} == {10}


def test_within_nothing_is_over_the_whole(tmp_path):
    """A question may ask for shares within the codes of the first column, and for no column."""
    release = release_of(tmp_path, some_rows(1))
    asked = answer(release, parse_question((), ["gender=woman"], within=True))
    assert asked.cells == answer(release, parse_question((), ["gender=woman"])).cells
